#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The page and the SARIF file of the proofs: complete, every link alive, and red if a goal is."""
import html.parser
import json
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "proofs"))
import report  # noqa: E402
import report_page  # noqa: E402

VOID = {"meta", "br"}
failed = []


def check(name, why=""):
    print(f"FAIL {name}: {why}" if why else f"PASS {name}", flush=True)
    if why:
        failed.append(name)


class Reader(html.parser.HTMLParser):
    """Links with the function of their row, ids, and elements that do not close."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.open, self.wrong = [], set(), [], []
        self.function, self.code, self.link = "", False, None
        self.feed(text)
        self.wrong += self.open

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "tr":
            self.function = ""
        self.code = tag == "code"
        if "id" in attributes:
            self.ids.add(attributes["id"])
        self.link = [self.function, attributes["href"], ""] if tag == "a" else None
        if self.link:
            self.links.append(self.link)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_data(self, data):
        if self.code:
            self.function, self.code = data, False
        if self.link:
            self.link[2], self.link = data, None


def dead(folder, page, function, link, text):
    """Why a link leads nowhere, or None. A line has to be the function's, a requirement's file has
    to hold it."""
    path, _, place = link.partition("#")
    if not path:
        return None if place in page.ids else f"no element {link}"
    target = (folder / path).resolve()
    if not target.is_file() or ROOT not in target.parents:
        return f"no file {link}"
    if text.startswith("req~") and f"`{text}`" not in target.read_text():
        return f"{text} is not in {link}"
    if place:
        lines = target.read_text().splitlines()
        number = int(place.removeprefix("L"))
        # A return type may stand on a line of its own.
        if number > len(lines) or function not in " ".join(lines[number - 1:number + 1]):
            return f"{link} is not where {function} is"
    return None


def check_page(folder):
    page = Reader((folder / "proofs.html").read_text())
    check("the page is well-formed", " ".join(page.wrong))
    deads = [why for link in page.links if (why := dead(folder, page, *link))]
    check(f"each of its {len(page.links)} links is alive",
          "; ".join(deads[:5]) or ("" if len(page.links) > 1000 else "there are few"))


def check_complete(rows):
    there = {f"{path.parent.name}/{path.stem}" for path in
             (ROOT / "proofs" / "results").glob("*/*.json")}
    shown = {f"{row.module}/{row.result['function']}" for row in rows}
    check("every result of the proofs is shown", " ".join(sorted(there ^ shown)))
    summary = json.loads((ROOT / "proofs" / "results" / "summary.json").read_text())
    check("the goals add up to the summary's", "" if report_page.total(rows) ==
          (summary["goals"], summary["proved"]) else f"{report_page.total(rows)}")
    assumed = {name for row in rows for name in row.assumes}
    check("functions name what they assume", "" if "tenon_aarch64_world_switch" in assumed
          else " ".join(sorted(assumed)))
    rest = [row.module for layer in report.by_layer(rows) if layer[0] == report.REST[0]
            for row in layer[2]]
    check("every module has its layer", " ".join(sorted(set(rest))))


def check_sarif(folder, rows):
    log = json.loads((folder / "proofs.sarif").read_text())
    results = log["runs"][0]["results"]
    wrong = [result["message"]["text"] for result in results
             if not sound(result["locations"][0]["physicalLocation"])
             or result["ruleId"] != log["runs"][0]["tool"]["driver"]["rules"][0]["id"]]
    check("SARIF has a result for each function, in a line that exists",
          "; ".join(wrong) or ("" if len(results) == len(rows) and log["version"] == "2.1.0"
                               else f"{len(results)} results"))
    check("no result of it is an error",
          "; ".join(r["message"]["text"] for r in results if r["level"] != "none"))


def sound(place):
    path = ROOT / place["artifactLocation"]["uri"]
    return path.is_file() and 0 < place["region"]["startLine"] <= len(path.read_text().splitlines())


def check_red(folder, rows):
    """One goal is open: both say so, and which."""
    row = rows[len(rows) // 2]
    row.result |= {"proved": row.goals - 1, "unproved": ["the_open_goal"]}
    finding = report.finding(row)
    check("an open goal is an error in SARIF", "" if finding["level"] == "error" and "the_open_goal"
          in finding["message"]["text"] else json.dumps(finding))
    text = report_page.Page(folder).text(report.by_layer(rows))
    reds = re.findall(r'class="bad">([^<]*)', text)
    check("an open goal is red in its row, its layer and on top",
          "" if len(reds) == 3 else f"{reds}")


def main():
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as name:
        folder = pathlib.Path(name)
        rows = report.write(folder)
        check_page(folder)
        check_complete(rows)
        check_sarif(folder, rows)
        check_red(folder, rows)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
