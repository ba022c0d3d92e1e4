"""The mention report's record: one mention as the values that CSV and JSON both write, in the order of the columns."""

from datetime import UTC, datetime
from typing import Final, TypeAlias

from app.domain.event import Event
from app.domain.said import Said

Value: TypeAlias = str | float | bool | None

COLUMNS: Final = (
    "event",
    "network",
    "uri",
    "url",
    "created_at",
    "author_handle",
    "author_name",
    "text",
    "language",
    "speaker",
    "organisation",
    "talk",
    "evidence",
    "confidence",
    "appreciates",
    "appreciation",
    "question",
    "promotion",
    "criticism",
    "delivered",
    "reason",
    "verdict",
    "also_at",
    "confirmed",
)
_DIGITS = 4  # of probabilities; more would say more than a model knows


def record(event: Event, said: Said) -> dict[str, Value]:
    """One row: every column, None where nothing is known."""
    post, mention, tone = said.post, said.mention, said.tone
    values: tuple[Value, ...] = (
        event.slug,
        post.network.value,
        post.uri,
        post.url,
        rfc3339(post.created_at),
        post.author.handle,
        post.author.name,
        post.text,
        said.language,
        said.speaker.name,
        said.speaker.organisation,
        None if said.talk is None else said.talk.title,
        mention.evidence.value,
        round(mention.confidence, _DIGITS),
        mention.appreciates,
        round(mention.appreciation, _DIGITS),
        round(tone.question, _DIGITS),
        round(tone.promotion, _DIGITS),
        round(tone.criticism, _DIGITS),
        mention.delivered.value,
        None if mention.reason is None else mention.reason.value,
        said.verdict.value,
        " ".join(copy.uri for copy in said.also) or None,
        "by a person" if mention.is_confirmed else None,
    )
    return dict(zip(COLUMNS, values, strict=True))


def rfc3339(moment: datetime) -> str:
    """A moment in UTC with a Z (RFC 3339, section 5.6); fractions of a second as far as they are known."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def storable(text: str) -> str:
    """A text without what no file of Unicode may hold: NUL and halves of surrogate pairs."""
    if text.isascii() and "\0" not in text:
        return text
    return "".join(char for char in text if char != "\0" and not "\ud800" <= char <= "\udfff")
