"""Reasons keep their parts: each reader gets them in a language of their own, and no name is ever taken apart."""

import ast
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace

import pytest

from app.domain.desk import Tab
from app.domain.moderation import blocked_by
from app.domain.phrase import Phrase, Several, all_of, any_of, as_phrase, in_a_row, phrase, phrases, reasons, verbatim
from app.domain.rules import rule_of
from app.networks.outside.telling import no_answer, why
from app.outlets.html import environment
from app.outlets.languages import catalogue, say, speaking
from app.services.demo import Demo
from app.store.database import Database
from app.store.words import stored_words, words_of
from tests.support.moderating import DeskOf
from tests.words import OTHERS, ROOT

HOSTILE = '<img src=x onerror="alert(1)"> {name} %s'
POINTS = all_of([phrase("tags {names}", names="Kofi Asante"), phrase("names {names}", names=all_of(["A", "B", "C"]))])
_MAKERS = {"phrase", "phrases", "phrase_in"}
_RAISED = {"Unavailable", "RateLimited", "Refused", "Denied", "Declined", "Faulty", "NoRules"}
_FOLLOWING = ("app/networks/", "app/jobs/follow.py", "app/services/following.py")
_SET_UP = {"connect.py"}  # what is told to whoever types a command
_ALSO_BAD_INPUT = ("app/networks/outside/", "app/networks/feed/reading.py", "app/networks/x/client.py")


@pytest.mark.parametrize(
    ("told", "english", "german"),
    [
        (
            phrase("kind to {names}", names=all_of(["Kofi Asante", "Sand and Sea", "Ruiz, Inés", "{names}"])),
            "kind to Kofi Asante, Sand and Sea, Ruiz, Inés and {names}",
            "freundlich zu Kofi Asante, Sand and Sea, Ruiz, Inés und {names}",
        ),
        (
            phrase("{points}, and is not surely kind", points=POINTS),
            "tags Kofi Asante and names A, B and C, and is not surely kind",
            "markiert Kofi Asante und nennt A, B und C und ist nicht sicher freundlich",
        ),
        (
            phrase("could mean {either}", either=any_of(["Solveig (Sand or Sea)", "Solveig Maas"])),
            "could mean Solveig (Sand or Sea) or Solveig Maas",
            "könnte Solveig (Sand or Sea) oder Solveig Maas meinen",
        ),
        (
            phrase(
                "said on our own page; {why}",
                why=phrase("looks like promotion: {signs}", signs=in_a_row([phrase("a booth"), phrase("hiring")])),
            ),
            "said on our own page; looks like promotion: a booth, hiring",
            "auf unserer eigenen Seite gesagt; sieht nach Werbung aus: ein Stand, Stellenangebote",
        ),
        (blocked_by("Anna and Bo"), "Anna and Bo blocked its author", "Anna and Bo hat das Konto gesperrt"),
        (rule_of("word", "gift*", "hide").why, "word list: “gift*”", "Wortliste: “gift*”"),
        (
            reasons([phrase("{n} of {all} relays are heard", n=1, all=2), verbatim(""), phrase("not connected")]),
            "1 of 2 relays are heard; not connected",
            "1 von 2 Relays sind zu hören; nicht verbunden",
        ),
        (
            no_answer("sea.example", why(ConnectionRefusedError())),
            "sea.example does not answer: nobody listens there",
            "sea.example antwortet nicht: dort hört niemand zu",
        ),
        (phrases("one post", "{n} posts", 1204).begins(), "1,204 posts", "1.204 Beiträge"),
        (verbatim("["), "[", "["),
        (verbatim('["kind to {names}",{"names":"Ada"}]'), *['["kind to {names}",{"names":"Ada"}]'] * 2),
    ],
)
def test_a_reason_is_said_in_the_readers_language_and_so_it_is_after_it_was_stored(
    told: Phrase, english: str, german: str
) -> None:
    kept = words_of(stored_words(told))
    assert (told, kept) == (english, english)
    assert kept.made == told.made
    assert stored_words(kept) == stored_words(told), "one reason is always stored alike"
    with speaking("de"):
        assert (say(told), say(kept)) == (german, german)


def test_a_row_follows_the_grammar_of_its_language() -> None:
    told = words_of(stored_words(phrase("kind to {names}", names=all_of(["Ada", "Ingrid"]))))
    with speaking("es"):
        assert say(told) == "amable con Ada e Ingrid"


def test_a_sentence_that_was_stored_before_stands_for_itself() -> None:
    assert words_of("kind to Sand and Sea") == "kind to Sand and Sea"
    with speaking("de"):
        assert say(words_of("kind to Sand and Sea")) == "kind to Sand and Sea"
        assert say(words_of("about the event")) == "über die Veranstaltung"
        assert say(words_of("")) == ""


