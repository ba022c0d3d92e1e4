"""Who is meant: a person answers, the answer holds for this post and its equals, and is taken back without a trace."""

from datetime import timedelta

import pytest

from app.domain.decision import Deed
from app.domain.errors import Conflict
from app.domain.event import Programme
from app.domain.post import Deleted, OptedOut, Post
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.verdict import Verdict
from tests.support.moderating import (
    ANNA,
    BEN,
    SOLVEIG,
    SOLVEIG_MAAS,
    DeskOf,
    answering,
    edited,
    said,
)
from tests.support.stored import EVENT, NOW


async def test_a_name_that_two_have_waits_with_both_and_the_reason(desk: DeskOf) -> None:
    post = said(80)
    await desk.take(post)
    row = await desk.row(post)
    assert row.verdict is Verdict.HOLD
    assert "could mean Solveig Berg or Solveig Maas" in row.why
    (place,) = row.places
    assert {one.speaker for one in place.fits} == {SOLVEIG, SOLVEIG_MAAS}
    assert place.form == "Solveig"
    assert await desk.mentions() == []
    assert await desk.on_walls() == []


async def test_one_is_chosen_and_every_letter_and_wall_follows(desk: DeskOf) -> None:
    post = said(80)
    await desk.take(post)
    done = await desk.answer(post, [SOLVEIG])
    (told,) = await desk.mentions()
    assert told.speaker.key == SOLVEIG
    assert told.mention.is_confirmed
    assert told.mention.appreciates
    assert done.said == "about Solveig Berg"
    assert await desk.open_questions() == []
    assert await desk.on_walls() == [post.uri]


async def test_both_may_be_meant(desk: DeskOf) -> None:
    post = said(80)
    await desk.take(post)
    done = await desk.answer(post, [SOLVEIG, SOLVEIG_MAAS])
    assert done.said == "about Solveig Berg and Solveig Maas"
    assert await desk.names(post) == [SOLVEIG, SOLVEIG_MAAS]
    assert [told.mention.is_confirmed for told in await desk.mentions()] == [True, True]


async def test_none_of_them_leaves_the_post_about_nobody(desk: DeskOf) -> None:
    post = said(80)
    await desk.take(post)
    done = await desk.answer(post, [])
    row = await desk.row(post)
    assert done.said == "about none of them"
    assert row.sure == ()
    assert [one.is_dismissed for one in row.meant] == [True, True]
    assert await desk.mentions() == []


async def test_the_same_words_about_the_same_people_are_answered_too_and_say_by_whom(desk: DeskOf) -> None:
    post, equal, later = said(80), said(85, by="otto"), said(90, by="pia")
    await desk.take(post, equal)
    done = await desk.answer(post, [SOLVEIG])
    await desk.take(later)
    assert done.said == "about Solveig Berg, and 1 equal post with it"
    for one in (equal, later):
        assert await desk.names(one) == [SOLVEIG]
        (meant,) = [told for told in (await desk.row(one)).meant if told.speaker == SOLVEIG]
        assert meant.equal
        assert meant.word is not None
        assert meant.word.by == "Anna"


@pytest.mark.parametrize(
    "other",
    [
        said(200, by="otto"),  # the other one has been on stage since
        said(85, "solveig’s talk was wonderful, thank you #longshore", by="otto"),  # a word, not a name
        said(85, "Thank you for this talk, @solveig@shore.example #longshore", by="otto"),
    ],
    ids=["after the other's talk", "in lower case", "a handle"],
)
async def test_whatever_is_not_the_same_is_asked_again_or_not_at_all(desk: DeskOf, other: Post) -> None:
    post = said(80)
    await desk.take(post, other)
    before = await desk.row(other)
    await desk.answer(post, [SOLVEIG])
    assert await desk.row(other) == before


async def test_whoever_joins_the_programme_with_that_name_opens_the_question_again(desk: DeskOf) -> None:
    post, equal = said(80), said(85, by="otto")
    await desk.take(post, equal)
    await desk.answer(post, [SOLVEIG])
    joined = Speaker(key=SpeakerKey("solveig-lund"), name="Solveig Lund")
    await desk.events.import_programme(EVENT.slug, Programme(speakers=(joined,)))
    assert await desk.open_questions() == sorted([equal.uri, post.uri])
    assert await desk.names(post) == [SOLVEIG]
    assert await desk.names(equal) == []


