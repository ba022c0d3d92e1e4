"""The stalls: who sits where along the bottom edge of a wall."""

from collections.abc import Iterable
from typing import NamedTuple

from app.domain.wall import Card

BACK = 20
FRONT = 18


class Seat(NamedTuple):
    """A place in the stalls. `turn` is when it is taken: 0 is the middle of the front row, the last the back's ends."""

    turn: int
    card: Card | None


class Stalls(NamedTuple):
    """Two rows of seats, from the left to the right."""

    back: tuple[Seat, ...]
    front: tuple[Seat, ...]


def seated(cards: Iterable[Card]) -> Stalls:
    """Seat the voices of cards that stand newest first, each once, from the middle of the front row outwards."""
    voices: dict[str, Card] = {}
    for card in cards:
        voices.setdefault(card.who, card)
    people = list(voices.values())

    def row(size: int, first_turn: int) -> tuple[Seat, ...]:
        outwards = sorted(range(size), key=lambda place: abs(2 * place - size + 1))
        turns = {place: first_turn + turn for turn, place in enumerate(outwards)}
        return tuple(
            Seat(turns[place], people[turns[place]] if turns[place] < len(people) else None) for place in range(size)
        )

    return Stalls(back=row(BACK, FRONT), front=row(FRONT, 0))
