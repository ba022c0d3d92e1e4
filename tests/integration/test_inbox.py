"""The inbox: other programs send signed posts to an event, and the same message twice is nothing."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.domain.network import Network
from app.house import utc_now
from app.networks.source import Given
from app.networks.web.signature import new_key, sign
from tests.support.installation import Installation

INBOX = "/api/v1/events/harbour/inbox"
KEY = new_key()


def line(number: int, text: str = "Thank you, Oskar Lindqvist, that stayed with me #harbourday") -> dict[str, Any]:
    return {
        "network": "mastodon",
        "id": f"https://tide.example/@wren/{number}",
        "created_at": (utc_now() - timedelta(seconds=5)).isoformat(),
        "author": {"handle": "wren@tide.example", "name": "Wren"},
        "text": text,
    }


def signed(body: bytes, *, key: str = KEY, message: str = "msg_1", ago: int = 0) -> dict[str, str]:
    stamp = str(int(utc_now().timestamp()) - ago)
    return {
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1a,unknown {sign(key, message, stamp, body)}",
        "content-type": "application/json",
    }


async def send(client: httpx.AsyncClient, told: Any, **how: Any) -> httpx.Response:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return await client.post(INBOX, content=body, headers=signed(body, **how))


@pytest.fixture
async def client(installation: Installation) -> httpx.AsyncClient:
    await installation.house.sources.add("harbour", Network.WEB, Given(token=KEY))
    return await installation.client()


async def test_a_signed_post_reaches_the_wall_once(installation: Installation, client: httpx.AsyncClient) -> None:
    first, second = await send(client, line(1)), await send(client, line(1))
    assert first.json() == {"new": 1, "edited": 0, "deleted": 0, "refused": []}
    assert second.json() == {"new": 0, "edited": 0, "deleted": 0, "refused": []}
    assert "that stayed with me" in (await client.get("/wall/harbour/text")).text
    health = (await installation.house.sources.health("harbour")).sources[0].health
    assert health.posts == 2
    assert health.last_post_at is not None


async def test_a_deletion_takes_it_away_and_nothing_brings_it_back(client: httpx.AsyncClient) -> None:
    await send(client, line(1))
    gone = {"network": "mastodon", "id": line(1)["id"], "deleted_at": utc_now().isoformat()}
    assert (await send(client, [gone, line(2, "Second thanks #harbourday")])).json()["deleted"] == 1
    assert (await send(client, line(1))).json()["new"] == 0
    assert "stayed with me" not in (await client.get("/wall/harbour/text")).text


async def test_a_list_takes_what_can_be_read_and_says_what_cannot(client: httpx.AsyncClient) -> None:
    answer = await send(client, [line(1), {"network": "mastodon"}, line(2)])
    assert answer.status_code == 200
    assert answer.json()["new"] == 2
    assert answer.json()["refused"] == [{"line": 1, "detail": "the line has no id"}]


@pytest.mark.parametrize(
    ("told", "status", "words"),
    [
        (b"{", 400, "neither a JSON object nor a list"),
        (b'"text"', 400, "neither a JSON object nor a list"),
        (b'{"text": "\xff\xfe"}', 400, "neither a JSON object nor a list"),
        (b"[" * 100_000, 400, "neither a JSON object nor a list"),
        ({"network": "pigeon", "id": "1"}, 400, "unknown network"),
        ([{}] * 1001, 400, "at most 1,000 lines"),
    ],
)
async def test_what_cannot_be_read_is_a_problem(client: httpx.AsyncClient, told: Any, status: int, words: str) -> None:
    answer = await send(client, told)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


async def test_a_wrong_signature_an_old_message_or_none_are_refused(client: httpx.AsyncClient) -> None:
    assert (await send(client, line(1), key=new_key())).status_code == 401
    assert (await send(client, line(1), ago=400)).status_code == 401
    assert (await send(client, line(1), ago=-400)).status_code == 401
    bare = await client.post(INBOX, json=line(1))
    assert bare.status_code == 400
    assert "webhook-signature" in bare.json()["detail"]
    body = json.dumps(line(1)).encode()
    changed = await client.post(INBOX, content=body.replace(b"Oskar", b"Other"), headers=signed(body))
    assert changed.status_code == 401
    assert "that stayed with me" not in (await client.get("/wall/harbour/text")).text


async def test_an_event_without_a_webhook_has_no_inbox(installation: Installation) -> None:
    client = await installation.client()
    assert (await send(client, line(1))).status_code == 404
    await installation.house.sources.add("harbour", Network.WEB, Given(token=KEY))
    await installation.house.sources.pause("harbour", "webhook", paused=True)
    assert (await send(client, line(1))).status_code == 404
