"""What no database takes: a NUL, and half of a surrogate pair. Each is marked where it stands, alone or inside JSON."""

from typing import Any


def mended(words: str) -> str:
    """Return words that both engines can keep; NUL becomes U+FFFD, half a pair `?`, nothing else is touched."""
    return words.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def mended_whole(value: Any) -> Any:
    """Return what JSON is made of, every text in it mended but for the names of fields."""
    match value:
        case str():
            return mended(value)
        case list() | tuple():
            return [mended_whole(item) for item in value]
        case dict():
            return {name: mended_whole(item) for name, item in value.items()}
        case _:
            return value
