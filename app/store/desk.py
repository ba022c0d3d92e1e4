"""The desk: the lists that moderators work through, whatever the wall may show of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, case, exists, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.decision import DecisionId, Deed
from app.domain.desk import Meant, Tab, Word
from app.domain.desk import Row as DeskRow
from app.domain.entities import Span
from app.domain.mention import Evidence
from app.domain.network import Network
from app.domain.phrase import verbatim
from app.domain.post import PostKey
from app.domain.speaker import SpeakerKey
from app.domain.tone import Tone
from app.domain.verdict import Verdict
from app.store import threads
from app.store.batch import picked
from app.store.cards import IS_FIRST, our_picture
from app.store.decision_tables import decision
from app.store.rows import IS_THERE, WHOLE_POST, post_of
from app.store.show_tables import show
from app.store.tables import account, change, mention, post, speaker
from app.store.types import ticks

_ASKS: ColumnElement[bool] = post.c.id.in_(
    select(mention.c.post_id).where(mention.c.candidate, mention.c.decision_id.is_(None))
)
_HELD_BY_A_PERSON: ColumnElement[bool] = func.coalesce(decision.c.deed, "") == Deed.HOLD.value
_OF: Mapping[Tab, ColumnElement[bool]] = {
    Tab.WAITING: and_(post.c.verdict == Verdict.HOLD.value, ~_HELD_BY_A_PERSON),
    Tab.MEANT: _ASKS,
    Tab.SHOWN: post.c.verdict == Verdict.SHOW.value,
    Tab.HELD: and_(post.c.verdict == Verdict.HOLD.value, _HELD_BY_A_PERSON),
    Tab.HIDDEN: post.c.verdict == Verdict.HIDE.value,
}
_CONCERNS = and_(post.c.original, IS_THERE, post.c.copy_of_id.is_(None), post.c.verdict.is_not(None))


class KnownCard(NamedTuple):
    """A card by its row and its key, and what becomes of it."""

    id: int
    key: PostKey
    verdict: Verdict


class Desk:
    """What moderators of each event see."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def counts(self, event_id: int) -> dict[Tab, int]:
        """How many posts stand in each list. It looks at every post of the event."""
        by_verdict = [tab for tab in Tab if tab is not Tab.MEANT]
        wanted = (
            select(*(func.count(case((_OF[tab], 1))).label(tab.value) for tab in by_verdict))
            .select_from(_joined())
            .where(post.c.event_id == event_id, _CONCERNS)
        )
        row = (await self._connection.execute(wanted)).one()
        asking = select(func.count()).select_from(_joined()).where(post.c.event_id == event_id, _CONCERNS, _ASKS)
        counts: dict[Tab, int] = {tab: getattr(row, tab.value) for tab in by_verdict}
        counts[Tab.MEANT] = (await self._connection.execute(asking)).scalar_one()
        return counts

    async def minutes(self, event_id: int, since: datetime) -> dict[int, tuple[int, int]]:
        """How many posts came in each minute from a moment on, and how many of these wait, by the minute's number."""
        minute = _minutes_since(since, self._connection.dialect.name).label("minute")
        wanted = (
            select(minute, func.count().label("came"), func.count(case((_OF[Tab.WAITING], 1))).label("waits"))
            .select_from(_joined())
            .where(post.c.event_id == event_id, post.c.received_at >= since, _CONCERNS)
            .group_by(minute)
        )
        return {int(row.minute): (row.came, row.waits) for row in await self._connection.execute(wanted)}

    async def rows(self, event_id: int, tab: Tab, limit: int, *, search: str = "") -> list[DeskRow]:
        """The posts of a list: first voices first and the longest waiting of them ahead, then the newest.

        In the other lists than those that wait, the newest first.
        """
        wanted = _rows().where(post.c.event_id == event_id, _OF[tab], _CONCERNS)
        if search:
            found = or_(
                *(
                    column.icontains(search, autoescape=True)
                    for column in (post.c.text, account.c.handle, account.c.name)
                )
            )
            wanted = wanted.where(found)
        newest = (post.c.created_at.desc(), post.c.network, post.c.uri)
        if tab in {Tab.WAITING, Tab.MEANT}:
            firsts = wanted.where(IS_FIRST).order_by(post.c.created_at, post.c.network, post.c.uri).limit(limit)
            found_rows = list((await self._connection.execute(firsts)).all())
            wanted = wanted.where(~IS_FIRST)
            limit -= len(found_rows)
        else:
            found_rows = []
        if limit > 0:
            found_rows += (await self._connection.execute(wanted.order_by(*newest).limit(limit))).all()
        return await self._told(found_rows)

    async def row(self, event_id: int, post_id: int) -> DeskRow | None:
        """One post; None when nobody sees it any more."""
        wanted = _rows().where(post.c.event_id == event_id, post.c.id == post_id, _CONCERNS)
        told = await self._told((await self._connection.execute(wanted)).all())
        return told[0] if told else None

    async def of_author(self, event_id: int, post_id: int, limit: int) -> list[DeskRow]:
        """What else the author of a post said here, the newest first."""
        theirs = post.c.account_id.in_(await self._accounts(post_id))
        wanted = (
            _rows()
            .where(post.c.event_id == event_id, _CONCERNS, post.c.id != post_id, theirs)
            .order_by(post.c.created_at.desc())
            .limit(limit)
        )
        return await self._told((await self._connection.execute(wanted)).all())

    async def cards_of(self, event_id: int, keys: Iterable[PostKey]) -> list[KnownCard]:
        """The cards on which these posts stand: their own, or those of what they are copies of."""
        ids = list((await threads.ids(self._connection, event_id, keys)).values())
        lead = post.alias("lead")
        found: dict[int, KnownCard] = {}
        for some in picked(ids):
            wanted = select(lead.c.id, lead.c.network, lead.c.uri, lead.c.verdict).join_from(
                post, lead, lead.c.id == func.coalesce(post.c.copy_of_id, post.c.id)
            )
            for row in await self._connection.execute(wanted.where(post.c.id.in_(some), lead.c.verdict.is_not(None))):
                found[row.id] = KnownCard(row.id, PostKey(Network(row.network), row.uri), Verdict(row.verdict))
        return list(found.values())

    async def said_by(self, event_id: int, post_id: int) -> set[PostKey]:
        """Everything that is there of the voice that wrote a post, and what leads the cards of their copies."""
        theirs = post.c.account_id.in_(await self._accounts(post_id))
        lead = post.alias("lead")
        wanted = (
            select(post.c.network, post.c.uri, lead.c.network.label("lead_network"), lead.c.uri.label("lead_uri"))
            .select_from(post.join(account).join(lead, lead.c.id == post.c.copy_of_id, isouter=True))
            .where(post.c.event_id == event_id, IS_THERE, theirs)
        )
        found: set[PostKey] = set()
        for row in await self._connection.execute(wanted):
            found.add(PostKey(Network(row.network), row.uri))
            if row.lead_uri is not None:
                found.add(PostKey(Network(row.lead_network), row.lead_uri))
        return found

    async def shown_about(self, event_id: int, speakers: Collection[SpeakerKey]) -> set[PostKey]:
        """What is on the walls about some of these speakers."""
        wanted = (
            select(post.c.network, post.c.uri)
            .join_from(mention, post)
            .join(speaker, speaker.c.id == mention.c.speaker_id)
            .where(post.c.event_id == event_id, post.c.verdict == Verdict.SHOW.value)
            .where(speaker.c.event_id == event_id, speaker.c.key.in_(sorted(speakers)))
        )
        return {PostKey(Network(row.network), row.uri) for row in await self._connection.execute(wanted)}

    async def shown_by_itself(self, event_id: int) -> list[PostKey]:
        """What is on the walls without a person's word, the newest first."""
        wanted = (
            select(post.c.network, post.c.uri)
            .where(post.c.event_id == event_id, post.c.verdict == Verdict.SHOW.value, post.c.decision_id.is_(None))
            .order_by(post.c.created_at.desc(), post.c.network, post.c.uri)
        )
        return [PostKey(Network(row.network), row.uri) for row in await self._connection.execute(wanted)]

    async def changed_since(self, event_id: int, seq: int) -> set[PostKey]:
        """The posts that the change log names after a seq."""
        wanted = (
            select(post.c.network, post.c.uri)
            .join_from(change, post, post.c.id == change.c.post_id)
            .where(change.c.event_id == event_id, change.c.seq > seq)
        )
        return {PostKey(Network(row.network), row.uri) for row in await self._connection.execute(wanted)}

    async def _accounts(self, post_id: int) -> list[int]:
        """The accounts of whoever wrote a post."""
        wrote = select(account.c.id, account.c.voice_id).join_from(post, account).where(post.c.id == post_id)
        row = (await self._connection.execute(wrote)).one_or_none()
        if row is None:
            return []
        if row.voice_id is None:
            return [row.id]
        mates = select(account.c.id).where(account.c.voice_id == row.voice_id)
        return list((await self._connection.execute(mates)).scalars())

    async def _told(self, rows: Sequence[Row[Any]]) -> list[DeskRow]:
        meant: dict[int, list[Meant]] = defaultdict(list)
        also: dict[int, list[Network]] = defaultdict(list)
        for some in picked([row.id for row in rows]):
            for found in await self._connection.execute(_meant().where(mention.c.post_id.in_(some))):
                meant[found.post_id].append(_meant_of(found))
            copies = select(post.c.copy_of_id, post.c.network).join_from(post, account)
            at_event = post.c.event_id == rows[0].event_id
            for copy in await self._connection.execute(copies.where(at_event, post.c.copy_of_id.in_(some), IS_THERE)):
                also[copy.copy_of_id].append(Network(copy.network))
        return [_row(row, meant[row.id], also[row.id]) for row in rows]


