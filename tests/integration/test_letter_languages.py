"""The organizer's pages speak their reader's language, the letters and the test card their event's."""

import re
from datetime import timedelta

import pytest

from app.domain.access import Role
from app.domain.network import Network
from app.domain.phrase import phrase
from app.domain.source import Gap, SourceHealth, SourceState
from app.house import utc_now
from app.networks.outside.telling import no_answer, why
from tests.support.installation import Installation, digest_path

HOME = "/events/harbour"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", ("Das Haus ist offen", "Freundliche Worte über Vortragende", "Briefe an die Vortragenden", "Abmelden")),
        ("es", ("La casa está abierta", "Las palabras amables", "Cartas a los ponentes", "Cerrar sesión")),
        ("fr", ("La maison est ouverte", "Les mots aimables", "Lettres aux intervenants", "Se déconnecter")),
    ],
)
async def test_the_organizers_pages_speak_the_readers_language(
    installation: Installation, language: str, told: tuple[str, ...]
) -> None:
    organizer = await installation.client(Role.ORGANIZER)
    organizer.headers["accept-language"] = language
    page = (await organizer.get(HOME)).text
    assert [words for words in told if words not in page] == []
    for path in ("/", f"{HOME}/undelivered", f"{HOME}/look", f"{HOME}/sources"):
        page = (await organizer.get(path)).text
        assert f'<html lang="{language}"' in page
        assert 'hreflang="en"' in page, f"{path} offers no other language"
        english = re.findall(r">(Home|Look|Letters|Sign out|Your events|Nothing is waiting)<", page)
        assert english == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", ("Guten Tag, <bdi>", "soweit wir sehen konnten, hat niemand über", "Verfolgt haben wir #harbourday.")),
        ("es", ("Hola, <bdi>", "Nadie escribió sobre", "Seguimos #harbourday.")),
        ("fr", ("Bonjour <bdi>", "Personne n’a écrit au sujet de", "Nous avons suivi #harbourday.")),
    ],
)
async def test_a_letter_and_the_test_card_speak_the_events_language(
    installation: Installation, language: str, told: tuple[str, ...]
) -> None:
    await installation.house.looks.choose("harbour", colour=None, lettering="serif", language=language, sight=None)
    organizer = await installation.client(Role.ORGANIZER)
    organizer.headers["accept-language"] = "en"
    page = (await organizer.get(digest_path("amelie-strand"))).text
    assert [words for words in told if words not in page] == []
    card = (await organizer.get("/wall/harbour/test-card")).text
    assert f'<html lang="{language}"' in card
    assert "Ask somebody" not in card


async def test_what_is_wrong_with_a_look_is_said_in_the_readers_language(installation: Installation) -> None:
    organizer = await installation.client(Role.ORGANIZER)
    organizer.headers["accept-language"] = "fr"
    dark = await organizer.post(f"{HOME}/look", data={"colour": "#A02040"})
    assert dark.status_code == 400
    assert "#A02040 a 2,4 pour 1 sur le fond sombre de la maison" in dark.text
    drawing = await organizer.post(f"{HOME}/look/logo", files={"picture": ("logo.svg", b"<svg/>")})
    assert "C’est un dessin (SVG)" in drawing.text
    nobody = await organizer.get(digest_path("nobody"))
    assert nobody.status_code == 404
    assert "Cet événement n’a pas cet intervenant." in nobody.text


async def _silent_source(installation: Installation) -> None:
    """One source that was cut four minutes ago, with one hole that was read back and one that was not."""
    now = utc_now()
    cut = now - timedelta(minutes=4, seconds=5)
    fares = SourceHealth(
        state=SourceState.WAITING,
        why=no_answer("cut.example", why(ConnectionRefusedError())),
        since=cut,
        heard_at=cut,
        posts=1204,
        malformed=3,
        received_lag=timedelta(seconds=2),
        shown_lag=timedelta(seconds=0.3),
    )
    old = Gap(
        from_at=cut - timedelta(hours=2),
        until_at=cut - timedelta(hours=1),
        why=phrase("nobody listened"),
        filled_at=now,
    )
    lost = Gap(from_at=cut - timedelta(hours=5), until_at=cut - timedelta(hours=4), why=phrase("not connected"))
    async with installation.house.database.begin() as tx:
        stored = await tx.events.by_slug("harbour")
        assert stored
        source = await tx.sources.add(
            stored.id, name="mastodon:cut.example", network=Network.MASTODON, options={}, sealed=None, now=cut
        )
        await tx.sources.report(source.source.id, fares)
        await tx.sources.gap(source.source.id, [old, lost])


async def test_reasons_times_and_numbers_are_told_in_the_readers_language(installation: Installation) -> None:
    await _silent_source(installation)
    organizer = await installation.client(Role.ORGANIZER)
    told = {
        "de": ("Eine Quelle ist nicht", "vier Minuten her", "1.204", "Zwei Lücken, eine nicht", "dort hört niemand zu"),
        "es": ("Una fuente no se oye", "hace cuatro minutos", "Suele recibirse 2,0 s después", "allí no escucha nadie"),
        "fr": ("Une source n’est pas", "silence depuis quatre minutes", "montré 0,3 s plus tard", "pas de connexion"),
    }
    missing = []
    for language, words in told.items():
        page = await organizer.get(f"{HOME}/sources", headers={"accept-language": language})
        missing += [one for one in words if one not in page.text]
    assert missing == []


async def test_a_wall_says_in_its_own_language_what_it_hears_late(installation: Installation) -> None:
    await _silent_source(installation)
    await installation.house.looks.choose("harbour", colour=None, lettering="serif", language="fr", sight=None)
    anybody = await installation.client()
    wall = await anybody.get("/wall/harbour", headers={"accept-language": "de"})
    assert "Mastodon a quatre minutes de retard" in wall.text
