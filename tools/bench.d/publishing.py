"""`tools/bench publish`: the bars of publishing, each as a ratio with what it is compared with in the same run."""
import concurrent.futures
import gzip
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import crowd
import measure
import serving
from endpoint_program import Endpoint
from publish_parts import Bar, Newsroom
from slow_line import Line

MARKER = "这一句只在这一篇里而且马上要撤回"


def packed_bytes(out, paths):
    """Of these files as one stream under zstd -3."""
    names = "\n".join(os.path.relpath(path, out) for path in paths)
    packed = subprocess.run(f"tar -C '{out}' -cf - -T - | zstd -3 -q | wc -c", shell=True, check=True,
                            input=names, text=True, capture_output=True)
    return int(packed.stdout)


def all_files(top):
    return [os.path.join(path, leaf) for path, _, leaves in os.walk(top) for leaf in leaves
            if ".gazette-output" not in path]


def first(bench):
    """A first publish beside a plain copy of the tree that is synced; both on this folder's disk."""
    with bench.folder(on_disk=True) as work:
        news = Newsroom(work, bench.pages, bench.program)
        news.build()
        ours, copies = [], []
        for _ in range(bench.runs):
            data, copy = os.path.join(work, "data"), os.path.join(work, "copy")
            for stale in (data, copy):
                shutil.rmtree(stale, ignore_errors=True)
            os.sync()
            copies.append(measure.measure(["sh", "-c", f"cp -r '{news.out}' '{copy}' && sync"]).wall_s)
            os.sync()
            endpoint = Endpoint(bench.program, data)
            ours.append(news.publish(endpoint).wall_s)
            endpoint.end(signal.SIGKILL)
        ratio = statistics.median(ours) / statistics.median(copies)
        return [Bar(f"first publish of {bench.pages:,} articles ÷ `cp -r` and `sync`", ratio, 2,
                    what=f"{statistics.median(ours):.2f} s, {statistics.median(copies):.2f} s")]


