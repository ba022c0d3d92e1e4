"""Leaving the wall: a handle, a proof, and nothing is left, nothing comes back, and nobody learns who was here."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from app.domain.account import Account
from app.domain.errors import Refused, Unavailable
from app.domain.network import Network
from app.domain.post import Post, Posted
from app.networks.registry import entities
from app.networks.source import Given
from tests.support.guests import Guests, guests

AT = datetime(2026, 5, 5, 9, 30, tzinfo=UTC)
ROSA, SVEA = "rosa@tide.example", "svea@tide.example"
CODE = re.compile(r"ovation-[a-z]{4}-[a-z]{4}")


def spoken(number: int, text: str, *, by: str = ROSA) -> Posted:
    """A post under the event's hashtag."""
    name, _, server = by.partition("@")
    uri = f"https://{server}/users/{name}/statuses/{number}"
    written = AT + timedelta(minutes=number)
    found = entities(Network.MASTODON, text)
    author = Account(network=Network.MASTODON, handle=by, name=name.title())
    return Posted(
        Post(
            network=Network.MASTODON,
            uri=uri,
            author=author,
            text=text,
            created_at=written,
            received_at=written,
            entities=found,
        )
    )


def elsewhere(number: int, text: str, author: Account) -> Posted:
    """A post of an account on any network."""
    told = spoken(number, text).post
    return Posted(replace(told, network=author.network, uri=f"at://{author.key}/{number}", author=author))


@pytest.fixture
async def harbour(tmp_path: Path) -> AsyncIterator[Guests]:
    async with guests(tmp_path / "data") as opened:
        yield opened


async def _held(harbour: Guests) -> list[str]:
    overview = await harbour.house.letters.overview("harbour")
    async with harbour.house.database.read() as tx:
        stored = await tx.events.by_slug("harbour")
        assert stored
        cards = (await tx.walls.snapshot(stored.id, 60)).cards
    assert overview.counts.originals == len(cards)
    return sorted(card.text for card in cards)


async def _typed(client: httpx.AsyncClient, handle: str, *, step: str = "") -> httpx.Response:
    return await client.post(f"/out/harbour{step}", data={"handle": handle})


async def test_a_code_in_the_profile_lets_its_owner_go_for_the_past_and_the_future(harbour: Guests) -> None:
    await harbour.say(spoken(1, "I loved it #harbourday"), spoken(2, "The quay sang #harbourday"))
    await harbour.say(spoken(3, "So did I #harbourday", by=SVEA))
    async with harbour.client() as client:
        page = await _typed(client, "https://tide.example/@Rosa")
        code = CODE.search(page.text)
        assert code
        harbour.profiles.bios[ROSA] = "I paint boats."
        page = await _typed(client, ROSA, step="/check")
        assert "We looked at the profile of" in page.text
        assert await _held(harbour) == ["I loved it #harbourday", "So did I #harbourday", "The quay sang #harbourday"]
        harbour.profiles.bios[ROSA] = f"I paint boats. {code[0].upper()}"
        page = await _typed(client, ROSA, step="/check")
    assert "You are out" in page.text
    assert "Two posts of yours are gone" in page.text
    assert await _held(harbour) == ["So did I #harbourday"]
    await harbour.say(spoken(1, "I loved it #harbourday"), spoken(4, "Once more #harbourday"))
    assert await _held(harbour) == ["So did I #harbourday"]
    left = b"".join(file.read_bytes() for file in harbour.house_files())
    assert b"rosa" not in left.lower()
    assert b"I loved it" not in left


async def test_a_post_that_says_so_is_enough(harbour: Guests) -> None:
    await harbour.say(spoken(90, "So did I #harbourday", by=SVEA))
    async with harbour.client() as client:
        code = CODE.search((await _typed(client, "linh@tide.example")).text)
    assert code
    asked = {
        "rosa": "not on the wall #harbourday",
        "linh": f"{code[0]} #harbourday",
        "gretl": "Bitte nicht auf die Wand!",
    }
    for number, (name, words) in enumerate(asked.items()):
        person = f"{name}@tide.example"
        await harbour.say(spoken(10 * number, "I loved it #harbourday", by=person))
        assert len(await _held(harbour)) == 2
        await harbour.say(spoken(10 * number + 1, words, by=person))
        await harbour.say(spoken(10 * number + 2, "I changed nothing #harbourday", by=person))
        assert await _held(harbour) == ["So did I #harbourday"], words


async def test_leaving_holds_under_another_handle_and_for_bridged_copies(harbour: Guests) -> None:
    rosa = Account(network=Network.MASTODON, handle=ROSA, remote_id="id-of-rosa")
    renamed = replace(rosa, handle="rosa.paints@tide.example")
    copy = Account(network=Network.BLUESKY, handle="rosa.tide.example.ap.brid.gy", behind=rosa.handle_key)
    await harbour.say(elsewhere(1, "I loved it #harbourday", rosa), elsewhere(2, "Loved it I did #harbourday", copy))
    async with harbour.client() as client:
        code = CODE.search((await _typed(client, ROSA)).text)
        assert code
        harbour.profiles.bios[ROSA] = code[0]
        assert "Two posts of yours are gone" in (await _typed(client, ROSA, step="/check")).text
    await harbour.say(elsewhere(3, "With a new name #harbourday", renamed), elsewhere(4, "Me again #harbourday", copy))
    assert await _held(harbour) == []


async def test_nobody_can_silence_somebody_else(harbour: Guests) -> None:
    await harbour.say(spoken(1, "I loved it #harbourday"))
    async with harbour.client() as client:
        code = CODE.search((await _typed(client, ROSA)).text)
        assert code
        harbour.profiles.bios[SVEA] = code[0]
        assert "the code is not in it yet" in (await _typed(client, SVEA, step="/check")).text
    await harbour.say(spoken(7, f"{code[0]} #harbourday", by=SVEA))
    assert "I loved it #harbourday" in await _held(harbour)


