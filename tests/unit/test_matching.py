"""Who is meant by a post."""

from typing import Any

import pytest

from app.domain.account import Account
from app.domain.entities import Entities, Hashtag, Link, Span, Tagged
from app.domain.handle import HandleKey
from app.domain.matching import SpeakerIndex
from app.domain.mention import Evidence, Found
from app.domain.network import Network
from app.domain.post import Post, Reference
from app.domain.reading import Context
from app.domain.speaker import Speaker
from tests.support.saying import person, programme, said

INGRID = person("ingrid", "Ingrid Sølvberg", mastodon="ingrid@tidewater.example", x="ingrids")
TADEUSZ = person("tadeusz", "Tadeusz Żółkiewski")
AKARI = person("akari", "森川 あかり", "Akari Morikawa", bluesky="akari.example")
KOFI = person("kofi", "Kofi Asante-Mensah", bluesky="kofi.example", x="kofi")
MAY = person("may", "May Reyes")
LI = person("li", "李娜")
KIM = person("kim", "김민지")
CREW = programme(INGRID, TADEUSZ, AKARI, KOFI, MAY, LI, KIM)


def found(post: Post, context: Context = Context(), *, among: tuple[Speaker, ...] = CREW.speakers) -> tuple[Found, ...]:
    return SpeakerIndex(programme(*among)).find(post, context)


def who(text: str, network: Network = Network.X) -> list[str]:
    return [one.speaker for one in found(said(text, network=network))]


@pytest.mark.parametrize(
    "text",
    [
        "ingrid sølvberg was great",
        "INGRID SOLVBERG!!!",
        "Loved Ingrid Sølvberg’s talk",
        "Ingrid\nSølvberg",
        "“Ingrid Sølvberg”",
        "Ingrid Sølvberg—what a talk",
        "(Ingrid Sølvberg)",
        "_Ingrid Sølvberg_ and **Ingrid Solvberg**",
        "Ingrid Soelvberg #longshore26",
        "by Sølvberg, Ingrid",
        "#IngridSølvberg rocks",
        "thanks #ingrid_solvberg",
        "Ingrid K. Sølvberg on tides",
        "Ingrid So\u0308lvberg".replace("o\u0308", "ø"),
        "@Ingrid Sølvberg spoke",
        "@ingrids spoke",
        "hello @INGRIDS",
        "@ingrid@tidewater.example",
        "ask @Ingrid@Tidewater.Example.",
    ],
)
def test_a_speaker_is_found_however_they_are_called(text: str) -> None:
    assert who(text) == ["ingrid"]


@pytest.mark.parametrize(
    "text",
    [
        "Ingrid and Sølvberg",
        "I met Ingrid. Sølvberg is a hill",
        "Ingrid, Sølvberg, Oslo",
        "Ingrid - Sølvberg",
        "Ingrid\n\nSølvberg",
        "Ingrid Sølvbergson",
        "Astringrid Sølvberg",
        "Ingrid Sølvberg2",
        "Ingrid Sølvberg-Hansen",
        "Ann-Ingrid Sølvberg",
        "thanks Odd Sølvberg, Ingrid Hansen",
        "https://tidewater.example/ingrid-sølvberg",
        "www.example.org/ingrid-solvberg",
        "ingrid-solvberg@example.org",
        "@ingrid-s is somebody else",
        "@x.ingrid-solvberg is, too",
        "@ingrid.example",
        "ingrids without a mark",
        "Ingrid",
        "#Ingrid",
        "#IngridSølvbergFans",
        "@ingrid@elsewhere.example",
        "",
        "🌊🌊🌊",
    ],
)
def test_what_only_looks_like_a_speaker_is_nobody(text: str) -> None:
    assert who(text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("森川あかりさんの発表、最高でした", "akari"),
        ("今日の森川 あかりさん", "akari"),
        ("Morikawa Akari spoke", "akari"),
        ("听李娜老师讲课", "li"),
        ("李娜，谢谢", "li"),
        ("感谢李娜的分享", "li"),
        ("김민지님의 발표", "kim"),
        ("kofi asante mensah", "kofi"),
        ("Kofi AsanteMensah", "kofi"),
        ("Tadeusz Zolkiewski, dziękuję", "tadeusz"),
    ],
)
def test_names_are_found_in_their_own_script_and_spelling(text: str, speaker: str) -> None:
    assert who(text) == [speaker]


@pytest.mark.parametrize("text", ["森川の発表", "桃李娜塔", "李娜塔", "남김민지", "あかり"])
def test_a_part_of_a_cjk_name_or_a_longer_word_is_nobody(text: str) -> None:
    assert who(text) == []


