"""What scenes show of many posts at once: who was heard to appreciate whom, and every voice in order of arrival.

Everything here is of posts that may be shown and that their authors have not closed behind a warning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.account import written_handle
from app.domain.network import Network
from app.domain.speaker import SpeakerKey
from app.domain.wall import CardId
from app.store.album import Album, album
from app.store.cards import IS_FIRST, IS_OPEN, MAY_BE_SHOWN, VOICE, our_picture
from app.store.tables import account, mention, post, speaker

_FACES = 12  # voices of one speaker that a scene can seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """A voice as a scene draws it: `account` is the canonical handle, `face` a path on our own host."""

    voice: str
    network: Network
    name: str
    account: str
    face: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was heard for one speaker: when last, by how many different people, and the newest of their faces."""

    speaker: SpeakerKey
    at: datetime
    people: int
    voices: tuple[Giver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A post that appreciates a speaker, as a letter of the wall is made from it."""

    card: CardId
    speaker: SpeakerKey
    giver: Giver
    text: str
    language: str | None
    first: bool


class Applause:
    """Who appreciated whom, at each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def heard(self, event_id: int) -> list[Heard]:
        """What was heard for each speaker of whom anything was; in programme order."""
        last = (
            select(mention.c.speaker_id, VOICE.label("voice"), func.max(post.c.created_at).label("at"))
            .add_columns(func.max(account.c.id).label("account_id"))  # of one person's accounts, one that said it
            .join_from(mention, post, post.c.id == mention.c.post_id)
            .join(account, account.c.id == post.c.account_id)
            .where(post.c.event_id == event_id, MAY_BE_SHOWN, IS_OPEN, mention.c.appreciates, ~mention.c.candidate)
            .group_by(mention.c.speaker_id, VOICE)
            .subquery()
        )
        place = func.row_number().over(partition_by=last.c.speaker_id, order_by=(last.c.at.desc(), last.c.voice))
        people = func.count().over(partition_by=last.c.speaker_id)
        placed = select(last, place.label("place"), people.label("people")).subquery()
        wanted = (
            select(speaker.c.key, placed.c.people, placed.c.voice, placed.c.at.label("created_at"), placed.c.account_id)
            .add_columns(account.c.network, account.c.handle, account.c.name, account.c.avatar)
            .join_from(placed, speaker, speaker.c.id == placed.c.speaker_id)
            .join(account, account.c.id == placed.c.account_id)
            .where(placed.c.place <= _FACES)
            .order_by(speaker.c.position, placed.c.place)
        )
        rows = (await self._connection.execute(wanted)).all()
        hung = await self._faces(rows)
        heard: dict[str, list[Row[Any]]] = {}
        for row in rows:
            heard.setdefault(row.key, []).append(row)
        return [
            Heard(
                speaker=SpeakerKey(key),
                at=found[0].created_at,
                people=found[0].people,
                voices=tuple(_giver(row, hung) for row in found),
            )
            for key, found in heard.items()
        ]

    async def voices(self, event_id: int, *, after: int, limit: int) -> list[Giver]:
        """Every voice once, in the order in which they were first heard, without the first `after` of them."""
        order = (post.c.created_at, post.c.network, post.c.uri)
        turn = func.row_number().over(partition_by=VOICE, order_by=order).label("turn")
        spoke = (
            select(*_GIVER, post.c.uri, turn)
            .join_from(post, account)
            .where(post.c.event_id == event_id, MAY_BE_SHOWN, IS_OPEN)
            .subquery()
        )
        wanted = (
            select(spoke)
            .where(spoke.c.turn == 1)
            .order_by(spoke.c.created_at, spoke.c.network, spoke.c.uri)
            .offset(after)
            .limit(limit)
        )
        rows = (await self._connection.execute(wanted)).all()
        hung = await self._faces(rows)
        return [_giver(row, hung) for row in rows]

    async def kind(self, event_id: int, speakers: Sequence[SpeakerKey], limit: int) -> list[Kind]:
        """The posts that appreciate one of these speakers, the most appreciative first."""
        wanted = (
            select(*_GIVER, post.c.id, post.c.text, post.c.language, post.c.read_language, speaker.c.key)
            .add_columns(IS_FIRST.label("first"))
            .join_from(mention, post, post.c.id == mention.c.post_id)
            .join(account, account.c.id == post.c.account_id)
            .join(speaker, speaker.c.id == mention.c.speaker_id)
            .where(post.c.event_id == event_id, MAY_BE_SHOWN, IS_OPEN, mention.c.appreciates, ~mention.c.candidate)
            .where(speaker.c.key.in_(speakers))
            .order_by(mention.c.appreciation.desc(), post.c.created_at, post.c.network, post.c.uri)
            .limit(limit)
        )
        rows = (await self._connection.execute(wanted)).all()
        hung = await self._faces(rows)
        return [
            Kind(
                card=CardId(str(row.id)),
                speaker=SpeakerKey(row.key),
                giver=_giver(row, hung),
                text=row.text,
                language=row.read_language or row.language,
                first=row.first,
            )
            for row in rows
        ]

    async def _faces(self, rows: Sequence[Row[Any]]) -> Album:
        return await album(self._connection, {row.account_id for row in rows if row.avatar}, ())


_GIVER = (
    *(post.c.account_id, post.c.created_at, account.c.network, account.c.handle, account.c.name, account.c.avatar),
    VOICE.label("voice"),
)


def _giver(row: Row[Any], hung: Album) -> Giver:
    network = Network(row.network)
    return Giver(
        voice=str(row.voice),
        network=network,
        name=row.name or written_handle(network, row.handle) or ("" if network is Network.WEB else row.handle),
        account=row.handle,
        face=our_picture(row.avatar) or hung.face(row.account_id, row.avatar),
        at=row.created_at,
    )
