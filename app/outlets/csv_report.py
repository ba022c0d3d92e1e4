"""The mention report as CSV (RFC 4180, UTF-8 with a byte order mark), streamed, and safe to open in a spreadsheet."""

import csv
import io
from collections.abc import AsyncIterator

from app.domain.event import Event
from app.domain.said import Said
from app.outlets.records import COLUMNS, Value, record, storable

_CHUNK = 64 * 1024  # characters
# what spreadsheets take for a formula (OWASP, "CSV Injection"), the full-width forms included
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


async def mentions_csv(event: Event, rows: AsyncIterator[Said]) -> AsyncIterator[bytes]:
    """Write the header and a row for each mention, in the order given; memory does not grow with the rows."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    page.write("\ufeff")
    writer.writerow(COLUMNS)
    async for said in rows:
        writer.writerow([_cell(value) for value in record(event, said).values()])
        if page.tell() >= _CHUNK:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    if page.tell():
        yield page.getvalue().encode()


def _cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() | int():
            return f"{value:.4f}".rstrip("0").rstrip(".")
        case str():
            text = storable(value)
            return f"'{text}" if text.startswith(_FORMULA) else text
