"""Korean names of a programme in Latin letters, as Koreans write them: Minsu Kim is 김민수 to them."""

import re
from collections.abc import Iterable, Iterator

from app.domain.match_clues import Clue
from app.domain.match_words import Written
from app.domain.mention import Evidence
from app.domain.names import parts
from app.domain.names_romanised import is_korean_family, romanised
from app.domain.speaker import Speaker, SpeakerKey

_SAME = 0.8  # several Korean names are written alike in Latin letters
_RUN = re.compile("[가-힣]+")
_SIZES = (3, 2, 4)  # syllables of a name, as often as they are
# What may follow a name without a space: particles, and what a person is called.
_AFTER = re.compile(
    "(?:님|씨|교수님?|박사님?|선생님|강사님|대표님?|연사님?)?(?:의|이|가|은|는|을|를|와|과|도|께서?|에게|한테|랑|께서는|이랑)?"
)


class KoreanNames:
    """Names whose family name is a Korean one, by all of it in Latin letters."""

    def __init__(self, speakers: Iterable[Speaker]) -> None:
        self._whole: dict[str, set[SpeakerKey]] = {}
        for speaker in speakers:
            for name in parts(speaker):
                for given, family in ((name.given, name.family), (name.family, name.given)):  # either comes first
                    if given and len(family) == 1 and is_korean_family(family[0]):
                        self._whole.setdefault(f"{family[0]} {''.join(given)}", set()).add(speaker.key)

    def clues(self, written: Written) -> Iterator[Clue]:
        """Yield whose names stand in Korean letters in a post, where nothing else was found."""
        if not self._whole:
            return
        for run in _RUN.finditer(written.text.text):
            for size in _SIZES:
                place = run.start(), run.start() + size
                if _AFTER.fullmatch(run[0], size) and len(run[0]) >= size and not written.is_taken(*place):
                    found = self._meant(run[0][:size])
                    if found:
                        written.taken.append(place)
                        yield Clue(tuple(sorted(found)), Evidence.NAME, _SAME, written.piece(*place))
                        break

    def _meant(self, name: str) -> set[SpeakerKey]:
        latin = (f"{family} {given.replace('-', '')}" for given, family in romanised([name]))
        return {speaker for whole in latin for speaker in self._whole.get(whole, ())}
