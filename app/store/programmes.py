"""Who speaks at an event; a re-import changes what changed and keeps what was said about each speaker."""

from collections import defaultdict
from typing import Any

import msgspec
from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.event import Programme
from app.domain.handle import Handle
from app.domain.network import Network
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk, TalkKey
from app.store.batch import Batch, assignments, picked
from app.store.events import lock, revised
from app.store.tables import handle, mention, post, speaker, talk, talk_speaker

_SPEAKER = ("event_id", "key", "name", "aliases", "organisation", "photo", "position")
_TALK = ("event_id", "key", "title", "starts_at", "ends_at", "day", "room", "kind", "position")


def _upsert(table: Table, columns: tuple[str, ...]) -> Batch:
    return Batch(
        [table.c[name] for name in columns],
        """
        INSERT INTO {table} ({columns}) SELECT {columns} FROM given WHERE true
        ON CONFLICT (event_id, "key") DO UPDATE SET {new} RETURNING "key", id
        """,
        table=table.name,
        new=assignments(columns[2:], source="excluded"),
    )


_SAVE_SPEAKERS = _upsert(speaker, _SPEAKER)
_SAVE_TALKS = _upsert(talk, _TALK)


class Programmes:
    """The programme of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, event_id: int) -> Programme:
        """The programme, in its own order; empty when there is none yet."""
        handles: dict[int, list[Handle]] = defaultdict(list)
        owned = select(handle).join(speaker).where(speaker.c.event_id == event_id).order_by(handle.c.position)
        for row in await self._connection.execute(owned):
            handles[row.speaker_id].append(
                Handle(
                    network=Network(row.network),
                    canonical=row.canonical,
                    remote_id=row.remote_id,
                    verified=row.verified,
                    dead=row.dead,
                )
            )
        on_stage: dict[int, list[SpeakerKey]] = defaultdict(list)
        cast = (
            select(talk_speaker.c.talk_id, speaker.c.key)
            .join_from(talk_speaker, speaker)
            .where(speaker.c.event_id == event_id)
            .order_by(talk_speaker.c.position)
        )
        for row in await self._connection.execute(cast):
            on_stage[row.talk_id].append(SpeakerKey(row.key))
        speakers = await self._connection.execute(_in_order(speaker, event_id))
        talks = await self._connection.execute(_in_order(talk, event_id))
        return Programme(
            speakers=tuple(_speaker(row, handles[row.id]) for row in speakers),
            talks=tuple(_talk(row, on_stage[row.id]) for row in talks),
        )

    async def save(self, event_id: int, programme: Programme) -> None:
        """Make this the programme: speakers and talks by key; those that are not in it any more are forgotten.

        A speaker who stays keeps what was said about them.
        """
        await lock(self._connection, event_id)
        await revised(self._connection, event_id)
        await self._unread(event_id, await self.load(event_id), programme)
        for table, kept in ((talk, {t.key for t in programme.talks}), (speaker, {s.key for s in programme.speakers})):
            await self._drop(table, event_id, kept)
        people = await _SAVE_SPEAKERS.run(
            self._connection,
            [
                (event_id, s.key, s.name, msgspec.json.encode(s.aliases).decode(), s.organisation, s.photo, position)
                for position, s in enumerate(programme.speakers)
            ],
        )
        talks = await _SAVE_TALKS.run(
            self._connection,
            [
                (event_id, t.key, t.title, t.starts_at, t.ends_at, t.day, t.room, t.kind, position)
                for position, t in enumerate(programme.talks)
            ],
        )
        await self._save_handles(event_id, programme, dict(people))
        await self._save_cast(event_id, programme, dict(people), dict(talks))

    async def _unread(self, event_id: int, old: Programme, new: Programme) -> None:
        """Let the next reading of posts about speakers who left or look different count as a change of their cards."""
        stays = {(s.key, s.name, s.photo) for s in new.speakers}
        moved = [s.key for s in old.speakers if (s.key, s.name, s.photo) not in stays]
        for some in picked(moved):
            about = (
                select(mention.c.post_id)
                .join_from(mention, speaker)
                .where(speaker.c.event_id == event_id, speaker.c.key.in_(some))
            )
            await self._connection.execute(update(post).where(post.c.id.in_(about)).values(why=None))

    async def _drop(self, table: Table, event_id: int, kept: set[Any]) -> None:
        there = await self._connection.execute(select(table.c.id, table.c.key).where(table.c.event_id == event_id))
        dropped = [row.id for row in there if row.key not in kept]
        for some in picked(dropped):
            await self._connection.execute(delete(table).where(table.c.id.in_(some)))

    async def _save_handles(self, event_id: int, programme: Programme, ids: dict[str, int]) -> None:
        theirs = select(speaker.c.id).where(speaker.c.event_id == event_id)
        await self._connection.execute(delete(handle).where(handle.c.speaker_id.in_(theirs)))
        rows = [
            {
                "speaker_id": ids[s.key],
                "position": position,
                "network": own.network.value,
                "canonical": own.canonical,
                "remote_id": own.remote_id,
                "verified": own.verified,
                "dead": own.dead,
            }
            for s in programme.speakers
            for position, own in enumerate(s.handles)
        ]
        if rows:
            await self._connection.execute(insert(handle), rows)

    async def _save_cast(
        self, event_id: int, programme: Programme, people: dict[str, int], talks: dict[str, int]
    ) -> None:
        ours = select(talk.c.id).where(talk.c.event_id == event_id)
        await self._connection.execute(delete(talk_speaker).where(talk_speaker.c.talk_id.in_(ours)))
        rows = [
            {"talk_id": talks[t.key], "speaker_id": people[key], "position": position}
            for t in programme.talks
            for position, key in enumerate(dict.fromkeys(t.speakers))
            if key in people
        ]
        if rows:
            await self._connection.execute(insert(talk_speaker), rows)


def _in_order(table: Table, event_id: int) -> Any:
    return select(table).where(table.c.event_id == event_id).order_by(table.c.position)


def _speaker(row: Any, handles: list[Handle]) -> Speaker:
    return Speaker(
        key=SpeakerKey(row.key),
        name=row.name,
        aliases=tuple(msgspec.json.decode(row.aliases)),
        organisation=row.organisation,
        photo=row.photo,
        handles=tuple(handles),
    )


def _talk(row: Any, speakers: list[SpeakerKey]) -> Talk:
    return Talk(
        key=TalkKey(row.key),
        title=row.title,
        speakers=tuple(speakers),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        day=row.day,
        room=row.room,
        kind=row.kind,
    )
