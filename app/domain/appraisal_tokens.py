"""Tokens: a text as the dictionary models hear it, its words, emoji and marks, sentence by sentence."""

import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

SOMEBODY = "@"
STOP = "."  # ends a sentence, and stands before its first word
PAUSE = ","
TRAILS = "…"
CALLS = frozenset("!?")  # stops that say something themselves
STOPS = frozenset({STOP, TRAILS, *CALLS})
_ENDS = tuple(sorted(STOPS))

# Base emoji only: skin tones, variation selectors and joiners are dropped before, so that 👏🏽 is 👏.
_EMOJI = "[\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001faff]"
_UNSEEN = dict.fromkeys([0x200D, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)])
_APOSTROPHES = dict.fromkeys([0x2019, 0x2018, 0x02BC, 0xFF07, 0x60, 0xB4], "'")
_ALIKE = {0x201C: '"', 0x201D: '"', 0x201E: '"', 0xAB: '"', 0xBB: '"', 0x2013: "-", 0x2014: "-", 0xA0: " "}
_UNIFIED = {
    chr(point): unified or ""
    for point, unified in {**_UNSEEN, **_APOSTROPHES, **_ALIKE, 0x2026: "...", 0xFF20: "@"}.items()
}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_RUNS = ("..", "!!", "!?", "?!", "??")
_RUN = re.compile(r"\.{2,}|[!?]{2,}")
_DASH = re.compile(r"-(?<=\s-)-*(?=\s)")
_LOOSE = re.compile(r"'(?:(?<![a-z]')|(?![a-z]))")
_TOKEN = re.compile(
    rf"[^\W\d_]+(?:'[^\W\d_]+)*|<3+|[:;=]-?[)dp(]+(?!\w)|{_EMOJI}|[!?]+|\.\.+|[.,;:()\n\"@]|(?<=\s)-+(?=\s)"
)
_ONE_EMOJI = re.compile(_EMOJI)
_MARKS = {**dict.fromkeys(';:()"-', PAUSE), "\n": STOP}
# Nearly all texts need no pattern: letters and apostrophes stay, marks become one of . , ! ? @, and all else is blank.
_LETTERS = bytes(
    point
    if chr(point).isalpha() or chr(point) in "'.,!?@" or point > 0x7F  # noqa: PLR2004 - the bytes of emoji
    else ord(PAUSE if chr(point) in ';:()"' else STOP if chr(point) == "\n" else " ")
    for point in range(256)
)


class _Sign(IntEnum):
    """What stands in a text for which blanks around its marks are not enough."""

    STRETCH = 0
    RUN = 1  # of marks that end a sentence: one token
    LOOSE = 2  # a dash that is a pause, an apostrophe that joins nothing
    FACE = 3
    BEYOND = 4  # a face, but two pauses in a text that has nothing but words and single marks


def _signs() -> dict[str, _Sign]:
    return {
        **dict.fromkeys((letter * 3 for letter in "oesayuihmlrtnwgkfz"), _Sign.STRETCH),  # in nearly all that are
        **dict.fromkeys(_RUNS, _Sign.RUN),
        **dict.fromkeys((" '", "' ", "- ", "-\n"), _Sign.LOOSE),
        **dict.fromkeys([":)", ":-", ":(", ":d", ":p", ";)", ";-", "=)", "=(", "<3"], _Sign.FACE),
        **dict.fromkeys([";(", ";d", ";p", "=d", "=p", "=-"], _Sign.BEYOND),
    }


_SIGN = tuple(_signs().values())
_SOUGHT = AhoCorasick(
    list(_signs()), matchkind=MatchKind.Standard, store_patterns=False, implementation=Implementation.DFA
)


class _Symbols(dict[str, str | None]):
    """What to write for a character beyond ASCII: an emoji apart, a blank; None where only the patterns can tell.

    The blank is none to a dash, which is a pause between real ones alone.
    """

    def __missing__(self, char: str) -> str | None:
        is_plain = (
            not (char.isalnum() or char.isspace())
            and unicodedata.category(char)[0] != "M"
            and unicodedata.normalize("NFKC", char) == char == char.lower()
        )
        symbol = self[char] = (f"\x01{char}\x01" if _ONE_EMOJI.match(char) else "\x01") if is_plain else None
        return symbol


_SYMBOLS = _Symbols()


def tokens(text: str) -> list[str]:
    """Split a text without links into words, emoji, emoticons and marks.

    Words are in lower case, stretched ones with two letters. Sentences end with one of . … ! ?; every other pause is a
    comma; digits and all the rest are left out.
    """
    apart, text = _taken(text)
    if apart is None:
        return _searched(text)
    for one in _ENDS:
        apart = apart.replace(one, f" {one} ")
    return apart.split()


