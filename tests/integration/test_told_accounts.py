"""An organizer sees which accounts seem to be speakers', and adds or refuses one, and takes that back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.access import Role, Visitor
from app.domain.account import Account
from app.domain.consent import OptOutKeys
from app.domain.decision import Deed
from app.domain.delivery import Delivered
from app.domain.errors import BadInput, Conflict, NotFound
from app.domain.handle import Handle
from app.domain.network import Network
from app.domain.post import Deleted, OptedOut, Post, Posted, PostKey
from app.networks.registry import entities
from app.services.told_accounts import Proposals, Proposed, ToldAccounts
from app.store.decision_rows import Logged
from tests.support.installation import AMELIE, OSKAR, PROGRAMME, Installation
from tests.support.moderating import KOFI, TWO_OF_A_NAME, DeskOf
from tests.support.moderating import said as posted

AT = datetime(2026, 7, 5, 9, 0, tzinfo=UTC)
ROSA, TOMAS = Visitor(person=None, name="Rosa"), Visitor(person=None, name="Tomás")
QUAYLIGHT = {"speaker": OSKAR.key, "network": "x", "handle": "quaylight"}
PAGE = "/events/harbour/accounts"
SAID = (
    ("ines", "Oskar Lindqvist (@quaylight) begins #harbourday"),
    ("rui", "Now Oskar Lindqvist (@quaylight) <b>live</b> #harbourday"),
    ("wren", "Thank you @quaylight, a wonderful talk! #harbourday"),
    ("tarn", "@quaylight that was brilliant #harbourday"),
)


def said(number: int) -> Posted:
    by, text = SAID[number]
    return Posted(
        Post(
            network=Network.X,
            uri=str(number),
            author=Account(network=Network.X, handle=by, name=by.title()),
            text=text,
            created_at=AT + timedelta(minutes=number),
            received_at=AT + timedelta(minutes=number),
            entities=entities(Network.X, text, author=by),
        )
    )


async def told(installation: Installation) -> tuple[Proposed, ...]:
    return (await found(installation)).proposed


async def found(installation: Installation) -> Proposals:
    return await installation.house.told_accounts.of("harbour")


async def log(installation: Installation) -> list[Logged]:
    async with installation.house.database.read() as tx:
        event = await tx.events.by_slug("harbour")
        assert event is not None
        return await tx.decisions.log(event.id)


async def arrived(installation: Installation) -> dict[str, Delivered]:
    """What is attributed to Oskar, by post."""
    async with installation.house.database.read() as tx:
        event = await tx.events.by_slug("harbour")
        assert event is not None
        return {one.post.uri: one.mention.delivered async for one in tx.said.stream(event.id, OSKAR.key)}


async def take(installation: Installation, *numbers: int) -> None:
    ingest = await installation.house.events.ingest("harbour")
    for number in numbers:
        await ingest.take([said(number)])


async def test_what_posts_tell_of_an_account_attributes_nothing_and_is_put_before_the_organizer(
    installation: Installation,
) -> None:
    await take(installation, 0, 1, 2, 3)
    (one,) = await told(installation)
    assert (one.speaker.key, one.told.account.canonical, len(one.told.voices)) == (OSKAR.key, "quaylight", 2)
    assert one.would_find == 2
    assert [post.uri for post in one.sayings] == ["0", "1"]
    assert await arrived(installation) == {"0": Delivered.NO, "1": Delivered.NO}


async def test_the_order_in_which_posts_came_makes_no_difference(installation: Installation) -> None:
    await take(installation, 3, 1)
    await take(installation, 2, 0, 1)
    (one,) = await told(installation)
    assert (one.would_find, [post.uri for post in one.sayings]) == (2, ["0", "1"])


async def test_adding_the_account_finds_the_speaker_and_counts_as_delivered(installation: Installation) -> None:
    await take(installation, 0, 1, 2, 3)
    client = await installation.client(Role.ORGANIZER)
    page = (await client.get("/events/harbour/accounts")).text
    assert "One account seems to be a speaker’s" in page
    assert "Two people say so. Two posts tag it and say by nothing else whom they mean." in page
    assert "&lt;b&gt;live&lt;/b&gt;" in page
    answer = await client.post(PAGE, data=QUAYLIGHT)
    assert (answer.status_code, answer.headers["location"]) == (303, "/events/harbour/accounts")
    assert await arrived(installation) == dict.fromkeys("0123", Delivered.TAGGED)
    assert await told(installation) == ()
    assert "No account seems to be a speaker’s" in (await client.get("/events/harbour/accounts")).text


async def test_an_account_that_was_added_outlives_the_next_import_of_the_programme(installation: Installation) -> None:
    await take(installation, 2)
    await installation.house.told_accounts.accept("harbour", ROSA, OSKAR.key, "x", "@Quaylight")
    done = await installation.house.events.import_programme("harbour", PROGRAMME)
    assert done.changed == ()
    assert await arrived(installation) == {"2": Delivered.TAGGED}


async def test_an_account_of_the_programme_is_not_added_twice(installation: Installation) -> None:
    accounts = installation.house.told_accounts
    await accounts.accept("harbour", ROSA, **QUAYLIGHT)
    await accounts.accept("harbour", TOMAS, **QUAYLIGHT)
    with pytest.raises(Conflict, match="quaylight is on the programme already"):
        await accounts.accept("harbour", ROSA, AMELIE.key, "x", "quaylight")
    with pytest.raises(Conflict, match="quaylight is on the programme already"):
        await accounts.refuse("harbour", ROSA, **QUAYLIGHT)
    assert [(one.by, one.undone_at) for one in await log(installation)] == [("Rosa", None)]


async def test_a_post_that_its_author_deletes_tells_nothing_any_more(installation: Installation) -> None:
    await take(installation, 0, 2)
    assert [len(one.told.voices) for one in await told(installation)] == [1]
    ingest = await installation.house.events.ingest("harbour")
    await ingest.take([Deleted(PostKey(Network.X, "0"), AT)])
    assert await told(installation) == ()


async def test_an_account_that_is_refused_is_proposed_no_more_until_somebody_says_so(
    installation: Installation,
) -> None:
    await take(installation, 0, 1, 2)
    client = await installation.client(Role.ORGANIZER)
    answer = await client.post(PAGE, data={**QUAYLIGHT, "refused": "true"})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    page = (await client.get(PAGE)).text
    assert "No account seems to be a speaker’s" in page
    assert "Not <bdi>Oskar Lindqvist</bdi>" in page
    assert "Refused by <bdi>A person who is organizer</bdi>" in page
    (refused,) = (await found(installation)).refused
    again = f"{PAGE}/undo/{refused.decision}"
    assert f'action="{again}"' in page
    for _ in range(2):  # whoever presses twice
        assert (await client.post(again)).headers["location"] == PAGE
    assert [one.speaker.key for one in await told(installation)] == [OSKAR.key]
    assert (await found(installation)).refused == ()


async def test_a_refusal_outlives_imports_and_whatever_people_write_later(installation: Installation) -> None:
    await take(installation, 0)
    await installation.house.told_accounts.refuse("harbour", ROSA, **QUAYLIGHT)
    await installation.house.told_accounts.refuse("harbour", TOMAS, OSKAR.key, "x", "@QuayLight")
    await installation.house.events.import_programme("harbour", PROGRAMME)
    await take(installation, 1, 2)
    assert await told(installation) == ()
    assert [one.by for one in (await found(installation)).refused] == ["Rosa"]
    assert len(await log(installation)) == 1


async def test_a_refusal_is_for_one_speaker_and_a_change_of_mind_takes_its_place(installation: Installation) -> None:
    await take(installation, 0, 1)
    accounts = installation.house.told_accounts
    await accounts.refuse("harbour", ROSA, AMELIE.key, "x", "quaylight")
    assert len(await told(installation)) == 1
    await accounts.refuse("harbour", ROSA, **QUAYLIGHT)
    await accounts.accept("harbour", TOMAS, **QUAYLIGHT)
    seen = await found(installation)
    assert (seen.proposed, [one.by for one in seen.added]) == ((), ["Tomás"])
    assert [one.speaker.key for one in seen.refused] == [AMELIE.key]


async def test_an_account_that_was_added_by_mistake_is_taken_away_and_posts_are_read_again(
    installation: Installation,
) -> None:
    await take(installation, 0, 1, 2, 3)
    client = await installation.client(Role.ORGANIZER)
    await client.post(PAGE, data=QUAYLIGHT)
    page = (await client.get(PAGE)).text
    assert "Added by <bdi>A person who is organizer</bdi>" in page
    (added,) = (await found(installation)).added
    away = f"{PAGE}/undo/{added.decision}"
    assert f'action="{away}"' in page
    for _ in range(2):
        assert (await client.post(away)).headers["location"] == PAGE
    assert await arrived(installation) == {"0": Delivered.NO, "1": Delivered.NO}
    assert "Added here" not in (await client.get(PAGE)).text
    assert [one.told.account.canonical for one in await told(installation)] == ["quaylight"]
    await installation.house.events.import_programme("harbour", PROGRAMME)
    assert await arrived(installation) == {"0": Delivered.NO, "1": Delivered.NO}


async def test_what_a_file_gives_to_a_speaker_is_neither_added_here_nor_taken_away(installation: Installation) -> None:
    accounts = installation.house.told_accounts
    await accounts.accept("harbour", ROSA, **QUAYLIGHT)
    await accounts.refuse("harbour", ROSA, AMELIE.key, "x", "tidestrand")
    own = Handle(network=Network.X, canonical="quaylight")
    hers = Handle(network=Network.X, canonical="tidestrand")
    given = tuple(
        replace(one, handles=(*one.handles, own if one.key == OSKAR.key else hers)) for one in PROGRAMME.speakers
    )
    await installation.house.events.import_programme("harbour", replace(PROGRAMME, speakers=given))
    seen = await found(installation)
    assert (seen.added, seen.refused) == ((), ())
    added = next(one for one in await log(installation) if not one.refused)
    assert await accounts.take_back("harbour", ROSA, added.id) == 0
    _, programme = await installation.house.events.programme("harbour")
    assert programme.speaker(OSKAR.key).handles == (own,)


async def test_only_organizers_take_back_what_was_said_of_accounts_and_the_log_tells_it_to_moderators(
    installation: Installation,
) -> None:
    accounts, moderation = installation.house.told_accounts, installation.house.moderation
    moderator, organizer = [await installation.client(role) for role in (Role.MODERATOR, Role.ORGANIZER)]
    await organizer.post(PAGE, data=QUAYLIGHT)
    await organizer.post(PAGE, data={**QUAYLIGHT, "speaker": AMELIE.key, "handle": "lanternhill", "refused": "true"})
    page = (await moderator.get("/moderate/harbour/log")).text
    assert "said that <bdi>quaylight</bdi> on X belongs to <bdi>Oskar Lindqvist</bdi>" in page
    assert "said that <bdi>lanternhill</bdi> on X does not belong to <bdi>Amélie Strand</bdi>" in page
    assert "A person who is organizer" in page
    assert "/moderate/harbour/undo/" not in page
    assert PAGE not in page
    assert PAGE in (await organizer.get("/moderate/harbour/log")).text
    assert "/moderate/harbour/undo/" not in (await organizer.get("/moderate/harbour")).text
    one = (await log(installation))[0]
    assert (await moderator.post(f"{PAGE}/undo/{one.id}")).status_code == 403
    with pytest.raises(BadInput, match="an organizer takes back"):
        await moderation.undo("harbour", ROSA, one.id)
    assert len((await found(installation)).refused) == 1
    with pytest.raises(NotFound, match="about no account here"):
        await accounts.take_back("inland", ROSA, one.id)


async def test_another_site_cannot_make_an_organizer_add_refuse_or_take_away(installation: Installation) -> None:
    client = await installation.client(Role.ORGANIZER)
    await client.post(PAGE, data=QUAYLIGHT)
    (added,) = (await found(installation)).added
    elsewhere = {"origin": "https://elsewhere.example"}
    for path in (PAGE, f"{PAGE}/undo/{added.decision}"):
        answer = await client.post(path, data={**QUAYLIGHT, "handle": "other"}, headers=elsewhere)
        assert answer.status_code == 403
    assert (await found(installation)).added == (added,)


async def test_whoever_leaves_takes_along_what_was_said_of_the_account_and_is_not_proposed_again(
    installation: Installation,
) -> None:
    await take(installation, 0, 1)
    await installation.house.told_accounts.refuse("harbour", ROSA, **QUAYLIGHT)
    ingest = await installation.house.events.ingest("harbour")
    await ingest.take([OptedOut(Network.X, "quaylight", "quaylight", AT, "a code in the profile")])
    assert await log(installation) == []
    seen = await found(installation)
    assert (seen.proposed, seen.refused) == ((), ())


async def test_what_is_said_of_accounts_is_kept_the_same_on_either_database(on_either: DeskOf) -> None:
    def accounts() -> ToldAccounts:
        return ToldAccounts(
            database=on_either.database,
            events=on_either.events,
            keys=OptOutKeys(b"a secret of this test, long enough"),
            now=on_either.now,
        )

    slug, handle = "longshore", "nets@shore.example"
    await on_either.take(
        posted(1, "Kofi Asante (@nets@shore.example) begins #longshore"),
        posted(2, "@nets@shore.example wonderful, thank you #longshore", by="rui"),
    )
    assert [one.would_find for one in (await accounts().of(slug)).proposed] == [1]
    await accounts().refuse(slug, ROSA, KOFI, "mastodon", handle)
    await on_either.events.import_programme(slug, TWO_OF_A_NAME)
    seen = await accounts().of(slug)
    assert (seen.proposed, [(one.by, one.account.canonical) for one in seen.refused]) == ((), [("Rosa", handle)])
    await accounts().take_back(slug, TOMAS, seen.refused[0].decision)
    assert await accounts().accept(slug, ROSA, KOFI, "mastodon", handle) == 2
    (added,) = (await accounts().of(slug)).added
    assert await accounts().take_back(slug, TOMAS, added.decision) == 2
    assert len((await accounts().of(slug)).proposed) == 1
    async with on_either.database.read() as tx:
        told_of = [(one.deed, one.by, one.refused, one.undone_by) for one in await tx.decisions.log(on_either.event_id)]
        assert await tx.decisions.last_of(on_either.event_id, None, "Rosa") is None
    assert told_of == [
        (Deed.ACCOUNT, "Rosa", False, "Tomás"),
        (Deed.ACCOUNT, "Rosa", True, "Tomás"),
    ]
