"""Everyday posts that are about no talk: the Broad Twitter Corpus and WNUT-17 (both CC BY 4.0), with names masked."""

from collections.abc import Iterator
from pathlib import Path

_FILES = ("broad-twitter-corpus/btc.train", "broad-twitter-corpus/btc.dev", "wnut17/wnut17train.conll")
_CLOSING = frozenset({"n't", ".", ",", "!", "?", ":", ";", ")"})


def read_tweets(data: Path) -> list[str]:
    """Return the texts, with @x for people, places and brands; files that are not there are left out."""
    paths = [data / "names" / name for name in _FILES]
    return [text for path in paths if path.exists() for text in _texts(path.read_text(encoding="utf-8"))]


def _texts(conll: str) -> Iterator[str]:
    parts: list[str] = []
    inside = False
    for line in [*conll.split("\n"), ""]:
        word, _, tag = line.strip().rpartition("\t")
        if not word:
            if parts:
                yield "".join(parts).strip()
            parts, inside = [], False
            continue
        if tag[:1] in {"B", "I"}:
            if tag[:1] == "B" or not inside:
                parts.append(" @x")
            inside = True
            continue
        inside = False
        parts.append(word if word in _CLOSING or word.startswith("'") else f" {word}")
