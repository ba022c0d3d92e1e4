"""Viewers may say whatever RFC 6455 allows, and are told as it wants when they say anything else."""

import asyncio
import os
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.protocol import OPEN, SERVER, Protocol

from app.outlets.fanout.framing import Agreed, Packing
from app.outlets.fanout.reading import MOST, Reading, complete
from app.outlets.fanout.upgrade import WallSocket
from tests.support.viewers import EVENT, client_frame, room

TEXT, BINARY, PING, PONG, CLOSE, CONT, FINAL = 0x1, 0x2, 0x9, 0xA, 0x8, 0x0, 0x80
SHAKEN = ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13")
PACKED = "Sec-WebSocket-Extensions: permessage-deflate"


async def test_a_ping_is_answered_with_its_own_words_also_between_the_parts_of_a_message() -> None:
    async with room() as served:
        viewer = await served.raw()
        await viewer.frame()
        viewer.say(TEXT, b"in ")
        viewer.say(FINAL | PING, b"still here?")
        viewer.say(CONT, b"three ")
        viewer.say(FINAL | PING)
        viewer.say(FINAL | CONT, b"parts")
        assert await viewer.frame() == (FINAL | PONG, b"still here?")
        assert await viewer.frame() == (FINAL | PONG, b"")
        served.hub.broadcast(EVENT, "after it")
        assert await viewer.frame() == (FINAL | TEXT, b"after it")
        viewer.close()


async def test_the_websockets_client_talks_pings_and_parts_as_friends() -> None:
    async with room() as served:
        client, viewer = await served.viewer()
        await client.send("words that nobody keeps")
        await asyncio.wait_for(await client.ping(b"1"), 60)
        assert viewer._reading is None  # nothing of it is held
        await client.send([b"bytes", b" in", b" parts"])
        await asyncio.wait_for(await client.ping(b"2"), 60)
        served.hub.broadcast(EVENT, "news")
        assert await client.recv() == "news"
        await client.close(1000, "enough")
        assert (client.close_code, client.close_reason) == (1000, "enough")
        await served.left()


@pytest.mark.parametrize("offer", ["", PACKED])
async def test_words_in_several_languages_may_be_cut_within_a_letter(offer: str) -> None:
    said = "Grüße, 早安, صباح, 👋".encode()
    async with room() as served:
        viewer = await served.raw(*SHAKEN, *filter(None, [offer]))
        await viewer.frame()
        if offer:
            press = zlib.compressobj(wbits=-15)
            said = (press.compress(said) + press.flush(zlib.Z_SYNC_FLUSH))[:-4]
        viewer.say(TEXT | (0x40 if offer else 0), said[:5])
        for byte in said[5:-1]:
            viewer.say(CONT, bytes((byte,)))
        viewer.say(FINAL | CONT, said[-1:])
        viewer.say(FINAL | PING, b"well?")
        assert await viewer.frame() == (FINAL | PONG, b"well?")
        viewer.close()


FAULTS = {
    "bytes without a mask": (1002, [client_frame(FINAL | TEXT, b"bare", masked=False)]),
    "a reserved bit": (1002, [client_frame(FINAL | 0x40 | TEXT, b"x")]),
    "another reserved bit": (1002, [client_frame(FINAL | 0x10 | TEXT, b"x")]),
    "an opcode that there isn't": (1002, [client_frame(FINAL | 0x3, b"x")]),
    "a control opcode that there isn't": (1002, [client_frame(FINAL | 0xB, b"x")]),
    "a ping in parts": (1002, [client_frame(PING, b"x")]),
    "a ping that is too long": (1002, [client_frame(FINAL | PING, b"x" * 126)]),
    "a part of nothing": (1002, [client_frame(FINAL | CONT, b"x")]),
    "a message within another": (1002, [client_frame(TEXT, b"x"), client_frame(FINAL | TEXT, b"y")]),
    "a goodbye of one byte": (1002, [client_frame(FINAL | CLOSE, b"\x03")]),
    "a goodbye for no reason that there is": (1002, [client_frame(FINAL | CLOSE, (1005).to_bytes(2, "big"))]),
    "a goodbye in no words": (1007, [client_frame(FINAL | CLOSE, b"\x03\xe8\xff\xfe")]),
    "text that is none": (1007, [client_frame(FINAL | TEXT, b"\xc3\x28")]),
    "text that ends within a letter": (1007, [client_frame(FINAL | TEXT, "é".encode()[:1])]),
    "text that is none, in parts": (1007, [client_frame(TEXT, b"ok \xed"), client_frame(CONT, b"\xa0\x80")]),
    "more than it may say": (1009, [client_frame(FINAL | TEXT, b"x" * (MOST + 1))]),
    "more than it may say, in parts": (1009, [client_frame(TEXT, b"x" * MOST), client_frame(CONT, b"x" * 9)]),
}


