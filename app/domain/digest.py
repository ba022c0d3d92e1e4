"""A digest: the letter that tells one speaker what their talk meant, whom to thank first and what is still open."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.delivery import Delivered, Reason
from app.domain.event import Event, Programme
from app.domain.landing import Landing, build_landing
from app.domain.network import Network
from app.domain.passing import Passed, passed_around
from app.domain.phrase import Phrase, phrase, phrases
from app.domain.post import Post, PostKey
from app.domain.said import Said
from app.domain.speaker import Speaker
from app.domain.talk import Talk
from app.domain.thanking import Giver, whom_to_thank
from app.domain.voices import ASKS, CRITICAL, PROMOTES, VoiceKey, by_people, by_voice, people, substance, voice_of, when
from app.domain.wording import capital, listed, spelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to the speaker that nobody saw answered; `blind` are networks where their answers cannot be seen."""

    said: Said
    blind: tuple[Network, ...] = ()

    @property
    def visible(self) -> bool:
        """Whether an answer would have been seen."""
        return not self.blind

    @property
    def asked_at(self) -> datetime:
        """When it was asked."""
        return self.said.post.created_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """People whose words had not reached the speaker for one reason, each person under one reason; `why` in words."""

    reason: Reason
    people: int
    networks: tuple[Network, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A letter to one speaker: a function of the stored posts alone.

    `people` counts different voices who appreciated, `appreciations` their posts, `unheard` the people among them who
    wrote where the speaker could not hear it. `quotes` hold every appreciation: the best of each voice first.
    """

    event: Event
    speaker: Speaker
    talks: tuple[Talk, ...]
    people: int
    appreciations: int
    unheard: int
    networks: tuple[Network, ...]
    quotes: tuple[Said, ...]
    thank: tuple[Giver, ...]
    questions: tuple[Question, ...]
    landings: tuple[Landing, ...]
    passed: tuple[Passed, ...]
    arrived: tuple[Arrived, ...]

    @property
    def blind(self) -> tuple[Network, ...]:
        """The networks on which open questions may have been answered without our seeing it."""
        found = {network for question in self.questions for network in question.blind}
        return tuple(network for network in Network if network in found)

    @property
    def addressable(self) -> bool:
        """Whether anybody could have addressed the speaker anywhere."""
        return any(not handle.dead for handle in self.speaker.handles)


def build_digest(  # noqa: PLR0913 - a letter is made from exactly these; a bag for them would be no noun
    event: Event,
    speaker: Speaker,
    programme: Programme,
    said: Sequence[Said],
    own_posts: Sequence[Post] = (),
    *,
    threads: Mapping[Network, bool] | None = None,
) -> Digest:
    """Write the letter. `said` is about this speaker, `own_posts` are the speaker's own.

    `threads` tells for each network that is followed whether answers without the hashtag are heard there.
    Nothing in it depends on followers, on other speakers, or on today; criticism is never part of it. It counts no
    deletions: a number that is the same in whatever order posts, deletions and the programme came would need the words.
    """
    heard = sorted((one for one in by_people(said) if one.tone.criticism < CRITICAL), key=when)
    kind = [one for one in heard if one.mention.appreciates]
    talks = programme.talks_of(speaker.key)
    unheard = _unheard(kind)
    return Digest(
        event=event,
        speaker=speaker,
        talks=talks,
        people=people(kind),
        appreciations=len(kind),
        unheard=len(unheard),
        networks=_networks(heard),
        quotes=tuple(_best_first(kind)),
        thank=whom_to_thank(speaker, kind),
        questions=tuple(_open_questions(speaker, heard, own_posts, threads or {})),
        landings=tuple(landing for talk in talks if (landing := build_landing(talk, heard)) is not None),
        passed=passed_around(one for one in heard if one.tone.promotion < PROMOTES),
        arrived=tuple(_arrived(speaker, unheard.values())),
    )


def _best_first(kind: Sequence[Said]) -> Iterator[Said]:
    voices = by_voice(kind)
    best = [max(posts, key=lambda one: (one.first, substance(one.post))) for posts in voices.values()]
    yield from sorted(best, key=lambda one: (not one.first, -substance(one.post), when(one)))
    shown = {one.post.key for one in best}
    yield from (one for one in kind if one.post.key not in shown)


def _networks(said: Iterable[Said]) -> tuple[Network, ...]:
    found = {network for one in said for network in one.networks}
    return tuple(network for network in Network if network in found)


def _open_questions(
    speaker: Speaker, heard: Sequence[Said], own_posts: Sequence[Post], threads: Mapping[Network, bool]
) -> Iterator[Question]:
    answered = {PostKey(post.network, post.reply_to.uri) for post in own_posts if post.reply_to and post.reply_to.uri}
    seen = {post.network for post in own_posts}
    for one in heard:
        closed = one.mention.delivered is Delivered.ANSWERED or not answered.isdisjoint(one.keys)
        if closed or one.tone.question < ASKS or one.tone.promotion >= PROMOTES:
            continue
        # where they have an account, answers are not followed and we hold nothing they said, silence proves nothing
        alive = [network for network in one.networks if any(not handle.dead for handle in speaker.on(network))]
        yield Question(said=one, blind=tuple(network for network in alive if not threads.get(network, network in seen)))


def _unheard(kind: Sequence[Said]) -> dict[VoiceKey, Said]:
    first: dict[VoiceKey, Said] = {}
    for one in kind:
        if one.mention.delivered is Delivered.NO and one.mention.reason is not None:
            first.setdefault(voice_of(one.post), one)
    return first


def _arrived(speaker: Speaker, unheard: Iterable[Said]) -> Iterator[Arrived]:
    said = tuple(unheard)
    for reason in Reason:
        those = [one for one in said if one.mention.reason is reason]
        if those:
            missed = {network for one in those for network in one.missed_on}
            networks = tuple(network for network in Network if network in missed)
            why = _why(speaker, reason, len(those), networks)
            yield Arrived(reason=reason, people=len(those), networks=networks, why=capital(why))


def _why(speaker: Speaker, reason: Reason, number: int, networks: Sequence[Network]) -> Phrase:
    n, where = spelled(number), places(networks)
    homes = places([network for network in Network if any(not handle.dead for handle in speaker.on(network))])
    match reason:
        case Reason.NO_HANDLE:
            return phrases(
                "One wrote {where}, with no address to send it to.",
                "{n} wrote {where}, with no address to send it to.",
                number,
                n=n,
                where=where,
            )
        case Reason.OTHER_NETWORK if homes:
            return phrases(
                "One was {where}. You are {homes}.",
                "{n} were {where}. You are {homes}.",
                number,
                n=n,
                where=where,
                homes=homes,
            )
        case Reason.OTHER_NETWORK:
            return phrases(
                "One was {where}, where you are not.",
                "{n} were {where}, where you are not.",
                number,
                n=n,
                where=where,
            )
        case Reason.UNTAGGED:
            return phrases("One named you without your handle.", "{n} named you without your handle.", number, n=n)
        case Reason.DEAD_HANDLE:
            return phrases(
                "One was {where}, where the account we know of has closed.",
                "{n} were {where}, where the account we know of has closed.",
                number,
                n=n,
                where=where,
            )


def places(networks: Sequence[Network]) -> str:
    """Networks as places: `on Mastodon and X`, `on our thanks page`; empty when there are none."""
    named = [network.label for network in networks if network not in {Network.WEB, Network.FEED}]
    parts = [phrase("on {networks}", networks=listed(named))] if named else []
    if Network.FEED in networks:
        parts.append(phrase("in a feed"))
    if Network.WEB in networks:
        parts.append(phrase("on our thanks page"))
    return listed(parts)
