"""Which words of a post are its author's own and meant: quotations, titles and polite formulas are nobody's praise.

Every function keeps a text's length, so that spans stay true: what does not count becomes blanks.
"""

import re
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation

from app.domain.appraisal_cue import Cue, lower_case
from app.domain.appraisal_features import HANDLE, LINK
from app.domain.appraisal_manners import awaits, turns, without_manners
from app.domain.entities import Entities, Span

_QUOTATION = re.compile(
    r"[“„‟][^“”„‟]{3,}?(?:[“”‟]|$)|\"[^\"\n]{3,}\"|«[^«»\n]{3,}»|»[^«»\n]{3,}«|「[^「」]{2,}」|『[^『』]{2,}』"
    r"|(?<!\w)[‘'](?=[A-Z])[^‘’'\n]{6,}[’'](?!\w)|^>[^\n]*\n|\n>[^\n]*",
)
_CREDITED = re.compile(
    r"(.{30,}?)\s[-–—~]+[\s/]*(?:[\w .]{3,30}\()?@\w[\w.@-]*\)?(?:\s+[#@]\S+|\s*https?://\S+)*\s*$", re.DOTALL
)
_DASHES = "-–—~"
_OWN_WORDS = re.compile(
    r"\b(?:thank\w*|thx|talks?|keynote|presentation|session|slides|speaker|workshop|enjoy\w*|loved|congrat\w*|kudos"
    r"|bravo|learned|amazing|awesome|fantastic|this|today)\b|👏|🙌",
    re.IGNORECASE,
)
_TAGGED = re.compile(r"[@＠]\w")
_MAY_QUOTE = re.compile(r"[“„‟\"«»「『‘'>]")
# Wishes in which love is grammar, and what is best or loved by name only.
_MAXIM = Cue(
    "practice|love|like|thank-you|thank you",
    r"\b(?:(?:best|good|great) practices?|(?:would|['’]d|i['’]ll|might) (?:really |absolutely |also )?(?:love|like)"
    r" (?:to|if|it if|some|any)|thank[- ]you (?:slide|page|note|card|letter)s?|love[- ]hate)\b",
)
_THANKS = r"(?:many thanks|thanks|thank you|thank u|thx|tks|cheers|tia|gracias|danke|merci|grazie|obrigad[oa]|bedankt)"
_POLITE = Cue(
    "thank|thx|tks|cheers|tia|gracias|dank|merci|grazie|obrigad",
    rf"\b(?:no,? {_THANKS}|{_THANKS},? but no(?: thanks)?|{_THANKS} for nothing|no {_THANKS} to|{_THANKS} in advance"
    r"|(?:gracias|danke|vielen dank) (?:de antemano|im voraus|por adelantado)|merci d['’]avance|grazie in anticipo"
    r"|the latest .{3,90}thanks to)\b",
)
# "Please …, thank you": a thanks that closes a request and names nothing it is for.
_REQUEST = Cue(
    "please|pls|plz|kindly|could|can|would|does|any|por favor|bitte|pla",
    r"\b(?:please|pls|plz|kindly|(?:could|can) (?:you|someone|anyone|we)|would you|does any(?:one|body)"
    r"|any(?:one|body) (?:know|have)|por favor|bitte|s['’]il (?:vous|te) pla[iî]t)\b",
)
_CLOSING = re.compile(
    rf"\b{_THANKS}(?: (?:so much|very much|a lot|again|all|everyone|everybody|folks))?[\s!.,:;)🙏😊🙂❤️😀]*$",
    re.IGNORECASE,
)
_ANTICIPATION = Cue(
    "wait|look|excited|thrilled|pumped|stoked|psyched|hyped|counting|hope",
    r"\b(?:can(?:'|’)?t wait|cannot wait|look(?:ing)? (?:forward|fwd)(?: to)?|excited|thrilled|pumped|stoked|psyched"
    r"|hyped|counting (?:down|the days)|hope (?:to see|you))\b",
)
FORWARD = frozenset(
    ["wait", "look", "looking", "excited", "thrilled", "pumped", "stoked", "psyched", "hyped", "counting", "hope"]
)
_HAPPENED = re.compile(
    r"\b(?:thanks?|thank you|thx|kudos|loved|enjoyed|was|were|gave|learned|learnt|congrat\w*|bravo"
    r"|danke|merci|gracias|grazie|obrigad[oa]|bedankt|dziękuj\w+|спасибо|дякую|teşekkür\w*|tack|takk|tak|děkuj\w+)\b|شكرا|धन्यवाद|ありがとう|谢谢|감사",
    re.IGNORECASE,
)
_SARCASM = Cue("/s|sarcas|irony|#not|＃not|🙄", r"(?:^|\s)/s\s*$|[#＃](?:sarcas(?:m|tic)|irony|not)\b|🙄")
_IRONIC = AhoCorasick(
    ["/s", "/S", "arcas", "ARCAS", "rony", "RONY", "#not", "#NOT", "#Not", "🙄"],
    store_patterns=False,
    implementation=Implementation.DFA,
)
_ORGANIZERS = Cue(
    "organi|orga|volunteer|helper|sponsor|team|crew|staff|host|committee|speakers|everyone|all |amazing|great|awesome"
    "|wonderful|fantastic|best|fun|incredible",
    r"\b(?:organi[sz](?:er|ing)s?(?: (?:team|committee))?|organi[sz]adores?|orga(?:-?team)?|organisateurs?"
    r"|organizzatori|volunteers?|helpers?|sponsors?|(?:the|whole|entire|amazing|great) (?:team|crew|staff)|hosts?"
    r"|(?:amazing|great|awesome|wonderful|fantastic|best|fun|incredible) (?:show|conference|conf|event|week|weekend"
    r"|venue|community|crowd|party|meetup|day|few days)"
    r"|committee|speakers|everyone (?:who|involved|at)|all (?:of you|the (?:speakers|people|folks)))\b",
)
_SENTENCE = re.compile(r"[^.!?…\n。！？]*(?:[.!?…\n。！？]+(?=[\s\"”'’)\U0001f300-\U0001faff]|$)|[\n。！？]|[.!?…]+|$)")
_SOMETHING = re.compile(r"[^\W\d_]|[\u2190-\u2bff\U0001f000-\U0001faff]")


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return a text of the same length with these spans emptied; spans that it does not have are ignored."""
    for span in spans:
        if 0 <= span.start < span.end <= len(text):
            text = f"{text[: span.start]}{' ' * (span.end - span.start)}{text[span.end :]}"
    return text


def masked(text: str, entities: Entities) -> str:
    """Return a text at its length with @ for each handle, and without links."""
    for tagged in entities.mentions:
        span = tagged.span
        if span is not None and 0 <= span.start < span.end <= len(text):
            text = f"{text[: span.start]}@{' ' * (span.end - span.start - 1)}{text[span.end :]}"
    for link in entities.links:
        span = link.span
        if span is not None and 0 <= span.start < span.end <= len(text):
            text = f"{text[: span.start]}{' ' * (span.end - span.start)}{text[span.end :]}"
    if "://" in text or "www." in text or "/" in text:
        text = LINK.sub(_blanks, text)
    if _TAGGED.search(text):
        text = HANDLE.sub(_somebody, text)
    return text


def without_quotations(text: str) -> str:
    """Empty what stands between quotation marks, and quoted lines: a talk's title or somebody else's words."""
    return _QUOTATION.sub(_blanks, text) if _MAY_QUOTE.search(text) else text


def meant(text: str) -> str:
    """Empty the # of tags, and the formulas in which praise or thanks is only manners."""
    text = without_manners(text)
    text = _POLITE.emptied(_MAXIM.emptied(text.replace("#", " ").replace("＃", " ")))
    return (
        _CLOSING.sub(_blanks, text) if _POLITE.may_stand(lower := lower_case(text)) and _REQUEST.found(lower) else text
    )