async def test_an_answer_holds_where_its_author_goes_on(on_either: DeskOf) -> None:
    post = said(200)
    onward = answering(205, post, "still thinking of solveig’s talk, thank you #longshore")
    further = answering(206, onward, "and once more: solveig’s talk! Thank you #longshore")
    stranger = answering(207, post, "solveig’s talk was so good #longshore", by="otto")
    await on_either.take(post, onward, further, stranger)
    assert await on_either.open_questions() == sorted(one.uri for one in (post, onward, further, stranger))
    await on_either.answer(post, [SOLVEIG_MAAS])
    assert await on_either.open_questions() == [stranger.uri]
    assert await on_either.names(further) == [SOLVEIG_MAAS]


async def test_taking_an_answer_back_restores_what_stood_before_for_equals_too(on_either: DeskOf) -> None:
    post, equal = said(80), said(85, by="otto")
    await on_either.take(post, equal)
    before = [await on_either.row(one) for one in (post, equal)]
    done = await on_either.answer(post, [SOLVEIG])
    undone = await on_either.undo(done, BEN)
    assert [await on_either.row(one) for one in (post, equal)] == before
    assert undone.said == "undone, and 1 equal post with it"
    with pytest.raises(Conflict, match="Ben undid this 0 s ago"):
        await on_either.undo(done)


async def test_a_later_answer_counts_and_taking_it_back_brings_the_earlier_one(desk: DeskOf) -> None:
    post, other = said(80), said(85, by="otto")
    await desk.take(post, other)
    await desk.answer(post, [SOLVEIG])
    row = await desk.row(other)
    asked = sorted({one.speaker for one in row.meant})
    second = await desk.moderation.answer(EVENT.slug, BEN, row.id, asked=asked, chosen=[SOLVEIG_MAAS], seen=row.stamp)
    assert await desk.names(other) == [SOLVEIG_MAAS]
    assert await desk.names(post) == [SOLVEIG]
    await desk.undo(second)
    assert await desk.names(other) == [SOLVEIG]


async def test_an_answer_survives_a_restart_an_edit_and_another_reading(desk: DeskOf) -> None:
    post = said(80)
    await desk.take(post)
    await desk.answer(post, [SOLVEIG])
    again = DeskOf(desk.database)
    again.event_id = desk.event_id
    await (await again.events.ingest(EVENT.slug)).read_again()
    assert await again.names(post) == [SOLVEIG]
    await again.take(edited(post, "Edit: Solveig’s talk was wonderful, thank you so much! #longshore"))
    assert await again.names(post) == [SOLVEIG]


async def test_an_answer_sleeps_once_its_author_took_the_words_away(desk: DeskOf) -> None:
    post = said(80)
    await desk.take(post)
    await desk.answer(post, [SOLVEIG])
    await desk.take(edited(post, "The coffee is wonderful here #longshore"))
    assert await desk.names(post) == []


async def test_an_answer_goes_with_its_post_and_equals_ask_again(on_either: DeskOf) -> None:
    post, equal = said(80), said(85, by="otto")
    await on_either.take(post, equal)
    await on_either.answer(post, [SOLVEIG])
    await on_either.take(Deleted(post.key, NOW + timedelta(hours=1)))
    assert await on_either.open_questions() == [equal.uri]
    async with on_either.database.read() as tx:
        assert await tx.decisions.log(on_either.event_id) == []


async def test_an_answer_goes_with_whoever_opts_out(on_either: DeskOf) -> None:
    post, equal = said(80), said(85, by="otto")
    await on_either.take(post, equal)
    await on_either.answer(post, [SOLVEIG])
    author = post.author
    await on_either.take(OptedOut(author.network, author.key, author.handle, NOW + timedelta(hours=1), "asked"))
    assert await on_either.open_questions() == [equal.uri]
    async with on_either.database.read() as tx:
        assert await tx.decisions.log(on_either.event_id) == []


async def test_of_two_who_answer_at_once_the_second_learns_what_the_first_said(desk: DeskOf) -> None:
    post = said(80)
    await desk.take(post)
    row = await desk.row(post)
    asked = [one.speaker for one in row.places[0].fits]
    await desk.answer(post, [SOLVEIG], ANNA)
    desk.clock = NOW + timedelta(seconds=3)
    with pytest.raises(Conflict, match="Anna said whom it means 3 s ago"):
        await desk.moderation.answer(EVENT.slug, BEN, row.id, asked=asked, chosen=[SOLVEIG_MAAS], seen=row.stamp)
    assert await desk.names(post) == [SOLVEIG]


async def test_a_ruling_and_an_answer_stand_beside_each_other(desk: DeskOf) -> None:
    post = said(80)
    await desk.take(post)
    hidden = await desk.rule(post, Deed.HIDE)
    await desk.answer(post, [SOLVEIG])
    assert await desk.on_walls() == []
    assert await desk.names(post) == [SOLVEIG]
    await desk.undo(hidden)
    assert await desk.on_walls() == [post.uri]
