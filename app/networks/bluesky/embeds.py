"""What hangs below a post: pictures and films at the addresses of Bluesky's CDN, the page of a card, a quoted post."""

import re
from typing import NamedTuple
from urllib.parse import quote

from msgspec import Raw

from app.domain.post import Media
from app.networks.bluesky.payloads import Embed, Inner, Picture, Ratio, StrongRef, each, read
from app.networks.bluesky.text import author_of

_PICTURES = 20
_ALT_LIMIT = 5_000  # characters
_LONGEST_SIDE = 100_000
_CID = re.compile(r"[A-Za-z0-9]{8,128}")
_WITH_MEDIA = "app.bsky.embed.recordWithMedia"


class Hanging(NamedTuple):
    """Pictures and films, the address of a page's card, the uri of the quoted post."""

    media: tuple[Media, ...] = ()
    page: str | None = None
    quoted: str | None = None


def hanging(did: str, embed: Embed | None) -> Hanging:
    """Return what hangs below a post of a DID."""
    if embed is None:
        return Hanging()
    if embed.kind == _WITH_MEDIA:
        beside = hanging(did, inner) if (inner := read(embed.media, Embed)) and inner.kind != _WITH_MEDIA else Hanging()
        quoted = read(embed.record, Inner)
        return beside._replace(quoted=_post(quoted.record if quoted else None))
    page = embed.external.uri if embed.external else None
    return Hanging(tuple(_media(did, embed)), page, _post(read(embed.record, StrongRef)))


def _post(record: StrongRef | None) -> str | None:
    """Only posts are quotes: lists, feeds and starter packs are embedded in the same way."""
    return record.uri if record is not None and author_of(record.uri) else None


def _media(did: str, embed: Embed) -> list[Media]:
    found: list[Media] = []
    for picture in each([*embed.images, *embed.items], Picture, _PICTURES):
        if (cid := picture.image.ref.cid) and _CID.fullmatch(cid):
            url = f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}@jpeg"
            found.append(_made("image", url, picture.alt, picture.ratio))
    if embed.video is not None and _CID.fullmatch(embed.video.ref.cid):
        url = f"https://video.bsky.app/watch/{quote(did, safe='')}/{embed.video.ref.cid}/playlist.m3u8"
        found.append(_made("video", url, embed.alt, embed.ratio))
    return found


def _made(kind: str, url: str, alt: str, raw: Raw) -> Media:
    ratio = read(raw, Ratio)
    fits = ratio is not None and 0 < ratio.width <= _LONGEST_SIDE and 0 < ratio.height <= _LONGEST_SIDE
    sides = (ratio.width, ratio.height) if ratio is not None and fits else (None, None)
    return Media(url=url, kind=kind, alt=alt[:_ALT_LIMIT] or None, width=sides[0], height=sides[1])
