"""Nothing lost, nothing twice, nothing kept that was deleted: whatever comes, in whatever order, under whatever name.

A machine tells the real ingest everything that networks can tell, and compares what the store, the wall and the stream
of what was said make of it with a model that looks at all that was told at once.
"""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from typing_extensions import override

from app.bus.memory import MemoryBus
from app.domain.account import Account
from app.domain.appraisal import Appraiser
from app.domain.consent import OptOutKeys
from app.domain.network import Network
from app.domain.post import AccountBack, AccountGone, Change, Deleted, OptedOut, Post, Posted, PostKey, Reference
from app.domain.read import Reader
from app.domain.verdict import Verdict
from app.domain.wall import CardId
from app.services.ingest import Ingest
from app.store.database import Database
from app.store.transaction import Transaction
from tests.integration.test_store_deletion import on_disk
from tests.support.stored import EVENT, NOW, PROGRAMME, an_event

INES = Account(
    network=Network.MASTODON,
    handle="ines@shore.example",
    remote_id="https://shore.example/users/ines",
    name="Ines Tern",
)
RUI = Account(network=Network.MASTODON, handle="rui@shore.example", name="Rui Quilha")
WREN = Account(network=Network.BLUESKY, handle="wren.example", remote_id="did:plc:wrenwren", name="Wren Tarn")
TRACES = {
    INES: ("ines@shore", "users/ines", "Ines Tern"),
    RUI: ("rui@shore", "users/rui", "Rui Quilha"),
    WREN: ("wren.example", "plc:wrenwren", "Wren Tarn"),
}
AUTHORS = {1: INES, 2: RUI, 3: RUI, 4: INES, 5: WREN, 6: WREN, 7: RUI}
ANSWERS = {2: 1, 4: 2}
REPOSTS = {3: 1}
QUOTES = {4: 3, 6: 5}
CALLED = {2: 1, 3: 2}  # which of its names they use for it: 2 and 3 an alias
ASKS_OUT = 7  # the post that says "not on the wall"
_files = count()


def uri(number: int) -> str:
    """What a post is called: it names its author, as most uris do."""
    author = AUTHORS[number]
    if author.network is Network.BLUESKY:
        return f"at://{author.key}/app.bsky.feed.post/{number}"
    return f"https://shore.example/users/{author.handle.partition('@')[0]}/statuses/{number}"


def names(number: int) -> tuple[str, ...]:
    """Its uri, and what the instances of the fediverse call it."""
    fediverse = AUTHORS[number].network is Network.MASTODON
    return (uri(number), *((f"shore.example/{number}", f"other.example/{number}") if fediverse else ()))


def word(number: int, version: int = 0) -> str:
    """A word that stands in one version of one post."""
    return f"w{number}v{version}w"


def pointing(number: int, others: Mapping[int, int]) -> Reference | None:
    """How a post names another: some by an alias."""
    if number not in others:
        return None
    other = others[number]
    name = names(other)[CALLED.get(number, 0)]
    return Reference(uri=name, author=AUTHORS[other].handle_key, text=f"said {word(other)}")


def post(number: int, version: int) -> Post:
    """A version of a post."""
    author = AUTHORS[number]
    made = Post(
        network=author.network,
        uri=uri(number),
        author=author,
        text="Not on the wall, please."
        if number == ASKS_OUT
        else f"Thank you Maren Åkesson, a wonderful talk! {word(number, version)}",
        created_at=NOW + timedelta(minutes=number),
        received_at=NOW + timedelta(minutes=number),
        repost_of=pointing(number, REPOSTS),
        reply_to=pointing(number, ANSWERS),
        quote_of=pointing(number, QUOTES),
    )
    return replace(made, edited_at=made.created_at + timedelta(minutes=version)) if version else made


people = st.sampled_from(list(TRACES))
moments = st.integers(0, 3).map(lambda hour: NOW + timedelta(hours=hour))


@st.composite
def tellings(draw: st.DrawFn, numbers: st.SearchStrategy[int]) -> Posted:
    number = draw(numbers)
    aliases = names(number)[1:]
    return Posted(post(number, draw(st.sampled_from((0, 0, 1, 2)))), aliases[: draw(st.integers(0, len(aliases)))])


@st.composite
def deletions(draw: st.DrawFn) -> Deleted:
    number = draw(st.integers(1, 6))
    return Deleted(PostKey(AUTHORS[number].network, draw(st.sampled_from(names(number)))), NOW)


