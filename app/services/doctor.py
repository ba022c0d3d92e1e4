"""What would go wrong on a wall of this event if this machine showed it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.domain.event import Programme
from app.domain.scripts import scripts_in
from app.services.events import Events
from app.store.database import Database

_NAMES = 20_000  # voices whose names are looked at, the last ones first


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptCheck:
    """One script of an event: how many of its characters stand there, and those that no font has."""

    script: str
    characters: int
    undrawn: frozenset[str]
    seen_in: Sequence[str]  # up to three names or titles that hold what cannot be drawn


class Doctor:
    """Looks at an event as the machine would that paints it."""

    def __init__(
        self, *, database: Database, events: Events, undrawn: Callable[[Iterable[str]], frozenset[str]]
    ) -> None:
        self._database = database
        self._events = events
        self._undrawn = undrawn

    async def scripts(self, slug: str) -> Sequence[ScriptCheck]:
        """Check every script of the event's programme and of the names of its voices; NotFound without the event."""
        stored = await self._events.named(slug)
        async with self._database.read() as tx:
            programme = await tx.programmes.load(stored.id)
            names = await tx.accounts.names(stored.id, _NAMES)
        texts = [stored.event.name, *stored.event.hashtags, *_words_of(programme), *names]
        return [self._check(script, characters, texts) for script, characters in scripts_in(texts).items()]

    def _check(self, script: str, characters: frozenset[str], texts: Sequence[str]) -> ScriptCheck:
        undrawn = self._undrawn(characters)
        seen_in = [text for text in dict.fromkeys(texts) if not undrawn.isdisjoint(text)] if undrawn else []
        return ScriptCheck(script=script, characters=len(characters), undrawn=undrawn, seen_in=seen_in[:3])


def _words_of(programme: Programme) -> Iterable[str]:
    for speaker in programme.speakers:
        yield speaker.name
        yield from speaker.aliases
        if speaker.organisation:
            yield speaker.organisation
    for talk in programme.talks:
        yield talk.title
        if talk.room:
            yield talk.room
