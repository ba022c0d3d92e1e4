"""Takes no more than we can carry: bodies are counted after unpacking, and unpacked no further than that."""

import zlib
from collections.abc import AsyncGenerator, Iterator

import httpx

from app.domain.errors import BadInput, Unavailable
from app.domain.phrase import phrase

ENCODINGS = "gzip"  # what we ask for; what comes in another packing comes from somebody who did not listen
_PIECE = 64 * 1024  # bytes
_GZIP = 16 + zlib.MAX_WBITS


async def pieces(answer: httpx.Response) -> AsyncGenerator[bytes, None]:
    """Yield an answer's body, unpacked, in pieces of at most 64 KiB, however small it was packed.

    httpx unpacks whatever has come at once, which lets 64 KiB become 64 MiB; and it does so as often as a header says.
    """
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise Unavailable(
            phrase(
                "{host} packs its answer in a way that we did not ask for: {words}",
                host=answer.url.host,
                words=encoding[:40],
            )
        )
    unpacking = zlib.decompressobj(_GZIP) if encoding.endswith("gzip") else None
    try:
        async for part in answer.aiter_raw():
            for piece in _unpacked(unpacking, part) if unpacking else (part,):
                yield piece
    except zlib.error as error:
        raise Unavailable(phrase("{host} sends a body that cannot be unpacked", host=answer.url.host)) from error


def _unpacked(unpacking: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    while not unpacking.eof:  # what stands behind the end is read, so that the connection can be used again
        piece = unpacking.decompress(packed, _PIECE)
        packed = unpacking.unconsumed_tail
        if piece:
            yield piece
        if not packed and len(piece) < _PIECE:
            break


async def limited(answer: httpx.Response, limit: int) -> bytes:
    """Return a body; BadInput as soon as it is known to have more than `limit` bytes."""
    told = answer.headers.get("content-length", "")
    parts: list[bytes] = []
    taken = int(told) if told.isascii() and told.isdigit() and len(told) < 20 else 0  # noqa: PLR2004 - 2**64 and less
    if taken <= limit:
        taken = 0
        async for part in pieces(answer):
            taken += len(part)
            if taken > limit:
                break
            parts.append(part)
    if taken > limit:
        raise BadInput(phrase("{host} answers with more than {most} bytes", host=answer.url.host, most=limit))
    return b"".join(parts)
