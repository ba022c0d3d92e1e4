"""Asks fontconfig, which Chromium and Firefox ask too, whether a machine has a font for a character."""

import shutil
import subprocess
from collections.abc import Iterable

_AT_ONCE = 500  # characters in one question: a command line has an end
_PATIENCE = 30  # seconds


def can_tell() -> bool:
    """Whether this machine can be asked; Windows and macOS, and servers without fonts, cannot."""
    return shutil.which("fc-list") is not None


def undrawn(characters: Iterable[str]) -> frozenset[str]:
    """Return those characters for which no font is installed; ask `can_tell` first."""
    asked = sorted(set(characters))
    missing: list[str] = []
    for start in range(0, len(asked), _AT_ONCE):
        missing += _undrawn(asked[start : start + _AT_ONCE])
    return frozenset(missing)


def _undrawn(characters: list[str]) -> list[str]:
    """Halve what no single font has until single characters are left: a script has mostly one font that has it all."""
    if not characters or _any_font_has(characters):
        return []
    if len(characters) == 1:
        return characters
    middle = len(characters) // 2
    return _undrawn(characters[:middle]) + _undrawn(characters[middle:])


def _any_font_has(characters: list[str]) -> bool:
    wanted = " ".join(f"{ord(character):x}" for character in characters)
    command = ["fc-list", f":charset={wanted}", "family"]
    told = subprocess.run(  # noqa: S603 - hexadecimal numbers only; where fc-list stands is the machine's business
        command, capture_output=True, check=False, timeout=_PATIENCE
    )
    return bool(told.stdout.strip())
