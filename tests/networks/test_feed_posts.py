"""Entries of feeds as posts: each pair of files is a feed with one entry and the post that it is."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.entities import Hashtag, Link
from app.domain.errors import BadInput
from app.networks.feed.follow import posts_of
from app.networks.feed.posts import Told
from app.networks.feed.reading import Feed, read_feed
from tests.support.feed_server import RSS, item

_FOLDER = Path(__file__).parent / "data" / "feed"
_RECEIVED = datetime(2026, 6, 1, 12, tzinfo=UTC)
_PAIRS = sorted(path.name.partition(".")[0] for path in _FOLDER.glob("*.raw.xml"))
_URL = "https://tide.example/feed.xml"


def _told(body: bytes) -> list[Told]:
    found, malformed = posts_of(read_feed(body, url=_URL), url=_URL, now=_RECEIVED)
    assert malformed == 0
    return list(found)


def _bare(value: Any) -> Any:
    """A value without what says nothing, so that a pair shows what matters."""
    if isinstance(value, dict):
        return {name: _bare(inner) for name, inner in value.items() if inner not in (None, [], False)}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def _shown(told: Told) -> Any:
    return _bare(json.loads(msgspec.json.encode(told.post)))


@pytest.mark.parametrize("name", _PAIRS)
def test_an_entry_is_the_post_beside_it(name: str) -> None:
    [told] = _told((_FOLDER / f"{name}.raw.xml").read_bytes())
    assert _shown(told) == json.loads((_FOLDER / f"{name}.post.json").read_text())


@pytest.mark.parametrize("name", _PAIRS)
def test_every_entity_stands_where_it_says(name: str) -> None:
    [told] = _told((_FOLDER / f"{name}.raw.xml").read_bytes())
    marked: list[Hashtag | Link] = [*told.post.entities.hashtags, *told.post.entities.links]
    for one in marked:
        assert one.span is None or one.span.of(told.post.text) == one.text


def test_every_pair_is_the_events() -> None:
    for name in _PAIRS:
        [told] = _told((_FOLDER / f"{name}.raw.xml").read_bytes())
        assert "tideconf" in told.tags


def test_a_guid_is_unique_within_its_feed_and_an_address_everywhere() -> None:
    one, two, three = _told(RSS.format(items=item("a", guid="7"), extra="").encode() + b"") + _told(
        RSS.format(items=item("b", guid="https://notes.example/?p=1") + item("c", guid="x" * 600), extra="").encode()
    )
    assert one.post.uri == f"{_URL}#7"
    assert two.post.uri == "https://notes.example/?p=1"
    assert three.post.uri.startswith(f"{_URL}#")
    assert len(three.post.uri) < 200


def test_a_long_article_is_cut_at_a_word_and_its_tag_still_counts() -> None:
    [told] = _told(RSS.format(items=item("many words " * 400 + "#TideConf"), extra="").encode())
    assert told.post.text.endswith("words…")
    assert len(told.post.text) <= 1_500
    assert "tideconf" in told.tags


def test_who_is_named_is_a_voice_of_their_own() -> None:
    names = [
        "<author>Mika Hale</author>",
        "<author>mika@notes.example.org (Mika Hale)</author>",
        "<author>Wren</author>",
        "",
    ]
    items = "".join(f"<item><title>{n}</title>{name}</item>" for n, name in enumerate(names))
    voices = [told.post.author.key for told in _told(RSS.format(items=items, extra="").encode())]
    assert voices[0] == voices[1]
    assert voices[2] == f"{_URL}#wren"
    assert len(set(voices)) == 3


@pytest.mark.parametrize("author", ["author", "dc:creator", "managingEditor"])
def test_only_the_start_of_an_author_is_searched_for_an_address(author: str) -> None:
    long = f"<item><title>Fine</title><{author}>{'a.' * 10_000}</{author}></item>"
    [entry] = read_feed(RSS.format(items=long, extra="").encode(), url=_URL).entries
    assert entry["author"] == "a." * 500


def test_an_entry_that_cannot_be_read_loses_none_of_its_neighbours() -> None:
    feed = Feed(title="", entries=({"tags": 7}, {"title": "Fine", "id": "1"}, {"links": "?", "content": 5}), alts={})
    found, malformed = posts_of(feed, url=_URL, now=_RECEIVED)
    assert [told.post.text for told in found] == ["Fine"]
    assert malformed == 2


@settings(max_examples=30)  # two feeds each
@given(st.text(alphabet=st.sampled_from("<>&;/!?[]-= \"'abitemrsdcohn#:\x00"), max_size=120))
def test_whatever_an_entry_says_it_is_a_post_or_is_refused(junk: str) -> None:
    for body in (RSS.format(items=f"<item>{junk}</item>", extra=""), RSS.format(items=item(junk), extra=junk)):
        try:
            feed = read_feed(body.encode(), url=_URL)
        except BadInput:
            continue
        for told in posts_of(feed, url=_URL, now=_RECEIVED)[0]:
            assert "\x00" not in told.post.text
            assert told.post.created_at <= _RECEIVED
