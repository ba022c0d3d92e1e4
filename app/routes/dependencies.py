"""What handlers ask for, by type: each is put together in app/main.py and lives in the app's state."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.domain.access import Visitor
from app.services.events import Events
from app.services.inbox import Inbox
from app.services.letters import Letters
from app.services.live import Live
from app.services.pages import Pages
from app.services.people import People
from app.services.sources import Sources


def _now(connection: HTTPConnection) -> datetime:
    moment: datetime = connection.app.state.now()
    return moment


def _visitor(connection: HTTPConnection) -> Visitor:
    visitor: Visitor = connection.state.visitor
    return visitor


def _events(connection: HTTPConnection) -> Events:
    events: Events = connection.app.state.events
    return events


def _people(connection: HTTPConnection) -> People:
    people: People = connection.app.state.people
    return people


def _live(connection: HTTPConnection) -> Live:
    live: Live = connection.app.state.live
    return live


def _letters(connection: HTTPConnection) -> Letters:
    letters: Letters = connection.app.state.letters
    return letters


def _inbox(connection: HTTPConnection) -> Inbox:
    inbox: Inbox = connection.app.state.inbox
    return inbox


def _sources(connection: HTTPConnection) -> Sources:
    sources: Sources = connection.app.state.sources
    return sources


def _pages(connection: HTTPConnection) -> Pages:
    pages: Pages = connection.app.state.pages
    return pages


Now = Annotated[datetime, Depends(_now)]
Who = Annotated[Visitor, Depends(_visitor)]
TheEvents = Annotated[Events, Depends(_events)]
ThePeople = Annotated[People, Depends(_people)]
TheInbox = Annotated[Inbox, Depends(_inbox)]
TheSources = Annotated[Sources, Depends(_sources)]
TheLive = Annotated[Live, Depends(_live)]
TheLetters = Annotated[Letters, Depends(_letters)]
ThePages = Annotated[Pages, Depends(_pages)]
