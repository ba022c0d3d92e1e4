"""Rosters: lines of speakers with handles and talks, as a programme and a list of what a person should look at."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.errors import BadInput
from app.domain.handle import Handle, HandleKey
from app.domain.network import Network, network_named
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk
from app.domain.text import folded, slug
from app.networks.archive import fields
from app.networks.archive.fields import Fields
from app.networks.archive.read import Record, records
from app.networks.archive.talks import Talks
from app.networks.registry import TEXTS, address_of, canonical

_NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a roster that a person should look at. `lost` says that nothing of the line was taken."""

    line: int
    text: str
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What a roster says. `roster_ids` are the lines' own ids, else their numbers, from 1."""

    speakers: tuple[Speaker, ...]
    talks: tuple[Talk, ...]
    doubts: tuple[Doubt, ...]
    roster_ids: Mapping[SpeakerKey, str | int]


@dataclass(slots=True)
class _Person:
    """A speaker while further lines may still tell more."""

    line: int
    given_id: str | int | None
    name: str
    aliases: list[str]
    organisation: str | None
    photo: str | None
    handles: dict[HandleKey, Handle]
    key: SpeakerKey = field(default=SpeakerKey(""))

    def is_like(self, other: "_Person") -> bool:
        """Whether both, of the same name, may be one person: no other id, no other handle on the same network."""
        return (self.given_id is None or other.given_id is None) and not self.clashes(other)

    def clashes(self, other: "_Person") -> list[Network]:
        """Return the networks on which both have handles, and none in common."""
        mine, theirs = _by_network(self.handles), _by_network(other.handles)
        return [network for network in mine if network in theirs and not mine[network] & theirs[network]]

    def learn(self, other: "_Person") -> None:
        """Take over what another line about the same person says."""
        self.given_id = other.given_id if self.given_id is None else self.given_id
        for name in (other.name, *other.aliases):
            if name != self.name and name not in self.aliases:
                self.aliases.append(name)
        self.organisation = self.organisation or other.organisation
        self.photo = self.photo or other.photo
        self.handles = self.handles | {key: new for key, new in other.handles.items() if key not in self.handles}

    def speaker(self) -> Speaker:
        """Return the finished speaker."""
        return Speaker(
            key=self.key,
            name=self.name,
            aliases=tuple(self.aliases),
            organisation=self.organisation,
            photo=self.photo,
            handles=tuple(self.handles.values()),
        )


def _by_network(handles: Iterable[HandleKey]) -> dict[Network, set[str]]:
    found: dict[Network, set[str]] = {}
    for handle in handles:
        found.setdefault(handle.network, set()).add(handle.canonical)
    return found


def read_roster(path: Path, *, zone: ZoneInfo | None = None) -> Roster:
    """Read a roster from a file; BadInput when it cannot be opened."""
    return to_programme(records(path), zone=zone)


def to_programme(lines: Iterable[Record], *, zone: ZoneInfo | None = None) -> Roster:
    """Return the speakers and talks of a roster, with its doubts; a bad line costs nothing but itself.

    A line is `{"name", "handles": {network: handle | [handles]} | null, "sessions": [{"title", "starts_at", "ends_at",
    "type", "room"}], "id", "aliases", "organisation", "photo"}`; all but the name may be absent. Times without an
    offset are those of `zone`, the event's.
    """
    reading = _Reading(Talks(zone))
    for number, line in lines:
        if isinstance(line, BadInput):
            reading.doubt(number, str(line.args[0]), lost=True)
        else:
            reading.take(number, line)
    return reading.roster()


