"""Moderation: what people decided about posts, authors and all posts, laid over what the verdict says by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from app.domain.decision import DecisionId, Deed, Ruling, print_of
from app.domain.echoes import borrowed
from app.domain.network import Network
from app.domain.phrase import Phrase, all_of, phrase
from app.domain.post import Post
from app.domain.reading import Reading
from app.domain.rules import Rule, Sight
from app.domain.speaker import SpeakerKey
from app.domain.verdict import Verdict


class Mode(StrEnum):
    """Whether what the verdict shows goes up by itself, or everything waits for a person."""

    BLOCK_AFTER = "block_after"
    APPROVE_FIRST = "approve_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """An author whom nobody shall see; a person's other accounts count too, where `voice` says which they are."""

    decision: DecisionId
    network: Network
    account: str
    voice: int | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """What holds for every post of an event at this moment. `on_stage` is who must be spared, by key and name."""

    mode: Mode = Mode.BLOCK_AFTER
    mode_decision: DecisionId | None = None
    safe: bool = False
    safe_decision: DecisionId | None = None
    rules: tuple[Rule, ...] = ()
    blocked: tuple[Block, ...] = ()
    on_stage: Mapping[SpeakerKey, str] = field(default_factory=dict)

    def blocks(self, post: Post) -> Block | None:
        """Return the decision by which the author of a post is blocked, if there is one."""
        author = post.author
        for block in self.blocked:
            if block.network is author.network and block.account == author.key:
                return block
            if block.voice is not None and block.voice == author.voice:
                return block
        return None


NO_RULES = HouseRules()
_DONE = {
    Deed.SHOW: phrase("shown by {name}", name=""),
    Deed.PIN: phrase("pinned by {name}", name=""),
    Deed.HOLD: phrase("held by {name}", name=""),
    Deed.HIDE: phrase("hidden by {name}", name=""),
    Deed.LETTER: phrase("kept for the letters by {name}", name=""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one post beside its reading: a person's word, and whether others used its words before.

    `copies` are where else the same was said by the same person: their authors and links count as well.
    """

    ruling: Ruling | None = None
    copies: tuple[Post, ...] = ()
    echo: bool = False


NOTHING_KNOWN = Known()


def moderated(post: Post, reading: Reading, rules: HouseRules = NO_RULES, known: Known = NOTHING_KNOWN) -> Reading:
    """Lay over a reading what people decided; with nothing decided it stays what it is.

    What never goes up (reposts, bots) cannot be shown by anybody. A blocked author counts before a word about one
    post, that before the rules, and those before what the verdict says by itself.
    """
    if not post.is_original or post.author.bot:
        return reading
    block = next((found for one in (post, *known.copies) if (found := rules.blocks(one)) is not None), None)
    if block is not None:
        return _ruled(reading, Verdict.HIDE, blocked_by(block.by), block.decision)
    by_a_person = None if known.ruling is None else _by_a_person(post, reading, known.ruling)
    return by_a_person or _by_rules(post, reading, rules, known)


def blocked_by(name: str) -> Phrase:
    """Return why the posts of a blocked author stay off."""
    return phrase("{name} blocked its author", name=name)


def _by_rules(post: Post, reading: Reading, rules: HouseRules, known: Known) -> Reading:
    sights = [Sight(one) for one in (post, *known.copies)] if rules.rules else []
    met = [rule for rule in rules.rules if any(map(rule.sees, sights))]
    rule = next((one for one in met if one.outcome is Verdict.HIDE), met[0] if met else None)
    if rule is not None and _is_stricter(rule.outcome, reading.verdict):
        return _ruled(reading, rule.outcome, rule.why, rule.decision)
    if reading.verdict is not Verdict.HIDE and known.echo:
        return _ruled(reading, Verdict.HIDE, phrase("the words of somebody else, who said them before"), None)
    if reading.verdict is Verdict.SHOW:
        return _waiting(reading, rules, known.ruling, borrowed(post, reading))
    return reading


def _by_a_person(post: Post, reading: Reading, ruling: Ruling) -> Reading | None:
    why = _DONE[ruling.deed].filled(name=ruling.by)
    match ruling.deed:
        case Deed.HIDE | Deed.LETTER:
            return _ruled(reading, Verdict.HIDE, why, ruling.decision)
        case Deed.HOLD:
            return _ruled(reading, Verdict.HOLD, why, ruling.decision)
        case _ if ruling.said == print_of(post):
            return _ruled(reading, Verdict.SHOW, why, ruling.decision)
        case _:
            return None  # it was edited since: what was approved stands there no more


def _waiting(reading: Reading, rules: HouseRules, ruling: Ruling | None, borrows: Phrase | None) -> Reading:
    about = [mention.speaker for mention in (*reading.mentions, *reading.candidates)]
    spared = [rules.on_stage[speaker] for speaker in about if speaker in rules.on_stage]
    if spared:
        why = phrase("about {names}, on stage now", names=all_of(spared))
        return _ruled(reading, Verdict.HOLD, why, rules.safe_decision)
    if borrows is not None:
        return _ruled(reading, Verdict.HOLD, borrows, None)
    if ruling is not None:
        return _ruled(reading, Verdict.HOLD, phrase("edited after {name} approved it", name=ruling.by), None)
    if rules.mode is Mode.APPROVE_FIRST:
        return _ruled(
            reading, Verdict.HOLD, phrase("waits for somebody to approve it, as every post"), rules.mode_decision
        )
    return reading


def _ruled(reading: Reading, verdict: Verdict, why: Phrase, decision: DecisionId | None) -> Reading:
    return replace(reading, verdict=verdict, why=why, decision=decision)


def _is_stricter(one: Verdict, other: Verdict) -> bool:
    order = (Verdict.SHOW, Verdict.HOLD, Verdict.HIDE)
    return order.index(one) > order.index(other)
