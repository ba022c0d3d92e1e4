"""Numbers in addresses and forms that no database holds: they are nobody's, and no failure of ours."""

import pytest

from app.domain.access import Role
from tests.support.installation import Installation

HUGE = "9" * 30


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (f"/events/harbour/accounts/undo/{HUGE}", {}),
        (f"/moderate/harbour/undo/{HUGE}", {}),
        (f"/remote/harbour/announcements/{HUGE}/end", {}),
        (f"/moderate/harbour/posts/{HUGE}", {"deed": "hide"}),
        (f"/moderate/harbour/posts/{HUGE}/meant", {"speaker": "ingrid"}),
        ("/remote/harbour/pin", {"card": HUGE}),
        ("/events/harbour/accounts/undo/-1", {}),
    ],
)
async def test_a_number_that_no_database_holds_is_refused(
    installation: Installation, path: str, form: dict[str, str]
) -> None:
    organizer = await installation.client(Role.ORGANIZER)
    answer = await organizer.post(path, data=form)
    assert 400 <= answer.status_code < 500
