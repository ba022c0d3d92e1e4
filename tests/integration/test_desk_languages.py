"""The desk in its moderator's language: its pages, its reasons, and what it answers its script; names stay names."""

import pytest

from app.domain.access import Role
from app.domain.desk import Tab
from app.domain.post import Posted
from tests.support.installation import Installation
from tests.support.moderating import said

UNKIND = "Amélie Strand was boring and badly prepared, what a waste of an hour #harbourday"
DESK = "/moderate/harbour"


@pytest.mark.parametrize(
    ("language", "held", "done", "late"),
    [
        ("de", "Nennt Amélie Strand und ist nicht sicher freundlich", "gezeigt, an jeder Wand", "gezeigt"),
        ("es", "Nombra a Amélie Strand, y no es claramente amable", "mostrada, en todas las paredes", "la mostró"),
        ("fr", "Nomme Amélie Strand, et n’est pas sûrement bienveillant", "montré, sur tous les murs", "l’a montré"),
    ],
)
async def test_a_moderator_reads_reasons_and_answers_in_their_language(
    installation: Installation, language: str, held: str, done: str, late: str
) -> None:
    client = await installation.client(Role.MODERATOR)
    client.headers["accept-language"] = language
    ingest = await installation.house.events.ingest("harbour")
    await ingest.take([Posted(said(1, UNKIND))])
    page = (await client.get(DESK)).text
    assert f'<html lang="{language}"' in page
    assert held in page
    stored = await installation.house.events.named("harbour")
    async with installation.house.database.read() as tx:
        (row,) = await tx.desk.rows(stored.id, Tab.WAITING, 5)
    form = {"deed": "show", "seen": row.stamp}
    told = await client.post(f"{DESK}/posts/{row.id}", data=form, headers={"accept": "application/json"})
    assert told.json()["said"] == done
    again = await client.post(f"{DESK}/posts/{row.id}", data=form, headers={"accept": "application/json"})
    assert again.status_code == 409
    assert late in again.json()["detail"]
    assert "A person who is moderator" in again.json()["detail"]