@pytest.mark.parametrize(
    "broken",
    [
        "[", "[]", "[1]", "[0,{}]", '["a {b}",{"b":{"xor":["c"]}}]', '["a {b}",{"b":{"and":3}}]',
        '["a {b}",{"b":[]}]', '["a","b","c","d"]', '["a {b.c}",{"b":"d"}]', '["a"', "[" * 5_000,
    ],
)  # fmt: skip
def test_what_nobody_here_wrote_is_shown_and_breaks_nothing(broken: str) -> None:
    assert words_of(broken) == broken
    assert say(words_of(broken)) == broken


def test_parts_that_no_database_takes_are_mended_and_the_others_stay() -> None:
    kept = words_of(stored_words(phrase("the stream says: {words}", words="a\0b\ud800 é")))
    assert kept == "the stream says: a\ufffdb? é"
    assert words_of(stored_words(verbatim("a\0b\ud800"))) == "a\ufffdb?"


def test_a_hostile_part_is_escaped_where_it_is_shown() -> None:
    page = environment().from_string(
        '{% from "moderate/parts.html" import reason with context %}'
        '{{ reason(row) }} {{ _("Held: {why}", why=_(why)) }}'
    )
    told = words_of(stored_words(phrase("kind to {names}", names=all_of([HOSTILE, "Ada"]))))
    row = SimpleNamespace(places=(), word=None, verdict="hold", why=told)
    for language in ("en", *OTHERS):
        with speaking(language):
            shown = page.render(row=row, why=told)
        assert shown.count("&lt;img src=x onerror=&#34;alert(1)&#34;&gt; {name} %s") == 2, language
        assert "<img" not in shown, language


def test_what_a_library_says_is_cut() -> None:
    assert len(why(OSError("x" * 10_000))) == 200
    assert len(stored_words(no_answer("sea.example", why(OSError("x" * 10_000))))) < 300


def test_an_error_keeps_the_phrase_that_it_was_raised_with() -> None:
    assert as_phrase(ValueError(blocked_by("Ada"))).made == blocked_by("Ada").made
    assert as_phrase(ValueError("odd")) == "odd"


async def test_every_reason_that_the_demos_posts_get_is_in_every_catalogue(sqlite_database: Database) -> None:
    desk = DeskOf(sqlite_database)
    demo = Demo(events=desk.events)
    await demo.prepare()
    ingest = await desk.events.ingest(demo.event.slug)
    await ingest.take(list(demo.changes)[:200])
    stored = await desk.events.named(demo.event.slug)
    async with sqlite_database.read() as tx:
        whys = {row.why for tab in Tab for row in await tx.desk.rows(stored.id, tab, 200)}
    assert len(whys) > 20
    messages = {message for one in whys for message in _messages(one)}
    unsaid = [(language, one) for one in messages for language in OTHERS if catalogue(language).gettext(one) == one]
    assert unsaid == []


def test_a_phrase_is_written_out_where_it_is_made_so_that_no_catalogue_can_miss_it() -> None:
    hidden = [
        f"{path}:{call.lineno}"
        for path, call in _calls()
        if _name(call) in _MAKERS
        and path != "app/domain/phrase.py"
        and not all(isinstance(one, ast.Constant) for one in call.args[: 1 if _name(call) == "phrase" else 2])
    ]
    assert hidden == []


def test_why_a_source_is_silent_is_always_a_phrase() -> None:
    plain = [
        f"{path}:{call.lineno}"
        for path, call in _calls()
        if path.startswith(_FOLLOWING)
        and path.rpartition("/")[2] not in _SET_UP
        and (_name(call) in _RAISED or (_name(call) == "BadInput" and path.startswith(_ALSO_BAD_INPUT)))
        and isinstance(call.args[0], ast.Constant | ast.JoinedStr | ast.BinOp)
    ]
    assert plain == []


def test_nothing_is_said_as_it_stands_but_what_was_stored_so_and_what_others_said() -> None:
    users = {path for path, call in _calls() if _name(call) == "verbatim"}
    assert users == {
        "app/domain/phrase.py",
        "app/networks/source.py",  # the empty note
        "app/store/desk.py",
        "app/store/said.py",  # no reason yet
        "app/store/words.py",
    }


def _messages(told: object) -> Iterator[str]:
    if isinstance(told, Several):
        for item in told.items:
            yield from _messages(item)
    if isinstance(told, Phrase):
        yield told.made.message
        for part in told.made.parts.values():
            yield from _messages(part)


@cache
def _calls() -> list[tuple[str, ast.Call]]:
    """Every call with something handed in, by path, of whatever makes phrases or raises errors."""
    found = []
    for file in sorted((ROOT / "app").rglob("*.py")):
        source = file.read_bytes()
        if any(word in source for word in (b"phrase", b"verbatim", b"Unavailable", b"Refused")):
            path = file.relative_to(ROOT).as_posix()
            nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
            found += [(path, node) for node in nodes]
    return found


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
