"""What scenes ask for beside the frames: made once for a whole audience, and never older than the question."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from hashlib import blake2b
from time import monotonic
from typing import Any, NamedTuple

import msgspec

from app.domain.appraisal import Appraiser
from app.domain.errors import NotFound
from app.domain.event import Programme
from app.domain.event_words import EventWords
from app.domain.hosts import is_own
from app.domain.sentences import Ranked, best_sentence, fair_choice
from app.domain.stage import event_clock
from app.domain.talk import Talk, talk_meant
from app.outlets.scenes import (
    giver_json,
    in_room,
    programme_json,
    sentence_json,
    speaker_json,
    unreachable,
)
from app.outlets.times import rfc3339
from app.store.applause import Kind
from app.store.database import Database
from app.store.events import StoredEvent
from app.store.transaction import Transaction

_BREATH = 0.25  # seconds between two answers to one question that had to be made anew
_REMEMBERED = 256  # questions
_CREDITS = 500  # voices in one answer
_LETTERS = 12
_FIRST = 0.1  # what it adds that somebody has never spoken here before
_KNOWN = 4_000  # sentences
_READ = 200  # posts that are read for one talk's letters


class Answer(NamedTuple):
    """JSON, and what tells it from another answer to the same question."""

    body: bytes
    etag: str


@dataclass(slots=True)
class _Question:
    """What is known of one question: the last answer, of which state it is, and when its making began."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    state: Hashable = None
    answer: Answer | None = None
    began: float = float("-inf")


_Making = Callable[[Transaction, StoredEvent], Awaitable[Mapping[str, Any]]]


