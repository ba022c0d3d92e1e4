"""Nicknames: which given names may mean one person (Di and Diane), from a list of English ones."""

from functools import cache
from importlib.resources import files


def is_short_for(written: str, given: str) -> bool:
    """Whether a person named `given` may be called `written`, or the other way round; both folded."""
    pairs = _pairs()
    return written in pairs.get(given, ()) or given in pairs.get(written, ())


def is_given_name(word: str) -> bool:
    """Whether a word is known as a given name of its own, and so is hardly a misspelling of another."""
    return word in _known()


@cache
def _pairs() -> dict[str, frozenset[str]]:
    lines = files("app.domain").joinpath("nicknames.txt").read_text("utf-8").splitlines()
    told = (line.split(": ") for line in lines if not line.startswith("#"))
    return {name: frozenset(shorts.split()) for name, shorts in told}


@cache
def _known() -> frozenset[str]:
    return frozenset(_pairs()).union(*_pairs().values())
