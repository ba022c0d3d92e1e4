"""Promotion by rules that say their reasons: no labelled data is known, and a moderator must see why."""

import re

from app.domain.appraisal_features import LINK
from app.domain.entities import Entities


def _any(*forms: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(forms) + r")(?!\w)", re.IGNORECASE)


# sign → (what it looks like, how much it says alone)
_SIGNS: dict[str, tuple[re.Pattern[str], float]] = {
    "booth": (
        _any(
            r"(?:our|my|the|at|@) ?(?:booth|stand|kiosk)s?(?: ?#?\d+)?",
            r"(?:booth|stand) ?#?[a-z]?\d+\w*",
            r"(?:visit|meet|find|catch|join|see) us\b.{0,40}\b(?:booth|stand|table|hall|expo)",
            r"(?:stop|drop|swing|come) by (?:our|the|and say|to (?:chat|learn|see|meet))",
            r"(?:besuch\w*|trefft|treffen sie) uns",
            r"nuestro stand|notre stand|unser(?:em|en)? stand|nosso estande|il nostro stand|onze stand",
        ),
        0.6,
    ),
    "giveaway": (
        _any(
            r"give-?aways?|raffle|sweepstakes?|prize draw|free (?:swag|t-?shirts?|stickers?|trial|demo|ebook|e-book)",
            r"(?:to|and|could|can|will|chance to|enter to|you) win (?:a|an|one|the|some|your)|enter (?:to|for a chance)",
            r"gewinnspiel|verlosung|sorteo|concours|tirage au sort",
        ),
        0.6,
    ),
    "offer": (
        _any(
            r"(?:\d+ ?% (?:off|discount|rabatt|descuento)|discounts?|promo ?codes?|coupons?|use (?:the )?code)",
            r"(?:limited|special|exclusive) (?:time )?offer|early[- ]bird|on sale(?: now)?|pre-?order(?: now)?",
            r"(?:buy|order|shop|grab|get) (?:it |yours? |your (?:copy|tickets?|pass) |one )?(?:now|today)|for only [$€£]",
            r"[$€£]\d+ off|rabattcode|oferta|código de descuento|code promo",
        ),
        0.6,
    ),
    "register": (
        _any(
            r"(?:register|sign[- ]?up|book|apply|enrol|rsvp|subscribe|download|save your (?:seat|spot))"
            r" (?:now|today|here|at|for (?:free|our|the)|your|via|on)",
            r"(?:get|buy|grab|book) (?:your )?tickets?|tickets? (?:are )?(?:still )?(?:available|on sale)|last chance to",
            r"jetzt anmelden|inscr[ií]bete|inscrivez-vous|iscriviti",
        ),
        0.45,
    ),
    "hiring": (
        _any(
            r"(?:we(?:'re|’re| are)|(?:is|are)(?: also| now)?) hiring|join (?:our|my|the) (?:growing )?team|job openings?",
            r"open (?:positions?|roles?)|come work (?:with|for|at) (?:us|me|our)|#(?:hiring|nowhiring|jobs?)",
            r"apply (?:now|here|today)|wir suchen|estamos contratando|nous recrutons|stiamo assumendo|wij zoeken",
        ),
        0.55,
    ),
    "announce": (
        _any(
            r"(?:thrilled|excited|proud|pleased|delighted|happy|honou?red) to (?:announce|share|launch|introduce"
            r"|present|sponsor|partner|unveil|be (?:sponsoring|exhibiting|a (?:gold |silver |platinum )?sponsor))",
            r"(?:we(?:'re|’re| are)|i(?:'m|’m| am)) (?:launching|announcing)|introducing (?:our|the (?:all[- ])?new)",
            r"(?:check out|read|try|see|get) (?:our|my) (?:new|latest|brand[- ]new|product|app|platform|tool|blog|demo"
            r"|white ?paper|case stud(?:y|ies)|solution)",
        ),
        0.4,
    ),
    "follow": (
        _any(
            r"follow (?:us|our|my) ?(?:on|at|for|@|page|account)?|follow (?:and|&|\+) (?:rt|retweet|boost|share|like)",
            r"(?:rt|retweet|boost|like|share) (?:and|&|\+) (?:follow|tag|win)|link in bio|dm (?:us|me) (?:for|to)",
            r"(?:síguenos|suivez-nous|folgt uns|seguici|siga-nos|volg ons)",
        ),
        0.55,
    ),
    "money": (
        _any(
            r"(?:make|earn) (?:money|[$€£]\d+)|crypto ?(?:signals?|giveaway|pump)|airdrops?|forex|onlyfans|casino",
            r"100x|passive income|financial freedom|(?:whatsapp|telegram) me|investment opportunit(?:y|ies)",
        ),
        0.75,
    ),
}
_MANY_HASHTAGS = 6
_MANY_LINKS = 2
_FEW_WORDS_A_LINK = 3
_HASHTAG = re.compile(r"(?<!\w)[#＃]\w+")
_WORD = re.compile(r"[^\W\d_]+")
_WEIGHTS = {sign: weight for sign, (_, weight) in _SIGNS.items()} | {"links": 0.3, "hashtags": 0.35}


def promotion_signs(text: str, entities: Entities = Entities()) -> tuple[str, ...]:
    """Return what makes a post look like promotion, in a fixed order; empty when nothing does."""
    bare = LINK.sub(" ", text)
    signs = [sign for sign, (form, _) in _SIGNS.items() if form.search(bare)]
    links = max(len(entities.links), len(LINK.findall(text)))
    hashtags = max(len(entities.hashtags), len(_HASHTAG.findall(bare)))
    words = len(_WORD.findall(_HASHTAG.sub(" ", bare)))
    if links > _MANY_LINKS or (links and words < _FEW_WORDS_A_LINK * links and hashtags > links):
        signs.append("links")
    if hashtags >= _MANY_HASHTAGS:
        signs.append("hashtags")
    return tuple(signs)


def promotion(signs: tuple[str, ...]) -> float:
    """Join signs to one value 0..1, each as if it were independent of the others."""
    innocent = 1.0
    for sign in signs:
        innocent *= 1 - _WEIGHTS[sign]
    return 1 - innocent
