"""A firehose of invented posts in a process of its own: `python -m tests.bench.firehose` prints its two ports.

Frames are made before anybody comes, so that whoever reads them is what is measured. Their mixture and size are those
of Bluesky's stream: half are answers, a fifth have links, a tenth are deletions, one in 5,000 has a tag of the event.
"""

import asyncio
import base64
import hashlib
import json
import random
import struct
from collections.abc import Iterator
from typing import Any

from tests.support.appview import AppView
from tests.support.jetstream import POST, START, record

EVENTS = 120_000
OURS = 5_000  # one in so many carries one of our tags
VOICES = [f"did:plc:voice{number:019d}" for number in range(5)]
_WORDS = (
    "tide harbour ferry gull lantern mooring quay drift salt rope anchor swell foam pier buoy kelp".split()  # noqa: SIM905 - reads better
)
_LINE = 890  # bytes, as in ../shared/performance.md


def tag(number: int) -> str:
    """The tags that a follower can be told to follow; every 5,000th event has one of the first five."""
    return f"TideConf{number}"


def held(number: int) -> str:
    """The uris of posts that may be held; nobody answers them here."""
    return f"at://did:plc:held{number:020d}/{POST}/3mheld"


def is_ours(number: int) -> bool:
    """Whether the nth event carries one of our tags; the last one does, so that everybody knows when it is over."""
    return number % OURS == OURS - 1


def events() -> Iterator[dict[str, Any]]:
    """Yield the same events each time."""
    dice = random.Random(26)
    for number in range(EVENTS):
        did = VOICES[number // OURS % len(VOICES)] if is_ours(number) else f"did:plc:{dice.getrandbits(110):024x}"[:32]
        commit: dict[str, Any] = {"rev": "3mrevision", "operation": "create", "collection": POST, "rkey": f"3m{number}"}
        if number % 10 == 3 and not is_ours(number):
            commit["operation"] = "delete"
        else:
            commit |= {"record": _record(number, dice), "cid": "bafyreib" + "a" * 51}
        yield {"did": did, "time_us": START + 27_000 * number, "kind": "commit", "commit": commit}


def _record(number: int, dice: random.Random) -> dict[str, Any]:
    text = " ".join(dice.choices(_WORDS, k=24))
    if is_ours(number):
        return record(f"{text} #{tag(number // OURS % 5)}")
    more: dict[str, Any] = {}
    if number % 2:
        other = {"cid": "bafyreic" + "b" * 51, "uri": f"at://did:plc:{dice.getrandbits(110):024x}/{POST}/3mother"}
        more["reply"] = {"parent": other, "root": other}
    if number % 5 == 0:
        feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://harbour.example/a/page"}
        more["facets"] = [{"index": {"byteStart": 0, "byteEnd": 4}, "features": [feature]}]
    if number % 6 == 0:
        text += f" #{dice.choice(_WORDS)}{number}"
    told = record(text, **more)
    if (short := _LINE - 320 - len(json.dumps(told))) > 0:
        image = {"$type": "blob", "ref": {"$link": "bafkreid" + "c" * 51}, "mimeType": "image/jpeg", "size": 100_000}
        embed = {"$type": "app.bsky.embed.images", "images": [{"alt": "x" * max(short - 200, 0), "image": image}]}
        told["embed"] = embed
    return told


def frame(payload: bytes) -> bytes:
    """A WebSocket text frame of a server (RFC 6455, 5.2)."""
    size = len(payload)
    head = struct.pack("!BB", 0x81, size) if size < 126 else struct.pack("!BBH", 0x81, 126, size)
    return head + payload


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, stream: bytes) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    key = next(line.split(": ")[1] for line in head.split("\r\n") if line.lower().startswith("sec-websocket-key"))
    accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
    writer.write(
        f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
    )
    writer.write(stream)
    await reader.read(1)  # whoever has heard enough says goodbye
    writer.close()


async def main() -> None:
    """Serve until killed."""
    stream = b"".join(frame(json.dumps(event, separators=(",", ":")).encode()) for event in events())
    server = await asyncio.start_server(lambda reader, writer: _serve(reader, writer, stream), "127.0.0.1", 0)
    view = AppView()
    for number, did in enumerate(VOICES):
        view.know(did, f"voice{number}.test")
    await view.start()
    print(server.sockets[0].getsockname()[1], view.port, round(len(stream) / EVENTS), flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
