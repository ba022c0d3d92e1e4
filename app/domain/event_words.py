"""What words mean at one event: an in-joke, a mascot's name, a dialect. It counts instead of what they mean elsewhere.

Each such word is handed to the models as a sign that nobody writes, at the word's length: a letter of Linear B for
words, an alchemical symbol for emoji. Lexicons know these signs as hand-written entries (`entries_of`), and nothing
else knows them; so a word of the event obeys negation, quotation and irony as any entry does.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from app.domain.entities import Entities, Span
from app.domain.errors import BadInput, NotFound
from app.domain.phrase import phrase
from app.domain.post import Post
from app.domain.text import fold, folded, is_whole, source_span

MOST = 300  # words of one event
LONGEST = 60  # characters of one
_MOST_PARTS = 6
_WITH_STEM = re.compile(r"[^*]*(?:[^\W_]{4}\*)?")  # as in the lexicons
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Meaning(StrEnum):
    """What a word does to a post that has it."""

    PRAISE = "praise"
    THANK = "thank"
    CONGRATULATE = "congratulate"
    CRITICISE = "criticise"
    PROMOTE = "promote"
    NEUTRAL = "neutral"


_LETTERS = {meaning: chr(0x10000 + place) for place, meaning in enumerate(Meaning)}
_SYMBOLS = {meaning: chr(0x1F700 + place) for place, meaning in enumerate(Meaning)}
_SIGNS = re.compile(f"[{''.join((*_LETTERS.values(), *_SYMBOLS.values()))}]")
_SAID_SO = 0.97  # who runs the event is surer of its words than any list of ours can be
_HEARD_AS = {
    Meaning.PRAISE: ("appreciation", _SAID_SO),
    Meaning.THANK: ("appreciation", _SAID_SO),
    Meaning.CONGRATULATE: ("appreciation", _SAID_SO),
    Meaning.CRITICISE: ("criticism", 0.85),
}
PROMOTING = f"{_LETTERS[Meaning.PROMOTE]}|{_SYMBOLS[Meaning.PROMOTE]}"  # what a promoting word is heard as; a pattern


def entries_of(lexicon: str) -> str:
    """Return the lines by which a lexicon knows the signs: English hears its words in every text that has spaces."""
    signs = _SYMBOLS if lexicon == "emoji" else _LETTERS if lexicon in {"en", "ja", "ko", "zh"} else {}
    return "".join(f"\n{sign}\t{head}\t{strength}" for sign, (head, strength) in _heard(signs))


@dataclass(frozen=True, slots=True)
class EventWord:
    """A word, a phrase or an emoji as an organizer writes it; a last * stands for any ending."""

    text: str
    meaning: Meaning
    key: str = field(init=False)  # folded: case, accents and width make no difference
    first: str = field(init=False, repr=False, compare=False)  # of its parts: a text without it needs no further look

    def __post_init__(self) -> None:
        """Refuse what could not be found in a post, or would be found everywhere. Raises BadInput."""
        text = _bare(self.text)
        key = folded(text)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "key", key)
        if not text:
            raise BadInput(phrase("a word is empty; write what posts say"))
        if len(text) > LONGEST or len(text.split()) > _MOST_PARTS:
            raise BadInput(
                phrase(
                    "{word} is too long; at most {most} characters and {parts} words",
                    word=repr(text[:LONGEST]),
                    most=LONGEST,
                    parts=_MOST_PARTS,
                )
            )
        if _UNSEEN.search(text):
            raise BadInput(phrase("{word} has characters that cannot be seen; type it again", word=repr(text)))
        if text.startswith(("@", "＠")) or "://" in text:
            raise BadInput(phrase("{word} is a handle or a link, and those say nothing; give words", word=repr(text)))
        if not any(char.isalnum() or unicodedata.category(char) == "So" for char in key):
            raise BadInput(phrase("{word} needs a letter, a digit or an emoji", word=repr(text)))
        object.__setattr__(self, "first", key.split()[0].removesuffix("*"))
        if not _WITH_STEM.fullmatch(key):
            raise BadInput(
                phrase("{word}: a * stands at the end alone, right behind at least 4 letters", word=repr(text))
            )

    @property
    def is_emoji(self) -> bool:
        """Whether it has neither letters nor digits."""
        return not any(map(str.isalnum, self.key))

    def places(self, folded_text: str) -> Iterator[tuple[int, int]]:
        """Yield where it stands in a folded text, as whole words."""
        for match in _pattern(self.key).finditer(folded_text):
            if self.is_emoji or is_whole(folded_text, *match.span()):
                yield match.span()


@dataclass(frozen=True, slots=True)
class EventWords:
    """All words of one event, by key; none twice. Raises BadInput when they are too many."""

    words: tuple[EventWord, ...] = ()

    def __post_init__(self) -> None:
        """Put them in order, and refuse what cannot be kept."""
        known: dict[str, EventWord] = {}
        for word in self.words:
            other = known.setdefault(word.key, word)
            if other.meaning is not word.meaning:
                raise BadInput(f"{word.text!r} is given both to {other.meaning} and to {word.meaning}; leave one out")
        if len(known) > MOST:
            raise BadInput(phrase("{n} words are too many for one event; at most {most}", n=len(known), most=MOST))
        object.__setattr__(self, "words", tuple(known[key] for key in sorted(known)))

    def joined(self, more: Iterable[EventWord]) -> "EventWords":
        """Return these and more; a word that was here before means what it is given now."""
        added = EventWords(tuple(more))
        new = {word.key for word in added.words}
        return EventWords((*(word for word in self.words if word.key not in new), *added.words))

    def without(self, texts: Iterable[str]) -> "EventWords":
        """Return these without some; NotFound names one that was not here."""
        gone: set[str] = set()
        known = {word.key for word in self.words}
        for text in texts:
            key = folded(_bare(text))
            if key not in known:
                raise NotFound(
                    phrase(
                        "{word} is not among the words of this event; `ovation words list` shows them", word=repr(text)
                    )
                )
            gone.add(key)
        return EventWords(tuple(word for word in self.words if word.key not in gone))

    def found(self, text: str, entities: Entities = Entities()) -> tuple[tuple[Span, EventWord], ...]:
        """Return where which words stand, in order; the longer one where two overlap, none in handles and links."""
        if not self.words:
            return ()
        plain = fold(text)
        places = [
            (source_span(plain, start, end, len(text)), word)
            for word in self.words
            if word.first in plain.text
            for start, end in word.places(plain.text)
        ]
        taken = bytearray(len(text))
        for start, end in _addresses(entities):
            taken[start:end] = b"\1" * len(taken[start:end])
        kept: list[tuple[Span, EventWord]] = []
        for span, word in sorted(places, key=lambda place: (place[0].start - place[0].end, place[0])):
            if not any(taken[span.start : span.end]):
                kept.append((span, word))
                taken[span.start : span.end] = b"\1" * (span.end - span.start)
        return tuple(sorted(kept, key=lambda place: place[0]))

    def heard(self, post: Post) -> Post:
        """Return a post as the models are to hear it: of the same length, with signs in place of words."""
        text = self.heard_text(post.text, post.entities)
        return post if text == post.text else replace(post, text=text)

    def heard_text(self, text: str, entities: Entities = Entities()) -> str:
        """Return a text as the models are to hear it. Whoever writes the signs themselves says nothing by them."""
        clean = text if text.isascii() else _SIGNS.sub(" ", text)
        parts: list[str] = []
        at = 0
        for span, word in self.found(text, entities):
            parts += (clean[at : span.start], _sign(word, text, span))
            at = span.end
        return "".join((*parts, clean[at:]))


NO_WORDS = EventWords()


def meaning_named(name: str) -> Meaning:
    """Return a meaning by its name. Raises BadInput."""
    try:
        return Meaning(name.strip().lower())
    except ValueError as error:
        raise BadInput(
            phrase("no word means {name}; meanings are {all}", name=repr(name), all=", ".join(Meaning))
        ) from error


def parse_words(lines: Iterable[str]) -> tuple[EventWord, ...]:
    """Read lines of a meaning, a tab and a word; # begins a comment. Raises BadInput with the line."""
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        meaning, tab, text = line.partition("\t")
        if not tab:
            raise BadInput(f"expected a meaning, a tab and a word; meanings are {', '.join(Meaning)}", line=number)
        try:
            found.append(EventWord(text, meaning_named(meaning)))
        except BadInput as error:
            raise BadInput(str(error), line=number) from error
    return tuple(found)


