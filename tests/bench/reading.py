"""How fast posts are read: beside decoding them alone, and with a hundred times as many speakers."""

from collections.abc import Iterator, Sequence

from app.domain.appraisal import Appraiser
from app.domain.post import Post
from app.domain.read import Reader
from app.domain.reading import Reading
from app.networks.archive.read import lines
from tests.bench.crowd import LONGSHORE, cast, crowded, posts
from tests.bench.rounds import Result, seconds

_FEW, _MANY = 50, 5_000


def _read(reader: Reader, crowd: Sequence[Post]) -> list[Reading]:
    return [reader.read(post) for post in crowd]


def measure() -> Iterator[Result]:
    """Both ratios; the gate is that the readings are the same however many others could have been meant."""
    programme, model = cast(), Appraiser.shipped()
    few, many = (Reader(crowded(programme, count), model) for count in (_FEW, _MANY))
    archive = LONGSHORE / "posts.jsonl"
    told = sum(1 for _ in lines(archive))
    crowd = posts(told)
    if _read(few, crowd) != _read(many, crowd):
        raise AssertionError("more speakers changed what was read")
    took = seconds(
        {
            "decode": lambda: sum(1 for _ in lines(archive)),
            "few": lambda: _read(few, crowd),
            "many": lambda: _read(many, crowd),
        }
    )
    rate = {side: told / time for side, time in took.items()}
    yield Result(
        "reading a post, in times of decoding its line with its entities",
        took["few"] / took["decode"],
        "none yet",
        f"{rate['few']:,.0f} posts/s read, {rate['decode']:,.0f} lines/s decoded",
    )
    yield Result(
        f"reading with {_MANY:,} speakers, in times of reading with {_FEW}",
        took["many"] / took["few"],
        "≤ 1.2",
        f"{rate['many']:,.0f} and {rate['few']:,.0f} posts/s",
    )
