"""What scenes ask for beside the frames: public, of posts that may be shown, and the same for a whole audience."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from app.domain.account import Account
from app.domain.appraisal import Appraiser
from app.domain.errors import NotFound
from app.domain.event import Programme
from app.domain.handle import Handle
from app.domain.network import Network
from app.domain.speaker import Speaker
from app.domain.talk import Talk, TalkKey
from app.domain.verdict import Verdict
from app.services.scenes import Answer, Scenes
from app.store.database import Database
from tests.support.installation import Installation
from tests.support.stored import (
    AIKO,
    MAREN,
    NOW,
    PROGRAMME,
    TOMAS,
    a_mention,
    a_post,
    a_reading,
    account,
    an_event,
    key,
    stored,
)

BASE, SLUG = "https://wall.example", "longshore"


def said(answer: Answer) -> Any:
    return msgspec.json.decode(answer.body)


def scenes_of(database: Database) -> Scenes:
    return Scenes(database=database, appraiser=Appraiser.shipped(), now=lambda: NOW + timedelta(hours=1))


def by(handle: str, **facts: object) -> Account:
    return account(f"{handle}@shore.example", Network.MASTODON, **facts)


async def test_titles_tell_their_language_where_it_is_sure(sqlite_database: Database) -> None:
    event_id = await an_event(sqlite_database)
    titles = {
        "カモメと潮": "ja",
        "حديث عن البحر": "ar",
        "Was bleibt, wenn niemand mehr hinsieht?": "de",
        "El mar y la memoria": "es",
        "Data & AI": None,  # one foreign “&” or name tells nothing
        "Ice": None,
    }
    talks = tuple(Talk(key=TalkKey(f"t{n}"), title=title, speakers=()) for n, title in enumerate(titles))
    async with sqlite_database.begin() as tx:
        await tx.programmes.save(event_id, Programme(speakers=(), talks=talks))
    told = said(await scenes_of(sqlite_database).programme(SLUG, base=BASE))
    assert {one["title"]: one["lang"] for one in told["talks"]} == titles


async def test_the_programme_tells_rooms_talks_and_who_can_be_reached(database: Database) -> None:
    await an_event(database)
    told = said(await scenes_of(database).programme(SLUG, base=BASE))
    assert told["rooms"] == ["Pier"]
    assert told["talks"][0] == {
        "key": "tides",
        "title": "Tides",
        "lang": None,
        "dir": "ltr",
        "room": "Pier",
        "day": None,
        "starts_at": "2026-06-04T09:00:00Z",
        "ends_at": "2026-06-04T09:30:00Z",
        "speakers": ["maren", "tomas"],
    }
    assert [(one["key"], one["reachable"], one["initials"]) for one in told["speakers"]] == [
        ("maren", True, "MÅ"),
        ("tomas", False, "TR"),
        ("aiko", False, "森"),
    ]
    assert told["speakers"][2]["face"] is None, "a picture elsewhere is never asked for"
    assert told["sponsors"] == []
    assert told["look"] == {
        "logo": None,
        "colour": None,
        "background": None,
        "language": "en",
        "qr": "/say/longshore/qr.svg",
        "say": "https://wall.example/say/longshore",
    }


async def test_people_are_counted_once_however_often_they_wrote(database: Database) -> None:
    event_id = await an_event(database)
    ten = [a_post(n, author=by("ines")) for n in range(10)]
    await stored(database, event_id, [*ten, a_post(20, author=by("bo", name="Bo Ek"))], a_mention(MAREN))
    await stored(database, event_id, [a_post(30, author=by("bo", name="Bo Ek"))], a_mention(TOMAS))
    heard = said(await scenes_of(database).heard(SLUG, room=None))["speakers"]
    assert heard.keys() == {"maren", "tomas"}
    assert (heard["maren"]["people"], heard["maren"]["at"]) == (2, "2026-06-04T09:20:00Z")
    assert [voice["name"] for voice in heard["maren"]["voices"]] == ["Bo Ek", "Ines"]
    assert "posts" not in str(heard)


async def test_only_what_may_be_shown_and_appreciates_is_heard(database: Database) -> None:
    event_id = await an_event(database)
    shut = a_post(4, author=by("d"), warning="spoilers")
    await stored(database, event_id, [a_post(n, author=by(f"v{n}")) for n in (1, 2, 3)] + [shut], a_mention(MAREN))
    await stored(database, event_id, [a_post(5, author=by("e"))], a_mention(MAREN, appreciates=False))
    await stored(database, event_id, [a_post(6, author=by("bot", bot=True))], a_mention(MAREN))
    async with database.begin() as tx:
        await tx.readings.save(event_id, {key(1): a_reading(a_mention(MAREN), verdict=Verdict.HOLD)})
        await tx.posts.delete(event_id, {key(2): NOW})
        guess = a_reading(candidates=(a_mention(MAREN),))
        await tx.posts.add(event_id, [a_post(7, author=by("f"))])
        await tx.readings.save(event_id, {key(7): guess})
    scenes = scenes_of(database)
    assert [v["name"] for v in said(await scenes.heard(SLUG, room=None))["speakers"]["maren"]["voices"]] == ["V3"]
    credits_roll = [voice["name"] for voice in said(await scenes.voices(SLUG, after=0))["voices"]]
    assert credits_roll == ["V3", "E", "F"]


async def test_a_room_hears_its_own_speakers(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1)], a_mention(MAREN), a_mention(AIKO))
    scenes = scenes_of(database)
    assert said(await scenes.heard(SLUG, room="Pier"))["speakers"].keys() == {"maren"}
    assert said(await scenes.heard(SLUG, room="The moon"))["speakers"] == {}


async def test_letters_read_one_whole_sentence_of_each_voice_turn_by_turn(database: Database) -> None:
    event_id = await an_event(database)
    for n in range(5):
        text = f"The hall was full today. What a wonderful talk, number {n} of you made me so happy! #longshore"
        await stored(database, event_id, [a_post(n, text, author=by(f"v{n}"))], a_mention(MAREN))
    await stored(
        database,
        event_id,
        [a_post(8, "Thank you Tomás, that was lovely.", author=by("w"))],
        a_mention(TOMAS, appreciation=0.4),
    )
    told = said(await scenes_of(database).letters(SLUG, talk="tides", base=BASE))
    assert told["say"] == "https://wall.example/say/longshore?talk=tides"
    assert told["unreachable"] == ["tomas"]
    assert [one["key"] for one in told["speakers"]] == ["maren", "tomas"]
    texts = [one["text"] for one in told["sentences"]]
    assert len(texts) == len({one["voice"] for one in told["sentences"]}) == 6
    assert {one["speaker"] for one in told["sentences"][:2]} == {"maren", "tomas"}, "nobody has two before each has one"
    assert sum(text.startswith("What a wonderful talk") and text.endswith("so happy!") for text in texts) == 5


async def test_letters_of_one_talk_are_not_those_of_another_of_the_same_speaker(database: Database) -> None:
    start = NOW + timedelta(hours=3)
    second = Talk(
        key=TalkKey("gulls"), title="Gulls", speakers=(MAREN,), starts_at=start, ends_at=start + timedelta(hours=1)
    )
    event_id = await an_event(database, Programme(speakers=PROGRAMME.speakers, talks=(*PROGRAMME.talks, second)))
    early = a_post(10, "Thank you Maren, I loved the tides.", author=by("a"))
    late = a_post(200, "Thank you Maren, I loved the gulls.", author=by("b"))
    await stored(database, event_id, [early, late], a_mention(MAREN))
    scenes = scenes_of(database)
    for talk, word in (("tides", "tides"), ("gulls", "gulls")):
        found = said(await scenes.letters(SLUG, talk=talk, base=BASE))["sentences"]
        assert [one["text"] for one in found] == [f"Thank you Maren, I loved the {word}."]
    with pytest.raises(NotFound):
        await scenes.letters(SLUG, talk="moon", base=BASE)


async def test_credits_go_on_where_they_were_and_nobody_stands_twice(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(n, author=by(f"v{n % 600}")) for n in range(900)])
    scenes = scenes_of(database)
    first = said(await scenes.voices(SLUG, after=0))
    rest = said(await scenes.voices(SLUG, after=first["next"]))
    assert rest["next"] is None
    assert said(await scenes.voices(SLUG, after=37)) == first, "an audience shares few answers"
    told = [*first["voices"], *rest["voices"]]
    assert [one["n"] for one in told] == list(range(1, 601))
    assert len({one["voice"] for one in told}) == 600
    assert [one["name"] for one in told[:3]] == ["V0", "V1", "V2"]


async def test_a_deletion_is_in_the_next_answer(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1)], a_mention(MAREN))
    scenes = scenes_of(database)
    assert said(await scenes.heard(SLUG, room=None))["speakers"]
    async with database.begin() as tx:
        await tx.posts.delete(event_id, {key(1): NOW})
        await tx.changes.append_show(event_id, now=NOW)
    assert said(await scenes.heard(SLUG, room=None))["speakers"] == {}
    assert said(await scenes.voices(SLUG, after=0))["voices"] == []


async def test_a_whole_audience_that_asks_at_once_is_answered_once(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1)], a_mention(MAREN))
    scenes = scenes_of(database)
    answers = await asyncio.gather(*(scenes.heard(SLUG, room=None) for _ in range(200)))
    assert len({id(answer) for answer in answers}) == 1
    assert len({answer.etag for answer in answers}) == 1


async def test_faces_of_speakers_without_a_living_handle_count_as_out_of_reach(database: Database) -> None:
    gone = Speaker(key=MAREN, name="Maren", handles=(Handle(network=Network.X, canonical="maren", dead=True),))
    await an_event(database, Programme(speakers=(gone,)))
    (told,) = said(await scenes_of(database).programme(SLUG, base=BASE))["speakers"]
    assert told["reachable"] is False


async def test_walls_ask_again_for_nothing(installation: Installation) -> None:
    client: httpx.AsyncClient = await installation.client()
    for path in ("programme.json", "heard.json", "voices.json", "letters.json?talk=salt"):
        answer = await client.get(f"/wall/harbour/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "no-cache"
        again = await client.get(f"/wall/harbour/{path}", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/wall/nowhere/heard.json")).status_code == 404
    assert (await client.get("/wall/harbour/letters.json?talk=moon")).status_code == 404
    assert (await client.get("/wall/harbour/voices.json?after=-1")).status_code == 400


async def test_credits_name_people_and_not_the_events_own_accounts(database: Database) -> None:
    event_id = await an_event(database)
    own = [
        by("office", name="Longshore 2026 🌊"),
        by("longshore", name="Longshore, the conference"),
        account("longshore26.example", Network.BLUESKY, name="Longshore"),
    ]
    people = [by("longshore26", name="Dana Shore"), by("ines", name="Longshore Drift"), by("bo", name="")]
    posts = [a_post(n, author=one) for n, one in enumerate([*own, *people])]
    await stored(database, event_id, posts, a_mention(MAREN))
    told = said(await scenes_of(database).voices(SLUG, after=0))
    assert [one["name"] for one in told["voices"]] == ["Dana Shore", "Longshore Drift", "@bo@shore.example"]
    assert told["next"] is None
