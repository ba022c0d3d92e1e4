"""What can be asked about accounts and posts: of an AppView, or of a PDS alone where there is no AppView."""

from collections.abc import Sequence
from typing import Protocol

from app.domain.errors import NotFound
from app.domain.phrase import phrase
from app.networks.bluesky.client import API, AppView, Declined, Pds, Xrpc
from app.networks.bluesky.payloads import PostView, Profile, ProfileRecord, SelfLabels, read

_PROFILE = "app.bsky.actor.profile"


class View(Protocol):
    """Answers at most 25 things at once; what is gone is missing from the answer.

    `knows_all` says that what is missing is gone for sure; AppView may only be behind.
    """

    @property
    def knows_all(self) -> bool:
        """Whether what is missing is gone for sure."""
        ...

    async def profiles(self, dids: Sequence[str]) -> list[Profile]:
        """The profiles of accounts that are there."""
        ...

    async def posts(self, uris: Sequence[str]) -> list[PostView]:
        """The posts that are there."""
        ...

    async def answers(self, uri: str) -> list[PostView]:
        """What answers a post, and what answers that."""
        ...

    async def profile(self, actor: str) -> Profile:
        """The profile of a handle or DID; NotFound when there is none."""
        ...


class LonePds:
    """A PDS without an AppView: one request a thing, no pictures of people, and nobody knows who answered."""

    knows_all = True

    def __init__(self, pds: Pds) -> None:
        self._pds = pds

    async def profiles(self, dids: Sequence[str]) -> list[Profile]:
        """The profiles of accounts that are there."""
        found = []
        for did in dids:
            try:
                found.append(await self.profile(did))
            except NotFound:
                continue
        return found

    async def posts(self, uris: Sequence[str]) -> list[PostView]:
        """The posts that are there."""
        found = []
        for uri in uris:
            try:
                record = await self._pds.post(uri)
            except Declined:
                continue
            author = Profile(did=uri.removeprefix("at://").partition("/")[0], handle="")
            found.append(PostView(uri=uri, cid=record.cid or "", author=author, record=record.value))
        return found

    async def answers(self, uri: str) -> list[PostView]:  # noqa: ARG002 - as every View is asked
        """Nobody here knows who answered."""
        return []

    async def profile(self, actor: str) -> Profile:
        """The profile of a handle or DID."""
        try:
            told = await self._pds.account(actor)
        except Declined as error:
            raise NotFound(phrase("{name} has no account there", name=actor)) from error
        profile = Profile(did=told.did, handle=told.handle)
        try:
            record = (await self._pds.record(told.did, _PROFILE, "self")).value
        except Declined:
            return profile  # nobody has to describe themselves
        said = read(record, ProfileRecord) or ProfileRecord()
        own = read(said.labels, SelfLabels)
        profile.name, profile.description = read(said.name, str), read(said.description, str)
        profile.labels = own.values if own else []
        return profile


class Views:
    """Finds out, when it is first asked, what a server can be asked as: others than Bluesky's own say what they are."""

    def __init__(self, server: Xrpc) -> None:
        self._server = server
        self._view: View | None = AppView(server) if server.base == API else None

    async def __call__(self) -> View:
        """Return whom to ask; Unavailable while the server does not answer."""
        if self._view is None:
            pds = Pds(self._server)
            self._view = LonePds(pds) if await pds.is_one() else AppView(self._server)
        return self._view
