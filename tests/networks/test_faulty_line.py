"""The bad line itself: a test of faults is worth no more than the faults."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.faulty import Line, faulty
from tests.support.raw_server import raw_server

_SAID = bytes(range(256)) * 40


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async def say(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(_SAID)

    async with raw_server(say) as port, faulty(port) as line:
        yield line


async def _ask(line: Line) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(b"speak\r\n\r\n")
    return reader, writer


async def test_what_is_said_comes_through(line: Line) -> None:
    reader, writer = await _ask(line)
    assert await reader.readexactly(len(_SAID)) == _SAID
    assert line.carried == len(_SAID)
    writer.transport.abort()


async def test_a_line_is_cut_at_a_byte_and_carries_again(line: Line) -> None:
    line.cut_after(1000)
    reader, writer = await _ask(line)
    with pytest.raises(asyncio.IncompleteReadError) as short:
        await reader.readexactly(len(_SAID))
    assert short.value.partial == _SAID[:1000]
    writer.transport.abort()
    reader, writer = await _ask(line)
    assert await reader.readexactly(len(_SAID)) == _SAID
    writer.transport.abort()


async def test_a_half_open_line_stands_and_says_nothing(line: Line) -> None:
    reader, writer = await _ask(line)
    await reader.readexactly(len(_SAID))
    line.fall_silent()
    writer.write(b"speak\r\n\r\n")
    late_reader, late_writer = await _ask(line)
    for silent in (reader, late_reader):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(silent.read(1), 0.05)
    await line.speak()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    for standing in (writer, late_writer):
        standing.transport.abort()


async def test_a_line_refuses_and_comes_back_at_its_port(line: Line) -> None:
    await line.refuse()
    with pytest.raises(ConnectionRefusedError):
        await _ask(line)
    await line.start()
    reader, writer = await _ask(line)
    assert await reader.readexactly(len(_SAID)) == _SAID
    writer.transport.abort()
