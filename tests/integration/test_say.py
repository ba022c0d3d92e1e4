"""Thanks from somebody without an account: typed on a phone, read by a person first, and theirs to take back."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from app.domain.access import Role, Visitor
from app.domain.decision import Deed
from app.domain.desk import Row, Tab
from app.domain.mention import Evidence
from app.domain.network import Network
from app.domain.verdict import Verdict
from app.networks.archive.lines import to_change
from app.routes.allowance import Allowance
from app.routes.say import a_room
from tests.integration.test_command_line import CREATE
from tests.support.command import ovation
from tests.support.installation import PROGRAMME, Installation, digest_path

SAY = "/say/harbour"
WORDS = "Thank you, that quay stayed with me all evening"


async def form(client: httpx.AsyncClient, address: str = SAY) -> dict[str, str]:
    """What a browser would send back of an open page."""
    page = await client.get(address)
    assert page.status_code == 200, page.text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    return {**hidden, "for": "talk:quay", "text": WORDS, "name": "", "website": ""}


async def send(client: httpx.AsyncClient, **told: str) -> httpx.Response:
    return await client.post(SAY, data=await form(client) | told)


async def waiting(installation: Installation) -> list[Row]:
    async with installation.house.database.read() as tx:
        stored = await tx.events.by_slug("harbour")
        assert stored is not None
        return list(await tx.desk.rows(stored.id, Tab.WAITING, 50))


async def decide(installation: Installation, row: Row, deed: Deed = Deed.SHOW) -> None:
    who = Visitor(name="Rosa")
    await installation.house.moderation.rule_on("harbour", who, row.id, deed, seen=row.stamp)


async def test_what_was_said_waits_for_a_person_and_then_goes_to_the_wall(installation: Installation) -> None:
    client = await installation.client()
    answer = await send(client, name="Wren")
    assert answer.status_code == 303
    (row,) = await waiting(installation)
    assert (row.verdict, row.why, row.post.network) == (Verdict.HOLD, "said on our own page", Network.WEB)
    assert [(one.speaker, one.evidence) for one in row.meant] == [("oskar-lindqvist", Evidence.CHOSEN)]
    owner = await installation.client(Role.ORGANIZER)
    letter = digest_path("oskar-lindqvist")
    for place in ("/wall/harbour/text", "/overlay/harbour", letter, "/events/harbour/mentions.csv"):
        assert WORDS not in (await owner.get(place)).text
    await decide(installation, row)
    wall = (await client.get("/wall/harbour/text")).text
    assert WORDS in wall
    assert "Wren" in wall
    for place in ("/overlay/harbour", letter, "/events/harbour/undelivered", "/events/harbour/mentions.csv"):
        assert WORDS in (await owner.get(place)).text
    assert "Your words may be seen on the wall now" in (await client.get(answer.headers["location"])).text
    voice = (await client.get("/wall/harbour/heard.json")).json()["speakers"]["oskar-lindqvist"]["voices"][0]
    assert (voice["name"], voice["initials"]) == ("Wren", "W")


async def test_somebody_without_a_name_is_someone_in_the_room(installation: Installation) -> None:
    client = await installation.client()
    await send(client)
    (row,) = await waiting(installation)
    await decide(installation, row)
    wall = (await client.get("/wall/harbour/text")).text
    assert "Someone in the room" in wall
    assert row.post.author.handle not in wall.split("<template", maxsplit=1)[0]


async def test_pressing_twice_and_loading_again_says_it_once(installation: Installation) -> None:
    client = await installation.client()
    told = await form(client)
    first, second = await client.post(SAY, data=told), await client.post(SAY, data=told)
    assert first.headers["location"] == second.headers["location"]
    assert (await client.get(first.headers["location"])).status_code == 200
    assert len(await waiting(installation)) == 1


async def test_its_author_takes_it_back_from_wall_and_store(installation: Installation) -> None:
    client, stranger = await installation.client(), await installation.client()
    place = (await send(client)).headers["location"]
    (row,) = await waiting(installation)
    await decide(installation, row)
    assert (await stranger.post(place[:-1] + ("A" if place[-1] != "A" else "B"))).status_code == 404
    assert WORDS in (await client.get("/wall/harbour/text")).text
    assert (await client.post(place)).status_code == 303
    assert WORDS not in (await client.get("/wall/harbour/text")).text
    after = await client.get(place)
    assert "It is gone" in after.text
    assert WORDS not in after.text
    assert (await client.post(place)).status_code == 303
    assert await waiting(installation) == []


async def test_two_people_with_the_same_words_are_two_and_nobody_borrows_a_name(installation: Installation) -> None:
    """A post of Mastodon stays up, and gets no speaker, when somebody copies its words and name on our page."""
    moment = datetime(2026, 6, 4, 9, tzinfo=UTC).isoformat()
    line = {"network": "mastodon", "id": "https://tide.example/1", "created_at": moment}
    author = {"handle": "wren@tide.example", "name": "Wren"}
    shown = to_change({**line, "author": author, "text": "What a lovely morning #harbourday"})
    await (await installation.house.events.ingest("harbour")).take([shown])
    client = await installation.client()
    await send(client, text="What a lovely morning #harbourday", name="Wren")
    await send(await installation.client(), text="What a lovely morning #harbourday", name="Wren")
    assert len(await waiting(installation)) == 2
    wall = (await client.get("/wall/harbour/text")).text
    assert "What a lovely morning" in wall
    assert "Oskar Lindqvist" not in wall


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"text": " \n "}, "Write a few words first."),
    ({"text": "word " * 200}, "room for 500 characters, and these are 999"),
    ({"for": ""}, "Choose for whom it is."),
    ({"for": "talk:cancelled"}, "Choose for whom it is."),
    ({"name": "n" * 99}, "A name has room for 80 characters."),
    ({"website": "https://casino.example"}, "Please press Send once more."),
    ({"once": ""}, "Please press Send once more."),
    ({"text": "Please not on the wall"}, "ask not to be on the wall"),
]


async def test_every_refusal_says_why_and_keeps_the_words(installation: Installation) -> None:
    client = await installation.client()
    for told, words in REFUSED:
        answer = await send(client, **told)
        assert (answer.status_code, words in answer.text) == (400, True), words
        assert told.get("text", WORDS).strip() in answer.text
    assert await waiting(installation) == []


async def test_a_name_that_is_markup_stays_a_name(installation: Installation) -> None:
    client = await installation.client()
    place = (await send(client, name="<img src=x onerror=alert(1)>", text='"><script>alert(1)</script>')).headers
    page = (await client.get(place["location"])).text
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


async def test_one_phone_thanks_one_talk_three_times_and_others_go_on(installation: Installation) -> None:
    client = await installation.client()
    sent = [(await send(client, text=f"Thank you, {number}")).status_code for number in range(4)]
    assert sent == [303, 303, 303, 429]
    refused = await send(client, text="Thank you once more", name="Another name")
    assert "Oskar Lindqvist already has 3 messages from this phone" in refused.text
    assert "Thank you once more" in refused.text
    assert (await send(client, **{"for": "talk:salt"})).status_code == 303
    assert (await send(await installation.client())).status_code == 303


async def test_a_full_room_behind_one_address_is_let_in_and_more_is_asked_to_wait(installation: Installation) -> None:
    room, moment = a_room(), installation.app.state.now()
    assert all(room.wait("203.0.113.7", moment) == 0 for _ in range(4_000))
    assert room.wait("203.0.113.7", moment) > 0
    assert room.wait("203.0.113.8", moment) == 0
    installation.app.state.a_room = Allowance(each=1, each_per_second=0.1)
    client = await installation.client()
    assert (await send(client)).status_code == 303
    refused = await send(client, text="Thank you again")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
    assert "press Send again in 10 seconds" in refused.text
    assert "Thank you again" in refused.text


async def test_a_browser_that_refuses_cookies_can_still_say_thanks(installation: Installation) -> None:
    client = await installation.client()
    told = await form(client)
    client.cookies.clear()
    assert (await client.post(SAY, data=told)).status_code == 303
    client.cookies.clear()
    again = await client.post(SAY, data=told | {"mine": "made-up-by-somebody.else"})
    assert again.status_code == 400
    assert WORDS in again.text


async def test_a_search_keeps_what_was_written(installation: Installation) -> None:
    client = await installation.client()
    told = await form(client)
    found = await client.post(f"{SAY}/find", data=told | {"for": "", "find": "amelie", "text": "\nwords so far"})
    assert found.status_code == 200
    assert "talk:salt" in found.text
    assert "talk:quay" not in found.text
    assert "\nwords so far</textarea>" in found.text
    assert "Nobody else was found" in (await client.post(f"{SAY}/find", data=told | {"find": "zzz"})).text


async def test_a_letter_leads_to_its_talk(installation: Installation) -> None:
    client = await installation.client()
    page = (await client.get(f"{SAY}?talk=salt")).text
    assert "<h1>Thank <bdi>Amélie Strand</bdi></h1>" in page
    assert re.search(r'value="talk:salt" required checked', page)
    assert "<h1>Say thank you</h1>" in (await client.get(f"{SAY}?talk=cancelled")).text


async def test_a_moderator_closes_the_door_and_opens_it_again(installation: Installation) -> None:
    client, moderator = await installation.client(), await installation.client(Role.MODERATOR)
    told = await form(client)
    place = (await client.post(SAY, data=told)).headers["location"]
    assert (await moderator.post(f"{SAY}/door", data={"closed": "true"})).status_code == 303
    assert "thanks page closed" in (await moderator.get("/moderate/harbour")).text
    assert "The thanks page is closed" in (await moderator.get(f"{SAY}/door")).text
    refused = await client.post(SAY, data=told | {"text": "A second thought"})
    assert refused.status_code == 503
    assert "A second thought" in refused.text
    assert "Back in a while" in (await client.get(SAY)).text
    assert (await client.post(SAY, data=told)).headers["location"] == place  # what was said already was said
    assert (await moderator.post(f"{SAY}/door", data={"closed": "false"})).status_code == 303
    assert (await client.post(SAY, data=told | {"text": "A second thought"})).status_code == 303


async def test_the_page_is_small_and_needs_no_script(installation: Installation) -> None:
    client = await installation.client()
    page = await client.get(SAY)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page.text)
    sizes = [len((await client.get(sheet)).content) for sheet in sheets]
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert len(page.content) + sum(sizes) < 30_000


async def test_the_code_leads_to_the_page(installation: Installation) -> None:
    client = await installation.client()
    code = await client.get(f"{SAY}/qr.svg?talk=salt")
    assert code.headers["content-type"] == "image/svg+xml"
    assert code.text.startswith("<svg")
    assert code.text != (await client.get(f"{SAY}/qr.svg")).text
    assert (await client.get("/say/nowhere/qr.svg")).status_code == 404
    assert (await client.get("/say/nowhere")).status_code == 404


async def test_said_in_a_replay_it_is_said_at_the_events_own_time(installation: Installation) -> None:
    """Else the wall's clock would leap to today, and nobody would be on stage any more."""
    starts = datetime(2026, 6, 4, 9, tzinfo=UTC)
    timed = replace(PROGRAMME.talks[0], starts_at=starts, ends_at=starts + timedelta(hours=1))
    await installation.house.events.import_programme("harbour", replace(PROGRAMME, talks=(timed,)))
    moment = starts + timedelta(minutes=10)
    line = {"network": "mastodon", "id": "https://tide.example/1", "created_at": moment.isoformat(), "text": "Hello"}
    heard = to_change({**line, "author": {"handle": "wren@tide.example"}})
    await (await installation.house.events.ingest("harbour")).take([heard])
    client = await installation.client()
    await send(client, **{"for": "talk:salt"})
    (row,) = await waiting(installation)
    assert row.post.created_at == moment
    assert "on stage now" in (await client.get(SAY)).text


