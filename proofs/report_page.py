# SPDX-License-Identifier: Apache-2.0
"""The one page of proofs/report.py. Links are relative, to files of the tree."""

import html
import os
import pathlib

import audit
from framac import ROOT

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 90em; padding: 0 1em }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .2em .6em;
vertical-align: top; border-bottom: 1px solid #ddd } code { font-size: 13px }
.good { color: #06701b } .bad { color: #b00020; font-weight: bold } details { margin: .6em 0 }
summary { cursor: pointer } small { color: #555 }
"""


def total(found):
    return sum(row.goals for row in found), sum(row.proved for row in found)


def verdict(proved, goals, what):
    return f'<span class="{"good" if proved == goals else "bad"}">{proved} of {goals}{what}</span>'


class Page:
    def __init__(self, folder):
        self.folder = folder

    def link(self, path, line=0, text=None):
        target = os.path.relpath(ROOT / path, self.folder)
        return (f'<a href="{html.escape(target)}{f"#L{line}" if line else ""}">'
                f"{html.escape(text or pathlib.Path(path).name)}</a>")

    def tests(self, record):
        return [self.link(path, text=pathlib.Path(path).stem) for path, _ in record.links("Test")]

    def row(self, row):
        result = row.result
        tests = list(dict.fromkeys(test for record in row.requirements
                                   for test in self.tests(record)))
        cells = [
            f"<code>{html.escape(result['function'])}</code><br><small>{row.module}</small>",
            self.link(*row.contract) if row.contract else "<small>private</small>",
            self.link(*row.code),
            verdict(row.proved, row.goals, ""),
            "<br>".join(f"{html.escape(prover)}: {number}" for prover, number in
                        sorted(result["provers"].items())),
            f"<small>{html.escape(result['slowest']['goal'])}</small><br>"
            f"{html.escape(result['slowest']['share_of_time_limit'])}",
            "<br>".join(self.link(record.place.partition(":")[0], text=record.id)
                        for record in row.requirements),
            "<br>".join(tests),
            "<br>".join(self.link(path, text=f"{twin} ({clause})")
                        for path, twin, clause in row.reds),
            "<br>".join(f'<a href="#assume-{name}">{name}</a>' for name in row.assumes),
        ]
        return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    def layer(self, title, what, found):
        goals, proved = total(found)
        head = "".join(f"<th>{name}</th>" for name in (
            "function", "contract", "code", "goals", "proved by", "slowest goal, share of limit",
            "requirements", "tests", "red twins", "assumes"))
        return (f"<details open><summary><b>{title}</b>: {what}. {len(found)} functions, "
                f"{verdict(proved, goals, ' goals')}</summary>\n"
                f"<table><tr>{head}</tr>\n" + "\n".join(map(self.row, found)) +
                "</table></details>")

    def assumptions(self):
        listed = audit.listed_assumptions(ROOT / "proofs" / "ASSUMPTIONS.md")
        lines = [f'<tr id="assume-{name}"><td><code>{name}</code></td>'
                 f"<td>{', '.join(self.link(test) for test in tests)}</td></tr>"
                 for name, tests in sorted(listed.items())]
        return (f"<h2>Assumed: {len(listed)} contracts that end where C ends</h2>\n"
                f"<p>{self.link('proofs/ASSUMPTIONS.md', text='ASSUMPTIONS.md')} says what each "
                "is, and what is assumed beyond them.</p>\n"
                "<table><tr><th>contract</th><th>exercised by</th></tr>\n" + "\n".join(lines) +
                "</table>")

    def text(self, layers):
        everything = [row for _, _, found in layers for row in found]
        goals, proved = total(everything)
        return "\n".join([
            '<!doctype html><html lang="en"><meta charset="utf-8">',
            "<title>tenon: what is proved</title>",
            f"<style>{STYLE}</style>", "<h1>tenon: what is proved</h1>",
            f"<p>{verdict(proved, goals, ' goals')} proved, {len(everything)} functions, "
            "from what a guest does to what it can never do. "
            f"{self.link('proofs/README.md', text='How to read it')}; "
            f"{self.link('safety/matrix.md', text='the traceability matrix')}; "
            f"{self.link('proofs/spin/kick.pml', text='the model of the kick protocol')}.</p>",
            *(self.layer(*layer) for layer in layers), self.assumptions(), "</html>\n"])
