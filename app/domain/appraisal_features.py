"""What the dictionary models look at: a post's words, their neighbours, and what stands under a negation."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

# Base emoji only: skin tones, variation selectors and joiners are dropped before, so that 👏🏽 is 👏.
_EMOJI = "[\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001faff]"
_UNSEEN = dict.fromkeys([0x200D, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)])
_APOSTROPHES = dict.fromkeys([0x2019, 0x2018, 0x02BC, 0xFF07, 0x60, 0xB4], "'")
_UNIFIED = {**_UNSEEN, **_APOSTROPHES}

LINK = re.compile(r"https?://\S+|www\.\S+|\b(?:t\.co|bit\.ly|youtu\.be|pic\.twitter\.com)/\S+", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w.])[@＠]\w[\w.\-]*(?:@[\w.\-]+\w)?|(?<!\w)/?[ur]/\w+")
_MASK = re.compile(r"\[(?:name|religion)\]", re.IGNORECASE)
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_TOKEN = re.compile(rf"[^\W\d_]+(?:'[^\W\d_]+)*|<3+|[:;=]-?[)dp(]+(?!\w)|{_EMOJI}|[!?]+|[.,;:…()\n\"]")

_NOT = """not no never neither nor none nobody nothing cannot cant dont doesnt didnt isnt arent wasnt werent wont
wouldnt shouldnt couldnt hasnt havent aint without hardly barely lack lacks lacking"""
NEGATIONS = frozenset(_NOT.split())
REACH = 4  # a negation covers so many words, or all until a mark
PAUSES = frozenset(',;:()"')
STOPS = frozenset(".…\n")
CALLS = frozenset("!?")  # stops that say something themselves


def plain(text: str) -> str:
    """Return a raw text `lowered`, without links, @handles and the masks of GoEmotions ([NAME])."""
    return lowered(_MASK.sub(" ", HANDLE.sub(" ", LINK.sub(" ", text))))


def lowered(text: str) -> str:
    """Return a text in lower case, with one spelling for each apostrophe, emoji and stretched word."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_UNIFIED)
    return _STRETCHED.sub(r"\1\1", text.lower())


def tokens(text: str) -> list[str]:
    """Split a lowered text into words, emoji, emoticons and marks; runs of ! and ? are one token."""
    return [token if token[0].isalpha() else _mark(token) for token in _TOKEN.findall(text)]


def _mark(token: str) -> str:
    first = token[0]
    if first in "!?":
        return "?" if "?" in token else "!"
    if len(token) > 1:
        return "<3" if first == "<" else ":(" if token[-1] == "(" else ":)"
    return token


def negates(word: str) -> bool:
    """Whether a word turns round the next ones."""
    return word in NEGATIONS or word[-3:] == "n't"


def token_sentences(words: Sequence[str]) -> list[Sequence[str]]:
    """Cut tokens after the marks that end sentences; ! and ? stay with theirs, others go."""
    parts: list[Sequence[str]] = []
    start = 0
    for place, word in enumerate(words):
        if word in STOPS or word in CALLS:
            parts.append(words[start : place + (word in CALLS)])
            start = place + 1
    if start < len(words):
        parts.append(words[start:])
    return [part for part in parts if part]


def features(words: Sequence[str]) -> Iterator[str]:
    """Yield the keys of a text's tokens; a key may come twice and counts once.

    Within each sentence: `word`, `one two` (neighbours), `one _ three` (one between), `!word` (under a negation),
    `^word` (first) and `word$` (last). Of the marks only ! and ? count.
    """
    for sentence in token_sentences(words):
        yield from _neighbours(sentence)
        yield from _negated(sentence)


def _neighbours(sentence: Sequence[str]) -> Iterator[str]:
    before = previous = ""
    spoken: list[str] = []
    for word in sentence:
        if word in PAUSES:
            before, previous = previous, ""
            continue
        yield word
        if previous:
            yield f"{previous} {word}"
        if word in CALLS:
            break
        if before:
            yield f"{before} _ {word}"
        before, previous = previous, word
        spoken.append(word)
    if spoken:
        yield f"^{spoken[0]}"
        yield f"{spoken[-1]}$"


def _negated(sentence: Sequence[str]) -> Iterator[str]:
    reach = 0
    for word in sentence:
        if word in PAUSES or word in CALLS:
            reach = 0
            continue
        if reach:
            yield f"!{word}"
            reach -= 1
        if negates(word):
            reach = REACH