@pytest.mark.parametrize(
    ("text", "network", "speakers"),
    [
        ("@kofi.example thanks", Network.MASTODON, ["kofi"]),
        ("@kofi.example thanks", Network.BLUESKY, ["kofi"]),
        ("@kofi@twitter.com thanks", Network.MASTODON, ["kofi"]),
        ("@kofi.example@bsky.brid.gy thanks", Network.MASTODON, ["kofi"]),
        ("@ingrid@tidewater.example thanks", Network.BLUESKY, ["ingrid"]),
        ("@kofi thanks", Network.BLUESKY, []),
        ("mail@kofi.example", Network.X, []),
        ("see https://x.example/@ingrid@tidewater.example", Network.X, []),
    ],
)
def test_a_handle_means_its_own_network_wherever_it_is_written(
    text: str, network: Network, speakers: list[str]
) -> None:
    assert who(text, network) == speakers


def test_a_handle_that_nobody_resolved_means_the_network_where_it_was_written() -> None:
    tagged = Entities(mentions=(Tagged("@Ingrid"),))
    assert [one.speaker for one in found(said("", entities=tagged, network=Network.X))] == []
    there = Account(network=Network.MASTODON, handle="ola@tidewater.example")
    (one,) = found(said("", entities=tagged, network=Network.MASTODON, author=there))
    assert (one.speaker, one.evidence, one.span) == ("ingrid", Evidence.HANDLE, None)


def test_a_remote_id_survives_a_rename() -> None:
    kofi = person("kofi", "Kofi Asante", x="kofi_old", ids={Network.X: "77"})
    renamed = Tagged("@new", Span(0, 4), HandleKey(Network.X, "new"), remote_id="77")
    (one,) = found(said("@new", entities=Entities(mentions=(renamed,))), among=(kofi,))
    assert one.speaker == "kofi"


def test_a_link_to_a_profile_points_to_its_owner() -> None:
    link = Link("x.example/kofi", "https://x.example/kofi", Span(4, 18), HandleKey(Network.X, "kofi"))
    (one,) = found(said("see x.example/kofi", entities=Entities(links=(link,))))
    assert (one.speaker, one.evidence, one.span) == ("kofi", Evidence.LINK, Span(4, 18))


def test_a_name_may_be_the_text_of_a_link() -> None:
    link = Link("May Reyes", "https://may.example", Span(0, 9))
    (one,) = found(said("May Reyes spoke", entities=Entities(links=(link,))))
    assert one.speaker == "may"


def test_a_name_inside_a_link_without_a_scheme_is_nobody() -> None:
    link = Link("森川あかり.example", "https://森川あかり.example", Span(0, 13))
    assert found(said("森川あかり.example", entities=Entities(links=(link,)))) == ()


def test_a_programme_of_handles_alone_has_no_names() -> None:
    assert found(said("Dan and @dan"), among=(person("dan", "Dan", x="dan"),))[0].evidence is Evidence.HANDLE


@pytest.mark.parametrize(("field", "evidence"), [("reply_to", Evidence.REPLY), ("quote_of", Evidence.QUOTE)])
def test_an_answer_or_a_quote_points_to_its_author(field: str, evidence: Evidence) -> None:
    reference: dict[str, Any] = {field: Reference(uri="9", author=HandleKey(Network.X, "Kofi"))}
    (one,) = found(said("so true", **reference))
    assert (one.speaker, one.evidence, one.span) == ("kofi", evidence, None)


@pytest.mark.parametrize(("field", "evidence"), [("parent", Evidence.REPLY), ("quoted", Evidence.QUOTE)])
def test_the_post_that_we_hold_tells_whom_an_answer_is_for(field: str, evidence: Evidence) -> None:
    held: dict[str, Any] = {field: Account(network=Network.X, handle="kofi")}
    (one,) = found(said("so true"), Context(**held))
    assert (one.speaker, one.evidence) == ("kofi", evidence)


def test_the_strongest_evidence_wins_and_the_name_keeps_its_place() -> None:
    reply = Reference(uri="9", author=HandleKey(Network.X, "kofi"))
    (one,) = found(said("so good, Kofi Asante-Mensah", reply_to=reply))
    assert (one.evidence, one.span, one.confidence) == (Evidence.REPLY, Span(9, 27), 0.97)
    (one,) = found(said("Kofi Asante-Mensah (@kofi)"))
    assert (one.evidence, one.span) == (Evidence.HANDLE, Span(20, 25))


