"""What an event hears of X: which posts concern it, what they cost, and where to go on after the next connection."""

from collections.abc import Iterable, Sequence

from app.domain.errors import BadInput
from app.domain.phrase import Phrase, phrase, reasons
from app.domain.post import Change, Posted
from app.domain.source import Gap
from app.domain.text import folded
from app.networks.source import Due, Heard, Watch
from app.networks.x import posts
from app.networks.x.payloads import Line, Tweet, included, tweets
from app.networks.x.spending import Spending

NEWEST, ALIVE, ANSWERS = "newest", "alive", "answers"  # the places: two ids and a time


class Hearing:
    """Turns lines and pages into what is heard.

    `newest` and `answers` are ids; `behind` is true until the time without a connection has been read, and places stay
    where they are until then.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._spending = Spending(watch.places)
        self.newest = id_of(watch.places.get(NEWEST, ""))
        self.answers = id_of(watch.places.get(ANSWERS, ""))
        self.behind = True
        self.impossible: Sequence[str] = ()  # tags that cannot be asked for

    def told(
        self,
        changes: Iterable[Change],
        *,
        malformed: int = 0,
        gaps: Sequence[Gap] = (),
        looked_at: Sequence[Due] = (),
    ) -> Heard:
        """Return changes with the places and the note that belong to them."""
        places = self._spending.places
        if not self.behind:
            places[ALIVE] = self._watch.now().isoformat()
            if self.newest is not None:
                places[NEWEST] = str(self.newest)
        if self.answers is not None:
            places[ANSWERS] = str(self.answers)
        return Heard(
            changes=tuple(changes),
            places=places,
            gaps=tuple(gaps),
            checked=tuple(due.key for due in looked_at),
            malformed=malformed,
            note=self._note(),
        )

    def changes(self, told: Line, *, newest: bool = True) -> tuple[list[Change], int]:
        """Return what of a line or page concerns the event, the oldest first, and how much could not be read.

        `newest` says whether its ids move the place on: those of answers and look-ups do not.
        """
        found, malformed = tweets(told)
        beside = included(told)
        now = self._watch.now()
        self._spending.read((str(tweet.id) for tweet in found), now)
        changes: list[Change] = []
        here: set[str] = set()
        for tweet in sorted(found, key=_order):
            try:
                change = posts.to_change(tweet, beside, received_at=now)
            except BadInput:
                malformed += 1
                continue
            if newest:
                self.newest = max(self.newest or 0, _order(tweet))
            if self._concerns(change, here):
                changes.append(change)
                if isinstance(change, Posted):
                    here.add(change.post.uri)
        return changes, malformed

    def _concerns(self, change: Change, here: set[str]) -> bool:
        """Whether a post has a tag of the event, or answers or quotes what is held."""
        if not isinstance(change, Posted):
            return True
        post = change.post
        wanted = {folded(tag) for tag in self._watch.tags}
        if any(folded(hashtag.tag) in wanted for hashtag in post.entities.hashtags) or self._watch.holds(post.uri):
            return True
        referred = (post.reply_to, post.quote_of)
        return any(one and one.uri and (one.uri in here or self._watch.holds(one.uri)) for one in referred)

    def _note(self) -> Phrase | None:
        impossible = (phrase("{tag} cannot be a hashtag on X", tag=f"#{tag}") for tag in self.impossible)
        return reasons([self._spending.line, *impossible])


def id_of(text: str) -> int | None:
    """Return an id as a number, None when it is none."""
    return int(text) if posts.number(text) else None


def _order(tweet: Tweet) -> int:
    return id_of(str(tweet.id)) or 0
