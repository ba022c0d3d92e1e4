"""An organizer is told which languages of the event's posts are not read yet, and what that means."""

from datetime import UTC, datetime

from app.domain.access import Role
from app.domain.account import Account
from app.domain.network import Network
from app.domain.post import Post, Posted
from tests.support.installation import Installation

AT = datetime(2026, 7, 5, 9, 0, tzinfo=UTC)


def said(number: int, language: str | None) -> Posted:
    return Posted(
        Post(
            network=Network.MASTODON,
            uri=f"https://tide.example/posts/{number}",
            author=Account(network=Network.MASTODON, handle=f"guest{number}@tide.example", name="Guest"),
            text=f"word {number} #harbourday",
            created_at=AT,
            received_at=AT,
            language=language,
        )
    )


async def home(installation: Installation, *languages: str | None) -> str:
    ingest = await installation.house.events.ingest("harbour")
    await ingest.take([said(number, language) for number, language in enumerate(languages)])
    client = await installation.client(Role.ORGANIZER)
    return (await client.get("/events/harbour")).text


async def test_the_home_names_languages_that_wait_for_a_person(installation: Installation) -> None:
    page = await home(installation, "el", "es", "vi", "el-GR", None)
    assert (
        "Posts in Greek and Vietnamese are <b>not read yet</b>: what they say about a speaker waits for a person."
        in page
    )


async def test_the_home_says_nothing_where_every_language_is_read(installation: Installation) -> None:
    assert "not read yet" not in await home(installation, "es", "nb", "und", None)
