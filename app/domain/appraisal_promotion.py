"""Promotion by signs that say why, beside a model that was trained on invented posts: a moderator must see reasons."""

import re

from app.domain.appraisal_cue import Cue, any_may_stand, lower_case
from app.domain.appraisal_features import unlinked
from app.domain.entities import Entities
from app.domain.event_words import PROMOTING


def _any(literals: str, *forms: str) -> Cue:
    return Cue(literals, r"(?<!\w)(?:" + "|".join(forms) + r")(?!\w)")


# sign → (what it looks like, how much it says alone)
_SIGNS: dict[str, tuple[Cue, float]] = {
    "booth": (
        _any(
            "booth|stand|kiosk| us|stop|drop|swing|come by|estande|trefft",
            r"(?:our|my|at the|@) ?(?:booth|stand|kiosk)s?",
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
            "give|raffle|sweepstake|draw|free|win|enter|verlosung|sorteo|concours|tirage",
            r"give-?aways?|raffle|sweepstakes?|prize draw|enter (?:to|for a chance)",
            r"free (?:swag|t-?shirts?|stickers?|trial|demo|e-?book)",
            r"(?:to|and|could|can|will|chance to|enter to|you) win (?:a|an|one|the|some|your)",
            r"gewinnspiel|verlosung|sorteo|concours|tirage au sort",
        ),
        0.6,
    ),
    "offer": (
        _any(
            "%|discount|promo|coupon|code|offer|early|on sale|order|buy|shop|grab|get |only |$|€|£|oferta",
            r"(?:\d+ ?% (?:off|discount|rabatt|descuento)|discounts?|promo ?codes?|coupons?|use (?:the )?code)",
            r"(?:limited|special|exclusive) (?:time )?offer|early[- ]bird|on sale(?: now)?|pre-?order(?: now)?",
            r"(?:buy|order|shop|grab|get) (?:it |yours? |your (?:copy|tickets?|pass) |one )?(?:now|today)",
            r"for only [$€£]\d+",
            r"[$€£]\d+ off|rabattcode|oferta|código de descuento|code promo",
        ),
        0.6,
    ),
    "register": (
        _any(
            "register|sign|book|enrol|rsvp|subscribe|download|seat|spot|ticket|last chance|anmelden|inscr|iscriviti",
            r"book (?:now|today|your (?:seat|spot|place|demo))",
            r"(?:register|sign[- ]?up|enrol|rsvp|subscribe|download|save your (?:seat|spot))"
            r" (?:now|today|here|at|for (?:free|our|the)|your|via|on)",
            r"(?:get|buy|grab|book) (?:your )?tickets?|last chance to",
            r"tickets? (?:are )?(?:still )?(?:available|on sale)",
            r"jetzt anmelden|inscr[ií]bete|inscrivez-vous|iscriviti",
        ),
        0.45,
    ),
    "hiring": (
        _any(
            "hiring|team|job|position|role|work |apply|suchen|estamos|recrutons|assumendo|zoeken",
            r"(?:we(?:'re|’re| are)|(?:is|are)(?: also| now)?) hiring|join (?:our|my) (?:growing )?team",
            r"job openings?|open to work",
            r"open (?:positions?|roles?)|come work (?:with|for|at) (?:us|me|our)|#(?:hiring|nowhiring|jobs?)",
            r"apply (?:now|here|today)|wir suchen|estamos contratando|nous recrutons|stiamo assumendo|wij zoeken",
        ),
        0.55,
    ),
    "announce": (
        _any(
            "thrilled|excited|proud|pleased|delighted|happy|honored|honoured|launching|announcing|introducing|our|my",
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
            "follow|rt |retweet|boost|like |share |link in|dm |síguenos|suivez|folgt|seguici|siga|volg",
            r"follow (?:us|our|my) ?(?:on|at|for|@|page|account)?|follow (?:and|&|\+) (?:rt|retweet|boost|share|like)",
            r"(?:rt|retweet|boost|like|share) (?:and|&|\+) (?:follow|tag|win)|link in bio|dm (?:us|me) (?:for|to)",
            r"(?:síguenos|suivez-nous|folgt uns|seguici|siga-nos|volg ons)",
        ),
        0.55,
    ),
    "word": (Cue(PROMOTING, PROMOTING), 0.75),  # one that an organizer gave
    "money": (
        _any(
            "money|earn|crypto|airdrop|forex|onlyfans|casino|100x|income|freedom|whatsapp|telegram|invest",
            r"(?:make|earn) (?:money|[$€£]\d+)|crypto ?(?:signals?|giveaway|pump)|airdrops?|forex|onlyfans|casino",
            r"100x|passive income|financial freedom|(?:whatsapp|telegram) me|investment opportunit(?:y|ies)",
        ),
        0.75,
    ),
}
_HEARD = 0.1  # below, the model says nothing
_MANY_HASHTAGS = 6
_MANY_LINKS = 2
_FEW_WORDS_A_LINK = 3
_HASHTAG = re.compile(r"[#＃](?<!\w.)\w+")
_WORD = re.compile(r"[^\W\d_]+")
_WEIGHTS = {sign: weight for sign, (_, weight) in _SIGNS.items()} | {"links": 0.3, "hashtags": 0.35}


def promotion_signs(text: str, entities: Entities = Entities()) -> tuple[str, ...]:
    """Return what makes a post look like promotion, in a fixed order; empty when nothing does."""
    bare, linked = unlinked(text) if "/" in text or "www" in text else (text, 0)
    lower = lower_case(bare)
    signs = [sign for sign, (cue, _) in _SIGNS.items() if cue.found(lower)] if any_may_stand(lower) else []
    links = max(len(entities.links), linked)
    hashtags = max(len(entities.hashtags), len(_HASHTAG.findall(bare)))
    if not links and hashtags < _MANY_HASHTAGS:
        return tuple(signs)
    if links > _MANY_LINKS or (hashtags > links > 0 and _words(bare) < _FEW_WORDS_A_LINK * links):
        signs.append("links")
    if hashtags >= _MANY_HASHTAGS:
        signs.append("hashtags")
    return tuple(signs)


def _words(bare: str) -> int:
    return len(_WORD.findall(_HASHTAG.sub(" ", bare)))


def crowded(text: str, entities: Entities) -> bool:
    """Whether a text may have too many links or hashtags."""
    return (
        len(entities.links) > 1
        or text.count("#") >= _MANY_HASHTAGS
        or text.count("://") > 1
        or (len(entities.hashtags) >= _MANY_HASHTAGS)
    )


def promotion(signs: tuple[str, ...], modelled: float = 0.0) -> float:
    """Join signs, and what the model says, to one value 0..1, each as if it were independent of the others."""
    innocent = 1 - modelled if modelled >= _HEARD else 1.0
    for sign in signs:
        innocent *= 1 - _WEIGHTS[sign]
    return 1 - innocent