@pytest.mark.parametrize(("code", "said"), FAULTS.values(), ids=FAULTS)
async def test_a_viewer_is_told_what_is_wrong_and_nobody_else_notices(code: int, said: list[bytes]) -> None:
    async with room() as served:
        other, _ = await served.viewer()
        viewer = await served.raw()
        await viewer.frame()
        viewer.writer.write(b"".join(said))
        assert await viewer.closing() == code
        assert served.hub.audience(EVENT) == 1
        served.hub.broadcast(EVENT, "on it goes")
        assert await other.recv() == "on it goes"
        viewer.close()
        await other.close()


@pytest.mark.parametrize(
    ("said", "answered"),
    [(b"", b""), ((1000).to_bytes(2, "big"), b"\x03\xe8"), ((4001).to_bytes(2, "big") + b"bye", b"\x0f\xa1bye")],
)
async def test_a_goodbye_is_answered_with_the_same_code_and_nothing_follows_it(said: bytes, answered: bytes) -> None:
    async with room() as served:
        viewer = await served.raw()
        await viewer.frame()
        viewer.say(FINAL | CLOSE, said)
        assert await viewer.frame() == (FINAL | CLOSE, answered)
        assert served.hub.broadcast(EVENT, "too late") == 0
        assert await asyncio.wait_for(viewer.reader.read(), 60) == b""
        viewer.close()


async def test_a_packed_bomb_is_not_unpacked() -> None:
    press = zlib.compressobj(9, wbits=-15)
    bomb = (press.compress(b"\0" * (1 << 22)) + press.flush(zlib.Z_SYNC_FLUSH))[:-4]
    assert len(bomb) < MOST
    async with room() as served:
        viewer = await served.raw(*SHAKEN, PACKED)
        await viewer.frame()
        viewer.say(FINAL | 0x40 | TEXT, bomb)
        assert await viewer.closing() == 1009
        viewer.close()


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (("Sec-WebSocket-Key: short", "Sec-WebSocket-Version: 13"), "400"),
        (("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 8"), "400"),
        ((*SHAKEN, "Origin: https://wall.example", "Origin: https://elsewhere.example"), "400"),
    ],
)
async def test_a_handshake_that_is_none_is_refused(lines: tuple[str, ...], status: str) -> None:
    async with room() as served:
        viewer = await served.raw(*lines)
        assert viewer.answer.startswith(f"HTTP/1.1 {status} ")
        assert served.hub.audience(EVENT) == 0
        viewer.close()


@pytest.mark.parametrize(
    ("offered", "agreed"),
    [
        ("permessage-deflate", "client_no_context_takeover"),
        ("permessage-deflate; client_max_window_bits", "client_no_context_takeover"),
        ("permessage-deflate; client_max_window_bits=10", "client_max_window_bits=10"),
        ("permessage-deflate; server_max_window_bits=15", "server_max_window_bits=15"),
        ("permessage-deflate; server_no_context_takeover", "server_no_context_takeover"),
        ("permessage-deflate; server_max_window_bits=10, permessage-deflate", "client_no_context_takeover"),
        ("permessage-deflate; server_max_window_bits=10", None),
        ("permessage-deflate; nobody_knows_this", None),
        ("x-webkit-deflate-frame", None),
    ],
)
async def test_only_what_everyone_can_read_is_agreed_on(offered: str, agreed: str | None) -> None:
    async with room() as served:
        viewer = await served.raw(*SHAKEN, f"Sec-WebSocket-Extensions: {offered}")
        assert " 101 " in viewer.answer
        assert ("permessage-deflate" in viewer.answer) == (agreed is not None)
        assert agreed is None or agreed in viewer.answer
        first, _ = await viewer.frame()
        assert bool(first & 0x40) == (agreed is not None)
        viewer.close()


