"""Makes speakers and posts in few words, for tests of who is meant; the people are invented."""

import re
from datetime import UTC, datetime
from typing import Any

from app.domain.account import Account
from app.domain.entities import Entities, Hashtag, Link, Span, Tagged
from app.domain.event import Programme
from app.domain.handle import Handle, HandleKey
from app.domain.network import Network
from app.domain.post import Post
from app.domain.speaker import Speaker, SpeakerKey

AT = datetime(2026, 11, 19, 10, 30, tzinfo=UTC)

_TAGGED = re.compile(r"(?<![\w@/])@[\w.-]*\w(?:@[\w.-]*\w)?")
_HASHTAG = re.compile(r"(?<!\w)#\w+")
_LINK = re.compile(r"https?://\S+")


def person(key: str, name: str, *aliases: str, ids: dict[Network, str] | None = None, **handles: str) -> Speaker:
    """A speaker; handles as `x="jane"`, remote ids as `ids={Network.X: "12"}`."""
    remote = ids or {}
    return Speaker(
        key=SpeakerKey(key),
        name=name,
        aliases=aliases,
        handles=tuple(
            Handle(network=Network(network), canonical=canonical, remote_id=remote.get(Network(network)))
            for network, canonical in handles.items()
        ),
    )


def programme(*speakers: Speaker) -> Programme:
    """A programme without talks."""
    return Programme(speakers=speakers)


def said(text: str, *, by: str = "audience", network: Network = Network.X, **rest: Any) -> Post:
    """A post with the handles, hashtags and links that stand in its text; handles are of the post's own network."""
    entities = Entities(
        mentions=tuple(
            Tagged(
                hit[0], Span(*hit.span()), HandleKey(network, hit[0][1:].lower()) if hit[0].count("@") == 1 else None
            )
            for hit in _TAGGED.finditer(text)
        ),
        hashtags=tuple(Hashtag(hit[0], Span(*hit.span())) for hit in _HASHTAG.finditer(text)),
        links=tuple(Link(hit[0], hit[0], Span(*hit.span())) for hit in _LINK.finditer(text)),
    )
    fields: dict[str, Any] = {
        "uri": "1",
        "author": Account(network=network, handle=by),
        "created_at": AT,
        "received_at": AT,
        "entities": entities,
    }
    return Post(network=network, text=text, **(fields | rest))