class _Reading:
    """A roster as far as it has been read."""

    def __init__(self, talks: Talks) -> None:
        self._people: dict[SpeakerKey, _Person] = {}
        self._by_name: dict[str, list[_Person]] = {}
        self._by_id: dict[str, _Person] = {}
        self._owners: dict[HandleKey, _Person] = {}
        self._talks = talks
        self._doubts: list[Doubt] = []

    def doubt(self, line: int, text: str, *, lost: bool = False) -> None:
        """Note something for a person to look at."""
        self._doubts.append(Doubt(line, text, lost))

    def take(self, number: int, line: Fields) -> None:
        """Take over what one line says."""
        name = fields.name(line, "name")
        if name is None or len(name) > _NAME_LIMIT:
            self.doubt(number, "the line has no name" if name is None else "the name is too long", lost=True)
            return
        person = self._known(self._person(number, line, unicodedata.normalize("NFC", name)))
        sessions = line.get("sessions")
        if sessions is not None and not isinstance(sessions, list):
            self.doubt(number, "sessions must be a list; none were taken")
            return
        for session in sessions or ():
            for doubt in self._talks.add(session, person.key):
                self.doubt(number, doubt)

    def _person(self, number: int, line: Fields, name: str) -> _Person:
        given = line.get("id")
        aliases = line.get("aliases")
        named = aliases if isinstance(aliases, list) else [aliases]
        return _Person(
            line=number,
            given_id=given if isinstance(given, str | int) and not isinstance(given, bool) and given != "" else None,
            name=name,
            aliases=[alias for one in named if (alias := fields.name({"alias": one}, "alias"))],
            organisation=fields.name(line, "organisation"),
            photo=fields.link(line, "photo", own=True),
            handles=dict(self._handles(number, line)),
        )

    def _known(self, person: _Person) -> _Person:
        """Return the person that a line is about: somebody known, who learns from it, or somebody new."""
        namesakes = self._by_name.setdefault(folded(person.name), [])
        known = self._by_id.get(str(person.given_id)) or next((one for one in namesakes if one.is_like(person)), None)
        if known is not None:
            known.learn(person)
            self.doubt(person.line, f"{person.name} also stands in line {known.line}: taken as one speaker")
            self._own(known, person)
            return known
        for namesake in namesakes:
            clash = ", ".join(network.label for network in namesake.clashes(person))
            why = f"other handles on {clash}" if clash else "another id"
            also = f"{person.name} also stands in line {namesake.line} with {why}"
            self.doubt(person.line, f"{also}: kept as two speakers; a person must decide whether they are one")
        person.key = self._free_key(person)
        self._people[person.key] = person
        namesakes.append(person)
        if person.given_id is not None:
            self._by_id[str(person.given_id)] = person
        self._own(person, person)
        return person

    def _own(self, owner: _Person, told: _Person) -> None:
        for handle in told.handles:
            known = self._owners.setdefault(handle, owner)
            if known is not owner:
                shown = TEXTS[handle.network].shown(handle.canonical)
                where = f"{known.name}'s (line {known.line})"
                self.doubt(told.line, f"{shown} on {handle.network.label} is also {where}: ambiguous")

    def _free_key(self, person: _Person) -> SpeakerKey:
        wanted = slug(str(person.given_id)) if person.given_id is not None else ""
        wanted = wanted or slug(person.name) or f"speaker-{person.line}"
        key, number = SpeakerKey(wanted), 2
        while key in self._people:
            key, number = SpeakerKey(f"{wanted[:75]}-{number}"), number + 1
        return key

    def _handles(self, number: int, line: Fields) -> Iterator[tuple[HandleKey, Handle]]:
        told = line.get("handles")
        if told is None:
            return
        if not isinstance(told, dict):
            self.doubt(number, 'handles must be an object such as {"mastodon": "@name@server"}; none were taken')
            return
        for network_name, given in told.items():
            try:
                network = network_named(str(network_name))
            except BadInput as error:
                self.doubt(number, f"{error.args[0]}; left out")
                continue
            for one in given if isinstance(given, list) else [given]:
                if one is not None and one != "" and (handle := self._handle(number, network, one)) is not None:
                    yield handle.key, handle

    def _handle(self, number: int, network: Network, given: object) -> Handle | None:
        """Return a handle from its text, or from an object with more: handle, remote_id, verified, dead."""
        more: Fields = given if isinstance(given, dict) else {"handle": given}
        try:
            typed = fields.text(more, "handle")
            remote_id = fields.identifier(more, "remote_id")
            key = self._key(number, network, typed or "")
        except BadInput as error:
            self.doubt(number, f"{error.args[0]}; left out")
            return None
        return Handle(
            network=key.network,
            canonical=key.canonical,
            remote_id=remote_id,
            verified=more.get("verified") is True,
            dead=more.get("dead") is True,
        )

    def _key(self, number: int, network: Network, typed: str) -> HandleKey:
        try:
            return canonical(network, typed)
        except BadInput:
            elsewhere = address_of(typed)
            if elsewhere is None or elsewhere.network is network:
                raise
            self.doubt(number, f"{typed!r} is given for {network.label} but is a handle on {elsewhere.network.label}")
            return elsewhere

    def roster(self) -> Roster:
        """Return what was read."""
        return Roster(
            speakers=tuple(person.speaker() for person in self._people.values()),
            talks=self._talks.programme(),
            doubts=tuple(self._doubts),
            roster_ids={
                key: person.line if person.given_id is None else person.given_id for key, person in self._people.items()
            },
        )
