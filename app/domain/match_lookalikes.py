"""Look-alikes: a handle that the programme does not know, but that is spelled like a speaker's name.

Who writes @jane_doe under the event's hashtag means Jane Doe as surely as who writes her name. It is no proof that the
account is hers, so it is a name tag and no handle: nothing counts as delivered by it. Where she has another one there,
a person must decide.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from app.domain.entities import Tagged
from app.domain.handle import HandleKey
from app.domain.match_clues import Clue
from app.domain.mention import Evidence
from app.domain.names import Form, parts, spellings
from app.domain.names_nicknames import is_short_for
from app.domain.names_typos import is_one_typo_away
from app.domain.network import Network
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.text import folded

_SPELLED, _RESEMBLING = 0.85, 0.3
_ELSEWHERE = 0.5  # of who has another handle there
_NEAR = 0.45  # by a nickname or a typing error
_CLASHING = 0.45
_LEAST_LETTERS = 7
_MOST_KNOWN = 4_096
_LEAST_FAMILY = 3
_BESIDE = re.compile(r"\s?[(\[]?")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_ADDED = re.compile(r"^(?:the|real|iam|im|its|dr|prof|mr|ms|mrs)(?=.)|(?<=.)(?:phd|md|dev|official|hq)$")


class Alike(NamedTuple):
    """Whose name a handle is spelled like, and how well."""

    speakers: tuple[SpeakerKey, ...]
    confidence: float
    doubtful: bool


class Lookalikes:
    """The handles that speakers might have."""

    def __init__(self, speakers: Iterable[Speaker]) -> None:
        self._spelled: dict[str, set[SpeakerKey]] = {}
        self._resembling: dict[str, set[SpeakerKey]] = {}
        self._by_family: dict[str, list[tuple[str, SpeakerKey]]] = {}
        self._has: dict[SpeakerKey, frozenset[Network]] = {}
        self._known: dict[HandleKey, Alike | None] = {}  # what was found before; people tag the same ones again
        for speaker in speakers:
            self._has[speaker.key] = frozenset(handle.network for handle in speaker.handles)
            for spelling, form in spellings(speaker).items():
                if form is not Form.PART:
                    self._know(spelling.replace(" ", ""), speaker.key)
            for name in parts(speaker):
                given, family = "".join(name.given), "".join(name.family)
                if given and family and len(given + family) >= _LEAST_LETTERS:
                    self._know(given + family, speaker.key)
                    self._know(family + given, speaker.key)
                    self._resembling.setdefault("".join(sorted(given + family)), set()).add(speaker.key)
                    self._by_family.setdefault(family, []).append((given, speaker.key))

    def _know(self, spelled: str, speaker: SpeakerKey) -> None:
        if len(spelled) >= _LEAST_LETTERS and spelled.isalpha():
            self._spelled.setdefault(spelled, set()).add(speaker)

    def clues(self, tagged: Iterable[tuple[Tagged, HandleKey]]) -> Iterator[Clue]:
        """Yield who is meant, or might be, by handles that are nobody's on the programme."""
        for mention, handle in tagged:
            alike = self.alike(handle)
            if alike is not None:
                yield Clue(alike.speakers, Evidence.NAME_TAG, alike.confidence, mention.span, doubtful=alike.doubtful)

    def alike(self, handle: HandleKey) -> Alike | None:
        """Return whose name a handle that is nobody's is spelled like, if anybody's."""
        try:
            return self._known[handle]
        except KeyError:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[handle] = self._compared(handle)
            return found

    def _compared(self, handle: HandleKey) -> Alike | None:
        users = list(_users(handle))
        for user in users:
            found = self._spelled.get(user) or self._spelled.get(_ADDED.sub("", user))
            if found:
                without = tuple(sorted(one for one in found if handle.network not in self._has[one]))
                confidence = _SPELLED if without else _ELSEWHERE
                return Alike(without or tuple(sorted(found)), confidence, doubtful=not without)
        for user in users:
            near = self._near(user)
            confidence = _NEAR if near else _RESEMBLING
            near = near or self._resembling.get("".join(sorted(user)), set())  # @paylakatel
            fits = tuple(sorted(one for one in near if handle.network not in self._has[one]))
            if fits:
                return Alike(fits, confidence, doubtful=True)
        return None

    def _near(self, user: str) -> set[SpeakerKey]:
        """Who has this family name, and a first name of which the rest is a nickname or a misspelling."""
        return {
            speaker
            for cut in range(2, len(user) - _LEAST_FAMILY + 1)
            for family, rest in ((user[cut:], user[:cut]), (user[: len(user) - cut], user[len(user) - cut :]))
            for given, speaker in self._by_family.get(family, ())
            if len(user) >= _LEAST_LETTERS and (is_short_for(rest, given) or is_one_typo_away(rest, given))
        }

    def weighed(self, clues: Iterable[Clue], tagged: Iterable[tuple[Tagged, HandleKey]], text: str) -> list[Clue]:
        """Doubt a name that its author follows with a handle which is not the one that the speaker has there."""
        clues = list(clues)
        if not any(clue.evidence is Evidence.NAME for clue in clues):
            return clues
        starts = {mention.span.start: handle for mention, handle in tagged if mention.span is not None}
        return [
            clue._replace(confidence=_CLASHING, doubtful=True) if self._clashes(clue, starts, text) else clue
            for clue in clues
        ]

    def _clashes(self, clue: Clue, starts: Mapping[int, HandleKey], text: str) -> bool:
        if clue.evidence is not Evidence.NAME or clue.span is None or not starts:
            return False
        beside = _BESIDE.match(text, clue.span.end)
        handle = starts.get(beside.end()) if beside is not None else None
        if handle is None or not all(handle.network in self._has[speaker] for speaker in clue.speakers):
            return False
        alike = self.alike(handle)  # a second account of the one who is named
        return alike is None or set(clue.speakers).isdisjoint(alike.speakers)


def _users(handle: HandleKey) -> Iterator[str]:
    """Yield what a handle may say of a name: its letters up to the first point, and up to the second."""
    user = folded(handle.canonical.partition("@")[0])
    first, _, rest = user.partition(".")
    yield _NO_LETTERS.sub("", first)
    if rest:
        yield _NO_LETTERS.sub("", first + rest.partition(".")[0])