async def test_an_overlay_that_is_asked_for_the_impossible_says_so(installation: Installation) -> None:
    client = await installation.client()
    for asked in ("dwell=1", "gap=-1", "queue=0", "side=top", "theme=pink"):
        answer = await client.get(f"/overlay/harbour?{asked}")
        assert (answer.status_code, asked.split("=")[0] in answer.text) == (400, True), asked
    assert (await client.get("/overlay/nowhere")).status_code == 404


def test_the_command_line_closes_and_opens_the_door(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert ovation(*CREATE, data=data).code == 0
    said = [ovation("say", deed, "harbour", data=data).text for deed in ("close", "close", "open", "open")]
    assert [line.strip().partition(" of harbour ")[2] for line in said] == [
        "is closed",
        "was closed already",
        "is open",
        "was open already",
    ]
    assert ovation("say", "close", "nowhere", data=data).code == 2


async def test_the_page_speaks_its_readers_language_or_else_the_events(installation: Installation) -> None:
    await installation.house.looks.choose("harbour", colour=None, lettering="serif", language="fr", sight=None)
    for read, lang, heading in (("de-AT", "de", "Danke sagen"), ("ja", "fr", "Dire merci"), ("", "fr", "Dire merci")):
        client = await installation.client()
        client.headers["accept-language"] = read
        page = (await client.get(SAY)).text
        assert f'<html lang="{lang}"' in page
        assert f"<h1>{heading}</h1>" in page
        refused = await send(client, text=" ")
        assert refused.status_code == 400
        assert (
            "Schreiben Sie zuerst ein paar Worte." if lang == "de" else "Écrivez d’abord quelques mots."
        ) in refused.text
        sent = await send(client)
        mine = (await client.get(sent.headers["location"])).text
        assert ("Auch" if lang == "de" else "Elles parviendront aussi à") in mine
