"""Delivery: whether an appreciation reached the speaker by itself, and if not, why."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from app.domain.account import Account
from app.domain.post import Post
from app.domain.speaker import Speaker


class Delivered(StrEnum):
    """How a mention reached its speaker."""

    NO = "no"
    TAGGED = "tagged"  # own account tagged, replied to or quoted on that network
    ANSWERED = "answered"  # the speaker replied there
    HANDED = "handed"  # by digest, slip or claim


class Reason(StrEnum):
    """Why a mention did not reach its speaker."""

    NO_HANDLE = "no_handle"  # nowhere
    OTHER_NETWORK = "other_network"  # has one, not here
    UNTAGGED = "untagged"  # has one here, was only named
    DEAD_HANDLE = "dead_handle"


def deliver(
    post: Post, speaker: Speaker, *, answered: bool = False, addressed: Collection[Account] = ()
) -> tuple[Delivered, Reason | None]:
    """Decide whether a post reached a speaker on the network where it was said.

    `addressed` are the accounts that it replies to or quotes, where we hold those posts: a reference may lack a handle.
    """
    if answered:
        return Delivered.ANSWERED, None
    here = speaker.on(post.network)
    alive = [handle for handle in here if not handle.dead]
    told = {tagged.handle for tagged in post.entities.mentions} | {
        reference.author for reference in (post.reply_to, post.quote_of) if reference is not None
    }
    told |= {account.handle_key for account in addressed}
    told_ids = {tagged.remote_id for tagged in post.entities.mentions if tagged.remote_id is not None}
    told_ids |= {account.remote_id for account in addressed if account.remote_id is not None}
    if any(handle.key in told or handle.remote_id in told_ids for handle in alive):
        return Delivered.TAGGED, None
    if alive:
        return Delivered.NO, Reason.UNTAGGED
    if here:
        return Delivered.NO, Reason.DEAD_HANDLE
    return Delivered.NO, Reason.OTHER_NETWORK if speaker.handles else Reason.NO_HANDLE


_NEAREST = (
    *((delivered, None) for delivered in (Delivered.HANDED, Delivered.ANSWERED, Delivered.TAGGED)),
    *((Delivered.NO, reason) for reason in (Reason.UNTAGGED, Reason.DEAD_HANDLE, Reason.OTHER_NETWORK)),
)


def nearest(said: Iterable[tuple[Delivered, Reason | None]]) -> tuple[Delivered, Reason | None]:
    """Of what was said on several networks: how it came nearest to its speaker."""
    return min(said, key=lambda one: _NEAREST.index(one) if one in _NEAREST else len(_NEAREST))
