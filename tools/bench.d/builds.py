"""`tools/bench build`: clean and further builds of one corpus by gazette, clean ones by Hugo, and a copy of the output."""
import glob
import json
import os
import re
import shutil
import sys
import tempfile

import corpus
import measure

NOW = "2022-01-01T00:00:00+08:00"
BAR_SPEED, BAR_MEMORY, BAR_ARTICLES = 8, 8, 10000
CHANGES = ("nothing changed", "one edited", "one added", "one template changed")
SITE = f"""title: 临河融媒
id: 0123456789abcdef
url: https://news.example.org/
language: zh-CN
timezone: Asia/Shanghai
sections: [{', '.join(corpus.SECTIONS)}]
"""


HARD_SITE = "channels:\n  - {id: youth, name: 青年}\norganisations:\n" + "".join(
    f"  - {{id: org-{number}, name: 第{number}社团, channel: youth}}\n" for number in range(corpus.HARD_ORGANISATIONS))


class Newsroom:
    """A corpus as gazette reads it, and its builds; the output may lie elsewhere than the sources."""

    def __init__(self, sources, outputs, count, program, hard=False):
        self.work, self.count, self.program = outputs, count, program
        self.news, self.news_out = os.path.join(sources, "news"), os.path.join(outputs, "news-out")
        self.shape = corpus.write_corpus(self.news, count, hard=hard)
        with open(os.path.join(self.news, "site.yml"), "w", encoding="utf-8") as file:
            file.write(SITE + (HARD_SITE if hard else ""))

    def build_news(self):
        for stale in (self.news_out, os.path.join(self.news, ".gazette")):
            shutil.rmtree(stale, ignore_errors=True)
        run = measure.measure([self.program, "build", "--source", self.news, "--out", self.news_out, "--now", NOW])
        self.expect("gazette", len(glob.glob(f"{self.news_out}/[0-9]*/[0-9]*/[0-9]*/*.html")), self.count)
        self.expect("gazette's sections", len(glob.glob(f"{self.news_out}/sections/*/index.html")), len(corpus.SECTIONS))
        self.expect("gazette's tags", len(glob.glob(f"{self.news_out}/tags/*/index.html")), len(self.shape.tags))
        self.expect("gazette's organisations", len(glob.glob(f"{self.news_out}/organisations/*/index.html")),
                    corpus.HARD_ORGANISATIONS if self.shape.organisations else 0)
        self.expect("gazette's home and feeds", sum(os.path.getsize(os.path.join(self.news_out, name)) > 0 for name in (
            "index.html", "404.html", "feed.json", "atom.xml", "rss.xml", "sitemap.xml")), 6)
        return run

    def change_and_build(self, change, number):
        """A build in a new process after one change; with it the number of files that were written."""
        if change == "one edited":
            with open(self.some_article(), "a", encoding="utf-8") as file:
                file.write(f"\n又一句，第{number}次。\n")
        elif change == "one added":
            added = os.path.join(os.path.dirname(self.some_article()), f"added-{number}.md")
            with open(self.some_article(), encoding="utf-8") as file:
                text = re.sub(r"^id: .*$", f"id: {number:026d}", file.read(), count=1, flags=re.M)
            with open(added, "w", encoding="utf-8") as file:
                file.write(text)
        elif change == "one template changed":
            self.change_template(number)
        run = measure.measure([self.program, "build", "--source", self.news, "--out", self.news_out, "--now", NOW,
                               "--stats", "json"])
        return run, json.loads(run.output)["files_written"]

    def some_article(self):
        return sorted(glob.glob(f"{self.news}/[0-9]*/[0-9]*/[0-9]*/*.md"))[self.count // 2]

    def change_template(self, number):
        """The article's template: every story's page is another afterwards."""
        name = "site/pages/article.mustache"
        ours = os.path.join(os.path.dirname(__file__), "..", "..", "templates", name)
        theirs = os.path.join(self.news, "templates", name)
        os.makedirs(os.path.dirname(theirs), exist_ok=True)
        shutil.copyfile(ours, theirs)
        with open(theirs, "a", encoding="utf-8") as file:
            file.write(f"<!-- {number} -->\n")

    def copy(self):
        target = os.path.join(self.work, "copy")
        shutil.rmtree(target, ignore_errors=True)
        run = measure.measure(["cp", "-r", self.news_out, target])
        shutil.rmtree(target)
        return run

    @staticmethod
    def expect(what, found, wanted):
        if found != wanted:
            raise measure.Failed(f"{what}: {found} pages instead of {wanted}")


class Corpus(Newsroom):
    """The same articles for both programs, each in the form it reads."""

    def __init__(self, work, count, program, hard):
        super().__init__(work, work, count, program, hard)
        self.peer, self.peer_out = os.path.join(work, "hugo"), os.path.join(work, "hugo-out")
        shutil.copytree(os.path.join(os.path.dirname(__file__), "hugo"), self.peer)
        corpus.write_corpus(os.path.join(self.peer, "content"), count, hugo=True, hard=hard)

    def build_peer(self):
        for stale in (self.peer_out, os.path.join(self.peer, "resources")):
            shutil.rmtree(stale, ignore_errors=True)
        run = measure.measure(["hugo", "--quiet", "--source", self.peer, "--destination", self.peer_out],
                              environment={"HUGO_CACHEDIR": os.path.join(self.work, "hugo-cache")})
        self.expect("hugo", len(glob.glob(f"{self.peer_out}/[0-9]*/[0-9]*/[0-9]*/*/index.html")),
                    self.count - self.shape.withdrawn)
        self.expect("hugo's sections", len(glob.glob(f"{self.peer_out}/sections/*/index.html")), len(corpus.SECTIONS))
        self.expect("hugo's tags", len(glob.glob(f"{self.peer_out}/tags/*/index.html")), len(self.shape.tags))
        return run


def one_number(where, count, runs, program, hard):
    """Pairs of runs in turn, so that what else the machine does falls on both."""
    with tempfile.TemporaryDirectory(prefix="gazette-bench-", dir=where) as work:
        articles = Corpus(work, count, program, hard)
        ours, theirs, floor = [], [], []
        articles.build_news()                             # once for nothing: program and libraries in memory
        articles.build_peer()
        for _ in range(runs):
            ours.append(articles.build_news())
            theirs.append(articles.build_peer())
            floor.append(articles.copy())
        our_tree, their_tree = measure.tree_size(articles.news_out), measure.tree_size(articles.peer_out)
        changes = {}
        articles.change_and_build("nothing changed", 0)   # folders that the clean build just made are looked at once
        for change in CHANGES:
            changes[change] = [articles.change_and_build(change, number) for number in range(runs)]
        return {"changes": changes, "count": count, "ours": measure.median(ours), "theirs": measure.median(theirs),
                "floor": measure.median(floor), "all": (ours, theirs), "our_tree": our_tree, "their_tree": their_tree}


def alone(where, counts, program):
    """gazette without a peer on ever larger newsrooms: sources on the disk and read once before, output in the tmpfs."""
    rows, first = [], None
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="gazette-bench-", dir=where) as sources, \
                tempfile.TemporaryDirectory(prefix="gazette-bench-", dir="/dev/shm") as outputs:
            news = Newsroom(sources, outputs, count, program)
            measure.measure(["grep", "-rqF", "no story holds this", news.news], expected=1)
            runs = {"clean": news.build_news()}
            news.change_and_build("nothing changed", 0)
            for change in ("nothing changed", "one edited"):
                runs[change] = news.change_and_build(change, 0)[0]
        first = first or (count, runs)
        for name, run in runs.items():
            times = run.wall_s / first[1][name].wall_s
            rows.append(f"| {count:,} | {name} | {run.wall_s:.2f} | {run.cpu_s:.2f} | {run.memory_mb:.0f} | {times:.1f} |")
    head = ["| articles | build | wall s | CPU s | memory MiB | × the first |", "| ---: | --- | ---: | ---: | ---: | ---: |"]
    return "\n".join(head + rows)


