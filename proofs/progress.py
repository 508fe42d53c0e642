# SPDX-License-Identifier: Apache-2.0
"""How far a long run is: a line that is rewritten on a terminal, one a minute elsewhere."""

import concurrent.futures
import sys
import time

EVERY = 60


def completed(started, done, total):
    """The futures of `started` (future -> name), as they are completed, of `total` of which `done`
    were already."""
    waiting, start, said = set(started), time.monotonic(), time.monotonic()
    terminal = sys.stderr.isatty()
    while waiting:
        ready, waiting = concurrent.futures.wait(
            waiting, timeout=1, return_when=concurrent.futures.FIRST_COMPLETED)
        if terminal and ready:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        yield from ready
        done += len(ready)
        now = time.monotonic()
        if waiting and (terminal or now - said > EVERY):
            said = now
            line = f"{done} of {total} files, {(now - start) / 60:.1f} min"
            at_work = sorted(started[future] for future in waiting if future.running())
            line += f"; at work: {' '.join(at_work)}"
            if terminal:
                print(f"\r\033[K{line[:110]}", end="", file=sys.stderr, flush=True)
            else:
                print(f"prove: {line}", flush=True)
