"""What holds for all posts of an event: lists of words, authors, domains and hashtags, the mode, and who is spared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.access import Visitor
from app.domain.decision import Deed
from app.domain.desk import Row
from app.domain.errors import Conflict
from app.domain.moderation import Mode
from app.domain.phrase import phrase
from app.domain.post import PostKey
from app.domain.rules import Rule
from app.domain.speaker import SpeakerKey
from app.domain.stage import event_clock
from app.domain.verdict import Verdict
from app.services.desk_said import posts_changed, ruled
from app.services.events import Events
from app.services.moderation import Done, name_of
from app.services.standing import spared
from app.services.writing import Desk, Writing
from app.store.database import Database
from app.store.decision_rows import New

_AT_ONCE = 500  # posts that are looked at together
_IN_ONE = 2_000  # posts that a change of mode holds in the transaction in which it is made
_EXAMPLES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a rule would have held or hidden: of all that is stored `posts` meet it, and `shown` are on the walls."""

    rule: Rule
    posts: int
    shown: int
    looked_at: int
    examples: Sequence[Row]


class Rulebook:
    """Keeps the rules of all events, and lays them over what was said before them."""

    def __init__(self, *, database: Database, writing: Writing, events: Events, now: Callable[[], datetime]) -> None:
        self._database = database
        self._writing = writing
        self._events = events
        self._now = now
        self._spared: dict[str, frozenset[SpeakerKey]] = {}

    async def preview(self, slug: str, rule: Rule) -> Preview:
        """Say what a rule would have done; nothing is written."""
        stored = await self._events.named(slug)
        met = await self._writing.meeting(slug, rule.meets)
        async with self._database.read() as tx:
            cards = await tx.desk.cards_of(stored.id, met.keys)
            newest = sorted(cards, key=lambda card: -card.id)[:_EXAMPLES]
            rows = [await tx.desk.row(stored.id, card.id) for card in newest]
        return Preview(
            rule=rule,
            posts=len(cards),
            shown=sum(card.verdict is Verdict.SHOW for card in cards),
            looked_at=met.looked_at,
            examples=[row for row in rows if row is not None],
        )

    async def add(self, slug: str, who: Visitor, rule: Rule) -> Done:
        """Hold or hide whatever meets a rule, from the first post on."""
        met = await self._writing.meeting(slug, rule.meets)
        async with self._writing.at(slug) as desk:
            what = {"kind": rule.kind.value, "pattern": rule.pattern, "outcome": rule.outcome.value}
            decision = await desk.tx.decisions.add(desk.event_id, _new(Deed.RULE, who, what), self._now())
            since = await desk.tx.desk.changed_since(desk.event_id, met.seq)  # it came while the others were looked at
            cards = await desk.tx.desk.cards_of(desk.event_id, met.keys | since)
            changed = await desk.ingest.again(desk.tx, {card.key for card in cards})
        return Done(decision=decision, said=ruled(rule, len(changed)), changed=len(changed))

    async def choose(self, slug: str, who: Visitor, mode: Mode) -> Done:
        """Choose whether posts go up by themselves. With approve-first, what nobody approved leaves the walls."""
        async with self._writing.at(slug) as desk:
            before = (await desk.tx.decisions.in_force(desk.event_id)).rules
            if before.mode is mode:
                raise Conflict(phrase("that is the mode already"))
            new = _new(Deed.MODE, who, {"mode": mode.value})
            decision = await desk.tx.decisions.add(desk.event_id, new, self._now())
            waiting = list(await desk.tx.decisions.standing_on(desk.event_id, before.mode_decision))
            touched = waiting if mode is Mode.BLOCK_AFTER else await desk.tx.desk.shown_by_itself(desk.event_id)
            changed = await desk.ingest.again(desk.tx, touched[:_IN_ONE])
        for start in range(_IN_ONE, len(touched), _AT_ONCE):
            async with self._writing.at(slug) as desk:
                changed |= await desk.ingest.again(desk.tx, touched[start : start + _AT_ONCE])
        approved = mode is Mode.APPROVE_FIRST
        said = phrase("everything waits for approval") if approved else phrase("posts go up by themselves")
        return Done(decision=decision, said=posts_changed(said, len(changed)), changed=len(changed))

    async def spare(self, slug: str, who: Visitor, *, on: bool) -> Done:
        """Hold everything about whoever is on stage until they finish, or stop doing so."""
        async with self._writing.at(slug) as desk:
            before = (await desk.tx.decisions.in_force(desk.event_id)).rules
            if before.safe is on:
                raise Conflict(phrase("speaker-safe is on already") if on else phrase("speaker-safe is off already"))
            decision = await desk.tx.decisions.add(desk.event_id, _new(Deed.SAFE, who, {"on": on}), self._now())
            stood = await desk.tx.decisions.standing_on(desk.event_id, before.safe_decision)
            changed = await desk.ingest.again(desk.tx, stood | await self._about_the_stage(desk))
        said = phrase("speaker-safe is on") if on else phrase("speaker-safe is off")
        return Done(decision=decision, said=posts_changed(said, len(changed)), changed=len(changed))

    async def look_at_stages(self) -> None:
        """Hold and let go of what is about whoever came on stage, or left it, since the last look."""
        async with self._database.read() as tx:
            sparing = await tx.decisions.sparing()
        if not sparing and not self._spared:
            return
        for stored in await self._events.all():
            slug = stored.event.slug
            if stored.id not in sparing:
                self._spared.pop(slug, None)
                continue
            async with self._database.read() as tx:
                rules = (await tx.decisions.in_force(stored.id)).rules
                if not rules.safe:
                    self._spared.pop(slug, None)
                    continue
                programme = await tx.programmes.load(stored.id)
                clock = event_clock(programme, self._now(), await tx.posts.last_received(stored.id))
            now = frozenset(spared(programme, clock))
            if self._spared.get(slug) == now:
                continue
            async with self._writing.at(slug) as desk:
                stood = await desk.tx.decisions.standing_on(desk.event_id, rules.safe_decision)
                await desk.ingest.again(desk.tx, stood | await desk.tx.desk.shown_about(desk.event_id, now))
            self._spared[slug] = now

    async def _about_the_stage(self, desk: Desk) -> set[PostKey]:
        programme = await desk.tx.programmes.load(desk.event_id)
        clock = event_clock(programme, self._now(), await desk.tx.posts.last_received(desk.event_id))
        return await desk.tx.desk.shown_about(desk.event_id, spared(programme, clock))


def _new(deed: Deed, who: Visitor, what: Mapping[str, object]) -> New:
    return New(deed=deed, by=name_of(who), person=who.person, what=what)
