"""People on a real PDS: what they and its operator can do, through the API that apps use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

POST = "app.bsky.feed.post"
_PASSWORD = "a password for tests"
_TAG = re.compile(r"(?<!\S)[#＃](\w+)")
_MENTION = re.compile(r"(?<!\S)@([a-z0-9.-]*[a-z0-9])")


@dataclass(frozen=True)
class Written:
    """A record: where it is, and which version."""

    uri: str
    cid: str

    @property
    def rkey(self) -> str:
        return self.uri.rpartition("/")[2]

    @property
    def ref(self) -> dict[str, str]:
        return {"uri": self.uri, "cid": self.cid}


@dataclass
class Network:
    """A PLC, a PDS and a double of Jetstream, by their addresses; `join` makes people."""

    client: httpx.AsyncClient
    plc: str
    pds: str
    jetstream: str
    admin: str
    people: dict[str, "Person"] = field(default_factory=dict)

    async def join(self, name: str) -> "Person":
        """Make an account NAME.test."""
        told = await self.call(
            "com.atproto.server.createAccount",
            {"handle": f"{name}.test", "email": f"{name}@example.com", "password": _PASSWORD},
        )
        person = Person(self, told["did"], told["handle"], f"Bearer {told['accessJwt']}")
        self.people[person.did] = person
        return person

    async def take_down(self, written: Written, *, applied: bool = True) -> None:
        """Take a record down as the operator, or bring it back: nothing is told on the firehose."""
        await self.call(
            "com.atproto.admin.updateSubjectStatus",
            {
                "subject": {"$type": "com.atproto.repo.strongRef", **written.ref},
                "takedown": {"applied": applied, "ref": "1"},
            },
            self.admin,
        )

    async def take_down_account(self, person: "Person", *, applied: bool = True) -> None:
        """Take an account down as the operator, or bring it back."""
        await self.call(
            "com.atproto.admin.updateSubjectStatus",
            {
                "subject": {"$type": "com.atproto.admin.defs#repoRef", "did": person.did},
                "takedown": {"applied": applied, "ref": "1"},
            },
            self.admin,
        )

    async def remove(self, person: "Person") -> None:
        """Delete an account as the operator; for the owner it takes a code from a mail."""
        await self.call("com.atproto.admin.deleteAccount", {"did": person.did}, self.admin)

    async def call(self, method: str, body: dict[str, Any] | None, authorization: str = "") -> dict[str, Any]:
        """Call a procedure and return its answer."""
        headers = {"authorization": authorization} if authorization else {}
        answer = await self.client.post(f"{self.pds}/xrpc/{method}", json=body, headers=headers)
        assert answer.status_code == httpx.codes.OK, f"{method}: {answer.status_code} {answer.text}"
        return dict(answer.json()) if answer.content else {}


@dataclass
class Person:
    """Somebody with an account."""

    network: Network
    did: str
    handle: str
    token: str

    async def describe(self, name: str, description: str = "") -> None:
        """Say who they are."""
        record = {"$type": "app.bsky.actor.profile", "displayName": name, "description": description}
        await self._put("app.bsky.actor.profile", "self", record)

    async def post(
        self, text: str, *, answers: Written | None = None, root: Written | None = None, quotes: Written | None = None
    ) -> Written:
        """Post a text with its facets, and return where it is."""
        record = self._record(text)
        if answers is not None:
            record["reply"] = {"parent": answers.ref, "root": (root or answers).ref}
        if quotes is not None:
            record["embed"] = {"$type": "app.bsky.embed.record", "record": quotes.ref}
        told = await self._call(
            "com.atproto.repo.createRecord", {"repo": self.did, "collection": POST, "record": record}
        )
        return Written(told["uri"], told["cid"])

    async def edit(self, written: Written, text: str) -> Written:
        """Put another text in the place of a post; its address stays."""
        return await self._put(POST, written.rkey, self._record(text))

    async def delete(self, written: Written) -> None:
        """Delete a post."""
        await self._call("com.atproto.repo.deleteRecord", {"repo": self.did, "collection": POST, "rkey": written.rkey})

    async def rename(self, name: str) -> None:
        """Take the handle NAME.test."""
        await self._call("com.atproto.identity.updateHandle", {"handle": f"{name}.test"})
        self.handle = f"{name}.test"

    async def deactivate(self) -> None:
        """Go away for a while."""
        await self._call("com.atproto.server.deactivateAccount", {})

    async def activate(self) -> None:
        """Come back."""
        await self._call("com.atproto.server.activateAccount", None)

    def _record(self, text: str) -> dict[str, Any]:
        written_at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facets = list(self._facets(text))
        return {"$type": POST, "text": text, "facets": facets, "langs": ["en"], "createdAt": written_at}

    def _facets(self, text: str) -> Iterator[dict[str, Any]]:
        dids = {person.handle: person.did for person in self.network.people.values()}
        for tag in _TAG.finditer(text):
            yield _facet(text, tag, {"$type": "app.bsky.richtext.facet#tag", "tag": tag.group(1)})
        for mention in _MENTION.finditer(text):
            if (did := dids.get(mention.group(1))) is not None:
                yield _facet(text, mention, {"$type": "app.bsky.richtext.facet#mention", "did": did})

    async def _put(self, collection: str, rkey: str, record: dict[str, Any]) -> Written:
        told = await self._call(
            "com.atproto.repo.putRecord", {"repo": self.did, "collection": collection, "rkey": rkey, "record": record}
        )
        return Written(told["uri"], told["cid"])

    async def _call(self, method: str, body: dict[str, Any] | None) -> dict[str, Any]:
        return await self.network.call(method, body, self.token)


def _facet(text: str, found: re.Match[str], feature: dict[str, str]) -> dict[str, Any]:
    """A facet counts bytes of UTF-8."""
    start, end = (len(text[:at].encode()) for at in found.span())
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}
