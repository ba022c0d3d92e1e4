"""Whose a post is by its uri: most networks write the author's name into it, and then it is no less personal."""

from collections.abc import Iterator

_BEFORE_NAMES = frozenset({"users", "user", "profile", "u"})
_DEEPEST = 4  # parts of a path that an account's own address may have


def names_in(uri: str) -> frozenset[str]:
    """By which handles and keys a uri may call its author, as written and in lower case.

    Its host (`at://did:plc:…/…`), the addresses above it (`https://shore.example/users/ines`), and the name at the
    beginning of its path, alone and at its domain (`ines@shore.example`, for `/users/ines/…` and `/@ines/…`).
    """
    return frozenset(spelling for name in _names(uri) for spelling in (name, name.casefold()))


def _names(uri: str) -> Iterator[str]:
    scheme, parted, rest = uri.partition("://")
    if not parted:
        return
    host, *path = rest.split("/")
    yield host
    for depth in range(1, min(len(path), _DEEPEST + 1)):
        yield f"{scheme}://{host}/{'/'.join(path[:depth])}"
    at = 1 if path and path[0].casefold() in _BEFORE_NAMES else 0
    if at + 1 < len(path):  # the last part is the post's own
        name = path[at].removeprefix("@")
        yield name
        labels = host.split(".")
        for start in range(len(labels) - 1):
            yield f"{name}@{'.'.join(labels[start:])}"
