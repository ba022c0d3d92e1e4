"""`python -m app.training.report --data ../shared/data` prints the figures of docs/model-card.md."""

import argparse
import gzip
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.domain.account import Account
from app.domain.appraisal import Appraiser
from app.domain.appraisal_weights import HEADS
from app.domain.entities import Entities, Span, Tagged
from app.domain.errors import BadInput
from app.domain.mention import Evidence, Found
from app.domain.network import Network
from app.domain.post import Post
from app.domain.speaker import SpeakerKey
from app.training.corpus import read_corpus
from app.training.score import Score, scored

_HANDLE = re.compile(r"(?<![\w@])@\w+")
_LANGUAGES = {"spanish": "es", "german": "de", "french": "fr", "portuguese": "pt", "italian": "it", "arabic": "ar"}
_LANGUAGES |= {"hindi": "hi"}
_KINDS = ("negative", "neutral", "positive")
_APPRECIATES = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line a figure; parts whose data is absent are left out. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m app.training.report", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds labels/")
    data: Path = parser.parse_args(arguments).data
    appraiser = Appraiser.shipped()
    parts = (
        comments(appraiser, data),
        conference(appraiser, data),
        targets(appraiser, data),
        sentiment(appraiser, data),
    )
    for part in parts:
        try:
            for line in part:
                sys.stdout.write(f"{line}\n")
        except (OSError, BadInput) as error:
            sys.stderr.write(f"left out: {error}\n")
    return 0


def comments(appraiser: Appraiser, data: Path) -> Iterator[str]:
    """Yield each head on GoEmotions dev, rules and lexicons included, and the speed."""
    dev = read_corpus(data, "dev")
    begun = time.process_time()
    tones = [appraiser.tone(text) for text in dev.texts]
    speed = len(tones) / (time.process_time() - begun)
    for head in HEADS:
        yield _line(f"GoEmotions dev, {head}", scored(dev.heads[head], [getattr(tone, head) for tone in tones]))
    yield f"speed: {speed:,.0f} comments a second on one core"


def conference(appraiser: Appraiser, data: Path) -> Iterator[str]:
    """Yield appreciation of the labelled conference posts: of the post, and directed at the speaker."""
    rows = _json_lines(data / "labels" / "appreciation" / "dev.jsonl")
    rows = [row for row in rows if row["label"] != "borderline"]
    handles: dict[str, str] = {}
    for line in _json_lines(data / "speakers" / "rstudioconf2018.jsonl"):
        handles[line["name"]] = "".join((line["handles"] or {}).values()).lower()  # one network at that event
    said = [row["label"] == "appreciates" for row in rows]
    shares: list[float] = []
    tones: list[float] = []
    for row in rows:
        post = _post(row["text"])
        tone = appraiser.tone(post.text, entities=post.entities)
        found = _found(post, row["speaker"], handles)
        tones.append(tone.appreciation)
        shares.append(appraiser.directed(post, [found], tone)[found.speaker])
    yield _line(f"conference posts, tone ({len(rows)})", scored(said, tones))
    yield _line(f"conference posts, directed ({len(rows)})", scored(said, shares))


def targets(appraiser: Appraiser, data: Path) -> Iterator[str]:
    """Yield how often criticism is heard in posts that are negative or positive about a named target."""
    heard = {"negative": [0, 0, 0], "positive": [0, 0, 0]}
    for path in sorted((data / "labels" / "semeval2017-task4").glob("*-BD.tsv.gz")):
        for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
            _, _, kind, text, *_ = line.split("\t")
            if kind not in heard:
                continue
            tone = appraiser.tone(text)
            heard[kind][0] += 1
            heard[kind][1] += tone.criticism >= _APPRECIATES
            heard[kind][2] += tone.appreciation >= _APPRECIATES
    for kind, (count, critical, kind_ones) in heard.items():
        share, kindly = critical / max(1, count), kind_ones / max(1, count)
        yield f"SemEval BD, {kind} ({count}): critical {share:.3f}, appreciating {kindly:.3f}"


def sentiment(appraiser: Appraiser, data: Path) -> Iterator[str]:
    """Yield how often posts of each sentiment appreciate, for the languages of UMSAB."""
    folder = data / "labels" / "xlm-t-sentiment" / "data" / "sentiment"
    for name, language in _LANGUAGES.items():
        texts = (folder / name / "train_text.txt").read_text(encoding="utf-8").split("\n")
        labels = (folder / name / "train_labels.txt").read_text(encoding="utf-8").split()
        shares = []
        for place, kind in enumerate(_KINDS):
            values = [
                appraiser.tone(text, language=language).appreciation >= _APPRECIATES
                for text, label in zip(texts, labels, strict=False)
                if int(label) == place
            ]
            shares.append(f"{kind} {sum(values) / max(1, len(values)):.3f}")
        yield f"UMSAB {language}, share that appreciates: {', '.join(shares)}"


def _line(name: str, score: Score) -> str:
    return f"{name}: precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}"


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _post(text: str) -> Post:
    moment = datetime(2018, 2, 1, tzinfo=UTC)
    mentions = tuple(Tagged(match[0], Span(*match.span())) for match in _HANDLE.finditer(text))
    return Post(
        network=Network.X,
        uri="",
        author=Account(network=Network.X, handle=""),
        text=text,
        created_at=moment,
        received_at=moment,
        entities=Entities(mentions=mentions),
    )


def _found(post: Post, name: str, handles: dict[str, str]) -> Found:
    handle = "@" + handles.get(name, "")
    spans = [tagged.span for tagged in post.entities.mentions if tagged.text.lower() == handle]
    start = post.text.lower().find(name.lower())
    if not spans and start >= 0:
        spans = [Span(start, start + len(name))]
    evidence = Evidence.HANDLE if spans else Evidence.REPLY
    return Found(speaker=SpeakerKey(name), evidence=evidence, confidence=1.0, span=spans[0] if spans else None)


if __name__ == "__main__":
    sys.exit(main())
