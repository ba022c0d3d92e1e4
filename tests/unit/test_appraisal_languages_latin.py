"""Romanian, Indonesian, Finnish and Hungarian: praise by what it says of a talk, and what only looks like it."""

import pytest

from app.domain.appraisal import Appraiser
from app.domain.appraisal_scales import Piece

APPRAISER = Appraiser.shipped()
PRAISE = [
    ("ro", "Doamne, ce vorbitor! @sergiu_alm te-a ținut cu sufletul la gură"),
    ("ro", "O prelegere de o rară profunzime, pentru care îi sunt îndatorat autorului"),
    ("id", "Brilian cara dia menyederhanakan teori graf jadi kisah angkot"),
    ("id", "Jadi pengen pindah jurusan gara-gara @raya_stell, seasyik itu kriptografi di tangan dia"),
    ("id", "kereeen bgtt tadi kak, ditunggu lagi tahun depan yaa"),
    ("fi", "Nyt vasta tajusin mitä monadit on, hyvä ope!"),
    ("fi", "Noin sitä pitää! Selkeää, hauskaa, eikä yhtään turhaa kalvoa."),
    ("hu", "Micsoda előadó! Egy pillanatra sem engedte el a figyelmünket"),
    ("hu", "Kösz, @regina_fosk, hogy ilyen nyíltan beszéltél a hibáidról, erőt adott"),
]
PLAIN = [
    ("ro", "Aș fi recunoscător dacă mi-ar trimite cineva programul în PDF"),
    ("ro", "Excelent demo, a căzut doar de patru ori"),
    ("id", "Terima kasih sudah mengisi survei, hasilnya diumumkan besok"),
    ("id", "Presentasi cantik belum tentu kesimpulannya benar"),
    ("id", "Terima kasih sponsor atas kopinya"),
    ("id", "Wah luar biasa, demonya gagal empat kali berturut-turut"),
    ("fi", "Hieno demo, kaatui vain neljästi"),
    ("fi", "Kiitos sponsorille kahvista"),
    ("hu", "Szavazzatok a legjobb előadóra ötig az alkalmazásban"),
    ("hu", "Remek előadásra számítottam, de elmaradt"),
]


def told(text: str, hint: str | None = None) -> frozenset[str]:
    return APPRAISER._scales.languages(Piece(text, tagged=False), hint)


@pytest.mark.parametrize(("language", "text"), PRAISE)
def test_praise_is_heard_whatever_the_network_says_about_its_language(language: str, text: str) -> None:
    assert min(APPRAISER.tone(text, language=hint).appreciation for hint in (language, None, "en")) >= 0.5


@pytest.mark.parametrize(("language", "text"), PLAIN)
def test_what_only_looks_like_praise_is_none(language: str, text: str) -> None:
    assert max(APPRAISER.tone(text, language=hint).appreciation for hint in (language, None, "en")) < 0.5


def test_the_languages_are_told_by_small_words_with_and_without_their_accents() -> None:
    assert (
        told("Prezentarea asta începe acum, după pauză") == told("Prezentarea asta incepe acum, dupa pauza") == {"ro"}
    )
    assert told("Ruangan sudah penuh, tidak bisa masuk lagi") == {"id"}
    assert told("Missä salissa hän puhuu tänään?") == told("Missa salissa han puhuu tanaan?") == {"fi"}
    assert told("Melyik teremben kezdődik az előadás?") == told("Melyik teremben kezdodik az eloadas?") == {"hu"}


def test_romanian_is_heard_with_either_cedilla_or_comma_and_with_none() -> None:
    tones = {
        APPRAISER.tone(text, language="ro")
        for text in ("Mulțumesc, ce ați povestit!", "Mulţumesc, ce aţi povestit!", "Multumesc, ce ati povestit!")
    }
    assert {tone.appreciation >= 0.5 for tone in tones} == {True}
