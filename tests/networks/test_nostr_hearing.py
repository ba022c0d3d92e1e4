"""Whose deletions count, whatever the order in which relays tell, and what is listened for."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from app.domain.post import Deleted, Posted
from app.networks.nostr import hearing as memory
from app.networks.nostr.hearing import Hearing
from app.networks.nostr.profiles import account
from app.networks.nostr.threads import AT_ONCE, Threads, about
from tests.support.nostr import Person, event
from tests.support.watching import FakeWatch

_MIKA, _WREN = Person("mika"), Person("wren")
_NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_AT = int(_NOW.timestamp()) - 600
_NOTE = _MIKA.write("hello", ["t", "tideconf"], at=_AT)
_HERE = ("wss://relay.example",)


def _watch(**given: Any) -> FakeWatch:
    return FakeWatch(tags=("TideConf",), clock=lambda: _NOW, **given)


def _told(hearing: Hearing, raws: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """What genuine events change, as (what, uri)."""
    changes = []
    for raw in raws:
        one = event(raw)
        if hearing.wants(one):
            changes += list(hearing.take(one, account(one.pubkey)))
    return [
        ("posted", change.post.uri) if isinstance(change, Posted) else ("deleted", change.key.uri)
        for change in changes
        if isinstance(change, (Posted, Deleted))
    ]


def test_in_whatever_order_a_note_and_its_deletion_come_it_is_gone_and_a_stranger_changes_nothing() -> None:
    for order in permutations([_NOTE, _WREN.delete(_NOTE["id"], at=_AT), _MIKA.delete(_NOTE["id"], at=_AT + 5)]):
        told = _told(Hearing(_watch(), _HERE), (*order, *order))
        assert told[-1] == ("deleted", _NOTE["id"])
        assert len(told) <= 2
    for order in permutations([_NOTE, _WREN.delete(_NOTE["id"], at=_AT)]):
        assert _told(Hearing(_watch(), _HERE), order) == [("posted", _NOTE["id"])]


def test_two_deletions_are_one() -> None:
    told = _told(Hearing(_watch(), _HERE), [_NOTE, *(_MIKA.delete(_NOTE["id"], at=_AT + at) for at in range(3))])
    assert told == [("posted", _NOTE["id"]), ("deleted", _NOTE["id"])]


def test_many_strangers_do_not_push_the_author_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_DELETERS_AT_MOST", 3)
    hearing = Hearing(_watch(held={_NOTE["id"]}), _HERE)
    assert _told(hearing, [Person(str(number)).delete(_NOTE["id"], at=_AT) for number in range(10)]) == []
    deletion = _MIKA.delete(_NOTE["id"], at=_AT + 1)
    assert _told(hearing, [deletion, _NOTE]) == []
    assert _told(hearing, [deletion]) == [("deleted", _NOTE["id"])]


def test_a_note_that_is_deleted_and_sent_again_stays_gone() -> None:
    hearing = Hearing(_watch(), _HERE)
    told = _told(hearing, [_NOTE, _MIKA.delete(_NOTE["id"], at=_AT), _NOTE])
    assert told == [("posted", _NOTE["id"]), ("deleted", _NOTE["id"])]
    assert list(hearing.again(event(_NOTE), account(_MIKA.pubkey))) == []
    assert hearing.recent(10) == ()


def test_what_vanishes_is_what_was_written_before() -> None:
    later = _MIKA.write("later", ["t", "tideconf"], at=_AT + 60)
    vanish = _MIKA.write("", ["relay", _HERE[0]], kind=62, at=_AT + 30)
    elsewhere = _MIKA.write("", ["relay", "wss://other.example"], kind=62, at=_AT + 90)
    for order in permutations([_NOTE, later, vanish, elsewhere]):
        told = _told(Hearing(_watch(), _HERE), order)
        assert ("deleted", _NOTE["id"]) in told
        assert ("deleted", later["id"]) not in told


def test_a_held_note_is_not_told_again_but_its_author_is_learned() -> None:
    hearing = Hearing(_watch(held={_NOTE["id"]}), _HERE)
    assert _told(hearing, [_NOTE]) == []
    assert hearing.authors[_NOTE["id"]] == _MIKA.pubkey


def test_a_note_that_had_expired_before_it_came_is_not_told() -> None:
    note = _MIKA.write("yesterday", ["t", "tideconf"], ["expiration", str(_AT)], at=_AT - 10)
    assert _told(Hearing(_watch(), _HERE), [note]) == []
    assert _told(Hearing(_watch(held={note["id"]}), _HERE), [note]) == [("deleted", note["id"])]


def test_what_expires_later_leaves_then() -> None:
    note = _MIKA.write("until ten", ["t", "tideconf"], ["expiration", str(_AT + 900)], at=_AT)
    watch = _watch()
    hearing = Hearing(watch, _HERE)
    assert _told(hearing, [note]) == [("posted", note["id"])]
    assert list(hearing.expired()) == []
    watch.clock = lambda: _NOW + timedelta(hours=1)
    assert [change.key.uri for change in hearing.expired() if isinstance(change, Deleted)] == [note["id"]]
    assert list(hearing.expired()) == []


def test_what_neither_carries_a_tag_nor_refers_to_what_is_held_is_not_wanted() -> None:
    hearing = Hearing(_watch(held={_NOTE["id"]}), _HERE)
    other = _MIKA.write("other", ["t", "otherconf"], ["e", "0" * 64], at=_AT)
    repost = _MIKA.write("", ["e", "0" * 64], ["t", "tideconf"], kind=6, at=_AT)
    profile = _MIKA.profile(at=_AT, name="x")
    answer = _WREN.write("yes", ["e", _NOTE["id"]], at=_AT)
    assert [hearing.wants(event(raw)) for raw in (other, repost, profile, answer)] == [False, False, False, True]


def test_a_memory_forgets_what_came_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_KNOWN_AT_MOST", 2)
    hearing = Hearing(_watch(), _HERE)
    notes = [_MIKA.write(str(number), ["t", "tideconf"], at=_AT) for number in range(3)]
    _told(hearing, notes)
    assert list(hearing.authors) == [notes[1]["id"], notes[2]["id"]]


def _ids(*numbers: int) -> list[str]:
    """Ids, newest (largest) first."""
    return [f"{number:064x}" for number in sorted(numbers, reverse=True)]


def test_only_the_subscription_that_grows_is_asked_for_again() -> None:
    threads = Threads()
    first = list(threads.plan(_ids(*range(AT_ONCE + 10)), {}))
    assert [name for name, _ in first] == ["about-1", "about-2"]
    assert list(threads.plan(_ids(*range(AT_ONCE + 10)), {})) == []
    (grown,) = threads.plan(_ids(*range(AT_ONCE + 11)), {})
    assert grown[0] == "about-2"
    assert grown[1][0]["#e"] == sorted(_ids(*range(AT_ONCE, AT_ONCE + 11)))


def test_a_subscription_of_which_nothing_is_followed_ends_and_may_begin_again() -> None:
    threads = Threads()
    list(threads.plan(_ids(1), {}))
    ended, *_ = threads.plan(_ids(2, 3), {})
    assert ended == ("about-1", [])
    (again,) = [wanted for name, wanted in threads.plan(_ids(1, 2, 3), {}) if wanted]
    assert set(again[0]["#e"]) == set(_ids(1, 2, 3))


def test_notes_of_unknown_authors_are_asked_for_and_the_known_ones_may_vanish() -> None:
    one, two = _ids(1, 2)
    wanted = about([one, two, "not an id"][:2], {one: _MIKA.pubkey})
    assert wanted[2:] == [{"ids": [two]}, {"kinds": [62], "authors": [_MIKA.pubkey]}]
    assert list(Threads().plan(["x", "out:abc"], {})) == []
