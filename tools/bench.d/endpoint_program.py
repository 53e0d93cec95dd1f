"""`gazette endpoint` as a process of the benchmark: started, asked, measured by the kernel's account, killed."""
import http.client
import os
import re
import signal
import subprocess
import threading
import time
import urllib.parse

import measure

TICKS = os.sysconf("SC_CLK_TCK")


class Endpoint:
    def __init__(self, program, data, keep=3, port=0, cores=None):
        self.program, self.data, self.keep, self.cores = program, data, keep, cores
        self.port = port
        self.token = self.add_token("desk", "publish,rollback,read")
        self.start()

    def add_token(self, name, scopes):
        """The token alone is on standard output; what is said to people goes to the other."""
        command = [self.program, "endpoint", "token", "add", name, "--scope", scopes, "--data", self.data]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def start(self):
        command = [self.program, "endpoint", "--data", self.data, "--listen", f"127.0.0.1:{self.port}",
                   "--keep", str(self.keep), "--log-days", "0"]
        if self.cores:
            command = ["taskset", "-c", self.cores] + command
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        if not found:
            raise measure.Failed(f"the endpoint does not start: {line}{self.process.stdout.read()}")
        self.port = int(found.group(1))
        threading.Thread(target=self.process.stdout.read, daemon=True).start()   # so that it never blocks

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def rss_mib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024

    def cpu_s(self):
        """Of the threads that anybody waits for: compressing and collecting run at the lowest priority."""
        total = 0
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{task}/stat", encoding="utf-8") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            if int(fields[16]) < 19:
                total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def get(self, path, headers=None):
        """Status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", urllib.parse.quote(path), headers=headers or {})
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def waiting(self):
        """Files whose compressed forms are still to be made."""
        _, text = self.get("/metrics", {"Authorization": f"Bearer {self.token}"})
        found = re.search(rb"^gazette_compression_waiting (\d+)", text, re.M)
        return int(found.group(1)) if found else 0

    def wait_until_idle(self, longest_s=3600):
        end = time.monotonic() + longest_s
        while self.waiting() > 0:
            if time.monotonic() > end:
                raise measure.Failed("the compressed forms are not made in time")
            time.sleep(0.2)
