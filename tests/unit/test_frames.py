"""Frames carry what a wall may show, and nothing that it may not."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.domain.network import Network
from app.domain.post import Media
from app.domain.wall import CardCopy, CardId, Snapshot, WallChange
from app.outlets.frames import beat_frame, card_json, changes_frame, snapshot_frame, stage
from tests.support.wall_cards import EVENT, NOW, ON_STAGE, card, gallery, speaker


def told(frame: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(frame)
    return decoded


def test_a_snapshot_says_everything_that_a_wall_needs() -> None:
    frame = told(snapshot_frame(EVENT, Snapshot(epoch="e1", seq=7, cards=gallery()), ON_STAGE, NOW))
    assert (frame["v"], frame["type"], frame["epoch"], frame["seq"]) == (1, "snapshot", "e1", 7)
    assert frame["clock"] == "2026-05-05T09:30:00Z"
    assert frame["event"]["hashtags"] == ["longshore26"]
    assert [one["id"] for one in frame["cards"]] == [str(number) for number in range(111, 100, -1)]


def test_changes_tell_where_they_begin_and_end_and_what_is_gone() -> None:
    rows = [WallChange(seq=8, id=CardId("1"), card=card(1)), WallChange(seq=9, id=CardId("2"), card=None)]
    frame = told(changes_frame("e1", 7, rows, ON_STAGE, NOW))
    assert (frame["from"], frame["seq"]) == (7, 9)
    assert frame["changes"][0]["card"]["text"].startswith("The talk")
    assert frame["changes"][1] == {"seq": 9, "id": "2", "card": None}


def test_a_beat_says_who_is_on_stage_and_who_is_next() -> None:
    frame = told(beat_frame("e1", 7, NOW, ON_STAGE))
    assert [one["speakers"] for one in frame["stage"]["now"]] == [["Ingrid Sølvberg"]]
    assert [one["at"] for one in frame["stage"]["next"]] == ["2026-05-05T10:15:00Z"]
    assert "stage" not in told(beat_frame("e1", 7, NOW))


def test_what_is_not_heard_in_time_is_told_with_the_whole_wall_and_with_every_beat() -> None:
    late = "Bluesky is four minutes behind"
    empty = Snapshot(epoch="e1", seq=7, cards=())
    assert told(beat_frame("e1", 7, NOW, late=late))["late"] == late
    assert told(snapshot_frame(EVENT, empty, None, NOW, late))["late"] == late
    assert told(beat_frame("e1", 7, NOW))["late"] is None
    assert told(snapshot_frame(EVENT, empty, None, NOW))["late"] is None


def test_a_talk_is_on_stage_from_the_second_it_begins() -> None:
    begins = ON_STAGE[1].starts_at
    assert stage(ON_STAGE, begins).next == ()
    assert stage(ON_STAGE, begins - timedelta(seconds=1)).next == ON_STAGE[1:]


def test_what_is_closed_behind_a_warning_never_leaves_the_house() -> None:
    closed = replace(
        card(1, "the secret text", warning="Loss", lit="secret", speakers=(speaker("Ada Lovelace"),)),
        media=(Media(url="/static/demo/faces/noor.svg", alt="the secret picture"),),
    )
    frame = snapshot_frame(EVENT, Snapshot(epoch="e1", seq=1, cards=(closed,)), None, NOW)
    assert "secret" not in frame
    assert "Ada" not in frame
    assert told(frame)["cards"][0]["warning"] == "Loss"


def test_faces_and_pictures_come_from_our_own_host_or_not_at_all() -> None:
    for path in (
        "https://cdn.example/a.png",
        "//cdn.example/a.png",
        "/static/../secret.png",
        "javascript:1",
        "/static/a.gif",
        "",
        None,
    ):
        sent = card_json(card(1, face=path, media=(Media(url=path or "", alt=" "),)))
        assert sent["face"] is None
        assert sent["media"] == [{"kind": "image", "url": None, "alt": None, "width": None, "height": None}]
    assert card_json(card(1, face="/static/demo/faces/noor.svg"))["face"] == "/static/demo/faces/noor.svg"


def test_only_web_addresses_are_links() -> None:
    assert card_json(card(1, url="javascript:alert(1)"))["url"] is None
    assert card_json(card(1, url="https://dijk.example/1"))["url"] == "https://dijk.example/1"


def test_a_first_post_is_greeted_in_its_own_language() -> None:
    assert card_json(card(1, first=True, language="de-AT"))["welcome"]["text"] == "erster Beitrag hier, willkommen"
    assert card_json(card(1, first=True, language="tlh"))["welcome"]["language"] == "en"
    assert "welcome" not in card_json(card(1))


def test_somebody_without_a_name_has_no_initials() -> None:
    assert card_json(card(1, name="", network=Network.WEB))["initials"] == ""
    assert card_json(card(1, name="Noor van Beveren"))["initials"] == "NB"


def test_a_card_names_the_other_networks_where_the_same_was_said_and_follows_no_strange_link() -> None:
    also = (
        CardCopy(network=Network.BLUESKY, url="https://sky.example/1"),
        CardCopy(network=Network.NOSTR, url="javascript:alert(1)"),
    )
    shown = card_json(card(1, also=also, voice="7"))
    assert shown["also"] == [
        {"network": "bluesky", "url": "https://sky.example/1"},
        {"network": "nostr", "url": None},
    ]
    assert shown["voice"] == "7"
    assert card_json(card(1))["also"] == []
    assert card_json(card(1))["voice"] == "mastodon:voice1@dijk.example"