def without_credited(text: str) -> str:
    """Empty a long saying that ends with who said it ("… - @jane"), unless it thanks or speaks of a talk itself."""
    said = _CREDITED.match(text) if "@" in text and any(map(text.__contains__, _DASHES)) else None
    if said is None or _OWN_WORDS.search(said[1]):
        return text
    return f"{' ' * said.end(1)}{text[said.end(1) :]}"


def sentences(text: str) -> list[Span]:
    """Return where the sentences of a text stand; one without a letter or emoji is none."""
    spans = (Span(*match.span()) for match in _SENTENCE.finditer(text))
    return [span for span in spans if _SOMETHING.search(text, span.start, span.end)]


def anticipates(text: str) -> bool:
    """Whether a text only looks forward to something: that celebrates, and praises nobody yet."""
    return looks_forward(text) and _HAPPENED.search(text) is None


def looks_forward(text: str) -> bool:
    """Whether some part of a text looks forward to something."""
    lower = lower_case(text)
    return _ANTICIPATION.found(lower) or awaits(lower)


def sarcastic(text: str, *, praises: bool) -> bool:
    """Whether a text carries a mark by which people say that they mean the opposite, or turns round what it praises."""
    if _IRONIC.find_matches_as_indexes(text) and _SARCASM.found(lower_case(text)):
        return True
    return praises and turns(lower_case(text))


def names_organizers(text: str) -> bool:
    """Whether a text speaks of those who made the event rather than of who speaks at it."""
    return _ORGANIZERS.found(lower_case(text))


def _somebody(match: re.Match[str]) -> str:
    return "@".ljust(len(match[0]))


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])