async def test_the_pages_are_the_same_whether_somebody_was_here_or_not(harbour: Guests) -> None:
    async with harbour.client() as client:

        async def asked() -> list[str]:
            pages = [await _typed(client, ROSA), await _typed(client, ROSA, step="/check")]
            return [page.text for page in pages]

        before = await asked()
        await harbour.say(spoken(1, "I loved it #harbourday"))
        assert await asked() == before
        await harbour.say(spoken(2, "not on the wall #harbourday"))
        assert await asked() == before


SPELLINGS = {
    "@Rosa@Tide.example": "@rosa@tide.example</bdi> on Mastodon",
    "https://tide.example/@rosa": "@rosa@tide.example</bdi> on Mastodon",
    "https://bsky.app/profile/rosa.bsky.social": "@rosa.bsky.social</bdi> on Bluesky",
    "rosa.example.org": "@rosa.example.org</bdi> on Bluesky",
    "https://twitter.com/Rosa": "@rosa</bdi> on X",
    "did:plc:abcdefghijklmnopqrstuvwx": "on Bluesky",
    "npub1sn0wdenkukak0d9dfczzeacvhkrgz92ak56egt7vdgzn8pv2wfqqhrjdv9": "on Nostr",
}


async def test_any_spelling_of_a_handle_will_do(harbour: Guests) -> None:
    async with harbour.client() as client:
        for typed, shown in SPELLINGS.items():
            page = await _typed(client, typed)
            assert page.status_code == 200
            assert shown in page.text
            exact = re.search(r'name="handle" value="([^"]+)"', page.text)
            assert exact
            assert CODE.findall((await _typed(client, exact[1])).text) == CODE.findall(page.text)


async def test_a_bare_name_is_asked_for_its_network(harbour: Guests) -> None:
    async with harbour.client() as client:
        page = await _typed(client, "@rosa")
        choices = re.findall(r'name="handle" value="([^"]+)"', page.text)
        assert choices == ["https://bsky.app/profile/rosa.bsky.social", "https://x.com/rosa"]
        assert CODE.search(page.text) is None
        assert "on X" in (await _typed(client, choices[1])).text


async def test_what_is_no_handle_is_said_and_asked_again(harbour: Guests) -> None:
    async with harbour.client() as client:
        for typed in ("", "   ", "hello there", "https://tide.example/", "<script>", "@" * 900, "\x00"):
            page = await _typed(client, typed)
            assert page.status_code == 400
            assert "That is no handle" in page.text
            assert 'aria-invalid="true"' in page.text
            assert "<script>" not in page.text


async def test_a_check_says_what_was_looked_at_and_what_to_do(harbour: Guests) -> None:
    told: list[tuple[str, Exception | None, str]] = [
        (ROSA, None, "knows no profile of this name"),
        (ROSA, Unavailable("tide.example does not answer"), "did not answer, so we could not look"),
        (ROSA, Refused("tide.example wants a token"), "cannot be looked at from here"),
        ("rosa.bsky.social", None, "cannot be looked at from here"),
    ]
    async with harbour.client() as client:
        for handle, answer, said in told:
            if answer is not None:
                harbour.profiles.bios[handle] = answer
            page = await _typed(client, handle, step="/check")
            assert page.status_code == 200
            assert said in page.text
            assert CODE.search(page.text)


async def test_asking_too_often_is_answered_with_when_to_come_back(harbour: Guests) -> None:
    harbour.profiles.bios[ROSA] = ""
    async with harbour.client() as busy, harbour.client("203.0.113.9") as other:
        answers = [await _typed(busy, ROSA, step="/check") for _ in range(31)]
        assert [answer.status_code for answer in answers[:30]] == [200] * 30
        assert answers[30].status_code == 429
        assert 1 <= int(answers[30].headers["retry-after"]) <= 6
        assert len(harbour.profiles.asked) == 30
        assert (await busy.get("/out/harbour")).status_code == 200
        assert (await _typed(other, ROSA, step="/check")).status_code == 200


async def test_another_site_cannot_make_a_browser_check_and_another_event_is_no_event(harbour: Guests) -> None:
    async with harbour.client() as client:
        elsewhere = {"origin": "https://elsewhere.example"}
        answer = await client.post("/out/harbour/check", data={"handle": ROSA}, headers=elsewhere)
        assert answer.status_code == 403
        assert harbour.profiles.asked == []
        for path in ("/out/nowhere", "/about/nowhere"):
            page = await client.get(path)
            assert page.status_code == 404
            assert "There is no event at this address." in page.text


async def test_a_page_says_who_runs_this_what_is_kept_and_how_to_get_out_and_a_check_signs_in(harbour: Guests) -> None:
    await harbour.sources.add("harbour", Network.MASTODON, Given(server="tide.example", token="t-1"))
    harbour.profiles.bios[ROSA] = ""
    async with harbour.client() as client:
        await _typed(client, ROSA, step="/check")
        assert harbour.profiles.secrets == [{"token": "t-1"}]  # some profiles are shown to those who sign in
        page = (await client.get("/about/harbour")).text
        for told in (
            "The Harbour Office",
            "mailto:office@harbour.example",
            "#harbourday",
            "from Mastodon",
            "/out/harbour",
        ):
            assert told in page
        harbour.app.state.operator = harbour.app.state.contact = None
        assert "It is run by the organizers of Harbour Day." in (await client.get("/about/harbour")).text
