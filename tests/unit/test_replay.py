"""A replay says what it could not read, and never so much of it that nobody reads that."""

from collections.abc import Sequence

from app.domain.errors import BadInput
from app.domain.post import Change, Posted
from app.services.batch import Taken
from app.services.replay import Replay
from tests.support.stored import a_post


class Counter:
    """Takes everything, and keeps none of it."""

    async def take(self, changes: Sequence[Change]) -> Taken:
        return Taken(new=len(changes))


def _lines() -> list[tuple[int, Change | BadInput]]:
    return [
        (number, Posted(a_post(number)) if number % 2 else BadInput(f"line {number}: no post")) for number in range(60)
    ]


async def test_of_many_bad_lines_the_first_twenty_are_told_and_all_are_counted() -> None:
    replay = Replay(ingest=Counter())  # type: ignore[arg-type]  # it takes what an ingest takes
    for done in (await replay.at_once(_lines()), await replay.at_speed(_lines(), 1e9)):
        assert [str(bad) for bad in done.bad] == [f"line {number}: no post" for number in range(0, 40, 2)]
        assert done.bad_lines == 30
        assert done.summary == "30 posts, 30 originals, 30 new, 30 unreadable"
