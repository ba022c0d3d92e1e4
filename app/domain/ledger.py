"""The ledger of undelivered appreciation: per speaker what was said, why it did not arrive, and what would help."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.delivery import Delivered, Reason
from app.domain.digest import places
from app.domain.event import Event, Programme
from app.domain.network import Network
from app.domain.phrase import phrase, phrase_in
from app.domain.said import Said
from app.domain.speaker import Speaker
from app.domain.talk import Talk
from app.domain.voices import by_people, people, when
from app.domain.wording import capital

_NOWHERE = frozenset({Network.WEB, Network.FEED})  # nobody can be tagged there, so no handle would catch it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One speaker's page. `waiting` and `arrived` are appreciations in order of time; `why` and `help` are in words."""

    speaker: Speaker
    talks: tuple[Talk, ...]
    waiting: tuple[Said, ...]
    arrived: tuple[Said, ...]
    reasons: Mapping[Reason, int]
    why: str
    help: str

    @property
    def total(self) -> int:
        """All appreciations of the speaker, arrived or not."""
        return len(self.waiting) + len(self.arrived)

    @property
    def people(self) -> int:
        """Different voices who appreciated the speaker."""
        return people((*self.waiting, *self.arrived))

    @property
    def people_waiting(self) -> int:
        """Different voices with something that waits for the speaker."""
        return people(self.waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was said on one network, copies too.

    `reachable` could be told to its speaker there, `with_handle` if they had one.
    """

    network: Network
    total: int
    reachable: int
    with_handle: int  # reachable, and those whose speaker has, or had, an account somewhere

    @property
    def percent(self) -> int:
        """Share that could reach its speaker, in whole percent, never rounded up to all."""
        return 100 * self.reachable // self.total

    @property
    def percent_with_handle(self) -> int:
        """The same, if speakers with an account elsewhere had one here."""
        return 100 * self.with_handle // self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Every speaker in programme order, and `field`: for each appreciation in order of time, whether it arrived."""

    event: Event
    entries: tuple[Entry, ...]
    field: tuple[bool, ...]
    reasons: Mapping[Reason, int]
    coverage: tuple[Coverage, ...]
    people: int
    people_waiting: int

    @property
    def total(self) -> int:
        """All appreciations."""
        return len(self.field)

    @property
    def arrived(self) -> int:
        """Those that reached their speaker."""
        return sum(self.field)

    @property
    def waiting(self) -> int:
        """Those that have not."""
        return self.total - self.arrived

    @property
    def open(self) -> tuple[Entry, ...]:
        """Speakers for whom something waits."""
        return tuple(entry for entry in self.entries if entry.waiting)

    @property
    def closed(self) -> tuple[Entry, ...]:
        """Speakers whom everything has reached."""
        return tuple(entry for entry in self.entries if entry.arrived and not entry.waiting)

    @property
    def thanked(self) -> tuple[Entry, ...]:
        """Speakers who were appreciated, heard or not."""
        return tuple(entry for entry in self.entries if entry.total)

    @property
    def not_yet_thanked(self) -> tuple[Entry, ...]:
        """Speakers about whom nobody has written kindly where we could see it."""
        return tuple(entry for entry in self.entries if not entry.total)


def build_ledger(event: Event, programme: Programme, said: Sequence[Said]) -> Ledger:
    """Write the ledger from everything that was said about anybody; what does not appreciate is left out."""
    kind = sorted((one for one in by_people(said) if one.mention.appreciates), key=when)
    of: dict[str, list[Said]] = {}
    for one in kind:
        of.setdefault(one.speaker.key, []).append(one)
    return Ledger(
        event=event,
        entries=tuple(
            _entry(speaker, programme.talks_of(speaker.key), of.get(speaker.key, [])) for speaker in programme.speakers
        ),
        field=tuple(one.mention.delivered is not Delivered.NO for one in kind),
        reasons=_reasons([one for one in kind if one.mention.delivered is Delivered.NO]),
        coverage=tuple(_coverage(kind)),
        people=people(kind),
        people_waiting=people(one for one in kind if one.mention.delivered is Delivered.NO),
    )


def _entry(speaker: Speaker, talks: tuple[Talk, ...], said: Sequence[Said]) -> Entry:
    waiting = tuple(one for one in said if one.mention.delivered is Delivered.NO)
    reasons = _reasons(waiting)
    return Entry(
        speaker=speaker,
        talks=talks,
        waiting=waiting,
        arrived=tuple(one for one in said if one.mention.delivered is not Delivered.NO),
        reasons=reasons,
        why=_why(speaker, waiting, reasons),
        help=_help(waiting, reasons),
    )


def _reasons(said: Sequence[Said]) -> dict[Reason, int]:
    counted = Counter(one.mention.reason for one in said)
    return {reason: counted[reason] for reason in Reason if counted[reason]}


def _on(said: Sequence[Said], reason: Reason) -> str:
    found = {network for one in said if one.mention.reason is reason for network in one.missed_on}
    return places([network for network in Network if network in found])


def _why(speaker: Speaker, waiting: Sequence[Said], reasons: Mapping[Reason, int]) -> str:
    homes = places([network for network in Network if any(not handle.dead for handle in speaker.on(network))])
    sentence: str = ""
    for reason in reasons:
        part = _one_why(homes, reason, _on(waiting, reason))
        sentence = phrase_in("several reasons", "{one}; {other}", one=sentence, other=part) if sentence else part
    return capital(sentence)


def _one_why(homes: str, reason: Reason, where: str) -> str:
    match reason:
        case Reason.NO_HANDLE:
            return phrase("no handle anywhere")
        case Reason.OTHER_NETWORK:
            if homes:
                return phrase("{homes}, praised {where}", homes=homes, where=where)
            return phrase("praised {where}", where=where)
        case Reason.UNTAGGED:
            return phrase("named, not tagged")
        case Reason.DEAD_HANDLE:
            return phrase("the account {where} has closed", where=where)


def _help(waiting: Sequence[Said], reasons: Mapping[Reason, int]) -> str:
    if not reasons:
        return ""
    if Reason.NO_HANDLE in reasons:
        return phrase("Their letter, on paper or by mail")
    if Reason.DEAD_HANDLE in reasons:
        return phrase("A new handle, or their letter")
    if Reason.OTHER_NETWORK in reasons:
        elsewhere = {
            network for one in waiting if one.mention.reason is Reason.OTHER_NETWORK for network in one.missed_on
        }
        where = places([network for network in Network if network in elsewhere and network not in _NOWHERE])
        return phrase("Their letter, or an account {where}", where=where) if where else phrase("Their letter")
    return phrase("Their letter, which says who named them")


def why_not(said: Said) -> str:
    """Why one appreciation did not reach its speaker, as a sentence; empty when it did."""
    where = places(said.missed_on)
    homes = places([n for n in Network if any(not handle.dead for handle in said.speaker.on(n))])
    match said.mention.reason:
        case None:
            return ""
        case Reason.NO_HANDLE:
            return phrase("There was no handle to send it to.")
        case Reason.OTHER_NETWORK:
            if homes:
                return phrase("It was said {where}; the speaker is {homes}.", where=where, homes=homes)
            return phrase("It was said {where}; the speaker is not there.", where=where)
        case Reason.UNTAGGED:
            return phrase("The name stands there, but not the handle they have {where}.", where=where)
        case Reason.DEAD_HANDLE:
            return phrase("The account we know of {where} has closed.", where=where)


def _coverage(kind: Sequence[Said]) -> list[Coverage]:
    found = []
    for network in Network:
        here = [one for one in kind if network in one.networks]
        if not here or network in _NOWHERE:
            continue
        alive = [one for one in here if any(not handle.dead for handle in one.speaker.on(network))]
        known = [one for one in here if one.speaker.handles]
        found.append(Coverage(network=network, total=len(here), reachable=len(alive), with_handle=len(known)))
    return found
