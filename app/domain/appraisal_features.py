"""What the dictionary models look at: a post's words, their neighbours, and what stands under a negation."""

import re
import unicodedata
from collections.abc import Iterator

# Base emoji only: skin tones, variation selectors and joiners are dropped before, so that 👏🏽 is 👏.
EMOJI = "[\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001faff]"
_MODIFIERS = dict.fromkeys([0x200D, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)])
_QUOTES = {0x2019: "'", 0x2018: "'", 0x02BC: "'", 0xFF07: "'", 0x60: "'", 0xB4: "'"}
_CLEAN = {**_MODIFIERS, **_QUOTES}

LINK = re.compile(r"https?://\S+|www\.\S+|\b(?:t\.co|bit\.ly|youtu\.be|pic\.twitter\.com)/\S+", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w.])[@＠][\w][\w.\-]*(?:@[\w.\-]+\w)?|(?<!\w)/?[ur]/\w+")
_MASK = re.compile(r"\[(?:name|religion)\]", re.IGNORECASE)
_RETOLD = re.compile(r"^\s*(?:RT|MT)\b:?\s*")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_TOKEN = re.compile(rf"[^\W\d_]+(?:'[^\W\d_]+)*|<3+|[:;=]-?[)dp(]+(?!\w)|{EMOJI}|[!?]+|[.,;:…()\n\"]+")

_NEGATIONS = frozenset(
    "not no never neither nor none nobody nothing cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt "
    "shouldnt couldnt hasnt havent aint without hardly barely lack lacks lacking".split()
)
_REACH = 4


def plain(text: str) -> str:
    """Return a text in lower case, one spelling for each apostrophe and emoji, without links and @handles."""
    text = LINK.sub(" ", text) if "/" in text or "www" in text else text
    text = HANDLE.sub(" ", text) if "@" in text or "/" in text or "＠" in text else text
    if "[" in text:
        text = _MASK.sub(" ", text)
    text = _RETOLD.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_CLEAN)
    return _STRETCHED.sub(r"\1\1", text.lower())


def tokens(text: str) -> list[str]:
    """Split a `plain` text into words, emoji, emoticons and marks; runs of one mark are one token."""
    return [token if token[0].isalpha() or len(token) == 1 else _mark(token) for token in _TOKEN.findall(text)]


def _mark(token: str) -> str:
    if token[0] in "!?":
        return "?" if "?" in token else "!"
    if token[0] == "<":
        return "<3"
    return ":)" if token[-1] in ")dp" and token[0] in ":;=" else ":(" if token[-1] == "(" else token[0]


_BREAKS = frozenset('.,;:…()\n"!?')


def features(words: list[str]) -> Iterator[str]:
    """Yield the keys of a text's tokens; a key may come twice and counts once.

    `word`, `one two` (neighbours), `one _ three` (one between), `!word` (under a negation), `^word` (first), `word$` (last).
    """
    before = previous = ""
    negated = 0
    spoken = ""
    for word in words:
        if word in _BREAKS:
            negated = 0
            if word in "!?":
                yield word
                if previous:
                    yield f"{previous} {word}"
            before, previous = previous, word if word in "!?" else ""
            continue
        if not spoken:
            yield f"^{word}"
        yield word
        if previous:
            yield f"{previous} {word}"
        if before:
            yield f"{before} _ {word}"
        if negated:
            yield f"!{word}"
            negated -= 1
        if word in _NEGATIONS or word.endswith("n't"):
            negated = _REACH
        before, previous = previous, word
        spoken = word
    if spoken:
        yield f"{spoken}$"
