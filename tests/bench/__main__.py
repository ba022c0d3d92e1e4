"""`make bench`: prints ratios within this run, and asserts no time."""

from tests.bench import follow, reading, storing
from tests.bench.rounds import ROUNDS

print(f"Each line is a ratio within this run: {ROUNDS} interleaved rounds, medians. Rates are for information.\n")
for part in (reading, storing, follow):
    for result in part.measure():
        print(result, flush=True)
