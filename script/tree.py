# SPDX-License-Identifier: Apache-2.0
"""A copy of the working tree, for what changes sources."""
import os
import pathlib
import shutil
import subprocess


def copy_tree(root: pathlib.Path, copy: pathlib.Path) -> None:
    """The files that git knows or would, as they are now, and build/ as the copy has it. What is
    unchanged keeps its time; what is gone goes, since a build takes every file of a folder."""
    names = subprocess.run(["git", "ls-files", "-zco", "--exclude-standard"], cwd=root, text=True,
                           check=True, stdout=subprocess.PIPE).stdout
    here = {name for name in names.split("\0") if name and (root / name).is_file()}
    for folder, folders, files in os.walk(copy):
        if pathlib.Path(folder) == copy and "build" in folders:
            folders.remove("build")
        for path in (pathlib.Path(folder, name) for name in files):
            if str(path.relative_to(copy)) not in here:
                path.unlink()
    for name in here:
        source, target = root / name, copy / name
        if not target.is_file() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
