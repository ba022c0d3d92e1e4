"""What walls are told over the socket: three frames, described for other clients in docs/wall-protocol.md."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from app.domain.event import Event
from app.domain.network import Network
from app.domain.post import Media
from app.domain.scene import Announcement, Show, Shows
from app.domain.wall import Card, CardSpeaker, OnStage, Snapshot, WallChange
from app.outlets.faces import initials, own_face, tint
from app.outlets.painting import direction, welcome
from app.outlets.times import rfc3339

VERSION = 1
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_encoder = msgspec.json.Encoder()


class Stage(NamedTuple):
    """Who is on stage at a moment, and who comes next."""

    now: tuple[OnStage, ...]
    next: tuple[OnStage, ...]


def stage(on_stage: Sequence[OnStage], clock: datetime) -> Stage:
    """Tell those who have begun from those who are next, each in the order given."""
    begun = tuple(one for one in on_stage if one.starts_at <= clock)
    return Stage(begun, tuple(one for one in on_stage if one.starts_at > clock))


def snapshot_frame(  # noqa: PLR0913 - a frame has these parts
    event: Event,
    snapshot: Snapshot,
    on_stage: Sequence[OnStage] | None,
    clock: datetime,
    late: str | None = None,
    *,
    shows: Shows | None = None,
) -> str:
    """Everything a wall shows: it replaces whatever the client had. Cards are the newest first.

    `late` is a sentence about what is not heard in time, or None; `shows` are what walls are told to show, by room.
    """
    return _frame(
        "snapshot",
        {
            "epoch": snapshot.epoch,
            "seq": snapshot.seq,
            "event": {"slug": event.slug, "name": event.name, "hashtags": event.hashtags, "timezone": event.timezone},
            "cards": [card_json(card) for card in snapshot.cards],
            "late": late,
        }
        | shows_json(shows),
        on_stage,
        clock,
    )


def changes_frame(  # noqa: PLR0913 - a frame has these parts
    epoch: str,
    from_seq: int,
    changes: Sequence[WallChange],
    on_stage: Sequence[OnStage] | None,
    clock: datetime,
    *,
    seq: int | None = None,
    shows: Shows | None = None,
) -> str:
    """What changed after `from_seq`, up to `seq` (of the last change, if not given), in the order of the seqs.

    `changes` may be empty where walls are told to show something else, and then `shows` says what.
    """
    entries = [
        {"seq": change.seq, "id": change.id, "card": None if change.card is None else card_json(change.card)}
        for change in changes
    ]
    return _frame(
        "changes",
        {"epoch": epoch, "seq": changes[-1].seq if seq is None else seq, "from": from_seq, "changes": entries}
        | shows_json(shows),
        on_stage,
        clock,
    )


def beat_frame(  # noqa: PLR0913 - a frame has these parts
    epoch: str,
    seq: int,
    clock: datetime,
    on_stage: Sequence[OnStage] | None = None,
    late: str | None = None,
    *,
    shows: Shows | None = None,
) -> str:
    """A sign of life, due every ten seconds: a wall that has heard nothing for 25 takes itself for stale."""
    return _frame("beat", {"epoch": epoch, "seq": seq, "late": late} | shows_json(shows), on_stage, clock)


def _frame(kind: str, body: dict[str, Any], on_stage: Sequence[OnStage] | None, clock: datetime) -> str:
    head: dict[str, Any] = {"v": VERSION, "type": kind, "clock": rfc3339(clock)}
    if on_stage is not None:
        told = stage(on_stage, clock)
        head["stage"] = {"now": [_on_stage(one) for one in told.now], "next": [_on_stage(one) for one in told.next]}
    return _encoder.encode(head | body).decode()


def shows_json(shows: Shows | None) -> dict[str, Any]:
    """What walls are told to show, as the part of a frame; nothing where there is nothing to tell."""
    return {} if shows is None else {"shows": {room: show_json(show) for room, show in shows.items()}}


def show_json(show: Show) -> dict[str, Any]:
    """One room's show as JSON."""
    return {
        "scene": show.scene.value,
        "paused": show.paused,
        "blank": show.blank,
        "pinned": show.pinned,
        "announcement": None if show.announcement is None else _announcement(show.announcement),
        "talk": show.talk,
        "at": None if show.changed_at is None else rfc3339(show.changed_at),
    }


def _announcement(told: Announcement) -> dict[str, Any]:
    way = direction(f"{told.title} {told.text}", told.language)
    return {"title": told.title, "text": told.text, "lang": told.language, "dir": way}


def card_json(card: Card) -> dict[str, Any]:
    """A card as JSON. What its author closed behind a warning never leaves the house: no text, no media, no names."""
    closed = card.warning is not None
    shown: dict[str, Any] = {
        "id": card.id,
        "network": card.network,
        "url": web_link(card.url),
        "also": [{"network": copy.network, "url": web_link(copy.url)} for copy in card.also],
        "name": card.name,
        "handle": card.handle,
        "account": card.account,
        "voice": card.who,
        "face": own_face(card.face),
        "initials": voice_initials(card),
        "tint": tint(card.account),
        "text": "" if closed else card.text,
        "lang": card.language,
        "dir": direction(card.warning if card.warning is not None else card.text, card.language),
        "lit": [] if closed else [[span.start, span.end] for span in card.lit],
        "speakers": [] if closed else [_speaker(speaker) for speaker in card.speakers],
        "at": rfc3339(card.at),
        "first": card.first,
        "edited": card.edited,
        "warning": card.warning,
        "media": [] if closed else [_media(media) for media in card.media],
    }
    if card.first:
        shown["welcome"] = welcome(card.language)._asdict()
    return shown


def voice_initials(card: Card) -> str:
    """Initials of whoever speaks; none, so two open hands, for somebody who gave no name on the thanks page."""
    return "" if card.network is Network.WEB and not card.name.strip() else initials(card.name)


def web_link(url: str | None) -> str | None:
    """Return a link that a page may follow, else None: never `javascript:` or other surprises."""
    return url if url is not None and _LINK.fullmatch(url) else None


def _speaker(speaker: CardSpeaker) -> dict[str, Any]:
    return {
        "key": speaker.key,
        "name": speaker.name,
        "face": own_face(speaker.face),
        "initials": initials(speaker.name),
        "tint": tint(speaker.key),
    }


def _media(media: Media) -> dict[str, Any]:
    alt = media.alt.strip() if media.alt else ""
    return {
        "kind": media.kind,
        "url": own_face(media.url),
        "alt": alt or None,
        "width": media.width,
        "height": media.height,
    }


def _on_stage(one: OnStage) -> dict[str, Any]:
    return {"room": one.room, "speakers": one.speakers, "title": one.title, "at": rfc3339(one.starts_at)}
