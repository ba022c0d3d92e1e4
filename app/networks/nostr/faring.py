"""How the relays of a source fare together: which answer, how far each was heard, and what was missed."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from app.domain.errors import OvationError, Unavailable
from app.domain.phrase import Phrase, as_phrase, phrase, phrase_in, reasons
from app.domain.post import Change, PostKey
from app.domain.source import Gap
from app.networks.nostr.relay import Alive, Down, Relay
from app.networks.source import NOTHING, Heard

_GAP = timedelta(minutes=1)
_LATEST = 4_102_444_800  # seconds: the year 2100


class Faring:
    """Collects what relays say of themselves until it is told on. All is well while one of them answers."""

    def __init__(self, relays: Mapping[str, Relay], places: Mapping[str, str]) -> None:
        self._relays = relays
        self.places = {url: place for url in relays if (place := read_place(places.get(url))) is not None}
        self.first = asyncio.Event()  # one of them has been heard
        self._until = max(self.places.values(), default=None)  # when everything had been heard, at the start
        self._moved: dict[str, str] = {}
        self._gaps: list[Gap] = []
        self._down: dict[str, OvationError] = {}
        self._note: Phrase | None = None

    def take(self, item: Alive | Down, now: datetime) -> None:
        """Take over what a relay says; raises what ails them when none is left."""
        if isinstance(item, Down):
            self._down[item.url] = item.error
            if len(self._down) == len(self._relays):
                raise _worth_trying(self._down.values())
            return
        self._down.pop(item.url, None)
        self.first.set()
        self.places[item.url] = item.until
        self._moved[item.url] = str(int(item.until.timestamp()))
        if item.whole is not None and self._until is not None:
            if item.until - self._until > _GAP:
                self._gaps.append(
                    Gap(
                        from_at=self._until,
                        until_at=item.until,
                        why=phrase("no relay was connected"),
                        filled_at=now if item.whole else None,
                    )
                )
            self._until = None

    def told(self, *, changes: Sequence[Change], checked: Sequence[PostKey], malformed: int) -> Heard | None:
        """Return all that there is to tell; None when there is nothing, and no sign of life either."""
        note = self._noted() if self.first.is_set() else None
        note, self._note = (None, self._note) if note == self._note else (note, note)
        heard = Heard(
            changes=tuple(changes),
            places=self._moved,
            gaps=tuple(self._gaps),
            checked=tuple(checked),
            malformed=malformed,
            note=note,
        )
        self._moved, self._gaps = {}, []
        return None if heard == Heard() else heard

    def _noted(self) -> Phrase:
        down = [_named(self._relays[url].host, as_phrase(error)) for url, error in self._down.items()]
        blind = [relay.blind for relay in self._relays.values() if relay.blind and relay.url not in self._down]
        if not down and not blind:
            return NOTHING
        whole = len(self._relays)
        heard = phrase("{n} of {all} relays are heard", n=whole - len(down), all=whole)
        return reasons([heard, *down, *blind]) or NOTHING


def read_place(text: str | None) -> datetime | None:
    """Return a stored place; None when it is none."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > len(str(_LATEST)):
        return None
    return datetime.fromtimestamp(min(int(text), _LATEST), UTC)


def _named(host: str, what: Phrase) -> Phrase:
    return what if host in what else phrase_in("of whom", "{host}: {why}", host=host, why=what)


def _worth_trying(errors: Iterable[OvationError]) -> OvationError:
    known = list(errors)
    return next((error for error in known if isinstance(error, Unavailable)), known[0])
