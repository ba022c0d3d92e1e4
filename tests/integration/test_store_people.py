"""People come in by invitations that work once, and stay as long as their sessions."""

import asyncio
from datetime import timedelta

from app.domain.access import Grant, Role
from app.store.database import Database
from tests.support.stored import EVENT, NOW, an_event

HOUR = timedelta(hours=1)


async def invited(database: Database, event_id: int | None, role: Role, speaker: str | None = None) -> None:
    async with database.begin() as tx:
        await tx.people.invite(
            "hash", event_id=event_id, role=role, speaker=speaker, mail="m@x.example", now=NOW, expires_at=NOW + HOUR
        )


async def test_an_invitation_says_what_it_is_for(database: Database) -> None:
    event_id = await an_event(database)
    await invited(database, event_id, Role.SPEAKER, "maren")
    async with database.read() as tx:
        found = await tx.people.invitation("hash")
        assert await tx.people.invitation("other") is None
    assert found is not None
    assert (found.event_id, found.event, found.event_name) == (event_id, EVENT.slug, EVENT.name)
    assert (found.role, found.speaker, found.mail) == ("speaker", "maren", "m@x.example")
    assert (found.created_at, found.expires_at, found.used_at, found.used_by) == (NOW, NOW + HOUR, None, None)


async def test_an_invitation_works_once(database: Database) -> None:
    await invited(database, None, Role.OWNER)
    async with database.begin() as tx:
        person = await tx.people.add_person("Inês", None, NOW)
        assert not await tx.people.use_invitation("other", person, NOW)
        assert await tx.people.use_invitation("hash", person, NOW)
        assert not await tx.people.use_invitation("hash", person, NOW)
        found = await tx.people.invitation("hash")
    assert found is not None
    assert (found.event, found.used_at, found.used_by) == (None, NOW, person)


async def test_an_invitation_ends(database: Database) -> None:
    await invited(database, None, Role.OWNER)
    async with database.begin() as tx:
        person = await tx.people.add_person(None, None, NOW)
        assert not await tx.people.use_invitation("hash", person, NOW + HOUR)


async def test_of_two_who_use_it_at_once_one_gets_in(database: Database, database_url: str) -> None:
    await invited(database, None, Role.OWNER)
    other = await Database.open(database_url)

    async def use(mine: Database, name: str) -> bool:
        async with mine.begin() as tx:
            return await tx.people.use_invitation("hash", await tx.people.add_person(name, None, NOW), NOW)

    assert sorted(await asyncio.gather(use(database, "Inês"), use(other, "Rui"))) == [False, True]
    await other.close()


async def test_a_session_knows_its_person_and_what_they_may_do(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        person = await tx.people.add_person("Inês", "i@shore.example", NOW)
        for _ in range(2):
            await tx.people.grant(person, event_id, Role.SPEAKER, speaker="maren")
            await tx.people.grant(person, None, Role.COMMS)
        await tx.people.open_session("session", person, now=NOW, expires_at=NOW + HOUR)
        found = await tx.people.session_roles("session", NOW)
        assert await tx.people.session_roles("session", NOW + HOUR) is None
        assert await tx.people.session_roles("other", NOW) is None
    assert found is not None
    assert (found.person_id, found.name) == (person, "Inês")
    assert found.grants == (Grant(role=Role.SPEAKER, event=EVENT.slug, speaker="maren"), Grant(role=Role.COMMS))


async def test_somebody_without_a_role_is_still_somebody(database: Database) -> None:
    async with database.begin() as tx:
        person = await tx.people.add_person(None, None, NOW)
        await tx.people.open_session("session", person, now=NOW, expires_at=NOW + HOUR)
        found = await tx.people.session_roles("session", NOW)
    assert found is not None
    assert (found.name, found.grants) == (None, ())


async def test_a_session_that_was_closed_is_nobodys(database: Database) -> None:
    async with database.begin() as tx:
        person = await tx.people.add_person("Inês", None, NOW)
        await tx.people.open_session("session", person, now=NOW, expires_at=NOW + HOUR)
        await tx.people.close_session("session")
        await tx.people.close_session("session")
        assert await tx.people.session_roles("session", NOW) is None


async def test_what_has_ended_is_forgotten(database: Database) -> None:
    await invited(database, None, Role.OWNER)
    async with database.begin() as tx:
        person = await tx.people.add_person("Inês", None, NOW)
        await tx.people.open_session("session", person, now=NOW, expires_at=NOW + HOUR)
        await tx.people.forget_expired(NOW)
        assert await tx.people.invitation("hash") is not None
        await tx.people.forget_expired(NOW + HOUR)
        assert await tx.people.invitation("hash") is None
        assert await tx.people.session_roles("session", NOW) is None


async def test_an_owner_owns_every_event(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        person = await tx.people.add_person("Inês", None, NOW)
        assert not await tx.people.owner_exists()
        await tx.people.grant(person, event_id, Role.OWNER)
        await tx.people.grant(person, None, Role.ORGANIZER)
        assert not await tx.people.owner_exists()
        await tx.people.grant(person, None, Role.OWNER)
        assert await tx.people.owner_exists()