def _minutes_since(since: datetime, dialect: str) -> ColumnElement[Any]:
    """Whole minutes from a moment to the one at which a post came."""
    if dialect == "sqlite":
        return (type_coerce(post.c.received_at, BigInteger) - ticks(since)) // 60_000_000
    return func.floor(func.extract("epoch", post.c.received_at - since) / 60)


def _joined() -> Any:
    return post.join(account).join(decision, decision.c.id == post.c.decision_id, isouter=True)


def _rows() -> Select[Any]:
    return select(
        *WHOLE_POST,
        post.c.event_id,
        *(post.c[name] for name in ("verdict", "why", "read_language", "celebration", "question", "promotion")),
        *(post.c.appreciation, post.c.criticism, post.c.decision_id),
        *(decision.c.deed, decision.c.by_name, decision.c.at.label("decided_at")),
        IS_FIRST.label("first"),
        exists(select(show.c.event_id).where(show.c.pinned_id == post.c.id)).label("pinned"),
    ).select_from(_joined())


def _meant() -> Select[Any]:
    names = ("post_id", "evidence", "confidence", "span_start", "span_end", "appreciates", "candidate", "decision_id")
    return (
        select(
            *(mention.c[name] for name in names),
            *(speaker.c.key, speaker.c.name, speaker.c.organisation, speaker.c.photo),
            *(decision.c.deed, decision.c.by_name, decision.c.at, decision.c.post_id.label("decided_post")),
        )
        .join_from(mention, speaker)
        .join(decision, decision.c.id == mention.c.decision_id, isouter=True)
        .order_by(mention.c.post_id, mention.c.position)
    )


