"""The mention report: exactly the columns promised, safe in a spreadsheet, the same bytes for the same posts."""

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.copies import Copy
from app.domain.digest import build_digest
from app.domain.event import Event
from app.domain.network import Network
from app.domain.said import Said
from app.outlets.csv_report import mentions_csv
from app.outlets.json_report import digest_json, mentions_json
from app.outlets.records import rfc3339
from tests.support.letters_cast import AKARI, EVENT, INGRID, PROGRAMME, TADEUSZ, said

HEADER = (
    "event,network,uri,url,created_at,author_handle,author_name,text,language,speaker,organisation,talk,evidence,"
    "confidence,appreciates,appreciation,question,promotion,criticism,delivered,reason,verdict,also_at,confirmed"
)


async def stream(rows: Iterable[Said]) -> AsyncIterator[Said]:
    for row in rows:
        yield row


async def as_csv(*rows: Said, event: Event = EVENT) -> bytes:
    return b"".join([chunk async for chunk in mentions_csv(event, stream(rows))])


async def as_json(*rows: Said, event: Event = EVENT) -> list[dict[str, Any]]:
    return list(json.loads(b"".join([chunk async for chunk in mentions_json(event, stream(rows))])))


async def cells(*rows: Said) -> list[dict[str, str]]:
    text = (await as_csv(*rows)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_a_report_without_mentions_is_its_header() -> None:
    assert await as_csv() == b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n"
    assert await as_json() == []


async def test_a_row_holds_every_column() -> None:
    (row,) = await cells(said("Takk, Ingrid Sølvberg", by="Linh", handle="linh.example", minute=0.5))
    assert row == {
        "event": "longshore26",
        "network": "bluesky",
        "uri": "bluesky:linh.example:0.5",
        "url": "https://posts.example/linh.example/0.5",
        "created_at": "2026-11-19T10:30:30Z",
        "author_handle": "linh.example",
        "author_name": "Linh",
        "text": "Takk, Ingrid Sølvberg",
        "language": "en",
        "speaker": "Ingrid Sølvberg",
        "organisation": "Nordic Tide Archive",
        "talk": "Ninety years of tide notebooks",
        "evidence": "name",
        "confidence": "0.98",
        "appreciates": "true",
        "appreciation": "0.9",
        "question": "0",
        "promotion": "0",
        "criticism": "0",
        "delivered": "no",
        "reason": "other_network",
        "verdict": "show",
        "also_at": "",
        "confirmed": "",
    }


async def test_what_is_not_known_is_empty_in_csv_and_null_in_json() -> None:
    nameless = said("Lovely", about=replace(AKARI, organisation=None), language=None)
    nameless = replace(nameless, talk=None, post=replace(nameless.post, url=None))
    (row,) = await cells(nameless)
    assert row["url"] == row["language"] == row["organisation"] == row["talk"] == ""
    (item,) = await as_json(nameless)
    assert item["url"] is item["language"] is item["organisation"] is item["talk"] is None
    assert item["appreciates"] is True
    assert item["confidence"] == 0.98


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "\0="])
async def test_a_spreadsheet_never_takes_a_post_for_a_formula(sign: str) -> None:
    (row,) = await cells(said(f'{sign}HYPERLINK("https://bad.example")'))
    assert row["text"].startswith("'")
    (item,) = await as_json(said(f"{sign}1"))
    assert item["text"] == f"{sign}1".replace("\0", "")


async def test_commas_quotes_and_lines_stay_in_their_cell() -> None:
    text = 'She said "yes, and"\nthen more,\r\nmuch more'
    (row,) = await cells(said(text))
    assert row["text"] == text


async def test_what_no_file_may_hold_is_left_out() -> None:
    (row,) = await cells(said("half \ud83d of a face, and \0 nothing, 顔"))
    assert row["text"] == "half  of a face, and  nothing, 顔"


async def test_a_long_report_comes_in_pieces_and_loses_nothing() -> None:
    rows = [said("word " * 50, by=f"V{n}", minute=n / 100) for n in range(2000)]
    pieces = [chunk async for chunk in mentions_csv(EVENT, stream(rows))]
    assert len(pieces) > 5
    assert len(await cells(*rows)) == len(await as_json(*rows)) == 2000


async def test_the_same_posts_give_the_same_bytes() -> None:
    rows = [said("Takk", minute=n) for n in range(5)]
    assert await as_csv(*rows) == await as_csv(*rows)


@given(st.text())
async def test_any_text_comes_back_as_it_was_but_for_its_guard(text: str) -> None:
    (row,) = await cells(said(text))
    plain = "".join(char for char in text if char != "\0" and not "\ud800" <= char <= "\udfff")
    assert row["text"].removeprefix("'") == plain.removeprefix("'")


def test_moments_are_written_in_utc_with_what_is_known_of_the_second() -> None:
    assert rfc3339(datetime(2026, 5, 5, 9, 15, tzinfo=UTC)) == "2026-05-05T09:15:00Z"
    assert rfc3339(datetime(2026, 5, 5, 9, 15, 0, 120000, tzinfo=UTC)) == "2026-05-05T09:15:00.120000Z"


def test_a_digest_as_json_holds_the_whole_letter_and_nobodys_reach() -> None:
    what = [said(f"Takk, Ingrid Sølvberg {n}", by=f"V{n}", minute=n, followers=4711) for n in range(8)]
    found = json.loads(digest_json(build_digest(EVENT, INGRID, PROGRAMME, what)))
    assert (found["people"], found["unheard"], len(found["quotes"]), len(found["thank"])) == (8, 8, 8, 6)
    assert found["quotes"][0]["span"] == [6, 21]
    assert found["landings"][0]["bars"][3] == {"starts_at": "2026-11-19T10:33:00Z", "people": 1, "after": False}
    assert "4711" not in json.dumps(found)
    assert "followers" not in json.dumps(found)


def test_a_digest_of_somebody_nobody_wrote_about_is_still_a_letter() -> None:
    found = json.loads(digest_json(build_digest(EVENT, TADEUSZ, PROGRAMME, [])))
    assert found["speaker"] == {"key": "tadeusz", "name": "Tadeusz Żółkiewski", "organisation": None, "handles": []}
    assert found["quotes"] == found["landings"] == []


async def test_a_row_names_every_copy() -> None:
    told = replace(
        said("Takk"),
        also=(
            Copy(Network.MASTODON, "https://a.example/1", None, "a"),
            Copy(Network.X, "https://x.example/2", None, "a"),
        ),
    )
    (row,) = await cells(told)
    assert row["also_at"] == "https://a.example/1 https://x.example/2"
    (item,) = await as_json(told)
    assert item["also_at"] == row["also_at"]
    (item,) = await as_json(said("Takk"))
    assert item["also_at"] is None
