"""Saying thanks on our own page: words as they are taken, and the secrets by which one browser is told from another."""

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.errors import BadInput
from app.domain.phrase import phrase
from app.domain.text import folded

LONGEST = 500  # code points: two pages of a wall, and no more than fits a phone's screen
LONGEST_NAME = 80
_MOST_READ = 50_000  # whatever is longer is no thanks, and is not looked at
_MARKS_PER_BASE = 8
_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_SPACES = re.compile(r"[^\S\n]+")
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # a text finds its own direction
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{43}")
_RECEIPT = re.compile(r"[A-Za-z0-9_-]{43}")
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_BROWSER = 20  # hex digits of whatever tells one browser from another at one event
_NAME = 8


def words_of(typed: str) -> str:
    """Return the words as they are taken; BadInput where nothing can be read, or too much.

    Normal form C, lines kept, blank lines closed up to one; no controls, direction overrides and heaps of marks.
    """
    text = _BLANK_LINES.sub("\n\n", _lines(typed))
    if not _is_seen(text):
        raise BadInput(phrase("Write a few words first."))
    if len(text) > LONGEST:
        raise BadInput(
            phrase(
                "There is room for {most} characters, and these are {n}. Please shorten them a little.",
                most=LONGEST,
                n=phrase("more than 50,000") if len(typed) > _MOST_READ else f"{len(text):,}",
            )
        )
    return text


def name_of(typed: str) -> str | None:
    """Return a name as it is taken, on one line; None where there is none. BadInput when it is too long."""
    name = " ".join(_lines(typed).split())
    if len(name) > LONGEST_NAME:
        raise BadInput(
            phrase("A name has room for {most} characters. A first name is enough, and so is none.", most=LONGEST_NAME)
        )
    return name if _is_seen(name) else None


def _lines(typed: str) -> str:
    text = unicodedata.normalize("NFC", typed[: _MOST_READ + 1].replace("\r\n", "\n").replace("\r", "\n"))
    kept: list[str] = []
    marks = 0
    for char in text.replace("\t", " "):
        category = unicodedata.category(char)
        marks = marks + 1 if category[0] == "M" else 0
        if char == "\n" or not (category in _UNSEEN or char in _OVERRIDES or marks > _MARKS_PER_BASE):
            kept.append(char)
    lines = (_SPACES.sub(" ", line).strip() for line in unicodedata.normalize("NFC", "".join(kept)).split("\n"))
    return "\n".join(lines).strip()


def _is_seen(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "LNS" for char in text)


@dataclass(frozen=True, slots=True)
class SayKeys:
    """What the installation's secret makes of browsers: nothing that is kept tells who it was, or where else."""

    secret: bytes = field(repr=False)

    def token(self) -> str:
        """Return a fresh token for a browser, signed so that nobody makes up their own."""
        own = secrets.token_urlsafe(18)
        return f"{own}.{_text(self._mac('browser', own))}"

    def is_token(self, token: str | None) -> bool:
        """Whether a token is one of ours."""
        if token is None or not _TOKEN.fullmatch(token):
            return False
        own, _, mac = token.partition(".")
        return hmac.compare_digest(mac, _text(self._mac("browser", own)))

    def browser(self, event: str, token: str) -> str:
        """Return what one browser is known by at one event, 20 hex digits: not the same at two events."""
        return self._mac("at", event, token).hex()[:_BROWSER]

    def author(self, event: str, token: str, name: str | None) -> str:
        """Return whose words they are: one browser under one name is one voice, a phone that goes round is several."""
        return f"{self.browser(event, token)}-{self._mac('name', event, folded(name or '')).hex()[:_NAME]}"

    def receipt(self, event: str, token: str, once: str, said: Sequence[str]) -> str:
        """Return the secret of one thing said, which takes it back: the same for the same words of the same form."""
        return _text(self._mac("receipt", event, token, once, *said))

    @staticmethod
    def uri(receipt: str) -> str | None:
        """Return the uri of what a receipt is for: it leads from the one to the other and not back. None when cut."""
        if not _RECEIPT.fullmatch(receipt):
            return None
        return f"say:{hashlib.sha256(receipt.encode()).hexdigest()[:40]}"

    def _mac(self, *parts: str) -> bytes:
        told = "\x1f".join(("ovation say 1", *parts))
        return hmac.digest(self.secret, told.encode("utf-8", "replace"), "sha256")


def _text(mac: bytes) -> str:
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
