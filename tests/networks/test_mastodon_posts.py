"""What servers of the fediverse send, as posts: each pair of files is a status and the change that it means."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.entities import Entities, Hashtag, Link, Tagged
from app.domain.errors import BadInput
from app.domain.post import Deleted, Posted
from app.networks.mastodon.posts import has_tag, to_change, to_post
from app.networks.mastodon.text import same_tag
from tests.support.shared_data import shared_data

_FOLDER = Path(__file__).parent / "data" / "mastodon"
_PAIRS = sorted(path.name.partition(".")[0] for path in _FOLDER.glob("*.raw.json"))
_RECEIVED = datetime(2026, 3, 1, tzinfo=UTC)


def _raw(name: str) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((_FOLDER / f"{name}.raw.json").read_text())
    return raw


def _change(status: Any, *, updated: bool = False) -> Posted | Deleted:
    return to_change(status, server="api.tide.example", domain="tide.example", received_at=_RECEIVED, updated=updated)


def _bare(value: Any) -> Any:
    """A value without what says nothing, so that a pair shows what matters."""
    if isinstance(value, dict):
        return {name: _bare(inner) for name, inner in value.items() if inner not in (None, [], {}, False)}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def _shown(change: Posted | Deleted) -> Any:
    kind = "posted" if isinstance(change, Posted) else "deleted"
    return {kind: _bare(json.loads(msgspec.json.encode(change)))}


def _all(found: Entities) -> Iterable[Tagged | Hashtag | Link]:
    return (*found.mentions, *found.hashtags, *found.links)


@pytest.mark.parametrize("name", _PAIRS)
def test_a_status_is_the_change_beside_it(name: str) -> None:
    assert _shown(_change(_raw(name))) == json.loads((_FOLDER / f"{name}.post.json").read_text())


@pytest.mark.parametrize("name", _PAIRS)
def test_every_entity_stands_where_it_says(name: str) -> None:
    post = to_post(_raw(name), server="api.tide.example", domain="tide.example", received_at=_RECEIVED)
    for one in _all(post.entities):
        assert one.span is None or one.span.of(post.text) == one.text


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("update", "TideConf"),
        ("hindi", "हिन्दी"),
        ("arabic", "مؤتمر"),
        ("japanese", "カー・レース"),
        ("accents", "CAFÉ"),
        ("gotosocial", "#Café"),
        ("iceshrimp", "tideconf"),
    ],
)
def test_a_hashtag_is_recognised_in_every_spelling(name: str, tag: str) -> None:
    change = _change(_raw(name))
    assert isinstance(change, Posted)
    assert has_tag(change.post, {same_tag(tag)})
    assert not has_tag(change.post, {same_tag("otherconf")})


def test_a_quotation_that_is_taken_back_is_a_later_version_without_it() -> None:
    accepted, revoked = _change(_raw("quote_accepted")), _change(_raw("quote_revoked"))
    assert isinstance(accepted, Posted)
    assert isinstance(revoked, Posted)
    assert accepted.post.uri == revoked.post.uri
    assert accepted.post.edited_at is None
    assert revoked.post.edited_at is not None
    assert revoked.post.quote_of is None
    assert accepted.post.text == revoked.post.text


def test_a_quotation_that_is_accepted_later_is_a_later_version_with_it() -> None:
    pending, accepted = _change(_raw("quote_pending")), _change(_raw("quote_accepted"), updated=True)
    assert isinstance(pending, Posted)
    assert isinstance(accepted, Posted)
    assert pending.post.quote_of is None
    assert pending.post.edited_at is None
    assert accepted.post.quote_of is not None
    assert accepted.post.edited_at == accepted.post.created_at + timedelta(microseconds=1)


def test_a_time_that_lies_in_the_future_is_the_time_of_arrival() -> None:
    post = to_post(
        _raw("update") | {"created_at": "2031-01-01T00:00:00Z"}, server="s", domain="d.example", received_at=_RECEIVED
    )
    assert post.created_at == _RECEIVED


@pytest.mark.parametrize("told", [None, "yesterday", 7, "0001-01-01T00:00:00+14:00"])
def test_a_time_that_cannot_be_read_is_the_time_of_arrival(told: Any) -> None:
    post = to_post(_raw("update") | {"created_at": told}, server="s", domain="d.example", received_at=_RECEIVED)
    assert post.created_at == _RECEIVED


@pytest.mark.parametrize("visibility", ["unlisted", "private", "direct", "local", ""])
def test_what_not_everybody_may_see_is_never_a_post(visibility: str) -> None:
    assert isinstance(_change(_raw("update") | {"visibility": visibility}), Deleted)


@pytest.mark.parametrize("missing", ["id", "uri", "account"])
def test_a_status_without_what_makes_it_one_is_refused(missing: str) -> None:
    raw = _raw("update")
    del raw[missing]
    with pytest.raises(BadInput, match="no status"):
        _change(raw)


_ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.none(), max_size=2),
    st.just([{}]),
    st.just([{"acct": 1}]),
)


@given(st.dictionaries(st.sampled_from(sorted(set(_raw("update")) - {"id", "uri", "account", "visibility"})), _ODD))
def test_whatever_else_is_odd_loses_only_itself(odd: dict[str, Any]) -> None:
    change = _change(_raw("update") | odd)
    assert isinstance(change, Posted)
    assert change.post.author.handle == "ada@tide.example"


@given(st.dictionaries(st.sampled_from(sorted(set(_raw("update")["account"]) - {"acct", "id"})), _ODD))
def test_whatever_is_odd_about_an_account_loses_only_itself(odd: dict[str, Any]) -> None:
    raw = _raw("update")
    change = _change(raw | {"account": raw["account"] | odd})
    assert isinstance(change, Posted)
    assert "hello" in change.post.text


def test_names_that_mastodon_would_not_give_out_are_handles_all_the_same() -> None:
    raw = _raw("update")
    for acct, known in (("-Odd-@Other.example", "-odd-@other.example"), ("ñandú@other.example", "ñandú@other.example")):
        change = _change(raw | {"account": raw["account"] | {"acct": acct}})
        assert isinstance(change, Posted)
        assert change.post.author.handle == known


def _statuses(value: Any) -> list[Any]:
    """Every status within a recording, frames of a stream unpacked."""
    if isinstance(value, list):
        return [status for inner in value for status in _statuses(inner)]
    if not isinstance(value, dict):
        return []
    own = [value] if {"account", "content", "visibility"} <= value.keys() else []
    packed = [value[name] for name in ("frame", "payload") if str(value.get(name, "")).startswith("{")]
    return own + _statuses([*value.values(), *map(json.loads, packed)])


@pytest.mark.parametrize("folder", ["recorded", "json"])
def test_every_recorded_status_is_read(folder: str) -> None:
    read = 0
    for path in sorted(shared_data("mastodon", folder).glob("*.json")):
        for status in _statuses(json.loads(path.read_text())):
            post = to_post(status, server="s.example", domain="s.example", received_at=datetime.now(UTC))
            assert "@" in post.author.handle
            assert "<" not in post.text.replace("<b>", "")
            for one in _all(post.entities):
                assert one.span is None or one.span.of(post.text) == one.text
            read += 1
    assert read > 20
