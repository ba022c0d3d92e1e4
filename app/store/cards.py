"""Cards: the rows that a wall may show, and nothing of them that it may not."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, Select, and_, bindparam, exists, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.account import written_handle
from app.domain.entities import Span
from app.domain.excerpt import excerpt, kept
from app.domain.network import Network
from app.domain.post import Media
from app.domain.verdict import Verdict
from app.domain.wall import TEXT_AT_MOST, WARNING_AT_MOST, Card, CardCopy, CardId, CardSpeaker
from app.store.album import Album, album
from app.store.batch import picked
from app.store.encoding import unpack_entities, unpack_media
from app.store.rows import IS_THERE
from app.store.tables import account, mention, post, speaker

_OUR_PICTURE = re.compile(r"/static/[a-z0-9/_.-]+\.(svg|webp|png|jpg)")

_MOST_DIGITS = 18  # of a card's id: more are no row of ours

# the one place that says what may be projected
MAY_BE_SHOWN: ColumnElement[bool] = and_(
    post.c.verdict == Verdict.SHOW.value, post.c.original, IS_THERE, ~account.c.bot, post.c.copy_of_id.is_(None)
)

_copy = post.alias("copy")
# what an author closed behind a warning never leaves the house, and a copy may be closed when its leader is not
IS_OPEN: ColumnElement[bool] = and_(
    post.c.warning.is_(None),
    ~exists(
        select(_copy.c.id).where(
            _copy.c.event_id == post.c.event_id, _copy.c.copy_of_id == post.c.id, _copy.c.warning.is_not(None)
        )
    ),
)

_earlier = post.alias("earlier")
_mate = account.alias("mate")
_IS_EARLIER = and_(
    _earlier.c.original,
    tuple_(_earlier.c.created_at, _earlier.c.uri) < tuple_(post.c.created_at, post.c.uri),
    func.coalesce(_earlier.c.copy_of_id, 0) != post.c.id,  # a bridge may be said to have been faster
)
IS_FIRST: ColumnElement[bool] = and_(
    ~exists(select(_earlier.c.id).where(_earlier.c.account_id == post.c.account_id, _IS_EARLIER)),
    or_(
        account.c.voice_id.is_(None),
        ~exists(
            select(_earlier.c.id)
            .join_from(_mate, _earlier, _earlier.c.account_id == _mate.c.id)
            .where(_mate.c.voice_id == account.c.voice_id, _IS_EARLIER)
            .correlate(post, account)
        ),
    ),
)
VOICE: ColumnElement[int] = func.coalesce(account.c.voice_id, account.c.id)


def shown_posts(event_id: int | None = None) -> Select[Any]:
    """The posts that may be shown, as `cards` takes them."""
    wanted = (
        select(
            *(
                post.c[name]
                for name in (
                    *(
                        "id",
                        "event_id",
                        "account_id",
                        "network",
                        "uri",
                        "url",
                        "text",
                        "entities",
                        "language",
                        "read_language",
                        "warning",
                    ),
                    "media",
                )
            ),
            post.c.created_at,
            post.c.edited_at,
            account.c.handle,
            account.c.name,
            account.c.avatar,
            VOICE.label("voice"),
            IS_FIRST.label("first"),
        )
        .join_from(post, account)
        .where(MAY_BE_SHOWN)
    )
    return wanted if event_id is None else wanted.where(post.c.event_id == event_id)


_some: BindParameter[Sequence[int]] = bindparam("some", expanding=True)
# made once: asked in every tick of every wall
_SHOWN = shown_posts().where(post.c.id.in_(_some))
_MEANT = (
    select(mention.c.post_id, mention.c.span_start, mention.c.span_end, speaker.c.key, speaker.c.name, speaker.c.photo)
    .join_from(mention, speaker)
    .where(mention.c.post_id.in_(_some), ~mention.c.candidate)
    .order_by(mention.c.post_id, mention.c.position)
)
_ELSEWHERE = (
    select(post.c.copy_of_id, post.c.network, post.c.url, post.c.warning)
    .join_from(post, account)
    .where(post.c.event_id == bindparam("of_event"), post.c.copy_of_id.in_(_some), IS_THERE)
    .order_by(post.c.created_at, post.c.network, post.c.uri)
)


async def cards_of(connection: AsyncConnection, post_ids: Sequence[int]) -> dict[int, Card]:
    """The cards of those of these posts that may be shown."""
    found: dict[int, Card] = {}
    for some in picked(post_ids):
        rows = (await connection.execute(_SHOWN, {"some": some})).all()
        found.update(zip((row.id for row in rows), await cards(connection, rows), strict=True))
    return found


async def cards(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Card]:
    """The cards of rows of `shown_posts`, in their order."""
    speakers: dict[int, list[Any]] = defaultdict(list)
    copies: dict[int, list[Any]] = defaultdict(list)
    for some in picked([row.id for row in rows]):
        for row in await connection.execute(_MEANT, {"some": some}):
            speakers[row.post_id].append(row)
        for copy in await connection.execute(_ELSEWHERE, {"of_event": rows[0].event_id, "some": some}):
            copies[copy.copy_of_id].append(copy)
    hung = await album(connection, {row.account_id for row in rows if row.avatar}, [row.id for row in rows])
    return [_card(row, speakers[row.id], copies[row.id], hung) for row in rows]


def row_of(card: CardId | None) -> int | None:
    """The row that a card's id means; None where it means none."""
    return int(card) if card is not None and card.isascii() and card.isdigit() and len(card) <= _MOST_DIGITS else None


