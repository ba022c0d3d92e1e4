"""The forms of a handle on X, with the traps that stand in real exports."""

import pytest

from app.domain.errors import BadInput
from app.networks.x.text import TEXT, handle, profile


@pytest.mark.parametrize(
    "typed",
    [
        "drob",
        "@DRob",
        "＠drob",
        " @drob\u200b",
        "https://twitter.com/drob",
        "Http://twitter.com/drob",
        "https://www.twitter.com/@drob",
        "https://mobile.twitter.com/drob?lang=en",
        "https://x.com/drob?s=09",
        "twitter.com/drob/",
        "https://twitter.com/#!/drob",
        "https://twitter.com/drob/with_replies",
        "https://twitter.com/i/flow/login?redirect_after_login=%2Fdrob",
        "https://twitter.com/i/flow/login?redirect_after_login=%2Fdrob%3Flang%3Den",
        "https://twitter.com/intent/user?screen_name=drob",
        "https://x.com/intent/follow?screen_name=drob",
    ],
)
def test_every_spelling_means_the_same_handle(typed: str) -> None:
    assert handle(typed) == "drob"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "https://twitter.com",
        "https://twitter.com/",
        "https://twitter.com/i/flow/login",
        "https://twitter.com/drob/status/1",
        "https://twitter.com/home",
        "https://twitter.com/search?q=drob",
        "https://twitter.com/intent/tweet?text=x",
        "https://twitter.com/intent/user",
        "https://example.com/drob",
        "in/drob",
        "drob and friends",
        "dröb",
        "@drob@twitter.example",
        "a" * 21,
    ],
)
def test_what_cannot_be_a_handle_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        handle(typed)


def test_other_hosts_that_only_end_alike_are_nobodys_profile() -> None:
    assert profile("https://netflix.com/drob") is None
    assert profile("https://x.com.evil.example/drob") is None
    assert profile("https://[x.com/drob") is None
    assert profile("ftp://x.com/drob") is None


def test_ids_and_addresses_of_posts_lead_to_one_uri() -> None:
    uri = "https://x.com/i/status/955641762734800896"
    assert TEXT.uri("955641762734800896") == uri
    assert TEXT.uri("https://twitter.com/drob/status/955641762734800896?s=20") == uri
    assert TEXT.uri("https://mobile.twitter.com/drob/statuses/955641762734800896") == uri
    assert TEXT.uri("https://x.com/i/web/status/955641762734800896/photo/1") == uri
    assert TEXT.uri("https://x.com/drob") == "https://x.com/drob"
    assert TEXT.post_url(uri, "drob") == "https://x.com/drob/status/955641762734800896"
    assert TEXT.post_url("urn:x", "drob") is None
    assert TEXT.profile_url("drob") == "https://x.com/drob"
    assert TEXT.shown("drob") == "@drob"
