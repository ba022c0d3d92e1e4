"""Words for people that Python makes before anybody knows in which language they will be read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a phrase was made of. `many` and `n` stand where it counts something, `context` where a word needs one.

    `capital` says that it begins a sentence, in whatever language.
    """

    message: str
    many: str | None
    n: int | None
    context: str | None
    parts: dict[str, Any]
    capital: bool = False


class Phrase(str):
    """English as far as Python is concerned; a page says it in its own language (`_(phrase)` in a template)."""

    __slots__ = ("made",)
    made: Made

    @classmethod
    def of(cls, made: Made) -> Self:
        """Return the phrase, its {braces} filled in."""
        english = made.many if made.many is not None and made.n != 1 else made.message
        parts = made.parts if made.n is None else {"n": made.n, **made.parts}
        words = english.format(**_in_english(parts)) if parts else english
        phrase = cls(begun(words) if made.capital else words)
        phrase.made = made
        return phrase

    def begins(self) -> "Phrase":
        """Return the same phrase, beginning a sentence."""
        return Phrase.of(replace(self.made, capital=True))


def phrase(message: str, /, **parts: Any) -> Phrase:
    """Return words to be said in a reader's language: `phrase("There is no event {slug}.", slug=slug)`.

    `message` is written out where it is called, for there it is found for the catalogues; parts fill its {braces}
    and may be phrases themselves, or numbers, which each language writes in its own way.
    """
    return Phrase.of(Made(message=message, many=None, n=None, context=None, parts=parts))


def phrases(one: str, many: str, n: int, /, **parts: Any) -> Phrase:
    """Return words that count: `phrases("One post", "{n} posts", n)`."""
    return Phrase.of(Made(message=one, many=many, n=n, context=None, parts=parts))


def phrase_in(context: str, message: str, /, **parts: Any) -> Phrase:
    """Return words whose English means several things: `phrase_in("what a moderator does", "Hold")`."""
    return Phrase.of(Made(message=message, many=None, n=None, context=context, parts=parts))


def as_phrase(error: Exception) -> str:
    """Return what an error says, as a phrase where it was raised with one."""
    told = error.args[0] if error.args else ""
    return told if isinstance(told, Phrase) and str(told) == str(error) else str(error)


def begun(words: str) -> str:
    """Return words with their first letter as a capital, the rest untouched."""
    return words[:1].upper() + words[1:]


def _in_english(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: f"{part:,}" if isinstance(part, int | float) else part for name, part in parts.items()}
