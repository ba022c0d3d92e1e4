"""The desk as a moderator sees it: a list, one post of it in full, the rules, and what was decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import NamedTuple

from app.domain.access import Visitor
from app.domain.appraisal import Appraiser
from app.domain.desk import Row, Tab
from app.domain.desk_marks import critical_spans
from app.domain.entities import Span
from app.domain.errors import NotFound
from app.domain.event import Event
from app.domain.moderation import HouseRules
from app.domain.phrase import phrase
from app.domain.pulse import Pulse, first_minute, pulse_of
from app.domain.speaker import SpeakerKey
from app.domain.stage import event_clock
from app.domain.talk import Talk
from app.services.moderation import name_of
from app.services.standing import spared
from app.store.database import Database
from app.store.decision_rows import Logged
from app.store.events import StoredEvent
from app.store.transaction import Transaction

_ROWS = 60
_SHOWN = 4
_HISTORY = 3
_LOG = 200
_LONGEST = 2.0  # seconds for which counts may be older than what is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskList:
    """A list of the desk. `last` is the visitor's last decision that can be undone; `lagging`: counts may be old."""

    event: Event
    tab: Tab | None
    search: str
    counts: Mapping[Tab, int]
    lagging: bool
    rows: Sequence[Row]
    last: Logged | None
    seq: int
    pulse: Pulse


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPost:
    """One post in full: which of its words are critical, what its author said before, and what was decided about it."""

    event: Event
    row: Row
    critical: tuple[Span, ...]
    history: Sequence[Row]
    log: Sequence[Logged]
    talks: Mapping[SpeakerKey, Talk]  # the nearest of whoever may be meant


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskHouse:
    """What holds for all posts, and who is on stage now, by key and name."""

    event: Event
    rules: HouseRules
    on_stage: Mapping[SpeakerKey, str]
    shown: Sequence[Row]
    closed: bool = False  # the door of the thanks page


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLog:
    """What people decided, the newest first, and the words of what it was about, where they still stand."""

    event: Event
    entries: Sequence[Logged]
    about: Mapping[int, Row]
    names: Mapping[SpeakerKey, str]


class _Counted(NamedTuple):
    """How many posts stood where at one state of an event, how they came, and until when that is good enough."""

    state: tuple[str, int]
    minute: int
    counts: Mapping[Tab, int]
    pulse: Pulse
    until: float


class Desks:
    """Shows the desks of all events. Looks, and never writes."""

    def __init__(self, *, database: Database, appraiser: Appraiser, now: Callable[[], datetime]) -> None:
        self._database = database
        self._appraiser = appraiser
        self._now = now
        self._counted: dict[int, _Counted] = {}

    async def listed(self, slug: str, who: Visitor, tab: Tab | None, search: str = "") -> DeskList:
        """Return a list; without a tab its rows are empty."""
        async with self._database.read() as tx:
            stored = await _stored(tx, slug)
            rows = [] if tab is None else await tx.desk.rows(stored.id, tab, _ROWS, search=search.strip())
            return DeskList(
                event=stored.event,
                tab=tab,
                search=search.strip(),
                counts=(counted := await self._counts(tx, stored)).counts,
                lagging=counted.state != (stored.epoch, stored.seq),
                rows=rows,
                pulse=counted.pulse,
                last=await tx.decisions.last_of(stored.id, who.person, name_of(who)),
                seq=stored.seq,
            )

    async def post(self, slug: str, post_id: int) -> DeskPost:
        """Return one post; NotFound when nobody sees it any more."""
        async with self._database.read() as tx:
            stored = await _stored(tx, slug)
            row = await tx.desk.row(stored.id, post_id)
            if row is None:
                raise NotFound(phrase("This post is gone: its author deleted it, or wants not to be here."))
            history = await tx.desk.of_author(stored.id, post_id, _HISTORY)
            log = await tx.decisions.log(stored.id, 20, post_id=post_id)
            programme = await tx.programmes.load(stored.id)
        critical = critical_spans(
            row.post.text, row.tone, lambda words: self._appraiser.tone(words, language=row.language)
        )
        talks = {one.speaker: nearest(programme.talks_of(one.speaker), row.post.created_at) for one in row.meant}
        return DeskPost(
            event=stored.event,
            row=row,
            critical=critical,
            history=history,
            log=log,
            talks={key: talk for key, talk in talks.items() if talk is not None},
        )

    async def _counts(self, tx: Transaction, stored: StoredEvent) -> "_Counted":
        """Count, unless nothing has changed, or counting would take more than a quarter of the time."""
        known, state, now = self._counted.get(stored.id), (stored.epoch, stored.seq), self._now()
        minute = int(now.timestamp()) // 60
        if known is not None and ((known.state, known.minute) == (state, minute) or monotonic() < known.until):
            return known
        began = monotonic()
        counts = await tx.desk.counts(stored.id)
        clock = event_clock(await tx.programmes.load(stored.id), now, await tx.posts.last_received(stored.id))
        start = first_minute(clock)
        pulse = pulse_of(await tx.desk.minutes(stored.id, start), start)
        ended = monotonic()
        counted = _Counted(state, minute, counts, pulse, until=ended + min(3 * (ended - began), _LONGEST))
        self._counted[stored.id] = counted
        return counted

    async def find(self, slug: str, post_id: int) -> DeskPost | None:
        """Return one post; None when nobody sees it any more."""
        try:
            return await self.post(slug, post_id)
        except NotFound:
            return None

    async def house(self, slug: str) -> DeskHouse:
        """Return what holds for all posts."""
        async with self._database.read() as tx:
            stored = await _stored(tx, slug)
            force = await tx.decisions.in_force(stored.id)
            programme = await tx.programmes.load(stored.id)
            clock = event_clock(programme, self._now(), await tx.posts.last_received(stored.id))
            shown = await tx.desk.rows(stored.id, Tab.SHOWN, _SHOWN)
            closed = await tx.says.door(stored.id) is not None
        stage = spared(programme, clock)
        return DeskHouse(event=stored.event, rules=force.rules, on_stage=stage, shown=shown, closed=closed)

    async def log(self, slug: str) -> DeskLog:
        """Return the log of decisions."""
        async with self._database.read() as tx:
            stored = await _stored(tx, slug)
            entries = await tx.decisions.log(stored.id, _LOG)
            about = {}
            for post_id in {entry.post for entry in entries if entry.post is not None}:
                row = await tx.desk.row(stored.id, post_id)
                if row is not None:
                    about[post_id] = row
            programme = await tx.programmes.load(stored.id)
        names = {speaker.key: speaker.name for speaker in programme.speakers}
        return DeskLog(event=stored.event, entries=entries, about=about, names=names)


def nearest(talks: Sequence[Talk], moment: datetime) -> Talk | None:
    """Return the talk that is nearest in time to a moment; without times the first."""
    timed = [(abs(talk.starts_at - moment), talk.key, talk) for talk in talks if talk.starts_at is not None]
    return min(timed)[2] if timed else talks[0] if talks else None


async def _stored(tx: Transaction, slug: str) -> StoredEvent:
    stored = await tx.events.by_slug(slug)
    if stored is None:
        raise NotFound(phrase("There is no event at this address."))
    return stored
