"""The words of one post, folded once for all that look for names in it."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from app.domain.entities import Span
from app.domain.match_addresses import Addresses
from app.domain.names_romanised import sounds
from app.domain.post import Post
from app.domain.text import Folded, fold, folded, source_span

# A run of letters and digits; one of Han and kana ends where Latin letters begin: Yukiさん.
_WORD = re.compile("[^\\W_\u3040-\u30ff\u3400-\u9fff]+|[\u3005\u3040-\u30ff\u3400-\u9fff]+")
_BREAKS = bytes(point if chr(point).isalnum() else ord(" ") for point in range(128)).ljust(256)
# Scripts whose words are not written apart, or hold marks that are no letters to `_WORD`.
_UNSPACED = re.compile(
    "[\u0590-\u1fff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufeff\U00010a00-\U0001cfff\U00020000-\U0003ffff]"
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_BESIDE = re.compile(r"[^\S\n]*\n?[^\S\n]*|[-']")  # what may stand between two words of one phrase
_KEYCAP = "\u20e3"
_KEYED = re.compile("[0-9](?=\ufe0f?\u20e3)")  # 1️⃣ is a picture: "1️⃣Jane Doe" is no longer word
_ADDRESSED = re.compile(r"[@#＠＃]\S+|\S*[./]\S*")
_MARKS = ("@", "#")  # folded, as all marks of handles and hashtags are


def tag_of(hashtag: str) -> str:
    """Return a hashtag as name tags are compared: folded, without its mark, hyphens and underscores."""
    return folded(hashtag.lstrip("#＃")).replace("_", "").replace("-", "")


def _words(text: str) -> list[str]:
    if not text.isascii():
        for char in set(_BEYOND_ASCII.findall(text)):
            if char.isalnum():
                return _WORD.findall(text)
            text = text.replace(char, " ")  # emoji, dashes
    return text.encode().translate(_BREAKS).decode().split()  # the same, five times as fast


class Written:
    """A post's text as it is searched. `words[i]` is folded and begins at `starts[i]` of the folded text.

    `clues` are the words that an index is interested in at all; most posts have few of them, and cost little more
    than folding.
    """

    __slots__ = (
        "_addresses",
        "_apart",
        "_heard",
        "_is_spaced",
        "_starts",
        "_unlike",
        "clues",
        "post",
        "taken",
        "text",
        "words",
    )

    def __init__(self, post: Post, interesting: frozenset[str] | None = None) -> None:
        self.post = post
        text = _KEYED.sub(" ", post.text) if _KEYCAP in post.text else post.text
        self.text: Folded = fold(text)
        self.words = words = _words(self.text.text)  # runs of letters and digits; a text without spaces is one
        self.clues = frozenset(words) if interesting is None else interesting.intersection(words)
        self.taken: list[tuple[int, int]] = []  # the places in the folded text that are a whole name's
        self._is_spaced: bool | None = None
        self._unlike: frozenset[str] | None = None
        self._starts: list[int] | None = None
        self._heard: list[str] | None = None
        self._apart: tuple[int, list[int], list[int]] | None = None  # of how many names, and where they begin and end
        self._addresses: Addresses | None = None

    @property
    def is_spaced(self) -> bool:
        """Whether its words are all there are: it has no script without spaces, or with marks that are no letters."""
        if self._is_spaced is None:
            self._is_spaced = self.post.text.isascii() or _UNSPACED.search(self.text.text) is None
        return self._is_spaced

    @property
    def unlike(self) -> frozenset[str]:
        """Its words, each once."""
        if self._unlike is None:
            self._unlike = frozenset(self.words)
        return self._unlike

    @property
    def starts(self) -> list[int]:
        """Where each word begins."""
        if self._starts is None:
            self._starts = [hit.start() for hit in _WORD.finditer(self.text.text)]
        return self._starts

    @property
    def heard(self) -> list[str]:
        """Its words by their sound."""
        if self._heard is None:
            self._heard = sounds(" ".join(self.words)).split(" ")
        return self._heard

    @property
    def addresses(self) -> Addresses:
        """Where handles and links stand."""
        if self._addresses is None:
            self._addresses = Addresses(self.post)
        return self._addresses

    def free(self, among: AbstractSet[str]) -> list[int]:
        """Return where words stand that are among these, and are neither a handle's or hashtag's nor taken."""
        return [] if among.isdisjoint(self.clues) else self.standing(among)

    def standing(self, among: AbstractSet[str]) -> list[int]:
        """Return the same of words that the index may not have been interested in."""
        line, starts = self.text.text, self.starts
        return [
            at
            for at, word in enumerate(self.words)
            if word in among
            and not line.startswith(_MARKS, starts[at] - 1 if at or starts[at] else 0)
            and not self.is_taken(starts[at], starts[at] + 1)
        ]

    def places(self, word: str) -> list[int]:
        """Return which of the words this one is."""
        return [at for at, other in enumerate(self.words) if other == word]

    def is_taken(self, start: int, end: int) -> bool:
        """Whether a part of the folded text overlaps a whole name."""
        if self._apart is None or self._apart[0] != len(self.taken):
            self._apart = (len(self.taken), *_apart(self.taken))
        _, firsts, lasts = self._apart
        at = bisect_left(firsts, end) - 1  # the last that begins before the end; they don't overlap, so no other may
        return at >= 0 and lasts[at] > start

    def word(self, at: int) -> str:
        """A word, or nothing beyond the ends."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def end(self, at: int) -> int:
        """Where a word ends in the folded text."""
        return self.starts[at] + len(self.words[at])

    def gap(self, at: int) -> str:
        """What stands between a word and the word before it; before the first and after the last all that is there."""
        line = self.text.text
        begins = self.end(at - 1) if at > 0 else 0
        return line[begins : self.starts[at] if at < len(self.words) else len(line)]

    def is_beside(self, at: int) -> bool:
        """Whether nothing but a space, a hyphen or an apostrophe stands between a word and the one before it."""
        return 0 < at < len(self.words) and _BESIDE.fullmatch(self.gap(at)) is not None

    def runs(self, at: int, wanted: tuple[str, ...]) -> bool:
        """Whether these words stand here, side by side."""
        return (
            at >= 0
            and tuple(self.words[at : at + len(wanted)]) == wanted
            and all(self.is_beside(after) for after in range(at + 1, at + len(wanted)))
        )

    def spells(self, at: int, wanted: tuple[str, ...]) -> bool:
        """Whether these words stand here, side by side, with or without a point behind each initial."""
        return (
            at >= 0
            and tuple(self.words[at : at + len(wanted)]) == wanted
            and all(
                self.is_beside(after) or (len(self.words[after - 1]) == 1 and self.gap(after).strip() == ".")
                for after in range(at + 1, at + len(wanted))
            )
        )

    def span(self, first: int, last: int) -> Span:
        """Where the words from `first` up to `last`, which is not among them, stand in the post's own text."""
        return self.piece(self.starts[first], self.end(last - 1))

    def piece(self, start: int, end: int) -> Span:
        """Where a part of the folded text stands in the post's own."""
        return source_span(self.text, start, end, len(self.post.text))

    def is_small(self, at: int) -> bool:
        """Whether a word begins with a small letter where its author wrote it, in a script that has capitals."""
        return self.span(at, at + 1).of(self.post.text)[:1].islower()

    @property
    def is_all_small(self) -> bool:
        """Whether its author writes no capitals at all, but for what is tagged or linked."""
        return not any(char.isupper() for char in _ADDRESSED.sub(" ", self.post.text))

    def is_capital(self, at: int) -> bool:
        """Whether a word begins with a capital where its author wrote it."""
        return self.span(at, at + 1).of(self.post.text)[:1].isupper()


def _apart(taken: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Where parts of a text begin and end, in order, those that overlap as one."""
    firsts: list[int] = []
    lasts: list[int] = []
    for first, last in sorted(taken):
        if lasts and first < lasts[-1]:
            lasts[-1] = max(lasts[-1], last)
        else:
            firsts.append(first)
            lasts.append(last)
    return firsts, lasts
