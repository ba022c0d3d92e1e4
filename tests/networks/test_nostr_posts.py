"""What relays send, as posts: each pair of files is an event (and its author's profile) and the post that it is."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.account import Account
from app.domain.entities import Hashtag, Link, Tagged
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Deleted, Post
from app.networks.nostr.payloads import Notice, Told, message
from app.networks.nostr.posts import expires_at, referred, to_change, to_post
from app.networks.nostr.profiles import account, key_at, to_profile
from app.networks.nostr.verify import ids, is_genuine
from app.networks.outside import UNREADABLE
from app.networks.registry import profile_of
from tests.support.nostr import Person, event

_FOLDER = Path(__file__).parent / "data" / "nostr"
_RECEIVED = datetime(2026, 3, 1, tzinfo=UTC)
_AT = int(_RECEIVED.timestamp()) - 60
_MIKA, _WREN = Person("mika"), Person("wren")


def _bare(value: Any) -> Any:
    """A value without what says nothing, so that a pair shows what matters."""
    if isinstance(value, dict):
        return {name: _bare(inner) for name, inner in value.items() if inner not in (None, [], False)}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def _shown(post: Post) -> Any:
    return _bare(json.loads(msgspec.json.encode(post)))


def _post(raw: dict[str, Any]) -> Post:
    told = event(raw["event"])
    profile = event(raw["profile"]) if raw["profile"] else None
    author = account(told.pubkey, None if profile is None else to_profile(profile))
    return to_post(told, author=author, received_at=_RECEIVED)


@pytest.mark.parametrize("name", sorted(path.name.partition(".")[0] for path in _FOLDER.glob("*.raw.json")))
def test_an_event_is_the_post_beside_it(name: str) -> None:
    raw = json.loads((_FOLDER / f"{name}.raw.json").read_text())
    assert is_genuine(event(raw["event"]))
    assert _shown(_post(raw)) == json.loads((_FOLDER / f"{name}.post.json").read_text())


@pytest.mark.parametrize("path", sorted(_FOLDER.glob("*.raw.json")), ids=lambda path: path.name)
def test_every_entity_stands_where_it_says(path: Path) -> None:
    post = _post(json.loads(path.read_text()))
    found: list[Tagged | Hashtag | Link] = [
        *post.entities.mentions,
        *post.entities.hashtags,
        *post.entities.links,
    ]
    for one in found:
        assert one.span is None or one.span.of(post.text) == one.text


def test_whatever_is_changed_in_an_event_makes_it_a_forgery() -> None:
    raw = _MIKA.write("hello #tideconf", ["t", "tideconf"], at=_AT)
    assert is_genuine(event(raw))
    forged = [
        {**raw, "content": "hello"},
        {**raw, "tags": []},
        {**raw, "created_at": _AT + 1},
        {**raw, "kind": 1111},
        {**raw, "pubkey": _WREN.pubkey},
        {**raw, "id": "0" * 64},
        {**raw, "sig": "0" * 128},
        {**raw, "sig": _MIKA.write("other", at=_AT)["sig"]},
        {**_WREN.write("hello", at=_AT), "pubkey": "f" * 64},
    ]
    assert [is_genuine(event(one)) for one in forged] == [False] * len(forged)


def test_a_key_that_is_no_point_on_the_curve_signed_nothing() -> None:
    whole = json.dumps([0, "f" * 64, _AT, 1, [], "hi"], separators=(",", ":"))
    raw = {**_MIKA.write("hi", at=_AT), "pubkey": "f" * 64, "id": hashlib.sha256(whole.encode()).hexdigest()}
    assert ids(event(raw)) == (raw["id"],)
    assert not is_genuine(event(raw))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.text('"\\\n\t\b\f\r\x01\x1f/u0', max_size=10))
def test_an_id_is_that_of_the_canonical_form(content: str, tag: str) -> None:
    signed = event(_MIKA.write(content, ["x", tag], at=_AT))
    assert ids(signed)[0] == signed.id
    assert is_genuine(signed)


def test_an_id_counts_whether_or_not_control_characters_were_escaped() -> None:
    whole = json.dumps([0, _MIKA.pubkey, _AT, 1, [], "a\\u0001 \x01b"], separators=(",", ":"))
    assert "\\\\u0001 \\u0001" in whole
    verbatim = whole[::-1].replace("\\u0001"[::-1], "\x01", 1)[::-1]
    raw = _MIKA.write("a\\u0001 \x01b", at=_AT)
    assert ids(event(raw)) == (raw["id"], hashlib.sha256(verbatim.encode()).hexdigest())


def test_a_note_from_the_future_was_written_when_it_came() -> None:
    told = event(_MIKA.write("soon", at=2**53))
    assert to_post(told, author=account(told.pubkey), received_at=_RECEIVED).created_at == _RECEIVED


def test_a_note_that_has_expired_is_a_deletion() -> None:
    told = event(_MIKA.write("today only", ["expiration", str(_AT)], at=_AT - 5))
    change = to_change(told, author=account(told.pubkey), received_at=_RECEIVED)
    assert isinstance(change, Deleted)
    assert change.key == (Network.NOSTR, told.id)


@pytest.mark.parametrize("value", ["soon", "", "-5", "9" * 30, "²"])
def test_an_expiration_that_is_no_time_is_none(value: str) -> None:
    assert expires_at(event(_MIKA.write("x", ["expiration", value], at=_AT))) is None


def test_a_note_as_long_as_a_book_is_cut_and_its_end_is_behind_its_link() -> None:
    book = _MIKA.write("thanks " * 14_000 + "#tideconf", ["t", "tideconf"], at=_AT)
    post = to_post(event(book), author=account(_MIKA.pubkey, None), received_at=_RECEIVED)
    assert (len(post.text), post.text[-5:]) == (10_000, " tha…")
    assert post.entities.hashtags == (Hashtag("#tideconf"),)
    assert post.url is not None


def test_a_repost_of_something_that_nests_without_end_repeats_what_its_tag_names() -> None:
    note = _WREN.write("hello", at=_AT)
    deep = _MIKA.write('{"a":' + "[" * 90_000, ["e", note["id"]], kind=6, at=_AT)
    post = to_post(event(deep), author=account(_MIKA.pubkey, None), received_at=_RECEIVED)
    assert post.repost_of is not None
    assert (post.repost_of.uri, post.text) == (note["id"], "")


def test_who_is_known_to_have_written_an_answered_note_need_not_be_told() -> None:
    asked = _WREN.write("when?", at=_AT)
    told = event(_MIKA.write("at ten", ["e", asked["id"], "", "root", "not a key"], at=_AT))
    post = to_post(told, author=account(told.pubkey), received_at=_RECEIVED, authors={asked["id"]: _WREN.pubkey})
    assert post.reply_to is not None
    assert post.reply_to.author == HandleKey(Network.NOSTR, _WREN.pubkey)
    assert referred(told) == (asked["id"],)


def test_a_profile_says_who_somebody_is() -> None:
    told = to_profile(
        event(_MIKA.profile(["i", "twitter:mika_aho", "1"], at=_AT, name="mika", nip05="Mika@Tide.example", about="hi"))
    )
    assert (told.name, told.internet_name, told.vouched) == ("mika", "mika@tide.example", False)
    assert [profile_of(link) for link in account(_MIKA.pubkey, told).links] == [HandleKey(Network.X, "mika_aho")]


def test_accounts_elsewhere_are_named_by_their_addresses() -> None:
    tags = (["i", "mastodon:tide.example/@mika", "1"], ["i", "bluesky:mika.bsky.social"], ["i", "github:mika"], ["i"])
    links = to_profile(event(_MIKA.profile(*tags, at=_AT))).links
    assert [profile_of(link) for link in links] == [
        HandleKey(Network.MASTODON, "mika@tide.example"),
        HandleKey(Network.BLUESKY, "mika.bsky.social"),
    ]


def test_a_profile_that_is_no_json_says_nothing() -> None:
    for content in ("", "[]", "{", "5", "[" * 90_000):
        assert to_profile(event(_MIKA.write(content, kind=0, at=_AT))).name is None


def test_a_name_that_its_domain_vouches_for_stands_for_a_missing_one() -> None:
    def named(internet_name: str) -> Account:
        told = to_profile(event(_MIKA.profile(at=_AT, nip05=internet_name)))
        assert account(_MIKA.pubkey, told).name is None
        return account(_MIKA.pubkey, replace(told, vouched=True))

    assert named("mika@tide.example").name == "mika@tide.example"
    assert (named("_@mika.example").name, named("_@mika.example").links) == ("mika.example", ("https://mika.example",))
    bridged = named("mika_at_tide.example@mostr.pub")
    assert bridged.behind == HandleKey(Network.MASTODON, "mika@tide.example")


def test_a_domain_says_whose_name_it_gave() -> None:
    document = {"names": {"mika": _MIKA.pubkey, "odd": 5, "short": "abc"}}
    assert key_at("mika@tide.example", document) == _MIKA.pubkey
    assert [key_at(name, document) for name in ("wren@x", "odd@x", "short@x")] == [None, None, None]
    odd: list[object] = [{}, [], {"names": []}, None]
    assert [key_at("mika@x", one) for one in odd] == [None] * 4


def test_a_relay_says_events_ends_and_refusals() -> None:
    raw = _MIKA.write("hi", at=_AT)
    assert message(json.dumps(["EVENT", "tags", raw])) == Told(about="tags", event=event(raw))
    assert message('["EOSE","tags"]') == Told(about="tags", ended=True)
    assert message('["CLOSED","tags","error: shutting down"]') == Told(about="tags", closed="error: shutting down")
    assert message('["CLOSED","tags"]') == Told(about="tags", closed="")
    assert message('["NOTICE","slow down"]') == Notice("slow down")
    assert message('["OK","x",true,""]') is None
    assert message('["AUTH","challenge"]') is None


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "null",
        "[]",
        "{}",
        "[1]",
        '["EVENT"]',
        '["EVENT","tags"]',
        '["EVENT","tags",{}]',
        '["EVENT","tags",5]',
        '["EOSE"]',
        '["EOSE",5]',
        '["CLOSED","x",5]',
        '["NOTICE"]',
        '["NOTICE",{}]',
        "[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_what_is_no_message_is_malformed(frame: str | bytes) -> None:
    with pytest.raises(UNREADABLE):
        message(frame)


@pytest.mark.parametrize(
    "odd",
    [
        {"id": "x"},
        {"id": "A" * 64},
        {"created_at": -1},
        {"created_at": 2**60},
        {"created_at": "now"},
        {"kind": None},
        {"tags": [["t", 5]]},
        {"tags": "t"},
        {"tags": [["t", "x"]] * 2_001},
        {"content": "x" * 100_001},
        {"content": 5},
        {"sig": "0" * 128 + "\n"},
    ],
    ids=lambda odd: next(iter(odd)),
)
def test_an_event_of_another_form_is_malformed(odd: dict[str, Any]) -> None:
    raw = {**_MIKA.write("hi", at=_AT), **odd}
    with pytest.raises(msgspec.MsgspecError):
        message(json.dumps(["EVENT", "tags", raw]))
