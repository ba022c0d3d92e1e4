"""The pages of letters, ledger, home and door as a browser gets them, from an invented event and without a server."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

from playwright.async_api import Page, Route

from app import assets
from app.domain.access import Grant, Role, Visitor
from app.domain.digest import Digest, build_digest
from app.domain.entities import Entities, Tagged
from app.domain.handle import HandleKey
from app.domain.ledger import Ledger, build_ledger
from app.domain.network import Network
from app.domain.post import Media
from app.domain.said import Said
from app.domain.tone import Tone
from app.outlets.html import render
from app.routes.headers import CONTENT_POLICY
from tests.support.letters_cast import AKARI, EVENT, INGRID, KOFI, PROGRAMME, TADEUSZ, a_post, said

BASE = "http://127.0.0.1:9"  # nothing listens there: every request is answered by `serve`
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ORGANIZER = Visitor(person=1, name="Rosa", grants=(Grant(role=Role.ORGANIZER, event=EVENT.slug),))
COMMS = Visitor(person=2, name="Teun", grants=(Grant(role=Role.COMMS, event=EVENT.slug),))
BY_LINK = Visitor()
SPEAKER = Visitor(person=3, grants=(Grant(role=Role.SPEAKER, event=EVENT.slug, speaker="ingrid"),))
_M, _B, _X, _N, _W = Network.MASTODON, Network.BLUESKY, Network.X, Network.NOSTR, Network.WEB
_TAGGED = Entities(mentions=(Tagged("@ingrid", handle=HandleKey(_M, "ingrid@tidewater.example")),))
_ASKS = Tone(question=0.9)
_SCANS, _GUIDE = "https://tidenotebooks.example/scans/1931-to-2021", "https://handwriting.example/a-guide"


def _face(name: str) -> str:
    return f"/static/demo/faces/{name}.svg"


def _with_face(one: Said, name: str) -> Said:
    return replace(one, post=replace(one.post, author=replace(one.post.author, avatar=_face(name))))


def about_ingrid() -> list[Said]:
    """What 23 people said about one talk, in seven languages, on five networks."""
    named = [
        _with_face(
            said(
                "تمنّيت لو أن أحدًا حفظ دفاتر أبي كما حفظتِ أنتِ دفاتر هذا الميناء. شكرًا يا إنغريد.",
                by="أمل الحدّاد",
                handle="amal.example",
                minute=16,
                first=True,
                language="ar",
            ),
            "amal",
        ),
        _with_face(
            said(
                "My grandfather kept one of those notebooks. I just watched a room full of strangers care about his"
                " handwriting. Takk, Ingrid Sølvberg.",
                by="Pelle Ångström",
                minute=15.1,
            ),
            "pelle",
        ),
        _with_face(
            said(
                "I will never say “just metadata” again. Ingrid Sølvberg, thank you.",
                by="Lê Thùy Linh",
                minute=31,
                links=[_SCANS],
            ),
            "linh",
        ),
        _with_face(
            said(
                "Konečně někdo řekl nahlas, že opisovat rukou je taky práce s daty.",
                by="Tomáš Říha",
                network=_M,
                entities=_TAGGED,
                minute=17,
                language="cs",
            ),
            "tomas",
        ),
        said(
            "The day the harbour froze. I have goosebumps.", by="Svea Öhlund", network=_M, entities=_TAGGED, minute=15
        ),
        said("Ingrid Sølvberg showed us the ink going pale.", by="Noor van Beveren", network=_M, minute=15.6),
        _with_face(
            said(
                "渡すことも保存することだと知りました。ありがとうございます。",
                by="渡辺 悠斗",
                network=_N,
                minute=30.5,
                language="ja",
            ),
            "haruto",
        ),
        said(
            "A picture of the slide with the four hands, because I want to remember it",
            by="Mina Park",
            minute=18,
            media=(Media(url="https://pictures.example/1.jpg", alt="Four clerks’ handwriting, side by side"),),
        ),
        said("I lost my father’s notebooks in a flood.", by="Quiet One", minute=19, warning="grief"),
        said("Thank you for being kind about the clerks.", by="", handle="visitor-7", network=_W, minute=33),
        said("Yes. This.", by="x" * 70, handle="f" * 64, network=_N, minute=24),
    ]
    crowd = [
        said(
            f"Thank you, {n} times over",
            by=f"Voice {n}",
            network=(_M, _B, _X)[n % 3],
            minute=(15.3, 14.4, 16.2, 30.2, 30.9, 7, 22, 27, 31.4, 12, 33.2, 28)[n],
            links=[_SCANS] if n % 2 else [_GUIDE],
        )
        for n in range(12)
    ]
    questions = [
        _with_face(
            said(
                "How did you date the pages where the clerk forgot to?",
                by="Mbali Dlamini-Roux",
                network=_X,
                minute=20,
                appreciates=False,
                tone=_ASKS,
            ),
            "mbali",
        ),
        _with_face(
            said(
                "このデータ、教室で使ってもいいですか？",
                by="渡辺 悠斗",
                network=_N,
                minute=60 * 24,
                appreciates=False,
                tone=_ASKS,
                language="ja",
            ),
            "haruto",
        ),
    ]
    return [*named, *crowd, *questions]


def about_tadeusz(number: int = 17) -> list[Said]:
    """What people said to the room about somebody whom nobody could address."""
    first = [
        _with_face(
            said(
                "Tadeusz Żółkiewski just showed a flood map that says “I don’t know” out loud. I’ll be thinking about"
                " that all week.",
                by="Noor van Beveren",
                about=TADEUSZ,
                network=_M,
                minute=55,
                first=True,
            ),
            "noor",
        ),
        _with_face(
            said(
                "Pela primeira vez um mapa que discute com a minha avó e perde.",
                by="João Pedro Vasconcelos",
                about=TADEUSZ,
                minute=56,
                language="pt",
            ),
            "joao",
        ),
        said(
            "I am on the parish council. We have used the wrong map since 1998. Thank you for being kind about it.",
            by="",
            handle="visitor-3",
            about=TADEUSZ,
            network=_W,
            minute=80,
        ),
        said(
            "Could a town of 900 people do this?",
            by="Eoin Mac Giolla",
            about=TADEUSZ,
            minute=70,
            appreciates=False,
            tone=_ASKS,
        ),
    ]
    return [
        *first,
        *(
            said(f"A map I can argue with, at last ({n})", by=f"Voice {n}", about=TADEUSZ, minute=50 + n)
            for n in range(number - 3)
        ),
    ]


def everything() -> list[Said]:
    """All that was said about anybody; nobody has thanked Kofi yet."""
    akari = [
        said("Dunes remember, and now so do I. Wonderful.", by="Iris de Wit", about=AKARI, network=_X, minute=90),
        said("森川さん、ありがとう", by="悠斗", about=AKARI, network=_N, minute=91, language="ja"),
    ]
    return [*about_ingrid(), *about_tadeusz(), *akari]


def ingrids_letter() -> Digest:
    """The letter of a speaker with one account."""
    own = [a_post("Morning, everyone", "Ingrid", _M, 0), a_post("Morning", "Ingrid", _X, 0)]
    return build_digest(EVENT, INGRID, PROGRAMME, about_ingrid(), own)


def ledger(said: list[Said] | None = None) -> Ledger:
    """The ledger of everything, or of what is given."""
    return build_ledger(EVENT, PROGRAMME, everything() if said is None else said)


def home(found: Ledger, visitor: Visitor = ORGANIZER) -> str:
    """An event's home."""
    counts = SimpleNamespace(posts=412, originals=388, voices=153, deleted=2)
    overview = SimpleNamespace(event=EVENT, programme=PROGRAMME, counts=counts, ledger=found, unread=("el", "he"))
    return render("home/home.html", overview=overview, event=EVENT, visitor=visitor)