async def test_a_foreign_page_sees_what_the_room_sees_and_nothing_more() -> None:
    async with room() as served:
        foreign, _ = await served.viewer(origin="https://elsewhere.example")
        own, _ = await served.viewer()
        served.hub.broadcast(EVENT, "for everyone")
        assert await foreign.recv() == await own.recv() == "for everyone"
        await foreign.close()
        await own.close()


async def test_past_the_last_seat_the_answer_is_503_and_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async with room() as served:
        _, seated = await served.viewer()
        monkeypatch.setattr("app.outlets.fanout.upgrade.is_kept", lambda number: number > seated._number)
        with pytest.raises(InvalidStatus) as refused:
            await served.viewer()
        assert refused.value.response.status_code == 503
        assert int(refused.value.response.headers["Retry-After"]) > 0
        assert served.hub.audience(EVENT) == 1


async def test_a_server_that_goes_down_says_so_to_everyone() -> None:
    async with room() as served:
        viewers = [(await served.viewer())[0] for _ in range(3)]
        assert served.server is not None
        served.server.should_exit = True
        for viewer in viewers:
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(viewer.recv(), 60)
            assert viewer.close_code == 1012


async def test_whoever_talks_before_it_is_let_in_is_heard_to_the_end() -> None:
    async with room() as served:
        served.door.clear()
        coming = asyncio.ensure_future(served.raw())
        whole = client_frame(FINAL | PING, b"half a ping")
        assert served.server is not None
        talked: list[bool] = []
        async with asyncio.timeout(60):
            while not any(talked):
                waiting = [one for one in served.server.server_state.connections if isinstance(one, WallSocket)]
                for one in waiting:
                    if not one._talked:
                        one.data_received(whole[:4])
                talked = [one._talked for one in waiting]
                await asyncio.sleep(0)
        served.door.set()
        viewer = await coming
        await viewer.frame()
        viewer.writer.write(whole[4:])
        assert await viewer.frame() == (FINAL | PONG, b"half a ping")


def _judged(data: bytes) -> tuple[bytes, int | None]:
    """What the judge answers to a client's bytes, and the code with which it ends."""
    judge = Protocol(SERVER, state=OPEN, max_size=MOST)
    judge.receive_data(data)
    return b"".join(judge.data_to_send()), judge.close_sent.code if judge.close_sent else None


_FIRST = st.one_of(
    st.sampled_from(
        [FINAL | TEXT, TEXT, CONT, FINAL | CONT, FINAL | BINARY, FINAL | PING, FINAL | PONG, FINAL | CLOSE]
    ),
    st.integers(0, 255),
)
_FRAMES = st.lists(
    st.builds(client_frame, _FIRST, st.binary(max_size=200), masked=st.sampled_from([True] * 9 + [False]))
)


@given(_FRAMES, st.integers(1, 40), st.binary(max_size=20))
@example([client_frame(FINAL | TEXT, b"\xff"), client_frame(FINAL | CLOSE, b"")], 3, b"")
def test_whatever_comes_in_whatever_pieces_ends_as_the_judge_says(frames: list[bytes], piece: int, rest: bytes) -> None:
    data = b"".join(frames) + rest
    reading, said, ended = Reading(None), b"", False
    for at in range(0, len(data), piece):
        reading.hear(data[at : at + piece])
        answer, last = reading.answer()
        assert not (ended and answer), "nothing follows the last word"
        said, ended = said + answer, ended or last
    answered, code = _judged(data)
    ours = reading._protocol.close_sent.code if reading._protocol.close_sent else None
    assert reading.over == ended
    if ours != 1007:  # words that are no words are ours to notice; the judge leaves that to whoever decodes them
        assert (said, ours) == (answered, code)


@given(_FRAMES, st.binary(max_size=6))
def test_what_is_forgotten_after_whole_messages_was_not_needed(frames: list[bytes], rest: bytes) -> None:
    data = b"".join(frames) + rest
    reading = Reading(Agreed(Packing.SHARED, 15))
    reading.hear(data)
    if complete(data) and not reading.over:
        assert not reading._protocol.reader.buffer
        assert reading._protocol.current_size is None
        assert reading._words is None


@pytest.mark.long
async def test_a_hundred_hostile_viewers_disturb_nobody() -> None:
    async with room() as served:
        friend, _ = await served.viewer()
        for number in range(100):
            viewer = await served.raw()
            viewer.writer.write(os.urandom(5_000 + number))
            served.hub.broadcast(EVENT, str(number))
            assert await friend.recv() == str(number)
            viewer.close()
        await served.left(1)
        await friend.close()
