"""Manners in many languages: thanks in advance, for patience or only told of praise nobody, nor does what comes yet."""

from importlib import resources

from app.domain.appraisal_cue import Cue


def _read(text: str) -> dict[str, Cue]:
    """Read appraisal_manners.txt: headings in brackets, `? ` before literals, patterns."""
    literals: dict[str, list[str]] = {}
    patterns: dict[str, list[str]] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]") and " " * 2 not in line and "|" not in line:
            heading = line[1:-1]
        elif line.startswith("? "):
            literals.setdefault(heading, []).append(line[2:])
        elif line and not line.startswith("#"):
            patterns.setdefault(heading, []).append(line)
    return {name: Cue("|".join(literals[name]), "|".join(patterns[name])) for name in patterns}


_CUES = _read((resources.files("app.domain") / "appraisal_manners.txt").read_text("utf-8"))


def without_manners(text: str) -> str:
    """Empty, at the text's length, thanks in advance, thanks for patience, and thanks that is only told of."""
    return _CUES["no thanks"].emptied(text)


def awaits(lower: str) -> bool:
    """Whether a text in lower case looks forward to something, in another language than English."""
    return _CUES["awaited"].found(lower)


def turns(lower: str) -> bool:
    """Whether a text in lower case opens with praise and turns it round in the same breath."""
    return _CUES["turns"].found(lower)
