"""Told accounts: which account that no programme names is a speaker's, from what several people say; a person decides.

"Jane Doe (@harbourjane)" says it, and so does the account's own name. What is told attributes nothing by itself:
anybody can write it, and whoever wants to stand in for a speaker would. An organizer decides, and sees who says so.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.domain.entities import Entities, Span
from app.domain.event import Programme
from app.domain.handle import Handle, HandleKey
from app.domain.match_handles import HandleIndex, handle_of, is_companys
from app.domain.match_lookalikes import Lookalikes
from app.domain.match_names import NAMED, NameIndex
from app.domain.match_words import Written
from app.domain.names import Form
from app.domain.network import Network
from app.domain.post import Post
from app.domain.speaker import Speaker, SpeakerKey

_SURE = NAMED[Form.SHORT]  # a whole name, or one without its middle
_ENOUGH = 2  # who say so, the account itself among them, and what its handle says; or one, with brackets
_LONGEST = 10  # characters between a name and a handle
_AFTER = re.compile(r"\s?(?:[(\[{]|\s(?:aka|a\.k\.a\.|alias|=)\s|[–—-])?\s?(?:aka\s)?", re.IGNORECASE)
_BEFORE = re.compile(r"\s?(?:[(\[{:=/|–—-]|\s(?:aka|a\.k\.a\.|alias|is|=)\s)\s?", re.IGNORECASE)
_OPENS = re.compile(r"\s?[(\[{]")
_LETTERS = re.compile(r"[^\W_]")


class _Named(NamedTuple):
    speakers: tuple[SpeakerKey, ...]
    span: Span


class Claim(NamedTuple):
    """That an account is a speaker's."""

    speaker: SpeakerKey
    account: HandleKey


class Telling(NamedTuple):
    """One post that says whose an account is. `voice` is who wrote it; `own` when the account itself says so."""

    speaker: SpeakerKey
    account: HandleKey
    voice: HandleKey
    own: bool = False
    bracketed: bool = False  # "Jane Doe (@harbourjane)": without, it may be whom she works for


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAccount:
    """An account that seems to be a speaker's. `voices` say so beside the account itself.

    `own` is whether its profile carries the speaker's whole name, `spelled` whether its handle is spelled like it.
    """

    speaker: SpeakerKey
    account: HandleKey
    voices: frozenset[HandleKey]
    own: bool
    spelled: bool
    disputed: bool = False  # another account there is said to be this speaker's, too

    @property
    def weight(self) -> int:
        """How much speaks for it: people, and what the account says of itself."""
        return len(self.voices) + self.own + self.spelled


