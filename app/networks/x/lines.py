"""Cuts a stream of bytes into lines, and never keeps more of one than a line can be."""

LINE_LIMIT = 1024 * 1024  # bytes; the longest of real lines have 40,000


class Lines:
    """Takes bytes as they come and gives whole lines; an empty one is a keep-alive, None one that was too long."""

    def __init__(self, limit: int = LINE_LIMIT) -> None:
        self._limit = limit
        self._begun = bytearray()
        self._lost = False  # in a line that was too long: its rest is nothing

    def feed(self, part: bytes) -> list[bytes | None]:
        """Return the lines that end in a part of the stream."""
        *ends, rest = part.split(b"\n")
        lines: list[bytes | None] = []
        for end in ends:
            self._take(end)
            lines.append(None if self._lost else bytes(self._begun).strip())
            self._begun.clear()
            self._lost = False
        self._take(rest)
        return lines

    def _take(self, part: bytes) -> None:
        if self._lost or len(self._begun) + len(part) > self._limit:
            self._begun.clear()
            self._lost = True
        else:
            self._begun += part
