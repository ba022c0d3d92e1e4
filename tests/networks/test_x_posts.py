"""What X sends, as posts: each pair of files is a line of the stream and the change that it is."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.entities import Hashtag, Link, Tagged
from app.domain.errors import BadInput
from app.domain.post import Change, Deleted, Posted
from app.networks.x import escaped, payloads
from app.networks.x.posts import id_before, id_time, to_change
from app.networks.x.queries import QUERY_LIMIT, Rule, of_tags, of_threads, rule_changes
from tests.support.shared_data import shared_data

_FOLDER = Path(__file__).parent / "data" / "x"
_RECEIVED = datetime(2026, 6, 1, 12, tzinfo=UTC)
_PAIRS = sorted(path.name.partition(".")[0] for path in _FOLDER.glob("*.raw.json"))


def _changes(payload: bytes) -> list[Change]:
    told = payloads.line(payload)
    found, malformed = payloads.tweets(told)
    assert malformed == 0
    return [to_change(tweet, payloads.included(told), received_at=_RECEIVED) for tweet in found]


def _bare(value: Any) -> Any:
    """A value without what says nothing, so that a pair shows what matters."""
    if isinstance(value, dict):
        return {name: _bare(inner) for name, inner in value.items() if inner not in (None, [], False)}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def _shown(change: Change) -> Any:
    return {type(change).__name__: _bare(json.loads(msgspec.json.encode(change)))}


@pytest.mark.parametrize("name", _PAIRS)
def test_a_line_is_the_change_beside_it(name: str) -> None:
    [change] = _changes((_FOLDER / f"{name}.raw.json").read_bytes())
    assert _shown(change) == json.loads((_FOLDER / f"{name}.post.json").read_text())


@pytest.mark.parametrize("name", _PAIRS)
def test_every_entity_stands_where_it_says(name: str) -> None:
    [change] = _changes((_FOLDER / f"{name}.raw.json").read_bytes())
    if isinstance(change, Deleted):
        return
    assert isinstance(change, Posted)
    entities = change.post.entities
    every: list[Tagged | Hashtag | Link] = [*entities.mentions, *entities.hashtags, *entities.links]
    for one in every:
        assert one.span is None or one.span.of(change.post.text) == one.text


def test_every_real_payload_is_read() -> None:
    folder = shared_data("x", "twarc-csv")
    posts = without_author = 0
    unread: Counter[str] = Counter()
    for path in sorted(folder.glob("*.jsonl")):
        for payload in filter(None, path.read_bytes().splitlines()):
            try:
                told = payloads.line(payload)
            except BadInput:
                unread[path.name] += 1
                continue
            found, malformed = payloads.tweets(told)
            beside = payloads.included(told)
            assert malformed == 0
            for tweet in (*found, *beside.tweets.values()):
                if str(tweet.author_id) not in beside.users:
                    without_author += 1
                    continue
                change = to_change(tweet, beside, received_at=_RECEIVED)
                if not isinstance(change, Posted):
                    continue
                posts += 1
                marked: list[Tagged | Hashtag] = [*change.post.entities.mentions, *change.post.entities.hashtags]
                assert all(one.span and one.span.of(change.post.text) == one.text for one in marked)
    assert posts > 900
    assert without_author == 7  # withheld: X tells nothing of whoever wrote them
    assert unread == {"streaming_output_with_error.jsonl": 1}  # cut in its middle, on purpose


@given(st.text(alphabet=st.sampled_from("a&<>;#@ 🌊ß amp;lt"), max_size=40), st.data())
def test_spans_in_escaped_text_cut_the_same_words_out_of_what_it_says(text: str, data: st.DataObject) -> None:
    words = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    before = words + " "
    after = data.draw(st.sampled_from(["", " &amp; more", " &lt;3"]))
    marks = {"hashtags": [{"start": len(before), "end": len(before) + 5, "tag": "Tide"}]}
    shown, entities = escaped.told(f"{before}#Tide{after}", msgspec.Raw(json.dumps(marks).encode()))
    assert shown.startswith(text)
    [tag] = entities.hashtags
    assert tag.span is not None
    assert tag.span.of(shown) == "#Tide"
    assert tag.span.start == len(text) + 1


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(junk: bytes) -> None:
    try:
        told = payloads.line(junk)
    except BadInput:
        return
    assert list(payloads.tweets(told)) == list(payloads.tweets(told))


@given(
    st.dictionaries(
        st.sampled_from(payloads.Tweet.__struct_fields__),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("7000000001"),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["start", "end", "tag", "text", "type", "id", "hashtags"]), inner)
            ),
            max_leaves=8,
        ),
    )
)
def test_whatever_a_field_holds_a_line_is_a_change_or_is_refused(odd: dict[str, Any]) -> None:
    whole = json.loads((_FOLDER / "plain.raw.json").read_text())
    whole["data"] |= odd
    told = payloads.line(json.dumps(whole).encode())
    for tweet in payloads.tweets(told)[0]:
        try:
            change = to_change(tweet, payloads.included(told), received_at=_RECEIVED)
        except BadInput:
            continue
        if isinstance(change, Posted):
            assert change.post.created_at <= _RECEIVED
            assert not re.search("[\x00\ud800-\udfff]", change.post.text)


def test_an_id_tells_when_it_was_given() -> None:
    at = id_time("2061387276088246273")
    assert at == datetime(2026, 6, 1, 10, tzinfo=UTC)
    earlier = id_time(id_before("2061387276088246273", timedelta(seconds=30)))
    assert earlier == at - timedelta(seconds=30)
    assert id_time("20") is None


def test_tags_are_asked_for_in_as_few_queries_as_their_length_allows() -> None:
    queries, impossible = of_tags([*(f"Harbour{number}Festival" for number in range(60)), "two-words", "2026", "a b"])
    assert impossible == ("two-words", "2026", "a b")
    assert len(queries) == 3
    assert all(len(query) <= QUERY_LIMIT for query in queries)
    assert sum(query.count("#harbour") for query in queries) == 60
    assert of_tags(["TideConf", "tideconf"]) == (("#tideconf -is:retweet",), ())
    assert of_threads(["1", "2"]) == ("(conversation_id:1 OR conversation_id:2) -is:retweet",)


def test_rules_of_others_are_neither_deleted_nor_repeated() -> None:
    there = [
        Rule("#a", "1", "ovation:x"),
        Rule("#b", "2", "theirs"),
        Rule("#c", "3", None),
        Rule("#a", "4", "ovation:y"),
    ]
    changes = rule_changes(["#a", "#b", "#d"], there)
    assert changes.add == ("#d",)
    assert changes.delete == ("4",)
