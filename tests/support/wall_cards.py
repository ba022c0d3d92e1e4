"""Invented voices for tests of the wall: every script, every width, nothing that a person has said."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.entities import Span
from app.domain.event import Event, EventSlug
from app.domain.network import Network
from app.domain.post import Media
from app.domain.wall import Card, CardId, CardSpeaker, OnStage

NOW = datetime(2026, 5, 5, 9, 30, tzinfo=UTC)
FACES = "/static/demo/faces/"
EVENT = Event(slug=EventSlug("longshore26"), name="Longshore 2026", hashtags=("longshore26",), timezone="Europe/Lisbon")
ON_STAGE = (
    OnStage(
        room="Lighthouse hall",
        speakers=("Ingrid Sølvberg",),
        title="Ninety years of tide notebooks",
        starts_at=NOW - timedelta(minutes=15),
    ),
    OnStage(
        room="Lighthouse hall",
        speakers=("Layla Al-Mansoori",),
        title="The names of the wadis",
        starts_at=NOW + timedelta(minutes=45),
    ),
)


def speaker(name: str, face: str | None = None) -> CardSpeaker:
    """A speaker, with the portrait of that name."""
    return CardSpeaker(key=name.lower().replace(" ", "-"), name=name, face=f"{FACES}{face}.svg" if face else None)


def card(number: int, text: str = "", **changes: Any) -> Card:
    """A card by somebody of their own; `lit` may be a word of the text."""
    lit = changes.pop("lit", ())
    if isinstance(lit, str):
        at = text.index(lit)
        lit = (Span(at, at + len(lit)),)
    values: dict[str, Any] = {
        "id": CardId(str(number)),
        "network": Network.MASTODON,
        "url": f"https://dijk.example/@voice{number}/{number}",
        "name": f"Voice Number{number}",
        "handle": f"@voice{number}@dijk.example",
        "account": f"voice{number}@dijk.example",
        "face": None,
        "text": text or f"The talk about tide notebooks was number {number} for me.",
        "language": "en",
        "lit": lit,
        "speakers": (),
        "at": NOW - timedelta(minutes=60) + timedelta(seconds=10 * number),
        "first": False,
        "edited": False,
        "warning": None,
        "media": (),
    }
    return Card(**(values | changes))


def gallery() -> tuple[Card, ...]:
    """Eleven voices with everything that a layout must bear; the newest first."""
    bridge = Media(
        url=FACES + "sofia.svg", alt="Ink drawing: one person crossing a bridge of woven reeds.", width=192, height=192
    )
    tadeusz, layla = speaker("Tadeusz Żółkiewski", "tadeusz"), speaker("ليلى المنصوري", "layla")
    told = [
        card(
            111,
            "Tadeusz Żółkiewski just showed a flood map that says “I don’t know” out loud. I’ll be thinking about "
            "that all week.",
            lit="Tadeusz Żółkiewski",
            name="Noor van Beveren",
            handle="@noor@dijk.example",
            account="noor@dijk.example",
            face=FACES + "noor.svg",
            speakers=(tadeusz,),
        ),
        card(
            110,
            "شكرًا ليلى المنصوري، لأول مرة أرى أسماء الأودية كما كانت جدتي تنطقها 💙",
            lit="ليلى المنصوري",
            name="أمل الحدّاد",
            network=Network.BLUESKY,
            handle="@amal.example",
            account="amal.example",
            face=FACES + "amal.svg",
            language="ar",
            first=True,
            speakers=(layla,),
        ),
        card(
            109,
            "Danke, Wilhelmina, für Donaudampfschifffahrtspegelverordnung.",
            lit="Wilhelmina",
            name="Gretl Hörmann",
            network=Network.FEED,
            handle=None,
            account="gretl",
            face=FACES + "gretl.svg",
            language="de",
            speakers=(speaker("Wilhelmina Ó Briain", "wilhelmina"),),
        ),
        card(
            108,
            "Xiomara dibujó el puente de juncos en directo. Nadie respiraba.",
            lit="Xiomara",
            name="Sofía Ibáñez",
            handle="@sofia@orilla.example",
            account="sofia@orilla.example",
            face=FACES + "sofia.svg",
            language="es",
            media=(bridge,),
            speakers=(speaker("Xiomara Quispe"),),
        ),
        card(
            107,
            "Oluwaseun. That is the post. 👏🏾👏🏾",
            lit="Oluwaseun",
            name="Mbali Dlamini-Roux",
            network=Network.X,
            handle="@mbali",
            account="mbali",
            face=FACES + "mbali.svg",
            speakers=(speaker("Oluwaseun Adébáyọ̀", "seun"),),
        ),
        card(
            106,
            "森川さんの水中マイクの話、本当に良かった。四十ユーロでウナギの声が聞けるなんて。",
            lit="森川さん",
            name="渡辺 悠斗",
            network=Network.NOSTR,
            handle=None,
            account="ab" * 32,
            face=FACES + "haruto.svg",
            language="ja",
            first=True,
            speakers=(speaker("森川 あかり", "akari"),),
        ),
        card(
            105,
            "not to be shown",
            name="Eoin Mac Giolla",
            account="eoin",
            face=FACES + "eoin.svg",
            warning="Flooding, loss of a home",
            speakers=(tadeusz,),
        ),
        card(
            104,
            "I work nights. Þórdís, your alarms talk was about me.",
            lit="Þórdís",
            name="",
            network=Network.WEB,
            handle=None,
            account="web:4",
            url=None,
            speakers=(speaker("Þórdís Sól", "thordis"),),
        ),
        card(
            103,
            "https://notebooks.example/" + "tide" * 40 + "/index.html?from=longshore and " + "w" * 90,
            name="Wolfeschlegelsteinhausenbergerdorff Nachname",
            handle="@wolfeschlegelsteinhausenbergerdorff@a-very-long-server-name.example",
            account="wolf",
        ),
        card(
            102,
            "Seun, Layla, Tadeusz and Þórdís on one panel: I laughed, I wrote three pages, I called my mother.",
            name="Linh Trần",
            account="linh",
            face=FACES + "linh.svg",
            speakers=(
                speaker("Oluwaseun Adébáyọ̀", "seun"),
                speaker("Layla Al-Mansoori", "layla"),
                tadeusz,
                speaker("Þórdís Sól", "thordis"),
                speaker("Iris Papadaki", "iris"),
            ),
        ),
        card(
            101,
            "Layla and Tadeusz, the two of you should write that book. " * 2,
            name="Kofi Mensah",
            account="kofi",
            face=FACES + "missing.svg",
            speakers=(speaker("Layla Al-Mansoori", "layla"), tadeusz),
        ),
    ]
    return tuple(told)


LONG = (
    "Ingrid, I want to say what those notebooks did to this room. For ninety years somebody walked down to the pole "
    "at six in the morning and wrote a number. Nobody asked them to think about us. And here we sit, and the number "
    "is the only thing that tells us how fast the water comes. My grandfather was one of those who wrote. He never "
    "called it science. He said he was keeping the sea company. Thank you for typing in every one of them, and for "
    "leaving his coffee stains in the scan."
)
