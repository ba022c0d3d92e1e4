"""What the organizer should know of a source just now, gathered from whoever notices it."""

from app.domain.phrase import Phrase, reasons
from app.networks.source import NOTHING


class Notes:
    """One line for each thing that notices; together they are the note of the source."""

    def __init__(self) -> None:
        self._lines: dict[str, Phrase] = {}
        self._said = NOTHING

    def say(self, who: str, line: Phrase) -> Phrase | None:
        """Note something, or with NOTHING that it has passed; the whole note when it changed, else None."""
        self._lines[who] = line
        whole = reasons(self._lines.values()) or NOTHING
        if whole == self._said:
            return None
        self._said = whole
        return whole
