"""Look-alikes: a handle that is spelled like a speaker's name, of a speaker who has none there: a person must decide.

Whoever attributed it would let anybody who takes such a handle receive what is meant for another.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from app.domain.entities import Tagged
from app.domain.handle import HandleKey
from app.domain.match_clues import Clue
from app.domain.mention import Evidence
from app.domain.names import parts
from app.domain.network import Network
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.text import folded

_SPELLED, _RESEMBLING = 0.6, 0.3
_CLASHING = 0.45
_LEAST_LETTERS = 7
_BESIDE = re.compile(r"\s?[(\[]?")
_LETTERS = re.compile(r"[^a-z]+")


class Lookalikes:
    """The handles that speakers might have."""

    def __init__(self, speakers: Iterable[Speaker]) -> None:
        self._spelled: dict[str, set[SpeakerKey]] = {}
        self._resembling: dict[str, set[SpeakerKey]] = {}
        self._has: dict[SpeakerKey, frozenset[Network]] = {}
        for speaker in speakers:
            self._has[speaker.key] = frozenset(handle.network for handle in speaker.handles)
            for name in parts(speaker):
                given, family = "".join(name.given), "".join(name.family)
                if given and family and len(given + family) >= _LEAST_LETTERS:
                    for spelled in (given + family, family + given):
                        self._spelled.setdefault(spelled, set()).add(speaker.key)
                    self._resembling.setdefault("".join(sorted(given + family)), set()).add(speaker.key)

    def clues(self, tagged: Iterable[tuple[Tagged, HandleKey]]) -> Iterator[Clue]:
        """Yield who might be meant by handles that are nobody's on the programme."""
        for mention, handle in tagged:
            user = _LETTERS.sub("", folded(handle.canonical.partition("@")[0].partition(".")[0]))
            found = self._spelled.get(user)
            confidence = _SPELLED if found else _RESEMBLING
            found = found or self._resembling.get("".join(sorted(user)))  # @paylakatel
            fits = tuple(sorted(one for one in found or () if handle.network not in self._has[one]))
            if fits:
                yield Clue(fits, Evidence.HANDLE, confidence, mention.span, doubtful=True)

    def weighed(self, clues: Iterable[Clue], tagged: Iterable[tuple[Tagged, HandleKey]], text: str) -> list[Clue]:
        """Doubt a name that its author follows with a handle which is not the one that the speaker has there."""
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
        return handle is not None and all(handle.network in self._has[speaker] for speaker in clue.speakers)
