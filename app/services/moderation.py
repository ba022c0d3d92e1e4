"""Moderation: what a person decides is logged, posts are read again, and the walls hear of it, in one transaction."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.access import Visitor
from app.domain.decision import DecisionId, Deed, Thread, print_of
from app.domain.desk import Row
from app.domain.errors import BadInput, Conflict, NotFound
from app.domain.moderation import blocked_by
from app.domain.phrase import phrase
from app.domain.post import PostKey
from app.domain.scene import EVERY_WALL
from app.domain.speaker import SpeakerKey
from app.domain.verdict import Verdict
from app.domain.wall import CardId, ChangeKind
from app.domain.word_changes import says_any, taken_back
from app.services.desk_said import DONE, ago, meant, too_late, undone
from app.services.ingest import Ingest
from app.services.shows import save_shows
from app.services.writing import Desk, Writing
from app.store.decision_rows import Logged, New, said_of
from app.store.readings import Ruled
from app.store.transaction import Transaction

_SOMEBODY = "somebody"
_GONE = phrase("its author deleted it, or it is gone in another way")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of an action: how it stands now, as a phrase, and the decision by which it can be undone."""

    decision: DecisionId
    said: str
    changed: int


class Moderation:
    """What moderators do. Every action names what its person saw, and comes too late if that has changed."""

    def __init__(self, *, writing: Writing, now: Callable[[], datetime]) -> None:
        self._writing = writing
        self._now = now

    async def rule_on(self, slug: str, who: Visitor, post_id: int, deed: Deed, *, seen: str) -> Done:
        """Show, hold, hide or pin a post; Conflict when it is no longer what the person saw."""
        if not deed.is_ruling:
            raise BadInput(phrase("a post can be shown, held, hidden, pinned or kept for the letters"))
        async with self._writing.at(slug) as desk:
            tx, event_id, ingest = desk.tx, desk.event_id, desk.ingest
            row = await self._seen(tx, event_id, post_id, seen)
            _refuse(row, deed)
            card, now = CardId(str(post_id)), self._now()
            pinned = (await tx.shows.of_event(event_id))[EVERY_WALL].held
            what = {"said": print_of(row.post), "before": pinned or ""}
            new = New(deed=deed, by=name_of(who), person=who.person, post=post_id, what=what)
            decision = await tx.decisions.add(event_id, new, now)
            changed = await ingest.again(tx, [row.post.key])
            if deed is Deed.PIN:
                await _pin(desk, card, name_of(who), now)
            elif deed is Deed.SHOW and pinned == card:  # shown, and not pinned; what is hidden or held only rests
                await _pin(desk, None, name_of(who), now)
        return Done(decision=decision, said=DONE[deed], changed=len(changed))

    async def block(self, slug: str, who: Visitor, post_id: int, *, seen: str) -> Done:
        """Block the author of a post: all they said leaves every wall, and what they say later stays off."""
        async with self._writing.at(slug) as desk:
            row = await self._seen(desk.tx, desk.event_id, post_id, seen)
            author = row.post.author
            new = New(
                deed=Deed.BLOCK,
                by=name_of(who),
                person=who.person,
                network=author.network,
                account=author.key,
                what={"handle": author.handle},
            )
            tx, now = desk.tx, self._now()
            decision = await tx.decisions.add(desk.event_id, new, now)
            theirs = await tx.desk.said_by(desk.event_id, post_id)
            # a flood of hundreds leaves the walls at once: what it says was read before, and is not read again
            ruled = Ruled(Verdict.HIDE, blocked_by(name_of(who)), decision)
            changed = await tx.readings.overrule(desk.event_id, theirs, ruled)
            await tx.changes.append(desk.event_id, [(ChangeKind.SHOWN, key) for key in sorted(changed)], now=now)
        return Done(
            decision=decision,
            said=phrase("{name} is blocked, off every wall", name=author.shown_name),
            changed=len(changed),
        )

    async def answer(  # noqa: PLR0913 - who says what about which question
        self,
        slug: str,
        who: Visitor,
        post_id: int,
        *,
        asked: Collection[SpeakerKey],
        chosen: Collection[SpeakerKey],
        seen: str,
    ) -> Done:
        """Say which of those whom a post may mean it means: one, several, or none of them. Equal posts follow."""
        if not set(chosen) <= set(asked) or not asked:
            raise BadInput(phrase("choose among those who are asked about, or none of them"))
        async with self._writing.at(slug) as desk:
            tx, event_id, ingest = desk.tx, desk.event_id, desk.ingest
            row = await self._seen(tx, event_id, post_id, seen)
            post, questions = await ingest.asks(tx, row.post.key)
            told = next((one.question for one in questions if one.question.asked >= set(asked)), None)
            if told is None:
                raise Conflict(phrase("it asks something else by now; look again"))
            threads = await tx.decisions.threads(event_id, [post])
            what = said_of(
                [(replace(told, asked=frozenset(asked)), chosen)],
                print_of(post),
                threads.get(post.key, Thread(network=post.network.value, author=post.author.key, root=post.uri)),
            )
            new = New(deed=Deed.MEANT, by=name_of(who), person=who.person, post=post_id, what=what)
            decision = await tx.decisions.add(event_id, new, self._now())
            around = await tx.decisions.about(event_id, asked) | {post.key}
            changed = await ingest.again(tx, around)
        names = [one.name for one in row.meant if one.speaker in chosen]
        said = meant(names, equals=len(changed - {post.key}))
        return Done(decision=decision, said=said, changed=len(changed))

    async def undo(self, slug: str, who: Visitor, decision_id: DecisionId) -> Done:
        """Undo a decision: what stood before holds again, for equal posts too. Conflict when it is undone already."""
        async with self._writing.at(slug) as desk:
            tx, event_id, ingest = desk.tx, desk.event_id, desk.ingest
            logged = await tx.decisions.get(event_id, decision_id)
            if logged is None:
                raise NotFound(phrase("that decision is not there any more: it went with its post"))
            if logged.deed is Deed.ACCOUNT:  # it makes the programme, which is not a moderator's
                raise BadInput(phrase("whose an account is, an organizer takes back, on the event’s page of accounts"))
            if not await tx.decisions.undo(decision_id, name_of(who), self._now()):
                since = ago(logged.undone_at, self._now())
                raise Conflict(phrase("{name} undid this {ago}", name=logged.undone_by or _SOMEBODY, ago=since))
            changed = await self._read_again(tx, event_id, ingest, logged)
            await self._pin_as_before(desk, logged, name_of(who))
            if logged.words:
                words = await tx.words.load_to_change(event_id)
                await tx.words.save(event_id, taken_back(words, logged.words))
        number = len(changed)
        if logged.words:  # these words may stand in any post: one transaction would be too long
            number = await self._writing.read_again(slug, says_any(logged.words))
        return Done(decision=decision_id, said=undone(logged, number), changed=number)

    async def _pin_as_before(self, desk: Desk, undone: Logged, by: str) -> None:
        """Undo what a ruling did to the pin, unless somebody has decided about the pin since."""
        if undone.post is None or undone.deed not in {Deed.PIN, Deed.SHOW}:
            return
        tx, card = desk.tx, CardId(str(undone.post))
        before = CardId(undone.before) if undone.before else None
        show = (await tx.shows.of_event(desk.event_id))[EVERY_WALL]
        if undone.deed is Deed.PIN:
            log = await tx.decisions.log(desk.event_id, post_id=undone.post)
            others = any(one.deed is Deed.PIN and one.undone_at is None and one.id > undone.id for one in log)
            is_ours = show.held == card and not others
        else:  # that nothing is pinned may be the remote's word, too
            is_ours = before == card and show.held is None and show.changed_at == undone.at
        if not is_ours:
            return
        is_there = before is not None and await tx.desk.row(desk.event_id, int(before)) is not None
        await _pin(desk, before if is_there else None, by, self._now())

    async def _read_again(self, tx: Transaction, event_id: int, ingest: Ingest, logged: Logged) -> set[PostKey]:
        keys = await tx.decisions.standing_on(event_id, logged.id)
        if logged.post is not None:
            row = await tx.desk.row(event_id, logged.post)
            keys |= set() if row is None else {row.post.key}
        return await ingest.again(tx, keys)

    async def _seen(self, tx: Transaction, event_id: int, post_id: int, seen: str) -> Row:
        row = await tx.desk.row(event_id, post_id)
        if row is None:
            raise NotFound(_GONE)
        if row.stamp != seen:
            log = await tx.decisions.log(event_id, 1, post_id=post_id)
            raise Conflict(too_late(row, log[0] if log else None, self._now()))
        return row


async def _pin(desk: Desk, card: CardId | None, by: str, now: datetime) -> None:
    """Keep one card lit on every wall, or none; rooms that have pinned another for themselves keep theirs."""
    shows = await desk.tx.shows.of_event(desk.event_id)
    along = {room: show for room, show in shows.items() if show.goes_along(card, shows[EVERY_WALL].held)}
    after = {room: replace(show.pinning(card), changed_at=now, by=by) for room, show in along.items()}
    await save_shows(desk.tx, desk.event_id, after, shows)
    await desk.tx.changes.append_show(desk.event_id, pinned=card, now=now)


def name_of(who: Visitor) -> str:
    """Return how the log calls somebody."""
    return (who.name or "").strip() or _SOMEBODY


def _refuse(row: Row, deed: Deed) -> None:
    """Refuse what would have no effect, rather than let somebody believe that it had."""
    if deed not in {Deed.SHOW, Deed.PIN}:
        return
    if row.post.author.bot:
        raise BadInput(phrase("its author says that it is a bot, and bots stay off the walls"))
    if row.word is not None and row.word.deed is Deed.BLOCK:
        raise BadInput(phrase("{name} blocked its author; undo that first", name=row.word.by))