class TellsAccounts:
    """Hears in posts whose the accounts are that nobody on the programme has."""

    def __init__(self, programme: Programme, *, hashtags: Iterable[str] = ()) -> None:
        self._speakers = {speaker.key: speaker for speaker in programme.speakers}
        self._handles = HandleIndex(programme.speakers)
        self._names = NameIndex(programme.speakers, not_names=hashtags)
        self._lookalikes = Lookalikes(programme.speakers)

    def heard(self, post: Post) -> Iterator[Telling]:
        """Yield what one post tells. A repost tells nothing, a bot nothing about others."""
        if not post.is_original:
            return
        author = post.author.handle_key
        if (speaker := self._called(post)) is not None:
            yield Telling(speaker, author, author, own=True)
        strange = {} if post.author.bot else self.strange(post)
        for clue in self._named(post) if strange else ():
            for span, account in strange.items():
                if account != author and (bracketed := _is_beside(post.text, clue.span, span)) is not None:
                    yield Telling(clue.speakers[0], account, author, bracketed=bracketed)

    def strange(self, post: Post) -> Mapping[Span, HandleKey]:
        """Return the handles that are tagged in a text, and are nobody's on the programme."""
        return {
            tagged.span: handle_of(tagged, post)
            for tagged in post.entities.mentions
            if tagged.span is not None and not self._handles.owned(tagged, post)
        }

    def told(self, tellings: Iterable[Telling], refused: Collection[Claim] = ()) -> tuple[ToldAccount, ...]:
        """Return the accounts that seem to be speakers', those with the most voices first; the order heard is nothing.

        An account that is told of two speakers is neither's; a speaker who has a living one there needs no other. What
        a person has refused counts as not told.
        """
        heard: dict[HandleKey, list[Telling]] = defaultdict(list)
        for one in set(tellings):
            if Claim(one.speaker, one.account) not in refused:
                heard[one.account].append(one)
        found = [
            self._weighed(account, speaker, told)
            for account, told in sorted(heard.items())
            if len(speakers := {one.speaker for one in told}) == 1
            for speaker in speakers
            if self._may_have(self._speakers[speaker], account)
        ]
        bracketed = {account for account, told in heard.items() if any(one.bracketed for one in told)}
        enough = [one for one in found if one.weight >= _ENOUGH or one.account in bracketed]
        places = Counter((one.speaker, one.account.network) for one in enough)
        disputed = (replace(one, disputed=places[one.speaker, one.account.network] > 1) for one in enough)
        return tuple(sorted(disputed, key=lambda one: (-one.weight, one.account)))

    def _weighed(self, account: HandleKey, speaker: SpeakerKey, told: Collection[Telling]) -> ToldAccount:
        spelled = self._lookalikes.alike(account)
        return ToldAccount(
            speaker=speaker,
            account=account,
            voices=frozenset(one.voice for one in told if not one.own),
            own=any(one.own for one in told),
            spelled=spelled is not None and speaker in spelled.speakers,
        )

    def _may_have(self, speaker: Speaker, account: HandleKey) -> bool:
        here = [handle for handle in speaker.on(account.network) if not handle.dead]
        return not here and not is_companys(Handle(network=account.network, canonical=account.canonical), speaker)

    def _called(self, post: Post) -> SpeakerKey | None:
        """Whose whole name the author goes by, though the account is nobody's on the programme."""
        name = post.author.name
        if not name or post.network in {Network.WEB, Network.FEED} or self._handles.owners(post.author):
            return None  # on our own page, and in feeds, anybody writes any name
        for clue in self._named(replace(post, text=name, entities=Entities())):
            if not _LETTERS.search(name[: clue.span.start] + name[clue.span.end :]):
                return clue.speakers[0]
        return None

    def _named(self, post: Post) -> Iterator[_Named]:
        written = Written(post, self._names.words)
        for clue in self._names.clues(written) if written.clues or not written.is_spaced else ():
            if clue.span is not None and clue.is_certain and clue.confidence >= _SURE:
                yield _Named(clue.speakers, clue.span)


def holder_of(programme: Programme, account: HandleKey) -> Speaker | None:
    """Return the speaker whose an account is by the programme."""
    return next((one for one in programme.speakers if any(own.key == account for own in one.handles)), None)


def with_account(programme: Programme, claim: Claim) -> Programme:
    """Return a programme with an account more, which a person vouches for."""
    new = Handle(network=claim.account.network, canonical=claim.account.canonical, verified=True)
    speakers = (
        replace(one, handles=(*one.handles, new)) if one.key == claim.speaker else one for one in programme.speakers
    )
    return replace(programme, speakers=tuple(speakers))


def without_account(programme: Programme, claim: Claim) -> Programme:
    """Return a programme without an account that a person vouched for; what stands there otherwise stays."""
    speakers = (
        replace(one, handles=tuple(own for own in one.handles if own.key != claim.account or not own.verified))
        if one.key == claim.speaker
        else one
        for one in programme.speakers
    )
    return replace(programme, speakers=tuple(speakers))


def _is_beside(text: str, name: Span, handle: Span) -> bool | None:
    """Whether a handle stands beside a name as its owner's, and in brackets; None where it does not."""
    if 0 <= handle.start - name.end <= _LONGEST:
        between = text[name.end : handle.start]
        return _OPENS.match(between) is not None if _AFTER.fullmatch(between) else None
    if 0 < name.start - handle.end <= _LONGEST:
        between = text[handle.end : name.start]
        return _OPENS.match(between) is not None if _BEFORE.fullmatch(between) else None
    return None
