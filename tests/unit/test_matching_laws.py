"""Laws of matching: what never changes who is found, and where a name never is."""

import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.domain.event import Programme
from app.domain.matching import SpeakerIndex
from app.domain.mention import Evidence
from app.domain.network import Network
from app.domain.talk import Talk, TalkKey
from app.domain.text import folded
from tests.support.saying import person, said

CAST = (
    person("ingrid", "Ingrid Sølvberg", mastodon="ingrid@tidewater.example"),
    person("tadeusz", "Tadeusz Żółkiewski"),
    person("akari", "森川 あかり", "Akari Morikawa", bluesky="akari.example"),
    person("kofi", "Kofi Asante-Mensah", x="kofi"),
    person("aoife", "Aoife O'Malley"),
    person("elin", "Elin J. Anker"),
    person("jurgen", "Jürgen Weiß", x="weiss"),
    person("may", "May Reyes"),
    person("may2", "May Lindqvist"),
    person("ana", "Ana Ruiz"),
    person("ana2", "Ana Ruiz"),
    person("salma", "سلمى الكرومي"),
    person("robert", "Robert Falkenberg"),
)
TALKS = (
    Talk(key=TalkKey("1"), title="What harbour gauges remember of winter storms", speakers=(CAST[0].key,)),
    Talk(key=TalkKey("2"), title="Lighthouses and their keepers' long letters", speakers=(CAST[1].key, CAST[5].key)),
)
INDEX = SpeakerIndex(Programme(speakers=CAST, talks=TALKS))
WRITTEN = (
    *("Ingrid Sølvberg", "Tadeusz Żółkiewski", "森川あかり", "Akari Morikawa", "Kofi Asante-Mensah", "Aoife O’Malley"),
    *("Elin Anker", "Elin J. Anker", "Jürgen Weiß", "Juergen Weiss", "May Reyes", "Ana Ruiz", "سلمى الكرومي"),
    *("@kofi", "@weiss", "@ingrid@tidewater.example", "@akari.example", "#MayReyes", "#ingridsølvberg"),
)
NEAR = (
    "Bob Falkenberg",
    "R. Falkenberg",
    "Robert Falkenburg",
    "Tadeus Żółkiewski",
    "Kofi Asante-Mesnah",
    "#BobFalkenberg",
)
ALONE = (
    "a talk by Falkenberg",
    "Tadeusz's talk",
    "thank you Jürgen",
    "Dr. Sølvberg",
    "a talk by May",
    "@robertfalkenberg",
)
TITLES = ("what harbour gauges remember of winter storms", "“Lighthouses and their keepers' long letters”")
EVERY = WRITTEN + NEAR + ALONE + TITLES
NEUTRAL = ("the room", "at 10:30", "tides", "so", "slides:", "🌊", "—", "and more", "(live)", "#longshore26", "@nobody")
PUNCTUATION = st.text(alphabet=".,;:!?()[]\"'“”«»…–—*_ \n/", max_size=4)


def who(text: str, network: Network = Network.X) -> list[tuple[str, bool]]:
    return sorted((one.speaker, one.certain) for one in INDEX.find(said(text, network=network)))


@st.composite
def sentences(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.sampled_from(EVERY + NEUTRAL), min_size=1, max_size=6))
    return " … ".join(parts)


@given(sentences())
def test_case_never_changes_who_is_found(text: str) -> None:
    assert who(text.upper()) == who(text) == who(text.lower()) == who(text.swapcase())


@given(sentences())
def test_normal_form_never_changes_who_is_found(text: str) -> None:
    for changed in (
        unicodedata.normalize("NFC", text),
        unicodedata.normalize("NFD", text),
        unicodedata.normalize("NFKC", text),
        unicodedata.normalize("NFKD", text),
    ):
        assert who(changed) == who(text)


@given(st.sampled_from(WRITTEN + NEAR + TITLES), PUNCTUATION, PUNCTUATION)
def test_surrounding_punctuation_never_changes_who_is_found(name: str, before: str, after: str) -> None:
    if name[0] in "@#":  # a mark that follows a word or a slash is no mark
        before, after = f"{before} ", f" {after}"
    assert who(f"{before}{name}{after}") == who(name)


@given(sentences(), st.sampled_from(NEUTRAL), st.sampled_from(NEUTRAL))
def test_added_neutral_text_never_changes_who_is_found(text: str, before: str, after: str) -> None:
    assert who(f"{before} … {text} … {after}") == who(text)


@given(
    st.sampled_from([name for name in WRITTEN + NEAR if name[1] != "." and name.isascii() and name[0] not in "@#"]),
    st.data(),
)
def test_a_name_is_never_found_inside_a_longer_word(name: str, data: st.DataObject) -> None:
    letters = st.text(alphabet="abcdefghijklmnopqrstuvwxyzøü0123456789", min_size=1, max_size=4)
    before, after = data.draw(letters), data.draw(letters)
    assert who(f"{before}{name}") == []
    assert who(f"{name}{after}") == []
    assert who(f"{before}{name}{after}") == []


@given(sentences())
def test_spans_always_slice_to_what_was_found(text: str) -> None:
    for one in INDEX.find(said(text)):
        assert one.span is not None
        assert one.span.start < one.span.end <= len(text)
        piece = one.span.of(text)
        match one.evidence:
            case Evidence.HANDLE:
                assert piece.startswith("@")
            case Evidence.NAME_TAG:
                assert piece.startswith(("#", "@"))
            case _:
                assert any(folded(piece) in folded(written) for written in EVERY)


@given(sentences(), st.randoms(use_true_random=False))
def test_a_shuffled_roster_finds_the_same(text: str, chance: random.Random) -> None:
    shuffled = chance.sample(CAST, len(CAST))
    turned = SpeakerIndex(Programme(speakers=tuple(shuffled), talks=TALKS[::-1]))
    assert turned.find(said(text)) == INDEX.find(said(text))


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    for one in INDEX.find(said(text)):
        assert one.span is None or 0 <= one.span.start < one.span.end <= len(text)
