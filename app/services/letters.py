"""What is delivered afterwards: a digest for each speaker, the ledger, and the reports."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.domain.digest import Digest, build_digest
from app.domain.errors import BadInput, NotFound
from app.domain.event import Event, Programme
from app.domain.files import Format, Report
from app.domain.languages import unread
from app.domain.ledger import Ledger, build_ledger
from app.domain.phrase import phrase
from app.domain.said import Said
from app.domain.source import threads_followed
from app.domain.speaker import SpeakerKey
from app.outlets.csv_report import mentions_csv
from app.outlets.json_report import mentions_json
from app.store.database import Database
from app.store.events import StoredEvent
from app.store.posts import Counts
from app.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """An event as its organizer's home shows it."""

    event: Event
    programme: Programme
    counts: Counts
    ledger: Ledger
    unread: tuple[str, ...]  # codes of the languages in which people write and that are not read yet


class Letters:
    """Makes what goes out after the event. Everything is a function of the stored posts."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    async def digest(self, slug: str, speaker: str) -> Digest:
        """Return the digest of the speaker with a key."""
        async with self._database.read() as tx:
            stored, programme = await _event(tx, slug)
            return await _digest(tx, stored, programme, programme.speaker(speaker).key)

    async def digests(self, slug: str, *, called: str | None = None) -> AsyncIterator[Digest]:
        """Yield the digest of every speaker in programme order, or of the one who goes by a name."""
        async with self._database.read() as tx:
            stored, programme = await _event(tx, slug)
            if called is not None:
                yield await _digest(tx, stored, programme, programme.speaker_called(called).key)
                return
            if not programme.speakers:
                raise BadInput(f"event {slug!r} has no speakers yet; `ovation event import {slug} FILE` brings them")
            for speaker in programme.speakers:
                yield await _digest(tx, stored, programme, speaker.key)

    async def language(self, slug: str) -> str:
        """Return the language in which an event's letters are written: the one that was chosen for its walls."""
        async with self._database.read() as tx:
            stored = await tx.events.by_slug(slug)
            if stored is None:
                raise NotFound(phrase("there is no event {slug}", slug=repr(slug)))
            return (await tx.looks.of_event(stored.id)).language.value

    def page(self, digest: Digest, *, language: str = "en") -> bytes:
        """Return a digest as one HTML file that needs nothing beside it, a function of the stored posts alone."""
        from app.outlets.html import render  # noqa: PLC0415 - reports do without templates

        return render(
            "letter/digest.html", digest=digest, event=digest.event, now=None, standalone=True, lang=language
        ).encode()

    async def ledger(self, slug: str) -> Ledger:
        """Return the ledger of an event."""
        return (await self.overview(slug)).ledger

    async def overview(self, slug: str) -> Overview:
        """Return an event with what was said so far."""
        async with self._database.read() as tx:
            stored, programme = await _event(tx, slug)
            said = [one async for one in tx.said.stream(stored.id)]
            counts = await tx.posts.counts(stored.id)
            languages = await tx.posts.languages(stored.id)
        ledger = build_ledger(stored.event, programme, said)
        return Overview(event=stored.event, programme=programme, counts=counts, ledger=ledger, unread=unread(languages))

    async def report(self, slug: str, which: Report, form: Format) -> AsyncIterator[bytes]:
        """Stream a report; NotFound comes before the first chunk."""
        async with self._database.read() as tx:
            stored, _ = await _event(tx, slug)
            rows = tx.said.stream(stored.id, undelivered_only=which is Report.UNDELIVERED)
            write = mentions_csv if form is Format.CSV else mentions_json
            async for chunk in write(stored.event, rows):
                yield chunk


async def _event(tx: Transaction, slug: str) -> tuple[StoredEvent, Programme]:
    stored = await tx.events.by_slug(slug)
    if stored is None:
        raise NotFound(phrase("there is no event {slug}", slug=repr(slug)))
    return stored, await tx.programmes.load(stored.id)


async def _digest(tx: Transaction, stored: StoredEvent, programme: Programme, key: SpeakerKey) -> Digest:
    said: list[Said] = [one async for one in tx.said.stream(stored.id, key)]
    own = await tx.said.posts_by(stored.id, key)
    threads = threads_followed(one.source for one in await tx.sources.of_event(stored.id))
    return build_digest(stored.event, programme.speaker(key), programme, said, own, threads=threads)
