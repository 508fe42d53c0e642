# SPDX-License-Identifier: Apache-2.0
"""How much is asked of provers about a wrong body of a function: what proves the true one, with room
to spare. More would say the same later."""

import json

import framac
import results

NAMES = {"Z3:4.8.12": "z3", "Z3:4.8.12:plain": "z3-plain", "CVC4:1.8": "cvc4"}
PROVERS = 2  # at least
# Seconds for each, by what the slowest goal of the clause takes: at least three times that, but for
# what takes all there is.
SECONDS = {"under 1/16": 1, "under 1/8": 2, "under 1/4": 4}


def seconds_for(result, clause):
    """What the slowest goal of this clause needs in the true function; of every clause, if None."""
    shares = [result["slowest"]["share_of_time_limit"]]
    if clause is not None and "slow" in result:
        shares = [share for goal, share in result["slow"].items() if clause in goal]
    return max((SECONDS.get(share, framac.TIME_LIMIT) for share in shares),
               default=SECONDS["under 1/16"])


def of(functions, source, clause=None):
    """(provers in the order in which `source` asks them, seconds for each): for one clause of these
    functions, or for all that they promise."""
    found = [json.loads(path.read_text()) for function in functions
             for path in results.RESULTS.glob(f"*/{function}.json")]
    own = {NAMES[name] for result in found for name in result["provers"] if name in NAMES}
    order = framac.provers_for(source)
    others = [name for name in order if name not in own]
    chosen = own.union(others[:max(0, PROVERS - len(own))])
    seconds = max((seconds_for(result, clause) for result in found), default=framac.TIME_LIMIT)
    return tuple(name for name in order if name in chosen), seconds
