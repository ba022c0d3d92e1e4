"""Readings: what was understood of each post, kept beside it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Column, Text, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.decision import DecisionId
from app.domain.mention import Mention
from app.domain.network import Network
from app.domain.phrase import Phrase
from app.domain.post import PostKey
from app.domain.reading import Reading
from app.domain.verdict import Verdict
from app.store import threads
from app.store.batch import Batch, assignments, names, picked
from app.store.events import lock
from app.store.tables import account, mention, post, speaker
from app.store.words import stored_words

_READ = (
    *("verdict", "why", "read_language", "appreciation", "celebration", "question", "promotion", "criticism"),
    "decision_id",
)
_MENTION = (
    "position",
    "candidate",
    "evidence",
    "confidence",
    "span_start",
    "span_end",
    "appreciates",
    "appreciation",
    "delivered",
    "reason",
    "decision_id",
)
_BEFORE = Batch(
    [post.c.event_id, post.c.network, post.c.uri],
    """
    SELECT post.network, post.uri, post.id, {read} FROM given CROSS JOIN post
    WHERE post.event_id = given.event_id AND post.network = given.network AND post.uri = given.uri
      AND post.deleted_at IS NULL
    """,
    read=names(_READ, of="post"),
)
_MENTIONED = Batch(
    [post.c.id],
    """
    SELECT mention.post_id, mention.speaker_id, {mention}
    FROM given CROSS JOIN mention WHERE mention.post_id = given.id ORDER BY mention.post_id, mention.position
    """,
    mention=names(_MENTION, of="mention"),
)
_UPDATE = Batch(
    # a reason is compared as it is kept, so it is packed before it comes here
    [post.c.id, *(Column(name, Text) if name == "why" else post.c[name] for name in _READ)],
    "UPDATE post SET {read} FROM given WHERE post.id = given.id",
    read=assignments(_READ, source="given"),
)
# made once: asked for every batch of posts
_SPEAKERS = select(speaker.c.key, speaker.c.id).where(speaker.c.event_id == bindparam("of_event"))
_TONE = 3 + _READ.index("appreciation")  # of a row of _BEFORE; empty until the first reading, and never after
_CLEAR = Batch([post.c.id], "DELETE FROM mention WHERE post_id IN (SELECT id FROM given)")
_COLUMNS = ("post_id", "speaker_id", *_MENTION)
_WRITE = Batch(
    [mention.c[name] for name in _COLUMNS],
    "INSERT INTO mention ({columns}) SELECT {columns} FROM given",
)


class Ruled(NamedTuple):
    """What a person decided about many posts at once."""

    verdict: Verdict
    why: Phrase
    decision: DecisionId


class Readings:
    """The readings of each event's posts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, event_id: int, readings: Mapping[PostKey, Reading]) -> set[PostKey]:
        """Replace readings; the keys of posts that now read differently, or were edited or came back since.

        Deleted and unknown posts are passed over, and so are mentions of speakers who left the programme.
        """
        if not readings:
            return set()
        await lock(self._connection, event_id)
        speakers = await self._speakers(event_id)
        keys = [(event_id, key.network.value, key.uri) for key in readings]
        before = await _BEFORE.run(self._connection, keys)
        mentioned = await self._mentioned([row[2] for row in before if row[_TONE] is not None])
        changed: set[PostKey] = set()
        posts: list[tuple[Any, ...]] = []
        mentions: list[tuple[Any, ...]] = []
        for network, uri, post_id, *read in before:
            key = PostKey(Network(network), uri)
            reading, now_mentioned = _read(readings[key]), _mentions(readings[key], speakers)
            if tuple(read) == reading and mentioned[post_id] == now_mentioned:
                continue
            changed.add(key)
            posts.append((post_id, *reading))
            mentions.extend((post_id, *row) for row in now_mentioned)
        await _UPDATE.run(self._connection, posts)
        await _CLEAR.run(self._connection, [(row[0],) for row in posts if mentioned[row[0]]])
        await _WRITE.run(self._connection, mentions)
        return changed

    async def overrule(self, event_id: int, keys: Iterable[PostKey], ruled: Ruled) -> set[PostKey]:
        """Lay a person's word over readings that stay what they are; the keys of the posts for which that is new.

        Posts that never go up (reposts, bots) and what was not read yet are passed over.
        """
        await lock(self._connection, event_id)
        facts = {"verdict": ruled.verdict.value, "why": ruled.why, "decision_id": ruled.decision}
        people = select(account.c.id).where(account.c.event_id == event_id, ~account.c.bot)
        overrule = (
            update(post)
            .where(post.c.original, post.c.verdict.is_not(None), post.c.account_id.in_(people))
            .where(post.c.decision_id.is_distinct_from(ruled.decision))
            .values(**facts)
            .returning(post.c.network, post.c.uri)
        )
        changed: set[PostKey] = set()
        for some in picked(list((await threads.ids(self._connection, event_id, keys)).values())):
            for row in await self._connection.execute(overrule.where(post.c.id.in_(some))):
                changed.add(PostKey(Network(row.network), row.uri))
        return changed

    async def _speakers(self, event_id: int) -> dict[str, int]:
        found = await self._connection.execute(_SPEAKERS, {"of_event": event_id})
        return {row.key: row.id for row in found}

    async def _mentioned(self, post_ids: list[int]) -> dict[int, list[tuple[Any, ...]]]:
        mentioned: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for post_id, *row in await _MENTIONED.run(self._connection, [(post_id,) for post_id in post_ids]):
            mentioned[post_id].append(tuple(row))
        return mentioned


def _read(reading: Reading) -> tuple[Any, ...]:
    tone = reading.tone
    return (
        reading.verdict.value,
        stored_words(reading.why),
        reading.language,
        tone.appreciation,
        tone.celebration,
        tone.question,
        tone.promotion,
        tone.criticism,
        reading.decision,
    )


def _mentions(reading: Reading, speakers: Mapping[str, int]) -> list[tuple[Any, ...]]:
    """A reading's mentions and candidates, ruled out or not, in the order of (speaker_id, *_MENTION)."""
    both = [
        *((found, False) for found in reading.mentions),
        *((found, True) for found in (*reading.candidates, *reading.dismissed)),
    ]
    return [
        (speakers[found.speaker], position, candidate, *_mention(found))
        for position, (found, candidate) in enumerate(both)
        if found.speaker in speakers
    ]


def _mention(found: Mention) -> tuple[Any, ...]:
    start, end = (None, None) if found.span is None else found.span
    return (
        found.evidence.value,
        found.confidence,
        start,
        end,
        found.appreciates,
        found.appreciation,
        found.delivered.value,
        None if found.reason is None else found.reason.value,
        found.decision,
    )
