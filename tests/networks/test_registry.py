"""What holds over all networks: whose profile an address is, what a mention means, whose word wins."""

import pytest

from app.domain.entities import Span, Tagged
from app.domain.errors import BadInput
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.networks import registry

_NPUB = "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6"
_HEX = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d"


def test_every_network_is_known() -> None:
    assert set(registry.TEXTS) == set(Network)
    assert all(text.network is network for network, text in registry.TEXTS.items())


@pytest.mark.parametrize(
    ("url", "whose"),
    [
        ("https://twitter.com/@cafonsomota", (Network.X, "cafonsomota")),
        ("https://twitter.com/i/flow/login?redirect_after_login=%2Fzimperium", (Network.X, "zimperium")),
        ("https://androiddev.social/@ebtokyo", (Network.MASTODON, "ebtokyo@androiddev.social")),
        ("https://bsky.app/profile/jane.dev", (Network.BLUESKY, "jane.dev")),
        (f"https://njump.me/{_NPUB}", (Network.NOSTR, _HEX)),
        ("https://twitter.com", None),
        ("https://medium.com/@jane", None),
        ("https://hashnode.com/@py", None),
        ("https://example.org/", None),
        ("not an address", None),
    ],
)
def test_an_address_says_whose_profile_it_is(url: str, whose: tuple[Network, str] | None) -> None:
    assert registry.profile_of(url) == (None if whose is None else HandleKey(*whose))


def test_a_handle_is_canonical_on_its_network() -> None:
    assert registry.canonical(Network.X, "@DRob") == (Network.X, "drob")
    with pytest.raises(BadInput):
        registry.canonical(Network.MASTODON, "drob")
    assert registry.canonical_or_none(Network.MASTODON, "drob") is None
    assert registry.canonical_or_none(Network.X, None) is None


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("@jane@example.social", (Network.MASTODON, "jane@example.social")),
        ("https://x.com/drob", (Network.X, "drob")),
        (_NPUB, (Network.NOSTR, _HEX)),
        (f"nostr:{_NPUB}", (Network.NOSTR, _HEX)),
        ("@jane.bsky.social", (Network.BLUESKY, "jane.bsky.social")),
        ("drob", None),
        ("@drob", None),
        ("jane@gmail.com", None),
        ("jane.dev", None),
    ],
)
def test_some_texts_say_their_network_themselves(text: str, whose: tuple[Network, str] | None) -> None:
    assert registry.address_of(text) == (None if whose is None else HandleKey(*whose))


def test_mentions_get_their_handle_and_links_their_profile() -> None:
    found = registry.entities(Network.X, "@DRob see https://bsky.app/profile/jane.dev or example.com")
    assert [one.handle for one in found.mentions] == [(Network.X, "drob")]
    assert [one.profile for one in found.links] == [(Network.BLUESKY, "jane.dev"), None]


def test_in_the_fediverse_a_short_mention_is_of_the_authors_own_server() -> None:
    near = registry.entities(Network.MASTODON, "@jane @joe@far.social", author="me@near.social").mentions
    assert [one.handle for one in near] == [
        (Network.MASTODON, "jane@near.social"),
        (Network.MASTODON, "joe@far.social"),
    ]
    assert registry.entities(Network.MASTODON, "@jane").mentions[0].handle is None


def test_a_mention_of_a_bridged_account_means_the_account_behind_it() -> None:
    assert registry.meant(Network.MASTODON, "@drob@twitter.com") == (Network.X, "drob")
    assert registry.meant(Network.MASTODON, "@jane.dev@bsky.brid.gy") == (Network.BLUESKY, "jane.dev")


def test_what_the_network_told_wins_over_what_the_text_looks_like() -> None:
    text = "@drob @drob and @nobody on #Café #other"
    found = registry.complete(
        Network.X, text, mentions=[Tagged("@DROB", remote_id="7"), Tagged("@far")], hashtags=["cafe", "#hidden"]
    )
    assert [(one.text, one.span, one.remote_id) for one in found.mentions] == [
        ("@drob", Span(0, 5), "7"),
        ("@drob", Span(6, 11), "7"),
        ("@far", None, None),
    ]
    assert [(one.text, one.span) for one in found.hashtags] == [("#Café", Span(27, 32)), ("#hidden", None)]


def test_told_nothing_the_text_is_read() -> None:
    found = registry.complete(Network.X, "@drob #tag")
    assert [one.text for one in found.mentions] == ["@drob"]
    assert [one.text for one in found.hashtags] == ["#tag"]


def test_told_that_there_is_none_there_is_none() -> None:
    found = registry.complete(Network.X, "@drob #tag", mentions=[], hashtags=[])
    assert (found.mentions, found.hashtags) == ((), ())


def test_a_told_mention_is_placed_where_our_own_rules_would_see_none() -> None:
    found = registry.complete(Network.X, "İ wow!!@RStudio #a#b", mentions=[Tagged("@RStudio")], hashtags=["b"])
    assert [one.span for one in found.mentions] == [Span(7, 15)]
    assert [one.span for one in found.hashtags] == [Span(18, 20)]
    assert registry.complete(Network.X, "!!@rstudioconf", mentions=[Tagged("@rstudio")]).mentions[0].span is None


def test_rendered_texts_of_the_fediverse_leave_the_server_out() -> None:
    told = [Tagged("@jane@a.social"), Tagged("@jane@b.social"), Tagged("@joe@c.social")]
    found = registry.complete(Network.MASTODON, "@jane @jane @joe", mentions=told, author="me@z.social")
    assert [(one.span, one.handle and one.handle.canonical) for one in found.mentions] == [
        (Span(0, 5), "jane@a.social"),
        (Span(6, 11), "jane@b.social"),
        (Span(12, 16), "joe@c.social"),
    ]


def test_a_told_mention_that_is_no_handle_is_kept_without_one() -> None:
    assert registry.complete(Network.MASTODON, "hi", mentions=[Tagged("@jane")]).mentions == (Tagged("@jane"),)


@pytest.mark.parametrize("network", [Network.FEED, Network.WEB])
def test_where_nobody_has_a_handle_a_mention_means_no_one(network: Network) -> None:
    assert registry.entities(network, "hi @drob").mentions == (Tagged("@drob", Span(3, 8)),)


def test_feeds_and_our_own_page_have_handles_of_their_own() -> None:
    feed, web = registry.TEXTS[Network.FEED], registry.TEXTS[Network.WEB]
    assert feed.handle("Example.org/Feed/") == "https://example.org/feed"
    assert feed.handle("http://example.org/feed") == "http://example.org/feed"
    with pytest.raises(BadInput):
        feed.handle("a feed")
    assert feed.shown("https://example.org/feed") == "example.org/feed"
    assert feed.profile_url("https://example.org/feed") == "https://example.org/feed"
    assert feed.post_url("https://example.org/1", "") == "https://example.org/1"
    assert feed.post_url("tag:1", "") is None
    assert (feed.uri("tag:1"), feed.profile("https://example.org")) == ("tag:1", None)
    assert (web.handle(" Ab1 "), web.shown("ab1"), web.uri("1")) == ("ab1", "", "1")
    assert (web.profile("https://example.org"), web.profile_url("ab1"), web.post_url("1", "")) == (None, None, None)
