"""Cues: what the words beside a single name say about it."""

import re
from enum import IntEnum

from app.domain.match_edges import stands_alone
from app.domain.match_words import Written
from app.domain.name_cues import (
    ADDRESSED,
    AROUND,
    BY,
    CHEERING,
    DOING,
    ENDED,
    GIVING,
    HEARING,
    HONOURS,
    OWNING,
    SPEAKING,
    SPEAKING_UNSPACED,
    STANDING,
    TALKS,
    THANKING,
    TRIUMPHING,
)
from app.domain.name_words import PARTICLES, PLACES, WORDY_ALONE
from app.domain.names_nicknames import is_given_name

_SENTENCE_ENDS = re.compile(r"[.!?。！？](?:\s|$)|\n|[:;…]")
_SPACE = re.compile(r"[^\S\n]*\n?[^\S\n]*")
_AFTER_HONOUR = re.compile(r"\.?\s?")
_FAR_BY = 8  # words: "the talk on tides and harbours by Ingrid"
_NEAR_BY = 2  # "slides from Ingrid", "the workshop today with Ingrid"
_FAR_ON = 5  # words: "Ingrid had the best talk"
_YOU = frozenset({"you", "you're", "youre", "your", "u", "du", "tu", "te", "voce", "eres", "jij", "je", "ty", "ti"})
_QUOTES = re.compile(r"\s?[:：]\s*[\"'«»「『„]")  # folded, as quotation marks are
_TELLS = re.compile(r"\s?[:：]\s")
_VERB = re.compile(r"[^\W\d_]{1,3}|[^\W\d_]+(?:s|ed|ing)")  # as far as an ending tells: not "Sofia airport"
_LETTERS = re.compile(r"[^\W\d_]+")
_MONTHS = frozenset({"jan", "avril", "april", "mai", "may", "june", "juni", "julio", "july", "august", "augusto"})
_ONE_OF = frozenset({"a", "an", "ein", "eine", "einen", "einem", "einer", "un", "una", "une", "um", "uma"})
_AT = frozenset({"am", "im", "beim", "to", "in", "at", "near", "into", "nach", "aus", "en", "em"})
_FROM = frozenset({"from", "of", "around", "via"})
_BEING = frozenset({"soy", "sou", "suis", "sono", "bin", "soc", "jestem"})
_POLITE = frozenset({"san", "sama", "sensei", "kun", "chan", "nim", "ssi"})
_NEAR = 3  # "thank you so much, Ingrid"; "Ingrid's great talk"


class Cue(IntEnum):
    """How much the words beside a single name say; the higher says more."""

    NONE = 0
    ADDRESS = 1  # somebody is thanked, heard or has something
    TALK = 2  # somebody speaks, or has a talk


def is_alone(written: Written, first: int, last: int, *, is_given: bool) -> bool:
    """Whether words stand as a name of their own, and not as a part of a longer word or a longer name.

    Capitals would tell, but people forget them; so only words that stand beside everybody's name are let in; before a
    first name anything but another one, for what comes before it is no part of a name.
    """
    start, end = written.starts[first], written.end(last - 1)
    return (
        stands_alone(written.post.text, written.text, start, end)
        and (_is_apart(written, first, written.word(first - 1)) or (is_given and _is_behind_a_word(written, first)))
        and (_is_apart(written, last, written.word(last)) or (_is_honoured(written, first) and written.is_small(last)))
        and not written.addresses.hold(written.span(first, last))
        and not _is_date(written, first, last)
    )


def stands_apart(written: Written, first: int, last: int) -> bool:
    """Whether a name is its own for its capital, which the word behind it lacks: "Ingrid turning valves".

    Behind what many are called, and places too, a verb must stand: not "Sofia airport".
    """
    needs_verb = any(is_given_name(word) or word in WORDY_ALONE | PLACES for word in written.words[first:last])
    return (
        stands_alone(written.post.text, written.text, written.starts[first], written.end(last - 1))
        and written.is_capital(first)
        and (_is_apart(written, first, written.word(first - 1)) or _is_behind_a_word(written, first))
        and last < len(written.words)
        and written.gap(last).isspace()
        and (
            (_VERB if needs_verb else _LETTERS).fullmatch(written.word(last)) is not None or written.word(last) in DOING
        )
        and not written.is_capital(last)
        and written.word(last) not in PARTICLES
        and not written.addresses.hold(written.span(first, last))
    )


def is_surely_a_name(written: Written, first: int, last: int) -> bool:
    """Whether words that are everyday ones, too, are a name here: "Hope's talk", not "Winter talks begin"."""
    is_owner = written.word(last) == "s" and written.gap(last) == "'"
    return written.is_capital(first) and (is_owner or written.word(first - 1) in BY | HONOURS)


def cue_at(written: Written, first: int, last: int) -> Cue:
    """Return the strongest cue beside the words from `first` up to `last`."""
    if any((_speaks(written, last), _is_honoured(written, first), _is_announced(written, first))):
        return Cue.TALK
    if (called := _addressed(written, last)) is not None:
        return called
    owns = written.word(last) in OWNING and written.gap(last) == "'"
    if owns and any(written.word(at) in TALKS for at in _onward(written, last + 1, _NEAR)):
        return Cue.TALK
    beside = (written.is_beside(last) and written.word(last) in TALKS | TRIUMPHING) or (
        written.is_beside(first) and written.word(first - 1) in TALKS
    )
    after = [written.word(at) for at in _onward(written, last, _FAR_ON)] if written.is_beside(last) else []
    if after[:1] and after[0] in GIVING and not TALKS.isdisjoint(after):
        return Cue.TALK  # "Ingrid had the best talk of the day"
    before = {written.word(at) for at in _backward(written, first, _NEAR)}
    is_cheered = after[:1] and after[0] in STANDING and not CHEERING.isdisjoint(after[1:_NEAR])
    is_told = _begins_a_line(written, first, last) or is_called_to(written, last)
    if owns or beside or is_cheered or before & (THANKING | HEARING) or is_told:
        return Cue.ADDRESS
    return Cue.NONE


