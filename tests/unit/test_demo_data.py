"""Longshore 2026 keeps what the demo promises: its people, its talks and its posts."""

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from app.domain.errors import BadInput
from app.domain.event import Event, EventSlug
from app.domain.post import Deleted, Posted
from app.networks.archive.read import lines
from app.networks.archive.roster import read_roster
from tests.support.longshore import (
    LONGSHORE,
    OSLO,
    arrival,
    having,
    originals,
    own_handles,
    posts,
    speakers,
    talks,
    told,
    voice,
)

HEX_KEY = re.compile(r"[0-9a-f]{64}")
POST_ID = {
    "mastodon": re.compile(r"https://[a-z.]+\.example/users/[a-z0-9.]+/statuses/\d+"),
    "bluesky": re.compile(r"at://did:plc:[a-z2-7]{24}/app\.bsky\.feed\.post/[2-7a-z]{13}"),
    "x": re.compile(r"\d{18,20}"),
    "nostr": HEX_KEY,
    "feed": re.compile(r"https://[a-z-]+\.example/[0-9a-f]+"),
}
LONGEST = {"mastodon": 480, "bluesky": 300, "x": 280, "nostr": 480, "feed": 480}


def test_the_event_is_one_that_ovation_can_hold() -> None:
    told_event = json.loads((LONGSHORE / "event.json").read_text("utf-8"))
    event = Event(
        slug=EventSlug(told_event["slug"]),
        name=told_event["name"],
        hashtags=tuple(told_event["hashtags"]),
        timezone=told_event["timezone"],
    )
    assert (event.slug, event.hashtags, event.zone) == ("longshore", ("longshore26",), OSLO)


class TestTheSpeakers:
    def test_are_at_least_sixteen_and_five_can_be_reached_nowhere(self) -> None:
        assert len(speakers()) >= 16
        nowhere = {speaker["name"] for speaker in speakers() if not speaker["handles"]}
        assert len(nowhere) >= 5
        assert {"Tadeusz Żółkiewski", "Jean-Baptiste Kouyaté-Lefèvre"} <= nowhere

    def test_differ_in_how_many_networks_they_are_on(self) -> None:
        reach = Counter(len(speaker["handles"] or ()) for speaker in speakers())
        assert reach[1] >= 2
        assert reach[2] >= 3
        assert reach[3] >= 2

    @pytest.mark.parametrize(
        "kind",
        [
            "[łøŠÞğ]",  # diacritics
            "[\u3040-\u30ff\u4e00-\u9fff]",  # CJK
            "[\u0600-\u06ff]",  # Arabic
            r"\w-\w",  # a hyphen
            r"\w’\w",  # an apostrophe
            "Hope",  # also a word
        ],
    )
    def test_have_names_of_every_kind(self, kind: str) -> None:
        assert any(re.search(kind, speaker["name"]) for speaker in speakers())

    def test_two_share_a_first_name(self) -> None:
        assert {"Ingrid Sølvberg", "Ingrid Maas"} <= {speaker["name"] for speaker in speakers()}

    def test_are_taken_over_without_a_doubt(self) -> None:
        roster = read_roster(LONGSHORE / "speakers.jsonl", zone=OSLO)
        assert roster.doubts == ()
        assert [speaker.key for speaker in roster.speakers] == [speaker["id"] for speaker in speakers()]
        assert len(roster.talks) == len(talks())

    def test_the_roster_keeps_every_name_handle_and_portrait(self) -> None:
        roster = read_roster(LONGSHORE / "speakers.jsonl", zone=OSLO)
        assert {(speaker.name, speaker.photo) for speaker in roster.speakers} == {
            (speaker["name"], speaker.get("photo")) for speaker in speakers()
        }
        assert sum(len(speaker.handles) for speaker in roster.speakers) == len(own_handles())


class TestTheProgramme:
    def test_has_twenty_talks_in_three_rooms_on_both_days(self) -> None:
        assert len(talks()) >= 20
        assert {talk["room"] for talk in talks().values()} == {"Lighthouse", "Net loft", "Foyer stage"}
        assert {talk["starts_at"][:10] for talk in talks().values()} == {"2026-11-19", "2026-11-20"}

    def test_times_carry_the_offset_of_the_harbour(self) -> None:
        for talk in talks().values():
            starts, ends = (datetime.fromisoformat(talk[key]) for key in ("starts_at", "ends_at"))
            assert starts < ends
            assert starts.utcoffset() == ends.utcoffset() == timedelta(hours=1)

    def test_no_room_and_no_speaker_is_taken_twice_at_a_time(self) -> None:
        taken: dict[str, set[tuple[str, str, str]]] = {}
        for speaker in speakers():
            for talk in speaker["sessions"]:
                for who in (speaker["id"], talk["room"]):
                    taken.setdefault(who, set()).add((talk["starts_at"], talk["ends_at"], talk["title"]))
        for slots in taken.values():
            ordered = sorted(slots)
            assert all(one[1] <= after[0] for one, after in pairwise(ordered))

    def test_some_speak_twice_and_panels_have_several(self) -> None:
        assert sum(len(speaker["sessions"]) > 1 for speaker in speakers()) >= 5
        on_stage = Counter(session["title"] for speaker in speakers() for session in speaker["sessions"])
        assert sum(people >= 3 for people in on_stage.values()) >= 3


