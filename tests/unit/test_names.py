"""Which spellings mean a speaker for certain."""

import pytest

from app.domain.names import Form, apart, spellings, squeezed, tags
from tests.support.saying import person


def spelled(name: str, *aliases: str) -> set[str]:
    return set(spellings(person("1", name, *aliases)))


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("Ingrid Sølvberg", "ingrid solvberg"),
        ("Ingrid Sølvberg", "ingrid soelvberg"),
        ("Jürgen Weiß", "juergen weiss"),
        ("Juergen Weiss", "jurgen weiss"),
        ("Håkan Åström", "haakan aastrom"),
        ("Łucja Żak", "lucja zak"),
        ("Sørensen, Maja", "maja sorensen"),
        ("Maja Sørensen", "sorensen maja"),
        ("Elin J. Anker", "elin anker"),
        ("Elin J. Anker", "elin j anker"),
        ("Elin Johanna Anker", "elin anker"),
        ("Elin Johanna Anker", "elin j anker"),
        ("J. Rowan Keel", "rowan keel"),
        ("Arvo Babic A S P", "arvo babic"),
        ("Kofi Asante-Mensah", "kofi asante mensah"),
        ("Kofi Asante-Mensah", "kofi asantemensah"),
        ("Aoife O'Malley", "aoife omalley"),
        ("Aoife O’Malley", "aoife o malley"),
        ("Jay (Jeroen) Maas", "jeroen maas"),
        ("Jay (Jeroen) Maas", "jay maas"),
        ('Lukas "cube" Hahn', "cube hahn"),
        ("Lukas 'cube' Hahn", "lukas hahn"),
        ("Johannes Krick 'Garak'", "johannes krick"),
        ("Andra Belu (EDRX)", "andra belu"),
        ("Ryan Cove (he/him)", "ryan cove"),
        ("Tatiana Bassi / Night Network Lab", "tatiana bassi"),
        ("Dr. Anna Boem, PhD", "anna boem"),
        ("Prof. Dr. Anna Boem - Acme 🚀", "anna boem"),
        ("JJ Alder", "j j alder"),
        ("J.J. Alder", "jj alder"),
        ("Pieter van der Linden", "pieter van der linden"),
        ("Pieter van der Linden", "van der linden pieter"),
        ("森川 葵", "森川葵"),
        ("森川葵", "森川 葵"),
        ("李娜", "李娜"),
        ("김민지", "김민지"),
        ("アンナ・リー", "アンナ リー"),
        ("Aoi Morikawa (森川 葵)", "森川葵"),
        ("محمد الكرومي", "محمد الكرومي"),
        ("Kofi Asante-Mensah", "kofi asante"),
        ("Kofi Asante-Mensah", "kofi mensah"),
        ("Ana-Maria Popescu", "ana popescu"),
        ("Ana-Maria Popescu", "am popescu"),
        ("Sofía García Lorente", "sofia garcia"),
        ("García Lorente, Sofía", "sofia lorente"),
        ("María José López Ibarra", "maria lopez"),
        ("María José López Ibarra", "maria jose ibarra"),
        ("Pieter van der Linden", "pieter vanderlinden"),
        ("Pieter van der Linden", "pieter vander linden"),
        ("Pieter van der Linden", "pieter vd linden"),
        ("Inés de la Cruz", "ines delacruz"),
        ("Fiona MacLeodan", "fiona mac leodan"),
        ("Ewan McDonnagh", "ewan mc donnagh"),
        ("Layla al-Hashimi", "layla hashimi"),
        ("Layla Al Hashimi", "layla el hashimi"),
        ("Nguyễn Văn Hùng", "hung nguyen"),
        ("Ольга Щербакова", "olga shcherbakova"),
        ("Ольга Щербакова", "olga scherbakova"),
        ("Дмитрий Юхнов", "dmitry yukhnov"),
        ("Дмитрий Юхнов", "dmitrii iukhnov"),
        ("Γιώργος Παπαδάκης", "giorgos papadakis"),
        ("김민수", "minsu kim"),
        ("김민수", "kim min su"),
        ("이 영희", "yeonghui lee"),
        ("박준", "joon park"),
    ],
)
def test_a_name_is_known_in_the_ways_people_write_it(name: str, spelling: str) -> None:
    assert spelling in spelled(name)


@pytest.mark.parametrize(
    "name", ["m", "legion", "Dan", "Canato .", "🚀", "", "Dr. Lio", "Do An", "さくら", "김", "(x)"]
)
def test_a_name_of_one_word_or_of_plain_words_is_never_certain(name: str) -> None:
    assert spelled(name) == set()


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("Andra Belu (EDRX)", "andra edrx"),
        ("Tatiana Bassi / Night Network Lab", "night lab"),
        ("Miguel Samuel", "migul samul"),
        ("Jay (née Smith) Maas", "smith maas"),
        ("Elin Johanna Anker", "elin johanna"),
        ("Ana-Maria Popescu", "maria popescu"),
        ("Sven Hope-Winter", "sven hope"),
    ],
)
def test_what_is_only_near_a_name_is_not_a_spelling_of_it(name: str, spelling: str) -> None:
    assert spelling not in spelled(name)


def test_an_alias_is_as_good_as_the_name() -> None:
    assert {"akari morikawa", "森川あかり"} <= spelled("森川 あかり", "Akari Morikawa")


def test_the_form_says_how_near_a_spelling_is_to_the_programme() -> None:
    forms = spellings(person("1", "Elin J. Anker"))
    assert forms["elin j anker"] is Form.WHOLE
    assert forms["elin anker"] is Form.SHORT
    assert forms["anker elin"] is Form.TURNED


def test_a_name_tag_is_the_name_without_spaces_and_never_turned() -> None:
    found = tags(spellings(person("1", "Kofi Asante-Mensah")))
    assert set(found) == {"kofiasantemensah"}
    assert tags({"bo li": Form.WHOLE}) == {}


def test_the_number_of_spellings_has_an_end() -> None:
    assert len(spelled("-".join(["Jörg"] * 9) + " " + "-".join(["Müller"] * 9))) < 1_000


def test_words_are_found_again_in_the_text_they_were_squeezed_from() -> None:
    text = "«jane  doe», o'malley-x · z"
    assert squeezed(text) == " ".join(word for _, word in apart(text))
    assert all(text[at : at + len(word)] == word for at, word in apart(text))
