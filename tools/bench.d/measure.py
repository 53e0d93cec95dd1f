"""One run of a command, measured by the kernel's own account of the process and its children."""
import dataclasses
import os
import re
import statistics
import subprocess
import time


@dataclasses.dataclass
class Run:
    wall_s: float
    cpu_s: float
    memory_mb: float
    output: str = ""


class Failed(Exception):
    pass


def measure(command, cwd=None, environment=None, expected=0):
    """Runs `command` to its end; its output is kept only to be shown when it fails."""
    begin = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode != expected:
        tail = output.decode("utf-8", "replace")[-2000:]
        raise Failed(f"{' '.join(command)}: exit {process.returncode}\n{tail}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.decode("utf-8", "replace"))


def median(runs):
    return Run(statistics.median(run.wall_s for run in runs), statistics.median(run.cpu_s for run in runs),
               max(run.memory_mb for run in runs))


def tree_size(top):
    """Number of files and their bytes below `top`."""
    files = size = 0
    for path, _, leaves in os.walk(top):
        files += len(leaves)
        size += sum(os.lstat(os.path.join(path, leaf)).st_size for leaf in leaves)
    return files, size


def output_of(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def machine():
    """One line: processor, cores, memory, system."""
    model, memory = "unknown processor", 0
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory = int(file.readline().split()[1]) / 1024 / 1024
    system = ""
    with open("/etc/os-release", encoding="utf-8") as file:
        system = next((line.split('"')[1] for line in file if line.startswith("PRETTY_NAME")), "")
    return (f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, {system}, "
            f"Linux {os.uname().release.split('-')[0]}")


def write_section(root, name, title, command, text):
    """Puts the section between its marks into docs/benchmarks.md; other sections stay."""
    path = os.path.join(root, "docs", "benchmarks.md")
    page = "# Benchmarks\n\nMade by `tools/bench`; the numbers are ratios of one machine, not promises.\n"
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            page = file.read()
    begin, end = f"<!-- bench {name} -->", f"<!-- /bench {name} -->"
    section = f"{begin}\n## {title}\n\n`{command}`\n\n{text}\n{end}\n"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end) + "\n", re.S)
    page = pattern.sub(lambda _: section, page) if pattern.search(page) else page + "\n" + section
    with open(path, "w", encoding="utf-8") as file:
        file.write(page)
    print(f"wrote {os.path.relpath(path)}")
