"""Every network that is known: a network is made known by one line here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.entities import Entities, Tagged
from app.domain.errors import BadInput
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Post
from app.networks.bluesky.text import TEXT as BLUESKY
from app.networks.feed.text import TEXT as FEED
from app.networks.forms import NetworkText
from app.networks.mastodon.text import TEXT as MASTODON
from app.networks.nostr.text import TEXT as NOSTR
from app.networks.placing import placed
from app.networks.web.text import TEXT as WEB
from app.networks.x.text import TEXT as X

TEXTS: Mapping[Network, NetworkText] = {
    text.network: text for text in (X, BLUESKY, NOSTR, MASTODON, FEED, WEB)
}  # in the order in which an address is asked whose it is: the fediverse has no hosts of its own, so it comes late

_WITHOUT_HANDLES = frozenset({Network.FEED, Network.WEB})
_BRIDGED_X = ("@twitter.com", "@x.com")
_BRIDGED_FEDIVERSE = ".ap.brid.gy"


def canonical(network: Network, text: str) -> HandleKey:
    """Return the handle that any spelling or address means on a network; BadInput when it can be none."""
    return HandleKey(network, TEXTS[network].handle(text))


def canonical_or_none(network: Network, text: str | None) -> HandleKey | None:
    """Return the handle that a text means on a network, or None."""
    if text is None:
        return None
    try:
        return canonical(network, text)
    except BadInput:
        return None


def profile_of(url: str) -> HandleKey | None:
    """Return whose profile an address is, on whatever network; https://host/@user counts as the fediverse."""
    for network, text in TEXTS.items():
        if (found := text.profile(url)) is not None:
            return HandleKey(network, found)
    return None


def address_of(text: str) -> HandleKey | None:
    """Return the handle that a text means beyond doubt: an address, @user@host, name.bsky.social, an npub."""
    if (found := profile_of(text)) is not None:
        return found
    if "@" in text.strip().lstrip("@") and "/" not in text:
        return canonical_or_none(Network.MASTODON, text)
    return canonical_or_none(Network.NOSTR, text)


def entities(network: Network, text: str, *, author: str | None = None) -> Entities:
    """Return the entities of a text by the rules of its network; mentions get their handle, links their profile.

    `author` is the canonical handle of whoever wrote it: in the fediverse, @user means a user of the author's server.
    """
    found = TEXTS[network].entities(text)
    return Entities(
        mentions=tuple(
            Tagged(tagged.text, tagged.span, meant(network, tagged.text, author=author)) for tagged in found.mentions
        ),
        hashtags=found.hashtags,
        links=tuple(
            link if (whose := profile_of(link.url)) is None else replace(link, profile=whose) for link in found.links
        ),
    )


def meant(network: Network, text: str, *, author: str | None = None) -> HandleKey | None:
    """Return the handle that an @mention on a network means; mentions of bridged accounts mean the account behind."""
    if network in _WITHOUT_HANDLES:
        return None
    typed = text
    if network is Network.MASTODON and "@" not in text.lstrip("@") and author is not None and "@" in author:
        typed = f"{text}@{author.rpartition('@')[2]}"
    lower = typed.lower()
    if network is Network.MASTODON and lower.endswith(_BRIDGED_X):
        return canonical_or_none(Network.X, typed.rpartition("@")[0])
    return _behind(canonical_or_none(network, typed))


def complete(
    network: Network,
    text: str,
    *,
    mentions: Sequence[Tagged] | None = None,
    hashtags: Sequence[str] | None = None,
    author: str | None = None,
) -> Entities:
    """Return the entities of a text when its network told some: its word wins, the text only says where they stand.

    A told mention or hashtag gets one entity for each place where it stands, and one without a span when there is
    none; what the network did not tell, where it told that kind, is none. None means that it told nothing.
    """
    found = entities(network, text, author=author)
    told = None if mentions is None else [_known(network, tagged, author) for tagged in mentions]
    return placed(text, found, mentions=told, hashtags=hashtags, short_names=network is Network.MASTODON)


def _known(network: Network, tagged: Tagged, author: str | None) -> Tagged:
    handle = tagged.handle or meant(network, tagged.text, author=author)
    return Tagged(tagged.text, None, handle, tagged.remote_id)


def finished(post: Post) -> Post:
    """Return a post with what only somebody who knows every network can tell.

    Mentions of bridged accounts mean the account behind, links may be profiles, and an author's links and handle may
    say who the same person is elsewhere.
    """
    told = post.entities
    mentions = tuple(replace(tagged, handle=_behind(tagged.handle)) for tagged in told.mentions)
    links = tuple(link if link.profile else replace(link, profile=profile_of(link.url)) for link in told.links)
    author = post.author
    claims = tuple(dict.fromkeys(whose for link in author.links if (whose := profile_of(link)) is not None))
    behind = bridged(author.handle_key) or author.behind
    if claims != author.claims or behind != author.behind:
        author = replace(author, claims=claims or author.claims, behind=behind)
    if author is post.author and mentions == told.mentions and links == told.links:
        return post
    return replace(post, author=author, entities=replace(told, mentions=mentions, links=links))


def _behind(handle: HandleKey | None) -> HandleKey | None:
    return handle if handle is None else bridged(handle) or handle


def bridged(handle: HandleKey) -> HandleKey | None:
    """Return the account of which a handle is the bridged copy: Bridgy Fed's *.brid.gy, Mostr's *@mostr.pub."""
    name, at, host = handle.canonical.partition("@")
    if handle.network is Network.MASTODON and at:
        if host == "bsky.brid.gy":
            return canonical_or_none(Network.BLUESKY, name)
        if host == "mostr.pub":
            return canonical_or_none(Network.NOSTR, name)
    if handle.network is Network.BLUESKY and handle.canonical.endswith(_BRIDGED_FEDIVERSE):
        user, _, server = handle.canonical.removesuffix(_BRIDGED_FEDIVERSE).partition(".")
        return canonical_or_none(Network.MASTODON, f"{user}@{server}")
    return None
