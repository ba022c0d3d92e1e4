"""A page speaks the language that its reader chose or reads, and remembers a choice; the wall speaks the event's."""

import re

import httpx
import pytest

from app.domain.access import Role
from app.domain.consent import asks_out
from app.domain.entities import Entities
from tests.support.installation import Installation, digest_path

HTML = re.compile(r'<html lang="(\w+)" dir="(\w+)"')


def tongue(answer: httpx.Response) -> tuple[str, str]:
    """The language and direction that a page says it has."""
    found = HTML.search(answer.text)
    assert found is not None
    return found[1], found[2]


async def test_a_page_speaks_what_a_browser_asks_for(installation: Installation) -> None:
    client = await installation.client()
    page = await client.get("/out/harbour", headers={"accept-language": "tlh, pt;q=0.9, de-AT;q=0.8, en;q=0.5"})
    assert tongue(page) == ("de", "ltr")
    assert "Sie können diese Wand verlassen" in page.text
    assert "nicht auf die Wand" in page.text
    assert page.headers["content-language"] == "de"
    assert {"Accept-Language", "Cookie"} <= set(re.split(r",\s*", page.headers["vary"]))
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize(
    ("header", "spoken"),
    [
        ("", "en"),
        ("it, pt", "en"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("en-GB, de", "en"),
        ("es;q=broken, fr", "fr"),
        ("*", "en"),
        ("DE-ch", "de"),
        ("," * 5000 + "de", "en"),
    ],
)
async def test_whatever_a_browser_says_a_page_has_a_language(
    installation: Installation, header: str, spoken: str
) -> None:
    client = await installation.client()
    page = await client.get("/", headers={"accept-language": header})
    assert tongue(page) == (spoken, "ltr")


async def test_a_choice_is_remembered_and_goes_before_the_browser(installation: Installation) -> None:
    client = await installation.client()
    client.headers["accept-language"] = "de"
    chosen = await client.get("/about/harbour?lang=es")
    assert "Qué se guarda y por qué" in chosen.text
    assert '<a href="?lang=fr" lang="fr" hreflang="fr"' in chosen.text
    cookie = chosen.headers["set-cookie"].lower()
    assert "ovation_language=es" in cookie
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    later = await client.get("/")
    assert tongue(later) == ("es", "ltr")
    assert "la invitación" in later.text
    nowhere = await client.get("/nothing/here")
    assert "Aquí no hay nada" in nowhere.text
    odd = await client.get("/?lang=%3Cscript%3E")
    assert tongue(odd) == ("es", "ltr")
    assert "set-cookie" not in odd.headers


async def test_what_is_wrong_is_said_in_the_readers_language(installation: Installation) -> None:
    client = await installation.client()
    german = {"accept-language": "de"}
    wrong = await client.post("/out/harbour", data={"handle": "???"}, headers=german)
    assert wrong.status_code == 400
    assert "Das ist kein Handle" in wrong.text
    assert "hreflang" not in wrong.text
    closed = await client.get("/events/harbour?key=cut", headers=german)
    assert "Dieser Link ist keiner von uns" in closed.text
    told = await client.get("/out/nobody", headers={**german, "accept": "application/json"})
    assert told.json()["detail"] == "Unter dieser Adresse gibt es keine Veranstaltung."


async def test_a_wall_speaks_the_events_language_to_everybody(installation: Installation) -> None:
    await installation.house.looks.choose("harbour", colour=None, lettering="serif", language="fr", sight=None)
    client = await installation.client()
    wall = await client.get("/wall/harbour?lang=de", headers={"accept-language": "es"})
    assert tongue(wall) == ("fr", "ltr")
    assert "Lire ce mur en texte" in wall.text
    assert "hreflang" not in wall.text
    assert "vary" not in wall.headers
    assert "set-cookie" not in wall.headers


@pytest.mark.parametrize("language", ["de", "es", "fr"])
async def test_the_sentence_that_a_page_names_works(installation: Installation, language: str) -> None:
    client = await installation.client()
    page = await client.get("/out/harbour", headers={"accept-language": language})
    found = re.search(r'<p class="say v">(.*?)</p>', page.text)
    assert found is not None
    assert asks_out(found[1], Entities())


async def test_a_letter_and_an_overlay_speak_the_events_language(installation: Installation) -> None:
    await installation.house.looks.choose("harbour", colour=None, lettering="serif", language="de", sight=None)
    organizer = await installation.client(Role.ORGANIZER)
    organizer.headers["accept-language"] = "es"
    letter = await organizer.get(digest_path("amelie-strand"))
    assert tongue(letter) == ("de", "ltr")
    overlay = await organizer.get("/overlay/harbour")
    assert "{n} Menschen sagen Danke" in overlay.text
    home = await organizer.get("/events/harbour")
    assert tongue(home) == ("es", "ltr")
    assert '<a href="?lang=de" lang="de" hreflang="de"' in home.text
