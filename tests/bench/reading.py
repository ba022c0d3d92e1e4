"""How fast posts are read: beside VADER's score of the same posts, and with a hundred times as many speakers."""

import gc
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from app.domain.appraisal import Appraiser
from app.domain.matching import SpeakerIndex
from app.domain.post import Post
from app.domain.read import Reader
from app.domain.reading import Reading
from app.networks.entities import entities
from tests.bench.crowd import cast, crowded, posts
from tests.bench.rounds import Result, seconds

_FEW, _MANY = 50, 5_000
_POSTS = 500
_ROUNDS = 5
_INFORMATION = "–"
_PAGE = 4_096


def _read(reader: Reader, crowd: Sequence[Post]) -> list[Reading]:
    return [reader.read(post) for post in crowd]


def _resident() -> int:
    """Bytes that this process holds, as Linux counts them; automata are not on Python's heap."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE


def measure() -> Iterator[Result]:
    """Goal 5 of performance.md. The gate is that readings are the same however many others could have been meant."""
    programme, model = cast(), Appraiser.shipped()
    few = crowded(programme, _FEW)
    many = crowded(programme, _MANY)
    before = _resident()
    among_many = SpeakerIndex(many)
    megabytes = (_resident() - before) / 1_000_000
    among_few, vader = SpeakerIndex(few), SentimentIntensityAnalyzer()
    reader, crowded_reader = Reader(few, model), Reader(many, model)
    crowd = posts(_POSTS)
    english = [post for post in crowd if (post.language or "").startswith("en")]
    if _read(reader, crowd) != _read(crowded_reader, crowd):
        raise AssertionError("more speakers changed what was read")

    def tone(*, told: bool) -> None:
        for post in crowd:
            model.tone(post.text, language=post.language if told else None, entities=post.entities)

    took = seconds(
        {
            "vader": lambda: [vader.polarity_scores(post.text) for post in crowd],
            "entities": lambda: [entities(post.text) for post in crowd],
            "speakers": lambda: [among_few.find(post) for post in crowd],
            "among many": lambda: [among_many.find(post) for post in crowd],
            "tone": lambda: tone(told=True),
            "any tone": lambda: tone(told=False),
            "few": lambda: _read(reader, crowd),
            "vader in English": lambda: [vader.polarity_scores(post.text) for post in english],
            "English": lambda: [
                (entities(post.text), among_few.find(post), model.tone(post.text, entities=post.entities))
                for post in english
            ],
            "many": lambda: _read(crowded_reader, crowd),
        },
        _ROUNDS,
        process_time,  # nothing here waits, so that others on the machine need not count
    )
    parts = took["entities"] + took["speakers"]
    for what, time, goal in (
        ("the entities of a post", took["entities"], _INFORMATION),
        ("who is meant", took["speakers"], _INFORMATION),
        ("tone, the language told by the network", took["tone"], _INFORMATION),
        ("tone, the language found out", took["any tone"], _INFORMATION),
        ("entities, speakers and tone, the language told", parts + took["tone"], "≤ 1.0"),
        ("entities, speakers and tone, the language found out", parts + took["any tone"], "≤ 1.6"),
        ("a whole reading, with its verdict", took["few"], _INFORMATION),
    ):
        each = f"{time / _POSTS * 1e6:.0f} and {took['vader'] / _POSTS * 1e6:.0f} µs a post"
        yield Result(f"{what}, beside VADER's score", time / took["vader"], goal, each)
    yield Result(
        "of English posts: entities, speakers and tone, the language found out",
        took["English"] / took["vader in English"],
        "≤ 1.6",
        f"{took['English'] / len(english) * 1e6:.0f} and {took['vader in English'] / len(english) * 1e6:.0f} µs a post",
    )
    yield Result(
        f"who is meant of {_MANY:,} speakers, in times of {_FEW}",
        took["among many"] / took["speakers"],
        "≤ 1.2",
        f"{megabytes:.0f} MB for {_MANY:,}",
    )
    yield Result(
        f"a whole reading with {_MANY:,} speakers, in times of {_FEW}",
        took["many"] / took["few"],
        "≤ 1.2",
        f"{_POSTS / took['many']:,.0f} and {_POSTS / took['few']:,.0f} posts/s",
    )
