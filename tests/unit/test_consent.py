"""Who does not want to be shown is understood, in many languages, and nobody else is silenced."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import assets
from app.domain.account import Account
from app.domain.consent import OptOutKeys, asks_out, closing_words, codes_in, is_proved, opt_out_code
from app.domain.entities import Entities
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Post, Reference
from app.networks.registry import entities

NOW = datetime(2026, 5, 5, 9, 30, tzinfo=UTC)
KEYS = OptOutKeys(b"a secret for tests only")
ROSA = HandleKey(Network.MASTODON, "rosa@tide.example")

ASKING = [
    "not on the wall",
    "Not on the wall, please! #longshore26",
    "@ovation@wall.example please keep me off the wall",
    "Great talk. Not on the wall please 🙏",
    "Great talk… Not on the wall please.",
    "(not on the wall)",
    "NOT ON THE WALL!!!",
    "not on the wall...",
    "Not on the wall https://tide.example/why",
    "Don’t show my posts on the wall, thanks",
    "Bitte nicht auf die Wand! #longshore26",
    "Ich möchte nicht auf die Wand.",
    "Zeigt mich nicht auf der Wand.",
    "¡No en el muro!",
    "No me pongan en el muro, por favor",
    "Pas sur le mur, s’il vous plaît.",
    "Je ne veux pas apparaître sur le mur",
    "Não no mural, por favor",
    "Tirem-me do mural",
    "Non sul muro, grazie",
    "niet op de muur aub",
    "nie na ścianie, proszę",
    "Proszę nie na ścianę",
    "No al mur, si us plau",
    "не на стену, пожалуйста",
    "Не показывайте меня на стене",
    "duvarda değil lütfen",
    "DUVARDA GÖSTERMEYİN",
    "ليس على الجدار من فضلك",
    "لا تعرضوني على الحائط",
    "कृपया मुझे वॉल पर न दिखाएं",
    "ウォールに載せないでください",
    "壁に表示しないで",
    "请不要把我放到墙上，谢谢",
    "請不要上牆",
    "벽에 올리지 말아 주세요",
    "inte på väggen tack",
]
NOT_ASKING = [
    "Not on the wall but in our hearts",
    "Not on the wall, but in our hearts",
    "Not on the wall… but in our hearts",
    "not on the wall\nbut in our hearts",
    "Not on the wall (but in our hearts)",
    "Not on the wall - in our hearts",
    "Not on the wall?",
    "not on the wall?!",
    "¿No en el muro?",
    "ليس على الجدار؟",
    "Why am I not on the wall?",
    "“Not on the wall”, she said",
    "„Nicht auf die Wand“ war der beste Satz",
    "« Pas sur le mur »",
    "「壁に表示しないで」",
    "> not on the wall",
    "Banksy: not on the wall",
    "My post is not on the wall yet",
    "not on the wallpaper",
    "not on the @wall.example",
    "Nicht auf die Wand, sondern ins Herz!",
    "No en el muro sino en el corazón",
    "do not put posters on the wall",
    "nobody asked #notonthewall",
    "",
]


@pytest.mark.parametrize("text", ASKING)
def test_a_sentence_that_asks_not_to_be_shown_is_understood(text: str) -> None:
    assert asks_out(text, entities(Network.MASTODON, text))


@pytest.mark.parametrize("text", NOT_ASKING)
def test_who_only_speaks_of_walls_stays(text: str) -> None:
    assert not asks_out(text, entities(Network.MASTODON, text))


def test_every_phrase_that_the_page_offers_is_understood() -> None:
    page = (assets.web() / "templates" / "consent" / "out.html").read_text("utf-8")
    offered = re.findall(r'\("([a-z]{2})", "([^"]+)"\)', page)
    assert len(offered) >= 15
    assert [words for _, words in offered if not asks_out(words, Entities())] == []


@pytest.mark.parametrize(
    ("bio", "reason"),
    [
        ("she/her #NoBots Bergen", "#NoBots"),
        ("＃ＮｏＢｏｔ", "＃ＮｏＢｏｔ"),
        ("painter, #nobot.", "#nobot"),
        ("#noindex", "#noindex"),
        ("#NoSocialWall", "#NoSocialWall"),
        ("she/her | no bots | Bergen", "no bots"),
        ("I paint. Not on the wall please. Thanks.", "Not on the wall please"),
        ("Keine Bots, bitte", "Keine Bots"),
        ("pas de bots", "pas de bots"),
        ("bez botów", "bez botów"),
        ("Пишу. Без ботов.", "Без ботов"),
        ("ボットお断り", "ボットお断り"),
        ("谢绝机器人", "谢绝机器人"),
        ("봇 금지", "봇 금지"),
    ],
)
def test_a_profile_that_wants_no_walls_is_believed_and_quoted(bio: str, reason: str) -> None:
    assert closing_words(bio) == f'the profile says "{reason}"'


@pytest.mark.parametrize(
    "bio",
    [
        "#nobotany",
        "botanist #nobotanist",
        "nobot",
        "https://tide.example/#nobot",
        "no bots were harmed in my garden",
        "I like walls",
        "",
    ],
)
def test_other_profiles_are_open(bio: str) -> None:
    assert closing_words(bio) is None


@given(st.text())
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    assert asks_out(text, Entities()) in {True, False}
    assert closing_words(text) is None or text
    assert len(codes_in(text)) <= 8


def test_a_code_is_the_same_each_time_and_another_for_everything_else() -> None:
    code = opt_out_code(b"key", "harbour", ROSA)
    assert re.fullmatch(r"ovation-[b-df-hj-km-np-tv-xz]{4}-[b-df-hj-km-np-tv-xz]{4}", code)
    assert code == opt_out_code(b"key", "harbour", ROSA)
    others = {
        opt_out_code(b"another key", "harbour", ROSA),
        opt_out_code(b"key", "inland", ROSA),
        opt_out_code(b"key", "harbour", HandleKey(Network.BLUESKY, ROSA.canonical)),
        opt_out_code(b"key", "harbour", HandleKey(Network.MASTODON, "rosa@other.example")),
    }
    assert len({code, *others}) == 5


def test_a_code_is_found_however_a_phone_has_dressed_it() -> None:
    code = opt_out_code(b"key", "harbour", ROSA)
    _, one, other = code.split("-")
    for written in (code, f"Ovation–{one.upper()}—{other}", f"ovation {one} {other}", f"ovation{one}{other}"):
        assert is_proved(code, f"painter | {written} | Bergen")
    assert not is_proved(code, f"{code}x")
    assert not is_proved(code, "ovation-bbbb-bbbb")
    assert len(codes_in(" ".join(f"ovation-bbbb-bbb{letter}" for letter in "bcdfghjkmn"))) == 8


def _post(
    text: str, *, remote_id: str | None = None, network: Network = Network.MASTODON, repost: bool = False
) -> Post:
    author = Account(network=network, handle=ROSA.canonical, remote_id=remote_id)
    passed_on = Reference(uri="https://tide.example/1") if repost else None
    return Post(
        network=network,
        uri="https://tide.example/9",
        author=author,
        text=text,
        created_at=NOW,
        received_at=NOW,
        entities=entities(network, text),
        repost_of=passed_on,
    )


def test_a_post_asks_by_words_or_by_its_own_authors_code_and_by_nobody_elses() -> None:
    code = KEYS.code("harbour", ROSA)
    assert KEYS.asked("harbour", _post("not on the wall #harbourday")) == "said so in a post"
    assert KEYS.asked("harbour", _post(f"{code} #harbourday")) == "posted the code"
    assert KEYS.asked("inland", _post(f"{code} #inlandday")) is None
    stolen = KEYS.code("harbour", HandleKey(Network.MASTODON, "svea@tide.example"))
    assert KEYS.asked("harbour", _post(f"{stolen} #harbourday")) is None
    by_id = KEYS.code("harbour", HandleKey(Network.BLUESKY, "did:plc:rosa"))
    assert KEYS.asked("harbour", _post(by_id, remote_id="did:plc:rosa", network=Network.BLUESKY)) == "posted the code"


def test_who_passes_such_a_post_on_asks_for_nothing_and_an_article_is_not_about_its_author() -> None:
    assert KEYS.asked("harbour", _post("not on the wall", repost=True)) is None
    assert KEYS.asked("harbour", _post("A story. Not on the wall. The end.", network=Network.FEED)) is None


def test_what_is_kept_tells_nobody_who_it_was() -> None:
    kept = KEYS.hashes("harbour", Network.MASTODON, ROSA.canonical, ROSA.canonical, None)
    assert kept == (KEYS.keyed("harbour", Network.MASTODON, ROSA.canonical),)
    assert re.fullmatch(r"[0-9a-f]{64}", kept[0])
    assert kept[0] != KEYS.keyed("inland", Network.MASTODON, ROSA.canonical)
    assert kept[0] != OptOutKeys(b"another").keyed("harbour", Network.MASTODON, ROSA.canonical)
    assert b"secret" not in repr(KEYS).encode()
