"""What handlers ask for, by type: each is put together in app/main.py and lives in the app's state."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, NamedTuple

from fastapi import Depends, Path, Request
from starlette.requests import HTTPConnection

from app.domain.access import Visitor
from app.services.desk import Desks
from app.services.desk_live import DeskLive
from app.services.event_words import Words
from app.services.events import Events
from app.services.inbox import Inbox
from app.services.letters import Letters
from app.services.live import Live
from app.services.moderation import Moderation
from app.services.opt_out import OptOut
from app.services.pages import Pages
from app.services.people import People
from app.services.pictures import Pictures
from app.services.rulebook import Rulebook
from app.services.saying import Saying
from app.services.shows import ShowControl
from app.services.sources import Sources


class Operator(NamedTuple):
    """Who runs this installation, and an address (https: or mailto:) to reach them; either may be unknown."""

    name: str | None
    contact: str | None


class Moderator(NamedTuple):
    """Who looks at the desk, when, and whether they want it dark or light."""

    visitor: Visitor
    now: datetime
    theme: str


def _of(name: str) -> Callable[[HTTPConnection], Any]:
    """Return what takes something of that name from the app's state; its type stands beside it, below."""

    def taken(connection: HTTPConnection) -> Any:
        return getattr(connection.app.state, name)

    return taken


def _now(connection: HTTPConnection) -> datetime:
    moment: datetime = connection.app.state.now()
    return moment


def _visitor(connection: HTTPConnection) -> Visitor:
    visitor: Visitor = connection.state.visitor
    return visitor


def _operator(connection: HTTPConnection) -> Operator:
    return Operator(connection.app.state.operator, connection.app.state.contact)


Now = Annotated[datetime, Depends(_now)]
RowNumber = Annotated[int, Path(ge=0, lt=2**63)]  # in an address; databases hold no larger ones
Who = Annotated[Visitor, Depends(_visitor)]
TheOperator = Annotated[Operator, Depends(_operator)]
TheEvents = Annotated[Events, Depends(_of("events"))]
ThePeople = Annotated[People, Depends(_of("people"))]
TheInbox = Annotated[Inbox, Depends(_of("inbox"))]
TheSources = Annotated[Sources, Depends(_of("sources"))]
TheLive = Annotated[Live, Depends(_of("live"))]
TheLetters = Annotated[Letters, Depends(_of("letters"))]
ThePages = Annotated[Pages, Depends(_of("pages"))]
ThePictures = Annotated[Pictures, Depends(_of("pictures"))]
TheOptOut = Annotated[OptOut, Depends(_of("opt_out"))]
TheSaying = Annotated[Saying, Depends(_of("saying"))]
TheControl = Annotated[ShowControl, Depends(_of("show_control"))]
TheModeration = Annotated[Moderation, Depends(_of("moderation"))]
TheRulebook = Annotated[Rulebook, Depends(_of("rulebook"))]
TheDesks = Annotated[Desks, Depends(_of("desks"))]
TheDeskLive = Annotated[DeskLive, Depends(_of("desk_live"))]
TheWords = Annotated[Words, Depends(_of("words"))]


def _moderator(request: Request, visitor: Who, now: Now) -> Moderator:
    theme = "light" if request.cookies.get("ovation_theme") == "light" else "dark"
    return Moderator(visitor, now, theme)


TheModerator = Annotated[Moderator, Depends(_moderator)]