def _addresses(entities: Entities) -> list[Span]:
    spans = [tagged.span for tagged in entities.mentions] + [link.span for link in entities.links]
    return [span for span in spans if span is not None]


def _heard(signs: Mapping[Meaning, str]) -> Iterator[tuple[str, tuple[str, float]]]:
    return ((sign, _HEARD_AS[meaning]) for meaning, sign in signs.items() if meaning in _HEARD_AS)


def _bare(text: str) -> str:
    return " ".join(text.split()).lstrip("#＃")


def _sign(word: EventWord, text: str, span: Span) -> str:
    """Return what stands in for a word at its length, with room before it where its script has no spaces."""
    length = span.end - span.start
    if word.is_emoji:
        return _SYMBOLS[word.meaning].ljust(length)
    joined = length > 1 and span.start > 0 and text[span.start - 1].isalpha()
    return f"{' ' * joined}{_LETTERS[word.meaning]}".ljust(length)


@lru_cache(4 * MOST)
def _pattern(key: str) -> re.Pattern[str]:
    """Return a word as it is searched for: any space between its parts, any letters where it ends in a *."""
    parts = key.removesuffix("*").split()
    return re.compile(r"\s+".join(map(re.escape, parts)) + (r"[^\W_]*" if key.endswith("*") else ""))
