"""One frame for a whole audience reaches everyone whole and in order, however slowly some of them read."""

import asyncio
import os
import random
import socket
from contextlib import ExitStack

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.extensions.permessage_deflate import PerMessageDeflate as Judge
from websockets.frames import Frame, Opcode

from app.outlets.fanout import audience, viewer
from app.outlets.fanout.audience import Audience
from app.outlets.fanout.framing import Packing
from tests.support.viewers import EVENT, HELLO, Room, client_frame, room

ALONE = ClientPerMessageDeflateFactory(server_no_context_takeover=True)
NARROW = ClientPerMessageDeflateFactory(server_max_window_bits=10)
SHORT = 4_096  # bytes of a receive buffer, so that a viewer is soon behind


def news(number: int, size: int = 600) -> str:
    """A frame that looks like the last one, as frames do, and is another."""
    return f'{{"seq": {number}, "text": "{("Takk, Ingrid! " * size)[:size]}"}}'


async def heard(client: ClientConnection, count: int) -> list[str]:
    """The next so many messages."""
    return [str(await asyncio.wait_for(client.recv(), 60)) for _ in range(count)]


async def test_plain_shared_and_single_viewers_get_the_same_words_from_one_broadcast() -> None:
    async with room() as served:
        kinds: list[tuple[Packing, dict[str, object]]] = [
            (Packing.PLAIN, {"compression": None}),
            (Packing.SHARED, {}),
            (Packing.ALONE, {"compression": None, "extensions": [ALONE]}),
        ]
        clients = []
        for packing, options in kinds:
            client, seated = await served.viewer(**options)
            assert seated.packing is packing
            clients.append(client)
        told = [news(number, size) for number, size in enumerate((3, 90, 600, 5_000, 70_000))]
        for frame in told:
            assert served.hub.broadcast(EVENT, frame) == 3
        for client in clients:
            assert await heard(client, len(told)) == told


async def test_who_joins_a_stream_that_is_under_way_can_read_it_from_its_first_frame() -> None:
    """Decoded by another implementation, which knows nothing of the stream but what it was sent."""
    async with room() as served:
        clients: list[tuple[ClientConnection, int]] = []
        told: list[str] = []
        for turn in range(6):
            clients.append(((await served.viewer())[0], len(told)))
            if turn % 2:
                clients.append(((await served.viewer(compression=None))[0], len(told)))
            for _ in range(3):
                told.append(news(len(told), random.Random(len(told)).randrange(2_000)))
                served.hub.broadcast(EVENT, told[-1])
        for client, since in clients:
            assert await heard(client, len(told) - since) == told[since:]


async def test_the_shared_stream_looks_back_until_somebody_comes() -> None:
    async with room() as served:
        viewer = await served.raw("Sec-WebSocket-Extensions: permessage-deflate", *KEYS)
        await viewer.frame()
        sizes = []
        for turn in range(4):
            if turn == 3:
                await served.viewer()
            served.hub.broadcast(EVENT, news(turn))
            first, packed = await viewer.frame()
            assert first == 0xC1
            sizes.append(len(packed))
        assert sizes[1] < sizes[0] / 2
        assert sizes[2] < sizes[0] / 2
        assert abs(sizes[3] - sizes[0]) < 4


KEYS = ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13")


async def test_a_window_that_is_too_small_gets_plain_frames() -> None:
    async with room() as served:
        client, seated = await served.viewer(compression=None, extensions=[NARROW])
        assert seated.packing is Packing.PLAIN
        served.hub.broadcast(EVENT, news(1))
        assert await client.recv() == news(1)


async def behind(served: Room, seated: viewer.Viewer) -> list[str]:
    """Broadcast to somebody who does not read, until bytes wait for it; what was told."""
    told: list[str] = []
    while not seated.unsent:
        told.append(news(len(told), 60_000))
        served.hub.broadcast(EVENT, told[-1])
        assert len(told) < 500
        await asyncio.sleep(0)
    return told


