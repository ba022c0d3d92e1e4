"""What is typed on our own page: how words are cleaned, whom the page offers, and what its secrets give away."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.account import Account
from app.domain.appraisal import Appraiser
from app.domain.errors import BadInput
from app.domain.event import Programme
from app.domain.mention import Evidence
from app.domain.network import Network
from app.domain.offers import When, meant, offers, value_of
from app.domain.post import Post
from app.domain.read import Reader
from app.domain.saying import LONGEST, SayKeys, name_of, words_of
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk, TalkKey
from app.domain.verdict import Verdict
from app.outlets.qr import qr_svg

NOON = datetime(2026, 5, 5, 12, 0, tzinfo=UTC)
INGRID = Speaker(key=SpeakerKey("ingrid"), name="Ingrid Sølvberg", organisation="Fjord Lab")
KOFI = Speaker(key=SpeakerKey("kofi"), name="Kofi Asante", aliases=("K. Asante",))
AIKO = Speaker(key=SpeakerKey("aiko"), name="森 愛子")
HOST = Speaker(key=SpeakerKey("host"), name="Noor Bakker")
KEYS = SayKeys(b"a secret for tests only")


def talk(key: str, title: str, *speakers: Speaker, at: int | None, room: str = "Pier") -> Talk:
    starts = None if at is None else NOON + timedelta(minutes=at)
    ends = None if starts is None else starts + timedelta(minutes=30)
    keys = tuple(one.key for one in speakers)
    return Talk(key=TalkKey(key), title=title, speakers=keys, starts_at=starts, ends_at=ends, room=room)


PROGRAMME = Programme(
    speakers=(INGRID, KOFI, AIKO, HOST),
    talks=(
        talk("tides", "Tides, by hand", INGRID, at=-40),
        talk("ropes", "Ropes", KOFI, at=-10),
        talk("ink", "Ink that floats", AIKO, INGRID, at=-10, room="Lighthouse"),
        talk("later", "The last ferry", KOFI, at=60),
    ),
)


def test_words_are_kept_as_they_were_written_apart_from_what_nobody_sees() -> None:
    assert words_of("  Thank you,\r\nIngrid.\r\n\r\n\r\nYou made my day.\t👩‍🚀 ") == (
        "Thank you,\nIngrid.\n\nYou made my day. 👩‍🚀"
    )
    assert words_of("Cafe\u0301 \u0000\u202egnp.exe\u2069") == "Café gnp.exe"
    assert words_of("شكرًا جزيلًا يا ليلى") == unicodedata.normalize("NFC", "شكرًا جزيلًا يا ليلى")
    assert words_of("می‌خواهم بگویم ممنون") == "می‌خواهم بگویم ممنون"  # its joiner is a letter to its readers
    assert words_of("愛子さん、ありがとうございました。") == "愛子さん、ありがとうございました。"
    assert words_of("👏") == "👏"


def test_a_heap_of_marks_is_cut_and_a_text_of_nothing_is_refused() -> None:
    assert len(words_of("Z" + "\u0335" * 10_000)) == 9
    for nothing in ("", " \n\t ", "\u200b\u200d\u2060", "...", "\u0000"):
        with pytest.raises(BadInput, match="Write a few words"):
            words_of(nothing)


def test_too_many_words_are_refused_whole_and_say_how_many_there_are() -> None:
    assert len(words_of("ä" * LONGEST)) == LONGEST
    with pytest.raises(BadInput, match="room for 500 characters, and these are 501"):
        words_of("ä" * (LONGEST + 1))
    with pytest.raises(BadInput, match="more than 50,000"):
        words_of("ä" * 1_000_000)


def test_a_name_is_one_line_or_none() -> None:
    assert name_of(" Lê  Thùy\nLinh ") == "Lê Thùy Linh"
    assert name_of("\u202e ... ") is None
    with pytest.raises(BadInput, match="80 characters"):
        name_of("n" * 81)


@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    try:
        once = words_of(typed)
    except BadInput:
        return
    assert words_of(once) == once
    assert once.encode()


def test_who_is_on_stage_comes_first_then_who_was() -> None:
    found = offers(PROGRAMME, NOON)
    assert [(one.when, one.whom.value) for one in found.listed] == [
        (When.NOW, "talk:ropes"),
        (When.NOW, "talk:ink"),
        (When.LATELY, "talk:tides"),
    ]
    assert offers(PROGRAMME, NOON, room="Lighthouse").listed[0].whom.value == "talk:ink"


def test_before_the_first_talk_the_next_ones_are_offered() -> None:
    early = offers(PROGRAMME, NOON - timedelta(hours=3))
    assert {one.when for one in early.listed} == {When.NEXT}
    assert early.listed[0].whom.value == "talk:tides"


@pytest.mark.parametrize(
    ("search", "values"),
    [
        ("solvberg", ["talk:tides", "talk:ink", "speaker:ingrid"]),
        ("INGRID ink", ["talk:ink"]),
        ("floats", ["talk:ink"]),
        ("愛子", ["talk:ink", "speaker:aiko"]),
        ("k. asante", ["talk:ropes", "talk:later"]),
        ("noor", ["speaker:host"]),
        ("nobody at all", []),
    ],
)
def test_a_few_letters_find_talks_and_people(search: str, values: list[str]) -> None:
    assert [one.whom.value for one in offers(PROGRAMME, NOON, search=search).listed] == values


def test_an_address_picks_a_talk_or_a_speaker_and_forgets_who_is_gone() -> None:
    found = offers(PROGRAMME, NOON, value=value_of(talk="later", speaker=None))
    assert found.picked is not None
    assert found.picked.names == "Kofi Asante"
    assert found.listed[0].when is When.PICKED
    assert value_of(talk=None, speaker="host") == "speaker:host"
    assert meant(PROGRAMME, "talk:cancelled") is None
    assert meant(PROGRAMME, "host") is None


def test_what_is_kept_of_a_browser_leads_back_to_nobody() -> None:
    token, other = KEYS.token(), KEYS.token()
    assert KEYS.is_token(token)
    assert not KEYS.is_token(token[:-1] + ("A" if token[-1] != "A" else "B"))
    assert not KEYS.is_token(None)
    assert not SayKeys(b"another secret altogether").is_token(token)
    assert KEYS.browser("here", token) != KEYS.browser("there", token)
    assert KEYS.author("here", token, "Ann") == KEYS.author("here", token, "ANN")
    assert KEYS.author("here", token, "Ann") != KEYS.author("here", token, "Ben")
    assert KEYS.author("here", token, "Ann") != KEYS.author("here", other, "Ann")


def test_the_same_form_has_one_receipt_and_other_words_have_another() -> None:
    token = KEYS.token()
    receipt = KEYS.receipt("here", token, "once", ["ingrid", "", "Thank you"])
    assert receipt == KEYS.receipt("here", token, "once", ["ingrid", "", "Thank you"])
    assert receipt != KEYS.receipt("here", token, "once", ["ingrid", "", "Thank you all"])
    assert receipt != KEYS.receipt("here", token, "twice", ["ingrid", "", "Thank you"])
    uri = KEYS.uri(receipt)
    assert uri is not None
    assert receipt not in uri
    assert KEYS.uri("cut") is None


def said(text: str, *chosen: str) -> Post:
    author = Account(network=Network.WEB, handle="0123456789abcdef0123-01234567")
    keys = tuple(map(SpeakerKey, chosen))
    return Post(
        network=Network.WEB, uri="say:1", author=author, text=text, created_at=NOON, received_at=NOON, chosen=keys
    )


def test_whoever_was_chosen_is_meant_and_a_person_reads_it_first() -> None:
    reading = Reader(PROGRAMME, Appraiser.shipped(), ["longshore"]).read(said("That was wonderful, thank you!", "aiko"))
    (mention,) = reading.mentions
    assert (mention.speaker, mention.evidence, mention.confidence) == ("aiko", Evidence.CHOSEN, 1.0)
    assert mention.appreciates
    assert (reading.verdict, reading.why) == (Verdict.HOLD, "said on our own page")


def test_neither_kind_words_nor_a_chosen_speaker_who_left_let_anything_through() -> None:
    reader = Reader(PROGRAMME, Appraiser.shipped(), ["longshore"])
    assert reader.read(said("Thank you, Kofi Asante, simply brilliant", "gone")).verdict is Verdict.HOLD
    assert reader.read(said("Get 20 % off at our booth, https://shop.example", "kofi")).verdict is Verdict.HOLD


def test_a_code_is_an_svg_without_styles_or_scripts() -> None:
    svg = qr_svg("https://wall.example.org/say/longshore").decode()
    assert svg.startswith("<svg ")
    assert "viewBox" in svg
    assert "style" not in svg
    assert "script" not in svg
