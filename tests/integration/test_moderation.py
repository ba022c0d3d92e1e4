"""What moderators do to posts, authors and events, what becomes of the walls, and how it is taken back."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.account import Account
from app.domain.decision import Deed
from app.domain.desk import Tab
from app.domain.errors import BadInput, Conflict, NotFound
from app.domain.moderation import Mode
from app.domain.network import Network
from app.domain.post import Deleted, OptedOut, Post, Reference
from app.domain.rules import rule_of
from app.domain.verdict import Verdict
from tests.support.moderating import ANNA, BEN, HALF, KIND, UNKIND, DeskOf, edited, said
from tests.support.stored import EVENT, NOW

LONG = (
    "Thank you all for a wonderful morning on the old quay, I learned so much about maps and tides from everyone"
    " #longshore"
)


async def test_what_waits_goes_up_when_somebody_shows_it_and_comes_down_when_that_is_undone(on_either: DeskOf) -> None:
    post = said(1, UNKIND)
    await on_either.take(post)
    before = await on_either.row(post)
    done = await on_either.rule(post, Deed.SHOW)
    row = await on_either.row(post)
    assert (row.verdict, row.why) == (Verdict.SHOW, "shown by Anna")
    assert await on_either.on_walls() == [post.uri]
    await on_either.undo(done, BEN)
    assert await on_either.row(post) == before
    assert await on_either.on_walls() == []


@pytest.mark.parametrize(
    ("deed", "tab", "letters"),
    [(Deed.HIDE, Tab.HIDDEN, 0), (Deed.HOLD, Tab.HELD, 0), (Deed.LETTER, Tab.HIDDEN, 1)],
)
async def test_what_is_hidden_or_held_leaves_walls_and_letters_and_letter_only_leaves_the_walls(
    desk: DeskOf, deed: Deed, tab: Tab, letters: int
) -> None:
    post = said(1, KIND)
    await desk.take(post)
    assert await desk.on_walls() == [post.uri]
    done = await desk.rule(post, deed)
    assert await desk.on_walls() == []
    assert [row.post.key for row in await desk.rows(tab)] == [post.key]
    assert [one.post.key for one in await desk.mentions()] == [post.key] * letters
    await desk.undo(done)
    assert await desk.on_walls() == [post.uri]
    assert [one.post.key for one in await desk.mentions()] == [post.key]


async def test_the_second_of_two_learns_what_the_first_did_and_does_nothing(desk: DeskOf) -> None:
    post = said(1, KIND)
    await desk.take(post)
    seen = await desk.row(post)
    await desk.rule(post, Deed.HIDE, ANNA)
    desk.clock = NOW + timedelta(seconds=3)
    with pytest.raises(Conflict, match=r"^Anna hid this 3 s ago$"):
        await desk.moderation.rule_on(EVENT.slug, BEN, seen.id, Deed.HIDE, seen=seen.stamp)
    async with desk.database.read() as tx:
        assert [entry.by for entry in await tx.decisions.log(desk.event_id)] == ["Anna"]


async def test_of_two_at_the_same_moment_one_decides(on_either: DeskOf) -> None:
    post = said(1, KIND)
    await on_either.take(post)
    seen = await on_either.row(post)
    deeds = [(ANNA, Deed.HIDE), (BEN, Deed.HOLD)]
    came = await asyncio.gather(
        *(on_either.moderation.rule_on(EVENT.slug, who, seen.id, deed, seen=seen.stamp) for who, deed in deeds),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in came) == ["Conflict", "Done"]
    async with on_either.database.read() as tx:
        (entry,) = await tx.decisions.log(on_either.event_id)
    row = await on_either.row(post)
    assert row.word is not None
    assert (row.word.by, row.word.deed) == (entry.by, entry.deed)


async def test_undoing_what_somebody_has_overruled_changes_nothing_and_says_so(desk: DeskOf) -> None:
    post = said(1, KIND)
    await desk.take(post)
    first = await desk.rule(post, Deed.HIDE, ANNA)
    await desk.rule(post, Deed.SHOW, BEN)
    undone = await desk.undo(first)
    assert undone.said == "undone; something else decides by now, so nothing changed"
    assert (await desk.row(post)).why == "shown by Ben"


async def test_nobody_approves_words_that_they_did_not_see(desk: DeskOf) -> None:
    post = said(1, UNKIND)
    await desk.take(post)
    seen = await desk.row(post)
    await desk.take(edited(post, UNKIND.replace("boring", "a liar")))
    with pytest.raises(Conflict, match="its author edited it meanwhile"):
        await desk.moderation.rule_on(EVENT.slug, ANNA, seen.id, Deed.SHOW, seen=seen.stamp)
    await desk.take(Deleted(post.key, NOW + timedelta(hours=1)))
    with pytest.raises(NotFound, match="its author deleted it"):
        await desk.moderation.rule_on(EVENT.slug, ANNA, seen.id, Deed.SHOW, seen=seen.stamp)


async def test_an_approval_is_for_the_words_that_were_seen_and_a_hiding_for_all_that_follow(desk: DeskOf) -> None:
    approved, hidden = said(1, UNKIND), said(2, KIND, by="otto")
    await desk.take(approved, hidden)
    await desk.rule(approved, Deed.SHOW)
    await desk.rule(hidden, Deed.HIDE)
    await desk.take(edited(approved, UNKIND.replace("boring", "a liar")), edited(hidden, KIND + " Really."))
    assert await desk.on_walls() == []
    assert (await desk.row(approved)).verdict is Verdict.HOLD
    assert (await desk.row(hidden)).why == "hidden by Anna"
    kind = edited(approved, KIND, minutes=2)
    await desk.take(kind)
    assert (await desk.row(kind)).why == "edited after Anna approved it"


async def test_what_nobody_may_show_is_refused_in_words(desk: DeskOf) -> None:
    bot = said(1, KIND, author=Account(network=Network.MASTODON, handle="bot@shore.example", name="Bot", bot=True))
    post = said(2, KIND, by="otto")
    await desk.take(bot, post)
    with pytest.raises(BadInput, match="says that it is a bot"):
        await desk.rule(bot, Deed.SHOW)
    row = await desk.row(post)
    await desk.moderation.block(EVENT.slug, ANNA, row.id, seen=row.stamp)
    with pytest.raises(BadInput, match="Anna blocked its author; undo that first"):
        await desk.rule(post, Deed.PIN)


async def test_a_blocked_author_leaves_every_wall_and_what_they_say_later_stays_off(on_either: DeskOf) -> None:
    first, second, other = said(1, KIND), said(2, "Good morning from the quay #longshore"), said(3, KIND, by="otto")
    await on_either.take(first, second, other)
    row = await on_either.row(first)
    done = await on_either.moderation.block(EVENT.slug, ANNA, row.id, seen=row.stamp)
    later = said(9, "Anyone else cold? #longshore")
    await on_either.take(later)
    assert await on_either.on_walls() == [other.uri]
    assert (await on_either.row(later)).why == "Anna blocked its author"
    assert [one.post.key for one in await on_either.mentions()] == [other.key]
    await on_either.undo(done)
    assert await on_either.on_walls() == sorted([first.uri, second.uri, later.uri, other.uri])


async def test_a_flood_leaves_the_walls_in_one_transaction_and_reading_it_again_changes_nothing(
    on_either: DeskOf,
) -> None:
    first, other = said(1, KIND, by="mallory"), said(90, KIND, by="otto")
    await on_either.take(first)
    await on_either.rule(first, Deed.PIN)
    row = await on_either.row(first)
    flood = [said(2 + number / 10, f"{KIND} {number}", by="mallory") for number in range(499)]
    await on_either.take(*flood, other)
    before = await on_either.events.named(EVENT.slug)
    done = await on_either.moderation.block(EVENT.slug, ANNA, row.id, seen=row.stamp)
    after = await on_either.events.named(EVENT.slug)
    assert done.changed == after.seq - before.seq == 500
    assert await on_either.on_walls() == [other.uri]
    assert await (await on_either.events.ingest(EVENT.slug)).read_again() == 0
    assert (await on_either.undo(done)).changed == 500


async def test_a_block_outlives_the_authors_posts_and_goes_with_whoever_opts_out(desk: DeskOf) -> None:
    post = said(1, KIND)
    await desk.take(post)
    row = await desk.row(post)
    await desk.moderation.block(EVENT.slug, ANNA, row.id, seen=row.stamp)
    await desk.rulebook.add(EVENT.slug, ANNA, rule_of("author", "@ines@shore.example", "hide"))
    await desk.take(Deleted(post.key, NOW + timedelta(hours=1)))
    again = said(20, KIND)
    await desk.take(again)
    assert (await desk.row(again)).why == "Anna blocked its author"
    author = post.author
    await desk.take(OptedOut(author.network, author.key, author.handle, NOW + timedelta(hours=2), "asked"))
    async with desk.database.read() as tx:
        assert await tx.decisions.log(desk.event_id) == []


def bridged(number: float) -> Post:
    """The same words of the same person, elsewhere."""
    author = Account(network=Network.BLUESKY, handle="ines.example", name="Ines")
    return replace(said(number, KIND), network=Network.BLUESKY, uri="at://ines/1", author=author)


async def test_hidden_words_do_not_come_back_when_their_first_post_is_deleted(on_either: DeskOf) -> None:
    post, copy = said(1, KIND), bridged(2)
    await on_either.take(post, copy)
    await on_either.rule(post, Deed.HIDE)
    await on_either.take(Deleted(post.key, NOW + timedelta(hours=1)))
    assert await on_either.on_walls() == []
    assert (await on_either.row(copy)).why == "hidden by Anna"


async def test_nor_when_it_is_edited_so_that_the_other_is_no_copy_any_more(on_either: DeskOf) -> None:
    post, copy = said(1, KIND), bridged(2)
    await on_either.take(post, copy)
    await on_either.rule(post, Deed.HIDE)
    await on_either.take(edited(post, KIND.replace("wonderful", "splendid")))
    assert await on_either.on_walls() == []
    assert (await on_either.row(copy)).why == "hidden by Anna"


async def test_nor_when_an_earlier_copy_comes_late_and_leads(desk: DeskOf) -> None:
    post, copy = said(5, KIND), bridged(1)
    await desk.take(post)
    await desk.rule(post, Deed.HIDE)
    await desk.take(copy)
    assert await desk.on_walls() == []
    assert (await desk.row(copy)).why == "hidden by Anna"


async def test_with_approve_first_nothing_goes_up_that_nobody_approved(on_either: DeskOf) -> None:
    up, approved = said(1, KIND), said(2, UNKIND, by="otto")
    await on_either.take(up, approved)
    await on_either.rule(approved, Deed.SHOW)
    done = await on_either.rulebook.choose(EVENT.slug, ANNA, Mode.APPROVE_FIRST)
    later = said(3, KIND, by="pia")
    await on_either.take(later)
    assert await on_either.on_walls() == [approved.uri]
    assert [row.post.uri for row in await on_either.rows(Tab.WAITING)] == [up.uri, later.uri]
    assert (await on_either.row(later)).why == "waits for somebody to approve it, as every post"
    with pytest.raises(Conflict, match="that is the mode already"):
        await on_either.rulebook.choose(EVENT.slug, BEN, Mode.APPROVE_FIRST)
    await on_either.undo(done)
    assert await on_either.on_walls() == sorted([up.uri, approved.uri, later.uri])


async def test_first_voices_stand_ahead_of_all_others_the_longest_waiting_first(desk: DeskOf) -> None:
    again = [said(number, UNKIND, by="ines") for number in (1, 5, 6)]
    firsts = [said(3, UNKIND, by="otto"), said(4, UNKIND, by="pia")]
    await desk.take(*again, *firsts)
    rows = await desk.rows(Tab.WAITING)
    assert [row.post.uri for row in rows] == [
        again[0].uri,
        firsts[0].uri,
        firsts[1].uri,
        again[2].uri,
        again[1].uri,
    ]
    assert [row.first for row in rows] == [True, True, True, False, False]


async def test_a_rule_is_previewed_then_holds_for_the_past_too_and_is_taken_back(on_either: DeskOf) -> None:
    met = said(1, "The WERKstatt and the werk #longshore")
    approved = said(2, "More werk, less talk #longshore", by="otto")
    other = said(3, "Wat een werken #longshore", by="pia")
    await on_either.take(met, approved, other)
    await on_either.rule(approved, Deed.SHOW)
    rule = rule_of("word", "werk", "hold")
    preview = await on_either.rulebook.preview(EVENT.slug, rule)
    assert (preview.posts, preview.shown, preview.looked_at) == (2, 2, 3)
    assert await on_either.on_walls() == sorted([met.uri, approved.uri, other.uri])
    done = await on_either.rulebook.add(EVENT.slug, ANNA, rule)
    assert done.said == "one post held by word list: “werk”"
    assert (await on_either.row(met)).why == "word list: “werk”"
    assert await on_either.on_walls() == sorted([approved.uri, other.uri])
    await on_either.undo(done)
    assert await on_either.on_walls() == sorted([met.uri, approved.uri, other.uri])


async def test_about_whoever_is_on_stage_nothing_goes_up_until_they_finish(on_either: DeskOf) -> None:
    kofi_begins = 8 * HALF
    before, about_others = said(1, KIND), said(2, "Good morning from the quay #longshore", by="otto")
    await on_either.take(before, about_others)
    on_either.clock = NOW + kofi_begins - timedelta(minutes=1)
    await on_either.rulebook.spare(EVENT.slug, ANNA, on=True)
    assert await on_either.on_walls() == sorted([before.uri, about_others.uri])
    on_either.clock = NOW + kofi_begins
    await on_either.rulebook.look_at_stages()
    during = said(245, KIND, by="pia")
    approved = said(246, KIND, by="uma")
    await on_either.take(during, approved)
    await on_either.rule(approved, Deed.SHOW)
    assert await on_either.on_walls() == sorted([about_others.uri, approved.uri])
    assert (await on_either.row(during)).why == "about Kofi Asante, on stage now"
    on_either.clock = NOW + kofi_begins + HALF
    await on_either.rulebook.look_at_stages()
    assert await on_either.on_walls() == sorted([before.uri, about_others.uri, during.uri, approved.uri])


async def test_turning_speaker_safe_off_lets_go_at_once(desk: DeskOf) -> None:
    post = said(241, KIND)
    await desk.take(post)
    desk.clock = NOW + 8 * HALF + timedelta(minutes=5)
    await desk.rulebook.spare(EVENT.slug, ANNA, on=True)
    assert await desk.on_walls() == []
    await desk.rulebook.spare(EVENT.slug, BEN, on=False)
    assert await desk.on_walls() == [post.uri]


async def test_the_words_of_somebody_else_stay_off_whichever_comes_first(on_either: DeskOf) -> None:
    first, copied = said(1, LONG, by="noor"), said(30, LONG, by="per")
    await on_either.take(copied)
    assert await on_either.on_walls() == [copied.uri]
    await on_either.take(first)
    assert await on_either.on_walls() == [first.uri]
    assert (await on_either.row(copied)).why == "the words of somebody else, who said them before"
    await on_either.take(Deleted(first.key, NOW + timedelta(hours=1)))
    assert await on_either.on_walls() == [copied.uri]


async def test_who_says_a_thing_twice_and_what_many_say_is_no_copy(desk: DeskOf) -> None:
    twice = [said(1, LONG, by="noor"), said(40, LONG, by="noor")]
    thanks = [said(number, "Great talk, thank you! #longshore", by=by) for number, by in ((2, "otto"), (3, "pia"))]
    await desk.take(*twice, *thanks)
    assert await desk.on_walls() == sorted(post.uri for post in (*twice, *thanks))


async def test_who_borrows_the_hashtag_waits_and_the_reason_says_so(desk: DeskOf) -> None:
    post = said(1, "sunset vibes #longshore #love #crypto #fyp #gains #travel #sun")
    await desk.take(post)
    row = await desk.row(post)
    assert row.verdict is Verdict.HOLD
    assert row.why == "7 hashtags, and about nobody who speaks here: may be using ours"


async def test_bots_reposts_and_promotion_stay_off_each_with_its_reason(desk: DeskOf) -> None:
    bot = said(
        1, "pressure falling #longshore", author=Account(network=Network.MASTODON, handle="b@b.example", bot=True)
    )
    promotion = said(
        2, "Visit our booth B12, win a prize in our giveaway, register now for 20% off #longshore", by="gt"
    )
    repost = said(3, "", by="pia", repost_of=Reference(uri=promotion.uri))
    await desk.take(bot, promotion, repost)
    assert await desk.on_walls() == []
    assert (await desk.row(bot)).why == "by an automated account"
    assert (await desk.row(promotion)).why.startswith("looks like promotion")
