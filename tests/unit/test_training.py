"""Training rebuilds the same weight files from the same texts, and says clearly when it cannot."""

import gzip
import hashlib
import importlib.util
import json
from pathlib import Path

import pytest

from app.domain.appraisal import Appraiser
from app.domain.appraisal_weights import HEADS, parse_weights
from app.domain.errors import BadInput
from app.domain.judging_reports import MODELS
from app.training import corpus, report
from app.training.__main__ import SHIPPED, main
from app.training.corpus import name_like, read_corpus, read_invented, read_streams, without_names
from app.training.score import scored
from app.training.tweets import read_tweets
from tests.support.shared_data import data_root, shared_data

needs_sklearn = pytest.mark.skipif(
    importlib.util.find_spec("sklearn") is None, reason="not run: needs scikit-learn (dependency group `training`)"
)
LABELS = ("admiration", "joy", "anger", "neutral", "love", "gratitude", "excitement", "pride")
INVENTED = (
    ("thank you, what a lovely talk about boats", "0"),
    ("great talk on harbours, I loved it", "0,4"),
    ("so happy the ferry runs today", "1"),
    ("yay, sunshine and boats", "1"),
    ("this queue is terrible and stupid", "2"),
    ("I hate the terrible queue", "2"),
    ("the ferry leaves at nine", "3"),
    ("room two is upstairs", "3"),
)
POSTS = (  # appreciates, criticism, question, promotion
    "y\tn\tn\tn\tGreat talk by @speaker, thank you",
    "n\ty\tn\tn\t@speaker was boring and rude",
    "n\tn\ty\tn\tWhere is room two?",
    "n\tn\tn\ty\tWin a lamp at our stand",
    "n\tn\tn\tn\t@speaker on tide tables, slides at https://example.org",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "labels" / "goemotions"
    folder.mkdir(parents=True)
    (folder / "labels.txt").write_text("\n".join(LABELS), encoding="utf-8")
    for part, times in (("train", 12), ("dev", 2)):
        lines = [
            f"{text} {'indeed' if time % 3 else 'again'}\t{labels}\tid{time}"
            for time in range(times)
            for text, labels in INVENTED
        ]
        (folder / f"{part}.tsv.gz").write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    said = tmp_path / "said"
    said.mkdir()
    for name in (*corpus.INVENTED, *corpus.DEBATED):
        (said / name).write_text("".join(f"{line}\n" for line in POSTS * 4), encoding="utf-8")
    (said / "streams.tsv").write_text(
        "# three\nharbour2020\t1\ty\nharbour2020\t2\tn\nnowhere\t1\ty\n", encoding="utf-8"
    )
    (tmp_path / "events").mkdir()
    rows = [
        {"id": str(number), "text": text, "author": {"handle": "m"}}
        for number, text in enumerate(("a post that nobody labelled", "great talk by @x", "@x on ropes at nine"))
    ]
    stream = "".join(f"{json.dumps(row)}\n" for row in rows)
    (tmp_path / "events" / "harbour2020.jsonl.gz").write_bytes(gzip.compress(stream.encode(), mtime=0))
    return tmp_path


def trained(data: Path, out: str) -> int:
    return main(["--data", str(data), "--said", str(data / "said"), "--out", str(data / out)])


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@needs_sklearn
def test_the_same_texts_give_the_same_files_byte_for_byte(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trained(data, "one") == 0
    assert trained(data, "two") == 0
    assert digests(data / "one") == digests(data / "two")
    assert sorted(digests(data / "one")) == sorted(f"{name}.txt" for name in (*HEADS, *MODELS))
    assert "promotion.txt: precision 1.000, recall 1.000, F1 1.000" in capsys.readouterr().out


@needs_sklearn
def test_a_weight_file_says_how_it_was_made(data: Path) -> None:
    trained(data, "out")
    text = (data / "out" / "appreciation.txt").read_text(encoding="utf-8")
    header = [line for line in text.splitlines() if line.startswith("#")]
    train = (data / "labels" / "goemotions" / "train.tsv.gz").read_bytes()
    assert f"# train sha256 {hashlib.sha256(train).hexdigest()}" in header
    assert any("seed 20260, min_df 5 (2 among the invented), L1 with C" in line for line in header)
    assert any("invented posts sha256" in line and "60 posts" in line for line in header)
    assert any("labels of streams sha256" in line and "2 posts" in line for line in header)
    assert any("F1 1.000" in line for line in header)
    weights = parse_weights("appreciation.txt", text)
    keys = [line.split("\t")[0] for line in text.splitlines() if not line.startswith("#")][1:]
    assert keys == sorted(keys)
    assert 0 not in (weights[key] for key in keys)


def test_without_data_nothing_can_be_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("sklearn", reason="not run: needs scikit-learn (dependency group `training`)")
    assert main(["--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "cannot read" in capsys.readouterr().err


def test_without_scikit_learn_it_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert main(["--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "training needs scikit-learn: install the dependency group `training`"
    ]


def test_a_spoiled_corpus_says_where(data: Path) -> None:
    spoiled = gzip.compress(b"fine\t0\tid\nno tabs here")
    (data / "labels" / "goemotions" / "train.tsv.gz").write_bytes(spoiled)
    with pytest.raises(BadInput, match=r"line 2: train\.tsv\.gz"):
        read_corpus(data, "train")


def test_spoiled_labels_of_our_own_say_where(data: Path) -> None:
    (data / "said" / "posts.tsv").write_text("y\tn\tperhaps\tn\tfine\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"line 1: posts\.tsv"):
        read_invented(data / "said")
    (data / "said" / "streams.tsv").write_text("no tabs\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"line 1: streams\.tsv"):
        read_streams(data, data / "said")
    (data / "said" / "posts.tsv").unlink()
    with pytest.raises(BadInput, match=r"cannot read posts\.tsv"):
        read_invented(data / "said")


def test_everyday_posts_lose_their_names(data: Path) -> None:
    folder = data / "names" / "broad-twitter-corpus"
    folder.mkdir(parents=True)
    (folder / "btc.dev").write_text(
        "Ada\tB-PER\nMarlow\tI-PER\nis\tO\nn't\tO\nhere\tO\n!\tO\n\nRain\tO\n", encoding="utf-8"
    )
    assert read_tweets(data) == ["@x isn't here!", "Rain"]


def test_a_cut_corpus_is_refused(data: Path) -> None:
    path = data / "labels" / "goemotions" / "train.tsv.gz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(BadInput, match="cannot read"):
        read_corpus(data, "train")


def test_words_that_are_mostly_capital_inside_sentences_count_as_names() -> None:
    texts = ["we saw Marlow there", "then Marlow spoke", "and marlow left, Marlow did", "I said that I'm fine, I did"]
    names = name_like(texts)
    assert names == {"marlow"}
    assert without_names(["marlow", "the marlow", "marlow .", "!marlow", "talk"], names) == [False] * 4 + [True]


def test_the_report_prints_what_it_can_and_says_what_it_left_out(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = data / "labels" / "semeval2017-task4"
    folder.mkdir()
    rows = "1\tharbour\tnegative\tThe harbour tour was terrible and boring\n2\tharbour\tneutral\tHarbour at nine"
    (folder / "x-BD.tsv.gz").write_bytes(gzip.compress(rows.encode()))
    sentiment = data / "labels" / "xlm-t-sentiment" / "data" / "sentiment" / "spanish"
    sentiment.mkdir(parents=True)
    (sentiment / "train_text.txt").write_text("Muchas gracias\nEl barco sale a las nueve\n", encoding="utf-8")
    (sentiment / "train_labels.txt").write_text("2\n1\n", encoding="utf-8")
    assert report.main(["--data", str(data)]) == 0
    printed = capsys.readouterr()
    assert "GoEmotions dev, appreciation: precision" in printed.out
    assert "SemEval BD, negative (1): critical 1.000, appreciating 0.000" in printed.out
    assert "UMSAB es, share that appreciates: negative 0.000, neutral 0.000, positive 1.000" in printed.out
    assert "left out:" in printed.err


def test_the_report_scores_labelled_posts_for_the_speaker_they_were_labelled_for(data: Path) -> None:
    (data / "labels" / "appreciation").mkdir()
    (data / "speakers").mkdir()
    posts = [
        {"speaker": "Ada Marlow", "label": "appreciates", "text": "Great talk @adam, thank you"},
        {"speaker": "Bo Reed", "label": "no", "text": "Bo Reed starts at nine"},
        {"speaker": "Bo Reed", "label": "borderline", "text": "Bo Reed is here"},
        {"speaker": "Bo Reed", "label": "appreciates", "text": "Thank you, wonderful"},
    ]
    roster = [{"name": "Ada Marlow", "handles": {"twitter": "AdaM"}}, {"name": "Bo Reed", "handles": None}]
    for path, lines in (("labels/appreciation/dev.jsonl", posts), ("speakers/rstudioconf2018.jsonl", roster)):
        (data / path).write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert list(report.conference(Appraiser.shipped(), data)) == [
        "conference posts, tone (3): precision 1.000, recall 1.000, F1 1.000",
        "conference posts, directed (3): precision 1.000, recall 1.000, F1 1.000",
    ]


def test_scores_are_precision_recall_and_their_mean() -> None:
    score = scored([True, True, True, False], [0.9, 0.5, 0.1, 0.6])
    assert (score.precision, score.recall, score.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert scored([False], [0.1]).f1 == 0


def test_the_weights_that_ship_are_small_and_name_nobody() -> None:
    paths = [SHIPPED / f"{name}.txt" for name in (*HEADS, *MODELS)]
    assert sum(path.stat().st_size for path in paths) < 400_000
    train = read_corpus(shared_data("labels", "goemotions").parents[1], "train")
    names = name_like(train.texts)
    for path in paths:
        assert all(without_names(list(parse_weights(path.name, path.read_text("utf-8"))), names))


def test_the_shipped_model_reaches_its_published_score() -> None:
    dev = read_corpus(shared_data("labels", "goemotions").parents[1], "dev")
    tones = [Appraiser.shipped().tone(text) for text in dev.texts]
    assert scored(dev.heads["appreciation"], [tone.appreciation for tone in tones]).f1 >= 0.81


@needs_sklearn
@pytest.mark.long
def test_the_shipped_files_are_what_training_writes(tmp_path: Path) -> None:
    shared_data("labels", "goemotions")
    assert main(["--data", str(data_root()), "--out", str(tmp_path)]) == 0
    assert digests(tmp_path) == digests(SHIPPED)
