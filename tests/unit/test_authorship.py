"""A uri says whose post it is, in as many words as its network uses for it."""

import pytest

from app.domain.authorship import names_in


@pytest.mark.parametrize(
    ("name", "uri", "theirs"),
    [
        ("ines@shore.example", "https://shore.example/users/ines/statuses/1", True),
        ("ines@shore.example", "https://social.shore.example/@Ines/1", True),
        ("ines@shore.example", "https://tide.example/@ines@shore.example/1", True),
        ("ines@shore.example", "https://shore.example/objects/1", False),
        ("ines@shore.example", "https://notshore.example/@ines/1", False),
        ("ines@shore.example", "shore.example/17", False),
        ("ines@shore.example", "https://shore.example", False),
        ("https://shore.example/ap/7", "https://shore.example/ap/7/note/1", True),
        ("https://shore.example/users/Ines", "https://shore.example/users/Ines/statuses/1", True),
        ("https://shore.example/ap/7", "https://shore.example/ap/77/note/1", False),
        ("did:plc:ines", "at://did:plc:ines/app.bsky.feed.post/1", True),
        ("status", "https://x.com/i/status/1", False),
        ("ines", "https://x.com/ines/status/1", True),
        ("1", "https://x.com/1", False),
    ],
)
def test_a_uri_tells_whose_it_is(name: str, uri: str, *, theirs: bool) -> None:
    assert (name in names_in(uri)) is theirs
