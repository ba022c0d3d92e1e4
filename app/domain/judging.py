"""Judging: whether a post may be projected, with the reason in words that a moderator can use."""

import re
from collections.abc import Collection, Mapping, Sequence

from app.domain.judging_reports import Sense, sense
from app.domain.mention import Evidence, Mention
from app.domain.phrase import Phrase, Several, all_of, any_of, in_a_row, phrase
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
    Evidence.CHOSEN: phrase("is for {names}", names=""),
    Evidence.HANDLE: phrase("tags {names}", names=""),
    Evidence.REPLY: phrase("answers {names}", names=""),
    Evidence.QUOTE: phrase("quotes {names}", names=""),
    Evidence.LINK: phrase("links to {names}", names=""),
    Evidence.NAME: (_NAMED := phrase("names {names}", names="")),
    Evidence.NAME_TAG: _NAMED,
}
_PERHAPS = phrase("may be about {names}", names="")
_SIGNS = {
    "booth": phrase("a booth"),
    "giveaway": phrase("a giveaway"),
    "offer": phrase("an offer"),
    "register": phrase("a call to register"),
    "hiring": phrase("hiring"),
    "announce": phrase("an announcement"),
    "follow": phrase("asks for followers"),
    "word": phrase("words of this event that promote"),
    "money": phrase("money for nothing"),
    "links": phrase("mostly links"),
    "hashtags": phrase("many hashtags"),
}
# what most posts get is made once
_OURS = phrase("said on our own page")
_REPOST = phrase("a repost: the original speaks for itself")
_AUTOMATED = phrase("by an automated account")
_EVIDENCE = phrase("an answer without the hashtag: it is evidence, and not for the wall")  # product.md, F10
_ABOUT_THE_EVENT = phrase("about the event")


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
) -> tuple[Verdict, Phrase]:
    """Decide about one post.

    `author` are the speakers who wrote it, `hinted` those of whom a single name stands in it, `signs` what looks like
    promotion, `tagged` whether it carries a hashtag of the event.

    A content warning does not decide: such a post is shown closed.
    """
    kept_off = _kept_off(post, tagged=tagged) or _kept_off_for_promotion(mentions, tone, names, signs)
    if post.chosen:  # nobody vouches for who wrote it but a person who reads it
        return Verdict.HOLD, _OURS if kept_off is None else phrase("said on our own page; {why}", why=kept_off[1])
    if kept_off is not None:
        return kept_off
    if candidates and not _may_be_anybodys(post, candidates, tone):
        either = any_of(names[candidate.speaker] for candidate in candidates)
        several = len(candidates) > 1
        return Verdict.HOLD, (
            phrase("could mean {either}", either=either) if several else phrase("may be about {either}", either=either)
        )
    if author and tone.criticism < UNKIND:
        return Verdict.SHOW, phrase("by {names}, who speaks here", names=all_of(names[speaker] for speaker in author))
    if not mentions:
        return _unaddressed(post, tone, [names[speaker] for speaker in hinted])
    return _addressed(post, mentions, tone, names)


def _kept_off(post: Post, *, tagged: bool) -> tuple[Verdict, Phrase] | None:
    """Decide about what never goes up by itself, whoever it is about."""
    if not post.is_original:
        return Verdict.HIDE, _REPOST
    if post.author.bot:
        return Verdict.HIDE, _AUTOMATED
    if not tagged and (post.reply_to is not None or post.quote_of is not None):
        return Verdict.HIDE, _EVIDENCE
    return None


def _may_be_anybodys(post: Post, candidates: Sequence[Mention], tone: Tone) -> bool:
    """Whether a weak candidate holds nothing: the post is surely kind, or plainly a report, whoever is meant."""
    if len(candidates) > 1 or candidates[0].confidence > WEAK:
        return False
    sensed = sense(post.text, {candidate.span for candidate in candidates if candidate.span is not None})
    return _is_kind_throughout(tone, sensed) or sensed.is_report(tone)


def _addressed(
    post: Post, mentions: Sequence[Mention], tone: Tone, names: Mapping[SpeakerKey, str]
) -> tuple[Verdict, Phrase]:
    """Decide about a post in which speakers are found."""
    sensed = sense(post.text, {mention.span for mention in mentions if mention.span is not None})
    if _is_kind_throughout(tone, sensed):
        return Verdict.SHOW, phrase("kind to {names}", names=all_of(names[mention.speaker] for mention in mentions))
    if sensed.is_report(tone):
        return Verdict.SHOW, phrase("a plain report that {points}", points=_pointing(mentions, names))
    return Verdict.HOLD, phrase("{points}, and is not surely kind", points=_pointing(mentions, names))


def _unaddressed(post: Post, tone: Tone, hinted: Sequence[str]) -> tuple[Verdict, Phrase]:
    """Decide about a post in which no speaker is found."""
    if tone.criticism >= CAREFUL and not _is_surely_kind(tone):
        if hinted:
            return Verdict.HOLD, phrase("may be about {either}, and is not surely kind", either=any_of(hinted))
        if _TALK.search(post.text):
            return Verdict.HOLD, phrase("speaks of a talk, and is not surely kind")
        if tone.criticism >= CRITICAL:
            return Verdict.HOLD, phrase("sounds critical, of whom is not clear")
    return Verdict.SHOW, _ABOUT_THE_EVENT


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
) -> tuple[Verdict, Phrase] | None:
    if tone.promotion < PROMOTING:
        return None
    looks = [_SIGNS.get(sign, sign) for sign in signs]
    thanked = [names[mention.speaker] for mention in mentions if mention.appreciates]
    if thanked:
        return Verdict.HOLD, _kind_but_promoting(all_of(thanked), looks)
    if not looks:
        return Verdict.HIDE, phrase("looks like promotion")
    return Verdict.HIDE, phrase("looks like promotion: {signs}", signs=in_a_row(looks))


def _kind_but_promoting(thanked: str | Several, looks: Sequence[str]) -> Phrase:
    if not looks:
        return phrase("kind to {names}, but looks like promotion", names=thanked)
    return phrase("kind to {names}, but looks like promotion: {signs}", names=thanked, signs=in_a_row(looks))


def _pointing(mentions: Sequence[Mention], names: Mapping[SpeakerKey, str]) -> str | Several:
    """Say how a post points to its speakers: "tags Kofi Asante and names Ingrid Sølvberg"."""
    said: dict[Phrase, list[str]] = {}
    for mention in mentions:
        said.setdefault(_POINTING.get(mention.evidence, _PERHAPS), []).append(names[mention.speaker])
    return all_of(points.filled(names=all_of(people)) for points, people in said.items())
