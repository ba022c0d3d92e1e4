"""Rows of the log of decisions <-> what they mean."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from app.domain.decision import Answer, DecisionId, Deed, Question, Ruling, Thread
from app.domain.event_words import Meaning
from app.domain.mention import Evidence
from app.domain.moderation import HouseRules, Mode
from app.domain.network import Network
from app.domain.post import PostKey
from app.domain.rules import Rule, RuleKind
from app.domain.speaker import SpeakerKey
from app.domain.verdict import Verdict
from app.domain.word_changes import WordChange


class _Answered(msgspec.Struct):
    asked: list[str]
    evidence: str
    form: str
    occasion: str
    chosen: list[str]


class _Word(msgspec.Struct):
    text: str
    before: str = ""
    after: str = ""


class _What(msgspec.Struct, omit_defaults=True):
    """What a decision says, beside who and when: each deed uses some of it."""

    said: str = ""
    before: str = ""  # the card that was pinned
    answers: list[_Answered] = []
    author: str = ""
    root: str = ""
    handle: str = ""
    kind: str = ""
    pattern: str = ""
    outcome: str = ""
    mode: str = ""
    on: bool = False
    words: list[_Word] = []
    owner: str = ""  # the speaker whose an account is, or is not
    refused: bool = False


_read = msgspec.json.Decoder(_What)


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What holds for posts that are read now: the rules of the house, and every answer about who is meant."""

    rules: HouseRules
    answers: tuple[Answer, ...] = ()
    any_rulings: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One row of the log. `post` is the row of the post; what was said there stands with the post alone."""

    id: DecisionId
    at: datetime
    by: str
    deed: Deed
    post: int | None
    network: Network | None
    account: str | None
    handle: str
    rule: Rule | None
    mode: Mode | None
    on: bool
    chosen: tuple[SpeakerKey, ...]
    undone_at: datetime | None
    undone_by: str | None
    asked: tuple[SpeakerKey, ...] = ()
    before: str = ""  # the card that was pinned then
    words: tuple[WordChange, ...] = ()
    owner: SpeakerKey | None = None  # the speaker whose the account is, or is not where that is refused
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A decision to be logged."""

    deed: Deed
    by: str
    person: int | None
    post: int | None = None
    network: Network | None = None
    account: str | None = None
    what: Mapping[str, object] = field(default_factory=dict)


def said_of(answers: Sequence[tuple[Question, Collection[SpeakerKey]]], said: str, thread: Thread) -> dict[str, object]:
    """What a decision about who is meant says."""
    return {
        "said": said,
        "author": thread.author,
        "root": thread.root,
        "answers": [
            {
                "asked": sorted(asked.asked),
                "evidence": asked.evidence.value,
                "form": asked.form,
                "occasion": asked.occasion,
                "chosen": sorted(chosen),
            }
            for asked, chosen in answers
        ],
    }


def said_of_words(changes: Sequence[WordChange]) -> dict[str, object]:
    """What a decision about the words of an event says."""
    return {
        "words": [{"text": one.text, "before": one.before or "", "after": one.after or ""} for one in changes],
    }


def said_of_account(owner: SpeakerKey, *, refused: bool) -> dict[str, object]:
    """What a decision about an account says: that it is a speaker's, or that it is not."""
    return {"owner": owner, "refused": refused}


def answers_of(row: Row[Any]) -> list[Answer]:
    """The answers of one decision; the row tells the key of its post, too."""
    what = _read.decode(row.what)
    if row.uri is None:
        return []
    key = PostKey(Network(row.post_network), row.uri)
    return [
        Answer(
            decision=DecisionId(row.id),
            post=key,
            question=Question(
                asked=frozenset(map(SpeakerKey, told.asked)),
                evidence=Evidence(told.evidence),
                form=told.form,
                occasion=told.occasion,
            ),
            chosen=frozenset(map(SpeakerKey, told.chosen)),
            said=what.said,
            thread=Thread(network=key.network.value, author=what.author, root=what.root),
        )
        for told in what.answers
    ]


def rule_of_row(row: Row[Any]) -> Rule:
    """The rule that a decision made."""
    what = _read.decode(row.what)
    return Rule(
        kind=RuleKind(what.kind), pattern=what.pattern, outcome=Verdict(what.outcome), decision=DecisionId(row.id)
    )


def mode_of(row: Row[Any]) -> Mode:
    """The mode that a decision chose."""
    return Mode(_read.decode(row.what).mode)


def is_on(row: Row[Any]) -> bool:
    """Whether a decision turned something on."""
    return _read.decode(row.what).on


def ruling_of(row: Row[Any]) -> Ruling:
    """What a decision says is to become of its post."""
    said = _read.decode(row.what).said
    return Ruling(decision=DecisionId(row.id), deed=Deed(row.deed), by=row.by_name, at=row.at, said=said)


def logged(row: Row[Any]) -> Logged:
    """A row as the log tells it."""
    what = _read.decode(row.what)
    deed = Deed(row.deed)
    return Logged(
        id=DecisionId(row.id),
        at=row.at,
        by=row.by_name,
        deed=deed,
        post=row.post_id,
        network=None if row.network is None else Network(row.network),
        account=row.account,
        handle=what.handle,
        rule=rule_of_row(row) if deed is Deed.RULE else None,
        mode=Mode(what.mode) if deed is Deed.MODE else None,
        on=what.on,
        chosen=tuple(SpeakerKey(key) for told in what.answers for key in told.chosen),
        asked=tuple(SpeakerKey(key) for told in what.answers for key in told.asked),
        before=what.before,
        words=tuple(
            WordChange(text=one.text, before=_meaning(one.before), after=_meaning(one.after)) for one in what.words
        ),
        owner=SpeakerKey(what.owner) if what.owner else None,
        refused=what.refused,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )


def _meaning(name: str) -> Meaning | None:
    return Meaning(name) if name else None
