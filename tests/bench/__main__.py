"""`make bench`: prints ratios within this run, and asserts no time. `python -m tests.bench fanout --viewers 10000`."""

import argparse
from collections.abc import Callable, Iterator
from functools import partial

from tests.bench import arriving, fanout, follow, reading, storing
from tests.bench.rounds import ROUNDS, Result

asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
asked.add_argument("parts", nargs="*", help="what to measure; everything, if nothing is named")
asked.add_argument("--viewers", type=int, default=1_000, help="how many walls a frame is sent to (10000 takes minutes)")
words = asked.parse_args()
parts: dict[str, Callable[[], Iterator[Result | str]]] = {
    "reading": reading.measure,
    "storing": storing.measure,
    "follow": follow.measure,
    "arriving": arriving.measure,
    "fanout": partial(fanout.measure, words.viewers),
}
print(f"Each line is a ratio within this run: {ROUNDS} interleaved rounds, medians. Rates are for information.\n")
for name in words.parts or parts:
    for result in parts[name]():
        print(result, flush=True)
