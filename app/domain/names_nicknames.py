"""Nicknames: which given names may mean one person (Di and Diane), from a list of English ones and one of others."""

from functools import cache
from importlib.resources import files

from app.domain.text import folded


def is_short_for(written: str, given: str) -> bool:
    """Whether a person named `given` may be called `written`, or the other way round; both folded."""
    pairs = _pairs()
    return written in pairs.get(given, ()) or given in pairs.get(written, ())


def shorts_of(given: str) -> frozenset[str]:
    """Return what a person named `given`, folded, may be called, and the names that this may be short for."""
    return _both_ways().get(given, frozenset())


def is_given_name(word: str) -> bool:
    """Whether a word is known as a given name of its own, and so is hardly a misspelling of another."""
    return word in _known()


@cache
def _pairs() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for file in ("nicknames.txt", "nicknames_more.txt"):
        lines = files("app.domain").joinpath(file).read_text("utf-8").splitlines()
        for name, shorts in (line.split(": ") for line in lines if not line.startswith("#")):
            found[name] = found.get(name, frozenset()).union(map(folded, shorts.split()))
    return found


@cache
def _both_ways() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, shorts in _pairs().items():
        for short in shorts:
            found.setdefault(name, set()).add(short)
            found.setdefault(short, set()).add(name)
    return {name: frozenset(others) for name, others in found.items()}


@cache
def _known() -> frozenset[str]:
    return frozenset(_pairs()).union(*_pairs().values())
