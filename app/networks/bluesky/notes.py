"""What the organizer should know of a source just now, gathered from whoever notices it."""


class Notes:
    """One line for each thing that notices; together they are the note of the source."""

    def __init__(self) -> None:
        self._lines: dict[str, str] = {}
        self._said = ""

    def say(self, who: str, line: str) -> str | None:
        """Note something, or with "" that it has passed; the whole note when it changed, else None."""
        self._lines[who] = line
        whole = "; ".join(line for line in self._lines.values() if line)
        if whole == self._said:
            return None
        self._said = whole
        return whole
