"""Rosters: speakers, handles and talks, with a doubt for each thing that a person should look at."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.domain.handle import Handle
from app.domain.network import Network
from app.networks.archive.read import Record
from app.networks.archive.roster import Roster, read_roster, to_programme
from tests.support.shared_data import shared_data

_HALF_AN_HOUR = {"starts_at": "2026-06-12T09:00:00+02:00", "ends_at": "2026-06-12T09:30:00+02:00"}


def _roster(*lines: dict[str, Any], zone: str | None = None) -> Roster:
    return to_programme((Record(n, line) for n, line in enumerate(lines, 1)), zone=ZoneInfo(zone) if zone else None)


def _handles(roster: Roster, at: int = 0) -> list[tuple[str, str]]:
    return [(handle.network.value, handle.canonical) for handle in roster.speakers[at].handles]


def _doubts(roster: Roster) -> list[tuple[int, str]]:
    return [(doubt.line, doubt.text) for doubt in roster.doubts]


def test_a_line_is_a_speaker_with_handles_and_talks() -> None:
    roster = _roster(
        {
            "name": "  Łukasz\tLanga ",
            "handles": {"twitter": "@LLanga", "mastodon": ["@Lukasz@langa.pl", ""], "bluesky": None},
            "sessions": [{"title": "Opening", **_HALF_AN_HOUR, "room": "A", "type": "Keynote"}],
            "aliases": ["ambv", 7],
            "organisation": "PSF",
            "photo": "https://example.org/l.jpg",
        }
    )
    (speaker,), (talk,) = roster.speakers, roster.talks
    assert (speaker.key, speaker.name, speaker.aliases) == ("łukasz-langa", "Łukasz Langa", ("ambv",))
    assert (speaker.organisation, speaker.photo) == ("PSF", "https://example.org/l.jpg")
    assert _handles(roster) == [("x", "llanga"), ("mastodon", "lukasz@langa.pl")]
    assert (talk.key, talk.title, talk.room, talk.kind) == ("opening", "Opening", "A", "Keynote")
    assert (talk.starts_at, talk.ends_at) == (
        datetime(2026, 6, 12, 7, tzinfo=UTC),
        datetime(2026, 6, 12, 7, 30, tzinfo=UTC),
    )
    assert talk.speakers == (speaker.key,)
    assert roster.doubts == ()


def test_keys_come_from_the_id_else_the_name_and_numbers_from_the_line() -> None:
    roster = _roster({"name": "Ann", "id": 17}, {"name": "Ben", "id": "B 2"}, {"name": "Ben Ö"}, {"name": "🎸"})
    assert [speaker.key for speaker in roster.speakers] == ["17", "b-2", "ben-ö", "speaker-4"]
    assert dict(roster.roster_ids) == {"17": 17, "b-2": "B 2", "ben-ö": 3, "speaker-4": 4}


def test_keys_are_never_shared() -> None:
    roster = _roster({"name": "Ann B"}, {"name": "Ann-B"}, {"name": "Cy", "id": "ann-b"})
    assert [speaker.key for speaker in roster.speakers] == ["ann-b", "ann-b-2", "ann-b-3"]


def test_a_talk_on_several_lines_is_one_talk_with_its_speakers_in_order() -> None:
    panel = {"title": "Panel", "starts_at": "2026-06-12T10:00:00Z"}
    roster = _roster(
        {"name": "Zoe", "sessions": [panel, panel]},
        {"name": "Ann", "sessions": [panel, {**panel, "starts_at": "2026-06-13T10:00:00Z"}]},
    )
    assert [(talk.key, talk.speakers) for talk in roster.talks] == [
        ("panel-20260612t1000", ("zoe", "ann")),
        ("panel-20260613t1000", ("ann",)),
    ]


def test_talks_stand_in_programme_order_and_those_without_a_time_last() -> None:
    roster = _roster(
        {
            "name": "Ann",
            "sessions": [
                {"title": "Someday"},
                {"title": "Later", "starts_at": "2026-06-13"},
                {"title": "First", "starts_at": "2026-06-12T08:00:00Z"},
                {"title": "Later", "starts_at": "2026-06-14"},
                {"title": "…", "starts_at": ""},
                {"title": "!", "room": "B"},
            ],
        }
    )
    assert [(talk.key, talk.day) for talk in roster.talks] == [
        ("first", None),
        ("later-20260613", date(2026, 6, 13)),
        ("later-20260614", date(2026, 6, 14)),
        ("someday", None),
        ("talk", None),
        ("talk-2", None),
    ]


def test_times_without_an_offset_are_the_events_own() -> None:
    line = {
        "name": "Ann",
        "sessions": [{"title": "T", "starts_at": "2026-06-12T09:00:00", "ends_at": "2026-06-12 10:00"}],
    }
    known = _roster(line, zone="Europe/Lisbon").talks[0]
    assert (known.starts_at, known.ends_at) == (
        datetime(2026, 6, 12, 8, tzinfo=UTC),
        datetime(2026, 6, 12, 9, tzinfo=UTC),
    )
    unknown = _roster(line)
    assert unknown.talks[0].starts_at is None
    assert "timezone is not known" in unknown.doubts[0].text


def test_bad_sessions_are_doubted_and_the_rest_is_kept() -> None:
    roster = _roster(
        {
            "name": "Ann",
            "sessions": [
                {"title": "A", "starts_at": "soon"},
                {"title": "B", "starts_at": 5},
                {"room": "x"},
                "C",
                {"title": "D", "starts_at": "2026-06-12T10:00:00Z", "ends_at": "2026-06-12T09:00:00Z"},
            ],
        },
        {"name": "Ben", "sessions": "none"},
    )
    assert sorted(talk.title for talk in roster.talks) == ["A", "B", "D"]
    assert all(talk.ends_at is None for talk in roster.talks)
    assert [line for line, _ in _doubts(roster)] == [1, 1, 1, 1, 1, 2]
    assert len(roster.speakers) == 2


def test_the_same_speaker_twice_is_one_with_everything_that_was_said() -> None:
    roster = _roster(
        {"name": "Jane Doe", "handles": {"x": "jane"}, "sessions": [{"title": "One"}]},
        {
            "name": "JANE DOÉ",
            "id": 5,
            "handles": {"x": "@Jane", "bluesky": "jane.dev"},
            "aliases": "JD",
            "sessions": [{"title": "Two"}],
        },
    )
    assert [(speaker.name, speaker.aliases) for speaker in roster.speakers] == [("Jane Doe", ("JANE DOÉ", "JD"))]
    assert _handles(roster) == [("x", "jane"), ("bluesky", "jane.dev")]
    assert [talk.speakers for talk in roster.talks] == [("jane-doe",), ("jane-doe",)]
    assert dict(roster.roster_ids) == {"jane-doe": 5}
    assert _doubts(roster) == [(2, "JANE DOÉ also stands in line 1: taken as one speaker")]


def test_the_same_id_twice_is_one_speaker_whatever_the_names() -> None:
    roster = _roster({"name": "Jane Doe", "id": "7"}, {"name": "Jane Smith", "id": 7})
    assert [(speaker.key, speaker.aliases) for speaker in roster.speakers] == [("7", ("Jane Smith",))]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ({"handles": {"x": "one"}}, {"handles": {"x": "two"}}, "other handles on X"),
        ({"id": "a"}, {"id": "b"}, "another id"),
    ],
)
def test_two_of_one_name_stay_two_until_a_person_decides(
    first: dict[str, Any], second: dict[str, Any], why: str
) -> None:
    roster = _roster({"name": "Mo K", **first}, {"name": "Mo K", **second})
    assert len(roster.speakers) == 2
    assert len({speaker.key for speaker in roster.speakers}) == 2
    assert _doubts(roster) == [
        (2, f"Mo K also stands in line 1 with {why}: kept as two speakers; a person must decide whether they are one")
    ]


def test_a_handle_of_two_speakers_is_ambiguous() -> None:
    roster = _roster({"name": "Ann", "handles": {"x": "acme"}}, {"name": "Ben", "handles": {"x": "@ACME"}})
    assert _doubts(roster) == [(2, "@acme on X is also Ann's (line 1): ambiguous")]
    assert _handles(roster, 0) == _handles(roster, 1) == [("x", "acme")]


def test_handles_that_cannot_be_are_doubted_and_the_others_kept() -> None:
    roster = _roster(
        {"name": "Ann", "handles": {"twitter": ["https://twitter.com", "ann"], "linkedin": "in/ann", "mastodon": 5}},
        {"name": "Ben", "handles": "@ben"},
    )
    assert _handles(roster) == [("x", "ann")]
    assert [line for line, _ in _doubts(roster)] == [1, 1, 1, 2]
    assert "'https://twitter.com' is not the address of a profile on X" in roster.doubts[0].text
    assert "unknown network 'linkedin'" in roster.doubts[1].text


def test_a_handle_under_the_wrong_network_is_kept_where_it_belongs() -> None:
    roster = _roster({"name": "Ann", "handles": {"mastodon": "https://twitter.com/ann", "x": "@ann@a.social"}})
    assert _handles(roster) == [("x", "ann"), ("mastodon", "ann@a.social")]
    assert "is given for Mastodon but is a handle on X" in roster.doubts[0].text


def test_a_handle_may_say_more_about_itself() -> None:
    told = {"handle": "ann.dev", "remote_id": "did:plc:x", "verified": True, "dead": True}
    assert _roster({"name": "Ann", "handles": {"bluesky": told}}).speakers[0].handles == (
        Handle(network=Network.BLUESKY, canonical="ann.dev", remote_id="did:plc:x", verified=True, dead=True),
    )


def test_lines_that_are_no_speaker_are_reported_and_cost_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "speakers.jsonl"
    path.write_text(f'{{\n{json.dumps({"name": "Ann"})}\n[]\n{{"name": ""}}\n{{"name": "{"x" * 201}"}}\n')
    roster = read_roster(path)
    assert [speaker.name for speaker in roster.speakers] == ["Ann"]
    assert [(doubt.line, doubt.lost) for doubt in roster.doubts] == [(1, True), (3, True), (4, True), (5, True)]
    assert roster.doubts[1].text == "not a JSON object but list"
    with pytest.raises(BadInput):
        read_roster(tmp_path / "none.jsonl")


def test_many_speakers_are_read_in_time_that_grows_with_them_alone() -> None:
    roster = _roster(*({"name": f"Speaker {n}", "handles": {"x": f"s{n}"}} for n in range(5_000)))
    assert len(roster.speakers) == 5_000
    assert roster.doubts == ()


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["x", "title", "starts_at", "handle"]), inner, max_size=3)
    ),
    max_leaves=8,
)
_KEYS = st.sampled_from(["name", "id", "handles", "sessions", "aliases", "photo"])


@given(st.dictionaries(_KEYS, _ANYTHING))
def test_whatever_a_line_says_the_next_one_is_read(line: dict[str, Any]) -> None:
    roster = _roster(line, {"name": "The last one"})
    assert roster.speakers[-1].name == "The last one"


@pytest.mark.parametrize(
    ("name", "speakers", "talks", "without"), [("rstudioconf2018", 63, 70, 22), ("djangocon-us-2023", 59, 64, 12)]
)
def test_real_rosters_are_read_without_a_doubt(name: str, speakers: int, talks: int, without: int) -> None:
    roster = read_roster(shared_data("speakers", f"{name}.jsonl"))
    assert (len(roster.speakers), len(roster.talks)) == (speakers, talks)
    assert sum(not speaker.handles for speaker in roster.speakers) == without
    assert roster.doubts == ()
