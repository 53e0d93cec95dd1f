"""What the parts of `tools/bench publish` share: a line of the table, and a newsroom that is built and published."""
import dataclasses
import glob
import os
import re

import corpus
import measure

NOW = "2022-01-01T00:00:00+08:00"
SITE = f"""title: Linhe
id: 0123456789abcdef
url: https://news.example.org/
language: en
timezone: Asia/Shanghai
sections: [{', '.join(corpus.SECTIONS)}]
"""


@dataclasses.dataclass
class Bar:
    """One line of the table; `limit` None: only to look at."""
    name: str
    value: float
    limit: float = None
    at_least: bool = False
    what: str = ""

    @property
    def is_met(self):
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def row(self):
        limit = "" if self.limit is None else f"{'≥' if self.at_least else '≤'} {round(self.limit, 2):g}"
        mark = "" if self.limit is None else ("yes" if self.is_met else "**no**")
        return f"| {self.name} | {self.value:.2f} | {limit} | {mark} | {self.what} |"


class Newsroom:
    """A corpus, its site as gazette builds it, and publishes of it to one endpoint."""

    def __init__(self, work, count, program):
        self.work, self.count, self.program = work, count, program
        self.news, self.out = os.path.join(work, "news"), os.path.join(work, "site")
        corpus.write_corpus(self.news, count)
        with open(os.path.join(self.news, "site.yml"), "w", encoding="utf-8") as file:
            file.write(SITE)

    def build(self):
        return measure.measure([self.program, "build", "--source", self.news, "--out", self.out, "--now", NOW])

    def command(self, what, url):
        return [self.program, *what, "--url", url, "--source", self.news, "--out", self.out]

    def publish(self, endpoint, url=None):
        """The run, with files sent, bytes and requests as the program tells them."""
        run = measure.measure(self.command(["publish", "--no-build"], url or endpoint.url),
                              environment={"GAZETTE_TOKEN": endpoint.token, "LC_ALL": "C.UTF-8"})
        told = re.search(r"Release (\d+) is published: (\d+) files? changed, (\d+) removed, (\d+) sent; "
                         r"([\d,]+) bytes? in (\d+) requests?", run.output)
        if not told:
            raise measure.Failed(f"publish said: {run.output}")
        run.release, run.requests = int(told.group(1)), int(told.group(6))
        return run

    def articles(self):
        return sorted(glob.glob(f"{self.news}/[0-9]*/[0-9]*/[0-9]*/*.md"))

    def edit(self, number, text):
        """Appends a sentence to so many articles, from all over the years."""
        articles = self.articles()
        for path in articles[len(articles) // (number + 1)::max(len(articles) // number, 1)][:number]:
            with open(path, "a", encoding="utf-8") as file:
                file.write(f"\n{text}\n")
