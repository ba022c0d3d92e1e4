"""Reports and digests as JSON: the mention report as one streamed array, a digest as one object."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import msgspec

from app.domain.digest import Digest
from app.domain.event import Event
from app.domain.landing import Landing
from app.domain.said import Said
from app.domain.talk import Talk
from app.outlets.records import record, rfc3339, storable

_CHUNK = 64 * 1024  # bytes


async def mentions_json(event: Event, rows: AsyncIterator[Said]) -> AsyncIterator[bytes]:
    """Write an array with an object for each mention, one a line; keys are the columns of the CSV."""
    page = bytearray(b"[")
    separator = b"\n"
    async for said in rows:
        clean = {
            key: storable(value) if isinstance(value, str) else value for key, value in record(event, said).items()
        }
        page += separator + msgspec.json.encode(clean)
        separator = b",\n"
        if len(page) >= _CHUNK:
            yield bytes(page)
            page.clear()
    yield bytes(page + b"\n]\n")


def digest_json(digest: Digest) -> bytes:
    """A digest as one indented JSON object, a function of the digest alone; docs/reports.md lists its keys."""
    found = {
        "event": digest.event.slug,
        "speaker": {
            "key": digest.speaker.key,
            "name": digest.speaker.name,
            "organisation": digest.speaker.organisation,
            "handles": [f"{handle.network}:{handle.canonical}" for handle in digest.speaker.handles],
        },
        "talks": [_talk(talk) for talk in digest.talks],
        "people": digest.people,
        "appreciations": digest.appreciations,
        "unheard": digest.unheard,
        "networks": [network.value for network in digest.networks],
        "quotes": [_quote(said) for said in digest.quotes],
        "thank": [
            {
                "name": giver.account.shown_name,
                "network": giver.at.network.value,
                "handle": giver.at.handle,
                "why": giver.why,
                "where": giver.where,
                "reachable": giver.reachable,
                "first": giver.first,
                "uri": giver.at.uri,
                "url": giver.at.url,
            }
            for giver in digest.thank
        ],
        "questions": [_quote(question.said) | {"answers_visible": question.visible} for question in digest.questions],
        "landings": [_landing(landing) for landing in digest.landings],
        "passed": [{"url": link.url, "host": link.host, "people": link.people} for link in digest.passed],
        "arrived": [{"reason": row.reason.value, "people": row.people, "why": row.why} for row in digest.arrived],
    }
    return msgspec.json.format(msgspec.json.encode(_clean(found)), indent=2) + b"\n"


def _quote(said: Said) -> dict[str, Any]:
    span = said.mention.span
    return {
        "network": said.post.network.value,
        "uri": said.post.uri,
        "url": said.post.url,
        "also": [{"network": copy.network.value, "uri": copy.uri, "url": copy.url} for copy in said.also],
        "created_at": rfc3339(said.post.created_at),
        "author_handle": said.post.author.handle,
        "author_name": said.post.author.name,
        "text": said.post.text,
        "warning": said.post.warning,
        "language": said.language,
        "talk": None if said.talk is None else said.talk.title,
        "evidence": said.mention.evidence.value,
        "confirmed": "by a person" if said.mention.is_confirmed else None,
        "span": None if span is None else [span.start, span.end],
        "first": said.first,
        "delivered": said.mention.delivered.value,
        "reason": None if said.mention.reason is None else said.mention.reason.value,
    }


def _talk(talk: Talk) -> dict[str, Any]:
    return {
        "title": talk.title,
        "starts_at": _moment(talk.starts_at),
        "ends_at": _moment(talk.ends_at),
        "day": None if talk.day is None else talk.day.isoformat(),
        "room": talk.room,
    }


def _landing(landing: Landing) -> dict[str, Any]:
    return {
        "talk": landing.talk.title,
        "step_minutes": landing.step,
        "bars": [
            {"starts_at": rfc3339(bar.starts_at), "people": bar.people, "after": bar.after} for bar in landing.bars
        ],
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)


def _clean(value: Any) -> Any:
    match value:
        case str():
            return str(storable(value))  # a phrase becomes its English: programs read it
        case dict():
            return {key: _clean(inner) for key, inner in value.items()}
        case list():
            return [_clean(inner) for inner in value]
        case _:
            return value
