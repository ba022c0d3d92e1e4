"""The dictionary models: readable keys with weights, added up and squashed to a probability for each head."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.errors import BadInput

HEADS = ("appreciation", "celebration", "criticism")
BIAS = "(bias)"  # no feature key: tokens hold no bracket beside letters
SCALE = 1000  # weights are whole thousandths, so that sums are exact and the same on every machine


def parse_weights(name: str, text: str) -> dict[str, int]:
    """Read a weight file: `key<TAB>weight` with three decimals, `#` starts a comment line. Raises BadInput."""
    weights: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        key, tab, weight = line.rpartition("\t")
        try:
            thousandths = round(float(weight) * SCALE)
        except ValueError:
            tab = ""
            thousandths = 0
        if not tab or key in weights:
            raise BadInput(f"{name}: expected a new key, a tab and a number", line=number)
        weights[key] = thousandths
    return weights


def probability(thousandths: int) -> float:
    """Squash a sum of weights (in thousandths of a logit) to 0..1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, thousandths / SCALE))))


@dataclass(frozen=True, slots=True)
class Weights:
    """All heads in one table, so that a key is looked up once: key → weight for each of HEADS, in thousandths."""

    table: Mapping[str, tuple[int, int, int]]
    bias: tuple[int, int, int]

    @classmethod
    def of(cls, heads: Mapping[str, Mapping[str, int]]) -> "Weights":
        """Join one mapping for each of HEADS."""
        appreciation, celebration, criticism = (heads[head] for head in HEADS)
        table = {
            key: (appreciation.get(key, 0), celebration.get(key, 0), criticism.get(key, 0))
            for key in sorted({*appreciation, *celebration, *criticism})
        }
        bias = table.pop(BIAS, (0, 0, 0))
        return cls(table, bias)

    def sums(self, keys: Iterable[str]) -> tuple[int, int, int]:
        """Add up the weights of a text's keys, each once, for each of HEADS; length plays no part."""
        appreciation, celebration, criticism = self.bias
        look_up = self.table.get
        for key in set(keys):
            found = look_up(key)
            if found is not None:
                appreciation += found[0]
                celebration += found[1]
                criticism += found[2]
        return appreciation, celebration, criticism
