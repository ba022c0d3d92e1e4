"""What Bluesky sends, as posts: each pair of files is an event (and the profiles that are known) and its post."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.entities import Hashtag, Link, Tagged
from app.domain.errors import BadInput
from app.domain.network import Network
from app.domain.post import AccountBack, AccountGone, Change, Deleted, Post, Posted
from app.networks.bluesky.facets import marked
from app.networks.bluesky.payloads import Event, Facet, Label, Profile, Record
from app.networks.bluesky.posts import about, labelled_at, to_account, to_change, to_post, warning
from tests.support.jetstream import JANE, START, record, uri
from tests.support.shared_data import shared_data

_FOLDER = Path(__file__).parent / "data" / "bluesky"
_RECEIVED = datetime(2026, 9, 21, 15, 0, tzinfo=UTC)


def shown(value: Any) -> Any:
    """A post without what says nothing, so that a pair shows what matters."""
    if isinstance(value, Post):
        return shown(json.loads(msgspec.json.encode(value)))
    if isinstance(value, dict):
        return {name: shown(inner) for name, inner in value.items() if inner not in (None, [], False)}
    return [shown(inner) for inner in value] if isinstance(value, list) else value


def change_of(raw: dict[str, Any]) -> Posted:
    profiles = [msgspec.convert(one, Profile) for one in raw["profiles"]]
    known = {one.did: account for one in profiles if (account := to_account(one)) is not None}
    change = _change(raw["event"], known)
    assert isinstance(change, Posted)
    return change


def _change(event: dict[str, Any], known: Any = ()) -> Change | None:
    decoded = msgspec.json.decode(json.dumps(event), type=Event)
    return to_change(decoded, received_at=_RECEIVED, known=dict(known))


@pytest.mark.parametrize("name", sorted(path.name.partition(".")[0] for path in _FOLDER.glob("*.raw.json")))
def test_an_event_is_the_post_beside_it(name: str) -> None:
    raw = json.loads((_FOLDER / f"{name}.raw.json").read_text())
    assert shown(change_of(raw).post) == json.loads((_FOLDER / f"{name}.post.json").read_text())


@pytest.mark.parametrize("path", sorted(_FOLDER.glob("*.raw.json")), ids=lambda path: path.name)
def test_every_entity_stands_where_it_says(path: Path) -> None:
    post = change_of(json.loads(path.read_text())).post
    found: list[Tagged | Hashtag | Link] = [*post.entities.mentions, *post.entities.hashtags, *post.entities.links]
    for one in found:
        assert one.span is None or one.span.of(post.text) == one.text


# --- real frames, and what could be in others ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["expected_v1.jsonl", "golden_v1.jsonl"])
def test_every_frame_of_production_parses(name: str) -> None:
    frames = shared_data("bluesky", name).read_bytes().splitlines()
    assert len(frames) == (152 if name.startswith("expected") else 10)
    for frame in frames:
        raw = json.loads(frame)
        change = to_change(msgspec.json.decode(frame, type=Event), received_at=_RECEIVED, known={})
        of_post = raw["kind"] == "commit" and raw["commit"]["collection"] == "app.bsky.feed.post"
        kind = {"create": Posted, "update": Posted, "delete": Deleted}[raw["commit"]["operation"]] if of_post else None
        if raw["kind"] == "account":
            kind = AccountBack if raw["account"]["active"] else AccountGone
        assert type(change) is (kind or type(None))
        if isinstance(change, Posted):
            _agrees(change.post, raw["commit"]["record"])


def _agrees(post: Post, told: dict[str, Any]) -> None:
    """Every facet is an entity in the same place, and every reference is there."""
    octets = told["text"].encode()
    expected = sorted(
        (octets[: facet["index"]["byteStart"]].decode(), octets[: facet["index"]["byteEnd"]].decode(), _value(feature))
        for facet in told.get("facets", [])
        for feature in facet["features"]
    )
    spots = [
        *((one.span, one.remote_id or "") for one in post.entities.mentions),
        *((one.span, one.tag) for one in post.entities.hashtags),
        *((one.span, one.url) for one in post.entities.links),
    ]
    found = sorted((post.text[: span.start], post.text[: span.end], value) for span, value in spots if span is not None)
    assert found == expected
    assert post.text == told["text"]
    assert (post.reply_to.uri if post.reply_to else None) == (
        told["reply"]["parent"]["uri"] if "reply" in told else None
    )
    assert len(post.media) == len(told.get("embed", {}).get("images", []))


def _value(feature: dict[str, str]) -> str:
    return feature.get("tag") or feature.get("did") or feature["uri"]


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.lists(st.tuples(st.integers(-2, 200), st.integers(-2, 200)), max_size=8),
)
def test_whatever_places_are_told_those_that_are_kept_hold_whole_characters(
    text: str, places: list[tuple[int, int]]
) -> None:
    told = [{"index": {"byteStart": start, "byteEnd": end}, "features": [{"tag": "x"}]} for start, end in places]
    facets = [msgspec.json.decode(json.dumps(one), type=Facet) for one in told]
    last = 0
    for span, _ in marked(text, facets):
        start, end = len(text[: span.start].encode()), len(text[: span.end].encode())
        assert (start, end) in places
        assert start < end
        assert last <= span.start
        last = span.end


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
        max_leaves=8,
    )
)
def test_whatever_stands_in_the_parts_of_a_record_it_is_a_post(odd: Any) -> None:
    for part in ("facets", "tags", "langs", "reply", "embed", "labels", "createdAt"):
        told = msgspec.json.decode(json.dumps({"text": "hello", part: odd}), type=Record)
        post = to_post(uri("a"), told, at=_RECEIVED, received_at=_RECEIVED, known={})
        assert post.text == "hello"
        about(told)


def test_a_deletion_names_the_post_and_when_the_network_saw_it() -> None:
    event = {"did": JANE, "kind": "commit", "time_us": START}
    commit = {"rev": "r", "operation": "delete", "collection": "app.bsky.feed.post", "rkey": "3ka"}
    change = _change({**event, "commit": commit})
    assert isinstance(change, Deleted)
    assert change.key == (Network.BLUESKY, uri("3ka"))
    assert change.at == datetime.fromtimestamp(START / 1e6, UTC)


def test_what_is_about_other_things_changes_nothing() -> None:
    like = {"rev": "r", "operation": "create", "collection": "app.bsky.feed.like", "rkey": "3ka", "record": {}}
    assert _change({"did": JANE, "kind": "commit", "time_us": START, "commit": like}) is None
    assert _change({"did": JANE, "kind": "identity", "time_us": START}) is None
    assert _change({"did": JANE, "kind": "sync", "time_us": START}) is None
    odd = {**like, "collection": "app.bsky.feed.post", "operation": "move"}
    assert _change({"did": JANE, "kind": "commit", "time_us": START, "commit": odd}) is None


@pytest.mark.parametrize(
    "event",
    [
        {"did": "somebody", "kind": "account", "account": {"active": False}},
        {"did": JANE, "kind": "account"},
        {"did": JANE, "kind": "commit"},
        {"did": JANE, "kind": "account", "account": {"active": False}, "time_us": 2**80},
    ],
)
def test_an_event_that_says_too_little_is_malformed(event: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        _change({"time_us": START, **event})


def test_a_record_at_an_address_of_something_else_is_no_post() -> None:
    told = msgspec.json.decode(json.dumps(record("hello")), type=Record)
    with pytest.raises(BadInput):
        to_post(f"at://{JANE}/app.bsky.graph.list/3ka", told, at=_RECEIVED, received_at=_RECEIVED, known={})


def test_labels_close_a_post_until_they_are_taken_back() -> None:
    porn = Label("porn", "did:plc:moderation", given_at="2026-09-21T14:00:00Z")
    assert warning([porn, Label("nudity", neg=True), Label("cute")]) == "adult content"
    assert labelled_at([porn], before=_RECEIVED) == datetime(2026, 9, 21, 14, tzinfo=UTC)
    assert labelled_at([Label("porn")], before=_RECEIVED) == _RECEIVED
    assert labelled_at([Label("cute")], before=_RECEIVED) is None


def test_an_account_that_cannot_be_one_is_none() -> None:
    assert to_account(Profile(did="nobody", handle="x.test")) is None
    odd = to_account(Profile(did=JANE, handle="not a handle", avatar="javascript:alert(1)", name="  "))
    assert odd is not None
    assert (odd.handle, odd.avatar, odd.name) == (JANE, None, None)


def test_handles_of_the_fediverse_in_a_profile_are_addresses() -> None:
    account = to_account(Profile(did=JANE, handle="x.test", description="me: @jane@sea.example, http://a.example"))
    assert account is not None
    assert account.links == ("http://a.example", "https://sea.example/@jane")
