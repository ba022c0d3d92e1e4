"""What is too large to be sent at once: a page with the way back for people, a problem for programs."""

from collections.abc import AsyncIterator

import pytest

from app.domain.access import Role
from app.routes.bodies import LIMIT
from tests.support.installation import Installation

TOO_MUCH = "text=" + "x" * LIMIT
FORM = {"content-type": "application/x-www-form-urlencoded"}


async def in_pieces() -> AsyncIterator[bytes]:
    """The same without a length in its head, as a browser that does not know it sends it."""
    for start in range(0, len(TOO_MUCH), 65_536):
        yield TOO_MUCH[start : start + 65_536].encode()


@pytest.mark.parametrize("announced", [True, False])
async def test_a_form_that_is_too_large_leads_back_to_its_page(installation: Installation, *, announced: bool) -> None:
    client = await installation.client(Role.ORGANIZER)
    for path in ("/say/harbour", "/events/harbour/look/logo", "/moderate/harbour/rules/preview"):
        answer = await client.post(
            path,
            content=TOO_MUCH if announced else in_pieces(),
            headers={**FORM, "referer": f"http://ovation.test{path}?room=Pier"},
        )
        assert answer.status_code == 413
        assert "That is too large" in answer.text
        assert "send fewer words or a smaller picture" in answer.text
        assert f'href="{path}?room=Pier"' in answer.text
    assert (await client.get("/say/harbour")).status_code == 200


@pytest.mark.parametrize("announced", [True, False])
async def test_a_program_that_sends_too_much_gets_a_problem(installation: Installation, *, announced: bool) -> None:
    client = await installation.client()
    for path, accept in (("/say/harbour", "application/json"), ("/api/v1/events/harbour/inbox", "text/html")):
        content = TOO_MUCH if announced else in_pieces()
        answer = await client.post(path, content=content, headers={**FORM, "accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
        assert answer.json()["title"] == "That is too large"


async def test_no_page_of_another_site_is_led_back_to(installation: Installation) -> None:
    client = await installation.client()
    for referer in ("https://elsewhere.example/trap", "http://ovation.test//elsewhere.example", "nonsense", ""):
        answer = await client.post("/say/harbour", content=TOO_MUCH, headers={**FORM, "referer": referer})
        assert answer.status_code == 413
        assert "elsewhere" not in answer.text
        assert 'href="/"' in answer.text
