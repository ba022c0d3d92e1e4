"""The remote over HTTP: by sign-in or by a link, for scripts and for plain forms, and never from another site."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from app.domain.access import Audience, Role
from app.domain.errors import BadInput
from app.networks.archive.read import lines
from tests.support.archive import post, written
from tests.support.installation import Installation

JSON = {"accept": "application/json"}


async def told(client: httpx.AsyncClient, switch: str, **form: str) -> dict[str, Any]:
    """What the house answers to a script that turns a switch."""
    answer = await client.post(f"/remote/harbour/{switch}", data=form, headers=JSON)
    assert answer.status_code == 200, answer.text
    shows: dict[str, Any] = answer.json()["shows"]
    return shows


async def test_a_plain_form_leads_back_to_its_page_and_a_script_is_told_the_shows(installation: Installation) -> None:
    moderator = await installation.client(Role.MODERATOR)
    answer = await moderator.post("/remote/harbour/scene", data={"scene": "applause"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/remote/harbour")
    page = (await moderator.get("/remote/harbour")).text
    assert 'data-scene="applause" aria-pressed="true"' in page
    shows = await told(moderator, "blank", on="true")
    assert (shows[""]["scene"], shows[""]["blank"]) == ("applause", True)
    assert (await told(moderator, "pause", on="true"))[""]["paused"] is True
    assert (await told(moderator, "clear"))[""]["scene"] == "stream"
    followed, unpinned = (await told(moderator, "follow"))[""], (await told(moderator, "pin"))[""]
    assert {**followed, "at": None} == {**unpinned, "at": None}  # the clock may have gone on to the next second
    assert followed["pinned"] is unpinned["pinned"] is None


async def test_a_link_is_a_remote_without_a_sign_in_and_stays_in_every_address(installation: Installation) -> None:
    key = installation.link(Audience.REMOTE)
    phone = await installation.client()
    page = (await phone.get("/remote/harbour", params={"key": key})).text
    assert f'formaction="/remote/harbour/blank?key={key}"' in page
    answer = await phone.post(f"/remote/harbour/scene?key={key}", data={"scene": "stage", "room": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/remote/harbour?key={key}")
    assert (await phone.post("/remote/harbour/scene", data={"scene": "stage"})).status_code == 401
    assert (await phone.post(f"/remote/inland/scene?key={key}", data={"scene": "stage"})).status_code == 401


async def test_another_site_cannot_switch_a_wall(installation: Installation) -> None:
    moderator = await installation.client(Role.MODERATOR)
    foreign = {"origin": "https://elsewhere.example"}
    answer = await moderator.post("/remote/harbour/blank", data={"on": "true"}, headers=foreign)
    assert answer.status_code == 403
    assert (await told(moderator, "follow"))[""]["blank"] is False


@pytest.mark.parametrize(
    ("switch", "form", "words"),
    [
        ("scene", {"scene": "fireworks"}, "there is no scene"),
        ("scene", {"scene": "announcement"}, "nothing to announce yet"),
        ("scene", {"scene": "stage", "room": "The moon"}, "no such room"),
        ("scene", {"scene": "letters", "talk": "moon"}, "no such talk"),
        ("pin", {"card": "999"}, "not on the wall"),
        ("pause", {"on": "perhaps"}, "boolean"),
        ("announcements", {"title": " "}, "needs a title"),
        ("announcements", {"title": "Lunch", "at": "soon"}, "is no time"),
        ("announcements", {"title": "Lunch", "at": "2020-01-01T10:00", "minutes": "5"}, "in the past"),
        ("announcements", {"title": "Lunch", "language": "<b>"}, "pattern"),
        ("announcements", {"title": "x" * 200}, "last row"),
    ],
)
async def test_what_cannot_be_is_refused_in_words(
    installation: Installation, switch: str, form: dict[str, str], words: str
) -> None:
    moderator = await installation.client(Role.MODERATOR)
    answer = await moderator.post(f"/remote/harbour/{switch}", data=form, headers=JSON)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]


async def test_announcements_are_told_planned_and_ended(installation: Installation) -> None:
    moderator = await installation.client(Role.MODERATOR)
    shows = await told(
        moderator, "announcements", title="Lunch  is served", text="Until two", language="en", minutes="5"
    )
    assert shows[""]["announcement"] == {"title": "Lunch is served", "text": "Until two", "lang": "en", "dir": "ltr"}
    await told(moderator, "announcements", title="Doors close", at="2099-05-05T18:30")
    page = (await moderator.get("/remote/harbour")).text
    assert "Lunch is served" in page
    assert "from 2099-05-05 18:30" in page
    ids = [part.split("/end")[0] for part in page.split("/announcements/")[1:]]
    for one in ids:
        assert (await moderator.post(f"/remote/harbour/announcements/{one}/end")).status_code == 303
    page = (await moderator.get("/remote/harbour")).text
    assert "Doors close" not in page
    assert (await moderator.post(f"/remote/harbour/announcements/{ids[0]}/end")).status_code == 404


async def test_a_remote_offers_what_is_on_the_wall_and_nothing_that_is_held(
    installation: Installation, tmp_path: Path
) -> None:
    kind = post(31, "Good morning from row three <b>x</b>")
    cruel = post(32, "Oskar Lindqvist was dull, I hated every minute of this terrible talk", by="b@dijk.example")
    archive = written(tmp_path / "posts.jsonl", [kind, cruel])
    ingest = await installation.house.events.ingest("harbour")
    await ingest.take([change for _, change in lines(archive) if not isinstance(change, BadInput)])
    moderator = await installation.client(Role.MODERATOR)
    page = (await moderator.get("/remote/harbour")).text
    assert "Good morning from row three" in page
    assert "<b>x</b>" not in page
    assert "hated" not in page
    card = page.split('class="pinnable" data-id="')[1].split('"')[0]
    assert (await told(moderator, "pin", card=card))[""]["pinned"] == card
