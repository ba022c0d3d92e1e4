"""Archives from disk: .jsonl, plain or gzip, line by line in constant memory, whatever is in them."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from app.domain.errors import BadInput, CutShort
from app.domain.post import Change
from app.networks.archive.lines import to_change

LINE_LIMIT = 4 * 1024 * 1024  # bytes; three texts of 100,000 characters fit, escaped or not
_GZIP = b"\x1f\x8b"
_UNREADABLE = {
    b"PK\x03\x04": "a zip archive: unpack it first",
    b"BZh": "compressed with bzip2: use gzip or unpack it first",
    b"\xfd7zXZ": "compressed with xz: use gzip or unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed with zstd: use gzip or unpack it first",
    b"\xff\xfe": "UTF-16: save it as UTF-8",
    b"\xfe\xff": "UTF-16: save it as UTF-8",
}
_BOM = b"\xef\xbb\xbf"
Line = dict[str, object]


class Record(NamedTuple):
    """One line of a file: its number, from 1, and its JSON object, or why there is none."""

    number: int
    line: Line | BadInput


class Numbered(NamedTuple):
    """One line of an archive: its number, from 1, and what it says, or why it says nothing."""

    number: int
    change: Change | BadInput


def lines(path: Path) -> Iterator[Numbered]:
    """Yield what each line of an archive says; blank lines are passed over.

    BadInput is raised when the file cannot be opened, and yielded, with its line, for a line that cannot be used; a cut
    gzip yields what could be read, and then one BadInput.
    """
    for number, line in records(path):
        yield Numbered(number, _change(number, line))


def records(path: Path) -> Iterator[Record]:
    """Yield the JSON object of each line of a file, plain or gzip as its first bytes say."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
            for magic, advice in _UNREADABLE.items():
                if start.startswith(magic):
                    raise BadInput(f"{path} is {advice}")
            file.seek(0)
            if start.startswith(_GZIP):
                with gzip.open(file) as unpacked:
                    yield from records_of(unpacked)  # type: ignore[arg-type]  # GzipFile reads bytes, says IO[Any]
            else:
                yield from records_of(file)
    except FileNotFoundError as error:
        raise BadInput(f"{path}: there is no such file") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}") from error


def records_of(stream: BinaryIO) -> Iterator[Record]:
    """Yield the JSON object of each line of a stream of bytes, such as standard input."""
    number = 0
    while True:
        number += 1
        try:
            raw = stream.readline(LINE_LIMIT + 1)
            whole = raw.endswith(b"\n") or len(raw) <= LINE_LIMIT or _skip_rest(stream)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            advice = f"the file is cut or damaged: its gzip ends early ({error}); what stood before was read"
            yield Record(number, CutShort(advice, line=number))
            return
        if not raw:
            return
        if number == 1:
            raw = raw.removeprefix(_BOM)
        if not whole:
            yield Record(number, BadInput(f"longer than {LINE_LIMIT:,} bytes", line=number))
        elif not raw.isspace() and raw:
            yield Record(number, _decoded(number, raw))


def _skip_rest(stream: BinaryIO) -> bool:
    while (more := stream.readline(LINE_LIMIT)) and not more.endswith(b"\n"):
        pass
    return False


def _decoded(number: int, raw: bytes) -> Line | BadInput:
    try:
        line = _json(raw)
    except UnicodeDecodeError as error:
        return BadInput(f"not UTF-8 (byte {error.start + 1} of the line)", line=number)
    except (ValueError, RecursionError) as error:
        return BadInput(f"not JSON: {error}", line=number)
    if not isinstance(line, dict):
        return BadInput(f"not a JSON object but {type(line).__name__}", line=number)
    return line


def _json(raw: bytes) -> object:
    text = raw.decode("utf-8")
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return json.loads(text)  # lets half of a surrogate pair pass, which some exports contain; slower


def _change(number: int, line: Line | BadInput) -> Change | BadInput:
    if isinstance(line, BadInput):
        return line
    try:
        return to_change(line)
    except BadInput as error:
        error.line = number
        return error
