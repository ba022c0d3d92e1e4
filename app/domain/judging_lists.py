"""Lists of words by which reports are told from verdicts; written by hand, wide on purpose: judging_words.txt."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

LISTS = ("talks", "topics", "verbs", "doubts", "slights")
MOST_COUNTED = 3


def listed(words: Iterable[str]) -> Counter[str]:
    """Count how many different words are on each list; words that go together have _ between them."""
    whole, stems = _lists()
    counts: Counter[str] = Counter()
    for word in words:
        names = whole.get(word)
        if names is None:
            names = next((stems[word[:end]] for end in range(len(word), 2, -1) if word[:end] in stems), ())
        counts.update(names)
    return counts


@cache
def _lists() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    text = (resources.files("app.domain") / "judging_words.txt").read_text("utf-8")
    whole: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    current = ""
    for line in text.splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif not line.startswith("#"):
            for word in line.split():
                kept = stems if word.endswith("*") else whole
                key = word.removesuffix("*")
                if current not in kept.get(key, ()):
                    kept[key] = (*kept.get(key, ()), current)
    return whole, stems