def _card(row: Row[Any], meant: Sequence[Any], copies: Sequence[Any], hung: Album) -> Card:
    network = Network(row.network)
    written = written_handle(network, row.handle)
    spans = {Span(found.span_start, found.span_end) for found in meant if found.span_start is not None}
    upto = _upto(row, spans)
    # not every network can close a post; where its author could, it stays closed
    warning = next((told.warning for told in (row, *copies) if told.warning is not None), None)
    return Card(
        id=CardId(str(row.id)),
        network=network,
        url=row.url,
        name=row.name or written or ("" if network is Network.WEB else row.handle),
        handle=written if row.name else None,
        account=row.handle,
        face=our_picture(row.avatar) or hung.face(row.account_id, row.avatar),
        text=excerpt(row.text, upto),
        language=row.read_language or row.language,
        lit=tuple(sorted(span for span in spans if span.end <= upto)),
        speakers=tuple(CardSpeaker(key=found.key, name=found.name, face=our_picture(found.photo)) for found in meant),
        at=row.created_at,
        first=row.first,
        edited=row.edited_at is not None,
        warning=None if warning is None else excerpt(warning, kept(warning, WARNING_AT_MOST)),
        media=tuple(_ours(unpack_media(row.media), row.id, hung)),
        voice=str(row.voice),
        also=_also(network, copies),
    )


def _upto(row: Row[Any], named: Iterable[Span]) -> int:
    """How much of a post's words walls show: each of them carries them to everybody who looks at it."""
    if len(row.text) <= TEXT_AT_MOST:
        return len(row.text)
    entities = unpack_entities(row.entities)
    kinds = (entities.mentions, entities.hashtags, entities.links)
    return kept(row.text, TEXT_AT_MOST, [*named, *(one.span for kind in kinds for one in kind if one.span is not None)])


def _also(network: Network, copies: Sequence[Any]) -> tuple[CardCopy, ...]:
    """The other networks on which the same was said, each once."""
    also: dict[Network, CardCopy] = {}
    for copy in copies:
        also.setdefault(Network(copy.network), CardCopy(network=Network(copy.network), url=copy.url))
    return tuple(copy for copy in also.values() if copy.network is not network)


def our_picture(path: str | None) -> str | None:
    """A path that our own host serves, or None: no wall ever makes a viewer ask somebody else for a picture."""
    return path if path is not None and _OUR_PICTURE.fullmatch(path) and ".." not in path else None


def _ours(media: Sequence[Media], post_id: int, hung: Album) -> list[Media]:
    ours = (item if our_picture(item.url) is not None else hung.media(post_id, item) for item in media)
    return [item for item in ours if item is not None]
