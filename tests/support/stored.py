"""A small event to store things in: speakers, posts and readings, each with the few facts that a test cares about."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.domain.account import Account
from app.domain.delivery import Delivered, Reason
from app.domain.entities import Entities, Hashtag, Link, Span, Tagged
from app.domain.event import Event, EventSlug, Programme
from app.domain.handle import Handle, HandleKey
from app.domain.mention import Evidence, Mention
from app.domain.network import Network
from app.domain.phrase import verbatim
from app.domain.post import Media, Post, PostKey, Reference
from app.domain.reading import Reading
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk, TalkKey
from app.domain.tone import Tone
from app.domain.verdict import Verdict
from app.store.database import Database
from app.store.transaction import Transaction

NOW = datetime(2026, 6, 4, 9, 0, tzinfo=UTC)
EVENT = Event(slug=EventSlug("longshore"), name="Longshore", hashtags=("longshore",), timezone="Europe/Lisbon")
MAREN = SpeakerKey("maren")
TOMAS = SpeakerKey("tomas")
AIKO = SpeakerKey("aiko")
PROGRAMME = Programme(
    speakers=(
        Speaker(
            key=MAREN,
            name="Maren Åkesson",
            aliases=("Maren A",),
            organisation="Tide Lab",
            photo="/static/demo/faces/maren.svg",
            handles=(
                Handle(network=Network.MASTODON, canonical="maren@sea.example", remote_id="m-1", verified=True),
                Handle(network=Network.BLUESKY, canonical="maren.example", dead=True),
            ),
        ),
        Speaker(key=TOMAS, name="Tomás Reis"),
        Speaker(key=AIKO, name="森 愛子", photo="https://elsewhere.example/aiko.png"),
    ),
    talks=(
        Talk(
            key=TalkKey("tides"),
            title="Tides",
            speakers=(MAREN, TOMAS),
            starts_at=NOW,
            ends_at=NOW + timedelta(minutes=30),
            room="Pier",
            kind="talk",
        ),
        Talk(key=TalkKey("moss"), title="Moss", speakers=(AIKO,), day=date(2026, 6, 5)),
    ),
)


async def an_event(database: Database, programme: Programme = PROGRAMME) -> int:
    """Store the event; its id."""
    async with database.begin() as tx:
        event_id = (await tx.events.create(EVENT, NOW)).id
        await tx.programmes.save(event_id, programme)
    return event_id


async def another_event(tx: Transaction, slug: str = "other") -> int:
    """Store an event beside it, without a programme; its id."""
    return (await tx.events.create(replace(EVENT, slug=EventSlug(slug)), NOW)).id


def account(handle: str = "ines@shore.example", network: Network = Network.MASTODON, **facts: object) -> Account:
    """An account; further facts by name."""
    return Account(network=network, handle=handle, **{"name": handle.partition("@")[0].title(), **facts})  # type: ignore[arg-type] # whatever a test says


def a_post(number: int = 1, text: str = "Thank you #longshore", **facts: object) -> Post:
    """A post, the number of minutes after the start; further facts by name."""
    moment = NOW + timedelta(minutes=number)
    return Post(
        **{  # type: ignore[arg-type] # whatever a test says
            "network": Network.MASTODON,
            "uri": uri(number),
            "author": account(),
            "text": text,
            "created_at": moment,
            "received_at": moment,
            **facts,
        }
    )


def uri(number: int) -> str:
    """The uri of a post."""
    return f"https://shore.example/posts/{number}"


def key(number: int) -> PostKey:
    """The key of a post."""
    return PostKey(Network.MASTODON, uri(number))


def full_post(number: int = 7) -> Post:
    """A post that has everything that a post can have."""
    moment = NOW + timedelta(minutes=number, microseconds=123_456)
    return a_post(
        number,
        "¡Gracias @maren@sea.example! 🌊 #longshore https://tide.example/",
        author=account(
            remote_id="i-1",
            url="https://shore.example/@ines",
            avatar="/static/demo/faces/ines.svg",
            bot=False,
            followers=12,
        ),
        received_at=moment,
        edited_at=moment + timedelta(minutes=1),
        entities=Entities(
            mentions=(
                Tagged("@maren@sea.example", Span(9, 27), HandleKey(Network.MASTODON, "maren@sea.example"), "m-1"),
            ),
            hashtags=(Hashtag("#longshore", Span(31, 41)),),
            links=(Link("https://tide.example/", "https://tide.example/", Span(42, 63)),),
        ),
        url="https://shore.example/@ines/7",
        language="es",
        warning="the sea",
        media=(Media(url="/static/demo/sea.webp", alt="The sea", width=640, height=480),),
        reply_to=Reference(uri=uri(1), author=HandleKey(Network.MASTODON, "maren@sea.example")),
        quote_of=Reference(uri=uri(2), text="What a tide"),
        likes=3,
        reposts=2,
    )


def a_mention(speaker: SpeakerKey = MAREN, **facts: object) -> Mention:
    """A mention that appreciates and did not arrive; further facts by name."""
    return Mention(
        **{  # type: ignore[arg-type] # whatever a test says
            "speaker": speaker,
            "evidence": Evidence.NAME,
            "confidence": 0.9,
            "span": Span(0, 5),
            "appreciates": True,
            "appreciation": 0.8,
            "delivered": Delivered.NO,
            "reason": Reason.NO_HANDLE,
            **facts,
        }
    )


def a_reading(*mentions: Mention, verdict: Verdict = Verdict.SHOW, candidates: tuple[Mention, ...] = ()) -> Reading:
    """A reading of a kind post."""
    return Reading(
        mentions=mentions,
        candidates=candidates,
        tone=Tone(appreciation=0.8, celebration=0.1, question=0.2, promotion=0.05, criticism=0.01),
        verdict=verdict,
        why=verbatim("kind words"),
        language="en",
    )


async def stored(database: Database, event_id: int, posts: Iterable[Post], *mentions: Mention) -> None:
    """Store posts and show them, each with these mentions."""
    given = list(posts)
    async with database.begin() as tx:
        await tx.posts.add(event_id, given)
        await tx.readings.save(event_id, {post.key: a_reading(*mentions) for post in given})
