"""Every network that is known: a network is made known by one line here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.entities import Entities, Hashtag, Span, Tagged
from app.domain.errors import BadInput
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.text import folded
from app.networks.bluesky.text import TEXT as BLUESKY
from app.networks.domains import has_tld
from app.networks.entities import outside
from app.networks.feed.text import TEXT as FEED
from app.networks.forms import NetworkText
from app.networks.mastodon.text import TEXT as MASTODON
from app.networks.nostr.text import TEXT as NOSTR
from app.networks.web.text import TEXT as WEB
from app.networks.x.text import TEXT as X

TEXTS: Mapping[Network, NetworkText] = {
    text.network: text for text in (X, BLUESKY, NOSTR, MASTODON, FEED, WEB)
}  # in the order in which an address is asked whose it is: the fediverse has no hosts of its own, so it comes late

_WITHOUT_HANDLES = frozenset({Network.FEED, Network.WEB})
_BRIDGED_X = ("@twitter.com", "@x.com")
_BRIDGED_BLUESKY = "@bsky.brid.gy"
_SPELLED_OUT = re.compile(
    r"(?<![\w@/=.+\-])(?:@?[A-Za-z0-9_.\-]{1,64}+@[\w\-]++(?:\.[\w\-]++)++|@?[A-Za-z0-9\-]{1,63}+(?:\.[A-Za-z0-9\-]{1,63}+){1,8}+)"
)


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
    if network is Network.MASTODON and lower.endswith(_BRIDGED_BLUESKY):
        return canonical_or_none(Network.BLUESKY, typed.rpartition("@")[0])
    return canonical_or_none(network, typed)


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
    return Entities(
        mentions=found.mentions if mentions is None else _place_mentions(network, text, found, mentions, author),
        hashtags=found.hashtags if hashtags is None else _place_tags(text, found, hashtags),
        links=found.links,
    )


def _place_mentions(
    network: Network, text: str, found: Entities, told: Sequence[Tagged], author: str | None
) -> tuple[Tagged, ...]:
    by_handle: dict[HandleKey | str, Tagged] = {}
    for tagged in told:
        handle = tagged.handle or meant(network, tagged.text, author=author)
        by_handle.setdefault(handle or tagged.text.lower(), Tagged(tagged.text, None, handle, tagged.remote_id))
    placed = _Placed(network, by_handle)
    placed_here = [
        Tagged(here.text, here.span, who.handle, who.remote_id) for here in found.mentions if (who := placed(here))
    ]
    for key, tagged in by_handle.items():
        if key not in placed.keys:
            span = _find(text, tagged.text)
            placed_here.append(tagged if span is None else replace(tagged, text=span.of(text), span=span))
    return tuple(sorted(placed_here, key=_place))


class _Placed:
    """Which of the told mentions a mention in the text is."""

    def __init__(self, network: Network, told: Mapping[HandleKey | str, Tagged]) -> None:
        self._told = told
        self.keys: set[HandleKey | str] = set()
        self._short: dict[str, list[HandleKey]] = {}
        for key in told if network is Network.MASTODON else ():
            if isinstance(key, HandleKey):
                self._short.setdefault(key.canonical.partition("@")[0], []).append(key)

    def __call__(self, here: Tagged) -> Tagged | None:
        key = here.handle if here.handle in self._told else None
        if key is None and (namesakes := self._short.get(here.text.removeprefix("@").lower())):
            key = namesakes.pop(0) if len(namesakes) > 1 else namesakes[0]  # rendered texts leave the server out
        if key is None:
            return None
        self.keys.add(key)
        return self._told[key]


def _place_tags(text: str, found: Entities, told: Sequence[str]) -> tuple[Hashtag, ...]:
    wanted = {folded(tag.lstrip("#＃")): f"#{tag.lstrip('#＃')}" for tag in told}
    here = [tag for tag in found.hashtags if folded(tag.tag) in wanted]
    placed = {folded(tag.tag) for tag in here}
    for tag, shown in wanted.items():
        if tag not in placed:
            span = _find(text, shown)
            here.append(Hashtag(shown) if span is None else Hashtag(span.of(text), span))
    return tuple(sorted(here, key=_place))


def _find(text: str, shown: str) -> Span | None:
    """Return where a mention or hashtag stands whose place our rules would not allow; networks have changed theirs."""
    lower = text.lower()
    start = lower.find(shown.lower()) if len(lower) == len(text) else text.find(shown)
    end = start + len(shown)
    return None if start < 0 or text[end : end + 1].isalnum() else Span(start, end)


def _place(one: Tagged | Hashtag) -> tuple[bool, int]:
    return one.span is None, one.span.start if one.span else 0


def spelled_out(text: str, *, known: Entities = Entities()) -> tuple[Tagged, ...]:
    """Return handles of other networks that a text writes out in full: @user@host.tld, name.bsky.social.

    They are no entities (nothing is clickable), but evidence of who is meant. Those inside `known` are left out.
    """
    if "@" not in text and ".bsky." not in text.lower():
        return ()
    taken = [one.span for one in known.mentions if one.span is not None and not _is_cut(one)]
    taken.extend(one.span for one in known.links if one.span is not None)
    found = (Span(one.start(), one.start() + len(one.group().rstrip(".-"))) for one in _SPELLED_OUT.finditer(text))
    free = outside(found, sorted(taken))
    return tuple(
        Tagged(span.of(text), span, handle) for span in free if (handle := _spelled(span.of(text))) is not None
    )


def _is_cut(mention: Tagged) -> bool:
    """Whether a mention may be only the beginning of a longer handle, as X makes of @name.bsky.social."""
    return mention.handle is None or mention.handle.network is Network.X


def _spelled(shown: str) -> HandleKey | None:
    if "@" in shown[1:]:
        return meant(Network.MASTODON, shown) if has_tld(shown.rpartition("@")[2]) else None
    if shown.startswith("@") or shown.lower().endswith(".bsky.social"):
        return canonical_or_none(Network.BLUESKY, shown) if has_tld(shown) else None
    return None