def letter(digest: Digest, now: datetime | None = NOW, *, standalone: bool = False) -> str:
    """A letter's page."""
    return render("letter/digest.html", digest=digest, event=EVENT, now=now, standalone=standalone)


def join(role: Role, event_name: str | None = EVENT.name) -> str:
    """An invitation's page."""
    invited = SimpleNamespace(role=role, event=None, event_name=event_name, speaker=None, expires_at=NOW)
    return render("sign_in/join.html", invited=invited)


def pages() -> dict[str, str]:
    """Every page of ours by its address."""
    home_at = f"/events/{EVENT.slug}"
    ledger_page = {"event": EVENT, "visitor": ORGANIZER}
    return {
        "/": render("home/welcome.html"),
        "/mine": render("home/events.html", visitor=ORGANIZER, events=[EVENT]),
        "/none": render("home/events.html", visitor=ORGANIZER, events=[]),
        "/join/organizer": join(Role.ORGANIZER),
        "/join/speaker": join(Role.SPEAKER),
        "/join/owner": join(Role.OWNER, None),
        "/join/used": render("sign_in/expired.html", detail="This invitation has been used or has expired."),
        home_at: home(ledger()),
        f"{home_at}-empty": home(ledger([])),
        f"{home_at}-comms": home(ledger(), COMMS),
        f"{home_at}/undelivered": render("ledger/ledger.html", ledger=ledger(), **ledger_page),
        f"{home_at}/undelivered-by-link": render("ledger/ledger.html", ledger=ledger(), event=EVENT, visitor=BY_LINK),
        f"{home_at}/undelivered-empty": render("ledger/ledger.html", ledger=ledger([]), **ledger_page),
        f"{home_at}/undelivered-large": render("ledger/ledger.html", ledger=ledger(about_tadeusz(900)), **ledger_page),
        f"{home_at}/speakers/ingrid/digest": letter(ingrids_letter()),
        f"{home_at}/speakers/tadeusz/digest": letter(build_digest(EVENT, TADEUSZ, PROGRAMME, about_tadeusz())),
        f"{home_at}/speakers/kofi/digest": letter(build_digest(EVENT, KOFI, PROGRAMME, [])),
        f"{home_at}/speakers/one/digest": letter(
            build_digest(EVENT, INGRID, PROGRAMME, [said("Takk, Ingrid Sølvberg.")])
        ),
        f"{home_at}/speakers/many/digest": letter(build_digest(EVENT, TADEUSZ, PROGRAMME, about_tadeusz(400))),
    }


async def serve(page: Page, found: Mapping[str, str]) -> None:
    """Answer every request of a page: ours with the product's CSP, static files from the disk, the rest with 404."""

    async def answer(route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path)
        file = assets.web() / path.removeprefix("/")
        headers = {"Content-Security-Policy": CONTENT_POLICY}
        if path in found:
            await route.fulfill(body=found[path], content_type="text/html; charset=utf-8", headers=headers)
        elif path.startswith("/static/") and file.is_file():
            await route.fulfill(path=file, headers=headers)
        else:
            await route.fulfill(status=404, body="", headers=headers)

    await page.route("**/*", answer)
