"""How a person is drawn: the face where we have one, else initials on a colour of their own."""

import re
import unicodedata
import zlib
from itertools import takewhile

_OWN = re.compile(r"/static/[a-z0-9/_.-]+\.(?:svg|webp|png|jpg)|/pictures/[a-z0-9-]+/[0-9a-f]{32}\.webp")
_BRACKETED = re.compile(r"[(\[{（【].*")
_TINTS = "abcdef"  # --ini-a … --ini-f of tokens.css
_ONE_CHARACTER = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "ARABIC", "IDEOGRAPHIC")


def own_face(path: str | None) -> str | None:
    """Return a picture's path when it lies on our own host, else None: no page ever asks a third party for a face."""
    if path is None or ".." in path or "//" in path or not _OWN.fullmatch(path):
        return None
    return path


def tint(account: str) -> str:
    """Return the CSS class of a person's colour, `ini-a` to `ini-f`: a stable hash of the canonical handle or key."""
    return f"ini-{_TINTS[zlib.crc32(account.strip().lower().encode()) % len(_TINTS)]}"


def initials(name: str | None) -> str:
    """Return one or two initials, of first and last word; one character for CJK and Arabic; none for no name."""
    plain = unicodedata.normalize("NFC", name or "")
    words = _lettered(_BRACKETED.sub("", plain)) or _lettered(plain)
    if not words:
        return ""
    first = _initial(words[0])
    if len(words) == 1 or unicodedata.name(first[0], "").startswith(_ONE_CHARACTER):
        return first
    return first + _initial(words[-1])


def _lettered(name: str) -> list[str]:
    """Words that have a letter or digit, from it on: `✨ @ana` is `ana`."""
    found = (re.search(r"[^\W_].*", word) for word in name.split())
    return [match[0] for match in found if match]


def _initial(word: str) -> str:
    upper = word[0].upper()
    letter = upper if len(upper) == 1 else word[0]
    return letter + "".join(takewhile(lambda mark: unicodedata.category(mark).startswith("M"), word[1:5]))
