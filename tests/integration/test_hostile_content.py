"""What people of ill will write into every field, and what must come out of it."""

import asyncio
import csv
import io
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from app.domain.access import Role
from app.main import create_app
from app.routes.bodies import LIMIT
from app.services.archives import archive_lines
from app.services.replay import Replay
from tests.support.archive import Line, post, written
from tests.support.installation import AMELIE, Installation, digest_path, listening

SCRIPT = "<script>alert(1)</script>"
BREAKS_OUT = "\"'><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://evil.example")'
OVERRIDE = "\u202egnp.elif\u202c"
ZALGO = "Z" + "\u0301" * 500


def _hostile() -> list[Line]:
    kind = "Thank you so much Amélie Strand, what a wonderful talk, I loved every minute of it, brilliant"
    lines = []
    for number, evil in enumerate((SCRIPT, BREAKS_OUT, FORMULA, OVERRIDE, ZALGO), start=1):
        line = post(number, f"{kind} {evil}", by=f"v{number}@dijk.example", name=evil)
        line["url"] = "javascript:alert(1)"
        line["author"]["avatar"] = "https://evil.example/pixel.gif"
        line["author"]["url"] = "javascript:alert(2)"
        line["media"] = [{"url": "https://evil.example/pixel.png", "kind": "image", "alt": evil}]
        line["lang"] = 'en" onload="alert(3)'
        lines.append(line)
    lines[2]["text"] = f"{FORMULA} {kind}"
    lines[1]["warning"] = BREAKS_OUT
    return lines


async def _told(installation: Installation, tmp_path: Path) -> None:
    ingest = await installation.house.events.ingest("harbour")
    archive = written(tmp_path / "hostile.jsonl", _hostile())
    done = await Replay(ingest=ingest).at_once(archive_lines(archive))
    assert done.taken.new == len(_hostile())


@pytest.mark.parametrize(
    "path",
    [
        "/wall/harbour",
        "/wall/harbour?density=foyer",
        "/wall/harbour/text",
        digest_path(AMELIE.key),
        "/events/harbour/undelivered",
        "/events/harbour",
    ],
)
async def test_no_page_lets_markup_scripts_or_strangers_in(
    installation: Installation, tmp_path: Path, path: str
) -> None:
    await _told(installation, tmp_path)
    client = await installation.client(Role.ORGANIZER)
    page = (await client.get(path)).text
    assert "wonderful talk" in page or path == "/events/harbour"
    for wrong in ("<script>alert", "<img src=x", 'href="javascript:', 'src="https://evil', 'src="//', 'onload="alert'):
        assert wrong not in page
    assert "style=" not in page
    painted = re.sub(r'<template id="snapshot">.*?</template>', "", page, flags=re.DOTALL)  # data keeps what was said
    assert painted.count("\u0301") < 200


async def test_a_report_opens_in_a_spreadsheet_without_running_anything(
    installation: Installation, tmp_path: Path
) -> None:
    await _told(installation, tmp_path)
    client = await installation.client(Role.COMMS)
    answer = await client.get("/events/harbour/mentions.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="harbour-mentions.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 1 + len(_hostile())
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    told = (await client.get("/events/harbour/mentions.json")).json()
    assert any(row["text"].startswith("=HYPERLINK") for row in told)


async def test_what_the_socket_tells_is_data_and_names_no_other_host(
    installation: Installation, tmp_path: Path
) -> None:
    await _told(installation, tmp_path)
    with listening(create_app(installation.settings)) as base:
        async with connect(f"{base.replace('http', 'ws')}/wall/harbour/live") as wall:
            frame = json.loads(await asyncio.wait_for(wall.recv(), 60))
    cards = frame["cards"]
    assert len(cards) == len(_hostile())
    for card in cards:
        assert card["url"].startswith("https://dijk.example/posts/")  # not where the line said
        assert card["face"] is None
        assert [media["url"] for media in card["media"]] in ([None], [])
    closed = [card for card in cards if card["warning"] is not None]
    assert [card["text"] for card in closed] == [""]


async def test_a_body_that_is_too_large_is_refused_announced_or_not(installation: Installation) -> None:
    client = await installation.client()

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"name=" + b"a" * 65_536

    announced = await client.post("/join/some-token", data={"name": "a" * (LIMIT + 1)})
    assert announced.status_code == 413
    assert "At most 1 MB" in announced.text
    assert "default-src 'none'" in announced.headers["content-security-policy"]
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert (await client.post("/join/some-token", content=endless(), headers=form)).status_code == 413
    assert (await client.post("/join/some-token", data={"name": "Rosa"})).status_code == 410
