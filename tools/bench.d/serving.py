"""Serving beside nginx as its manual tunes it: the same files, the same requests in Zipf order, in turn on one core
while wrk has the other."""
import os
import random
import re
import signal
import statistics
import subprocess
import time

import measure
from endpoint_program import Endpoint
from publish_parts import Bar, Newsroom

KINDS = {"1 KB": (1_000, 0.60), "10 KB": (10_000, 0.35), "100 KB": (100_000, 0.05)}   # size, share of the files
WAYS = {"200": {}, "304": {}, "206": {"Range": "bytes=100-899"},
        "gzip": {"Accept-Encoding": "gzip"}}
REQUESTS = 20_000
NGINX_PORT = 18655

NGINX = """worker_processes 1;
pid {work}/nginx.pid;
error_log {work}/nginx.log crit;
events {{ worker_connections 4096; use epoll; multi_accept on; }}
http {{
    include /etc/nginx/mime.types;
    sendfile on; tcp_nopush on; tcp_nodelay on;
    keepalive_timeout 65; keepalive_requests 10000000;
    open_file_cache max=200000 inactive=60s; open_file_cache_valid 60s; open_file_cache_min_uses 1;
    gzip_static on; etag on; access_log off;
    client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
    server {{ listen 127.0.0.1:{port}; root {site}; add_header Cache-Control no-cache; }}
}}
"""

# Each thread goes through the list from its own place, so that none asks for the same file as another at once.
SCRIPT = """local paths = {{}}
for path in io.lines("{paths}") do paths[#paths + 1] = path end
local at = 0
function init() at = math.random(#paths) end
function request()
    at = at % #paths + 1
    return wrk.format("GET", paths[at], {headers})
end
function done(summary) io.write(string.format("errors %d\\n", summary.errors.connect + summary.errors.read + summary.errors.timeout)) end
"""

WORDS = "county river school market harvest bridge library council flood road festival bus tea reader".split()


def write_files(newsroom, count):
    """Text files in the newsroom's static/; their paths by kind."""
    chance, paths = random.Random(7), {}
    for kind, (size, share) in KINDS.items():
        paths[kind] = []
        for number in range(int(count * share)):
            name = f"files/{size}/{number % 100:02d}/{number}.txt"
            path = os.path.join(newsroom, "static", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            text = " ".join(chance.choices(WORDS, k=300))
            with open(path, "w", encoding="ascii") as file:
                file.write((f"{number} " + text * (size // len(text) + 1))[:size])
            paths[kind].append("/" + name)
    return paths


def in_zipf_order(paths, seed):
    """By Zipf's law over all files, the popular ones anywhere in the tree."""
    chance = random.Random(seed)
    shuffled = list(paths)
    chance.shuffle(shuffled)
    return chance.choices(shuffled, weights=[1 / rank for rank in range(1, len(shuffled) + 1)], k=REQUESTS)


class Nginx:
    def __init__(self, work, site, core):
        path = os.path.join(work, "nginx.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write(NGINX.format(work=work, site=site, port=NGINX_PORT))
        user = "user root; " if os.geteuid() == 0 else ""     # else it cannot read what root wrote
        self.process = subprocess.Popen(["taskset", "-c", core, "nginx", "-c", path, "-g", f"{user}daemon off;"])
        time.sleep(0.5)

    def end(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()


def run_of_304(work, port, paths, seconds, core):
    """By h2load: wrk waits for the body of a 304 that tells its length, which RFC 9110 (8.6) allows and never sends.
    It tells no percentiles."""
    listed = os.path.join(work, "urls.txt")
    with open(listed, "w", encoding="ascii") as file:
        file.writelines(f"http://127.0.0.1:{port}{path}\n" for path in paths)
    run = measure.measure(["taskset", "-c", core, "h2load", "--h1", "-t1", "-c64", f"-D{seconds}", "-i", listed,
                           "-H", "If-None-Match: *"])
    refused = re.search(r"(\d+) 3xx, (\d+) 4xx, (\d+) 5xx", run.output)
    if not refused or int(refused.group(1)) == 0 or refused.groups()[1:] != ("0", "0"):
        raise measure.Failed(f"not all were answered by 304: {run.output}")
    return float(re.search(r"finished in .*?, ([\d.]+) req/s", run.output).group(1)), 0.0


def one_run(work, port, paths, way, seconds, core):
    """Requests a second, and the 99th percentile in ms."""
    if way == "304":
        return run_of_304(work, port, paths, seconds, core)
    listed, script = os.path.join(work, "paths.txt"), os.path.join(work, "way.lua")
    with open(listed, "w", encoding="ascii") as file:
        file.write("\n".join(paths) + "\n")
    headers = "{" + ", ".join(f'["{name}"] = "{value}"' for name, value in WAYS[way].items()) + "}"
    with open(script, "w", encoding="ascii") as file:
        file.write(SCRIPT.format(paths=listed, headers=headers))
    run = measure.measure(["taskset", "-c", core, "wrk", "-t1", "-c64", f"-d{seconds}s", "--latency", "-s", script,
                           f"http://127.0.0.1:{port}"])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", run.output).group(1))
    late, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", run.output).groups()
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", run.output)
    if refused or not re.search(r"errors 0\b", run.output):
        raise measure.Failed(f"not all were answered: {run.output}")
    return rate, float(late) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]


def serving(bench):
    with bench.folder() as work:
        os.chmod(work, 0o755)
        news = Newsroom(work, 50, bench.program)
        paths = write_files(news.news, bench.serving_files)
        news.build()
        endpoint = Endpoint(bench.program, os.path.join(work, "data"), cores="0")
        news.publish(endpoint)
        endpoint.wait_until_idle()
        for name in sum(paths.values(), []):                  # nginx's gzip is made before, as ours is
            subprocess.run(["gzip", "-kf6", news.out + name], check=True)
        nginx = Nginx(work, news.out, "0")
        bars, ratios = [], []
        try:
            for kind, listed in paths.items():
                for way in WAYS:
                    asked = in_zipf_order(listed, len(ratios))
                    ours, theirs = [], []
                    for _ in range(bench.runs):
                        ours.append(one_run(work, endpoint.port, asked, way, bench.seconds, "1"))
                        theirs.append(one_run(work, NGINX_PORT, asked, way, bench.seconds, "1"))
                    rates = [statistics.median(rate for rate, _ in runs) for runs in (ours, theirs)]
                    late = [statistics.median(p99 for _, p99 in runs) for runs in (ours, theirs)]
                    ratios.append(rates[0] / rates[1])
                    bars.append(Bar(f"{kind}, {way}: requests a second ÷ nginx's", ratios[-1], 0.95, True,
                                    f"{rates[0]:,.0f}, {rates[1]:,.0f}"
                                    + (f"; p99 {late[0]:.2f} ms, {late[1]:.2f} ms" if all(late) else "")))
        finally:
            nginx.end()
            endpoint.end()
        bars.append(Bar("geometric mean of these", statistics.geometric_mean(ratios), 1, True))
        return bars
