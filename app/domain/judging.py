"""Judging: whether a post may be projected, with the reason in words that a moderator can use."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from app.domain.judging_reports import Sense, sense
from app.domain.mention import Evidence, Mention
from app.domain.post import Post
from app.domain.speaker import SpeakerKey
from app.domain.tone import Tone
from app.domain.verdict import Verdict

# What is about a speaker goes up when it is surely kind or plainly a report (judging_reports); whatever is neither
# waits for a person. docs/model-card.md says what that holds, on which posts.
KIND = 0.5
UNKIND = 0.35
WARM = 0.9  # so warm that some hard words may stand beside it: "cried, it hurt, thank you"
HARSH = 0.7
SUREST, UNHURT = 0.95, 0.1  # so kind, and nothing hard beside it, that no model of reports need agree
WEAK = 0.5  # up to here a candidate alone holds nothing that could be shown about anybody
CAREFUL = 0.4  # where no speaker is named in full, but a talk or a single name
CRITICAL = 0.85  # criticism of who knows what
PROMOTING = 0.6  # one strong sign (a booth, a giveaway, an offer), or two weak ones

_TALK = re.compile(
    r"\b(?:talks?|speakers?|keynotes?|presentations?|presenters?|sessions?|panels?|panell?ists?|slides|lectures?|moderator"
    r"|vortr(?:ag|äge)\w*|redner\w*|charlas?|ponen(?:cia|te)s?|conférences?|oratrice|orateurs?|palestras?|relatore"
    r"|relatrice|intervento|praatje|spreker|prelekcj\w*|доклад\w*)\b|発表|講演|登壇|演讲|演講|발표|강연",
    re.IGNORECASE,
)
_POINTING = {
    Evidence.CHOSEN: "is for",
    Evidence.HANDLE: "tags",
    Evidence.REPLY: "answers",
    Evidence.QUOTE: "quotes",
    Evidence.LINK: "links to",
    Evidence.NAME: "names",
    Evidence.NAME_TAG: "names",
}
_SIGNS = {
    "booth": "a booth",
    "giveaway": "a giveaway",
    "offer": "an offer",
    "register": "a call to register",
    "hiring": "hiring",
    "announce": "an announcement",
    "follow": "asks for followers",
    "word": "words of this event that promote",
    "money": "money for nothing",
    "links": "mostly links",
    "hashtags": "many hashtags",
}


def judge(  # noqa: PLR0913 - a rule names all that it knows
    post: Post,
    mentions: Sequence[Mention],
    candidates: Sequence[Mention],
    tone: Tone,
    *,
    names: Mapping[SpeakerKey, str],
    author: Collection[SpeakerKey] = (),
    hinted: Sequence[SpeakerKey] = (),
    signs: Sequence[str] = (),
    tagged: bool = True,
) -> tuple[Verdict, str]:
    """Decide about one post.

    `author` are the speakers who wrote it, `hinted` those of whom a single name stands in it, `signs` what looks like
    promotion, `tagged` whether it carries a hashtag of the event.

    A content warning does not decide: such a post is shown closed.
    """
    kept_off = _kept_off(post, tagged=tagged) or _kept_off_for_promotion(mentions, tone, names, signs)
    if post.chosen:  # nobody vouches for who wrote it but a person who reads it
        return Verdict.HOLD, "said on our own page" if kept_off is None else f"said on our own page; {kept_off[1]}"
    if kept_off is not None:
        return kept_off
    if candidates and not _may_be_anybodys(post, candidates, tone):
        could = "could mean" if len(candidates) > 1 else "may be about"
        return Verdict.HOLD, f"{could} {_either(names[candidate.speaker] for candidate in candidates)}"
    if author and tone.criticism < UNKIND:
        return Verdict.SHOW, f"by {_both(names[speaker] for speaker in author)}, who speaks here"
    if not mentions:
        return _unaddressed(post, tone, [names[speaker] for speaker in hinted])
    return _addressed(post, mentions, tone, names)


def _kept_off(post: Post, *, tagged: bool) -> tuple[Verdict, str] | None:
    """Decide about what never goes up by itself, whoever it is about."""
    if not post.is_original:
        return Verdict.HIDE, "a repost: the original speaks for itself"
    if post.author.bot:
        return Verdict.HIDE, "by an automated account"
    if not tagged and (post.reply_to is not None or post.quote_of is not None):
        return Verdict.HIDE, "an answer without the hashtag: it is evidence, and not for the wall"  # product.md, F10
    return None


def _may_be_anybodys(post: Post, candidates: Sequence[Mention], tone: Tone) -> bool:
    """Whether a weak candidate holds nothing: the post is surely kind, or plainly a report, whoever is meant."""
    if len(candidates) > 1 or candidates[0].confidence > WEAK:
        return False
    sensed = sense(post.text, {candidate.span for candidate in candidates if candidate.span is not None})
    return _is_kind_throughout(tone, sensed) or sensed.is_report(tone)


def _addressed(
    post: Post, mentions: Sequence[Mention], tone: Tone, names: Mapping[SpeakerKey, str]
) -> tuple[Verdict, str]:
    """Decide about a post in which speakers are found."""
    sensed = sense(post.text, {mention.span for mention in mentions if mention.span is not None})
    if _is_kind_throughout(tone, sensed):
        return Verdict.SHOW, f"kind to {_both(names[mention.speaker] for mention in mentions)}"
    if sensed.is_report(tone):
        return Verdict.SHOW, f"a plain report that {_pointing(mentions, names)}"
    return Verdict.HOLD, f"{_pointing(mentions, names)}, and is not surely kind"


def _unaddressed(post: Post, tone: Tone, hinted: Sequence[str]) -> tuple[Verdict, str]:
    """Decide about a post in which no speaker is found."""
    if tone.criticism >= CAREFUL and not _is_surely_kind(tone):
        if hinted:
            return Verdict.HOLD, f"may be about {_either(hinted)}, and is not surely kind"
        if _TALK.search(post.text):
            return Verdict.HOLD, "speaks of a talk, and is not surely kind"
        if tone.criticism >= CRITICAL:
            return Verdict.HOLD, "sounds critical, of whom is not clear"
    return Verdict.SHOW, "about the event"


def _is_surely_kind(tone: Tone) -> bool:
    warmth = max(tone.appreciation, tone.celebration)
    return (warmth >= KIND and tone.criticism < UNKIND) or (warmth >= WARM and tone.criticism < HARSH)


def _is_kind_throughout(tone: Tone, sensed: Sense) -> bool:
    """Kind by its tone, and nothing beside the praise speaks against it."""
    warmth = max(tone.appreciation, tone.celebration)
    if warmth >= SUREST and tone.criticism < UNHURT:
        return True
    return warmth >= KIND and tone.criticism < HARSH and sensed.backs(warmth)


def _kept_off_for_promotion(
    mentions: Sequence[Mention], tone: Tone, names: Mapping[SpeakerKey, str], signs: Sequence[str]
) -> tuple[Verdict, str] | None:
    if tone.promotion < PROMOTING:
        return None
    looks = ", ".join(_SIGNS.get(sign, sign) for sign in signs)
    why = f"looks like promotion: {looks}" if looks else "looks like promotion"
    thanked = [names[mention.speaker] for mention in mentions if mention.appreciates]
    if thanked:
        return Verdict.HOLD, f"kind to {_both(thanked)}, but {why}"
    return Verdict.HIDE, why


def _pointing(mentions: Sequence[Mention], names: Mapping[SpeakerKey, str]) -> str:
    """Say how a post points to its speakers: "tags Kofi Asante and names Ingrid Sølvberg"."""
    said: dict[str, list[str]] = {}
    for mention in mentions:
        said.setdefault(_POINTING.get(mention.evidence, "may be about"), []).append(names[mention.speaker])
    return _both(f"{verb} {_both(people)}" for verb, people in said.items())


def _both(parts: Iterable[str]) -> str:
    return _listed(tuple(parts), "and")


def _either(parts: Iterable[str]) -> str:
    return _listed(tuple(parts), "or")


def _listed(parts: Sequence[str], last: str) -> str:
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else parts[0]
