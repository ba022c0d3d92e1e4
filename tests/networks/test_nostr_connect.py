"""What a person types to follow Nostr, what a check tells them, and whose profile says what."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.errors import BadInput, NotFound, Refused, Unavailable
from app.domain.network import Network
from app.domain.source import Source
from app.networks.nostr import connect
from app.networks.nostr.connect import CONNECTOR
from app.networks.outside import Outside
from app.networks.source import Given
from tests.support.nostr import Person, Stage, local_relay, nobody, publish, staged_relay

_MIKA = Person("mika")


def _now() -> int:
    return int(datetime.now(UTC).timestamp())


def _source(*relays: str) -> Source:
    return Source(id=1, event_id=1, name="nostr:test", network=Network.NOSTR, options={"relays": list(relays)})


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    opened = Outside(agent="Ovation tests", allowed={"127.0.0.1", "localhost"})
    yield opened
    await opened.close()


def test_relays_are_one_source_however_they_are_written() -> None:
    one = CONNECTOR.describe(Given(relays=("wss://Relay.Example/", "nos.example", "wss://relay.example")))
    two = CONNECTOR.describe(Given(relays=("wss://nos.example", "relay.example")))
    assert one.name == two.name == "nostr:nos.example+relay.example"
    assert one.options == {"relays": ["wss://relay.example", "wss://nos.example"]}
    assert one.warning is None


def test_many_relays_have_a_short_name_of_their_own() -> None:
    many = [f"wss://a-relay-with-a-long-name-{number}.example" for number in range(10)]
    names = {CONNECTOR.describe(Given(relays=tuple(some))).name for some in (many, many[1:], many[:-1])}
    assert len(names) == 3
    assert all(len(name) <= 80 for name in names)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (Given(), "at least one relay"),
        (Given(relays=("https://relay.example",)), "begins with wss://"),
        (Given(relays=("wss://",)), "begins with wss://"),
        (Given(relays=("wss://me:secret@relay.example",)), "begins with wss://"),
        (Given(relays=("wss://relay.example:99999",)), "begins with wss://"),
        (Given(relays=("wss://relay.example/#x",)), "begins with wss://"),
        (Given(relays=("wss://relay.example",), token="x"), "--relay alone"),
        (Given(relays=tuple(f"wss://{number}.example" for number in range(11))), "too many"),
    ],
)
def test_what_cannot_be_a_source_is_refused_in_words(given: Given, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        CONNECTOR.describe(given)


async def test_a_check_says_what_each_relay_has_and_which_are_down(outside: Outside) -> None:
    with nobody() as gone:
        async with local_relay() as relay:
            await publish(relay, *(_MIKA.write(str(at), ["t", "tideconf"], at=_now() - at) for at in range(3)))
            checked = await CONNECTOR.check(_source(gone, relay), outside, ("TideConf",))
            assert f"{relay.removeprefix('ws://')} answers: 3 notes under #TideConf in the last 7 days" in checked.sees
            assert "does not answer" in checked.misses[0]
            with pytest.raises(Unavailable, match="does not answer"):
                await CONNECTOR.check(_source(gone), outside, ("TideConf",))


async def test_a_check_says_what_an_address_is_not(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "_CHECK_PATIENCE", 0.1)

    async def refuses(stage: Stage, asked: list[Any]) -> list[Any]:
        return [["CLOSED", asked[1], "auth-required: sign in"]]

    async def babbles(stage: Stage, asked: list[Any]) -> list[Any]:
        return ["hello", ["NOTICE", "hello"], ["EOSE", "of another"]]

    async with staged_relay(refuses) as stage:
        with pytest.raises(Refused, match="does not let us read: auth-required: sign in"):
            await CONNECTOR.check(_source(stage.url), outside, ("tideconf",))
    async with staged_relay(babbles) as stage:
        with pytest.raises(Unavailable, match="does not answer as a relay does"):
            await CONNECTOR.check(_source(stage.url), outside, ("tideconf",))


async def test_forged_notes_do_not_count_in_a_check(outside: Outside) -> None:
    async def play(stage: Stage, asked: list[Any]) -> list[Any]:
        note = _MIKA.write("hi", ["t", "tideconf"], at=_now())
        told = (note, note, {**note, "content": "x"}, {**note, "id": "0" * 64})
        return [*(["EVENT", asked[1], one] for one in told), ["EOSE", asked[1]]]

    async with staged_relay(play) as stage:
        checked = await CONNECTOR.check(_source(stage.url), outside, ("tideconf",))
    assert "answers: 1 note under #tideconf" in checked.sees[0]


async def test_a_bio_is_what_the_newest_signed_profile_says(outside: Outside) -> None:
    with nobody() as gone:
        async with local_relay() as one, local_relay() as two:
            await publish(one, _MIKA.profile(at=_now() - 10, about="old words"))
            await publish(two, _MIKA.profile(at=_now(), about="new words", website="https://example.org"))
            bio = await CONNECTOR.bio(_MIKA.pubkey, outside, [_source(gone, one), _source(two)])
            assert "new words" in bio
            assert "https://example.org" in bio
            assert "old" not in bio
            with pytest.raises(NotFound, match="none of the event's relays"):
                await CONNECTOR.bio(Person("wren").pubkey, outside, [_source(one)])
            with pytest.raises(NotFound):
                await CONNECTOR.bio(_MIKA.pubkey, outside, [])
            with pytest.raises(Unavailable):
                await CONNECTOR.bio(_MIKA.pubkey, outside, [_source(gone)])


async def test_a_profile_that_another_key_signed_is_no_bio(outside: Outside) -> None:
    async def play(stage: Stage, asked: list[Any]) -> list[Any]:
        forged = {**_MIKA.profile(at=_now(), about="ovation-code"), "content": '{"about":"other"}'}
        return [["EVENT", asked[1], one] for one in (forged, Person("wren").profile(at=_now(), about="x"))] + [
            ["EOSE", asked[1]]
        ]

    async with staged_relay(play) as stage:
        with pytest.raises(NotFound):
            await CONNECTOR.bio(_MIKA.pubkey, outside, [_source(stage.url)])
