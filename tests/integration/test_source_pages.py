"""How sources fare: a page that a person understands without colours, and the same for programs."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from app.domain.access import Role
from app.domain.network import Network
from app.domain.phrase import phrase, verbatim
from app.domain.source import Gap, SourceHealth, SourceState
from app.networks.source import Given
from tests.support.guests import Guests, guests

NOW = datetime(2026, 7, 5, 9, 30, tzinfo=UTC)  # 10:30 in Lisbon


@pytest.fixture
async def harbour(tmp_path: Path) -> AsyncIterator[Guests]:
    async with guests(tmp_path / "data", now=lambda: NOW) as opened:
        yield opened


async def _signed_in(harbour: Guests, client: httpx.AsyncClient, role: Role = Role.MODERATOR) -> None:
    invited = await harbour.house.people.invite(role, event="harbour", now=NOW)
    assert (await client.post(f"/join/{invited.token}")).status_code == 303


def _ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


async def _followed(harbour: Guests) -> None:
    """Four sources: one that hears, one that was cut, one that is refused, one that is paused."""
    fares = {
        "hears.example": SourceHealth(
            state=SourceState.LISTENING,
            since=_ago(hours=2),
            heard_at=_ago(seconds=2),
            last_post_at=_ago(minutes=1),
            posts=1204,
            malformed=3,
            received_lag=timedelta(seconds=2),
            shown_lag=timedelta(seconds=0.3),
        ),
        "cut.example": SourceHealth(
            state=SourceState.WAITING,
            why=verbatim("cut.example does not answer"),
            since=_ago(minutes=4),
            heard_at=_ago(minutes=4),
            retry_at=NOW + timedelta(seconds=40),
        ),
        "shut.example": SourceHealth(
            state=SourceState.REFUSED,
            why=phrase("the stream says: {words}", words="shut.example wants a token <script>"),
            since=_ago(hours=1),
            retry_at=NOW + timedelta(minutes=4),
        ),
        "quiet.example": SourceHealth(),
    }
    for server in fares:
        await harbour.sources.add("harbour", Network.MASTODON, Given(server=server, token="a very secret token"))
    async with harbour.house.database.begin() as tx:
        stored = await tx.events.by_slug("harbour")
        assert stored
        for one in await tx.sources.of_event(stored.id):
            await tx.sources.report(one.source.id, fares[one.source.name.removeprefix("mastodon:")])
            if one.source.name == "mastodon:cut.example":
                read_back = Gap(
                    from_at=_ago(hours=2), until_at=_ago(hours=1), why=verbatim("the line was cut"), filled_at=_ago()
                )
                lost = Gap(from_at=_ago(days=1), until_at=_ago(hours=20), why=verbatim("the server was down"))
                await tx.sources.gap(one.source.id, [read_back, lost])
    await harbour.sources.pause("harbour", "mastodon:quiet.example", paused=True)


async def test_every_state_is_said_in_words_with_what_to_do(harbour: Guests) -> None:
    await _followed(harbour)
    async with harbour.client() as client:
        await _signed_in(harbour, client)
        answer = await client.get("/events/harbour/sources")
    page = answer.text
    for told in (
        "One source needs somebody",
        "Times are those of Europe/Lisbon",
        "<b>Listening</b>",
        "Usually received 2.0 s after it was written, and shown 0.3 s later.",
        "1,204",
        "3 could not be read, and were skipped",
        "two seconds ago",
        "<b>Trying again by itself</b>",
        "silent for four minutes",
        "cut.example does not answer",
        "10:30:40",
        "Read back at",
        "<b>Not read back:</b> posts of that time may be missing.",
        "the server was down",
        "2026-07-04",
        "<b>Refused: somebody has to act</b>",
        "ovation source check harbour mastodon:shut.example",
        "shut.example wants a token &lt;script&gt;",
        "<b>Paused</b>",
        "ovation source resume harbour mastodon:quiet.example",
    ):
        assert told in page, told
    assert "secret" not in page
    for state, shape in {"listening": "check", "waiting": "clock", "refused": "block", "paused": "pause"}.items():
        card = page.partition(f'<li class="source is-{state}')[2].partition("</p>")[0]
        assert f'href="#i-{shape}"' in card, f"{state} has no shape of its own"


async def test_programs_are_told_the_same_without_secrets(harbour: Guests) -> None:
    await _followed(harbour)
    async with harbour.client() as client:
        await _signed_in(harbour, client, Role.ORGANIZER)
        answer = await client.get("/api/v1/events/harbour/sources")
    told = answer.json()
    assert told["event"] == "harbour"
    assert "secret" not in answer.text
    by_name = {source["name"]: source for source in told["sources"]}
    assert by_name["mastodon:hears.example"] == {
        "name": "mastodon:hears.example",
        "network": "mastodon",
        "state": "listening",
        "why": None,
        "since": "2026-07-05T07:30:00Z",
        "heard_at": "2026-07-05T09:29:58Z",
        "late_by": None,
        "last_post_at": "2026-07-05T09:29:00Z",
        "posts": 1204,
        "malformed": 3,
        "received_lag": 2.0,
        "shown_lag": 0.3,
        "retry_at": None,
        "gaps": [],
    }
    assert by_name["mastodon:cut.example"]["late_by"] == 240
    assert by_name["mastodon:cut.example"]["gaps"][0] == {
        "from": "2026-07-05T07:30:00Z",
        "until": "2026-07-05T08:30:00Z",
        "why": "the line was cut",
        "filled_at": "2026-07-05T09:30:00Z",
    }


async def test_an_event_without_sources_shows_the_commands_that_add_some(harbour: Guests) -> None:
    async with harbour.client() as client:
        await _signed_in(harbour, client)
        page = (await client.get("/events/harbour/sources")).text
        assert "Nothing is followed yet" in page
        assert "ovation source add harbour mastodon --server" in page
        assert 'href="/events/harbour/sources"' in page
        elsewhere = await client.get("/events/inland/sources")
        assert elsewhere.status_code == 403
    async with harbour.client() as stranger:
        for path in ("/events/harbour/sources", "/api/v1/events/harbour/sources"):
            assert (await stranger.get(path)).status_code == 401
