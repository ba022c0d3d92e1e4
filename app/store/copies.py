"""Copies: which posts say again what another has said, so that walls, letters and reports hold it once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.copies import Copy, Member, leaders, same_text
from app.domain.decision import Deed
from app.domain.network import Network
from app.domain.post import PostKey
from app.store.batch import Batch, picked
from app.store.encoding import unpack_entities
from app.store.events import lock
from app.store.rows import IS_THERE
from app.store.tables import account, post
from app.store.voices import TELLING, Voices

_C = post.c
_KEY = [_C.event_id, _C.network, _C.uri]
_SAME = "post.event_id = given.event_id AND post.network = given.network AND post.uri = given.uri"
# whose words stand on another network too, and who has been settled with others before: nearly nobody. Two steps
# around the own network, so that a flood of one text on one network is not walked through. Beside them, in the third
# column, the accounts that may be one person's with others
_TOUCHED = Batch(
    _KEY,
    """
    SELECT post.id, post.copy_of_id, NULL FROM given CROSS JOIN post
    WHERE {same} AND (
      post.copy_of_id IS NOT NULL
      OR EXISTS (SELECT 1 FROM post AS other WHERE {words} AND other.network < post.network)
      OR EXISTS (SELECT 1 FROM post AS other WHERE {words} AND other.network > post.network)
      OR EXISTS (SELECT 1 FROM post AS other WHERE other.event_id = post.event_id AND other.copy_of_id = post.id)
    )
    UNION ALL
    SELECT NULL, NULL, telling.id FROM ({telling}) AS telling
    """,
    telling=TELLING,
    same=_SAME,
    words="other.event_id = post.event_id AND other.sameness = post.sameness",
)
_LEAD = Batch(
    [_C.id, _C.copy_of_id], "UPDATE post SET copy_of_id = given.copy_of_id FROM given WHERE post.id = given.id"
)
# whoever hid or held a card meant all that stood on it: what leaves it takes the word along
_TAKE_ALONG = Batch(
    [_C.id, _C.copy_of_id],
    """
    INSERT INTO decision (event_id, at, person_id, by_name, deed, post_id, what)
    SELECT word.event_id, word.at, word.person_id, word.by_name, word.deed, given.id, word.what
    FROM given CROSS JOIN decision AS word
    WHERE word.id = (
        SELECT max(ruling.id) FROM decision AS ruling
        WHERE ruling.post_id = given.copy_of_id AND ruling.undone_at IS NULL AND ruling.deed IN ({rulings})
      ) AND word.deed IN ({against})
    """,
    rulings=", ".join(f"'{deed}'" for deed in Deed if deed.is_ruling),
    against=", ".join(f"'{deed}'" for deed in (Deed.HIDE, Deed.HOLD, Deed.LETTER)),
)
_IN_ORDER = (_C.created_at, _C.network, _C.uri)


class Copies:
    """The copies of each event's posts. Order and number of arrivals and deletions make no difference in the end."""

    def __init__(self, connection: AsyncConnection, voices: Voices) -> None:
        self._connection = connection
        self._voices = voices

    async def near(self, event_id: int, keys: Iterable[PostKey]) -> set[PostKey]:
        """Posts by which to settle what is left when these go: ask before they are deleted, wiped or silenced."""
        return await self._voices.mates(event_id, keys)

    async def settle(self, event_id: int, keys: Iterable[PostKey]) -> set[PostKey]:
        """Say anew what leads its card after these posts came, changed, went or came back; what to read again now.

        Those are the posts that begin or cease to lead, and leaders of whose card something moved. They are unread, so
        that their next reading counts as a change and walls hear of it.
        """
        asked = set(keys)
        touched, accounts = await self._touched(event_id, asked)
        joined = await self._voices.settle(event_id, accounts)
        touched |= (await self._touched(event_id, joined.posts - asked))[0]
        if not touched:
            return joined.told
        await lock(self._connection, event_id)
        rows = await self._groups(event_id, {*touched, *(of for of in touched.values() if of is not None)})
        lead = _settled(rows.values())
        changed = [one for one, row in rows.items() if row.copy_of_id != lead[one]]
        left = [one for one in changed if lead[one] is None and rows[one].copy_of_id is not None]
        await _TAKE_ALONG.run(self._connection, [(one, rows[one].copy_of_id) for one in left])
        await _LEAD.run(self._connection, [(one, lead[one]) for one in changed])
        moved = {*changed, *touched} & rows.keys()
        cards = {
            *moved,
            *(of for one in moved for of in (rows[one].copy_of_id, lead[one]) if of is not None),
        }
        again = [rows[one] for one in cards if one in rows and _is_there(rows[one])]
        again = [row for row in again if lead[row.id] is None or row.id in changed]
        for some in picked([row.id for row in again]):
            await self._connection.execute(update(post).where(_C.id.in_(some)).values(verdict=None))
        return joined.told | {PostKey(Network(row.network), row.uri) for row in again}

    async def _touched(self, event_id: int, keys: Iterable[PostKey]) -> tuple[dict[int, int | None], set[int]]:
        """Which of these may be on a card with others, and what leads it; and which of their authors are not alone."""
        told = [(event_id, key.network.value, key.uri) for key in keys]
        found = await _TOUCHED.run(self._connection, told)
        return {one: of for one, of, _ in found if one is not None}, {who for _, _, who in found if who is not None}

    async def _groups(self, event_id: int, ids: Collection[int]) -> dict[int, Row[Any]]:
        """Everything that may be on one card with these: the same words, and what was on their cards before."""
        rows = await self._rows(_C.id, ids)
        rows |= await self._rows(_C.copy_of_id, ids, _C.event_id == event_id)
        words = {row.sameness for row in rows.values() if row.sameness is not None}
        return rows | await self._rows(_C.sameness, words, _C.event_id == event_id)

    async def _rows(
        self, column: ColumnElement[Any], values: Iterable[Any], *and_: ColumnElement[bool]
    ) -> dict[int, Row[Any]]:
        found: dict[int, Row[Any]] = {}
        for some in picked(list(values)):
            wanted = _members().where(column.in_(some), *and_)
            found.update((row.id, row) for row in await self._connection.execute(wanted))
        return found


