"""Decisions: the log of what people said about posts, authors and the event, and what of it holds now."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.decision import Answer, DecisionId, Deed, Ruling, Thread
from app.domain.moderation import Block, HouseRules, Mode
from app.domain.network import Network
from app.domain.post import Post, PostKey
from app.domain.speaker import SpeakerKey
from app.store.batch import Batch, picked
from app.store.decision_rows import (
    InForce,
    Logged,
    New,
    answers_of,
    is_on,
    logged,
    mode_of,
    rule_of_row,
    ruling_of,
)
from app.store.decision_tables import decision
from app.store.tables import account, mention, post, speaker

_D = decision.c
_KEY = [post.c.event_id, post.c.network, post.c.uri]
_SAME = "post.event_id = given.event_id AND post.network = given.network AND post.uri = given.uri"
_RULINGS = Batch(
    _KEY,
    """
    SELECT post.network, post.uri, decision.id FROM given CROSS JOIN post CROSS JOIN decision
    WHERE {same} AND decision.post_id = post.id AND decision.undone_at IS NULL AND decision.deed IN ({rulings})
    UNION ALL
    SELECT post.network, post.uri, decision.id
    FROM given CROSS JOIN post CROSS JOIN post AS held CROSS JOIN decision
    WHERE {same} AND held.event_id = post.event_id AND held.copy_of_id = post.id
      AND decision.post_id = held.id AND decision.undone_at IS NULL AND decision.deed IN ({rulings})
    """,
    same=_SAME,
    rulings=", ".join(f"'{deed}'" for deed in Deed if deed.is_ruling),
)
_UP = Batch(
    _KEY,
    """
    SELECT given.network, given.uri, parent.uri FROM given CROSS JOIN post CROSS JOIN post AS parent
    WHERE {same} AND parent.event_id = post.event_id AND parent.network = post.network
      AND parent.uri = post.reply_to_uri AND parent.account_id = post.account_id AND parent.deleted_at IS NULL
    """,
    same=_SAME,
)
_LEANING = Batch(
    _KEY,
    """
    SELECT DISTINCT other.network, other.uri
    FROM given CROSS JOIN post CROSS JOIN decision CROSS JOIN mention CROSS JOIN post AS other
    WHERE {same} AND decision.post_id = post.id AND mention.decision_id = decision.id AND other.id = mention.post_id
    """,
    same=_SAME,
)
_LONGEST_THREAD = 64
_RULING_DEEDS = tuple(deed.value for deed in Deed if deed.is_ruling)
# what words mean, and whose accounts are, stands in tables of its own
_APART = (*_RULING_DEEDS, Deed.WORDS.value, Deed.ACCOUNT.value)
_ruling = decision.alias("ruling")
_LAST_RULING = select(func.max(_ruling.c.id)).where(
    _ruling.c.event_id == bindparam("of_event"), _ruling.c.undone_at.is_(None), _ruling.c.deed.in_(_RULING_DEEDS)
)
# whatever is about more than one post, and one ruling, by which to know that there are any; made once, asked for every
# batch of posts
_IN_FORCE = (
    select(decision, post.c.network.label("post_network"), post.c.uri)
    .join_from(decision, post, _D.post_id == post.c.id, isouter=True)
    .where(
        _D.event_id == bindparam("of_event"),
        _D.undone_at.is_(None),
        or_(_D.deed.not_in(_APART), _D.id == _LAST_RULING.scalar_subquery()),
    )
    .order_by(_D.id)
)


class Decisions:
    """The decisions of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, event_id: int, new: New, now: datetime) -> DecisionId:
        """Log a decision; nothing follows from it until posts are read again."""
        made = await self._connection.execute(
            insert(decision)
            .values(
                event_id=event_id,
                at=now,
                person_id=new.person,
                by_name=new.by,
                deed=new.deed.value,
                post_id=new.post,
                network=None if new.network is None else new.network.value,
                account=new.account,
                what=msgspec.json.encode(new.what).decode(),
            )
            .returning(_D.id)
        )
        return DecisionId(made.scalar_one())

    async def undo(self, decision_id: DecisionId, by: str, now: datetime) -> bool:
        """Undo a decision, unless somebody was faster; what stood before holds again once its posts are read."""
        undone = await self._connection.execute(
            update(decision)
            .where(_D.id == decision_id, _D.undone_at.is_(None))
            .values(undone_at=now, undone_by=by)
            .returning(_D.id)
        )
        return undone.one_or_none() is not None

    async def get(self, event_id: int, decision_id: DecisionId) -> Logged | None:
        """One decision of an event, undone or not."""
        wanted = select(decision).where(_D.event_id == event_id, _D.id == decision_id)
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else logged(row)

    async def log(self, event_id: int, limit: int = 200, *, post_id: int | None = None) -> list[Logged]:
        """The log, the newest first."""
        wanted = select(decision).where(_D.event_id == event_id).order_by(_D.id.desc()).limit(limit)
        if post_id is not None:
            wanted = wanted.where(_D.post_id == post_id)
        return [logged(row) for row in await self._connection.execute(wanted)]

    async def last_of(self, event_id: int, person: int | None, name: str) -> Logged | None:
        """Somebody's last decision that is not undone, and is undone at a desk."""
        whose = _D.by_name == name if person is None else _D.person_id == person
        mine = select(decision).where(
            _D.event_id == event_id, whose, _D.undone_at.is_(None), _D.deed != Deed.ACCOUNT.value
        )
        row = (await self._connection.execute(mine.order_by(_D.id.desc()).limit(1))).one_or_none()
        return None if row is None else logged(row)

    async def about_accounts(self, event_id: int) -> list[Logged]:
        """What people said about whose an account is, and have not taken back: the newest first."""
        wanted = select(decision).where(_D.event_id == event_id, _D.deed == Deed.ACCOUNT.value, _D.undone_at.is_(None))
        return [logged(row) for row in await self._connection.execute(wanted.order_by(_D.id.desc()))]

    async def in_force(self, event_id: int) -> InForce:
        """What holds now. One look for a whole batch of posts."""
        rows = (await self._connection.execute(_IN_FORCE, {"of_event": event_id})).all()
        answers: list[Answer] = []
        for row in rows:
            if row.deed == Deed.MEANT.value:
                answers += answers_of(row)
        modes = [row for row in rows if row.deed == Deed.MODE.value]
        safes = [row for row in rows if row.deed == Deed.SAFE.value]
        rules = HouseRules(
            mode=mode_of(modes[-1]) if modes else Mode.BLOCK_AFTER,
            mode_decision=DecisionId(modes[-1].id) if modes else None,
            safe=bool(safes) and is_on(safes[-1]),
            safe_decision=DecisionId(safes[-1].id) if safes else None,
            rules=tuple(rule_of_row(row) for row in rows if row.deed == Deed.RULE.value),
            blocked=await self._blocks([row for row in rows if row.deed == Deed.BLOCK.value]),
        )
        any_rulings = any(row.deed in _RULING_DEEDS for row in rows)
        return InForce(rules=rules, answers=tuple(answers), any_rulings=any_rulings)

    async def sparing(self) -> set[int]:
        """The events that may spare whoever is on stage: nobody needs to look at the stages of the others."""
        wanted = select(_D.event_id).distinct().where(_D.deed == Deed.SAFE.value, _D.undone_at.is_(None))
        return set((await self._connection.execute(wanted)).scalars())

    async def rulings(self, event_id: int, keys: Iterable[PostKey]) -> dict[PostKey, Ruling]:
        """What people said is to become of these posts; of several words about a post and its copies the last."""
        latest: dict[PostKey, int] = {}
        for network, uri, ruling in await _RULINGS.run(self._connection, _rows(event_id, keys)):
            key = PostKey(Network(network), uri)
            latest[key] = max(ruling, latest.get(key, ruling))
        bound = {ruling: key for key, ruling in latest.items()}
        found: dict[PostKey, Ruling] = {}
        for some in picked(list(bound)):
            for row in await self._connection.execute(select(decision).where(_D.id.in_(some))):
                found[bound[row.id]] = ruling_of(row)
        return found

    async def threads(self, event_id: int, posts: Iterable[Post]) -> dict[PostKey, Thread]:
        """What the author of each of these posts goes on about: the first of their own posts that hang together."""
        told = {one.key: one for one in posts}
        top = {key: key for key in told}
        climbing = {key for key, one in told.items() if one.reply_to is not None}
        for _ in range(_LONGEST_THREAD):
            above = {
                PostKey(Network(network), uri): PostKey(Network(network), parent)
                for network, uri, parent in await _UP.run(
                    self._connection, _rows(event_id, {top[key] for key in climbing})
                )
            }
            climbing = {key for key in climbing if top[key] in above}
            if not climbing:
                break
            top |= {key: above[top[key]] for key in climbing}
        return {
            key: Thread(network=key.network.value, author=one.author.key, root=top[key].uri)
            for key, one in told.items()
        }

    async def about(self, event_id: int, speakers: Collection[SpeakerKey]) -> set[PostKey]:
        """Posts that ask about some of these speakers, or whose question about them was answered."""
        wanted = (
            select(post.c.network, post.c.uri)
            .join_from(mention, post)
            .join(speaker, speaker.c.id == mention.c.speaker_id)
            .where(
                post.c.event_id == event_id,
                speaker.c.event_id == event_id,
                speaker.c.key.in_(sorted(speakers)),
                mention.c.candidate | mention.c.decision_id.is_not(None),
            )
        )
        return {PostKey(Network(row.network), row.uri) for row in await self._connection.execute(wanted)}

    async def standing_on(self, event_id: int, decision_id: DecisionId | None) -> set[PostKey]:
        """Posts whose verdict, or a mention of theirs, stands on a decision."""
        if decision_id is None:
            return set()
        by_verdict = select(post.c.network, post.c.uri).where(
            post.c.event_id == event_id, post.c.decision_id == decision_id
        )
        by_mention = (
            select(post.c.network, post.c.uri)
            .join_from(mention, post)
            .where(post.c.event_id == event_id, mention.c.decision_id == decision_id)
        )
        rows = await self._connection.execute(by_verdict.union(by_mention))
        return {PostKey(Network(row.network), row.uri) for row in rows}

    async def leaning_on(self, event_id: int, keys: Iterable[PostKey]) -> set[PostKey]:
        """Posts that were answered as equals of these: ask before these are deleted, and read them again after."""
        rows = await _LEANING.run(self._connection, _rows(event_id, keys))
        return {PostKey(Network(network), uri) for network, uri in rows}

    async def _blocks(self, rows: Sequence[Row[Any]]) -> tuple[Block, ...]:
        if not rows:
            return ()
        blocked = {(row.network, row.account) for row in rows}
        wanted = select(account.c.network, account.c.key, account.c.voice_id).where(
            account.c.event_id == rows[0].event_id,
            account.c.key.in_([key for _, key in blocked]),
            account.c.voice_id.is_not(None),
        )
        voices = {(row.network, row.key): row.voice_id for row in await self._connection.execute(wanted)}
        return tuple(
            Block(
                decision=DecisionId(row.id),
                network=Network(row.network),
                account=row.account,
                voice=voices.get((row.network, row.account)),
                by=row.by_name,
                at=row.at,
            )
            for row in rows
        )


async def forget_author(connection: AsyncConnection, event_id: int, network: Network, names: Collection[str]) -> None:
    """Let go of blocks and rules that name somebody who wants to be named by nobody here."""
    at_event = _D.event_id == event_id
    blocked = delete(decision).where(at_event, _D.network == network.value, _D.account.in_(sorted(names)))
    await connection.execute(blocked)
    rows = await connection.execute(select(decision).where(at_event, _D.deed == Deed.RULE.value))
    for some in picked([row.id for row in rows if rule_of_row(row).names(names)]):
        await connection.execute(delete(decision).where(_D.id.in_(some)))


def _rows(event_id: int, keys: Iterable[PostKey]) -> list[tuple[Any, ...]]:
    return [(event_id, key.network.value, key.uri) for key in keys]
