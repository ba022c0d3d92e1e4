"""What the dictionary models look at: a post's words, their neighbours and kinds, and what stands under a negation."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources

from app.domain.appraisal_tokens import CALLS, PAUSE, SOMEBODY, STOPS, token_sentences, tokens

__all__ = ["SOMEBODY", "features", "kinds", "plain", "token_sentences", "tokens", "unlinked"]

# Each way begins with a letter whose cases are written out: only then is a pattern tried nowhere else.
LINK = re.compile(
    r"[hH](?i:ttps?://)\S+|[wW](?i:ww\.)\S+|[tT](?<!\w.)(?i:\.co/)\S+|[bB](?<!\w.)(?i:it\.ly/)\S+"
    r"|[yY](?<!\w.)(?i:outu\.be/)\S+|[pP](?<!\w.)(?i:ic\.twitter\.com/)\S+"
)
HANDLE = re.compile(
    r"[@＠](?<![\w.].)\w[\w.\-]*(?:@[\w.\-]+\w)?|/(?<!\w.)[ur]/\w+|[ur](?<!\w.)/\w+",
)
_MASK = re.compile(r"\[(?:name|religion)\]", re.IGNORECASE)
_BREAKS = STOPS | {PAUSE}
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
