"""What words mean at an event, for the programs of its organizers."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from app.domain.access import Access, Role
from app.domain.event_words import MOST, EventWord, EventWords, meaning_named
from app.routes.dependencies import TheWords, Who
from app.routes.guard import access

router = APIRouter(prefix="/api/v1/events/{event}")
_ORGANIZERS = Access(roles=frozenset({Role.ORGANIZER}))


class _Word(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str
    meaning: str


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid")
    words: list[_Word]


@router.get("/words")
@access(_ORGANIZERS)
async def listed(event: str, words: TheWords) -> dict[str, Any]:
    """List the words of an event, in the form in which they can be put."""
    return _told(await words.all(event))


@router.put("/words")
@access(_ORGANIZERS)
async def put(event: str, words: TheWords, visitor: Who, given: _Words) -> dict[str, Any]:
    """Make these all the words of an event; its posts are read again by them."""
    new = EventWords(tuple(EventWord(word.text, meaning_named(word.meaning)) for word in given.words))
    changed = await words.put(event, new, visitor)
    return {**_told(changed.words), "read_again": changed.read_again}


def _told(words: EventWords) -> dict[str, Any]:
    return {"words": [{"text": word.text, "meaning": word.meaning} for word in words.words], "most": MOST}
