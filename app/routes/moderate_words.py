"""What words mean at an event, for whoever sits at its desk: tried before they count, and taken back with one press."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, Response

from app.domain.event_words import LONGEST, MOST, Meaning, meaning_named
from app.routes.dependencies import TheWords, Who
from app.routes.guard import MODERATORS, access
from app.routes.moderate import TheDesk, done_answer
from app.services.event_words import Tried, WordPreview, Words

router = APIRouter(prefix="/moderate/{event}")
AWord = Annotated[str, Form(max_length=500)]
AMeaning = Annotated[str, Form(max_length=20)]
_NOT_OURS = ""  # the meaning of a word that means no more than elsewhere


@router.get("/words")
@access(MODERATORS)
async def listed(
    event: str, desk: TheDesk, words: TheWords, sentence: Annotated[str, Query(max_length=1_000)] = ""
) -> HTMLResponse:
    """Show the words, and how they make a sentence sound that somebody wants to try."""
    tried = await words.try_out(event, sentence) if sentence.strip() else None
    return await _page(desk, words, tried=tried, sentence=sentence)


@router.post("/words/preview")
@access(MODERATORS)
async def preview(event: str, desk: TheDesk, words: TheWords, text: AWord = "", meaning: AMeaning = "") -> HTMLResponse:
    """Show what a word would change about the newest posts, before it counts."""
    return await _page(desk, words, preview=await words.preview(event, text, _meaning(meaning)))


@router.post("/words")
@access(MODERATORS)
async def choose(  # noqa: PLR0913, PLR0917 - parameters of a handler are its dependencies
    request: Request, event: str, words: TheWords, visitor: Who, text: AWord = "", meaning: AMeaning = ""
) -> Response:
    """Let a word mean something at the event, or no more than elsewhere."""
    done = await words.choose(event, visitor, text, _meaning(meaning))
    return done_answer(request, done, f"/moderate/{event}/words")


async def _page(
    desk: TheDesk, words: Words, *, preview: WordPreview | None = None, tried: Tried | None = None, sentence: str = ""
) -> HTMLResponse:
    return await desk.page(
        "moderate/words.html",
        words=await words.all(desk.event),
        log=await desk.desks.log(desk.event),
        meanings=tuple(Meaning),
        most=MOST,
        longest=LONGEST,
        preview=preview,
        tried=tried,
        sentence=sentence,
    )


def _meaning(name: str) -> Meaning | None:
    return None if name == _NOT_OURS else meaning_named(name)