def table(results, disk):
    head = ["articles", "program", "wall s", "CPU s", "memory MiB", "files", "MB written"]
    rows = []
    for result in results:
        for name, run, tree in (("gazette", result["ours"], result["our_tree"]),
                                ("hugo", result["theirs"], result["their_tree"]),
                                ("cp -r of gazette's output", result["floor"], result["our_tree"])):
            rows.append([f"{result['count']:,}", name, f"{run.wall_s:.2f}", f"{run.cpu_s:.2f}", f"{run.memory_mb:.0f}",
                         f"{tree[0]:,}", f"{tree[1] / 1e6:.1f}"])
        ours, theirs = result["ours"], result["theirs"]
        rows.append(["", "**hugo ÷ gazette**", f"**{theirs.wall_s / ours.wall_s:.1f}**", f"**{theirs.cpu_s / ours.cpu_s:.1f}**",
                     f"**{theirs.memory_mb / ours.memory_mb:.1f}**", "", ""])
    if disk:
        head.append("wall s on disk")
        for row, run in zip(rows, [run for result in disk for run in (
                result["ours"], result["theirs"], result["floor"], None)]):
            row.append(f"{run.wall_s:.2f}" if run else "")
    lines = [head, ["---:" if name != "program" else "---" for name in head]] + rows
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def changes_table(results):
    """What a further build takes in a new process, beside Hugo's, which makes everything anew each time."""
    lines = [["articles", "change", "wall s", "CPU s", "memory MiB", "files written", "hugo ÷ gazette"],
             ["---:", "---", "---:", "---:", "---:", "---:", "---:"]]
    for result in results:
        for change, runs in result["changes"].items():
            run = measure.median([run for run, _ in runs])
            lines.append([f"{result['count']:,}", change, f"{run.wall_s:.3f}", f"{run.cpu_s:.3f}", f"{run.memory_mb:.0f}",
                          f"{max(written for _, written in runs):,}", f"**{result['theirs'].wall_s / run.wall_s:.0f}**"])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def spread(results):
    """Every single run, so that a reader sees how much the machine wavered."""
    lines = []
    for result in results:
        for name, runs in zip(("gazette", "hugo"), result["all"]):
            lines.append(f"{result['count']:,} {name}: wall " + " ".join(f"{run.wall_s:.2f}" for run in runs))
    return "\n".join(lines)


