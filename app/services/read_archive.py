"""Reads an archive without a database: a line of JSON out for every line in, the whole input being one event."""

import shutil
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from itertools import islice
from multiprocessing import get_context
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, NamedTuple, cast

import msgspec

from app.domain.appraisal import Appraiser
from app.domain.entities import Entities, Hashtag, Link, Tagged
from app.domain.errors import BadInput
from app.domain.event import Programme
from app.domain.mention import Mention
from app.domain.post import Deleted, Post, Posted, PostKey
from app.domain.read import Reader
from app.domain.reading import Reading
from app.networks.archive.read import Record, records_of
from app.networks.archive.roster import Roster
from app.services.archive_threads import Threads, change_of, telling, threads_of

_IN_MEMORY = 32 * 1024 * 1024  # bytes of a stream that cannot be read twice; more goes to a temporary file
_CHUNK = 500  # lines that one process reads at a time
_AHEAD = 3  # chunks that wait for each process


class Line(NamedTuple):
    """One line of the answer, with its line end; `bad` when the line of the question could not be read."""

    json: bytes
    bad: bool = False


class _Desk:
    """What is needed to answer one line; each process has its own."""

    def __init__(self, roster: Roster, hashtags: Sequence[str], threads: Threads | None = None) -> None:
        programme = Programme(speakers=roster.speakers, talks=roster.talks)
        self.reader = Reader(programme, Appraiser.shipped(), hashtags)
        self.threads = threads or Threads({}, {})
        self._names = {speaker.key: speaker.name for speaker in roster.speakers}
        self._ids = roster.roster_ids

    def answer(self, record: Record) -> Line:
        change = change_of(record)
        if isinstance(change, BadInput):
            return _bad(record.number, str(change.args[0]))
        if isinstance(change, Posted):
            reading = self.reader.read(change.post, self.threads.context(change.post))
            return _line(self._said(_told_id(record, change.post.key), change.post, reading))
        if isinstance(change, Deleted):
            return _line({"id": _told_id(record, change.key), "deleted": True})
        return _bad(record.number, "no post")

    def _said(self, told_id: object, post: Post, reading: Reading) -> dict[str, object]:
        tone = reading.tone
        return {
            "id": told_id,
            "entities": _entities(post.entities),
            "speakers": [self._mention(mention) for mention in reading.mentions],
            "candidates": [self._mention(mention) for mention in reading.candidates],
            "tone": {
                "appreciation": round(tone.appreciation, 3),
                "celebration": round(tone.celebration, 3),
                "question": round(tone.question, 3),
                "promotion": round(tone.promotion, 3),
                "criticism": round(tone.criticism, 3),
            },
            "verdict": reading.verdict,
            "why": str(reading.why),
        }

    def _mention(self, mention: Mention) -> dict[str, object]:
        return {
            "name": self._names[mention.speaker],
            "speaker": self._ids[mention.speaker],
            "evidence": mention.evidence,
            "span": None if mention.span is None else list(mention.span),
            "confidence": round(mention.confidence, 3),
            "appreciates": mention.appreciates,
            "appreciation": round(mention.appreciation, 3),
            "delivered": mention.delivered,
            "reason": mention.reason,
        }


def read_archive(
    stream: BinaryIO,
    roster: Roster,
    *,
    hashtags: Sequence[str] = (),
    jobs: int = 1,
    only: Collection[str] | None = None,
) -> Iterator[Line]:
    """Yield the answer to each line of a stream of posts, in its order; `jobs` processes make no difference to it.

    With `only`, posts of other ids are not answered, but say as much about these as they always do.

    Replies, quotes and answers count wherever their lines stand, so the stream is gone through thrice: one that cannot
    be rewound is kept in memory, or in a temporary file when it is large.
    """
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        lines = cast("BinaryIO", kept)
        if stream.seekable():
            lines, start = stream, stream.tell()
        else:
            shutil.copyfileobj(stream, kept)
            start = kept.seek(0)
        desk = _Desk(roster, hashtags)
        threads = threads_of(records_of(lines), desk.reader)
        lines.seek(start)
        threads = replace(threads, telling=telling(records_of(lines), threads.authors.keys(), desk.reader))
        lines.seek(start)
        records = _numbered(records_of(lines)) if only is None else _chosen(records_of(lines), only)
        if jobs == 1:
            desk.threads = threads
            yield from map(desk.answer, records)
        else:
            yield from _shared(records, roster, hashtags, threads, jobs)


def _numbered(records: Iterable[Record]) -> Iterator[Record]:
    """Put an answer where a blank line was passed over, so that answers stand beside their lines."""
    number = 0
    for record in records:
        for blank in range(number + 1, record.number):
            yield Record(blank, BadInput("the line is empty"))
        yield record
        number = record.number


def _chosen(records: Iterable[Record], only: Collection[str]) -> Iterator[Record]:
    for record in records:
        if isinstance(record.line, BadInput) or str(record.line.get("id")) in only:
            yield record


def _told_id(record: Record, key: PostKey) -> object:
    told = record.line.get("id") if isinstance(record.line, dict) else None
    return key.uri if told is None else told


_desk: _Desk | None = None  # of this process, where several read


def _sit_down(roster: Roster, hashtags: Sequence[str], threads: Threads) -> None:
    global _desk  # noqa: PLW0603 - a process of a pool has no other place for what it opens once
    _desk = _Desk(roster, hashtags, threads)


def _answers(records: list[Record]) -> list[Line]:
    if _desk is None:  # pragma: no cover - the pool's initializer has run
        raise RuntimeError("no desk in this process")
    return [_desk.answer(record) for record in records]


def _shared(
    records: Iterator[Record], roster: Roster, hashtags: Sequence[str], threads: Threads, jobs: int
) -> Iterator[Line]:
    """Share chunks among processes; results come back in order, and only a few chunks are on their way."""
    waiting: deque[Future[list[Line]]] = deque()
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_sit_down, initargs=(roster, tuple(hashtags), threads)
    ) as pool:
        while chunk := list(islice(records, _CHUNK)):
            waiting.append(pool.submit(_answers, chunk))
            if len(waiting) >= jobs * _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _entities(entities: Entities) -> dict[str, object]:
    return {
        "mentions": [_entity(mention) for mention in entities.mentions],
        "hashtags": [_entity(hashtag) for hashtag in entities.hashtags],
        "links": [_entity(link) for link in entities.links],
    }


def _entity(entity: Tagged | Hashtag | Link) -> dict[str, object]:
    start, end = entity.span or (None, None)
    return {"text": entity.text, "start": start, "end": end}


def _bad(number: int, error: str) -> Line:
    return _line({"line": number, "error": error}, bad=True)


def _line(answer: Mapping[str, object], *, bad: bool = False) -> Line:
    return Line(msgspec.json.encode(answer) + b"\n", bad)