def _is_quoted(written: Written, last: int) -> bool:
    """Whether what somebody says stands behind a name: Ingrid: "tides are patient"."""
    return _QUOTES.match(written.gap(last)) is not None


def _begins_a_line(written: Written, first: int, last: int) -> bool:
    """Whether a line begins with a name and a colon, as notes of what somebody says do."""
    before = written.gap(first)
    return ("\n" in before or (first == 0 and not before.strip())) and _TELLS.match(written.gap(last)) is not None


def is_called_to(written: Written, last: int) -> bool:
    """Whether somebody is spoken to by name: "Ingrid, you …", "Ingrid: thank you"."""
    return written.gap(last)[:1] in {",", "!", ":"} and (written.word(last) in _YOU or written.word(last) in THANKING)


def _addressed(written: Written, last: int) -> Cue | None:
    """What an honorific behind a name in Latin letters says: Yukiさんの発表."""
    behind = written.word(last)
    if behind in _POLITE and written.gap(last) == "-":
        return Cue.ADDRESS
    if behind.isascii() or written.gap(last).strip() or not behind.startswith(ADDRESSED):
        return None
    return Cue.TALK if any(word in behind for word in SPEAKING_UNSPACED) else Cue.ADDRESS


def _is_apart(written: Written, at: int, beside: str) -> bool:
    gap = written.gap(at)
    if not beside or not gap:
        return True
    if gap == "-" and beside in _POLITE:
        return True
    if gap in {"-", "'"}:
        return gap == "'" and (len(beside) == 1 or beside in ENDED)  # Ingrid's, d'Ingrid, Aylin'in
    return _SPACE.fullmatch(gap) is None or beside in AROUND or not beside.isalpha()


def is_elsewhere(written: Written, last: int) -> bool:
    """Whether somebody is told apart by where they are: "Ingrid from the kitchen", "Ingrid at the door"."""
    return written.word(last) == "from" or (written.word(last) == "at" and written.word(last + 1) == "the")


def is_another(written: Written, first: int, last: int, cue: Cue) -> bool:
    """Whether a name is a place, somebody elsewhere, or the author's own: to Jordan, Beth from registration."""
    is_place = written.word(first - 1) in _AT | _FROM or is_of_a_kind(written, first, last - first)
    return (cue is Cue.NONE and is_place) or is_elsewhere(written, last) or is_the_author(written, first)


def is_of_a_kind(written: Written, first: int, size: int) -> bool:
    """Whether a name tells what something is, or where: "a Christian", "am Karadeniz", "Yoshi the dinosaur"."""
    behind = first + size
    return written.word(first - 1) in _ONE_OF | _AT or (written.word(behind) == "the" and written.gap(behind).isspace())


def is_the_author(written: Written, first: int) -> bool:
    """Whether somebody tells their own name: "soy Beatriz", "I'm Ingrid"."""
    before = written.word(first - 1), written.word(first - 2)
    return written.is_beside(first) and (before[0] in _BEING or before in {("m", "i"), ("am", "i")})


def _is_date(written: Written, first: int, last: int) -> bool:
    """Whether a name is a month here: Jan 14, 16 Jan."""
    return written.words[first] in _MONTHS and (
        written.word(first - 1)[-2:].isdigit() or written.word(last)[:1].isdigit()
    )


def _is_behind_a_word(written: Written, first: int) -> bool:
    before = written.word(first - 1)
    return written.gap(first).isspace() and len(before) > 1 and not is_given_name(before)


def _speaks(written: Written, last: int) -> bool:
    if _is_quoted(written, last):
        return True
    if not written.is_beside(last):
        return False
    word, after = written.word(last), written.word(last + 1)
    if word in SPEAKING:
        return True
    if word in STANDING and written.is_beside(last + 1):
        return after in SPEAKING or "stage" in {after, written.word(last + 2)} or (after, word) == ("next", "up")
    return False


def _is_honoured(written: Written, first: int) -> bool:
    return written.word(first - 1) in HONOURS and _AFTER_HONOUR.fullmatch(written.gap(first)) is not None


def _is_announced(written: Written, first: int) -> bool:
    """Whether a talk is said to be by somebody."""
    if not written.is_beside(first):
        return False
    by = written.word(first - 1)
    if by not in BY:
        return False
    far = _FAR_BY if by in {"by", "von", "par", "por", "di", "door"} else _NEAR_BY
    return any(written.word(at) in TALKS for at in _backward(written, first - 1, far))


def _backward(written: Written, at: int, most: int) -> list[int]:
    """The words before one, as far as its sentence goes."""
    found: list[int] = []
    while at > 0 and len(found) < most and not _SENTENCE_ENDS.search(written.gap(at)):
        at -= 1
        found.append(at)
    return found


def _onward(written: Written, at: int, most: int) -> list[int]:
    """The words from one on, as far as its sentence goes."""
    found: list[int] = []
    while at < len(written.words) and len(found) < most and not _SENTENCE_ENDS.search(written.gap(at)):
        found.append(at)
        at += 1
    return found