def run(arguments, root):
    program = os.path.abspath(arguments.program)
    if not os.access(program, os.X_OK):
        print(f"{program} is missing: tools/build-release", file=sys.stderr)
        return 1
    if not shutil.which("hugo"):
        print("hugo is missing: tools/install-deps --bench", file=sys.stderr)
        return 1
    counts = [int(word) for word in arguments.n.split(",")]
    try:
        place = os.path.join(root, "build", "bench")
        os.makedirs(place, exist_ok=True)
        results = [one_number("/dev/shm", count, arguments.runs, program, arguments.hard) for count in counts]
        disk = []
        if arguments.disk:
            disk = [one_number(place, count, arguments.runs, program, arguments.hard) for count in counts]
        large = alone(place, [int(word) for word in arguments.alone.split(",")], program) if arguments.alone else ""
    except measure.Failed as failure:
        print(f"tools/bench: {failure}", file=sys.stderr)
        return 1
    ours = ", ".join(line.strip() for line in measure.output_of([program, "--version"]).splitlines())
    versions = f"{ours}; {measure.output_of(['hugo', 'version']).split(' linux')[0]}"
    text = (f"{measure.machine()}.\n{versions}.\nIn a tmpfs, {arguments.runs} pairs of runs in turn, medians; gazette's "
            f"pages and feeds are more than the peer's theme has.\n\n{table(results, disk)}\n\n"
            f"Further builds, each in a new process, beside the peer's build of everything:\n\n{changes_table(results)}\n\n"
            f"```\n{spread(results)}\n```")
    if large:
        text += ("\n\nWithout a peer, once each: sources on the disk and read once before, output in the tmpfs.\n\n" + large)
    print(text)
    if arguments.write:
        options = "".join([f" --n {arguments.n}", f" --runs {arguments.runs}", " --disk" if arguments.disk else "",
                           " --hard" if arguments.hard else "",
                           f" --alone {arguments.alone}" if arguments.alone else ""])
        measure.write_section(root, "build", "Builds", f"tools/bench build{options}", text)
    return check_bar(results) if arguments.bar else 0


def check_bar(results):
    failed = False
    for result in results:
        if result["count"] < BAR_ARTICLES:
            continue
        speed = result["theirs"].wall_s / result["ours"].wall_s
        memory = result["theirs"].memory_mb / result["ours"].memory_mb
        good = speed >= BAR_SPEED and memory >= BAR_MEMORY
        failed = failed or not good
        print(f"{'ok  ' if good else 'FAIL'} {result['count']:,} articles: {speed:.1f} × as fast (at least {BAR_SPEED}), "
              f"1/{memory:.1f} of the memory (at most 1/{BAR_MEMORY})")
    return 1 if failed else 0
