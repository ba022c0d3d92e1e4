"""A crowd to measure with: the demo's posts said again and again, and as many speakers as wanted."""

from dataclasses import replace
from itertools import product

from app.assets import demo
from app.domain.event import Programme
from app.domain.files import RosterFormat
from app.domain.post import Post, Posted
from app.domain.speaker import Speaker, SpeakerKey
from app.networks.archive.read import lines
from app.services.archives import programme_of, roster_of

LONGSHORE = demo() / "longshore"
_SYLLABLES = ("ba", "do", "fen", "gil", "ha", "jor", "kel", "lu", "mir", "no", "pel", "ro", "san", "tu", "vel", "wim")


def posts(count: int) -> list[Post]:
    """That many posts of the demo's voices, each with a uri of its own."""
    said = [change.post for _, change in lines(LONGSHORE / "posts.jsonl") if isinstance(change, Posted)]
    return [replace(said[n % len(said)], uri=f"{said[n % len(said)].uri}/{n}") for n in range(count)]


def cast() -> Programme:
    """The demo's speakers and talks."""
    return programme_of(roster_of(LONGSHORE / "speakers.jsonl", RosterFormat.AUTO, None))


def crowded(programme: Programme, count: int) -> Programme:
    """A programme with that many speakers; those who are added are in nobody's posts."""
    invented = ("".join(parts) for parts in product(_SYLLABLES, repeat=4))
    more = tuple(
        Speaker(key=SpeakerKey(f"more-{n}"), name=f"{next(invented).title()} {next(invented).title()}")
        for n in range(count - len(programme.speakers))
    )
    return replace(programme, speakers=programme.speakers + more)
