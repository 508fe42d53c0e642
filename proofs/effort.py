# SPDX-License-Identifier: Apache-2.0
"""How much is asked of provers about a wrong body of a function: what proves the true one, with room
to spare. More would say the same later."""

import json

import framac
import results

NAMES = {"Z3:4.8.12": "z3", "Z3:4.8.12:plain": "z3-plain", "CVC4:1.8": "cvc4"}
PROVERS = 2  # at least
# Seconds for each, by what the slowest goal of the function takes: four times that.
SECONDS = {"under 1/16": 1, "under 1/8": 2, "under 1/4": 4}


def of(functions, source):
    """(provers in the order in which `source` asks them, seconds for each)."""
    found = [json.loads(path.read_text()) for function in functions
             for path in results.RESULTS.glob(f"*/{function}.json")]
    own = {NAMES[name] for result in found for name in result["provers"] if name in NAMES}
    order = framac.provers_for(source)
    others = [name for name in order if name not in own]
    chosen = own.union(others[:max(0, PROVERS - len(own))])
    slowest = [SECONDS.get(result["slowest"]["share_of_time_limit"], framac.TIME_LIMIT)
               for result in found]
    return [name for name in order if name in chosen], max(slowest, default=framac.TIME_LIMIT)
