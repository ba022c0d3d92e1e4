"""Handles: whose account is tagged, linked, answered or quoted, on whatever network its name was written."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from app.domain.account import Account
from app.domain.entities import Span, Tagged
from app.domain.handle import Handle, HandleKey
from app.domain.match_clues import Clue
from app.domain.mention import Evidence
from app.domain.network import Network
from app.domain.post import Post, Reference
from app.domain.reading import Context
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.text import folded

TAGGED = 0.99  # an address means its owner; the rest is typing errors and accounts that changed hands
LINKED = 0.97  # a link to a profile is a tag, but sometimes only a source
ANSWERED = 0.9  # an answer is to its author, though it may be about what somebody else said
QUOTED = 0.9  # the same for a quote

# A handle of another network than the post's own: @user@host is the fediverse's, @name.host is Bluesky's.
_CROSSING = re.compile(
    r"(?<![\w@/.+-])@([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?:@([a-z0-9-]+(?:\.[a-z0-9-]+)+))?", re.IGNORECASE
)
# Bluesky's own names are handles without their @, too; other domains may be anybody's site.
_BARE = re.compile(r"(?<![\w@/.+-])[a-z0-9-]{1,63}+\.bsky\.social(?![\w-]|\.\w)", re.IGNORECASE | re.ASCII)
_BARE_END = ".bsky.social"
_NO_LETTERS = re.compile(r"[\W_]+")
_LEAST_HOUSE = 4  # letters of an organisation's name
_HOUSES = re.compile("(?:hq|inc|labs?|devs?|tech|sports|official|team|io|app|global|com|org|eng|engineering|news)?")
_BRIDGES = {"twitter.com": Network.X, "x.com": Network.X, "bsky.brid.gy": Network.BLUESKY}


class HandleIndex:
    """Dictionaries from addresses to speakers."""

    def __init__(self, speakers: Iterable[Speaker]) -> None:
        owners: dict[HandleKey, set[SpeakerKey]] = {}
        by_id: dict[tuple[Network, str], set[SpeakerKey]] = {}
        for speaker in speakers:
            for handle in speaker.handles:
                if is_companys(handle, speaker):
                    continue
                owners.setdefault(_lower(handle.key), set()).add(speaker.key)
                if handle.remote_id is not None:
                    by_id.setdefault((handle.network, handle.remote_id), set()).add(speaker.key)
        self._owners = {key: tuple(sorted(found)) for key, found in owners.items()}
        self._by_id = {key: tuple(sorted(found)) for key, found in by_id.items()}

    def owners(self, account: Account) -> tuple[SpeakerKey, ...]:
        """Return the speakers whose account, or bridged copy, it is: one, but for an account that several share."""
        owners = self._whose(account.handle_key, account.network, account.remote_id)
        return owners or (() if account.behind is None else self._whose(account.behind))

    def told(self, post: Post) -> list[tuple[Tagged, tuple[SpeakerKey, ...]]]:
        """Return the handles that are tagged in a post, each with the speakers whose it is."""
        return [(tagged, self.owned(tagged, post)) for tagged in post.entities.mentions]

    def clues(self, post: Post, context: Context, told: Iterable[tuple[Tagged, tuple[SpeakerKey, ...]]]) -> list[Clue]:
        """Return what handles, links, answers and quotes say; `told` is what `told` returns of this post."""
        if not self._owners and not self._by_id:
            return []
        crossing = self._spelled_out(post)
        clues = [Clue(owners, Evidence.HANDLE, TAGGED, span) for span, owners in crossing.items()]
        clues += [
            Clue(owners, Evidence.HANDLE, TAGGED, tagged.span)
            for tagged, owners in told
            if owners and not (crossing and _is_begun(tagged, crossing))
        ]
        for link in post.entities.links:
            if link.profile is not None and (owners := self._whose(link.profile)):
                clues.append(Clue(owners, Evidence.LINK, LINKED, link.span))
        if owners := self._behind(post.reply_to, context.parent):
            clues.append(Clue(owners, Evidence.REPLY, ANSWERED))
        if owners := self._behind(post.quote_of, context.quoted):
            clues.append(Clue(owners, Evidence.QUOTE, QUOTED))
        return clues

    def owned(self, tagged: Tagged, post: Post) -> tuple[SpeakerKey, ...]:
        """Return the speakers whose handle is tagged in a post."""
        handle = tagged.handle
        if handle is None:
            handle = handle_of(tagged, post)
        if tagged.remote_id is None:
            return self._owners.get(handle) or self._owners.get(_lower(handle), ())
        return self._whose(handle, handle.network, tagged.remote_id)

    def _spelled_out(self, post: Post) -> dict[Span, tuple[SpeakerKey, ...]]:
        """Return the handles that a text has in full, with those whose they are."""
        found = dict(self._crossing(post.text)) if "@" in post.text else {}
        if _BARE_END in post.text.lower():
            found |= self._bare(post.text)
        for span in _inside_addresses(post, found) if found else ():
            del found[span]
        return found

    def _crossing(self, text: str) -> Iterator[tuple[Span, tuple[SpeakerKey, ...]]]:
        at = text.find("@")
        while at >= 0:
            written = _CROSSING.match(text, at)
            if written is None:
                at = text.find("@", at + 1)
                continue
            at = text.find("@", written.end())
            user, host = written[1].lower(), (written[2] or "").lower()
            if host:
                bridged = _BRIDGES.get(host)
                key = HandleKey(bridged, user) if bridged else HandleKey(Network.MASTODON, f"{user}@{host}")
            elif "." in user:
                key = HandleKey(Network.BLUESKY, user)
            else:
                continue
            if owners := self._owners.get(key, ()):
                yield Span(*written.span()), owners

    def _bare(self, text: str) -> Iterator[tuple[Span, tuple[SpeakerKey, ...]]]:
        for written in _BARE.finditer(text):
            if owners := self._owners.get(HandleKey(Network.BLUESKY, written[0].lower())):
                yield Span(*written.span()), owners

    def _behind(self, reference: Reference | None, account: Account | None) -> tuple[SpeakerKey, ...]:
        if account is not None and (owners := self.owners(account)):
            return owners
        return self._whose(reference.author) if reference is not None and reference.author is not None else ()

    def _whose(
        self, handle: HandleKey, network: Network | None = None, remote_id: str | None = None
    ) -> tuple[SpeakerKey, ...]:
        if remote_id is not None and (owners := self._by_id.get((network or handle.network, remote_id))):
            return owners  # what survives a rename decides
        return self._owners.get(_lower(handle), ())


def is_companys(handle: Handle, speaker: Speaker) -> bool:
    """Whether a handle that a programme gives for a speaker is their organisation's: it says that name, and not theirs.

    Whoever tags it means the organisation, and what it posts about its speaker is said by others.
    """
    house = _NO_LETTERS.sub("", folded(speaker.organisation or ""))
    name = handle.canonical.partition("@")[0]
    user = _NO_LETTERS.sub("", folded(name.partition(".")[0]))
    if min(len(house), len(user)) < _LEAST_HOUSE:
        return False
    own = {_NO_LETTERS.sub("", folded(word)) for told in (speaker.name, *speaker.aliases) for word in told.split()}
    if any(len(word) > 1 and word in user for word in own):
        return False
    return _HOUSES.fullmatch(user, len(house)) is not None if user.startswith(house) else house.startswith(user)


def _is_begun(tagged: Tagged, crossing: Iterable[Span]) -> bool:
    """Whether it is @jane of @jane.example.org, which means somebody else."""
    return tagged.span is not None and any(tagged.span.start == span.start for span in crossing)


def _lower(handle: HandleKey) -> HandleKey:
    lower = handle.canonical.lower()
    return handle if lower == handle.canonical else HandleKey(handle.network, lower)


def _inside_addresses(post: Post, handles: Iterable[Span]) -> list[Span]:
    """Return what is spelled like a handle and is a part of an address: https://share.example/?by=name.bsky.social."""
    links = sorted(link.span for link in post.entities.links if link.span is not None)
    befores = ((span, links[at - 1]) for span in handles if (at := bisect_left(links, (span.start,))))
    return [span for span, link in befores if span.end <= link.end and len(link.of(post.text).split()) == 1]


def handle_of(tagged: Tagged, post: Post) -> HandleKey:
    """Return what a handle means; one that nobody resolved means somebody on the network where it was written."""
    if tagged.handle is not None:
        return tagged.handle
    name = tagged.text.lstrip("@＠").lower()
    if post.network is Network.MASTODON and "@" not in name and "@" in post.author.handle:
        name = f"{name}@{post.author.handle.rpartition('@')[2].lower()}"  # on the author's own server
    return HandleKey(Network.MASTODON if "@" in name else post.network, name)
