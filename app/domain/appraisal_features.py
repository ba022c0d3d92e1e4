"""What the dictionary models look at: a post's words, their neighbours and kinds, and what stands under a negation."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources

# Base emoji only: skin tones, variation selectors and joiners are dropped before, so that 👏🏽 is 👏.
_EMOJI = "[\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001faff]"
_UNSEEN = dict.fromkeys([0x200D, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)])
_APOSTROPHES = dict.fromkeys([0x2019, 0x2018, 0x02BC, 0xFF07, 0x60, 0xB4], "'")
_ALIKE = {0x201C: '"', 0x201D: '"', 0x201E: '"', 0xAB: '"', 0xBB: '"', 0x2013: "-", 0x2014: "-", 0xA0: " "}
_UNIFIED = {
    chr(point): unified or ""
    for point, unified in {**_UNSEEN, **_APOSTROPHES, **_ALIKE, 0x2026: "...", 0xFF20: "@"}.items()
}
_BEYOND_ASCII = frozenset(_UNIFIED)

# Each way begins with a letter whose cases are written out: only then is a pattern tried nowhere else.
LINK = re.compile(
    r"[hH](?i:ttps?://)\S+|[wW](?i:ww\.)\S+|[tT](?<!\w.)(?i:\.co/)\S+|[bB](?<!\w.)(?i:it\.ly/)\S+"
    r"|[yY](?<!\w.)(?i:outu\.be/)\S+|[pP](?<!\w.)(?i:ic\.twitter\.com/)\S+"
)
HANDLE = re.compile(
    r"[@＠](?<![\w.].)\w[\w.\-]*(?:@[\w.\-]+\w)?|/(?<!\w.)[ur]/\w+|[ur](?<!\w.)/\w+",
)
_MASK = re.compile(r"\[(?:name|religion)\]", re.IGNORECASE)
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_STRETCHES = tuple(letter * 3 for letter in "oesayuihmlrtnwgkfz")  # in nearly all stretched words
_TOKEN = re.compile(
    rf"[^\W\d_]+(?:'[^\W\d_]+)*|<3+|[:;=]-?[)dp(]+(?!\w)|{_EMOJI}|[!?]+|\.\.+|[.,;:()\n\"@]|(?<=\s)-+(?=\s)"
)
_RUNS = ":) :- :( :d :p ;) ;- =) =( <3 .. !! !? ?! ??"
_UNUSUAL = (*_RUNS.split(), " '", "' ", "- ", "-\n")

SOMEBODY = "@"
STOP = "."  # ends a sentence, and stands before its first word
PAUSE = ","
TRAILS = "…"
CALLS = frozenset("!?")  # stops that say something themselves
STOPS = frozenset({STOP, TRAILS, *CALLS})
_BREAKS = STOPS | {PAUSE}
_MARKS = {**dict.fromkeys(';:()"-', PAUSE), "\n": STOP}
# The same for ASCII in one step: letters and apostrophes stay, marks are one of . , ! ? @, and the rest is blank.
_LETTERS = bytes(
    point
    if chr(point).isalpha() or chr(point) in "'.,!?@"
    else ord(PAUSE if chr(point) in ';:()"' else STOP if chr(point) == "\n" else " ")
    for point in range(128)
).ljust(256)

_NOT = """not no never neither nor none nobody nothing cannot cant dont doesnt didnt isnt arent wasnt werent wont
wouldnt shouldnt couldnt hasnt havent aint without hardly barely lack lacks lacking"""
_CONTRACTED = "ain aren can couldn didn doesn don hadn hasn haven isn mustn needn shan shouldn wasn weren won wouldn"
NEGATIONS = frozenset([*_NOT.split(), *(f"{word}'t" for word in _CONTRACTED.split())])
REACH = 4  # a negation covers so many words, or all until a mark


@lru_cache(64)
def unlinked(text: str) -> tuple[str, int]:
    """Return a text with a blank for each link, and how many there were; several heads ask for the same post."""
    return LINK.subn(" ", text)


def plain(text: str) -> str:
    """Return a raw text with @ for handles and for the names that GoEmotions masks, and without links."""
    return _MASK.sub(SOMEBODY, HANDLE.sub(SOMEBODY, LINK.sub(" ", text)))


def tokens(text: str) -> list[str]:
    """Split a text without links into words, emoji, emoticons and marks.

    Words are in lower case, stretched ones with two letters. Sentences end with one of . … ! ?; every other pause is a
    comma; digits and all the rest are left out.
    """
    if not text.isascii():
        for char in _BEYOND_ASCII.intersection(text):
            text = text.replace(char, _UNIFIED[char])
        text = text if text.isascii() else unicodedata.normalize("NFKC", text)
    text = text.lower()
    if any(map(text.__contains__, _STRETCHES)):
        text = _STRETCHED.sub(r"\1\1", text)
    if not text.isascii() or any(map(text.__contains__, _UNUSUAL)):
        return [token if token.isalpha() else _mark(token) for token in _TOKEN.findall(text)]
    text = text.encode().translate(_LETTERS).decode()
    for one in ".,!?@":
        text = text.replace(one, f" {one} ")
    return text.split()


def _mark(token: str) -> str:
    first = token[0]
    if len(token) == 1 or first.isalpha():
        return _MARKS.get(token, token)
    if first in CALLS:
        return "?" if "?" in token else "!"
    if first in ".-":
        return TRAILS if first == "." else PAUSE
    return "<3" if first == "<" else ":(" if token[-1] == "(" else ":)"


def token_sentences(words: Iterable[str]) -> list[list[str]]:
    """Cut tokens behind the marks that end sentences, and put a stop before each; marks alone are no sentence."""
    parts: list[list[str]] = []
    part = [STOP]
    for word in words:
        part.append(word)
        if word in STOPS:
            if len(part) > 2 or word in CALLS:  # noqa: PLR2004 - more than the two stops
                parts.append(part)
            part = [STOP]
    if len(part) > 1:
        parts.append([*part, STOP])
    return parts


def features(words: Iterable[str]) -> Iterator[str]:
    """Yield the keys of a text's tokens, sentence by sentence; a key counts as often as it comes.

    `word` and `<kind>` (once a sentence for each word), `!word` and `!<kind>` (under a negation, instead of its kind),
    `one two` for neighbours and the same for their kinds; marks are neighbours as well.
    """
    known = kinds()
    for sentence in token_sentences(words):
        under = negated(sentence)
        turned = {sentence[place] for place in under}
        for word in set(sentence) - _BREAKS | CALLS & set(sentence):
            yield word
            if word in known and word not in turned:
                yield known[word]
        for word in turned:
            yield f"!{word}"
            if word in known:
                yield f"!{known[word]}"
        named = named_kinds(sentence, under)
        for place in range(1, len(sentence)):
            one, two = sentence[place - 1], sentence[place]
            yield f"{one} {two}"
            if one in known or two in known:
                yield f"{named[place - 1]} {named[place]}"


def named_kinds(sentence: Sequence[str], under: Iterable[int]) -> list[str]:
    """Return a sentence with the kinds of words that have one in their place, turned round `under` a negation."""
    known = kinds()
    named = list(map(known.get, sentence, sentence))
    for place in under:
        if sentence[place] in known:
            named[place] = f"!{named[place]}"
    return named


def negated(sentence: Sequence[str]) -> list[int]:
    """Return where the words of a sentence stand that are under a negation."""
    found: list[int] = []
    reach = 0
    for place, word in enumerate(sentence):
        if word in _BREAKS:
            reach = 0
            continue
        if reach:
            found.append(place)
            reach -= 1
        if word in NEGATIONS:
            reach = REACH
    return found


@cache
def kinds() -> Mapping[str, str]:
    """Return the kind of each word that has one, as `<kind>`: appraisal_kinds.txt."""
    found: dict[str, str] = {}
    kind = ""
    for line in (resources.files("app.domain") / "appraisal_kinds.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = f"<{line.strip('[]')}>"
        elif not line.startswith("#"):
            found |= dict.fromkeys(line.split(), kind)
    return found