def _members() -> Select[Any]:
    names = ("id", "network", "uri", "created_at", "deleted_at", "text", "entities", "sameness", "signature")
    return select(
        *(_C[name] for name in names),
        _C.copy_of_id,
        _C.account_id,
        account.c.voice_id,
        account.c.bot,
        account.c.behind,
        account.c.gone,
    ).join_from(post, account, isouter=True)


def _is_there(row: Row[Any]) -> bool:
    return row.deleted_at is None and not row.gone


def _settled(rows: Iterable[Row[Any]]) -> dict[int, int | None]:
    """Which post leads the card of each of these; None for those that lead, and for those that nobody sees."""
    lead: dict[int, int | None] = {}
    groups: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        lead[row.id] = None
        if _is_there(row) and row.sameness is not None:
            groups[row.sameness].append(row)
    for group in groups.values():
        ids = {PostKey(Network(row.network), row.uri): row.id for row in group}
        for key, of in leaders(_member(row, several) for several in [_several(group)] for row in group).items():
            lead[ids[key]] = None if of is None else ids[of]
    return lead


def _several(group: Iterable[Row[Any]]) -> set[str]:
    """The names under which a group's words stand on several networks."""
    where: dict[str, set[str]] = defaultdict(set)
    for row in group:
        where[row.signature or ""].add(row.network)
    return {name for name, networks in where.items() if name and len(networks) > 1}


def _member(row: Row[Any], several: Collection[str]) -> Member:
    name = row.signature or ""
    return Member(
        key=PostKey(Network(row.network), row.uri),
        at=row.created_at,
        account=row.account_id,
        voice=row.voice_id or row.account_id,
        name=name,
        words=same_text(row.text, unpack_entities(row.entities)) if name in several else None,
        second_hand=bool(row.bot or row.behind),
    )


async def copies_of(connection: AsyncConnection, event_id: int) -> Mapping[int, tuple[Copy, ...]]:
    """Every copy that can be seen, by the row of the post that leads its card, each card's in order of time."""
    found: dict[int, tuple[Copy, ...]] = {}
    wanted = (
        select(_C.copy_of_id, _C.network, _C.uri, _C.url, account.c.handle)
        .join_from(post, account)
        .where(_C.event_id == event_id, _C.copy_of_id.is_not(None), IS_THERE)
        .order_by(*_IN_ORDER)
    )
    for row in await connection.execute(wanted):
        copy = Copy(Network(row.network), row.uri, row.url, row.handle)
        found[row.copy_of_id] = (*found.get(row.copy_of_id, ()), copy)
    return found