def token_lines(text: str) -> list[list[str]]:
    """Return the tokens of a text in lines: a stop, the tokens up to the mark that ends a sentence, and that mark.

    The last line lacks a mark, and may hold nothing beside its stop.
    """
    apart, text = _taken(text)
    if apart is None:
        return _lines(_searched(text))
    for one in _ENDS:
        apart = apart.replace(one, f" {one} \n . ")
    return [line.split() for line in f". {apart}".split("\n")]


def _taken(text: str) -> tuple[str | None, str]:
    """Return a text with its tokens apart, but for what ends sentences, if that can be, and as the patterns want it."""
    symbols = frozenset[str]()
    if not text.isascii():
        beyond = frozenset("".join(_BEYOND_ASCII.findall(text)))
        for char in beyond & _UNIFIED.keys():
            text = text.replace(char, _UNIFIED[char])
        symbols = beyond - _UNIFIED.keys()
        if None in map(_SYMBOLS.__getitem__, symbols):
            text = unicodedata.normalize("NFKC", text)
            if not text.isascii():
                return None, text
            symbols = frozenset()
    return _apart(text, symbols), text


def _apart(text: str, symbols: frozenset[str]) -> str | None:
    """Return a text in lower case with its tokens apart, but for what ends sentences; None where that can't be."""
    for char in symbols:
        text = text.replace(char, _SYMBOLS[char] or "")
    text = text.lower()
    signs = {_SIGN[hit[0]] for hit in _SOUGHT.find_matches_as_indexes(text, overlapping=True)}
    if signs or symbols:
        strictly = bool(symbols) or not signs.isdisjoint((_Sign.RUN, _Sign.LOOSE))
        if _Sign.FACE in signs or (strictly and _Sign.BEYOND in signs):
            return None
        if _Sign.STRETCH in signs:
            text = _STRETCHED.sub(r"\1\1", text)
        if _Sign.RUN in signs:
            text = _with_single_marks(text)
        if strictly:
            text = _without_loose(text)
    return text.encode(errors="replace").translate(_LETTERS).decode().replace(",", " , ").replace("@", " @ ")


def _with_single_marks(text: str) -> str:
    if "...." not in text:
        text = text.replace("...", TRAILS)
    return _RUN.sub(_as_one, text) if any(map(text.__contains__, _RUNS)) else text


def _without_loose(text: str) -> str:
    if "-" in text:
        text = _DASH.sub(PAUSE, text)
    return _LOOSE.sub(" ", text) if "'" in text else text


def _searched(text: str) -> list[str]:
    text = text.lower()
    if any(_SIGN[hit[0]] is _Sign.STRETCH for hit in _SOUGHT.find_matches_as_indexes(text, overlapping=True)):
        text = _STRETCHED.sub(r"\1\1", text)
    return [_MARKS.get(token) or (token if token[0].isalpha() else _mark(token)) for token in _TOKEN.findall(text)]


def _as_one(run: re.Match[str]) -> str:
    return TRAILS if run[0][0] == "." else _mark(run[0])


def _mark(token: str) -> str:
    first = token[0]
    if len(token) == 1 or first.isalpha():
        return _MARKS.get(token, token)
    if first in CALLS:
        return "?" if "?" in token else "!"
    if first in ".-":
        return TRAILS if first == "." else PAUSE
    return "<3" if first == "<" else ":(" if token[-1] == "(" else ":)"


def _lines(words: Iterable[str]) -> list[list[str]]:
    line = [STOP]
    lines = [line]
    for word in words:
        line.append(word)
        if word in STOPS:
            line = [STOP]
            lines.append(line)
    return lines


def flat(lines: Iterable[list[str]]) -> list[str]:
    """Return the tokens of lines in one list."""
    return [token for line in lines for token in line[1:]]


def line_sentences(lines: list[list[str]]) -> list[list[str]]:
    """Return the sentences of lines, each from a stop to its mark; marks alone are no sentence."""
    parts = [line for line in lines[:-1] if len(line) > 2 or line[-1] in CALLS]  # noqa: PLR2004 - more than the two stops
    if len(lines[-1]) > 1:
        parts.append([*lines[-1], STOP])
    return parts


def token_sentences(words: Iterable[str]) -> list[list[str]]:
    """Cut tokens behind the marks that end sentences, and put a stop before each; marks alone are no sentence."""
    return line_sentences(_lines(words))
