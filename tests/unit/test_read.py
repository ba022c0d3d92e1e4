"""A post goes in, and out comes all that is understood of it."""

from app.domain.account import Account
from app.domain.appraisal import Appraiser
from app.domain.delivery import Delivered, Reason
from app.domain.entities import Entities, Span, Tagged
from app.domain.handle import HandleKey
from app.domain.mention import Evidence
from app.domain.network import Network
from app.domain.post import Reference
from app.domain.read import Reader
from app.domain.reading import Context, Copied
from app.domain.speaker import SpeakerKey
from app.domain.tone import Tone
from app.domain.verdict import Verdict
from tests.support.saying import person, programme, said

INGRID = person("ingrid", "Ingrid Sølvberg", mastodon="ingrid@tidewater.example")
KOFI = person("kofi", "Kofi Asante-Mensah", x="kofi")
TADEUSZ = person("tadeusz", "Tadeusz Żółkiewski")
CREW = programme(INGRID, KOFI, TADEUSZ)
READER = Reader(CREW, Appraiser.shipped(), ("longshore26",))
THANKS = "Thank you so much, what a wonderful talk! #longshore26"


def test_praise_by_name_for_someone_without_a_handle_is_undelivered_appreciation() -> None:
    reading = READER.read(said(f"Tadeusz Zolkiewski! {THANKS}"))
    (mention,) = reading.mentions
    assert (mention.speaker, mention.evidence) == ("tadeusz", Evidence.NAME)
    assert mention.appreciates
    assert (mention.delivered, mention.reason) == (Delivered.NO, Reason.NO_HANDLE)
    assert (reading.verdict, reading.why) == (Verdict.SHOW, "kind to Tadeusz Żółkiewski")


def test_praise_on_another_network_says_so() -> None:
    (mention,) = READER.read(said(f"Ingrid Sølvberg! {THANKS}")).mentions
    assert mention.reason is Reason.OTHER_NETWORK


def test_a_tag_arrives_by_itself() -> None:
    (mention,) = READER.read(said(f"@kofi {THANKS}")).mentions
    assert (mention.delivered, mention.reason) == (Delivered.TAGGED, None)


def test_an_answer_to_a_post_that_we_hold_arrives() -> None:
    context = Context(parent=Account(network=Network.X, handle="kofi"))
    (mention,) = READER.read(said(THANKS, reply_to=Reference(uri="9")), context).mentions
    assert (mention.evidence, mention.delivered) == (Evidence.REPLY, Delivered.TAGGED)


def test_what_the_speaker_answered_has_arrived() -> None:
    context = Context(answered_by=frozenset({SpeakerKey("kofi")}))
    (mention,) = READER.read(said("Kofi Asante-Mensah, where are the slides?"), context).mentions
    assert (mention.delivered, mention.appreciates) == (Delivered.ANSWERED, False)


def test_two_of_one_name_are_candidates_and_the_post_is_held() -> None:
    twins = Reader(programme(person("a", "Ana Ruiz"), person("b", "Ana Ruiz")), Appraiser.shipped())
    reading = twins.read(said(f"Ana Ruiz! {THANKS}"))
    assert reading.mentions == ()
    assert [candidate.speaker for candidate in reading.candidates] == ["a", "b"]
    assert (reading.verdict, reading.why) == (Verdict.HOLD, "could mean Ana Ruiz (a) or Ana Ruiz (b)")


def test_a_repost_has_no_tone_and_no_speakers() -> None:
    reading = READER.read(said(f"@kofi {THANKS}", repost_of=Reference(uri="9"), language="en"))
    assert (reading.mentions, reading.candidates, reading.tone) == ((), (), Tone())
    assert (reading.verdict, reading.language) == (Verdict.HIDE, "en")


def test_promotion_is_hidden_with_its_signs() -> None:
    reading = READER.read(said("Visit us at booth 12 and win a T-shirt! Register now at https://shop.example"))
    assert reading.verdict is Verdict.HIDE
    assert "a booth" in reading.why


def test_a_reading_is_a_function_of_post_programme_and_context() -> None:
    post = said(f"@kofi and Ingrid Sølvberg: {THANKS}")
    again = Reader(CREW, Appraiser.shipped(), ("longshore26",))
    assert READER.read(post) == READER.read(post) == again.read(post)
    assert READER.programme is CREW
    assert READER.authors(said("me", by="kofi")) == ("kofi",)


def test_what_a_copy_tags_is_tagged_and_stands_nowhere_in_this_text() -> None:
    here = said(f"Thank you {THANKS}", network=Network.BLUESKY)
    told = Tagged("@ingrid@tidewater.example", Span(10, 35), HandleKey(Network.MASTODON, "ingrid@tidewater.example"))
    there = said(f"Thank you {told.text} {THANKS}", network=Network.MASTODON, entities=Entities(mentions=(told,)))
    reading = READER.read(here, Context(copies=(Copied(post=there),)))
    (mention,) = reading.mentions
    assert (mention.speaker, mention.evidence, mention.span) == ("ingrid", Evidence.HANDLE, None)
    assert mention.appreciates
    assert mention.delivered is Delivered.TAGGED
    assert READER.read(here).mentions == ()


def test_of_several_networks_that_counts_on_which_it_came_nearest() -> None:
    text = f"Ingrid Sølvberg! {THANKS}"
    here, there = said(text, network=Network.X), said(text, network=Network.MASTODON)
    (mention,) = READER.read(here, Context(copies=(Copied(post=there),))).mentions
    assert mention.reason is Reason.UNTAGGED
    (mention,) = READER.read(there, Context(copies=(Copied(post=here),))).mentions
    assert mention.reason is Reason.UNTAGGED
    assert mention.span is not None


def test_a_copy_that_answers_a_speaker_is_an_answer() -> None:
    parent = Account(network=Network.X, handle="kofi")
    copy = Copied(post=said(THANKS, reply_to=Reference(uri="9")), parent=parent)
    (mention,) = READER.read(said(THANKS, network=Network.MASTODON), Context(copies=(copy,))).mentions
    assert (mention.speaker, mention.evidence, mention.delivered) == ("kofi", Evidence.REPLY, Delivered.TAGGED)


def test_the_bridged_account_of_a_speaker_is_the_speaker_s() -> None:
    bridge = Account(
        network=Network.BLUESKY,
        handle="ingrid.tidewater.example.bridge.example",
        behind=HandleKey(Network.MASTODON, "ingrid@tidewater.example"),
    )
    own = said(f"Ingrid Sølvberg thanks you. {THANKS}", network=Network.BLUESKY, author=bridge)
    assert READER.authors(own) == ("ingrid",)
    assert READER.read(own).mentions == ()
    assert INGRID.wrote(bridge)
    assert not KOFI.wrote(bridge)
