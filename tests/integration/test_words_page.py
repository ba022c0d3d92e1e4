"""The words of an event at its desk: what one would change is seen before, and one press takes it back."""

import pytest

from app.domain.access import Role
from app.domain.desk import Tab
from app.domain.event_words import EventWord, Meaning
from app.domain.post import Posted
from tests.support.installation import Installation
from tests.support.moderating import said

PAGE = "/moderate/harbour/words"
DULL = "What a horribly boring talk by Amélie Strand #harbourday"


class Desk:
    """A moderator of the event, and what they find."""

    def __init__(self, place: Installation) -> None:
        self.place = place

    async def sit(self) -> "Desk":
        self.client = await self.place.client(Role.MODERATOR)
        ingest = await self.place.house.events.ingest("harbour")
        await ingest.take([Posted(said(1, DULL)), Posted(said(2, "Lovely weather #harbourday", by="otto"))])
        return self

    async def tab(self, tab: Tab) -> list[str]:
        stored = await self.place.house.events.named("harbour")
        async with self.place.house.database.read() as tx:
            return [row.post.text for row in await tx.desk.rows(stored.id, tab, 10)]

    async def page(self) -> str:
        return (await self.client.get(PAGE)).text

    async def choose(self, text: str, meaning: str) -> int:
        return (await self.client.post(PAGE, data={"text": text, "meaning": meaning})).status_code

    async def preview(self, text: str, meaning: str) -> str:
        return (await self.client.post(f"{PAGE}/preview", data={"text": text, "meaning": meaning})).text


@pytest.fixture
async def desk(installation: Installation) -> Desk:
    return await Desk(installation).sit()


async def test_a_word_is_seen_at_work_before_it_counts_and_goes_with_one_undo(desk: Desk) -> None:
    assert DULL in await desk.tab(Tab.WAITING)
    seen = await desk.preview("Horribly boring", "praise")
    assert "“<bdi>Horribly boring</bdi>”: praise" in seen
    assert "It stands in one of the newest 2 posts." in seen
    assert "One of them would be read otherwise: 1 would go up, 0 would leave the walls." in seen
    assert "then: goes up: kind to Amélie Strand" in seen
    assert DULL in await desk.tab(Tab.WAITING)
    assert "None yet" in await desk.page()

    assert await desk.choose("Horribly boring", "praise") == 303
    assert DULL in await desk.tab(Tab.SHOWN)
    page = await desk.page()
    assert "A person who is moderator" in page
    assert "“<bdi>Horribly boring</bdi>”: praise" in (await desk.client.get("/moderate/harbour/log")).text
    (entry,) = (await desk.place.house.desks.log("harbour")).entries
    undone = await desk.client.post(f"/moderate/harbour/undo/{entry.id}", data={"back": "words"})
    assert (undone.status_code, undone.headers["location"]) == (303, PAGE)
    assert DULL in await desk.tab(Tab.WAITING)
    assert "None yet" in await desk.page()


async def test_a_word_that_is_taken_away_means_what_it_means_elsewhere(desk: Desk) -> None:
    await desk.choose("horribly boring", "praise")
    assert "as elsewhere, was praise" in await desk.preview("horribly boring", "")
    assert await desk.choose("horribly boring", "") == 303
    assert DULL in await desk.tab(Tab.WAITING)
    taken, given = (await desk.place.house.desks.log("harbour")).entries
    await desk.client.post(f"/moderate/harbour/undo/{taken.id}")
    assert DULL in await desk.tab(Tab.SHOWN)
    await desk.client.post(f"/moderate/harbour/undo/{given.id}")
    assert DULL in await desk.tab(Tab.WAITING)


async def test_an_undo_leaves_alone_what_somebody_has_changed_since(desk: Desk) -> None:
    words = desk.place.house.words
    await desk.choose("horribly boring", "praise")
    (entry,) = (await desk.place.house.desks.log("harbour")).entries
    await words.add("harbour", [EventWord("Horribly boring", Meaning.CRITICISE), EventWord("crab", Meaning.THANK)])
    await desk.client.post(f"/moderate/harbour/undo/{entry.id}")
    kept = {word.text: word.meaning for word in (await words.all("harbour")).words}
    assert kept == {"Horribly boring": Meaning.CRITICISE, "crab": Meaning.THANK}


async def test_a_sentence_is_tried_without_the_words_and_with_them(desk: Desk) -> None:
    await desk.choose("horribly boring", "praise")
    tried = (await desk.client.get(PAGE, params={"sentence": DULL})).text
    assert "<bdi>horribly boring</bdi> (praise)" in tried
    assert "waits: names Amélie Strand, and is not surely kind" in tried
    assert "goes up: kind to Amélie Strand" in tried


@pytest.mark.parametrize(
    ("text", "meaning", "status", "says"),
    [
        ("", "praise", 400, "a word is empty"),
        ("@oskar", "praise", 400, "is a handle or a link"),
        ("horribly boring", "sing", 400, "no word means"),
        ("horribly boring", "", 404, "is not among the words of this event"),
        ("crab", "thank", 409, "means that here already"),
        ("<script>x", "", 404, "&lt;script&gt;x"),
    ],
)
async def test_what_cannot_be_is_said_in_words(desk: Desk, text: str, meaning: str, status: int, says: str) -> None:
    await desk.choose("crab", "thank")
    for path in (PAGE, f"{PAGE}/preview"):
        answer = await desk.client.post(path, data={"text": text, "meaning": meaning})
        assert answer.status_code == status
        assert says in answer.text