told = tellings(st.integers(1, 6))
whereabouts = st.one_of(
    st.builds(lambda who, at: AccountGone(who.network, who.key, at), people, moments),
    st.builds(lambda who, at: AccountBack(who.network, who.key, at), people, moments),
)
opt_outs = st.one_of(
    st.builds(lambda who: OptedOut(who.network, who.key, who.handle, NOW, "on the page"), people),
    tellings(st.just(ASKS_OUT)),
)
news = st.one_of(told, told, told, told, deletions(), deletions(), whereabouts)


@dataclass(frozen=True)
class Model:
    """What must be remembered, of all that was told: posts by key, and words that stand nowhere any more."""

    seen: dict[PostKey, Post]
    silent: set[str]

    @classmethod
    def of(cls, changes: Sequence[Change]) -> "Model":
        told = [change for change in changes if isinstance(change, Posted)]
        out = opted_out(changes)
        heard = [one for one in told if one.post.author not in out]
        known = {PostKey(one.post.network, name): one.post.key for one in heard for name in one.aliases}
        gone = {known.get(one.key, one.key) for one in changes if isinstance(one, Deleted)}
        latest: dict[PostKey, Post] = {}
        for one in sorted(heard, key=lambda one: one.post.edited_at or NOW - timedelta(days=1)):
            latest[one.post.key] = _resolved(one.post, known)
        for given in latest.values():  # a repost goes with what it repeats; none of them is repeated again
            of = given.repost_of
            if of is not None and (
                PostKey(given.network, of.uri or "") in gone or of.author in {a.handle_key for a in out}
            ):
                gone.add(given.key)
        kept = {key: _silenced(one, gone, out) for key, one in latest.items() if key not in gone}
        words = " ".join(
            [one.text for one in kept.values()]
            + [
                of.text
                for one in kept.values()
                for of in (one.repost_of, one.reply_to, one.quote_of)
                if of is not None and of.text
            ]
        )
        never = {one.post.key for one in told} - kept.keys()
        silent = {word(number, version) for number in AUTHORS for version in range(3) if _key(number) in never}
        return cls(
            seen={key: one for key, one in kept.items() if not is_gone(one.author, changes)},
            silent={said for said in silent if said not in words} | {trace for one in out for trace in TRACES[one]},
        )


def _key(number: int) -> PostKey:
    return PostKey(AUTHORS[number].network, uri(number))


def opted_out(changes: Sequence[Change]) -> set[Account]:
    """Who asked not to be there, on the page or by a post."""
    asked = {change.account for change in changes if isinstance(change, OptedOut)}
    by_post = {c.post.author for c in changes if isinstance(c, Posted) and c.post.uri == uri(ASKS_OUT)}
    return by_post | {who for who in TRACES if who.key in asked}


def is_gone(who: Account, changes: Sequence[Change]) -> bool:
    """Whether the last word about an account is that it is gone; of two words at once, gone."""
    words = [c for c in changes if isinstance(c, AccountGone | AccountBack) and c.account == who.key]
    last = max(words, key=lambda c: (c.at, isinstance(c, AccountGone)), default=None)
    return isinstance(last, AccountGone)


def _resolved(given: Post, known: Mapping[PostKey, PostKey]) -> Post:
    def by_uri(of: Reference | None) -> Reference | None:
        key = PostKey(given.network, (of and of.uri) or "")
        return of and replace(of, uri=known.get(key, key).uri)

    return replace(
        given, repost_of=by_uri(given.repost_of), reply_to=by_uri(given.reply_to), quote_of=by_uri(given.quote_of)
    )


def _silenced(given: Post, gone: set[PostKey], out: set[Account]) -> Post:
    handles = {who.handle_key for who in out}

    def without(of: Reference | None) -> Reference | None:
        if of is None or of.author in handles:
            return of and Reference()
        return replace(of, text=None) if PostKey(given.network, of.uri or "") in gone else of

    return replace(given, reply_to=without(given.reply_to), quote_of=without(given.quote_of))


def nameless(given: Post) -> Post:
    """The same post: how it calls what somebody said who opted out is nobody's business but the store's."""

    def without(of: Reference | None) -> Reference | None:
        return Reference() if of is not None and of.author is None and of.text is None else of

    return replace(given, reply_to=without(given.reply_to), quote_of=without(given.quote_of))


@cache
def appraiser() -> Appraiser:
    return Appraiser.shipped()