async def test_a_slow_reader_gets_everything_in_order_and_is_written_to_directly_again() -> None:
    async with room() as served:
        reader = await served.raw(receive_buffer=SHORT)
        reader.pause()
        seated = served.seated[0]
        told = await behind(served, seated)
        assert seated.fd == -1
        for _ in range(3):
            told.append(news(len(told), 1_000))
            served.hub.broadcast(EVENT, told[-1])
        reader.say(0x89, b"are you there?")  # its answer must wait too, and not cut a frame in two
        reader.resume()
        heard = [await reader.frame() for _ in range(len(told) + 2)]
        words = [payload.decode() for first, payload in heard if first == 0x81]
        assert words == [HELLO, *told]
        assert (0x8A, b"are you there?") in heard
        served.hub.broadcast(EVENT, "and again")
        assert await reader.frame() == (0x81, b"and again")
        assert seated.fd >= 0


async def test_who_does_not_read_is_sent_away_with_1013_after_whole_frames_and_the_others_never_notice() -> None:
    async with room() as served:
        quick, _ = await served.viewer()
        reader = await served.raw(receive_buffer=SHORT)
        reader.pause()
        told: list[str] = []
        while served.hub.audience(EVENT) == 2:
            told.append(news(len(told), 60_000))
            served.hub.broadcast(EVENT, told[-1])
            assert await quick.recv() == told[-1]
        assert served.seated[1].unsent < viewer.MOST_UNSENT + 70_000
        served.hub.broadcast(EVENT, "not for the slow one")
        assert await quick.recv() == "not for the slow one"
        reader.resume()
        got = []
        while (one := await reader.frame())[0] == 0x81:
            got.append(one[1].decode())
        assert got == [HELLO, *told][: len(got)]
        assert len(got) > 3
        assert one == (0x88, (1013).to_bytes(2, "big"))


async def test_who_does_not_even_take_its_goodbye_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer, "PATIENCE", 0.01)
    async with room() as served:
        reader = await served.raw(receive_buffer=SHORT)
        reader.pause()
        while served.hub.audience(EVENT):
            served.hub.broadcast(EVENT, news(1, 100_000))
            await asyncio.sleep(0)
        assert served.server is not None
        async with asyncio.timeout(60):
            while served.server.server_state.connections:  # noqa: ASYNC110 - uvicorn tells nobody who leaves
                await asyncio.sleep(0.01)
        assert served.seated[0].fd == -1


async def test_who_asks_and_asks_and_reads_no_answer_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer, "MOST_UNSENT", 100_000)
    async with room() as served:
        reader = await served.raw(receive_buffer=SHORT)
        reader.pause()
        while served.hub.audience(EVENT):
            for _ in range(500):
                reader.say(0x89, b"?" * 125)
            await asyncio.sleep(0)
        assert served.seated[0].unsent < 10_000_000
        assert served.seated[0].gone


async def test_what_the_transport_was_given_is_never_overtaken() -> None:
    async with room() as served:
        reader = await served.raw()
        await reader.frame()
        served.hub.broadcast(EVENT, "directly")
        assert served.seated[0].fd >= 0
        served.seated[0].data_received(client_frame(0x89, b"a question"))
        served.hub.broadcast(EVENT, "after the answer")
        got = [await reader.frame() for _ in range(3)]
        assert got == [(0x81, b"directly"), (0x8A, b"a question"), (0x81, b"after the answer")]


async def test_one_frame_may_be_longer_than_what_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer, "MOST_UNSENT", 10_000)
    async with room() as served:
        client, _ = await served.viewer(compression=None)
        served.hub.broadcast(EVENT, news(1, 20_000_000))
        assert len(str(await client.recv())) > 20_000_000
        served.hub.broadcast(EVENT, "still here")
        assert await client.recv() == "still here"


