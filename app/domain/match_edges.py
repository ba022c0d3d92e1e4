"""The edges of a name: whether it stands alone, or is a part of a longer word, a longer name or an address."""

import re

from app.domain.text import Folded, ends_word, is_unspaced, starts_word

_HYPHENS = "-‐‑"  # other dashes separate
_HONORIFIC = re.compile(r"-(?:san|sama|sensei|kun|chan|nim|ssi)\b")
_ADDRESS_BEFORE = re.compile(r"(?:\w://|\bwww\.)\S*$|@[a-z0-9_.\-]+$")
_MAIL_AFTER = re.compile(r"@\w")
# Words and beginnings of titles that stand beside a name in Chinese prose, which has no spaces.
_HAN_BEFORE = frozenset("谢謝听聽和与與给給对對跟由请請是看见見为為把让讓被向有在的了到")
_HAN_AFTER = frozenset("的老教博女先同氏様君讲講说說在是和与與了演分来來也就都给給今做用让讓把对對真太很")
_FAR = 80  # characters: how far back an address may begin


def stands_alone(source: str, text: Folded, start: int, end: int) -> bool:
    """Whether a name is no part of a longer word, of a longer hyphenated name, or of an address."""
    line = text.text
    return (
        _begins(line, start)
        and _ends(line, end)
        and not _is_hyphen(source, text, start - 1, start - 2)
        and (not _is_hyphen(source, text, end, end + 1) or _HONORIFIC.match(line, end) is not None)
        and not _is_short_han_inside(line, start, end)
        and not _is_in_unmarked_address(line, start, end)
    )


def _begins(line: str, start: int) -> bool:
    if start and line[start - 1] == "_":  # _Jane Doe_ is emphasis, my_jane doe is not
        return not line[:start].rstrip("_")[-1:].isalnum()
    return starts_word(line, start)


def _ends(line: str, end: int) -> bool:
    if line[end : end + 1] == "_":
        return not line[end:].lstrip("_")[:1].isalnum()
    return ends_word(line, end)


def _is_hyphen(source: str, text: Folded, at: int, beyond: int) -> bool:
    """Whether a hyphen at `at` ties the name to a longer one."""
    line = text.text
    if not (0 <= at < len(line) and 0 <= beyond < len(line)) or line[at] != "-":
        return False
    written = source[at if text.origin is None else text.origin[at]]
    return written in _HYPHENS and line[beyond].isalnum() and not is_unspaced(line[beyond])


def _is_short_han_inside(line: str, start: int, end: int) -> bool:
    """Whether a name of two Han characters may as well be a part of a longer word."""
    if end - start > 2 or not is_unspaced(line[start]):  # noqa: PLR2004 - two characters
        return False
    before, after = line[start - 1 : start], line[end : end + 1]
    return (_is_han(before) and before not in _HAN_BEFORE) or (_is_han(after) and after not in _HAN_AFTER)


def may_begin(line: str, start: int) -> bool:
    """Whether a part of a name that is written without spaces may begin here, and is no end of a longer name."""
    before = line[start - 1 : start]
    return not _is_han(before) or before in _HAN_BEFORE


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿"


def _is_in_unmarked_address(line: str, start: int, end: int) -> bool:
    """Whether a name stands in an address that no entity marks."""
    before = line[max(0, start - _FAR) : start]
    if before.endswith("@"):
        return " " not in line[start:end]  # "@Jane Doe" names her, though the handle is somebody's
    return _ADDRESS_BEFORE.search(before) is not None or _MAIL_AFTER.match(line, end) is not None