class TestThePosts:
    def test_are_enough_of_enough_voices_on_four_networks(self) -> None:
        assert len(told()) >= 430
        assert len({voice(line) for line in posts()}) >= 155
        assert {"mastodon", "bluesky", "x", "nostr"} <= {line["network"] for line in posts()}
        heard = Counter(network for network, _ in {voice(line) for line in posts()})
        assert min(heard[network] for network in ("mastodon", "bluesky", "x", "nostr")) >= 20

    def test_are_said_in_many_languages(self) -> None:
        spoken = Counter(line["lang"] for line in originals() if "lang" in line)
        assert sum(posts_in >= 5 for posts_in in spoken.values()) >= 10
        assert len(spoken) >= 16
        assert any("lang" not in line for line in originals())  # networks do not always know

    @pytest.mark.parametrize(
        ("key", "least"),
        [
            ("edited_at", 5),
            ("deleted_at", 4),
            ("warning", 5),
            ("repost_of", 12),
            ("quote_of", 8),
            ("reply_to", 30),
            ("media", 6),
        ],
    )
    def test_show_everything_that_networks_can_do(self, key: str, least: int) -> None:
        assert len(having(key)) >= least

    def test_are_all_accepted(self) -> None:
        changes = list(lines(LONGSHORE / "posts.jsonl"))
        assert [change for _, change in changes if isinstance(change, BadInput)] == []
        assert len(changes) == len(told())

    def test_say_the_same_to_ovation_as_they_say_in_the_file(self) -> None:
        changes = [change for _, change in lines(LONGSHORE / "posts.jsonl")]
        for line, change in zip(told(), changes, strict=True):
            if isinstance(change, Deleted):
                assert line["deleted_at"]
            else:
                assert isinstance(change, Posted)
                assert change.post.text == line["text"]
                assert change.post.is_original == ("repost_of" not in line)
                assert change.post.author.avatar == line["author"]["avatar"]
                assert len(change.post.media) == len(line.get("media", ()))

    @pytest.mark.parametrize("network", LONGEST)
    def test_have_ids_as_their_network_gives_them(self, network: str) -> None:
        ids = [line["id"] for line in told() if line["network"] == network]
        assert ids
        assert [post_id for post_id in ids if not POST_ID[network].fullmatch(post_id)] == []

    def test_have_an_id_of_their_own_but_for_later_versions(self) -> None:
        first = Counter((line["network"], line["id"]) for line in posts() if "edited_at" not in line)
        assert max(first.values()) == 1
        assert {(line["network"], line["id"]) for line in having("edited_at")} <= set(first)

    def test_come_in_the_order_of_arrival_within_the_two_days(self) -> None:
        late = {
            (line["network"], line["id"]) for line in having("deleted_at")
        }  # one deletion overtakes what it deletes
        times = [arrival(line) for line in told() if "deleted_at" in line or (line["network"], line["id"]) not in late]
        assert times == sorted(times)
        assert min(times) >= datetime(2026, 11, 19, 8, 0, tzinfo=OSLO)
        assert max(times) <= datetime(2026, 11, 20, 22, 0, tzinfo=OSLO)

    def test_one_deletion_comes_before_what_it_deletes(self) -> None:
        place = {(line["network"], line["id"]): number for number, line in enumerate(told()) if "text" in line}
        ahead = [
            place[line["network"], line["id"]] - number for number, line in enumerate(told()) if "deleted_at" in line
        ]
        assert sum(distance > 0 for distance in ahead) == 1
        assert all(abs(distance) <= 8 for distance in ahead)  # seen within seconds of a demo

    def test_an_edit_says_the_same_author_and_time_with_another_text(self) -> None:
        first = {(line["network"], line["id"]): line for line in posts() if "edited_at" not in line}
        for line in having("edited_at"):
            before = first[line["network"], line["id"]]
            assert (line["author"], line["created_at"]) == (before["author"], before["created_at"])
            assert line["text"] != before["text"]
            assert line["edited_at"] > line["created_at"]

    def test_reply_quote_and_repeat_what_stands_there(self) -> None:
        known = {line["id"]: line for line in posts() if "edited_at" not in line}
        for line in posts():
            for key in ("reply_to", "quote_of", "repost_of"):
                if key in line:
                    parent = known[line[key]]
                    assert parent["network"] == line["network"]
                    assert parent["author"]["handle"] == line[f"{key}_handle"]
                    assert parent["created_at"] < line["created_at"]

    def test_no_two_say_the_same_but_the_copies(self) -> None:
        said = Counter(line["text"] for line in originals())
        copied = {text for text, times in said.items() if times > 1}
        assert 5 <= len(copied) <= 10
        for text in copied:
            assert len({voice(line) for line in originals() if line["text"] == text}) == 2

    def test_are_no_longer_than_their_network_allows(self) -> None:
        over = [line["text"] for line in originals() if len(line["text"]) > LONGEST[line["network"]]]
        assert over == []
        assert max(len(line["text"]) for line in originals()) > 400
        assert sum(len(line["text"]) < 25 for line in originals()) >= 5

    def test_mentions_and_hashtags_stand_in_the_text(self) -> None:
        for line in posts():
            assert all(f"#{tag}" in line["text"] for tag in line["hashtags"])
            if line["network"] in {"mastodon", "bluesky", "x"}:
                assert all(f"@{handle}" in line["text"] for handle in line["mentions"])
