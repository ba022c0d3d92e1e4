"""Rich text: what the parts of a text are, told in UTF-8 bytes by the author's client, as entities in code points."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from app.domain.account import Account
from app.domain.entities import Entities, Hashtag, Link, Span, Tagged
from app.networks.bluesky.payloads import Facet, Feature, each
from app.networks.bluesky.text import is_did
from app.networks.forms import is_url

_FEATURES = 8  # far more than any client writes
_TAG_LIMIT = 640  # bytes, as the lexicon has it; so many characters at most
_URL_LIMIT = 2_048
_CONTINUES = range(0x80, 0xC0)  # bytes inside a code point


class Marked(NamedTuple):
    """A part of a text, and one thing that it is."""

    span: Span
    feature: Feature


def marked(text: str, facets: Iterable[Facet]) -> Iterator[Marked]:
    """Yield what the parts of a text are, in order; parts that cannot be, and later ones that overlap, are left out."""
    octets = text.encode(errors="surrogatepass")
    fitting = [facet for facet in facets if _fits(octets, facet.index.start, facet.index.end)]
    at_byte = at_char = 0
    for facet in sorted(fitting, key=lambda facet: facet.index.start):
        start, end = facet.index.start, facet.index.end
        if start < at_byte:
            continue
        span_start = at_char + _length(octets[at_byte:start])
        at_byte, at_char = end, span_start + _length(octets[start:end])
        for feature in each(facet.features, Feature, _FEATURES):
            yield Marked(Span(span_start, at_char), feature)


def _fits(octets: bytes, start: int, end: int) -> bool:
    if not 0 <= start < end <= len(octets):
        return False
    return octets[start] not in _CONTINUES and (end == len(octets) or octets[end] not in _CONTINUES)


def _length(octets: bytes) -> int:
    return len(octets.decode(errors="surrogatepass"))


def entities(
    text: str, facets: list[Facet], *, tags: Iterable[str], page: str | None, known: Mapping[str, Account]
) -> Entities:
    """Return the entities of a post; `tags` and the `page` of its card stand nowhere in the text.

    A mention means a DID, whatever its text says; its handle is told when the account is known.
    """
    mentions: list[Tagged] = []
    hashtags: list[Hashtag] = []
    links: list[Link] = []
    for span, feature in marked(text, facets):
        shown = span.of(text)
        if feature.did is not None and is_did(feature.did):
            account = known.get(feature.did)
            handle = account.handle_key if account is not None and account.handle != feature.did else None
            mentions.append(Tagged(shown, span, handle, feature.did))
        elif feature.tag is not None and (tag := plain(feature.tag)):
            stands = shown[0] in "#＃$" and plain(shown).casefold() == tag.casefold()
            hashtags.append(Hashtag(shown, span) if stands else Hashtag(f"#{tag}"))
        elif feature.uri is not None and _is_page(feature.uri):
            links.append(Link(shown, feature.uri, span))
    standing = {plain(one.text).casefold() for one in hashtags}
    for tag in map(plain, tags):
        if tag and tag.casefold() not in standing:
            standing.add(tag.casefold())
            hashtags.append(Hashtag(f"#{tag}"))
    if page is not None and _is_page(page) and page not in {one.url for one in links}:
        links.append(Link(page, page))
    return Entities(
        mentions=tuple(mentions),
        hashtags=tuple(sorted(hashtags, key=lambda one: one.span is None)),
        links=tuple(links),
    )


def plain(tag: str) -> str:
    """Return a tag without mark and space around it; "" when it can be none."""
    bare = tag.strip().lstrip("#＃")
    return bare if len(bare) <= _TAG_LIMIT else ""


def _is_page(url: str) -> bool:
    return len(url) <= _URL_LIMIT and url.startswith(("https://", "http://")) and is_url(url)
