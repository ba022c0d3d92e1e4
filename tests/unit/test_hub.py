"""The hub hands frames to everyone at once and waits for nobody."""

import asyncio

import pytest

from app.outlets.fanout.inbox import Inbox
from app.outlets.hub import Hub


async def read(inbox: Inbox) -> list[str]:
    return [frame async for frame in inbox]


async def test_everyone_who_looks_at_an_event_gets_its_frames_in_order() -> None:
    hub = Hub()
    with hub.join("a") as one, hub.join("a") as two, hub.join("b") as other:
        assert hub.broadcast("a", "1") == 2
        assert hub.broadcast("a", "2") == 2
        hub.close()
        assert await read(one) == ["1", "2"]
        assert await read(two) == ["1", "2"]
        assert await read(other) == []


async def test_whoever_does_not_read_is_sent_away_and_woken_and_the_others_never_notice() -> None:
    hub = Hub(room=3)
    with hub.join("a") as slow, hub.join("a") as quick:
        reading = asyncio.ensure_future(read(slow))
        await asyncio.sleep(0)  # it waits now
        seen = []
        for number in range(5):
            hub.broadcast("a", str(number))
            seen.append(quick._frames.popleft())
        assert seen == ["0", "1", "2", "3", "4"]
        assert not quick.closed
        assert slow.overflowed
        assert await asyncio.wait_for(reading, 30) == []


async def test_a_waiting_reader_is_woken_by_a_frame_and_by_the_end() -> None:
    hub = Hub()
    with hub.join("a") as inbox:
        reading = asyncio.ensure_future(read(inbox))
        await asyncio.sleep(0)
        hub.broadcast("a", "1")
        await asyncio.sleep(0)
        inbox.close()
        assert await asyncio.wait_for(reading, 30) == ["1"]
        assert not inbox.overflowed
        assert not inbox.put("2")


def test_who_has_left_is_forgotten() -> None:
    hub = Hub()
    with hub.join("a"):
        assert hub.audience("a") == 1
        assert hub.watched() == {"a"}
    assert hub.audience("a") == 0
    assert hub.watched() == frozenset()
    assert hub.broadcast("a", "1") == 0


async def test_after_the_end_nobody_waits() -> None:
    hub = Hub()
    hub.close()
    with hub.join("a") as inbox:
        assert await read(inbox) == []


async def test_an_inbox_has_one_owner() -> None:
    inbox = Inbox()
    inbox.put("1")
    inbox.close()
    assert await read(inbox) == ["1"]
    with pytest.raises(RuntimeError, match="one owner"):
        await asyncio.gather(asyncio.ensure_future(read(inbox)))
