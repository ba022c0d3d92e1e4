"""Who may use what: the matrix, written by hand, against the app's own routes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import BaseRoute

from app.domain.access import Audience, Link, Role, read_link, sign_link, token_hash
from app.domain.errors import BadInput
from app.house import utc_now
from app.main import create_app
from app.routes.guard import declared_access
from tests.support.installation import AMELIE, OSKAR, Installation, digest_path, settings_for

ANYONE = "anyone"
OWNER, ORGANIZER, MODERATOR, COMMS, SPEAKER = Role.OWNER, Role.ORGANIZER, Role.MODERATOR, Role.COMMS, Role.SPEAKER
STAFF: set[str] = {OWNER, ORGANIZER, MODERATOR, COMMS}
AT_THE_SWITCHES: set[str] = {OWNER, ORGANIZER, MODERATOR, "link:remote"}

# path × method → who may; a signed link's audience where one opens it
MATRIX: dict[tuple[str, str], set[str]] = {
    ("/healthz", "GET"): {ANYONE},
    ("/static/{path:path}", "GET"): {ANYONE},
    ("/static/{path:path}", "HEAD"): {ANYONE},
    ("/", "GET"): {ANYONE},
    ("/wall/{event}", "GET"): {ANYONE},
    ("/wall/{event}/text", "GET"): {ANYONE},
    ("/wall/{event}/live", "SOCKET"): {ANYONE},
    ("/wall/{event}/look.css", "GET"): {ANYONE},
    ("/wall/{event}/look/{name}.webp", "GET"): {ANYONE},
    ("/wall/{event}/test-card", "GET"): {ANYONE},
    ("/wall/{event}/worker.js", "GET"): {ANYONE},
    ("/events/{event}/look", "GET"): {OWNER, ORGANIZER},
    ("/events/{event}/look", "POST"): {OWNER, ORGANIZER},
    ("/events/{event}/look/{place}", "POST"): {OWNER, ORGANIZER},
    ("/events/{event}/sponsors", "POST"): {OWNER, ORGANIZER},
    ("/events/{event}/sponsors/move", "POST"): {OWNER, ORGANIZER},
    ("/wall/{event}/programme.json", "GET"): {ANYONE},
    ("/wall/{event}/heard.json", "GET"): {ANYONE},
    ("/wall/{event}/letters.json", "GET"): {ANYONE},
    ("/wall/{event}/voices.json", "GET"): {ANYONE},
    ("/remote/{event}", "GET"): AT_THE_SWITCHES,
    **{
        (f"/remote/{{event}}/{switch}", "POST"): AT_THE_SWITCHES
        for switch in ("scene", "pause", "blank", "pin", "clear", "follow", "announcements")
    },
    ("/remote/{event}/announcements/{announcement}/end", "POST"): AT_THE_SWITCHES,
    ("/join/{token}", "GET"): {ANYONE},
    ("/join/{token}", "POST"): {ANYONE},
    ("/sign-out", "POST"): {*STAFF, SPEAKER},
    ("/events/{event}", "GET"): STAFF,
    ("/events/{event}/speakers/{speaker}/digest", "GET"): {OWNER, ORGANIZER, "the speaker", "link:digest"},
    ("/events/{event}/undelivered", "GET"): {OWNER, ORGANIZER, "link:ledger"},
    ("/events/{event}/{report}.{form}", "GET"): {OWNER, ORGANIZER, COMMS},
    ("/events/{event}/accounts", "GET"): {OWNER, ORGANIZER},
    ("/events/{event}/accounts", "POST"): {OWNER, ORGANIZER},
    ("/events/{event}/accounts/undo/{decision}", "POST"): {OWNER, ORGANIZER},
    ("/events/{event}/sources", "GET"): {OWNER, ORGANIZER, MODERATOR},
    ("/api/v1/events/{event}/sources", "GET"): {OWNER, ORGANIZER, MODERATOR},
    ("/api/v1/events/{event}/words", "GET"): {OWNER, ORGANIZER},
    ("/api/v1/events/{event}/words", "PUT"): {OWNER, ORGANIZER},
    ("/api/v1/events/{event}/inbox", "POST"): {ANYONE},
    ("/moderate/{event}", "GET"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/list.html", "GET"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/posts/{post}.html", "GET"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/posts/{post}", "POST"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/posts/{post}/meant", "POST"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/undo/{decision}", "POST"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/rules", "GET"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/rules", "POST"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/rules/preview", "POST"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/words", "GET"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/words", "POST"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/words/preview", "POST"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/mode", "POST"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/safe", "POST"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/log", "GET"): {OWNER, ORGANIZER, MODERATOR},
    ("/moderate/{event}/live", "SOCKET"): {OWNER, ORGANIZER, MODERATOR},
    ("/out/{event}", "GET"): {ANYONE},
    ("/out/{event}", "POST"): {ANYONE},
    ("/out/{event}/check", "POST"): {ANYONE},
    ("/about/{event}", "GET"): {ANYONE},
    ("/pictures/{event}/{name}.webp", "GET"): {ANYONE},
    ("/overlay/{event}", "GET"): {ANYONE},
    ("/say/{event}", "GET"): {ANYONE},
    ("/say/{event}", "POST"): {ANYONE},
    ("/say/{event}/find", "POST"): {ANYONE},
    ("/say/{event}/mine/{token}", "GET"): {ANYONE},  # the token is whoever said it
    ("/say/{event}/mine/{token}", "POST"): {ANYONE},
    ("/say/{event}/qr.svg", "GET"): {ANYONE},
    ("/say/{event}/door", "GET"): {OWNER, ORGANIZER, MODERATOR},
    ("/say/{event}/door", "POST"): {OWNER, ORGANIZER, MODERATOR},
}


def _routes(routes: list[BaseRoute]) -> Iterator[APIRoute | APIWebSocketRoute]:
    for route in routes:
        if isinstance(route, APIRoute | APIWebSocketRoute):
            yield route
        else:
            inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
            assert inner is not None, f"{route!r} is neither a handler that can declare nor a router of such"
            yield from _routes(list(inner))


def _found(folder: Path) -> dict[tuple[str, str], object]:
    app = create_app(settings_for(folder))
    return {
        (route.path, method): route.endpoint
        for route in _routes(app.router.routes)
        for method in (sorted(route.methods or ()) if isinstance(route, APIRoute) else ["SOCKET"])
    }


def test_the_matrix_names_every_route_and_method_and_no_other(tmp_path: Path) -> None:
    assert set(_found(tmp_path)) == set(MATRIX)


def test_every_route_declares_who_may_use_it(tmp_path: Path) -> None:
    silent = [place for place, handler in _found(tmp_path).items() if declared_access(handler) is None]
    assert silent == []


def _address(path: str) -> str:
    return (
        path.replace("{path:path}", "css/tokens.css")
        .replace("{event}", "harbour")
        .replace("{speaker}", AMELIE.key)
        .replace("{report}.{form}", "mentions.csv")
        .replace("{token}", "not-a-token")
        .replace("{announcement}", "1")
        .replace("{place}", "logo")
    )


async def test_each_visitor_gets_exactly_what_the_matrix_says(installation: Installation) -> None:
    visitors = {
        "nobody": await installation.client(),
        **{role.value: await installation.client(role) for role in (OWNER, ORGANIZER, MODERATOR, COMMS)},
        "the speaker": await installation.client(SPEAKER, speaker=AMELIE.name),
        "another speaker": await installation.client(SPEAKER, speaker=OSKAR.name),
        "organizer elsewhere": await installation.client(ORGANIZER, event="inland"),
    }
    wrong = []
    for (path, method), allowed in MATRIX.items():
        if method == "SOCKET" or path == "/sign-out":
            continue
        for name, client in visitors.items():
            answer = await client.request(method, _address(path))
            may = ANYONE in allowed or name in {str(one) for one in allowed}
            closed = answer.status_code in {401, 403}
            if closed == may:
                wrong.append((path, method, name, answer.status_code))
            if closed:
                assert answer.status_code == (401 if name == "nobody" else 403)
    assert wrong == []


async def test_a_route_without_a_declaration_is_closed_even_to_the_owner(installation: Installation) -> None:
    async def forgotten() -> str:
        return "secret"

    installation.app.add_api_route("/forgotten", forgotten)
    for client in (await installation.client(), await installation.client(OWNER)):
        answer = await client.get("/forgotten", headers={"accept": "application/json"})
        assert answer.status_code == 403
        assert "secret" not in answer.text
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("audience", "subject", "path", "status"),
    [
        (Audience.DIGEST, AMELIE.key, digest_path(AMELIE.key), 200),
        (Audience.DIGEST, OSKAR.key, digest_path(AMELIE.key), 401),
        (Audience.LEDGER, None, digest_path(AMELIE.key), 401),
        (Audience.DIGEST, AMELIE.key, digest_path(AMELIE.key, "inland"), 401),
        (Audience.LEDGER, None, "/events/harbour/undelivered", 200),
        (Audience.DIGEST, AMELIE.key, "/events/harbour/undelivered", 401),
        (Audience.LEDGER, None, "/events/harbour/mentions.csv", 401),
        (Audience.LEDGER, None, "/events/harbour", 401),
        (Audience.REMOTE, None, "/remote/harbour", 200),
        (Audience.REMOTE, None, "/remote/inland", 401),
        (Audience.REMOTE, None, "/events/harbour", 401),
        (Audience.LEDGER, None, "/remote/harbour", 401),
    ],
)
async def test_a_signed_link_opens_its_own_page_and_no_other(
    installation: Installation, audience: Audience, subject: str | None, path: str, status: int
) -> None:
    client = await installation.client()
    answer = await client.get(path, params={"key": installation.link(audience, subject)})
    assert answer.status_code == status


async def test_a_forged_a_cut_and_an_expired_link_say_so(installation: Installation) -> None:
    client = await installation.client()
    good = installation.link(Audience.LEDGER)
    payload, mac = good.split(".")
    for bad in (good[:-4], f"{payload}x.{mac}", f"{payload}.", "", "....", "ü", good + "A" * 10_000):
        answer = await client.get("/events/harbour/undelivered", params={"key": bad})
        assert answer.status_code == 401, bad[:40]
    now = utc_now()
    old = sign_link(
        b"key", Link(event="harbour", audience=Audience.LEDGER, subject=None, expires_at=now - timedelta(seconds=1))
    )
    with pytest.raises(BadInput, match="expired"):
        read_link(b"key", old, now)


async def test_who_is_signed_in_is_let_in_though_the_link_in_hand_is_old(installation: Installation) -> None:
    invited = await installation.house.people.invite(ORGANIZER, event="harbour", now=utc_now())
    client = await installation.client()
    await client.post(f"/join/{invited.token}", data={"name": "Rosa"})
    for old in ("", "....", f"{installation.link(Audience.LEDGER)}x"):
        assert (await client.get("/events/harbour/undelivered", params={"key": old})).status_code == 200
    assert (await client.get("/remote/harbour", params={"room": "Quay", "key": ""})).status_code == 200


async def test_an_invitation_works_once_and_looking_at_it_does_not_use_it_up(installation: Installation) -> None:
    invited = await installation.house.people.invite(ORGANIZER, event="harbour", now=utc_now())
    scanner, person, thief = [await installation.client() for _ in range(3)]
    for _ in range(3):
        assert (await scanner.get(f"/join/{invited.token}")).status_code == 200
    assert (await person.post(f"/join/{invited.token}", data={"name": "Rosa"})).status_code == 303
    assert (await person.get("/events/harbour")).status_code == 200
    assert (await thief.post(f"/join/{invited.token}")).status_code == 410
    assert (await thief.get("/events/harbour")).status_code == 401


async def test_an_expired_invitation_lets_nobody_in(installation: Installation) -> None:
    long_ago = utc_now() - timedelta(days=15)
    invited = await installation.house.people.invite(ORGANIZER, event="harbour", now=long_ago)
    client = await installation.client()
    answer = await client.post(f"/join/{invited.token}")
    assert answer.status_code == 410
    assert "expired" in answer.text


async def test_when_somebody_comes_in_what_has_ended_is_forgotten(installation: Installation) -> None:
    people, now = installation.house.people, utc_now()
    ended = await people.invite(ORGANIZER, event="harbour", now=now - timedelta(days=15), mail="rosa@tide.example")
    asked = await people.invite(ORGANIZER, event="harbour", now=now - timedelta(days=13), mail="ines@tide.example")
    _, session = await people.accept(asked.token, name="Inês", now=now)
    async with installation.house.database.read() as tx:
        assert await tx.people.invitation(token_hash(ended.token)) is None
        assert await tx.people.session_roles(token_hash(session), now) is not None
    await people.invite(ORGANIZER, event="harbour", now=now + timedelta(days=31))
    async with installation.house.database.read() as tx:
        assert await tx.people.session_roles(token_hash(session), now) is None


async def test_signing_out_ends_the_session_on_the_server(installation: Installation) -> None:
    client = await installation.client(ORGANIZER)
    cookie = dict(client.cookies)
    assert (await client.post("/sign-out")).status_code == 303
    again = await installation.client()
    again.cookies.update(cookie)
    assert (await again.get("/events/harbour")).status_code == 401


async def test_what_another_site_makes_a_browser_send_is_refused(installation: Installation) -> None:
    client = await installation.client(ORGANIZER)
    answer = await client.post("/sign-out", headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert (await client.get("/events/harbour")).status_code == 200
    assert (await client.post("/sign-out", headers={"origin": "http://ovation.test"})).status_code == 303


async def test_tokens_are_stored_as_hashes_only(installation: Installation) -> None:
    invited = await installation.house.people.invite(ORGANIZER, event="harbour", now=utc_now())
    client = await installation.client(MODERATOR)
    session = client.cookies["ovation_session"]
    stored = b"".join(path.read_bytes() for path in installation.settings.data_dir.glob("ovation.db*"))
    assert invited.token.encode() not in stored
    assert session.encode() not in stored


async def test_every_answer_carries_a_strict_policy(installation: Installation) -> None:
    client = await installation.client(ORGANIZER)
    for path in (
        "/",
        "/wall/harbour",
        "/wall/harbour/text",
        "/events/harbour",
        "/events/harbour/undelivered",
        "/nowhere",
    ):
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
