"""What reading X has cost so far, as far as we can tell: X bills posts once a day, however often they are read."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from app.domain.phrase import Phrase, phrases

POST_PRICE = Decimal("0.005")  # US dollars, since 2026-02-06
USER_PRICE = Decimal("0.010")
MONTHLY_CAP = 3_000_000  # posts
_PLACE = "read"
_MOST_KNOWN = 200_000  # ids of one day

PRICES = (
    f"X bills the owner of the token: ${POST_PRICE} for each post that is read and ${USER_PRICE} for each author, "
    f"up to {MONTHLY_CAP:,} posts a month"
)


class Spending:
    """Counts the posts that were read; the count goes on where the last run stored it."""

    def __init__(self, places: Mapping[str, str]) -> None:
        told = places.get(_PLACE, "")
        self.posts = int(told) if told.isascii() and told.isdecimal() else 0
        self._day: date | None = None
        self._today: set[str] = set()

    def read(self, posts: Iterable[str], now: datetime) -> None:
        """Count posts by their ids, each once a UTC day."""
        if now.date() != self._day or len(self._today) > _MOST_KNOWN:
            self._day = now.date()
            self._today.clear()
        fresh = set(posts) - self._today
        self._today |= fresh
        self.posts += len(fresh)

    @property
    def places(self) -> dict[str, str]:
        """Where the count is."""
        return {_PLACE: str(self.posts)}

    @property
    def line(self) -> Phrase:
        """The count as the organizer reads it; amounts are in US dollars, and written as X writes them."""
        price = f"${self.posts * POST_PRICE:,.2f}"
        return phrases(
            "about {n} post read, {price} so far", "about {n} posts read, {price} so far", self.posts, price=price
        )