async def test_a_write_that_is_taken_in_part_is_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel takes one byte, all but one, or none of it, as it likes."""
    chance = random.Random(5)

    def stingy(number: int, data: bytes) -> int:
        taken = chance.choice((0, 1, len(data) // 2, len(data) - 1, len(data)))
        if not taken:
            raise BlockingIOError
        return os.write(number, data[:taken])

    async with room() as served:
        clients = [(await served.viewer(**options))[0] for options in ({}, {"compression": None}) for _ in range(4)]
        monkeypatch.setattr(audience, "write", stingy)
        told = [news(number, 3_000) for number in range(40)]
        for number, frame in enumerate(told):
            served.hub.broadcast(EVENT, frame)
            if number % 3 == 0:
                await asyncio.sleep(0)
        for client in clients:
            assert await heard(client, len(told)) == told


async def test_nobody_is_written_to_by_the_number_of_somebody_who_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broadcast goes out in turns; who leaves between two of them leaves a number that another file is given."""
    monkeypatch.setattr(audience, "MOST_A_TURN", 1)
    async with room() as served:
        readers = [await served.raw() for _ in range(30)]
        for reader in readers:
            await reader.frame()
        numbers = {seated._number for seated in served.seated}
        with Bystanders() as files:
            served.hub.broadcast(EVENT, "for viewers only")
            for reader in readers[:29]:  # the last one has it already: turns go from the end
                reader.close()
            reused: set[int] = set()
            while served.hub.audience(EVENT) > 1 or len(reused) < 10:
                mine, theirs = socket.socketpair()
                files.keep(mine, theirs)
                reused |= {mine.fileno(), theirs.fileno()} & numbers
                await asyncio.sleep(0)
            served.hub.broadcast(EVENT, "and this too")
            await served.hub.drained()
            files.assert_silent()
        assert [(await readers[29].frame())[1] for _ in range(2)] == [b"for viewers only", b"and this too"]


class Bystanders(ExitStack):
    """Sockets that nobody may write to."""

    def __init__(self) -> None:
        super().__init__()
        self._files: list[socket.socket] = []

    def keep(self, *files: socket.socket) -> None:
        for file in files:
            self.enter_context(file)
            file.settimeout(0)
            self._files.append(file)

    def assert_silent(self) -> None:
        for file in self._files:
            with pytest.raises(BlockingIOError):
                file.recv(1)


async def test_an_audience_is_sent_to_in_turns_and_the_loop_goes_on_between_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audience, "MOST_A_TURN", 2)
    async with room() as served:
        clients = [(await served.viewer())[0] for _ in range(7)]
        turns: list[int] = []
        send = audience._send

        def counted(frame: bytes, viewers: list[viewer.Viewer]) -> None:
            turns.append(len(viewers))
            send(frame, viewers)

        monkeypatch.setattr(audience, "_send", counted)
        served.hub.broadcast(EVENT, "1")
        assert turns == [2]  # the first turn at once, the others when the loop has looked at everything else
        served.hub.broadcast(EVENT, "2")
        late, _ = await served.viewer()  # comes while both are being sent, and has neither
        await served.hub.drained()
        assert turns == [2, 2, 2, 1, 1, 2, 2, 2]
        served.hub.broadcast(EVENT, "3")
        for client in clients:
            assert await heard(client, 3) == ["1", "2", "3"]
        assert await heard(late, 1) == ["3"]


async def test_the_hub_sends_everyone_home_and_whoever_comes_later() -> None:
    async with room() as served:
        client, _ = await served.viewer()
        served.hub.close()
        await asyncio.wait_for(client.wait_closed(), 60)
        assert client.close_code == 1001
        late = await served.raw()
        assert await late.closing() == 1001
        late.close()


def test_the_judge_of_packed_frames_is_not_our_own() -> None:
    """What decodes in these tests is the websockets package, set up as a browser is."""
    judge = Judge(False, False, 15, 15)  # noqa: FBT003 - its own signature
    packed = Audience()._frame(Packing.SHARED, b"words")
    frame = Frame(Opcode.TEXT, packed[2:], rsv1=True)
    assert judge.decode(frame).data == b"words"
