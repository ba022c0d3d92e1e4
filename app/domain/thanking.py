"""Whom a speaker could thank first: each person once, with the fact that makes them worth it and where they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.domain.account import Account
from app.domain.copies import Copy
from app.domain.delivery import Delivered
from app.domain.mention import Evidence
from app.domain.network import Network
from app.domain.passing import SHORTENERS, host_of
from app.domain.phrase import phrase, phrases
from app.domain.said import Said
from app.domain.speaker import Speaker
from app.domain.voices import ASKS, by_voice, substance, when
from app.domain.wording import listed, spelled, times

_MOST = 6
_OFTEN = 2
_LONG = 120  # letters
_SOON = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """Somebody to thank. `why` follows their name in a sentence; `where` is a sentence; `at` is what to answer."""

    account: Account
    why: str
    where: str
    reachable: bool  # the speaker has an account on that network
    first: bool
    at: Copy


def whom_to_thank(speaker: Speaker, kind: Sequence[Said]) -> tuple[Giver, ...]:
    """Choose up to six from what appreciates the speaker; reach and volume play no part.

    First voices come first, then people who also asked, then those who passed the speaker's own words on, then whoever
    said most; where all that is equal, whoever said it first. Whom no answer can reach (our thanks page) comes last.
    """
    voices = sorted(by_voice(kind).values(), key=_order)
    return tuple(_giver(speaker, posts) for posts in voices[:_MOST])


def _order(posts: Sequence[Said]) -> tuple[object, ...]:
    said_most = max(substance(one.post) for one in posts)
    lost = all(one.networks == (Network.WEB,) for one in posts)
    return lost, not any(one.first for one in posts), not _asked(posts), not _quoted(posts), -said_most, *when(posts[0])


def _giver(speaker: Speaker, posts: Sequence[Said]) -> Giver:
    chosen = next((one for one in posts if one.first), None) or next((one for one in posts if _asked([one])), posts[0])
    post = chosen.post
    there = (Copy(post.network, post.uri, post.url, post.author.handle), *chosen.also)
    near = [copy for copy in there if any(not handle.dead for handle in speaker.on(copy.network))]
    reachable = bool(near)
    at = near[0] if near else there[0]
    return Giver(
        account=post.author,
        why=_why(posts),
        where=_where(speaker, at.network, reachable=reachable),
        reachable=reachable,
        first=any(one.first for one in posts),
        at=at,
    )


def _why(posts: Sequence[Said]) -> str:
    facts: list[str] = []
    first = next((one for one in posts if one.first), None)
    if first is not None:
        moment = _when(first) or phrase("about you")
        facts.append(phrase("wrote their first post here {when}", when=moment))
    elif _asked(posts):
        facts.append(phrase("praised you") if posts[0].talk is None else phrase("praised your talk"))
    if _asked(posts):
        facts.append(phrase("asked a question"))
    if _quoted(posts):
        facts.append(phrase("passed your post on with words of their own"))
    elif (host := _linked(posts)) is not None:
        facts.append(phrase("shared a link to {host}", host=host))
    if len(posts) >= _OFTEN:
        facts.append(phrase("wrote {often}", often=times(len(posts))))
    if not facts and any(one.post.media for one in posts):
        facts.append(phrase("posted a picture of it"))
    return listed(facts) if facts else _wrote(posts[0])


def _wrote(said: Said) -> str:
    told = said.mention.delivered is not Delivered.NO
    moment = _when(said)
    if not moment:
        if not told:
            return phrase("said it where you could not hear it")
        answers = said.mention.evidence is Evidence.REPLY
        return phrase("answered you") if answers else phrase("wrote to you directly")
    if substance(said.post) >= _LONG:
        return (
            phrase("wrote to you at length {when}", when=moment)
            if told
            else phrase("wrote at length {when}", when=moment)
        )
    return phrase("wrote to you {when}", when=moment) if told else phrase("wrote {when}", when=moment)


def _when(said: Said) -> str:
    """When, as the speaker would remember it; empty when nothing can be said."""
    talk, at = said.talk, said.post.created_at
    if talk is None or talk.starts_at is None or talk.ends_at is None or at < talk.starts_at:
        return ""
    if at < talk.ends_at:
        return phrase("while you were speaking")
    if at < talk.ends_at + _SOON:
        return phrase("right after your talk")
    days = (at - talk.ends_at).days
    return phrases("one day later", "{n} days later", days, n=spelled(days)) if days else phrase("later that day")


def _where(speaker: Speaker, network: Network, *, reachable: bool) -> str:
    if network is Network.WEB:
        return phrase("Through our thanks page.")
    if network is Network.FEED:
        return phrase("In a feed of their own.")
    if reachable:
        return phrase("On {network}, where you are too.", network=network.label)
    # to somebody who is nowhere, "where you have no account" would be a reproach six times over
    if speaker.handles:
        return phrase("On {network}, where you have no account.", network=network.label)
    return phrase("On {network}.", network=network.label)


def _asked(posts: Sequence[Said]) -> bool:
    return any(one.tone.question >= ASKS for one in posts)


def _quoted(posts: Sequence[Said]) -> bool:
    return any(one.mention.evidence is Evidence.QUOTE for one in posts)


def _linked(posts: Sequence[Said]) -> str | None:
    for one in posts:
        for link in one.post.entities.links:
            host = host_of(link.url)
            if link.profile is None and host and host not in SHORTENERS:
                return host
    return None
