"""The parts of a post that are kept as JSON, because nobody asks for one piece of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec

from app.domain.entities import Entities
from app.domain.post import Media, Reference
from app.store.mending import mended_whole

NOTHING = "{}"
NO_MEDIA = "[]"
_encode = msgspec.json.Encoder().encode
_entities = msgspec.json.Decoder(Entities)
_media = msgspec.json.Decoder(tuple[Media, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """Which other posts a post repeats, answers and quotes."""

    repost_of: Reference | None = None
    reply_to: Reference | None = None
    quote_of: Reference | None = None

    def without_texts_of(self, uris: frozenset[str] | set[str]) -> "References":
        """The same, without what these posts said."""
        return self.each(lambda reference: _silenced(reference, uris))

    def each(self, change: Callable[[Reference], Reference]) -> "References":
        """The same, with every reference changed."""
        return References(
            repost_of=self.repost_of and change(self.repost_of),
            reply_to=self.reply_to and change(self.reply_to),
            quote_of=self.quote_of and change(self.quote_of),
        )


_NO_REFERENCES = References()
_references = msgspec.json.Decoder(References)


def _silenced(reference: Reference, uris: frozenset[str] | set[str]) -> Reference:
    if reference.text is None or reference.uri not in uris:
        return reference
    return replace(reference, text=None)


def _json(value: object) -> str:
    try:
        return _encode(value).decode()
    except UnicodeEncodeError:  # half a surrogate pair: no encoding of it exists, so its place is marked
        return _encode(mended_whole(msgspec.to_builtins(value))).decode()


def pack_entities(entities: Entities) -> str:
    """Entities as JSON."""
    if not entities.mentions and not entities.hashtags and not entities.links:
        return NOTHING
    return _json(entities)


def unpack_entities(packed: str) -> Entities:
    """Entities of JSON."""
    return Entities() if packed == NOTHING else _entities.decode(packed)


def pack_media(media: tuple[Media, ...]) -> str:
    """Media as JSON."""
    return _json(media) if media else NO_MEDIA


def unpack_media(packed: str) -> tuple[Media, ...]:
    """Media of JSON."""
    return () if packed == NO_MEDIA else _media.decode(packed)


def pack_references(references: References) -> str | None:
    """References as JSON, None when there are none."""
    return None if references == _NO_REFERENCES else _json(references)


def unpack_references(packed: str | None) -> References:
    """References of JSON."""
    return _NO_REFERENCES if packed is None else _references.decode(packed)