def line(bench):
    """The same through a line of 25 ms each way and 20 Mbit/s, beside rclone over WebDAV."""
    with bench.folder() as work:
        news = Newsroom(work, bench.pages_of_line, bench.program)
        news.build()
        files = all_files(news.out)
        whole = packed_bytes(news.out, files)
        endpoint = Endpoint(bench.program, os.path.join(work, "data"))
        slow = Line(endpoint.port, 0.025, 20e6)
        ours = news.publish(endpoint, f"http://127.0.0.1:{slow.port}/")
        sent, _ = slow.take()
        slow.close()
        endpoint.end()
        shared = os.path.join(work, "dav")
        os.makedirs(shared)
        server = subprocess.Popen(["rclone", "serve", "webdav", shared, "--addr", "127.0.0.1:18653"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)
        slow = Line(18653, 0.025, 20e6)
        theirs = measure.measure(["rclone", "sync", news.out, ":webdav:", "--webdav-url",
                                  f"http://127.0.0.1:{slow.port}/", "--config", "/dev/null"])
        slow.close()
        server.kill()
        server.wait()
        return [Bar(f"rclone ÷ first publish of {len(files):,} files over a slow line", theirs.wall_s / ours.wall_s, 10,
                    True, f"{theirs.wall_s:.1f} s, {ours.wall_s:.1f} s"),
                Bar("bytes on the wire ÷ the tree under zstd -3", sent / whole, 1.1,
                    what=f"{sent / 1e6:.2f} MB, {whole / 1e6:.2f} MB")]


def one_delta(bench, count):
    with bench.folder() as work:
        news = Newsroom(work, count, bench.program)
        news.build()
        endpoint = Endpoint(bench.program, os.path.join(work, "data"))
        counting = Line(endpoint.port)
        url = f"http://127.0.0.1:{counting.port}/"            # always the same: what it has is remembered by it
        news.publish(endpoint, url)
        endpoint.wait_until_idle()
        runs = []
        for number in range(bench.runs):
            stamp = time.time_ns()
            news.edit(3, f"又一句，第{number}次。")
            news.build()
            changed = [path for path in all_files(news.out) if os.stat(path).st_mtime_ns >= stamp]
            counting.take()
            before = endpoint.cpu_s()
            run = news.publish(endpoint, url)
            run.endpoint_cpu_s = endpoint.cpu_s() - before
            run.bytes = sum(counting.take()) / packed_bytes(news.out, changed)
            runs.append(run)
            endpoint.wait_until_idle()
        counting.close()
        memory = endpoint.rss_mib()
        endpoint.end()
        median = {name: statistics.median(getattr(run, name) for run in runs)
                  for name in ("wall_s", "cpu_s", "endpoint_cpu_s", "requests", "bytes")}
        return median | {"memory": memory, "files": len(all_files(news.out))}


def delta(bench):
    """Three changed articles of many, and how that grows."""
    bars, small = [], None
    for count in bench.counts:
        got = one_delta(bench, count)
        what = f"{got['files']:,} files; endpoint {got['memory']:.0f} MiB"
        name = f"3 changed of {count:,}"
        bars += [Bar(f"{name}: requests", got["requests"], 6, what=what),
                 Bar(f"{name}: bytes ÷ what changed under zstd", got["bytes"], 3),
                 Bar(f"{name}: seconds", got["wall_s"], 0.5)]
        if small:
            for what, title in (("wall_s", "seconds"), ("cpu_s", "publisher's CPU"),
                                ("endpoint_cpu_s", "endpoint's CPU")):
                bars.append(Bar(f"{name} ÷ of {small['count']:,}: {title}", got[what] / max(small[what], 0.01), 1.3,
                                what=f"{got[what]:.3f} s, {small[what]:.3f} s"))
        small = small or got | {"count": count}
    return bars


def recall(bench):
    """From the command to 410 on the page, and until no address has the marker in any coding."""
    with bench.folder() as work:
        news = Newsroom(work, bench.recall_count, bench.program)
        articles = news.articles()
        article = articles[-1]                                # the newest is in feeds and lists
        with open(article, encoding="utf-8") as file:
            text = file.read()
        identity = re.search(r"^id: (\S+)", text, re.M).group(1)
        title = re.search(r"^title: (.*)", text, re.M).group(1)
        with open(article, "w", encoding="utf-8") as file:
            file.write(text.replace(f"title: {title}", f"title: {MARKER}题") + f"\n{MARKER}。\n")
        news.build()
        endpoint = Endpoint(bench.program, os.path.join(work, "data"))
        news.publish(endpoint)
        endpoint.wait_until_idle()
        found = subprocess.run(["grep", "-rlF", MARKER, news.out], text=True, capture_output=True, check=False)
        paths = ["/" + os.path.relpath(path, news.out) for path in found.stdout.split("\n")
                 if path and ".gazette-output" not in path]
        page = next(path for path in paths if re.match(r"/\d{4}/\d\d/\d\d/", path))
        begin = time.monotonic()
        process = subprocess.Popen(news.command(["recall", identity, "--reason", "bench"], endpoint.url),
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   env={**os.environ, "GAZETTE_TOKEN": endpoint.add_token("both", "publish,recall"), "LC_ALL": "C.UTF-8"})
        gone = wait_for(lambda: endpoint.get(page)[0] == 410, begin)
        clean = wait_for(lambda: is_clean(endpoint, paths), begin)
        output = process.communicate()[0]
        if process.returncode != 0:
            raise measure.Failed(f"recall: {output}")
        ended = time.monotonic() - begin
        endpoint.end()
        return [Bar(f"recall of one of {bench.recall_count:,}: seconds to 410", gone, 1),
                Bar("seconds until no address has it, in no coding", clean, 3,
                    what=f"{len(paths)} addresses had it; the command ended after {ended:.1f} s")]


def is_clean(endpoint, paths):
    """No address of these gives the marker, neither as it is nor packed."""
    marker = MARKER.encode()

    def has_it(path):
        plain, packed = endpoint.get(path), endpoint.get(path, {"Accept-Encoding": "gzip"})
        body = packed[1]
        if body.startswith(b"\x1f\x8b"):
            body = gzip.decompress(body)
        return marker in plain[1] or marker in body

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return not any(pool.map(has_it, paths))


def wait_for(is_so, begin, longest_s=120):
    while not is_so():
        if time.monotonic() - begin > longest_s:
            raise measure.Failed("waited in vain")
        time.sleep(0.005)
    return time.monotonic() - begin


def listeners(bench):
    """Very many at /events hear of a release, and come back after a kill."""
    with bench.folder() as work:
        news = Newsroom(work, 200, bench.program)
        news.build()
        endpoint = Endpoint(bench.program, os.path.join(work, "data"))
        news.publish(endpoint)
        endpoint.wait_until_idle()
        all_of_them = crowd.Listeners(endpoint.port, bench.listeners)
        if all_of_them.wait_for(1) is None:
            raise measure.Failed("not all listeners were let in")
        memory = endpoint.rss_mib()
        news.edit(1, "又一句。")
        news.build()
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            publishing = pool.submit(news.publish, endpoint)
            heard = all_of_them.wait_for(2)
            published = publishing.result().wall_s
        memory = max(memory, endpoint.rss_mib())
        endpoint.end(signal.SIGKILL)
        begin = time.monotonic()
        endpoint.start()
        news.edit(1, "再一句。")
        news.build()
        news.publish(endpoint)
        back = all_of_them.wait_for(3)
        back = None if back is None else time.monotonic() - begin
        lost = all_of_them.lost_or_doubled()
        all_of_them.close()
        endpoint.end(signal.SIGKILL)
        never = float("inf")
        return [Bar(f"{bench.listeners:,} listeners: seconds from the publish's begin to the last one's event",
                    never if heard is None else heard, 1 + published,
                    what=f"the publish alone took {published:.2f} s"),
                Bar("memory of the endpoint, MiB", memory, 120),
                Bar("seconds after SIGKILL until all are back and have heard the next release",
                    never if back is None else back, 10),
                Bar("listeners that lost an event or had one twice", lost, 0)]


def slow(bench):
    """An ordinary request while thousands drip."""
    with bench.folder() as work:
        news = Newsroom(work, 200, bench.program)
        news.build()
        endpoint = Endpoint(bench.program, os.path.join(work, "data"))
        news.publish(endpoint)
        dripping = crowd.Dripping(endpoint.port, bench.dripping)
        longest, ends = 0.0, time.monotonic() + bench.seconds
        while time.monotonic() < ends:
            dripping.drip()
            for path in ("/", "/feed.json"):
                begin = time.monotonic()
                status, _ = endpoint.get(path)
                longest = max(longest, time.monotonic() - begin)
                if status != 200:
                    raise measure.Failed(f"{path} answered {status}")
        news.edit(1, "又一句。")
        news.build()
        published = news.publish(endpoint).wall_s
        dripping.close()
        endpoint.end(signal.SIGKILL)
        return [Bar(f"slowest ordinary request while {bench.dripping:,} drip, s", longest, 1),
                Bar("a publish meanwhile, s", published, 1)]


PARTS = {"first": first, "line": line, "delta": delta, "recall": recall, "serving": serving.serving,
         "listeners": listeners, "slow": slow}


class Bench:
    """What was asked for."""

    def __init__(self, arguments, root):
        self.program, self.root = os.path.abspath(arguments.program), root
        self.runs, self.seconds = arguments.runs, arguments.seconds
        self.pages, self.pages_of_line = arguments.pages, arguments.line_pages
        self.counts = [int(word) for word in arguments.counts.split(",")]
        self.recall_count, self.serving_files = arguments.recall_count, arguments.files
        self.listeners, self.dripping = arguments.listeners, arguments.dripping

    def folder(self, on_disk=False):
        where = "/dev/shm"
        if on_disk:
            where = os.path.join(self.root, "build", "bench")
            os.makedirs(where, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix="gazette-bench-", dir=where, ignore_cleanup_errors=True)


def missing_programs(parts):
    wanted = {"line": ("rclone", "zstd"), "delta": ("zstd",), "serving": ("wrk", "h2load", "nginx", "taskset")}
    return sorted({name for part in parts for name in wanted.get(part, ()) if not shutil.which(name)})


def run(arguments, root):
    bench = Bench(arguments, root)
    parts = arguments.only.split(",") if arguments.only else list(PARTS)
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        print(f"tools/bench: {', '.join(unknown)}: there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    if not os.access(bench.program, os.X_OK):
        print(f"{bench.program} is missing: tools/build-release", file=sys.stderr)
        return 1
    missing = missing_programs(parts)
    if missing:
        print(f"{', '.join(missing)}: missing: tools/install-deps --bench", file=sys.stderr)
        return 1
    bars = []
    for part in parts:
        print(f"{part} …", file=sys.stderr, flush=True)
        try:
            bars_of_part = PARTS[part](bench)
        except measure.Failed as failure:
            print(f"tools/bench: {part}: {failure}", file=sys.stderr)
            return 1
        for bar in bars_of_part:
            print(bar.row(), flush=True)
        bars += bars_of_part
    text = "\n".join([measure.machine() + ".", "", "| what | measured | bar | met | of |", "| --- | ---: | ---: | --- | --- |"]
                     + [bar.row() for bar in bars])
    print(text)
    if arguments.write:
        measure.write_section(root, "publish", "Publishing and serving", command_line(), text)
    return 1 if arguments.bar and not all(bar.is_met for bar in bars) else 0


def command_line():
    return "tools/bench " + " ".join(word for word in sys.argv[1:] if word != "--write")
