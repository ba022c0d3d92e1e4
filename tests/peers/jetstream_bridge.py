"""A double of Jetstream v1 in front of a real firehose: `jetstream_bridge.py ws://pds` prints its port, then serves.

It knows wantedCollections (also prefix.*), wantedDids, cursor, and what is never left out: identity and account events.
It does not compress, cut long messages or drop slow readers. It runs in the environment of the PDS, which has libipld.
"""

import asyncio
import json
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import libipld  # type: ignore[import-not-found]  # in the environment of the PDS, where this runs
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, WebSocketException

_KEPT = 100_000
_WAIT = 0.2  # seconds until a PDS that is away is tried again


@dataclass(frozen=True)
class Told:
    """One event as it goes out. `collection` is None for what everybody gets."""

    time_us: int
    did: str
    collection: str | None
    text: str


class Bridge:
    """Reads one firehose and keeps what it said."""

    def __init__(self, pds: str) -> None:
        self._url = f"{pds}/xrpc/com.atproto.sync.subscribeRepos"
        self.told: deque[Told] = deque(maxlen=_KEPT)
        self.more = asyncio.Condition()
        self.connected = asyncio.Event()
        self._cursor = 0

    async def read(self) -> None:
        while True:
            try:
                async with connect(f"{self._url}?cursor={self._cursor}", max_size=None, proxy=None) as firehose:
                    self.connected.set()
                    async for frame in firehose:
                        await self._take(frame)
            except (OSError, WebSocketException):
                await asyncio.sleep(_WAIT)

    async def _take(self, frame: str | bytes) -> None:
        header, body = libipld.decode_dag_cbor_multi(frame)
        if header.get("op") != 1:
            return
        for did, kind, inner in events(header["t"], body):
            last = self.told[-1].time_us if self.told else 0
            time_us = max(last + 1, time.time_ns() // 1_000)
            event = {"did": did, "time_us": time_us, "kind": kind, kind: inner}
            text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            self.told.append(Told(time_us, did, inner.get("collection"), text))
        self._cursor = body.get("seq", self._cursor)
        async with self.more:
            self.more.notify_all()

    async def serve(self, reader: ServerConnection) -> None:
        """Send one reader what it wants, for as long as it listens."""
        assert reader.request is not None
        address = urlsplit(reader.request.path)
        if address.path != "/subscribe":
            await reader.close(1008, "no such path")
            return
        wanted = parse_qs(address.query)
        now = time.time_ns() // 1_000
        cursor = int(wanted.get("cursor", [str(now)])[0])
        next_us = min(cursor, now)
        try:
            while True:
                for one in [one for one in self.told if one.time_us >= next_us]:
                    next_us = one.time_us + 1
                    if wants(wanted, one):
                        await reader.send(one.text)
                async with self.more:
                    if not self.told or self.told[-1].time_us < next_us:
                        await self.more.wait()
        except ConnectionClosed:
            return


def events(kind: str, body: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield what Jetstream makes of a frame, as (did, kind, content); #sync is never told."""
    if kind in {"#identity", "#account"}:
        yield body["did"], kind[1:], plain(body)
    elif kind == "#commit":
        _, blocks = libipld.decode_car(body["blocks"])
        for change in body["ops"]:
            collection, _, rkey = change["path"].partition("/")
            told = {"rev": body["rev"], "operation": change["action"], "collection": collection, "rkey": rkey}
            if change["action"] != "delete":
                told["record"] = plain(blocks[change["cid"]])
                told["cid"] = libipld.encode_cid(change["cid"])
            yield body["repo"], "commit", told


def plain(value: Any) -> Any:
    """Return a decoded block as JSON has it: links as {"$link": cid}."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return {"$link": libipld.encode_cid(value)} if isinstance(value, bytes) else value


def wants(wanted: dict[str, list[str]], one: Told) -> bool:
    """Whether a reader asked for an event."""
    dids, collections = wanted.get("wantedDids", []), wanted.get("wantedCollections", [])
    if dids and one.did not in dids:
        return False
    if one.collection is None or not collections:
        return True
    return any(
        one.collection.startswith(name[:-1]) if name.endswith("*") else one.collection == name for name in collections
    )


async def main(pds: str) -> None:
    """Serve until the input ends."""
    bridge = Bridge(pds)
    async with serve(bridge.serve, "127.0.0.1", 0, compression=None) as server, asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(bridge.read())
        await bridge.connected.wait()
        port = next(iter(server.sockets)).getsockname()[1]
        sys.stdout.write(json.dumps({"port": port}) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        reading.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
