"""Words of an event are kept, change how its posts are read, and are said, put and tried by its organizers."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.access import Role
from app.domain.event_words import EventWord, EventWords, Meaning
from app.store.database import Database
from tests.integration.test_command_line import CREATE
from tests.support.archive import ROSTER, post, written
from tests.support.command import Answer, ovation
from tests.support.installation import Installation
from tests.support.stored import an_event

WORDS = EventWords(
    (
        EventWord("zum Niederknien", Meaning.PRAISE),
        EventWord("🦀", Meaning.THANK),
        EventWord("Killer", Meaning.NEUTRAL),
        EventWord("鯨", Meaning.PROMOTE),
    )
)
ADDRESS = "/api/v1/events/harbour/words"


async def test_words_come_back_as_they_were_saved(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        assert await tx.words.load(event_id) == EventWords()
        assert await tx.words.save(event_id, WORDS)
    async with database.read() as tx:
        assert await tx.words.load(event_id) == WORDS
        assert await tx.words.load(event_id + 1) == EventWords()


async def test_a_change_of_words_is_a_revision_of_the_event_and_the_same_words_are_none(database: Database) -> None:
    event_id = await an_event(database)

    async def revision() -> int:
        async with database.read() as tx:
            return (await tx.events.all())[0].revision

    before = await revision()
    for words, changes in ((WORDS, 1), (WORDS, 0), (WORDS.without(["killer"]), 1), (EventWords(), 1)):
        async with database.begin() as tx:
            assert await tx.words.save(event_id, words) == bool(changes)
        before += changes
        assert await revision() == before


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """The data folder of an event at which a speaker was called mince."""
    data = tmp_path / "data"
    lines = [post(1, "Amélie Strand was mince"), post(2, "Lovely weather", by="b@dijk.example")]
    for words in (
        CREATE,
        ("event", "import", "harbour", str(written(tmp_path / "speakers.jsonl", ROSTER))),
        ("replay", "harbour", str(written(tmp_path / "posts.jsonl", lines))),
    ):
        done = ovation(*words, data=data)
        assert done.code == 0, done.err
    return data


def words(data: Path, *more: str) -> Answer:
    return ovation("words", *more, data=data)


def test_a_word_that_is_added_changes_what_was_said_and_removed_changes_it_back(harbour: Path, tmp_path: Path) -> None:
    def appreciated() -> list[bool]:
        report = ovation("report", "mentions", "harbour", "--format", "json", data=harbour)
        return ['"appreciates":true' in line.replace(" ", "") for line in report.text.splitlines() if "mince" in line]

    assert "has no words of its own" in words(harbour, "harbour").text
    assert not any(appreciated())
    added = words(harbour, "add", "harbour", "--praise", "Mince", "--neutral", "Killer", "--neutral", "big fish")
    assert added.text == "harbour has 3 words of its own; 1 posts read differently\n"
    assert any(appreciated())
    listed = words(harbour, "harbour").text
    assert listed == "praise\tMince\nneutral\tbig fish\nneutral\tKiller\n"
    assert words(harbour, "remove", "harbour", "mince", "BIG FISH").text.startswith("harbour has 1 words")
    assert not any(appreciated())
    file = tmp_path / "words.tsv"
    file.write_text(listed)
    assert words(harbour, "add", "harbour", "--from", str(file)).text.startswith("harbour has 3 words")
    assert words(harbour, "list", "harbour").text == listed
    with closing(sqlite3.connect(next(harbour.glob("*.db")))) as file_of_all:
        logged = file_of_all.execute("SELECT deed, by_name FROM decision").fetchall()
    assert logged == [("words", "ovation words")] * 3, "moderators see it, and can take it back"


def test_trying_a_text_shows_what_the_words_change(harbour: Path) -> None:
    words(harbour, "add", "harbour", "--praise", "mince")
    tried = words(harbour, "try", "harbour", "What a mince talk by Amélie Strand").text.splitlines()
    assert tried[0] == "words found:   mince (praise)"
    assert tried[1].startswith("without them:  ")
    assert "hold: names Amélie Strand, and is not surely kind" in tried[1]
    assert tried[2].startswith("with them:     appreciation 0.97")
    assert tried[2].endswith("show: kind to Amélie Strand")
    assert "words found:   none" in words(harbour, "try", "harbour", "hello").text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("add", "harbour"), "say which words"),
        (("add", "harbour", "--praise", "@oskar"), "is a handle or a link"),
        (("add", "nowhere", "--praise", "mince"), "there is no event 'nowhere'"),
        (("add", "harbour", "--from", "missing.tsv"), "missing.tsv cannot be read"),
        (("remove", "harbour", "mince"), "'mince' is not among the words of this event"),
        (("nowhere",), "there is no event 'nowhere'"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_2(tmp_path: Path, more: tuple[str, ...], says: str) -> None:
    data = tmp_path / "data"
    ovation(*CREATE, data=data)
    answer = words(data, *more)
    assert answer.code == 2
    assert says in answer.err
    assert answer.err.count("\n") == 1


async def test_an_organizer_puts_words_and_gets_them_back(installation: Installation) -> None:
    client = await installation.client(Role.ORGANIZER)
    given = {"words": [{"text": "Mince", "meaning": "praise"}, {"text": "killer", "meaning": "neutral"}]}
    put = await client.put(ADDRESS, json=given)
    assert put.status_code == 200
    assert put.json() == {
        "words": [{"text": "killer", "meaning": "neutral"}, {"text": "Mince", "meaning": "praise"}],
        "most": 300,
        "read_again": 0,
    }
    assert (await client.get(ADDRESS)).json()["words"] == put.json()["words"]
    (entry,) = (await installation.house.desks.log("harbour")).entries
    assert [(one.text, one.before, one.after) for one in entry.words] == [
        ("killer", None, Meaning.NEUTRAL),
        ("Mince", None, Meaning.PRAISE),
    ]
    assert (await client.put(ADDRESS, json={"words": []})).json()["words"] == []


async def test_words_that_do_not_fit_are_a_problem_in_words(installation: Installation) -> None:
    client = await installation.client(Role.ORGANIZER)
    for body, says in (
        (f'{{"words": [{{"text": "{"x" * 61}", "meaning": "praise"}}]}}', "is too long"),
        ('{"words": [{"text": "mince", "meaning": "sing"}]}', "no word means 'sing'"),
        ('{"words": [{"text": "mince"}]}', "words.0.meaning: Field required"),
        ('{"words": [{"text": "half\\ud800", "meaning": "praise"}]}', "cannot be seen"),
        ('{"words": "mince"}', "words: Input should be a valid list"),
        ("[]", "Input should be a valid dictionary"),
        ("{", "JSON decode error"),
    ):
        answer = await client.put(ADDRESS, content=body, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
        assert says in answer.json()["detail"]
    assert (await client.get(ADDRESS)).json()["words"] == []
