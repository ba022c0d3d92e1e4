"""The inbox of an event: other programs send posts to it, signed; nothing has to be fetched."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from typing_extensions import override

from app.domain.errors import BadInput, Refused
from app.domain.network import Network
from app.domain.phrase import phrase
from app.domain.source import Source
from app.networks.outside import Outside
from app.networks.source import Checked, Connector, Described, Follower, Given, Heard, Watch, usual_patience
from app.networks.web.signature import is_key, new_key


class _Silent(Follower):
    """Nothing is fetched: what is sent comes by the inbox's own route."""

    @override
    async def follow(self, watch: Watch) -> AsyncIterator[Heard]:
        return
        yield  # what makes it a generator


class _Inbox(Connector):
    network = Network.WEB

    @override
    def describe(self, given: Given) -> Described:
        if given != Given(token=given.token):
            raise BadInput("a webhook takes no options but --token, a key of your own (whsec_…)")
        if given.token is not None and not is_key(given.token):
            raise BadInput("--token is no key for webhooks: it is whsec_ and base64; leave it out to have one made")
        key = given.token or new_key()
        told = () if given.token else (f"The key to sign with, shown only now: {key}",)
        return Described(name="webhook", options={}, secret={"key": key}, told=told)

    @override
    def open(self, source: Source, outside: Outside) -> Follower:
        return _Silent()

    @override
    async def check(self, source: Source, outside: Outside, tags: Sequence[str]) -> Checked:
        return Checked(
            sees=("posts, edits and deletions that are sent to the inbox, signed with its key, are taken",),
            misses=("nothing is fetched: what nobody sends is not seen",),
        )

    @override
    async def bio(self, handle: str, outside: Outside, sources: Sequence[Source]) -> str:
        raise Refused(phrase("there are no profiles here"))

    @override
    def patience(self, error: Exception, failures: int) -> timedelta:
        return usual_patience(error, failures)


CONNECTOR = _Inbox()
