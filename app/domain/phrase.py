"""Words for people that Python makes before anybody knows in which language they will be read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Self

from typing_extensions import override

Way = Literal["and", "or", ","]
"""How a row goes on before its last part; a comma is one in every language."""


class Made(NamedTuple):
    """What a phrase was made of. `many` and `n` stand where it counts something, `context` where a word needs one.

    `capital` says that it begins a sentence, in whatever language.
    """

    message: str
    many: str | None
    n: int | None
    context: str | None
    parts: Mapping[str, Any]
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
        return Phrase.of(self.made._replace(capital=True))

    def filled(self, **parts: Any) -> "Phrase":
        """Return the same phrase with these parts, for where which one it is comes out of a table."""
        return Phrase.of(self.made._replace(parts=parts))


@dataclass(frozen=True, slots=True)
class Several:
    """Names or phrases in a row, as one part of a phrase: each language joins them in its own way."""

    items: tuple[str, ...]
    way: Way

    @override
    def __str__(self) -> str:
        if self.way == "," or len(self.items) < 2:  # noqa: PLR2004 - of one there is no last
            return ", ".join(self.items)
        return f"{', '.join(self.items[:-1])} {self.way} {self.items[-1]}"


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


def all_of(items: Iterable[str]) -> "str | Several":
    """Return names or phrases as a part: `a`, `a and b`, `a, b and c`."""
    return _row(items, "and")


def any_of(items: Iterable[str]) -> "str | Several":
    """Return names or phrases as a part: `a`, `a or b`, `a, b or c`."""
    return _row(items, "or")


def in_a_row(items: Iterable[str]) -> "str | Several":
    """Return names or phrases as a part: `a, b, c`."""
    return _row(items, ",")


def reasons(parts: Iterable[str]) -> Phrase | None:
    """Return several reasons as one, and None of none; what is empty is none."""
    whole: Phrase | None = None
    for part in filter(None, parts):
        whole = (
            verbatim(part) if whole is None else phrase_in("several reasons", "{one}; {other}", one=whole, other=part)
        )
    return whole


def verbatim(words: str) -> Phrase:
    """Return words that are said as they stand: a server's own, or what was stored before reasons had parts."""
    return words if isinstance(words, Phrase) else Phrase.of(Made(words, None, None, None, {}))


def as_phrase(error: Exception) -> Phrase:
    """Return what an error says: as it was raised, where that was with a phrase."""
    told = error.args[0] if error.args else ""
    return told if isinstance(told, Phrase) and str(told) == str(error) else verbatim(str(error))


def begun(words: str) -> str:
    """Return words with their first letter as a capital, the rest untouched."""
    return words[:1].upper() + words[1:]


def _row(items: Iterable[str], way: Way) -> str | Several:
    row = tuple(items)
    return row[0] if len(row) == 1 else Several(row, way)


def _in_english(parts: Mapping[str, Any]) -> Mapping[str, Any]:
    if all(type(part) is str for part in parts.values()):
        return parts  # a name: every post has a reason with one
    return {name: f"{part:,}" if isinstance(part, (int, float)) else part for name, part in parts.items()}
