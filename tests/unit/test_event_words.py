"""What an organizer says that words mean at an event is what they mean there."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.appraisal import Appraiser
from app.domain.entities import Entities, Link, Span, Tagged
from app.domain.errors import BadInput, NotFound
from app.domain.event_words import LONGEST, MOST, EventWord, EventWords, Meaning, parse_words
from app.domain.read import Reader
from app.domain.text import folded
from app.domain.verdict import Verdict
from tests.support.saying import person, programme, said

MODEL = Appraiser.shipped()
CREW = programme(person("ingrid", "Ingrid Sølvberg"), person("kofi", "Kofi Asante-Mensah"))


def words(**given: str) -> EventWords:
    return EventWords(tuple(EventWord(text, Meaning(meaning)) for meaning, text in given.items()))


def heard(text: str, language: str | None = None, **given: str) -> tuple[float, float, float]:
    tone = MODEL.tone(words(**given).heard_text(text), language=language)
    return tone.appreciation, tone.criticism, tone.promotion


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Der Vortrag war zum  Niederknien", "zum niederknien"),
        ("THAT TALK FAIRLY WENT LIKE A TRAIN", "went like a train"),
        ("this talk was salty", "salty"),
        ("#sick, every minute", "sick"),
        ("a proper jawdropper of a talk", "jawdrop*"),
        ("🦀🦀🦀", "🦀"),
        ("この発表は鯨だ", "鯨"),
        ("これ鯨波です", "鯨波"),
        ("정말 고래였어요", "고래"),
    ],
)
def test_a_word_that_praises_here_is_praise(text: str, word: str) -> None:
    assert MODEL.tone(text).appreciation < 0.5
    assert heard(text, praise=word)[0] >= 0.85


def test_each_meaning_is_heard_as_itself() -> None:
    assert heard("Ta muchly to all", thank="ta muchly")[0] == 0.97
    assert heard("She got her golden anchor", congratulate="golden anchor")[0] == 0.97
    assert heard("that was mince", criticise="mince")[1] == 0.85
    assert heard("Anchor hour at ours", promote="anchor hour")[2] == 0.75
    assert heard("⚓ at ours", promote="⚓")[2] == 0.75


def test_a_neutral_word_is_not_heard_at_all() -> None:
    assert MODEL.tone("A killer demo").appreciation >= 0.5
    assert heard("A killer demo", neutral="killer")[0] < 0.5
    assert MODEL.tone("👏👏").appreciation >= 0.8
    assert heard("👏👏", neutral="👏")[0] < 0.2


def test_what_a_word_means_elsewhere_is_silent() -> None:
    assert heard("this talk was sick", praise="sick")[1] < MODEL.tone("this talk was sick").criticism


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Der Vortrag war nicht zum Niederknien", "zum Niederknien"),
        ("“sick”, said nobody", "sick"),
        ("これ鯨波じゃない", "鯨波"),
    ],
)
def test_a_word_obeys_negation_and_quotation(text: str, word: str) -> None:
    assert heard(text, praise=word)[0] < 0.5


@pytest.mark.parametrize("text", ["skilled killers", "killer's", "killer-whale7", "a_killer"])
def test_a_word_stands_whole_or_not_at_all(text: str) -> None:
    found = words(neutral="killer").found(text)
    assert [span.of(text) for span, _ in found] == (["killer"] if text in {"killer's", "killer-whale7"} else [])


def test_handles_and_links_hold_no_words() -> None:
    text = "sick @sick https://sick.example"
    entities = Entities(
        mentions=(Tagged("@sick", Span(5, 10)),),
        links=(Link("https://sick.example", "https://sick.example", Span(11, 31)),),
    )
    assert [span for span, _ in words(praise="sick").found(text, entities)] == [Span(0, 4)]


def test_of_two_words_that_overlap_the_longer_one_counts() -> None:
    known = words(criticise="mince", praise="mince pie")
    assert [word.text for _, word in known.found("mince pie, then mince")] == ["mince pie", "mince"]


def test_what_is_heard_is_as_long_as_what_was_said() -> None:
    known = words(praise="straße des Glücks", thank="鯨", promote="🦀", neutral="ﬁne")
    text = "STRASSE DES GLÜCKS, Straße  des Glücks, 鯨鯨 🦀🦀 ﬁne fine ❤️"
    assert len(known.heard_text(text)) == len(text)


def test_the_signs_say_nothing_by_themselves() -> None:
    sign = words(praise="sick").heard_text("sick").strip()
    assert MODEL.tone(words(praise="sick").heard_text(f"hm {sign}")).appreciation < 0.2


def test_a_reader_judges_by_the_words_of_its_event() -> None:
    text = "Ingrid Sølvberg: that was mince"
    plain = Reader(CREW, MODEL)
    here = Reader(CREW, MODEL, words=words(praise="mince"))
    assert (here.read(said(text)).verdict, here.read(said(text)).why) == (Verdict.SHOW, "kind to Ingrid Sølvberg")
    assert here.read(said(text)).mentions[0].appreciates
    assert not plain.read(said(text)).mentions[0].appreciates
    sells = Reader(CREW, MODEL, words=words(promote="anchor hour")).read(said("Anchor hour at ours"))
    assert sells.why == "looks like promotion: words of this event that promote"


def test_praise_of_the_event_goes_to_the_one_whose_clause_carries_it() -> None:
    here = Reader(CREW, MODEL, words=words(praise="mince"))
    reading = here.read(said("Kofi Asante-Mensah spoke at ten. Ingrid Sølvberg was pure mince"))
    assert [mention.speaker for mention in reading.mentions if mention.appreciates] == ["ingrid"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("  ", "is empty"),
        ("a" * (LONGEST + 1), "is too long"),
        ("one two three four five six seven", "is too long"),
        ("@kofi", "is a handle or a link"),
        ("see https://a.example", "is a handle or a link"),
        ("?!", "needs a letter"),
        ("\u200b", "needs a letter"),
        ("go*", "a \\* stands at the end"),
        ("good *", "a \\* stands at the end"),
        ("good*ish", "a \\* stands at the end"),
        ("nul\x00", "cannot be seen"),
        ("half\ud800", "cannot be seen"),
    ],
)
def test_what_could_never_be_found_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        EventWord(text, Meaning.PRAISE)


def test_an_event_has_each_word_once_and_not_too_many() -> None:
    assert EventWord(" #Big   Kahuna", Meaning.PRAISE).text == "Big Kahuna"
    once = EventWords((EventWord("Sick", Meaning.PRAISE), EventWord("sick", Meaning.PRAISE)))
    assert [word.text for word in once.words] == ["Sick"]
    with pytest.raises(BadInput, match="given both to praise and to neutral"):
        EventWords((EventWord("sick", Meaning.PRAISE), EventWord("SICK", Meaning.NEUTRAL)))
    with pytest.raises(BadInput, match=f"at most {MOST}"):
        EventWords(tuple(EventWord(f"word {number}", Meaning.NEUTRAL) for number in range(MOST + 1)))


def test_a_word_that_is_added_again_means_what_it_is_given_now() -> None:
    known = words(praise="sick", neutral="killer").joined([EventWord("SICK", Meaning.CRITICISE)])
    assert {word.key: word.meaning for word in known.words} == {"killer": "neutral", "sick": "criticise"}
    assert known.without(["Sick"]) == words(neutral="killer")
    with pytest.raises(NotFound, match="'whale' is not among the words"):
        known.without(["whale"])


def test_a_file_of_words_says_which_line_is_wrong() -> None:
    assert parse_words(["# ours", "", "Praise\tzum Niederknien\n"]) == (EventWord("zum Niederknien", Meaning.PRAISE),)
    for lines, says in ((["x"], "line 1: expected"), (["", "sing\tx"], "line 2: no word means 'sing'")):
        with pytest.raises(BadInput, match=says):
            parse_words(lines)


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=6), max_size=4))
def test_whatever_is_said_stays_as_long_and_spans_are_of_what_was_found(text: str, given_words: list[str]) -> None:
    known = EventWords()
    for one in (*given_words, text[:5], text[3:9]):
        with suppress(BadInput):
            known = known.joined([EventWord(one, Meaning.PRAISE)])
    assert len(known.heard_text(text)) == len(text)
    for span, word in known.found(text):
        assert word.first in folded(span.of(text))
