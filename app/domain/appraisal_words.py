"""Which words of a post are its author's own and meant: quotations, titles and polite formulas are nobody's praise.

Every function keeps a text's length, so that spans stay true: what does not count becomes blanks.
"""

import re
from collections.abc import Iterable

from app.domain.appraisal_features import HANDLE, LINK
from app.domain.entities import Span

_QUOTATION = re.compile(
    r"[“„‟][^“”„‟]{3,}?(?:[“”‟]|$)|\"[^\"\n]{3,}\"|«[^«»\n]{3,}»|»[^«»\n]{3,}«|「[^「」]{2,}」|『[^『』]{2,}』"
    r"|(?<!\w)[‘'](?=[A-Z])[^‘’'\n]{6,}[’'](?!\w)|^>[^\n]*$",
    re.MULTILINE,
)
# Maxims, and wishes in which love or thanks is grammar.
_MAXIM = re.compile(
    r"\b(?:(?:best|good|great) (?:practices?|ways?|time to|question)|(?:works?|do|does|is|it's) best\b"
    r"|what works best|best (?:when|if)|(?:would|'d|’d|i'll|might) (?:really |absolutely |also )?(?:love|like) (?:to|if|it if|some|any)"
    r"|(?:would|'d|’d|will) (?:really |greatly |much )?appreciate(?: it)?|any (?:help|feedback|tips?) (?:is|would be|are) appreciated"
    r"|appreciate (?:any|it if|your help)|thank[- ]you (?:slide|page|note|card|letter)s?|love[- ]hate)\b",
    re.IGNORECASE,
)
_THANKS = r"(?:many thanks|thanks|thank you|thank u|thx|tks|cheers|tia|gracias|danke|merci|grazie|obrigad[oa]|bedankt)"
_POLITE = re.compile(
    rf"\b(?:no,? {_THANKS}|{_THANKS},? but no(?: thanks)?|{_THANKS} for nothing|no {_THANKS} to|{_THANKS} in advance"
    r"|(?:gracias|danke|vielen dank) (?:de antemano|im voraus|por adelantado)|merci d['’]avance|grazie in anticipo)\b",
    re.IGNORECASE,
)
# "Please …, thank you": a thanks that closes a request and names nothing it is for.
_REQUEST = re.compile(
    r"\b(?:please|pls|plz|kindly|could (?:you|someone|anyone|we)|can (?:you|someone|anyone|we)|would you"
    r"|does (?:anyone|anybody)|any(?:one|body) (?:know|have)|por favor|bitte|s['’]il (?:vous|te) pla[iî]t)\b",
    re.IGNORECASE,
)
_CLOSING_THANKS = re.compile(
    rf"\b{_THANKS}(?: (?:so much|very much|a lot|again|all|everyone|everybody|folks))?[\s!.,:;)🙏😊🙂❤️😀]*$",
    re.IGNORECASE,
)
_ANTICIPATION = re.compile(
    r"\b(?:can(?:'|’)?t wait|cannot wait|looking f(?:or)?wa?r?d to|(?:so |very |super |really |too )*(?:excited|thrilled"
    r"|pumped|stoked|psyched|hyped)|counting (?:down|the days)|hope (?:to see|you))\b",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:thanks?|thank you|thx|kudos|loved|enjoyed|was|were|gave|learned|learnt|congrat\w*|bravo)\b", re.IGNORECASE
)
_SARCASM = re.compile(r"(?:^|\s)/s\s*$|[#＃](?:sarcas(?:m|tic)|irony|not)\b|🙄", re.IGNORECASE)
_ORGANIZERS = re.compile(
    r"\b(?:organi[sz](?:er|ing)s?(?: (?:team|committee))?|organi[sz]adores?|orga(?:-?team)?|organisateurs?|organizzatori"
    r"|volunteers?|helpers?|sponsors?|(?:the|whole|entire|amazing|great) (?:team|crew|staff)|hosts?|committee|speakers"
    r"|everyone (?:who|involved|at)|all (?:of you|the (?:speakers|people|folks)))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?…\n。！？]*(?:[.!?…\n。！？]+(?=[\s\"”'’)\U0001f300-\U0001faff]|$)|[\n。！？]|[.!?…]+|$)")


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return a text of the same length with these spans emptied; spans that it does not have are ignored."""
    for span in spans:
        if 0 <= span.start < span.end <= len(text):
            text = f"{text[: span.start]}{' ' * (span.end - span.start)}{text[span.end :]}"
    return text


def without_quotations(text: str) -> str:
    """Empty what stands between quotation marks, and quoted lines: a talk's title or somebody else's words."""
    return _QUOTATION.sub(_blanks, text)


def meant(text: str) -> str:
    """Empty links, handles, the # of tags, and the formulas in which praise or thanks is only manners."""
    text = HANDLE.sub(_blanks, LINK.sub(_blanks, text)).replace("#", " ").replace("＃", " ")
    text = _POLITE.sub(_blanks, _MAXIM.sub(_blanks, text))
    if _REQUEST.search(text):
        text = _CLOSING_THANKS.sub(_blanks, text)
    return text


def sentences(text: str) -> list[Span]:
    """Return where the sentences of a text stand; one without a letter or emoji is none."""
    spans = (Span(*match.span()) for match in _SENTENCE.finditer(text))
    return [span for span in spans if any(char.isalpha() or ord(char) > 0x2000 for char in span.of(text))]


def anticipates(text: str) -> bool:
    """Whether a text looks forward to something: that celebrates, and praises nobody yet."""
    return _ANTICIPATION.search(text) is not None and _HAPPENED.search(text) is None


def sarcastic(text: str) -> bool:
    """Whether a text carries one of the marks by which people say that they mean the opposite."""
    return _SARCASM.search(text) is not None


def names_organizers(text: str) -> bool:
    """Whether a text speaks of those who made the event rather than of who speaks at it."""
    return _ORGANIZERS.search(text) is not None