def _meant_of(row: Row[Any]) -> Meant:
    word = None
    if row.deed is not None:
        word = Word(decision=DecisionId(row.decision_id), deed=Deed(row.deed), by=row.by_name, at=row.at)
    return Meant(
        speaker=SpeakerKey(row.key),
        name=row.name,
        organisation=row.organisation,
        photo=our_picture(row.photo),
        evidence=Evidence(row.evidence),
        confidence=row.confidence,
        span=None if row.span_start is None else Span(row.span_start, row.span_end),
        appreciates=row.appreciates,
        candidate=row.candidate,
        word=word,
        equal=word is not None and row.decided_post != row.post_id,
    )


def _row(row: Row[Any], meant: Sequence[Meant], also: Sequence[Network]) -> DeskRow:
    word = None
    if row.deed is not None:
        word = Word(decision=DecisionId(row.decision_id), deed=Deed(row.deed), by=row.by_name, at=row.decided_at)
    return DeskRow(
        id=row.id,
        post=post_of(row),
        verdict=Verdict(row.verdict),
        why=row.why or verbatim(""),
        tone=Tone(
            appreciation=row.appreciation,
            celebration=row.celebration,
            question=row.question,
            promotion=row.promotion,
            criticism=row.criticism,
        ),
        language=row.read_language,
        first=row.first,
        pinned=row.pinned and row.verdict == Verdict.SHOW.value,
        face=our_picture(row.author_avatar),
        meant=tuple(meant),
        word=word,
        also=tuple(dict.fromkeys(also)),
    )