class Scenes:
    """Answers walls. However many ask at once, an answer is made once; each was begun after its question came."""

    def __init__(self, *, database: Database, appraiser: Appraiser, now: Callable[[], datetime]) -> None:
        self._database = database
        self._appraiser = appraiser
        self._now = now
        self._appreciation = lru_cache(_KNOWN)(self._appreciate)  # the same sentences are asked about again and again
        self._language = lru_cache(_KNOWN)(appraiser.language)
        self._questions: OrderedDict[Hashable, _Question] = OrderedDict()

    async def programme(self, slug: str, *, base: str) -> Answer:
        """Return rooms, talks, speakers, sponsors and the look. `base` is the address that people open."""

        async def make(tx: Transaction, stored: StoredEvent) -> Mapping[str, Any]:
            programme = await tx.programmes.load(stored.id)
            sponsors, look = await tx.looks.sponsors(stored.id), await tx.looks.of_event(stored.id)
            return programme_json(
                stored.event,
                programme,
                sponsors,
                look,
                say=f"{base}/say/{slug}",
                language=partial(self._language, hint=look.language.value),
            )

        return await self._answer(slug, ("programme", base), make)

    async def heard(self, slug: str, *, room: str | None) -> Answer:
        """Return who was appreciated when last, and by whom: of a room's speakers, or of all."""

        async def make(tx: Transaction, stored: StoredEvent) -> Mapping[str, Any]:
            programme = await tx.programmes.load(stored.id)
            clock = event_clock(programme, self._now(), await tx.posts.last_received(stored.id))
            wanted = in_room(programme, room)
            heard = (
                await tx.applause.heard(stored.id) if wanted else []
            )  # nobody makes us count for rooms that are none
            speakers = {
                one.speaker: {
                    "at": rfc3339(one.at),
                    "people": one.people,
                    "voices": [giver_json(voice) for voice in one.voices],
                }
                for one in heard
                if one.speaker in wanted
            }
            return {"seq": stored.seq, "clock": rfc3339(clock), "speakers": speakers}

        return await self._answer(slug, ("heard", room), make)

    async def letters(self, slug: str, *, talk: str, base: str) -> Answer:
        """Return the best sentences about a talk; NotFound without it."""

        async def make(tx: Transaction, stored: StoredEvent) -> Mapping[str, Any]:
            programme = await tx.programmes.load(stored.id)
            found = next((one for one in programme.talks if one.key == talk), None)
            if found is None:
                raise NotFound("This event has no such talk.")
            speakers = [one for one in programme.speakers if one.key in found.speakers]
            kind = [
                one
                for one in await tx.applause.kind(stored.id, [one.key for one in speakers], _READ)
                if _is_about(one, found, programme)
            ]
            return {
                "talk": found.key,
                "speakers": [speaker_json(one) for one in speakers],
                "sentences": await asyncio.to_thread(self._best, kind, await tx.words.load(stored.id)),
                "unreachable": unreachable(speakers),
                "say": f"{base}/say/{slug}?talk={found.key}",
            }

        return await self._answer(slug, ("letters", talk, base), make)

    async def voices(self, slug: str, *, after: int) -> Answer:
        """Return voices in order of arrival, each once, but the event's own; `next` is where to go on, null at the end.

        `after` is rounded down to whole answers, so that an audience shares them.
        """
        after -= after % _CREDITS

        async def make(tx: Transaction, stored: StoredEvent) -> Mapping[str, Any]:
            found = await tx.applause.voices(stored.id, after=after, limit=_CREDITS + 1)
            told = [
                {"n": n, **giver_json(voice), "first_at": rfc3339(voice.at)}
                for n, voice in enumerate(found[:_CREDITS], start=after + 1)
                if not is_own(stored.event, handle=voice.account, name=voice.name)
            ]
            return {"voices": told, "next": after + _CREDITS if len(found) > _CREDITS else None}

        return await self._answer(slug, ("voices", after), make)

    def _best(self, kind: list[Kind], words: EventWords) -> list[Mapping[str, Any]]:
        ranked: list[Ranked[Mapping[str, Any]]] = []
        for one in kind:
            heard = partial(self._appreciation, words, one.language)
            best = best_sentence(one.text, heard)
            if best is not None:
                sentence, value = best
                told = sentence_json(
                    one.giver,
                    card=one.card,
                    text=sentence,
                    language=one.language,
                    first=one.first,
                    speaker=one.speaker,
                )
                ranked.append(
                    Ranked(item=told, voice=one.giver.voice, speaker=one.speaker, value=value + _FIRST * one.first)
                )
        return fair_choice(ranked, _LETTERS)

    def _appreciate(self, words: EventWords, language: str | None, sentence: str) -> float:
        return self._appraiser.tone(words.heard_text(sentence), language=language).appreciation

    async def _answer(self, slug: str, question: Hashable, make: _Making) -> Answer:
        asked = monotonic()
        known = self._questions.setdefault((slug, question), _Question())
        self._questions.move_to_end((slug, question))
        while len(self._questions) > _REMEMBERED:
            self._questions.popitem(last=False)
        async with known.lock:
            if known.answer is not None and known.began >= asked:
                return known.answer
            if known.answer is None or not await self._is_of_now(slug, known):
                await asyncio.sleep(max(0.0, known.began + _BREATH - monotonic()))
                await self._make(slug, known, make)
        assert known.answer is not None
        return known.answer

    async def _is_of_now(self, slug: str, known: _Question) -> bool:
        began = monotonic()
        async with self._database.read() as tx:
            state = await _state(tx, await _stored(tx, slug))
        if state != known.state:
            return False
        known.began = began
        return True

    async def _make(self, slug: str, known: _Question, make: _Making) -> None:
        known.began = monotonic()
        async with self._database.read() as tx:
            stored = await _stored(tx, slug)
            known.state = await _state(tx, stored)
            body = msgspec.json.encode(await make(tx, stored))
        known.answer = Answer(body, f'"{blake2b(body, digest_size=12).hexdigest()}"')


def _is_about(one: Kind, talk: Talk, programme: Programme) -> bool:
    meant = talk_meant(programme.talks_of(one.speaker), one.giver.at)
    return meant is not None and meant.key == talk.key


async def _state(tx: Transaction, stored: StoredEvent) -> Hashable:
    """What an answer depends on: when none of it has changed, the answer has not either."""
    return stored.epoch, stored.seq, stored.revision, (await tx.looks.of_event(stored.id)).changed_at


async def _stored(tx: Transaction, slug: str) -> StoredEvent:
    stored = await tx.events.by_slug(slug)
    if stored is None:
        raise NotFound("There is no event at this address.")
    return stored