class Everything(RuleBasedStateMachine):
    """Tells the ingest things, and looks at what everybody can see of them."""

    def __init__(self, template: Path) -> None:
        super().__init__()
        self._folder = template.parent / f"machine-{next(_files)}"
        self._folder.mkdir()
        shutil.copyfile(template, self._folder / "ovation.db")
        self._runner = asyncio.Runner()
        self._batches: list[list[Change]] = []
        self._wall: dict[CardId, str] = {}
        self._seq = 0
        self._database, self._ingest, self._event_id = self._runner.run(self._open())

    async def _open(self) -> tuple[Database, Ingest, int]:
        database = await Database.open(f"sqlite:///{self._folder / 'ovation.db'}")
        async with database.read() as tx:
            (stored,) = await tx.events.all()
        ingest = Ingest(
            database=database,
            bus=MemoryBus(),
            event_id=stored.id,
            reader=Reader(PROGRAMME, appraiser()),
            slug=EVENT.slug,
            keys=OptOutKeys(b"a secret of this test, long enough"),
            now=lambda: NOW,
        )
        return database, ingest, stored.id

    @rule(batch=st.lists(news, min_size=3, max_size=9))
    def tell(self, batch: list[Change]) -> None:
        self._take(batch)

    @rule(batch=st.lists(st.one_of(told, deletions()), min_size=1, max_size=3))
    def tell_a_little(self, batch: list[Change]) -> None:
        self._take(batch)

    @rule(others=st.lists(news, max_size=4), one=opt_outs, at=st.integers(0, 4))
    def opt_out(self, others: list[Change], one: Change, at: int) -> None:
        self._take([*others[:at], one, *others[at:]])

    @precondition(lambda self: self._batches)
    @rule(data=st.data(), restarted=st.booleans())
    def tell_again(self, data: st.DataObject, *, restarted: bool) -> None:
        if restarted:
            self._runner.run(self._database.close())
            self._database, self._ingest, self._event_id = self._runner.run(self._open())
        again = [change for batch in self._batches for change in batch]
        self._take(data.draw(st.permutations(again))[:12])
        self._runner.run(self._ingest.read_again())
        self._runner.run(self._look())

    def _take(self, batch: list[Change]) -> None:
        self._batches.append(batch)
        self._runner.run(self._ingest.take(batch))
        self._runner.run(self._look())

    async def _look(self) -> None:
        model = Model.of([change for batch in self._batches for change in batch])
        async with self._database.read() as tx:
            keys = await tx.posts.keys(self._event_id)
            assert len(keys) == len(set(keys))
            found = await tx.posts.load(self._event_id, keys)
            assert {key: nameless(one) for key, one in found.items()} == {
                key: nameless(one) for key, one in model.seen.items()
            }
            shown = await self._said(tx, model)
            await self._see(tx, shown)
        left = on_disk(self._folder)
        assert [said for said in sorted(model.silent) if said in left] == []

    async def _said(self, tx: Transaction, model: Model) -> list[str]:
        """The stream of what was said tells each original once; the texts of those that may be shown."""
        said = [one async for one in tx.said.stream(self._event_id)]
        assert sorted(one.post.key for one in said) == sorted(key for key, one in model.seen.items() if one.is_original)
        return sorted(one.post.text for one in said if one.verdict is Verdict.SHOW)

    async def _see(self, tx: Transaction, shown: list[str]) -> None:
        """A wall that only hears what changed shows what a new wall shows."""
        for change in await tx.changes.since(self._event_id, self._seq):
            self._seq = change.seq
            if change.card is None:
                self._wall.pop(change.id, None)
            else:
                self._wall[change.id] = change.card.text
        cards = (await tx.walls.snapshot(self._event_id)).cards
        assert {card.id: card.text for card in cards} == self._wall
        assert sorted(self._wall.values()) == shown

    @override
    def teardown(self) -> None:
        self._runner.run(self._database.close())
        self._runner.close()
        shutil.rmtree(self._folder)


@pytest_asyncio.fixture
async def template(sqlite_url: str) -> Path:
    """A file that has an event in it."""
    database = await Database.open(sqlite_url)
    await an_event(database)
    await database.close()
    return Path(sqlite_url.removeprefix("sqlite:///"))


def check_machine(template: Path, *, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        lambda: Everything(template),  # type: ignore[arg-type] # whatever makes a machine will do
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_nothing_is_lost_nothing_is_twice_nothing_is_kept_that_was_deleted(template: Path) -> None:
    check_machine(template, examples=8, steps=7)


@pytest.mark.long
def test_nothing_is_lost_twice_or_kept_however_long_one_goes_on(template: Path) -> None:
    check_machine(template, examples=400, steps=25)
