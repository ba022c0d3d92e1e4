"""The laws of matching, in every script that people write names in, against whoever hides something in a text."""

import unicodedata
from collections.abc import Callable
from typing import Literal, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.event import Programme
from app.domain.matching import SpeakerIndex
from app.domain.speaker import Speaker
from app.domain.text import folded
from tests.support.saying import person, said

CAST = tuple(
    person(f"p{at}", name)
    for at, name in enumerate(
        (
            *(
                "Νίκος Παππάς",
                "Ольга Щербакова",
                "נועה בן־דוד",
                "سلمى الكرومي",
                "अनुष्का शर्मा",
                "สมชาย ใจดี",
                "ნინო ბერიძე",
            ),
            *(
                "Անի Պետրոսյան",
                "ተስፋዬ በቀለ",
                "கமலா ராமன்",
                "রবীন্দ্র ঠাকুর",
                "박민서",
                "森川 あかり",
                "陈思远",
                "Nguyễn Thị Ánh",
            ),
            *("Işık İnanç", "Jürgen Weiß", "Tadeusz Żółkiewski", "အောင်ဆန်း ကြည်", "សុខា ចាន់", "రమేష్ కుమార్", "فاطمہ خانم"),
            *(
                "Ṣọlá Adébáyọ̀",
                "Kaʻiulani Kamakaʻeha",
                "അനിത മേനോൻ",
                "නිමල් පෙරේරා",
                "ʿAbd al-Raḥmān Ṣāliḥ",
                "Jean‑Luc Ström",
            ),
        )
    )
)
INDEX = SpeakerIndex(Programme(speakers=CAST))
NAMED = st.sampled_from([(one.key, one.name) for one in CAST])
Form: TypeAlias = Literal["NFC", "NFD", "NFKC", "NFKD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")
# No width, other directions, other looks: nobody sees any of these.
UNSEEN = tuple(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2069\ufe0e\ufe0f\ufeff"
)
SPACES = ("\u00a0", "\u2009", "\u202f", "\u3000", "  ", "\n", "\r\n", "\t", "\u2028")
BESIDE = (
    *("👏", "👩🏽‍🚀", "❤️", "🏳️‍🌈", "1️⃣", "🇵🇹", "…", "。", "、", "！", "」", "（", "،", "؟", "།", "॥", "·", "•", "¡", "¿"),
    *("“", "„", "«", "‹", "—", "~", "^", "|", "<", ">", "`", "´", "†", "\u3164", "\u2800", "\u200f!", "\u202b"),
)
SPACED = [one for one in CAST if unicodedata.name(folded(one.name)[0]).split()[0] in {"GREEK", "CYRILLIC", "LATIN"}]


def who(text: str) -> list[tuple[str, bool]]:
    return [(one.speaker, one.certain) for one in INDEX.find(said(text))]


@pytest.mark.parametrize("one", CAST, ids=[one.key for one in CAST])
def test_every_name_is_found_as_it_is_written(one: Speaker) -> None:
    assert who(one.name) == [(one.key, True)]


@given(NAMED, st.lists(st.tuples(st.integers(0, 40), st.sampled_from(UNSEEN)), max_size=5))
def test_what_nobody_sees_changes_nothing(named: tuple[str, str], unseen: list[tuple[int, str]]) -> None:
    key, text = named
    for at, char in unseen:
        text = text[:at] + char + text[at:]
    (found,) = INDEX.find(said(text))
    assert (found.speaker, found.certain) == (key, True)
    assert found.span is not None
    assert folded(found.span.of(text)).strip("'") == folded(named[1]).strip("'")


@given(NAMED, st.sampled_from(SPACES))
def test_a_space_is_a_space_whatever_its_width(named: tuple[str, str], space: str) -> None:
    key, name = named
    assert who(name.replace(" ", space)) == [(key, True)]


@given(NAMED, st.sampled_from(BESIDE), st.sampled_from(BESIDE))
def test_pictures_and_marks_of_any_script_stand_beside_a_name(named: tuple[str, str], before: str, after: str) -> None:
    key, name = named
    assert who(f"{before}{name}{after}") == [(key, True)]


@given(NAMED, st.sampled_from(FORMS), st.sampled_from((str.upper, str.lower, str.swapcase)))
def test_form_and_case_make_no_difference_in_any_script(
    named: tuple[str, str], form: Form, case: Callable[[str], str]
) -> None:
    key, name = named
    changed = unicodedata.normalize(form, case(name))
    assert who(changed) == [(key, True)]
    assert who(f"{unicodedata.normalize(form, name)} — {changed}") == [(key, True)]


@given(st.sampled_from(SPACED), st.text(alphabet="abcsxyz0189", min_size=1, max_size=3), st.booleans())
def test_letters_before_or_behind_make_a_name_a_longer_word(one: Speaker, letters: str, before: bool) -> None:  # noqa: FBT001 - drawn
    assert who(f"{letters}{one.name}" if before else f"{one.name}{letters}") == []


@given(NAMED, NAMED)
def test_two_names_in_two_scripts_are_two_people(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert {key for key, _ in who(f"{one[1]}, {other[1]}")} == {one[0], other[0]}
