"""A small invented event for digests, ledgers and reports: who spoke, and what was said about them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.account import Account
from app.domain.delivery import deliver
from app.domain.entities import Entities, Link, Span
from app.domain.event import Event, EventSlug, Programme
from app.domain.handle import Handle
from app.domain.mention import Evidence, Mention
from app.domain.network import Network
from app.domain.phrase import verbatim
from app.domain.post import Post
from app.domain.said import Said
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk, TalkKey
from app.domain.tone import Tone
from app.domain.verdict import Verdict

START = datetime(2026, 11, 19, 10, 30, tzinfo=UTC)
EVENT = Event(slug=EventSlug("longshore26"), name="Longshore 2026", hashtags=("longshore26",), timezone="Europe/Lisbon")

INGRID = Speaker(
    key=SpeakerKey("ingrid"),
    name="Ingrid Sølvberg",
    organisation="Nordic Tide Archive",
    photo="/static/demo/faces/ingrid.svg",
    handles=(Handle(network=Network.MASTODON, canonical="ingrid@tidewater.example"),),
)
TADEUSZ = Speaker(key=SpeakerKey("tadeusz"), name="Tadeusz Żółkiewski", photo="/static/demo/faces/tadeusz.svg")
AKARI = Speaker(
    key=SpeakerKey("akari"),
    name="森川 あかり",
    handles=(Handle(network=Network.X, canonical="akari_m", dead=True),),
)
KOFI = Speaker(
    key=SpeakerKey("kofi"),
    name="Kofi Asante-Mensah",
    handles=(Handle(network=Network.BLUESKY, canonical="kofi.example"),),
)
NOTEBOOKS = Talk(
    key=TalkKey("notebooks"),
    title="Ninety years of tide notebooks",
    speakers=(INGRID.key,),
    starts_at=START,
    ends_at=START + timedelta(minutes=30),
    room="Lighthouse",
)
FLOODMAP = Talk(
    key=TalkKey("floodmap"),
    title="A flood map your neighbours can argue with",
    speakers=(TADEUSZ.key,),
    starts_at=START + timedelta(minutes=45),
    ends_at=START + timedelta(minutes=75),
)
DUNES = Talk(key=TalkKey("dunes"), title="Dunes remember", speakers=(AKARI.key,), day=START.date())
PROGRAMME = Programme(speakers=(INGRID, TADEUSZ, AKARI, KOFI), talks=(NOTEBOOKS, FLOODMAP, DUNES))


def a_post(text: str, by: str, network: Network = Network.BLUESKY, minute: float = 10, **more: Any) -> Post:
    """A post of somebody, so many minutes after the start; `by` is the shown name."""
    at = START + timedelta(minutes=minute)
    handle = more.pop("handle", "".join(letter for letter in by.lower() if letter.isalnum()))
    account = more.pop("author", None) or Account(
        network=network, handle=handle, name=by, followers=more.pop("followers", 7)
    )
    more.pop("followers", None)
    links = tuple(Link(text=url, url=url) for url in more.pop("links", ()))
    uri = more.pop("uri", f"{network}:{handle}:{minute}")
    entities = more.pop("entities", Entities(links=links))
    return Post(
        network=network,
        uri=uri,
        url=f"https://posts.example/{handle}/{minute}",
        author=account,
        text=text,
        created_at=at,
        received_at=at,
        entities=entities,
        **more,
    )


def said(
    text: str,
    by: str = "Pelle Ångström",
    about: Speaker = INGRID,
    network: Network = Network.BLUESKY,
    minute: float = 10,
    **more: Any,
) -> Said:
    """Something said about a speaker; whether it was delivered follows from the post and the speaker's handles."""
    first, answered = more.pop("first", False), more.pop("answered", False)
    appreciates = more.pop("appreciates", True)
    evidence, language = more.pop("evidence", Evidence.NAME), more.pop("language", "en")
    tone = more.pop("tone", Tone(appreciation=0.9 if appreciates else 0.1))
    post = a_post(text, by, network, minute, **more)
    at = text.find(about.name)
    delivered, reason = deliver(post, about, answered=answered)
    talks = PROGRAMME.talks_of(about.key)
    return Said(
        post=post,
        speaker=about,
        mention=Mention(
            speaker=about.key,
            evidence=evidence,
            confidence=0.98,
            span=Span(at, at + len(about.name)) if at >= 0 else None,
            appreciates=appreciates,
            appreciation=tone.appreciation,
            delivered=delivered,
            reason=reason,
        ),
        talk=talks[0] if talks else None,
        tone=tone,
        verdict=Verdict.SHOW,
        why=verbatim("kind"),
        language=language,
        first=first,
    )