def test_two_with_one_name_wait_for_a_person() -> None:
    twins = (person("a", "Ana Ruiz"), person("b", "Ana Ruiz"))
    both = found(said("thank you Ana Ruiz"), among=twins)
    assert [(one.speaker, one.certain) for one in both] == [("a", False), ("b", False)]
    assert all(one.confidence < 0.5 for one in both)


def test_a_handle_beside_it_tells_which_of_two_is_meant() -> None:
    twins = (person("a", "Ana Ruiz", x="ana"), person("b", "Ana Ruiz"))
    assert [one.speaker for one in found(said("thank you Ana Ruiz @ana"), among=twins)] == ["a"]


def test_a_shared_account_is_certain_for_nobody() -> None:
    pair = (person("a", "Ana Ruiz", x="duo"), person("b", "Bea Soto", x="duo"))
    assert [(one.speaker, one.certain) for one in found(said("thanks @duo"), among=pair)] == [
        ("a", False),
        ("b", False),
    ]
    assert found(said("we did it", by="duo"), among=pair) == ()


def test_the_whole_name_belongs_to_its_bearer_before_a_shortened_one() -> None:
    two = (person("a", "Anna Maria Lee"), person("b", "Anna Lee"))
    assert [one.speaker for one in found(said("Anna Lee"), among=two)] == ["b"]
    assert [one.speaker for one in found(said("Anna Maria Lee"), among=two)] == ["a"]


def test_nobody_is_mentioned_by_their_own_post() -> None:
    assert found(said("I am Kofi Asante-Mensah, @kofi", by="kofi")) == ()
    assert [one.speaker for one in found(said("Thanks May Reyes. Kofi Asante-Mensah", by="Kofi"))] == ["may"]


def test_a_repost_is_about_nobody() -> None:
    assert found(said("RT @kofi: hello", repost_of=Reference(uri="9", author=HandleKey(Network.X, "kofi")))) == ()


def test_the_events_own_hashtag_is_nobodys_name() -> None:
    index = SpeakerIndex(CREW, hashtags=("MayReyes",))
    assert index.find(said("#mayreyes day one")) == ()
    assert [one.speaker for one in index.find(said("#mayreyes day one, May Reyes"))] == ["may"]


def test_a_name_tag_needs_no_place_in_the_text() -> None:
    (one,) = found(said("hello", entities=Entities(hashtags=(Hashtag("#MayReyes"),))))
    assert (one.evidence, one.span) == (Evidence.NAME_TAG, None)


def test_speakers_stand_in_the_order_of_the_text() -> None:
    assert who("@kofi, May Reyes and Ingrid Sølvberg") == ["kofi", "may", "ingrid"]


HOPE = person("hope", "Hope Winter")


@pytest.mark.parametrize(
    "text",
    [
        "Hope Winter is a gift",
        "THANK YOU HOPE WINTER",
        "#HopeWinter",
        "I do hope winter is kind; Hope Winter is the real thing",
    ],
)
def test_a_name_of_everyday_words_is_certain_by_its_capitals(text: str) -> None:
    (one,) = found(said(text), among=(HOPE,))
    assert one.certain
    assert one.confidence > 0.9


@pytest.mark.parametrize("text", ["lights off. hope winter humming", "#hopewinter"])
def test_a_name_of_everyday_words_without_capitals_waits_for_a_person(text: str) -> None:
    (one,) = found(said(text), among=(HOPE,))
    assert not one.certain
    assert one.confidence < 0.5


@pytest.mark.parametrize(
    "text", ["I hope winter comes late", "we all hope winter is over", "this winter hope came back"]
)
def test_a_sentence_of_everyday_words_is_nobodys_name(text: str) -> None:
    assert found(said(text), among=(HOPE,)) == ()


def test_a_single_name_is_a_hint_and_no_finding() -> None:
    index = SpeakerIndex(programme(*CREW.speakers, HOPE))
    post = said("Ingrid was here, then Żółkiewski, with hope, from Kofi and 森川")
    assert index.find(post) == ()
    assert index.hinted(post) == ("akari", "ingrid", "kofi", "tadeusz")


def test_a_long_hostile_text_is_read_in_time_that_grows_with_its_length() -> None:
    for text in ("@" * 50_000, "a." * 50_000, "Ingrid " * 20_000, "@a" * 30_000, "x. y " * 20_000, "ø" * 50_000):
        assert who(text) == []


def test_many_names_among_many_handles_are_read_in_time() -> None:
    assert who("@ola Ingrid Sølvberg " * 4_000) == ["ingrid"]


def test_half_of_a_surrogate_pair_is_no_reason_to_fail() -> None:
    assert who("\ud83c May Reyes") == ["may"]
