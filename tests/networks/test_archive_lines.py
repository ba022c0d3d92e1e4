"""One archive line: what it means, and how little it is trusted."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.entities import Entities, Span
from app.domain.errors import BadInput
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Deleted, Media, Post, Posted, PostKey, Reference
from app.networks.archive.lines import to_change

_LINE: dict[str, Any] = {
    "network": "twitter",
    "id": "955641762734800896",
    "created_at": "2018-01-23T03:22:05Z",
    "author": {"handle": "JaneDoe", "name": None, "followers": None},
    "text": "Great talk by @DRob on #rstats",
}


def _post(**changes: Any) -> Post:
    change = to_change({**_LINE, **changes})
    assert isinstance(change, Posted)
    return change.post


def _refusal(**changes: Any) -> str:
    with pytest.raises(BadInput) as refused:
        to_change({**_LINE, **changes})
    return str(refused.value)


def test_a_line_of_x_becomes_a_post() -> None:
    post = _post(likes=3, reposts=1, lang="en")
    assert post.key == PostKey(Network.X, "https://x.com/i/status/955641762734800896")
    assert post.url == "https://x.com/janedoe/status/955641762734800896"
    assert post.created_at == post.received_at == datetime(2018, 1, 23, 3, 22, 5, tzinfo=UTC)
    assert (post.author.handle, post.author.shown_name, post.author.url) == (
        "janedoe",
        "@janedoe",
        "https://x.com/janedoe",
    )
    assert (post.likes, post.reposts, post.language) == (3, 1, "en")
    assert post.is_original


def test_entities_are_read_from_the_text_where_the_line_tells_none() -> None:
    entities = _post().entities
    assert [(one.text, one.span, one.handle) for one in entities.mentions] == [
        ("@DRob", Span(14, 19), HandleKey(Network.X, "drob"))
    ]
    assert [(one.text, one.span) for one in entities.hashtags] == [("#rstats", Span(23, 30))]


def test_entities_that_the_line_tells_win_and_keep_no_place_outside_the_text() -> None:
    entities = _post(
        mentions=["drob", {"handle": "other", "remote_id": "12"}, "", None], hashtags=["elsewhere"]
    ).entities
    assert [(one.text, one.span, one.remote_id) for one in entities.mentions] == [
        ("@DRob", Span(14, 19), None),
        ("@other", None, "12"),
    ]
    assert [(one.text, one.span) for one in entities.hashtags] == [("#elsewhere", None)]
    assert _post(mentions=[], hashtags=[]).entities == Entities()


def test_replies_quotes_and_reposts_point_to_uris() -> None:
    post = _post(
        reply_to="1",
        reply_to_handle="A",
        quote_of=2,
        quote_text="so",
        quote_of_handle="B",
        repost_of="3",
        repost_text="t",
    )
    assert post.reply_to == Reference(uri="https://x.com/i/status/1", author=HandleKey(Network.X, "a"))
    assert post.quote_of == Reference(uri="https://x.com/i/status/2", author=HandleKey(Network.X, "b"), text="so")
    assert post.repost_of == Reference(uri="https://x.com/i/status/3", text="t")


@pytest.mark.parametrize("key", ["repost_of", "repost_of_handle", "repost_text", "repost_of_something_new"])
def test_any_repost_key_makes_a_repost(key: str) -> None:
    assert not _post(**{key: "x"}).is_original
    assert _post(**{key: None}).is_original


def test_a_repost_may_lack_a_text_of_its_own() -> None:
    assert _post(text=None, repost_of="1", repost_text="as said").text == "as said"
    assert _post(text=None, repost_of="1").text == ""


def test_reply_handles_alone_are_kept_and_those_that_cannot_be_are_not() -> None:
    assert _post(reply_to_handle="@A").reply_to == Reference(author=HandleKey(Network.X, "a"))
    assert _post(reply_to="1", reply_to_handle="not a handle").reply_to == Reference(uri="https://x.com/i/status/1")


def test_a_deletion_needs_no_more_than_network_id_and_time() -> None:
    gone = to_change({"network": "mastodon", "id": 77, "deleted_at": "2026-06-12T12:00:00+02:00"})
    assert gone == Deleted(PostKey(Network.MASTODON, "77"), datetime(2026, 6, 12, 10, tzinfo=UTC))


def test_a_later_version_is_received_when_it_was_edited() -> None:
    post = _post(edited_at="2018-01-23T04:00:00.000Z")
    assert post.received_at == post.edited_at == datetime(2018, 1, 23, 4, tzinfo=UTC)


def test_other_networks_keep_their_own_uris() -> None:
    toot = _post(
        network="mastodon",
        id="115",
        uri="https://a.social/ap/1",
        url="https://a.social/@me/115",
        text="hi @jane",
        author={
            "handle": "me",
            "url": "https://a.social/@Me",
            "bot": True,
            "remote_id": 5,
            "followers": 7,
            "name": " M\x00e",
        },
    )
    assert (toot.uri, toot.url) == ("https://a.social/ap/1", "https://a.social/@me/115")
    assert toot.entities.mentions[0].handle == (Network.MASTODON, "jane@a.social")
    assert (toot.author.handle, toot.author.bot, toot.author.remote_id) == ("me@a.social", True, "5")
    assert (toot.author.name, toot.author.followers) == ("M\ufffde", 7)
    skeet = _post(network="bluesky", id="at://did:plc:x/app.bsky.feed.post/3k", author={"handle": "jane.dev"})
    assert skeet.url == "https://bsky.app/profile/did:plc:x/post/3k"
    note = _post(network="nostr", id="ab", author={"handle": "3b" * 32})
    assert (note.uri, note.url) == ("ab", None)


def test_what_is_said_on_our_own_page_is_one_voice_a_post() -> None:
    first, second = (_post(network="web", id=n, author={"name": "Ann"}) for n in ("a1", "a2"))
    assert first.author.key != second.author.key
    assert first.author.shown_name == "Ann"
    assert _post(network="web", id="a3", author=None).author.handle == "a3"


def test_warnings_and_pictures_are_kept() -> None:
    post = _post(
        warning="food",
        media=[
            {"url": "https://a.social/1.png", "alt": "a\ncat", "width": 10, "height": 20},
            {"url": "/static/demo/x.svg", "kind": "gifv"},
            {"url": "javascript:alert(1)"},
            {"url": "https://a.social/2", "kind": "application"},
            {"url": "https://a.social/2", "kind": ["image"]},
            "https://a.social/3.png",
        ],
    )
    assert post.warning == "food"
    assert post.media == (
        Media(url="https://a.social/1.png", alt="a cat", width=10, height=20),
        Media(url="/static/demo/x.svg", kind="video"),
    )


def test_addresses_that_could_run_something_are_left_out() -> None:
    post = _post(url="javascript:alert(1)", author={"handle": "a", "url": "data:x", "avatar": "//evil.example/a.png"})
    assert post.url == "https://x.com/a/status/955641762734800896"
    assert (post.author.url, post.author.avatar) == ("https://x.com/a", None)
    assert _post(author={"handle": "a", "avatar": "/static/demo/a.svg"}).author.avatar == "/static/demo/a.svg"


@pytest.mark.parametrize("lang", ["und", "qme", "ZXX", "", 5, "english please"])
def test_a_language_that_says_nothing_is_none(lang: object) -> None:
    assert _post(lang=lang).language is None


def test_decoration_in_a_wrong_type_is_left_out() -> None:
    post = _post(likes="many", reposts=-1, lang=["en"], media="x", warning=7, author={"handle": "a", "followers": True})
    assert (post.likes, post.reposts, post.language, post.media, post.warning) == (None, None, None, (), None)
    assert post.author.followers is None


def test_what_no_database_can_hold_is_replaced_one_for_one() -> None:
    assert _post(text="a\x00b\ud800c @drob").text == "a\ufffdb\ufffdc @drob"
    assert _post(text="a\x00b\ud800c @drob").entities.mentions[0].span == Span(6, 11)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"network": None}, "the line has no network"),
        ({"network": 3}, "the line has no network"),
        ({"network": "myspace"}, "unknown network 'myspace'"),
        ({"id": None}, "the line has no id"),
        ({"id": " "}, "the line has no id"),
        ({"id": True}, "id must be text or a whole number, not true or false"),
        ({"id": 1.5}, "id must be text or a whole number, not a number"),
        ({"id": "1" * 1001}, "id has 1,001 characters"),
        ({"created_at": None}, "the line has no created_at"),
        ({"created_at": 1516677725}, "created_at must be a time such as 2026-06-12T09:30:00Z, not a number"),
        ({"created_at": "yesterday"}, "created_at is no time: 'yesterday'"),
        ({"created_at": "2018-01-23"}, "created_at is no time that a post can have"),
        ({"created_at": "0001-01-01T00:00:00+14:00"}, "created_at is no time that a post can have"),
        ({"created_at": "9999-12-31T23:59:59-14:00"}, "created_at is no time that a post can have"),
        ({"edited_at": "x"}, "edited_at is no time"),
        ({"deleted_at": "x"}, "deleted_at is no time"),
        ({"author": None}, "the line has no author with a handle"),
        ({"author": "jane"}, "the line has no author with a handle"),
        ({"author": {"handle": "not a handle"}}, "the author's handle 'not a handle' cannot be one on X"),
        ({"author": {"handle": ["a"]}}, "the author's handle \"['a']\" cannot be one on X"),
        ({"text": None}, "the line has no text"),
        ({"text": 7}, "text must be text, not a number"),
        ({"text": "x" * 100_001}, "text has 100,001 characters; at most 100,000 are read"),
        ({"quote_text": {}}, "quote_text must be text, not an object"),
        ({"mentions": "drob"}, "mentions must be a list, not text"),
        ({"mentions": [[]]}, "mentions must be text or a whole number, not a list"),
        ({"hashtags": {}}, "hashtags must be a list, not an object"),
        ({"reply_to": []}, "reply_to must be text or a whole number, not a list"),
    ],
)
def test_a_line_that_cannot_be_used_says_why(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in _refusal(**changes)


def test_a_post_of_the_future_is_refused_when_the_time_is_known() -> None:
    later = datetime(2018, 1, 24, tzinfo=UTC)
    assert isinstance(to_change(_LINE, not_after=later), Posted)
    with pytest.raises(BadInput, match="dated in the future"):
        to_change({**_LINE, "edited_at": "2099-01-01T00:00:00Z"}, not_after=later)


def test_a_time_without_an_offset_is_utc() -> None:
    assert _post(created_at="2018-01-23T03:22:05").created_at == _post().created_at


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYS = (
    "network id created_at author text mentions hashtags uri url reply_to reply_to_handle repost_of repost_of_handle "
    "repost_text quote_of quote_text quote_of_handle lang likes reposts edited_at deleted_at warning media"
)


@given(st.dictionaries(st.sampled_from(_KEYS.split()), _ANYTHING, max_size=4))
def test_whatever_a_line_says_it_is_a_post_or_a_sentence(changes: dict[str, Any]) -> None:
    try:
        change = to_change({**_LINE, **changes})
    except BadInput:
        return
    assert isinstance(change, Posted | Deleted)
