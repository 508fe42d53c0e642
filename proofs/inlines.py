# SPDX-License-Identifier: Apache-2.0
"""Inline functions of headers are proved once, not in every file that includes them: in the
module whose name is most like the header's, among those that include it."""

import os
import re

from framac import ROOT

INCLUDE = ROOT / "include"
INLINE = re.compile(r"^static inline\b[^;{}()]*?\b(\w+)\(", re.M)


def included(path, seen):
    """`seen` and every header of the project that `path` includes, by whatever way."""
    for name in re.findall(r'^\s*#include "([^"]+)"', path.read_text(), re.M):
        header = next((h for h in (INCLUDE / name, path.parent / name) if h.exists()), None)
        if header and header not in seen:
            seen.add(header)
            included(header, seen)
    return seen


def alike(one, other):
    return len(os.path.commonprefix([one, other]))


def owners(modules):
    """inline function -> module, for `modules`: all modules of the core, name -> source."""
    headers = {module: included(ROOT / source, set()) for module, source in modules.items()}
    found = {}
    for header in sorted(set().union(*headers.values())):
        folder = header.parent.name.replace("core", "common")
        named = f"{folder}_{header.stem}"
        users = sorted(module for module in headers if header in headers[module])
        owner = max(users, key=lambda module: (module == named, alike(module, named)))
        found.update((name, owner) for name in INLINE.findall(header.read_text()))
    return found


def elsewhere(module, unit, owner):
    """The functions of a module's unit that are proved in another one's."""
    return sorted(name for name in unit.functions if owner.get(name, module) != module)
