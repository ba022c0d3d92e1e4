"""The one way out, against servers that are not as they should be."""

import asyncio
import datetime as dt
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection, serve

from app.domain.errors import BadInput, RateLimited, Refused, Unavailable
from app.networks.outside import Answer, Outside, asking
from tests.support.raw_server import Answering, raw_server, response

_HOME = ("127.0.0.1", "localhost")


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    outside = Outside(agent="Ovation tests", allowed=_HOME)
    yield outside
    await outside.close()


def _always(answer: bytes) -> Answering:
    async def answering(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return answering


async def _never(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def test_it_says_who_asks_and_brings_home_what_is_answered(outside: Outside) -> None:
    heads: list[str] = []

    async def answering(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(head.lower())
        writer.write(response(b'{"a":1}', set_cookie="who=you", status="404 Not Found"))

    async with raw_server(answering) as port:
        url = f"http://127.0.0.1:{port}/x"
        answer = await outside.get(url, params={"q": "a b&c"}, headers={"Authorization": "Bearer t"})
        await outside.post(url, json={"b": 2})
    assert (answer.status, answer.json(), answer.url) == (404, {"a": 1}, f"{url}?q=a+b%26c")
    assert "user-agent: ovation tests\r\n" in heads[0]
    assert "authorization: bearer t\r\n" in heads[0]
    assert heads[1].startswith("post /x ")
    assert "cookie:" not in heads[1]


@pytest.mark.parametrize("body", [b"<html>", b'"\xff\xfe"', b"[" * 100_000], ids=["a page", "no UTF-8", "nested"])
def test_an_answer_that_is_not_what_was_asked_for_says_whose_it_is(body: bytes) -> None:
    answer = Answer(status=200, headers=httpx.Headers(), body=body, url="https://a.example/x")
    with pytest.raises(Unavailable, match=r"a\.example answers something that is not what we asked for"):
        answer.json()


async def test_the_address_that_was_looked_at_is_the_one_that_is_connected_to() -> None:
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.66"]

    outside = Outside(agent="Ovation tests", allowed={"wall.example"}, resolve=rebinding)
    async with raw_server(_always(response(b"here"))) as port:
        assert (await outside.get(f"http://wall.example:{port}/")).body == b"here"
    async with serve(_echo, "127.0.0.1", 0) as server:
        asked.clear()
        async with outside.socket(f"ws://wall.example:{_port(server)}") as connection:
            await connection.send("here")
            assert await connection.recv() == "here"
    assert asked == ["wall.example"]
    await outside.close()


async def test_a_dead_address_is_no_reason_not_to_try_the_next(outside: Outside) -> None:
    async def two(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.66", "127.0.0.1"]

    outside = Outside(agent="Ovation tests", allowed={"wall.example"}, resolve=two)
    async with raw_server(_always(response(b"second"))) as port:
        assert (await outside.get(f"http://wall.example:{port}/")).body == b"second"
    async with serve(_echo, "127.0.0.1", 0) as server, outside.socket(f"ws://wall.example:{_port(server)}"):
        pass
    await outside.close()


@pytest.mark.parametrize("spelling", ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "localhost"])
async def test_nothing_private_is_asked_unless_it_is_allowed_by_name(spelling: str) -> None:
    outside = Outside(agent="Ovation tests")
    with pytest.raises(BadInput, match="OVATION_ALLOWED_HOSTS"):
        await outside.get(f"http://{spelling}:9/")
    with pytest.raises(BadInput, match="OVATION_ALLOWED_HOSTS"):
        async with outside.stream(f"http://{spelling}:9/", silence=1):
            pass
    with pytest.raises(BadInput, match="OVATION_ALLOWED_HOSTS"):
        async with outside.socket(f"ws://{spelling}:9/"):
            pass
    await outside.close()


async def test_a_redirect_to_a_private_address_is_refused_like_a_first_address() -> None:
    outside = Outside(agent="Ovation tests", allowed={"127.0.0.1"})
    async with raw_server(_always(response(status="302 Found", location="http://localhost:9/secret"))) as port:
        with pytest.raises(BadInput, match="localhost leads to the private address"):
            await outside.get(f"http://127.0.0.1:{port}/")
        with pytest.raises(Unavailable, match="sends us on to http://localhost:9/secret"):
            async with outside.socket(f"ws://127.0.0.1:{port}/"):
                pass
    for there in ("file:///etc/passwd", "https://a:b@c.example/", "http://[::1/", "http://\x7f/"):
        async with raw_server(_always(response(status="307 Temporary Redirect", location=there))) as port:
            with pytest.raises((BadInput, Unavailable)):
                await outside.get(f"http://127.0.0.1:{port}/")
    await outside.close()


async def test_a_websocket_is_not_sent_on_even_on_its_own_host(outside: Outside) -> None:
    async with raw_server(_always(response(status="301 Moved Permanently", location="/other"))) as port:
        with pytest.raises(Unavailable, match="sends us on to /other"):
            async with outside.socket(f"ws://127.0.0.1:{port}/"):
                pass


async def test_redirects_end_and_a_secret_stays_at_its_host(outside: Outside) -> None:
    heads: list[str] = []

    async def elsewhere(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        writer.write(response(b"found"))

    async def answering(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        if head.startswith("GET /first"):
            writer.write(response(status="301 Moved Permanently", location="second"))
        elif head.startswith("GET /second"):
            writer.write(response(status="302 Found", location=f"http://127.0.0.1:{other}/"))
        else:
            writer.write(response(status="302 Found", location="/round"))

    secrets = {"Authorization": "Bearer t", "X-Key": "k", "Accept": "application/json"}
    async with raw_server(elsewhere) as other, raw_server(answering) as port:
        answer = await outside.get(f"http://127.0.0.1:{port}/first", headers=secrets)
        assert (answer.body, answer.url) == (b"found", f"http://127.0.0.1:{other}/")
        assert ["Bearer" in head for head in heads] == [True, True, False]
        assert ["X-Key" in head for head in heads] == [True, True, False]
        assert all("application/json" in head for head in heads)
        with pytest.raises(Unavailable, match="sends us on and on"):
            await outside.get(f"http://127.0.0.1:{port}/round")
        assert (await outside.get(f"http://127.0.0.1:{port}/round", redirects=0)).status == 302


async def test_a_step_down_from_https_loses_the_secret(tmp_path: Path) -> None:
    heads: list[str] = []

    async def plain(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        writer.write(response(b"plain"))

    served, trust = _certificate(tmp_path)
    outside = Outside(agent="Ovation tests", allowed=_HOME, trust=trust)
    async with raw_server(plain) as other:
        moved = _always(response(status="302 Found", location=f"http://localhost:{other}/"))
        async with raw_server(moved, tls=served) as port:
            answer = await outside.get(f"https://localhost:{port}/", headers={"Authorization": "Bearer t"})
    assert answer.body == b"plain"
    assert "Bearer" not in heads[0]
    await outside.close()


async def test_a_certificate_that_cannot_be_believed_is_named(tmp_path: Path, outside: Outside) -> None:
    served, trust = _certificate(tmp_path)
    async with raw_server(_always(response()), tls=served) as port:
        for opening in (outside.get(f"https://localhost:{port}/"), _opened(outside, f"wss://localhost:{port}/")):
            with pytest.raises(Unavailable, match=r"localhost does not answer: its certificate cannot be believed"):
                await opening
        trusting = Outside(agent="Ovation tests", allowed=_HOME, trust=trust)
        with pytest.raises(Unavailable, match=r"IP address mismatch"):
            await trusting.get(f"https://127.0.0.1:{port}/")
        await trusting.close()
    async with raw_server(_always(response()), greeting=b"220 mail.example ESMTP") as port:
        for opening in (outside.get(f"https://127.0.0.1:{port}/"), _opened(outside, f"wss://127.0.0.1:{port}/")):
            with pytest.raises(Unavailable, match="does not speak TLS there"):
                await opening


async def test_a_websocket_over_tls_keeps_its_name_at_a_numbered_address(tmp_path: Path) -> None:
    served, trust = _certificate(tmp_path)
    outside = Outside(agent="Ovation tests", allowed=_HOME, trust=trust)
    async with (
        serve(_echo, "127.0.0.1", 0, ssl=served) as server,
        outside.socket(f"wss://localhost:{_port(server)}") as connection,
    ):
        await connection.send("safe")
        assert await connection.recv() == "safe"
    await outside.close()


@pytest.mark.parametrize("length", ["", "5000000"])
async def test_an_answer_is_too_large_before_it_has_come_whole(length: str, outside: Outside) -> None:
    async def endless(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(response(status="200 OK", content_length=length, connection="close"))
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    async with raw_server(endless) as port:
        with pytest.raises(BadInput, match="more than 1,000 bytes"):
            await outside.get(f"http://127.0.0.1:{port}/", limit=1000)


async def test_a_bomb_is_counted_as_what_it_becomes_and_unpacked_no_further(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked: list[int] = []
    real = zlib.decompressobj

    class Counting:
        def __init__(self, bits: int) -> None:
            self._real = real(bits)

        def decompress(self, data: bytes, most: int) -> bytes:
            piece = self._real.decompress(data, most)
            unpacked.append(len(piece))
            return piece

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

    monkeypatch.setattr(zlib, "decompressobj", Counting)
    bomb = gzip.compress(bytes(50_000_000))
    async with raw_server(_always(response(bomb, content_encoding="gzip"))) as port:
        with pytest.raises(BadInput, match="more than 100,000 bytes"):
            await outside.get(f"http://127.0.0.1:{port}/", limit=100_000)
    assert sum(unpacked) < 200_000
    assert max(unpacked) <= 65536


async def test_what_is_packed_decently_is_read_and_what_is_not_is_refused(outside: Outside) -> None:
    text = b"thank you, " * 20_000
    async with raw_server(_always(response(gzip.compress(text) + b"behind", content_encoding="GZip"))) as port:
        assert (await outside.get(f"http://127.0.0.1:{port}/")).body == text
    for encoding, body in (("gzip", b"no gzip"), ("gzip, gzip", b""), ("br", b""), ("deflate", b"")):
        async with raw_server(_always(response(body, content_encoding=encoding))) as port:
            with pytest.raises(Unavailable, match=r"packs its answer|cannot be unpacked"):
                await outside.get(f"http://127.0.0.1:{port}/")


async def test_a_content_type_that_will_not_do_is_refused_before_its_body_is_read(outside: Outside) -> None:
    page = response(b"<html>", content_type="Text/HTML; charset=utf-8")
    async with raw_server(_always(page)) as port:
        url = f"http://127.0.0.1:{port}/"
        with pytest.raises(BadInput, match="answers with text/html, not with image/"):
            await outside.get(url, kinds=["image/"])
        assert (await outside.get(url, kinds=["application/json", "text/html"])).body == b"<html>"
    async with raw_server(_always(response(b"no", status="404 Not Found", content_type="text/plain"))) as port:
        assert (await outside.get(f"http://127.0.0.1:{port}/", kinds=["image/"])).status == 404


async def test_a_body_that_drips_is_given_up_as_a_whole(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dripping(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(response(content_length="1000"))
        while True:
            writer.write(b".")
            await asyncio.sleep(0.01)

    monkeypatch.setattr(asking, "_TIMEOUT", 0.2)
    async with raw_server(dripping) as port:
        with pytest.raises(Unavailable, match=r"127\.0\.0\.1 does not answer: it took too long"):
            await outside.get(f"http://127.0.0.1:{port}/")
    async with raw_server(_never) as port:
        for opening in (outside.post(f"http://127.0.0.1:{port}/"), _opened(outside, f"ws://127.0.0.1:{port}/")):
            with pytest.raises(Unavailable, match="it took too long"):
                await opening
        with pytest.raises(Unavailable, match="it took too long"):
            async with outside.stream(f"http://127.0.0.1:{port}/", silence=60):
                pass


@pytest.mark.parametrize(
    "flood",
    [
        b"HTTP/1.1 200 OK\r\n" + b"x-more: and more\r\n" * 10_000,
        b"HTTP/1.1 200 OK\r\nx-long: " + b"x" * 1_000_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + b"\0" * 1000,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
    ],
)
async def test_heads_that_flood_or_mean_nothing_end_in_one_line(flood: bytes, outside: Outside) -> None:
    async def answering(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(flood)
        await writer.drain()
        writer.close()

    async with raw_server(answering) as port:
        for opening in (outside.get(f"http://127.0.0.1:{port}/"), _opened(outside, f"ws://127.0.0.1:{port}/")):
            with pytest.raises(Unavailable) as refused:
                await opening
            assert len(str(refused.value)) < 300
            assert "\n" not in str(refused.value)


async def test_a_token_that_was_not_copied_whole_is_told_apart(outside: Outside) -> None:
    for token in ("Bearer tokën", "Bearer a\r\nHost: b"):
        for opening in (
            outside.get("https://a.example/", headers={"Authorization": token}),
            _opened(outside, "wss://a.example/", headers={"Authorization": token}),
        ):
            with pytest.raises(BadInput, match="sent as Authorization"):
                await opening


async def test_a_stream_brings_pieces_and_breaks_when_it_falls_silent(outside: Outside) -> None:
    async def answering(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(response(content_length="", transfer_encoding="chunked", content_encoding="gzip"))
        packing = zlib.compressobj(wbits=31)
        for line in (b"one\n", b"two\n"):
            packed = packing.compress(line) + packing.flush(zlib.Z_SYNC_FLUSH)
            writer.write(f"{len(packed):x}\r\n".encode() + packed + b"\r\n")
        await asyncio.Event().wait()

    heard: list[bytes] = []
    async with raw_server(answering) as port:
        listening = _listened(outside, f"http://127.0.0.1:{port}/", heard.append)
        with pytest.raises(Unavailable, match=r"the stream of 127\.0\.0\.1 broke: it took too long"):
            await listening
    assert b"".join(heard) == b"one\ntwo\n"


async def test_a_stream_that_is_refused_says_why(outside: Outside) -> None:
    refusal = response(b"slow down", status="429 Too Many Requests", retry_after="7")
    async with (
        raw_server(_always(refusal)) as port,
        outside.stream(f"http://127.0.0.1:{port}/", silence=5) as (answer, _parts),
    ):
        assert (answer.status, answer.body, answer.retry_after) == (429, b"slow down", timedelta(seconds=7))


class _MyOwnError(Exception):
    pass


@pytest.mark.parametrize("mine", [_MyOwnError(), OSError("disk full"), TimeoutError(), Refused("no")])
async def test_what_goes_wrong_in_the_callers_block_stays_as_it_is(mine: Exception, outside: Outside) -> None:
    def fail(_part: bytes) -> None:
        raise mine

    chunked = response(content_length="", transfer_encoding="chunked") + b"3\r\none\r\n"
    async with raw_server(_always(chunked)) as port:
        with pytest.raises(type(mine)) as raised:
            await _listened(outside, f"http://127.0.0.1:{port}/", fail)
        assert raised.value is mine
    async with serve(_echo, "127.0.0.1", 0) as server:
        with pytest.raises(type(mine)) as raised:
            async with outside.socket(f"ws://127.0.0.1:{_port(server)}"):
                raise mine
        assert raised.value is mine


async def test_a_websocket_that_breaks_is_unavailable(outside: Outside) -> None:
    async def cut(connection: ServerConnection) -> None:
        connection.transport.abort()

    async with serve(cut, "127.0.0.1", 0) as server:
        with pytest.raises(Unavailable, match=r"the connection to 127\.0\.0\.1 broke"):
            async with outside.socket(f"ws://127.0.0.1:{_port(server)}") as connection:
                await connection.recv()


async def test_a_message_that_is_too_large_breaks_the_connection_also_when_it_came_small(outside: Outside) -> None:
    async def bomb(connection: ServerConnection) -> None:
        await connection.send("x" * 5_000_000)
        await connection.wait_closed()

    async with serve(bomb, "127.0.0.1", 0, compression="deflate") as server:
        with pytest.raises(Unavailable, match=r"broke: .*too big"):
            async with outside.socket(f"ws://127.0.0.1:{_port(server)}") as connection:
                await connection.recv()


@pytest.mark.parametrize(
    ("refusal", "error", "wait"),
    [
        (response(status="401 Unauthorized"), Refused, None),
        (response(status="403 Forbidden"), Refused, None),
        (response(status="404 Not Found"), Unavailable, None),
        (response(status="429 Too Many Requests", retry_after="30"), RateLimited, 30),
        (response(status="429 Too Many Requests"), RateLimited, None),
        (response(status="503 Service Unavailable", retry_after="2\r\nretry-after: 60"), Unavailable, 60),
        (response(b"<html>"), Unavailable, None),
    ],
)
async def test_a_websocket_that_is_refused_says_how(
    refusal: bytes, error: type[Exception], wait: int | None, outside: Outside
) -> None:
    async with raw_server(_always(refusal)) as port:
        with pytest.raises(error, match=r"^127\.0\.0\.1 ") as refused:
            await _opened(outside, f"ws://127.0.0.1:{port}/")
    asked = getattr(refused.value, "retry_after", None)
    assert asked == (None if wait is None else timedelta(seconds=wait))


def test_a_server_is_believed_by_its_own_clock() -> None:
    date = "Sat, 05 Sep 2026 09:00:00 GMT"
    headers = httpx.Headers([("retry-after", "Sat, 05 Sep 2026 09:02:00 GMT"), ("retry-after", "5")])
    assert Answer(status=503, headers=headers, body=b"", url="").retry_after == timedelta(seconds=5)
    headers["date"] = date
    headers = httpx.Headers([*headers.multi_items()])
    assert Answer(status=503, headers=headers, body=b"", url="").retry_after is not None
    for told, seconds in (
        ("Sat, 05 Sep 2026 09:02:00 GMT", 120),
        ("Sat, 05 Sep 2026 08:00:00 -0000", 0),
        ("99999999999999999999", 86400),
        ("soon", None),
        ("-5", None),
        ("", None),
    ):
        answer = Answer(status=503, headers=httpx.Headers({"retry-after": told, "date": date}), body=b"", url="")
        assert answer.retry_after == (None if seconds is None else timedelta(seconds=seconds))


async def test_whoever_is_told_to_stop_stops_at_once_while_nothing_is_answered(outside: Outside) -> None:
    asked = asyncio.Event()

    async def answering(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await asyncio.Event().wait()

    async with raw_server(answering) as port:
        for waiting in (outside.get(f"http://127.0.0.1:{port}/"), _opened(outside, f"ws://127.0.0.1:{port}/")):
            assert await _stopped(waiting, asked)
            asked.clear()


async def test_whoever_is_told_to_stop_stops_at_once_in_the_middle_of_a_stream(outside: Outside) -> None:
    heard = asyncio.Event()

    chunked = response(content_length="", transfer_encoding="chunked") + b"3\r\none\r\n"
    async with raw_server(_always(chunked)) as port:
        assert await _stopped(_listened(outside, f"http://127.0.0.1:{port}/", lambda _: heard.set()), heard)


async def test_whoever_is_told_to_stop_stops_at_once_when_nobody_says_goodbye(outside: Outside) -> None:
    heard, over = asyncio.Event(), asyncio.Event()

    async def deaf(connection: ServerConnection) -> None:
        await connection.send("hello")
        connection.transport.pause_reading()
        await over.wait()
        connection.transport.abort()

    async def listen(port: int) -> None:
        async with outside.socket(f"ws://127.0.0.1:{port}/") as connection:
            await connection.recv()
            heard.set()
            await connection.recv()

    async with serve(deaf, "127.0.0.1", 0) as server:
        try:
            assert await _stopped(listen(_port(server)), heard)
        finally:
            over.set()


async def _stopped(waiting: Coroutine[Any, Any, object], ready: asyncio.Event) -> bool:
    """Whether what waits ends when it is cancelled, long before what it waits for would come."""
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(waiting)
        async with asyncio.timeout(60):
            await ready.wait()
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=30)
    return done == {task} and task.cancelled()


async def _listened(outside: Outside, url: str, hear: Callable[[bytes], None]) -> None:
    async with outside.stream(url, silence=0.3) as (_, parts):
        async for part in parts:
            hear(part)


async def _opened(outside: Outside, url: str, headers: dict[str, str] | None = None) -> ClientConnection:
    async with outside.socket(url, headers=headers) as connection:
        return connection


async def _echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(message)


def _port(server: object) -> int:
    return int(next(iter(server.sockets)).getsockname()[1])  # type: ignore[attr-defined]  # a websockets Server


def _certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for localhost that nobody else believes: what serves with it, and what believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(file)
    return served, ssl.create_default_context(cafile=str(file))
