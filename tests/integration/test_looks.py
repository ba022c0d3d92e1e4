"""An organizer's look of an event: pictures are drawn anew, drawings refused, and what is wrong is said where it is."""

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from app.domain.access import Role
from app.store.look_tables import emblem
from tests.support.installation import Installation

LOOK = "/events/harbour/look"


def a_picture(kind: str = "PNG", size: tuple[int, int] = (400, 120), note: bytes = b"made at home") -> bytes:
    body = io.BytesIO()
    facts: dict[str, Any] = {"comment": note} if kind == "JPEG" else {}
    Image.new("RGB", size, "#FFD200").save(body, kind, **facts)
    return body.getvalue()


async def programme(client: httpx.AsyncClient) -> Any:
    return (await client.get("/wall/harbour/programme.json")).json()


async def test_a_look_is_chosen_and_walls_are_served_it(installation: Installation) -> None:
    organizer = await installation.client(Role.ORGANIZER)
    form = {"colour": "#FFD200", "lettering": "sans", "language": "de", "screen": "4", "farthest": "20,5"}
    assert (await organizer.post(LOOK, data=form)).status_code == 303
    page = (await organizer.get(LOOK)).text
    assert "#FFD200 has" in page
    assert 'value="20.5"' in page
    anybody = await installation.client()
    styles = await anybody.get("/wall/harbour/look.css")
    assert styles.headers["content-type"].startswith("text/css")
    assert "--warm: #FFD200" in styles.text
    again = await anybody.get("/wall/harbour/look.css", headers={"if-none-match": styles.headers["etag"]})
    assert again.status_code == 304
    assert (await programme(anybody))["look"]["language"] == "de"
    assert "Aus 20,5 m" in (await anybody.get("/wall/harbour/test-card")).text
    assert (await anybody.get("/wall/inland/look.css")).text.count(":root") == 0


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"colour": "#802040"}, "to 1 on the house’s dark"),
        ({"colour": "javascript:"}, "is no colour"),
        ({"screen": "wide", "farthest": "far"}, "in metres"),
        ({"screen": "4"}, "in metres"),
        ({"screen": "400", "farthest": "2"}, "metres wide"),
        ({"lettering": "fraktur"}, "there are serif, sans"),
        ({"language": "tlh"}, "there are en, de, es, fr"),
    ],
)
async def test_what_cannot_be_read_is_refused_where_it_was_typed(
    installation: Installation, form: dict[str, str], words: str
) -> None:
    organizer = await installation.client(Role.ORGANIZER)
    answer = await organizer.post(LOOK, data=form)
    assert answer.status_code == 400
    assert words in answer.text.replace("&#39;", "'")
    assert 'role="alert"' in answer.text
    assert "--warm" not in (await organizer.get("/wall/harbour/look.css")).text


async def test_a_logo_is_drawn_anew_and_goes_when_another_is_hung(installation: Installation) -> None:
    organizer = await installation.client(Role.ORGANIZER)
    given = a_picture("JPEG", size=(3000, 900))
    assert (await organizer.post(f"{LOOK}/logo", files={"picture": ("logo.jpg", given)})).status_code == 303
    first = (await programme(organizer))["look"]["logo"]
    served = await organizer.get(first)
    assert served.headers["content-type"] == "image/webp"
    assert b"made at home" not in served.content
    assert Image.open(io.BytesIO(served.content)).size == (1280, 384)

    await organizer.post(f"{LOOK}/logo", files={"picture": ("logo.png", a_picture())})
    second = (await programme(organizer))["look"]["logo"]
    assert second != first
    assert (await organizer.get(first)).status_code == 404
    await organizer.post(f"{LOOK}/logo")
    assert (await programme(organizer))["look"]["logo"] is None
    assert (await organizer.get(second)).status_code == 404
    assert (await organizer.get("/wall/harbour/look/" + "0" * 32 + ".webp")).status_code == 404


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "export it as PNG"),
        (b'<?xml version="1.0"?>\n<!-- hello -->\n<!DOCTYPE svg>\n<svg/>', "export it as PNG"),
        (b"GIF89a and then nothing", "no picture that can be drawn"),
        (b"MZ\x90\x00", "no picture that can be drawn"),
    ],
)
async def test_what_is_no_picture_is_refused(installation: Installation, given: bytes, words: str) -> None:
    organizer = await installation.client(Role.ORGANIZER)
    answer = await organizer.post(f"{LOOK}/background", files={"picture": ("logo.png", given)})
    assert answer.status_code == 400
    assert words in answer.text
    assert "<script>alert" not in answer.text
    async with installation.house.database._engine.connect() as connection:
        assert (await connection.execute(emblem.select())).all() == []


async def test_sponsors_stand_in_the_organizers_order(installation: Installation) -> None:
    organizer = await installation.client(Role.ORGANIZER)
    for name, line in (("Tide & Sons", "Boats"), ("Moss", ""), ("Gull <b>", "Air")):
        files = {"picture": ("logo.png", a_picture())} if name == "Moss" else None
        answer = await organizer.post("/events/harbour/sponsors", data={"name": name, "line": line}, files=files)
        assert answer.status_code == 303
    await organizer.post("/events/harbour/sponsors/move", data={"name": "Gull <b>", "to": "up"})
    await organizer.post("/events/harbour/sponsors/move", data={"name": "Tide & Sons", "to": "away"})
    await organizer.post("/events/harbour/sponsors", data={"name": "moss", "line": "Soft"})
    told = (await programme(organizer))["sponsors"]
    assert [(one["name"], one["line"]) for one in told] == [("Gull <b>", "Air"), ("moss", "Soft")]
    assert (await organizer.get(told[1]["logo"])).status_code == 200, "the logo that was there stays"
    assert "Gull <b>" not in (await organizer.get(LOOK)).text
    missing = await organizer.post("/events/harbour/sponsors/move", data={"name": "Nobody", "to": "up"})
    assert missing.status_code == 404
    assert (await organizer.post("/events/harbour/sponsors", data={"name": ""})).status_code == 400
    assert (await organizer.post(f"{LOOK}/door", files={"picture": ("a.png", a_picture())})).status_code == 400


async def test_the_look_is_the_organizers_affair(installation: Installation) -> None:
    moderator = await installation.client(Role.MODERATOR)
    assert (await moderator.get(LOOK)).status_code == 403
    assert (await moderator.post(LOOK, data={"colour": "#FFD200"})).status_code == 403


async def test_the_worker_of_a_kiosk_may_see_to_its_own_wall_only(installation: Installation) -> None:
    anybody = await installation.client()
    answer = await anybody.get("/wall/harbour/worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["service-worker-allowed"] == "/wall/harbour"
