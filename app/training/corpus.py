"""GoEmotions as the trainer reads it: texts, what their labels mean, and which words may be names."""

import gzip
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.appraisal_weights import HEADS
from app.domain.errors import BadInput

FOLDER = Path("labels", "goemotions")

# product.md: a post appreciates when its tone is admiration, gratitude or love.
EMOTIONS = {
    "appreciation": frozenset({"admiration", "gratitude", "love"}),
    "celebration": frozenset({"joy", "excitement", "pride"}),
    "criticism": frozenset({"anger", "annoyance", "disappointment", "disapproval", "disgust"}),
}
assert tuple(EMOTIONS) == HEADS


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts, and for each head whether each text has it. `sha256` is of the file as it lies on disk."""

    texts: tuple[str, ...]
    heads: dict[str, tuple[bool, ...]]
    sha256: str


def read_corpus(data: Path, part: str) -> Corpus:
    """Read `part` ("train" or "dev") below a folder like ../shared/data. Raises BadInput where it cannot be used."""
    folder = data / FOLDER
    try:
        emotions = (folder / "labels.txt").read_text(encoding="utf-8").split()
        packed = (folder / f"{part}.tsv.gz").read_bytes()
        lines = gzip.decompress(packed).decode("utf-8").splitlines()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read {FOLDER / part}.tsv.gz below {data}: {error}") from error
    texts: list[str] = []
    labels: list[frozenset[str]] = []
    for number, line in enumerate(lines, 1):
        try:
            text, indices, _ = line.split("\t")
            labels.append(frozenset(emotions[int(index)] for index in indices.split(",")))
        except (ValueError, IndexError) as error:
            raise BadInput(f"{part}.tsv.gz: expected text, label indices, id", line=number) from error
        texts.append(_unwrapped(text))
    heads = {head: tuple(bool(meant & found) for found in labels) for head, meant in EMOTIONS.items()}
    return Corpus(tuple(texts), heads, hashlib.sha256(packed).hexdigest())


def _unwrapped(text: str) -> str:
    """Undo the CSV quoting that some rows kept: a whole text between quotation marks, with those inside doubled."""
    wrapped = len(text) > 1 and text[0] == text[-1] == '"'
    return text[1:-1].replace('""', '"') if wrapped else text


_INSIDE = re.compile(r"(?<=[a-z,] )[A-Za-z][a-z']*")
_SEEN_OFTEN_ENOUGH = 3
_MOSTLY = 0.5


def name_like(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that stand capitalised inside sentences more often than not: people, places, brands.

    GoEmotions masks most names already; no weight may be keyed by one that was missed.
    """
    seen: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        for word in _INSIDE.findall(text):
            if word == "I" or word.startswith("I'"):
                continue
            folded = word.lower()
            seen[folded] += 1
            capital[folded] += word[0].isupper()
    return frozenset(
        word for word, count in seen.items() if count >= _SEEN_OFTEN_ENOUGH and capital[word] > _MOSTLY * count
    )


def without_names(keys: Sequence[str], names: frozenset[str]) -> list[bool]:
    """Tell for each feature key whether it may be published: none of its words is name-like."""
    return [not any(word.strip("^!$") in names for word in key.split()) for key in keys]
