"""Which subscriptions follow what answers, quotes, repeats or deletes the posts that we hold."""

import re
from collections.abc import Iterator, Mapping, Sequence

from app.networks.nostr.payloads import Filter, Kind

_ID = re.compile(r"[0-9a-f]{64}")
AT_ONCE = 100  # ids in one subscription; relays allow some twenty subscriptions and filters of some hundred values
_ABOUT = (Kind.NOTE, Kind.DELETION, Kind.REPOST, Kind.GENERIC_REPOST, Kind.COMMENT)
_QUOTING = (Kind.NOTE, Kind.COMMENT)


class Threads:
    """Keeps each id in the subscription in which it is, so that only the one that grows is asked for again."""

    def __init__(self) -> None:
        self._parts: dict[int, list[str]] = {}
        self._next = 0
        self._known: set[str] = set()

    def plan(self, wanted: Sequence[str], authors: Mapping[str, str]) -> Iterator[tuple[str, list[Filter]]]:
        """Yield the subscriptions that are new, larger or (without filters) over, when these ids are followed now.

        `wanted` is newest first; `authors` says who wrote which of them: the notes of the others are asked for.
        """
        ids = {uri for uri in wanted if _ID.fullmatch(uri)}
        for number, part in list(self._parts.items()):
            if ids.isdisjoint(part):
                del self._parts[number]
                self._known.difference_update(part)
                yield _name(number), []
        grown: dict[int, None] = {}
        for uri in reversed(wanted):
            if uri in ids and uri not in self._known:
                self._known.add(uri)
                grown[self._add(uri)] = None
        for number in grown:
            yield _name(number), about(self._parts[number], authors)

    def _add(self, uri: str) -> int:
        if len(self._parts.get(self._next, ())) >= AT_ONCE or self._next not in self._parts:
            self._next += 1
            self._parts[self._next] = []
        self._parts[self._next].append(uri)
        return self._next


def about(ids: Sequence[str], authors: Mapping[str, str]) -> list[Filter]:
    """Return what asks for everything about some events; no time limits it, because deletions are never too late."""
    found: list[Filter] = [{"kinds": list(_ABOUT), "#e": list(ids)}, {"kinds": list(_QUOTING), "#q": list(ids)}]
    unknown = [uri for uri in ids if uri not in authors]
    if unknown:
        found.append({"ids": unknown})
    known = list(dict.fromkeys(authors[uri] for uri in ids if uri in authors))
    if known:
        found.append({"kinds": [Kind.VANISH], "authors": known})
    return found


def _name(number: int) -> str:
    return f"about-{number}"
