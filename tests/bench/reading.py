"""How fast posts are read: beside VADER's score of the same posts, and with a hundred times as many speakers."""

from collections.abc import Iterator, Sequence

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from app.domain.appraisal import Appraiser
from app.domain.matching import SpeakerIndex
from app.domain.post import Post
from app.domain.read import Reader
from app.domain.reading import Reading
from tests.bench.crowd import cast, crowded, posts
from tests.bench.rounds import Result, seconds

_FEW, _MANY = 50, 5_000
_POSTS = 2_000


def _read(reader: Reader, crowd: Sequence[Post]) -> list[Reading]:
    return [reader.read(post) for post in crowd]


def measure() -> Iterator[Result]:
    """Goal 5 of performance.md. The gate is that readings are the same however many others could have been meant."""
    programme, model = cast(), Appraiser.shipped()
    few, many = (Reader(crowded(programme, count), model) for count in (_FEW, _MANY))
    index, vader = SpeakerIndex(programme), SentimentIntensityAnalyzer()
    crowd = posts(_POSTS)
    if _read(few, crowd) != _read(many, crowd):
        raise AssertionError("more speakers changed what was read")
    took = seconds(
        {
            "vader": lambda: [vader.polarity_scores(post.text) for post in crowd],
            "tone": lambda: [model.tone(post.text, language=post.language, entities=post.entities) for post in crowd],
            "speakers": lambda: [index.find(post) for post in crowd],
            "few": lambda: _read(few, crowd),
            "many": lambda: _read(many, crowd),
        }
    )
    rate = {side: f"{_POSTS / time:,.0f} posts/s" for side, time in took.items()}
    beside = f"VADER {rate['vader']}"
    for what, time, goal, told in (
        ("tone, its language included, in times of VADER's score", took["tone"], "–", rate["tone"]),
        ("who is meant, in times of VADER's score", took["speakers"], "–", rate["speakers"]),
        ("both, in times of VADER's score", took["tone"] + took["speakers"], "≤ 1.6", rate["tone"]),
        ("a whole reading with its verdict, in times of VADER's score", took["few"], "–", rate["few"]),
    ):
        yield Result(what, time / took["vader"], goal, f"{told}, {beside}")
    yield Result(
        f"reading with {_MANY:,} speakers, in times of reading with {_FEW}",
        took["many"] / took["few"],
        "≤ 1.2",
        f"{rate['many']} and {rate['few']}",
    )
