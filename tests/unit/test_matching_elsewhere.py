"""What events in other places showed: names that are words elsewhere, titles, lists, first names cut short."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.event import Programme
from app.domain.matching import SpeakerIndex
from app.domain.names_titles import without_titles
from app.domain.talk import Talk, TalkKey
from tests.support.saying import AT, person, said

MINUTE = timedelta(minutes=1)
CAST = (
    person("pilar", "Pilar Arrizaga"),
    person("soledad", "Soledad Quintela"),
    person("esperanza", "Esperanza Bofill"),
    person("lujan", "Marta Luján"),
    person("rosalind", "Rosalind Ackerthorpe"),
    person("fatou", "Fatoumata Sy-Ndiaye"),
    person("prisca", "Priscilla Vandermolen"),
    person("janina", "Janina Kowalczuk"),
    person("mokoena", "Lerato Mokoenya"),
    replace(person("tann", "Dr. h.c. Gottfried Freiherr von der Tannen"), organisation="Stiftung Tannen"),
    person("eickel", "Prof. em. Dr. Hans-Joachim Eickelbusch"),
    person("yusuf", "Yusuf Karadenizli"),
    person("mwende", "Wanjiku Mwendwa"),
    person("mwende2", "Peter Mwendwa"),
)


def who(text: str, *on_stage: str) -> list[tuple[str, bool]]:
    talks = tuple(
        Talk(
            key=TalkKey(one.key),
            title=f"Of {one.key} and harbours",
            speakers=(one.key,),
            starts_at=(starts := AT + (-20 * MINUTE if one.key in on_stage else timedelta(days=1, hours=at))),
            ends_at=starts + 30 * MINUTE,
        )
        for at, one in enumerate(CAST)
    )
    found = SpeakerIndex(Programme(speakers=CAST, talks=talks)).find(said(text))
    return [(one.speaker, one.certain) for one in found]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("El pilar de nuestra unidad son las auxiliares", "pilar"),
        ("La soledad del pasillo a las cinco", "soledad"),
        ("La esperanza es lo último que se pierde", "esperanza"),
    ],
)
def test_a_word_of_another_language_is_no_name_however_near_the_stage_somebody_is_called_so(
    text: str, speaker: str
) -> None:
    assert who(text, speaker) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Gracias, Soledad, por apagar la luz", "soledad"),
        ("Gracias Pilar por tanto", "pilar"),
        ("¡Bravo Esperanza!", "esperanza"),
    ],
)
def test_such_a_name_is_one_where_somebody_is_thanked_by_it(text: str, speaker: str) -> None:
    assert who(text, speaker) == [(speaker, True)]


def test_a_small_letter_is_a_name_where_nobody_writes_capitals() -> None:
    assert who("sorry about the floor, yusuf #longshore26", "yusuf") == [("yusuf", True)]
    assert who("Sorry about the floor, yusuf is a word here", "yusuf") == []


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Anotado todo lo de Arrizaga, Luján y Quintela", ["pilar", "lujan", "soledad"]),
        ("Meine Top 3: Eickelbusch, Karadenizli, Ackerthorpe", ["eickel", "yusuf", "rosalind"]),
        ("Team photo with Yusuf, Fatoumata & Rosalind Ackerthorpe", ["yusuf", "fatou", "rosalind"]),
    ],
)
def test_three_speakers_in_a_row_are_meant_by_one_name_each(text: str, speakers: list[str]) -> None:
    assert who(text) == [(speaker, True) for speaker in speakers]


@pytest.mark.parametrize(
    "text",
    [
        "Photo with Yusuf, Fatoumata",
        "Photo with Yusuf, Carlos, Fatoumata and Rosalind",
        "Yusuf went home. Fatoumata too. Rosalind as well",
        "photo with Yusuf, Peter Someone, Rosalind",
    ],
)
def test_a_shorter_or_broken_list_means_nobody(text: str) -> None:
    assert [speaker for speaker, certain in who(text) if certain] == []


def test_who_shares_a_name_is_not_meant_by_a_list() -> None:
    assert ("mwende", True) not in who("Yusuf, Fatoumata, Mwendwa")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Prisca Vandermolen should write the book", "prisca"),
        ("Fatou Sy-Ndiaye nous régale", "fatou"),
        ("Ros Ackerthorpe on at three", "rosalind"),
    ],
)
def test_a_first_name_cut_short_before_the_family_name_is_the_name(text: str, speaker: str) -> None:
    assert who(text) == [(speaker, True)]


def test_a_first_name_cut_short_that_is_a_name_of_its_own_asks_a_person() -> None:
    assert who("Jan Kowalczuk was here") == [("janina", False)]


def test_a_first_name_cut_short_alone_is_meant_where_somebody_on_stage_is_spoken_to() -> None:
    assert who("Bravo Prisci", "prisca") == [("prisca", True)]
    assert who("Prisci of all places", "prisca") == []
    assert who("Bravo Prisci") == []


def test_an_s_without_its_apostrophe_owns_something_while_its_owner_is_on_stage() -> None:
    assert who("Mokoenyas model has a bias problem", "mokoena") == [("mokoena", True)]
    assert who("Any Mokoenyas in the house?", "mokoena") == []
    assert who("Mokoenyas model has a bias problem") == []


def test_who_is_quoted_behind_a_colon_speaks() -> None:
    assert who('Mwendwa: "calibrate with your own field"', "mwende") == [("mwende", True)]
    assert who("Mwendwa: „Messt selbst“", "mwende2") == [("mwende2", True)]


def test_an_organisation_called_after_a_speaker_is_not_the_speaker() -> None:
    assert who("Die Stiftung Tannen dankt allen Gästen", "tann") == []
    assert who("Herr von der Tannen rechnet vor", "tann") == [("tann", True)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Prof. em. Dr. Hans-Joachim Eickelbusch", "Hans-Joachim Eickelbusch"),
        ("Dr. h.c. Gottfried Freiherr von der Tannen", "Gottfried von der Tannen"),
        ("Pater Anselm Grünwieser OSB", "Anselm Grünwieser"),
        ("Lic. theol. Beate Mooser", "Beate Mooser"),
        ("Univ.-Prof. Mag. Dr. Eva Rothmund", "Eva Rothmund"),
        ("Hon. Samuel Nkaisery", "Samuel Nkaisery"),
        ("Hon Leung", "Hon Leung"),
        ("Em Lazerby", "Em Lazerby"),
        ("Stefanie Graf", "Stefanie Graf"),
        ("J. R. Ousterling", "J. R. Ousterling"),
    ],
)
def test_titles_are_no_part_of_a_name(written: str, name: str) -> None:
    assert " ".join(without_titles(written.split())) == name


@pytest.mark.parametrize(
    ("text", "certain"), [("La Dra. Orteguilla habla de paliativos", True), ("gracias, Orteguilla", False)]
)
def test_of_two_family_names_the_first_is_what_people_say(text: str, certain: bool) -> None:  # noqa: FBT001 - of the table
    carmen = person("carmen", "María del Carmen Orteguilla Villalobillos")
    (found,) = SpeakerIndex(Programme(speakers=(carmen,))).find(said(text))
    assert (found.speaker, found.certain) == ("carmen", certain)


@pytest.mark.parametrize(
    "text",
    [
        "As a Yusuf I felt welcome",
        "War schon mal jemand am Karadenizli, dem Meer?",
        "My kid only knows Yusuf the dinosaur",
        "soy Yusuf y es mi primer congreso",
        "I'm Yusuf, hello",
    ],
)
def test_what_only_tells_a_kind_a_place_or_the_author_is_nobody_on_stage(text: str) -> None:
    assert who(text, "yusuf") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dolores Vaquerilla Menz", "Lola Vaquerilla ha montado un brazo de 4 euros"),
        ("Núria Castellvà i Rocabert", "La Nuria Castellvà fent-ho fàcil"),
        ("María del Carmen Orteguilla Villalobillos", "Hoy abre Mª Carmen Orteguilla"),
        ("Hans-Joachim Eickelbusch", "Hajo Eickelbusch gräbt Wandschmuck aus"),
        ("Sakura Kubotana", "Dr. Kubotana-san keeps notes"),
        ("Zsófia Szentgyörfi", "die Folien von Frau Dr. Szentgyörfi online"),
    ],
)
def test_names_are_found_as_their_languages_shorten_and_address_them(name: str, text: str) -> None:
    (found,) = SpeakerIndex(Programme(speakers=(person("p", name),))).find(said(text))
    assert found.certain
