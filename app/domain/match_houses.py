"""Houses: an organisation that is called after somebody is not that person: the Tann Foundation, the Ada Institute."""

from collections.abc import Sequence

from app.domain.match_words import Written
from app.domain.name_words import PARTICLES, PLAIN_WORDS
from app.domain.names import parts, squeezed
from app.domain.speaker import Speaker
from app.domain.text import folded


class Houses:
    """The names of speakers' organisations that hold a name of a speaker and more."""

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        """Index the organisations of these speakers that are called after one of them."""
        self._names: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        names = {word for speaker in speakers for told in parts(speaker) for part in told for word in part}
        names -= PARTICLES | PLAIN_WORDS
        for house in sorted({speaker.organisation for speaker in speakers if speaker.organisation}):
            words = tuple(squeezed(folded(house)).split())
            at = next((at for at, word in enumerate(words) if word in names), None)
            if at is not None and len(words) > 1:
                self._names.setdefault(words[at], []).append((at, words))

    def take(self, written: Written) -> None:
        """Take the places of organisations in a text, so that nobody is found in them by a single name."""
        for word in sorted(self._names.keys() & written.unlike) if self._names else ():
            for at in written.places(word):
                for before, words in self._names[word]:
                    if written.runs(at - before, words):
                        written.taken.append((written.starts[at - before], written.end(at - before + len(words) - 1)))
