"""One voice: which accounts are the same person's, by what bridges, profiles and moderators say, never by a name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An account as far as it says who it is. Other accounts are named as `network:handle`, see `name_of`."""

    id: int
    names: frozenset[str]  # of itself: by handle, and by remote id
    behind: str | None = None  # the account that it is the bridged copy of
    claims: frozenset[str] = frozenset()  # accounts that its profile says are the same person's
    joined: frozenset[str] = frozenset()  # accounts that a moderator says are


def name_of(network: Network | str, handle: str) -> str:
    """What accounts are called by each other."""
    return f"{network}:{handle.lower()}"


def linked(one: Known, other: Known) -> bool:
    """Whether two accounts are one person's: a bridge or a moderator says so, or both profiles do."""
    if one.behind is not None and (one.behind in other.names or one.behind == other.behind):
        return True
    if other.behind is not None and other.behind in one.names:
        return True
    if not one.joined.isdisjoint(other.names) or not other.joined.isdisjoint(one.names):
        return True
    return not one.claims.isdisjoint(other.names) and not other.claims.isdisjoint(one.names)


def persons(accounts: Iterable[Known]) -> list[tuple[int, ...]]:
    """The ids of accounts that are one person's, each person's in order; also persons of one account."""
    waiting = sorted(accounts, key=lambda account: account.id)
    found: list[tuple[int, ...]] = []
    while waiting:
        person, waiting = _gathered(waiting)
        found.append(tuple(sorted(account.id for account in person)))
    return found


def _gathered(accounts: Sequence[Known]) -> tuple[list[Known], list[Known]]:
    """Take out the first account, and everybody who is the same person."""
    person, others = [accounts[0]], list(accounts[1:])
    for one in person:  # grows while it is looked through
        same = [other for other in others if linked(one, other)]
        person += same
        others = [other for other in others if not linked(one, other)]
    return person, others
