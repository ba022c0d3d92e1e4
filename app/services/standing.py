"""What people decided, as far as it concerns posts that are read now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from app.domain.copies import sameness
from app.domain.decision import Answer, Ruling, Thread
from app.domain.echoes import FirstSaid, is_echo, may_echo
from app.domain.event import Programme
from app.domain.moderation import HouseRules, Known, moderated
from app.domain.post import Post, PostKey
from app.domain.reading import Context, Reading
from app.domain.speaker import SpeakerKey
from app.domain.stage import event_clock
from app.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The rules of the house, the answers about who is meant, and the word about each single post."""

    rules: HouseRules
    answers: tuple[Answer, ...]
    rulings: Mapping[PostKey, Ruling]
    threads: Mapping[PostKey, Thread]
    first_said: Mapping[str, FirstSaid] = field(default_factory=dict)

    @classmethod
    async def of(
        cls, tx: Transaction, event_id: int, programme: Programme, posts: Mapping[PostKey, Post], now: datetime
    ) -> Self:
        """Look once for a whole batch."""
        force = await tx.decisions.in_force(event_id)
        rules = force.rules
        if rules.safe:
            clock = event_clock(programme, now, await tx.posts.last_received(event_id))
            rules = replace(rules, on_stage=spared(programme, clock))
        echoing = [key for key, post in posts.items() if may_echo(post)]
        first = await tx.echoes.first_said(event_id, echoing) if echoing else {}
        return cls(
            first_said={sameness: said for sameness, (_, said) in first.items()},
            rules=rules,
            answers=force.answers,
            rulings=await tx.decisions.rulings(event_id, posts) if force.any_rulings else {},
            threads=await tx.decisions.threads(event_id, posts.values()) if force.answers else {},
        )

    def told(self, post: Post, context: Context) -> Context:
        """Return a context that says what people answered."""
        if not self.answers:
            return context
        return replace(context, answers=self.answers, thread=self.threads.get(post.key))

    def over(self, post: Post, context: Context, reading: Reading) -> Reading:
        """Lay the rules and the word about this post over its reading."""
        copies = tuple(copy.post for copy in context.copies)
        first = self.first_said.get(sameness(post.text, post.entities) or "") if self.first_said else None
        known = Known(ruling=self.rulings.get(post.key), copies=copies, echo=is_echo(post, first))
        return moderated(post, reading, self.rules, known)


def spared(programme: Programme, moment: datetime) -> dict[SpeakerKey, str]:
    """Return who is on stage at a moment, by key and name: about them nothing goes up until they finish."""
    names = {speaker.key: speaker.name for speaker in programme.speakers}
    running = {key for talk in programme.talks if talk.runs_at(moment) for key in talk.speakers}
    return {key: names[key] for key in names if key in running}
