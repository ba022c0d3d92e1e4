"""The verdict holds what is critical of a speaker and lets go of reports: on posts that did not choose its points."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.domain.appraisal import Appraiser
from app.domain.delivery import Delivered
from app.domain.entities import Span
from app.domain.judging import judge
from app.domain.matching import SpeakerIndex
from app.domain.mention import Evidence, Mention
from app.domain.speaker import SpeakerKey
from app.domain.verdict import Verdict
from tests.support.saying import person, programme, said
from tests.support.shared_data import shared_data

SPEAKER = SpeakerKey("speaker")
INVENTED = Path(__file__).parents[1] / "data" / "hold" / "invented.tsv"
EVERY = 3  # of SemEval, every third post is enough for two digits


def reports(key: str) -> bool:
    return hashlib.sha256(key.encode()).digest()[-1] % 2 == 1


def kept_off(text: str, spans: Sequence[Span | None] = ()) -> bool:
    """Whether a post about one speaker, named at these places, does not go up by itself."""
    post = said(text)
    tone = Appraiser.shipped().tone(text, entities=post.entities)
    mentions = [
        Mention(
            speaker=SPEAKER,
            evidence=Evidence.NAME,
            confidence=1.0,
            span=span,
            appreciates=False,
            appreciation=0.0,
            delivered=Delivered.NO,
            reason=None,
        )
        for span in spans or [None]
    ]
    return judge(post, mentions, (), tone, names={SPEAKER: "Ada Marlow"})[0] is not Verdict.SHOW


def share(held: Iterable[bool]) -> float:
    values = list(held)
    assert len(values) > 15
    return sum(values) / len(values)


def invented(kind: str) -> list[str]:
    rows = [line.split("\t") for line in INVENTED.read_text("utf-8").splitlines()]
    return [text for what, text in rows if what == kind and reports(text)]


def test_critical_posts_that_were_invented_wait() -> None:
    assert share(kept_off(text) for text in invented("critical")) >= 0.95
    assert share(kept_off(f"{text} #oceanconf26") for text in invented("critical")) >= 0.92  # 43 posts
    assert share(kept_off(f"{text} #oceanconf26") for text in invented("other")) < 1


def test_posts_that_are_negative_about_their_target_wait() -> None:
    folder = shared_data("labels", "semeval2017-task4")
    rows: dict[str, tuple[str, str]] = {}
    for path in sorted(folder.glob("*-BD.tsv.gz")):
        for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
            key, target, label, text = line.split("\t", 3)
            if label == "negative" and reports(key):
                rows[key] = target, text
    held = []
    for target, text in [rows[key] for key in sorted(rows)][::EVERY]:
        start = text.lower().find(target.lower())
        held.append(kept_off(text, [Span(start, start + len(target))] if start >= 0 else []))
    assert len(held) >= 150
    assert share(held) >= 0.95


def test_what_an_audience_says_about_its_speakers_mostly_goes_up() -> None:
    stream = shared_data("events").joinpath("rstudioconf2018.jsonl.gz")
    speakers = []
    roster = shared_data("speakers").joinpath("rstudioconf2018.jsonl").read_text("utf-8").splitlines()
    for number, line in enumerate(roster):
        row = json.loads(line)
        speakers.append(
            person(str(number), row["name"], x=(row["handles"] or {}).get("twitter", f"nobody{number}").lower())
        )
    index = SpeakerIndex(programme(*speakers))
    held = []
    for line in gzip.decompress(stream.read_bytes()).decode("utf-8").splitlines():
        row = json.loads(line)
        if any(name.startswith("repost_") for name in row) or not reports(row["id"]):
            continue
        post = said(row["text"], by=row["author"]["handle"].lower())
        found = [one for one in index.find(post) if one.certain]
        if found and not index.authors(post):
            held.append(kept_off(row["text"], [one.span for one in found if one.span is not None]))
    assert len(held) > 200
    assert share(held) <= 0.4
