"""The ledger keeps what did not arrive, with its reason, in programme order and without comparing speakers."""

from dataclasses import replace

import pytest

from app.domain.copies import Copy
from app.domain.delivery import Reason
from app.domain.entities import Entities, Tagged
from app.domain.handle import HandleKey
from app.domain.ledger import build_ledger, why_not
from app.domain.network import Network
from app.domain.said import Said
from tests.support.letters_cast import AKARI, EVENT, INGRID, KOFI, PROGRAMME, TADEUSZ, said

MASTODON, BLUESKY, X, WEB = Network.MASTODON, Network.BLUESKY, Network.X, Network.WEB
TAGGED = Entities(mentions=(Tagged("@ingrid", handle=HandleKey(MASTODON, "ingrid@tidewater.example")),))
WHAT = [
    said("One", by="A", about=TADEUSZ, minute=60),
    said("Two", by="B", about=TADEUSZ, minute=61),
    said("Two again", by="B", about=TADEUSZ, network=WEB, minute=62),
    said("Three", by="C", network=MASTODON, entities=TAGGED, minute=1),
    said("Four", by="D", network=X, minute=2),
    said("Five, about Ingrid Sølvberg", by="A", network=MASTODON, minute=3),
    said("Six", by="E", about=AKARI, network=X, minute=4),
    said("How?", by="F", about=KOFI, appreciates=False, minute=5),
]


def test_speakers_stand_in_programme_order_with_what_waits_and_what_arrived() -> None:
    ledger = build_ledger(EVENT, PROGRAMME, WHAT)
    assert [(entry.speaker.key, len(entry.waiting), len(entry.arrived)) for entry in ledger.entries] == [
        ("ingrid", 2, 1),
        ("tadeusz", 3, 0),
        ("akari", 1, 0),
        ("kofi", 0, 0),
    ]
    assert [entry.speaker.key for entry in ledger.open] == ["ingrid", "tadeusz", "akari"]
    assert [entry.speaker.key for entry in ledger.not_yet_thanked] == ["kofi"]
    assert [entry.speaker.key for entry in ledger.thanked] == ["ingrid", "tadeusz", "akari"]
    assert not ledger.closed


def test_people_are_counted_before_posts() -> None:
    ledger = build_ledger(EVENT, PROGRAMME, WHAT)
    assert (ledger.total, ledger.waiting, ledger.arrived) == (7, 6, 1)
    # A on Bluesky and A on Mastodon are two accounts: nobody is made one person by a name alone
    assert (ledger.people, ledger.people_waiting) == (7, 6)
    assert [(entry.people, entry.people_waiting, entry.total) for entry in ledger.entries][1] == (3, 3, 3)


def test_reasons_are_counted_and_add_up() -> None:
    ledger = build_ledger(EVENT, PROGRAMME, WHAT)
    assert dict(ledger.reasons) == {
        Reason.NO_HANDLE: 3,
        Reason.OTHER_NETWORK: 1,
        Reason.UNTAGGED: 1,
        Reason.DEAD_HANDLE: 1,
    }
    assert sum(ledger.reasons.values()) == ledger.waiting


def test_every_page_says_why_and_what_would_help() -> None:
    assert [(entry.why, entry.help) for entry in build_ledger(EVENT, PROGRAMME, WHAT).entries] == [
        ("On Mastodon, praised on X; named, not tagged", "Their letter, or an account on X"),
        ("No handle anywhere", "Their letter, on paper or by mail"),
        ("The account on X has closed", "A new handle, or their letter"),
        ("", ""),
    ]


def test_the_field_is_in_order_of_time() -> None:
    assert build_ledger(EVENT, PROGRAMME, WHAT).field == (True, False, False, False, False, False, False)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (WHAT[0], "There was no handle to send it to."),
        (WHAT[3], ""),
        (WHAT[4], "It was said on X; the speaker is on Mastodon."),
        (WHAT[5], "The name stands there, but not the handle they have on Mastodon."),
        (WHAT[6], "The account we know of on X has closed."),
        (said("Seven", about=AKARI), "It was said on Bluesky; the speaker is not there."),
    ],
)
def test_every_item_says_why_it_did_not_arrive(one: Said, why: str) -> None:
    assert why_not(one) == why


def test_an_event_where_nothing_was_said_has_an_empty_ledger() -> None:
    ledger = build_ledger(EVENT, PROGRAMME, [])
    assert (ledger.total, ledger.waiting, ledger.coverage) == (0, 0, ())
    assert len(ledger.not_yet_thanked) == 4


def test_coverage_says_what_a_handle_would_have_caught() -> None:
    what = [said("a", by=f"V{n}", about=speaker, minute=n) for n, speaker in enumerate([KOFI, INGRID, TADEUSZ])]
    (bluesky,) = build_ledger(EVENT, PROGRAMME, [*what, said("w", network=WEB)]).coverage
    assert (bluesky.network, bluesky.total, bluesky.percent, bluesky.percent_with_handle) == (BLUESKY, 3, 33, 66)


def test_the_order_of_arrival_changes_nothing() -> None:
    assert build_ledger(EVENT, PROGRAMME, WHAT[::-1]) == build_ledger(EVENT, PROGRAMME, WHAT)


def test_names_without_a_closed_account_are_told_plainly() -> None:
    gone = said("a", about=AKARI, network=BLUESKY)
    (entry,) = build_ledger(EVENT, PROGRAMME, [gone]).open
    assert entry.why == "Praised on Bluesky"
    assert INGRID.on(MASTODON)


def test_why_it_did_not_arrive_is_told_of_the_network_where_it_nearly_did() -> None:
    told = said("Ingrid Sølvberg!", network=MASTODON, minute=1)
    copy = Copy(BLUESKY, "bluesky:copy", None, "copy.example")
    swapped = replace(
        told,
        post=replace(told.post, network=BLUESKY),
        also=(Copy(MASTODON, "mastodon:copy", None, "copy@shore.example"),),
    )
    for what in (replace(told, also=(copy,)), swapped):
        assert what.mention.reason is Reason.UNTAGGED
        assert why_not(what) == "The name stands there, but not the handle they have on Mastodon."
        ledger = build_ledger(EVENT, PROGRAMME, [what])
        assert (ledger.total, ledger.people_waiting) == (1, 1)
        assert [(one.network, one.total, one.percent) for one in ledger.coverage] == [
            (MASTODON, 1, 100),
            (BLUESKY, 1, 0),
        ]


def test_what_was_said_on_two_foreign_networks_names_both() -> None:
    told = said("Takk", network=X, minute=1)
    what = replace(told, also=(Copy(BLUESKY, "bluesky:copy", None, "copy.example"),))
    assert why_not(what) == "It was said on X and Bluesky; the speaker is on Mastodon."
