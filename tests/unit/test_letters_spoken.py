"""What letters, ledger and reasons say in German, Spanish and French: whole sentences, in the right number."""

import re

import pytest

from app.domain.digest import build_digest
from app.domain.ledger import why_not
from app.domain.tone import Tone
from app.outlets.charts import landing_words
from app.outlets.json_report import digest_json
from app.outlets.languages import say, speaking
from app.outlets.letters import age
from app.outlets.times import row
from tests.support.letters_cast import EVENT, INGRID, KOFI, PROGRAMME, START, TADEUSZ, said
from tests.support.letters_stub import about_tadeusz, ingrids_letter, letter
from tests.unit.test_letters_words import headings, plain

TWICE = [said("Lovely.", minute=1), said("Still lovely.", minute=2), said("Takk.", by="Linh", minute=3)]
ROOM = [said("Lovely.", about=TADEUSZ, minute=1), said("Still lovely.", about=TADEUSZ, minute=2)]


@pytest.mark.parametrize(
    ("language", "several", "one"),
    [
        (
            "de",
            (
                "zwei verschiedene Menschen haben über Ninety years of tide notebooks geschrieben, insgesamt drei Mal."
                " Alle schrieben dort, wo Sie es nicht hören konnten."
            ),
            "hat eine Person darüber geschrieben, insgesamt zweimal.",
        ),
        (
            "es",
            (
                "Sobre Ninety years of tide notebooks escribieron dos personas distintas, tres veces en total."
                " Todas escribieron donde usted no podía oírlo."
            ),
            "una persona escribió sobre ella, dos veces en total.",
        ),
        (
            "fr",
            (
                "Au sujet de Ninety years of tide notebooks, deux personnes différentes ont écrit, trois fois en tout."
                " Toutes ont écrit là où vous ne pouviez pas l’entendre."
            ),
            "une personne en a parlé par écrit, deux fois en tout.",
        ),
    ],
)
def test_a_letter_counts_in_its_language(language: str, several: str, one: str) -> None:
    with speaking(language):
        assert several in plain(letter(build_digest(EVENT, INGRID, PROGRAMME, TWICE)))
        assert one in plain(letter(build_digest(EVENT, TADEUSZ, PROGRAMME, ROOM)))


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_no_english_is_left_in_a_letter(language: str) -> None:
    with speaking(language):
        english = re.compile(r"\b(?:the|they|wrote|people|you|your|on|where|asked|said)\b", re.IGNORECASE)
        for digest in (
            ingrids_letter(),
            build_digest(EVENT, KOFI, PROGRAMME, []),
            build_digest(EVENT, TADEUSZ, PROGRAMME, about_tadeusz()),
        ):
            assert [heading for heading in headings(letter(digest)) if english.search(heading)] == []
            for giver in digest.thank:
                assert not english.search(say(giver.why)), say(giver.why)
                assert not english.search(say(giver.where)), say(giver.where)
            assert [say(arrived.why) for arrived in digest.arrived if english.search(say(arrived.why))] == []


def test_facts_and_reasons_are_sentences_of_their_language() -> None:
    asked = said("Where is it?", minute=12, first=True, tone=Tone(question=0.9))
    digest = build_digest(EVENT, INGRID, PROGRAMME, [asked, said("Lovely.", minute=40)])
    told = {}
    for language in ("de", "es", "fr"):
        with speaking(language):
            told[language] = (
                say(digest.thank[0].why),
                say(digest.arrived[0].why),
                say(why_not(asked)),
                landing_words(digest.landings[0], EVENT.zone),
            )
    assert told["de"][0] == (
        "schrieb während Ihres Vortrags hier den ersten Beitrag, stellte eine Frage und schrieb zweimal"
    )
    assert told["es"][1] == "Una persona estaba en Bluesky. Usted está en Mastodon."
    assert told["fr"][2] == "Cela a été dit sur Bluesky\u00a0; la personne est sur Mastodon."
    assert told["de"][3] == "Geschrieben wurde die ganze Zeit hindurch, immer nur von einer Person."


def test_programs_read_english_whoever_reads_beside_them() -> None:
    with speaking("de"):
        assert b"wrote" in digest_json(ingrids_letter())


def test_ages_and_rows_follow_their_language() -> None:
    with speaking("es"):
        assert age(START, START.replace(minute=42)) == "doce minutos"
        assert [row(names) for names in (["Ada", "Ingrid"], ["Ada", "Hilda"], ["Ada", "Iona"], ["Ada", "Yuri"])] == [
            "Ada e Ingrid",
            "Ada e Hilda",
            "Ada y Iona",
            "Ada y Yuri",
        ]
        assert row(["Ada", "Olga"], "or") == "Ada u Olga"
    with speaking("fr"):
        assert age(START, START.replace(year=2034)) == "huit ans"
