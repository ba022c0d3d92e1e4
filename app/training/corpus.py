"""The texts that models are trained on, and what their labels mean: GoEmotions, invented posts, posts of streams."""

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.appraisal_weights import HEADS
from app.domain.errors import BadInput

FOLDER = Path("labels", "goemotions")
SAID = Path(__file__).with_name("said")
INVENTED = ("posts.tsv", "speakers.tsv", "reports.tsv")
DEBATED = ("civics.tsv", "clinics.tsv", "crafts.tsv", "trades.tsv")  # mostly hard ones, many of them in pairs
STREAMS = "streams.tsv"

# product.md: a post appreciates when its tone is admiration, gratitude or love. Nobody in comments sells.
EMOTIONS: dict[str, frozenset[str]] = {
    "appreciation": frozenset({"admiration", "gratitude", "love"}),
    "celebration": frozenset({"joy", "excitement", "pride"}),
    "criticism": frozenset({"anger", "annoyance", "disappointment", "disapproval", "disgust"}),
    "promotion": frozenset(),
}
assert tuple(EMOTIONS) == HEADS
_COLUMNS = ("appreciation", "criticism", "question", "promotion")  # of the invented posts


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts, and for each head that is labelled whether each text has it. `sha256` is of the file as it lies on disk.

    `authors` are who wrote each text, where that is known.
    """

    texts: tuple[str, ...]
    heads: Mapping[str, tuple[bool, ...]]
    sha256: str
    authors: tuple[str, ...] = field(default=())


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


def read_invented(folder: Path = SAID, names: Sequence[str] = INVENTED) -> Corpus:
    """Read the invented posts: four columns of y or n, and the text. Raises BadInput."""
    texts: list[str] = []
    heads: dict[str, list[bool]] = {head: [] for head in _COLUMNS}
    digest = hashlib.sha256()
    for name in names:
        raw = _bytes(folder / name)
        digest.update(raw)
        for number, line in _rows(raw):
            *said, text = line.split("\t", len(_COLUMNS))
            if len(said) != len(_COLUMNS) or not set(said) <= {"y", "n"}:
                raise BadInput(f"{name}: expected four times y or n, and a text", line=number)
            texts.append(text)
            for head, value in zip(_COLUMNS, said, strict=True):
                heads[head].append(value == "y")
    return Corpus(tuple(texts), {head: tuple(values) for head, values in heads.items()}, digest.hexdigest())


def read_streams(data: Path, folder: Path = SAID) -> Corpus:
    """Read the labelled posts of streams; those whose stream is not there are left out. Raises BadInput."""
    raw = _bytes(folder / STREAMS)
    wanted: dict[tuple[str, str], bool] = {}
    for number, line in _rows(raw):
        try:
            stream, key, value = line.split("\t")
        except ValueError as error:
            raise BadInput(f"{STREAMS}: expected stream, id, y or n", line=number) from error
        wanted[stream, key] = value == "y"
    texts: list[str] = []
    authors: list[str] = []
    values: list[bool] = []
    for stream in sorted({stream for stream, _ in wanted}):
        for row in _posts(data / "events" / f"{stream}.jsonl.gz"):
            said = wanted.get((stream, str(row["id"])))
            if said is not None:
                texts.append(str(row["text"]))
                authors.append(str(row["author"]["handle"]))
                values.append(said)
    heads = {"appreciation": tuple(values), "criticism": (False,) * len(values), "promotion": (False,) * len(values)}
    return Corpus(tuple(texts), heads, hashlib.sha256(raw).hexdigest(), tuple(authors))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {path.name}: {error}") from error


def _rows(raw: bytes) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(raw.decode("utf-8").splitlines(), 1):
        if line and not (line.startswith("#") and line.count("\t") < 2):  # noqa: PLR2004 - a text may begin with a tag
            yield number, line


def _posts(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
            yield json.loads(line)


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
    return [not any(word.lstrip("!") in names for word in key.split()) for key in keys]
