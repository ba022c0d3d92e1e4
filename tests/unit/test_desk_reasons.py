"""Reasons at the desk in other languages: every one that judging and moderators give is known, and names stay names."""

import pytest

from app.domain.desk import Tab
from app.domain.moderation import blocked_by
from app.domain.rules import rule_of
from app.outlets.desk_reasons import known, reason
from app.outlets.languages import speaking
from app.services.demo import Demo
from app.store.database import Database
from tests.support.moderating import DeskOf


@pytest.mark.parametrize(
    ("why", "german"),
    [
        ("kind to Kofi Asante and Ingrid Sølvberg", "freundlich zu Kofi Asante und Ingrid Sølvberg"),
        (
            "tags Kofi Asante and names A, B and C, and is not surely kind",
            "markiert Kofi Asante und nennt A, B und C und ist nicht sicher freundlich",
        ),
        ("could mean Solveig (Sand and Sea) or Solveig Maas", "könnte Solveig (Sand and Sea) oder Solveig Maas meinen"),
        (
            "said on our own page; looks like promotion: a booth, hiring",
            "auf unserer eigenen Seite gesagt; sieht nach Werbung aus: ein Stand, Stellenangebote",
        ),
        (blocked_by("Anna"), "Anna hat das Konto gesperrt"),
        (rule_of("word", "gift*", "hide").why, "Wortliste: “gift*”"),
        ("something that nobody has heard of", "something that nobody has heard of"),
    ],
)
def test_a_reason_is_said_in_the_readers_language(why: str, german: str) -> None:
    assert reason(why) == why
    with speaking("de"):
        assert reason(why) == german


async def test_every_reason_that_the_demos_posts_get_is_known(sqlite_database: Database) -> None:
    desk = DeskOf(sqlite_database)
    demo = Demo(events=desk.events)
    await demo.prepare()
    ingest = await desk.events.ingest(demo.event.slug)
    await ingest.take(list(demo.changes)[:200])
    stored = await desk.events.named(demo.event.slug)
    async with sqlite_database.read() as tx:
        reasons = {row.why for tab in Tab for row in await tx.desk.rows(stored.id, tab, 200)}
    assert len(reasons) > 20
    assert [why for why in sorted(reasons) if not known(why)] == []
