"""Who is meant: what was asked of a person, and where the answer holds: for this post and its equals, no further.

docs/moderation.md says what is equal, and why nothing wider is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.decision import Answer, Question, Thread, print_of
from app.domain.entities import Span
from app.domain.event import Programme
from app.domain.mention import Evidence, Found
from app.domain.post import Post
from app.domain.speaker import SpeakerKey
from app.domain.text import folded

# evidence that words carry wherever they stand; a stage, a thread or a quotation belongs to its own post
_CARRIED = frozenset(
    {Evidence.HANDLE, Evidence.LINK, Evidence.NAME, Evidence.NAME_TAG, Evidence.FIRST_NAME, Evidence.TALK}
)
_PER_NETWORK = frozenset({Evidence.HANDLE, Evidence.LINK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question that a post raises, and where in its text."""

    question: Question
    span: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Findings after the answers: `found` are meant or still ask, `dismissed` are those whom a person ruled out."""

    found: tuple[Found, ...]
    dismissed: tuple[Found, ...] = ()


def questions(post: Post, found: Iterable[Found], programme: Programme) -> tuple[Asked, ...]:
    """Return what a post asks: one question for each place in its text, or kind of evidence, that fits somebody."""
    groups: dict[tuple[Span | None, Evidence | None], list[Found]] = {}
    for one in found:
        if not one.certain:
            groups.setdefault((one.span, one.evidence if one.span is None else None), []).append(one)
    return tuple(
        Asked(question=_question(post, span, group, programme), span=span) for (span, _), group in groups.items()
    )


def decide(
    post: Post, found: Sequence[Found], answers: Sequence[Answer], programme: Programme, thread: Thread | None
) -> Decided:
    """Apply what people answered. A later answer counts before an earlier one, one about this very post before all."""
    own = [one for one in answers if one.post == post.key]
    if not answers or not (found or own):
        return Decided(found=tuple(found))
    left = list(found)
    settled: list[Found] = []
    dismissed: list[Found] = []
    covered: set[SpeakerKey] = set()  # by later answers
    for answer in sorted(own, key=lambda one: -one.decision):
        about = [one for one in left if one.speaker in answer.question.asked]
        if not covered.isdisjoint(answer.question.asked) or not (about or answer.said == print_of(post)):
            continue  # the author took away what was asked about: the answer sleeps
        covered |= answer.question.asked
        left = [one for one in left if one not in about]
        _settle(answer, about, settled, dismissed, known=programme)
    for asked in questions(post, left, programme):
        equal = [one for one in answers if one.post != post.key and _is_equal(one, asked.question, thread)]
        if equal:
            about = [one for one in left if not one.certain and one.speaker in asked.question.asked]
            left = [one for one in left if one not in about]
            _settle(max(equal, key=lambda one: one.decision), about, settled, dismissed, known=programme)
    return Decided(found=tuple(sorted([*left, *settled], key=_place)), dismissed=tuple(dismissed))


def _question(post: Post, span: Span | None, group: Sequence[Found], programme: Programme) -> Question:
    evidence = group[0].evidence
    asked = frozenset(one.speaker for one in group)
    return Question(
        asked=asked,
        evidence=evidence,
        form="" if span is None else _form(post, span, evidence),
        occasion=_occasion(programme, asked, post.created_at),
    )


def _form(post: Post, span: Span, evidence: Evidence) -> str:
    """Words as they are compared: case tells a name from a word (Hope, hope), accents and capitals tell nothing."""
    words = post.text[span.start : span.end]
    form = " ".join(folded(words).split())
    if evidence in _PER_NETWORK:
        return f"{post.network} {form}"
    return f"{'A' if words[:1].isupper() else 'a'} {form}"


def _occasion(programme: Programme, asked: frozenset[SpeakerKey], moment: datetime) -> str:
    """The talk of one of these that had begun last: what is said after another one's talk is another question."""
    begun = [
        (talk.starts_at, talk.key)
        for talk in programme.talks
        if talk.starts_at is not None and talk.starts_at <= moment and not asked.isdisjoint(talk.speakers)
    ]
    return max(begun)[1] if begun else ""


def _is_equal(answer: Answer, asked: Question, thread: Thread | None) -> bool:
    """Whether an answer holds elsewhere: for the same words about the same people, or where its author goes on."""
    told = answer.question
    if told.asked != asked.asked:
        return False
    if thread is not None and thread == answer.thread:
        return True
    carried = told.evidence in _CARRIED and told.evidence is asked.evidence and bool(told.form)
    return carried and told.form == asked.form and told.occasion == asked.occasion


def _place(found: Found) -> tuple[bool, Span, SpeakerKey]:
    return found.span is None, found.span or Span(0, 0), found.speaker


def _settle(
    answer: Answer, about: Sequence[Found], settled: list[Found], dismissed: list[Found], *, known: Programme
) -> None:
    speakers = {speaker.key for speaker in known.speakers}
    held = {one.speaker: one for one in about}
    sample = about[0] if about else Found(speaker=SpeakerKey(""), evidence=answer.question.evidence, confidence=1.0)
    for key in sorted(answer.question.asked):
        one = held.get(key)
        if key in answer.chosen and key in speakers:
            base = one or replace(sample, speaker=key)
            settled.append(replace(base, confidence=1.0, certain=True, decision=answer.decision))
        elif one is not None:
            dismissed.append(replace(one, certain=False, decision=answer.decision))
