# SPDX-License-Identifier: Apache-2.0
"""What clang makes of a C file, as a tree of dictionaries whose places are offsets in that file."""

import json
import subprocess

import mutants

COMPILER = ["clang-19", "-std=c11", "-Iinclude", "-w"]


def load(file, folder):
    """The whole translation unit of `file`, a path below `folder`. A header is one as well."""
    command = [*COMPILER, "-x", "c", "-fsyntax-only", "-Xclang", "-ast-dump=json", file]
    done = subprocess.run(command, cwd=folder, text=True, capture_output=True, check=True)
    unit = json.loads(done.stdout)
    _name_files(unit, [""])
    return unit


def _name_files(value, last):
    """A place names its file only where it differs from that of the place printed before."""
    if isinstance(value, list):
        for child in value:
            _name_files(child, last)
    elif "offset" in value and "tokLen" in value:
        last[0] = value.get("file", last[0])
        value["file"] = last[0]
    else:
        for key, child in value.items():
            if key != "includedFrom" and isinstance(child, (dict, list)):
                _name_files(child, last)


def children(node):
    """Without the gaps that stand for absent parts."""
    return [child for child in node.get("inner", ()) if child.get("kind")]


def descendants(node):
    """The node and all below it."""
    yield node
    for child in children(node):
        yield from descendants(child)


def _ends(node):
    return [node.get("range", {}).get(side, {}) for side in ("begin", "end")]


def is_in_macro(node):
    """All of it comes from one use of a macro, or is an argument of it."""
    begin, end = (place.get("expansionLoc", {}) for place in _ends(node))
    return bool(begin) and begin.get("offset") == end.get("offset")


def spelled(node, file):
    """(start, end) of what the node is written as in `file`, be it in the text of a macro; None if
    it is not written there."""
    begin, end = (place.get("spellingLoc", place) for place in _ends(node))
    if begin.get("file") != file or end.get("file") != file:
        return None
    start, stop = begin["offset"], end["offset"] + end["tokLen"]
    return (start, stop) if start < stop else None


def used(node, file, source):
    """The same, with the use of a macro as it stands there in place of the macro's text."""
    begin, end = (place.get("expansionLoc", place) for place in _ends(node))
    if begin.get("file") != file or end.get("file") != file:
        return None
    start, stop = begin["offset"], end["offset"] + end["tokLen"]
    if "expansionLoc" in _ends(node)[1] and source[stop:stop + 1] == "(":
        stop = mutants.closing(source, stop)
    return (start, stop) if start < stop else None


def is_defined_in(node, file):
    """A function or variable at the top of `file`, with a body or a value."""
    place = node.get("loc", {})
    place = place.get("expansionLoc", place)
    return place.get("file") == file and node.get("inner") is not None
