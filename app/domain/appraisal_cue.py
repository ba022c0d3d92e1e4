"""A cue: a regular expression that is tried only where one of its words occurs, for most posts have none of them."""

import re


class Cue:
    """Both the literals (with | between) and the pattern are in lower case; a match contains one of the literals."""

    def __init__(self, literals: str, pattern: str) -> None:
        self._literals = tuple(literals.split("|"))
        self._ascii = tuple(literal for literal in self._literals if literal.isascii())
        self._pattern = re.compile(pattern)

    def may_stand(self, lower: str) -> bool:
        """Whether a text in lower case has one of the literals."""
        return any(map(lower.__contains__, self._ascii if lower.isascii() else self._literals))

    def found(self, lower: str) -> bool:
        """Whether the cue stands in a text in lower case."""
        return self.may_stand(lower) and self._pattern.search(lower) is not None

    def places(self, lower: str) -> list[int]:
        """Return where the cue begins in a text in lower case, each time."""
        return [match.start() for match in self._pattern.finditer(lower)] if self.may_stand(lower) else []

    def emptied(self, text: str) -> str:
        """Replace each match, in any case, by as many blanks, so that spans of the text stay true."""
        lower = lower_case(text)
        if not self.may_stand(lower):
            return text
        for match in self._pattern.finditer(lower):
            text = f"{text[: match.start()]}{' ' * len(match[0])}{text[match.end() :]}"
        return text


def lower_case(text: str) -> str:
    """Return a text in lower case at its own length (İ alone would grow)."""
    return text.lower() if text.isascii() else text.replace("İ", "i").lower()
