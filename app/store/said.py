"""What was said about speakers: the stream that digests, ledgers and reports are made from."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.copies import Copy
from app.domain.decision import Deed
from app.domain.delivery import Delivered, Reason
from app.domain.entities import Span
from app.domain.mention import Evidence, Mention
from app.domain.phrase import verbatim
from app.domain.post import Post
from app.domain.said import Said
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk, talk_meant
from app.domain.tone import Tone
from app.domain.verdict import Verdict
from app.store.cards import IS_FIRST
from app.store.copies import copies_of
from app.store.decision_tables import decision
from app.store.programmes import Programmes
from app.store.rows import IS_THERE, WHOLE_POST, post_of
from app.store.tables import account, handle, mention, post, speaker

# what a person, or a rule of theirs, hides or holds goes out nowhere; what the verdict holds is for its speaker
_KEPT_BACK: ColumnElement[bool] = exists(
    select(decision.c.id).where(
        decision.c.id == post.c.decision_id,
        decision.c.deed.in_([deed.value for deed in (Deed.HIDE, Deed.HOLD, Deed.BLOCK, Deed.RULE)]),
    )
)
# nobody vouches for what was said on our own page but whoever read it there first: not even its speaker gets it before
_READ_FIRST: ColumnElement[bool] = or_(post.c.chosen.is_(None), post.c.verdict != Verdict.HOLD.value)
_AT_ONCE = 500  # rows in memory
_IN_ORDER = (post.c.created_at, post.c.network, post.c.uri)


class SaidOf:
    """What was said at each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def stream(
        self, event_id: int, speaker: SpeakerKey | None = None, *, undelivered_only: bool = False
    ) -> AsyncIterator[Said]:
        """Attributed mentions of originals in order of (created_at, network, uri, speaker name), in constant memory.

        The same said on several networks is one. Deleted posts and those of accounts that are gone are not among them;
        those that the verdict held or hid are, and those that a person hid or holds are not.
        """
        programme = await Programmes(self._connection).load(event_id)
        speakers = {found.key: found for found in programme.speakers}
        talks = {key: programme.talks_of(key) for key in speakers}
        copies = await copies_of(self._connection, event_id)
        wanted = _wanted(event_id, speaker, undelivered_only=undelivered_only)
        rows = await self._connection.stream(wanted.execution_options(yield_per=_AT_ONCE))
        last: Post | None = None
        async for row in rows:
            if last is None or last.uri != row.uri or last.network != row.network:
                last = post_of(row)
            key = SpeakerKey(row.speaker_key)
            if key in speakers:  # else the programme changed between two looks at it
                yield _said(row, last, speakers[key], talks[key], copies.get(row.id, ()))

    async def posts_by(self, event_id: int, speaker_key: SpeakerKey) -> list[Post]:
        """A speaker's own posts, reposts and bridged ones too, in order of (created_at, network, uri)."""
        handles = (
            select(handle.c.network, handle.c.canonical, handle.c.remote_id)
            .join_from(handle, speaker)
            .where(speaker.c.event_id == event_id, speaker.c.key == speaker_key)
            .subquery()
        )
        own = select(account.c.id).join_from(
            handles,
            account,
            (account.c.event_id == event_id)
            & (account.c.network == handles.c.network)
            & or_(account.c.handle == handles.c.canonical, account.c.remote_id == handles.c.remote_id),
        )
        bridged = select(account.c.id).join_from(
            handles,
            account,
            (account.c.event_id == event_id) & (account.c.behind == handles.c.network + ":" + handles.c.canonical),
        )
        wanted = select(*WHOLE_POST).join_from(post, account).where(post.c.account_id.in_(own.union(bridged)), IS_THERE)
        return [post_of(row) for row in await self._connection.execute(wanted.order_by(*_IN_ORDER))]


def _wanted(event_id: int, key: SpeakerKey | None, *, undelivered_only: bool) -> Select[Any]:
    wanted = (
        select(
            *WHOLE_POST,
            *(
                post.c[name]
                for name in ("verdict", "why", "read_language", "celebration", "question", "promotion", "criticism")
            ),
            post.c.appreciation.label("tone_appreciation"),
            *(
                mention.c[name]
                for name in ("evidence", "confidence", "span_start", "span_end", "appreciates", "delivered", "reason")
            ),
            mention.c.decision_id,
            mention.c.appreciation.label("mention_appreciation"),
            speaker.c.key.label("speaker_key"),
            IS_FIRST.label("first"),
        )
        .select_from(mention)
        .join(post, post.c.id == mention.c.post_id)
        .join(account, account.c.id == post.c.account_id)
        .join(speaker, speaker.c.id == mention.c.speaker_id)
        .where(
            *(post.c.event_id == event_id, post.c.original, IS_THERE, post.c.copy_of_id.is_(None)),
            *(~mention.c.candidate, post.c.verdict.is_not(None), ~_KEPT_BACK, _READ_FIRST),
        )
        .order_by(*_IN_ORDER, speaker.c.name, speaker.c.key)
    )
    if key is not None:
        wanted = wanted.where(speaker.c.event_id == event_id, speaker.c.key == key)
    if undelivered_only:
        wanted = wanted.where(mention.c.appreciates, mention.c.delivered == Delivered.NO.value)
    return wanted


def _said(row: Row[Any], told: Post, about: Speaker, talks: tuple[Talk, ...], also: tuple[Copy, ...]) -> Said:
    span = None if row.span_start is None else Span(row.span_start, row.span_end)
    return Said(
        post=told,
        speaker=about,
        mention=Mention(
            speaker=about.key,
            evidence=Evidence(row.evidence),
            confidence=row.confidence,
            span=span,
            appreciates=row.appreciates,
            appreciation=row.mention_appreciation,
            delivered=Delivered(row.delivered),
            reason=None if row.reason is None else Reason(row.reason),
            decision=row.decision_id,
        ),
        talk=talk_meant(talks, told.created_at),
        tone=Tone(
            appreciation=row.tone_appreciation,
            celebration=row.celebration,
            question=row.question,
            promotion=row.promotion,
            criticism=row.criticism,
        ),
        verdict=Verdict(row.verdict),
        why=row.why or verbatim(""),  # a re-import has left it open until the next reading
        language=row.read_language,
        first=row.first,
        also=also,
    )
