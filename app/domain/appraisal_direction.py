"""For whom appreciation is: with several people named, the one whose clause carries the praise."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.appraisal_people import Group, Person, grouped
from app.domain.appraisal_words import names_organizers, sentences
from app.domain.entities import Entities, Span
from app.domain.mention import Evidence, Found
from app.domain.speaker import SpeakerKey

_ASIDE = 0.4  # what is left for those who are only mentioned beside the one who is praised
_SHARED = 0.75  # what is left for a speaker who is thanked together with the organizers
PRAISES = 0.5  # from here on a text appreciates, see Tone
_SPLIT = re.compile(
    r"[,;:–—]|\s-\s|\b(?:but|and|while|whereas|although|then|aber|und|während|pero|y|mientras|mais|et|ma|e|maar|en|ale|но|а)\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\W*(?:(?:by|from|to|of|also|von|de|por|par|di|da|van|av|af|an|a|à)\s+)*", re.IGNORECASE)
_CONTRAST = re.compile(r"but|while|whereas|although|aber|während|pero|mientras|mais|ma|maar|ale|но|а", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of a sentence, whom it names, and whether it is set against the part before."""

    span: Span
    groups: Sequence[Group]
    contrasts: bool


Praise = Callable[[Span], float]


@dataclass(slots=True)
class _Shares:
    """Who has got how much so far; nobody ever loses what a better sentence gave."""

    values: dict[SpeakerKey, float]
    to_others: float = 0.0

    def give(self, groups: Iterable[Group], value: float) -> None:
        for group in groups:
            if any(person.speaker is None for person in group.people) and not group.speakers:
                self.to_others = max(self.to_others, value)
            for speaker in group.speakers:
                self.values[speaker] = max(self.values[speaker], value)


def people_of(found: Sequence[Found], entities: Entities) -> list[Person]:
    """Return everybody whom a text names: the speakers found, and other handles."""
    people = [
        Person(one.span, one.speaker) for one in found if one.span is not None and one.evidence is not Evidence.TALK
    ]
    taken = [person.span for person in people]
    for tagged in entities.mentions:
        span = tagged.span
        if span is not None and not any(span.start < other.end and other.start < span.end for other in taken):
            people.append(Person(span, None))
    return people


def directed(own: str, found: Sequence[Found], people: Sequence[Person], praise: Praise) -> dict[SpeakerKey, float]:
    """Return how much praise is for each speaker, 0..1.

    `own` is the text, at its full length, with everything emptied that is not the author's own praise, names included;
    `praise` weighs a part of it.
    """
    shares = _Shares({one.speaker: 0.0 for one in found})
    text = _with_people(own, people)
    spans = sentences(text)
    groups = [grouped(text, span, people) for span in spans]
    unaddressed = 0.0
    to_organizers = False
    for place, span in enumerate(spans):
        if groups[place]:
            _within(text, span, groups[place], praise, shares)
            continue
        value = praise(span)
        if value >= PRAISES and names_organizers(span.of(own)):
            to_organizers = True
        elif value >= PRAISES:
            unaddressed = max(unaddressed, value)
            shares.give(_nearest(groups, place), value)
    nameless = [one.speaker for one in found if one.span is None or one.evidence is Evidence.TALK]
    for speaker in nameless:
        shares.values[speaker] = max(shares.values[speaker], unaddressed)
    if not to_organizers and max(shares.to_others, *shares.values.values()) < PRAISES:
        # No part of the text praises by itself; the whole may, and then it praises whom it is about.
        whole = praise(Span(0, len(own)))
        shares.give([group for some in groups for group in some if not group.aside], whole)
        for speaker in nameless:
            shares.values[speaker] = max(shares.values[speaker], whole)
    return shares.values


def _with_people(own: str, people: Iterable[Person]) -> str:
    """Put a letter where names were emptied, so that a sentence of names alone is one."""
    for person in people:
        own = f"{own[: person.span.start]}{'x' * (person.span.end - person.span.start)}{own[person.span.end :]}"
    return own


def _nearest(groups: Sequence[Sequence[Group]], place: int) -> list[Group]:
    """Whom a sentence without a name is about: those of the last sentence that had names, else of the next one."""
    for others in (*reversed(groups[:place]), *groups[place + 1 :]):
        if others:
            return [group for group in others if not group.aside] or list(others)
    return []


def _within(text: str, sentence: Span, groups: Sequence[Group], praise: Praise, shares: _Shares) -> None:
    """Share out the praise of one sentence that names somebody."""
    leading = [group for group in groups if not group.aside]
    modest = _SHARED if names_organizers(sentence.of(text)) else 1.0
    clauses = _clauses(text, sentence, groups)
    values = [praise(clause.span) for clause in clauses]
    if max(values) < PRAISES:
        # Cut apart, no clause praises any more; the sentence may, and then it praises whom it is about.
        shares.give(leading or groups, praise(sentence) * modest)
        return
    for place, clause in enumerate(clauses):
        value = values[place]
        if place > 0 and not clause.contrasts and _goes_on(text, clause):
            value = values[place] = max(value, values[place - 1])
        if place == 0 and len(clauses) > 1 and clause.groups[0].again and clause.groups[0].span.start == sentence.start:
            value = max(value, 0.0 if clauses[1].contrasts else values[1])
        for group in clause.groups:
            shares.give([group], value * modest * (_ASIDE if group.aside and leading else 1.0))


def _goes_on(text: str, clause: _Clause) -> bool:
    """Whether a clause says nothing of its own about whom it names: "… by @a, and by @b on stage design"."""
    group = clause.groups[0]
    return group.again and _NOTHING.fullmatch(text, clause.span.start, group.span.start) is not None


def _clauses(text: str, sentence: Span, groups: Sequence[Group]) -> list[_Clause]:
    """Cut a sentence at the first comma or conjunction between each group and the next."""
    clauses: list[_Clause] = []
    start, contrasts = sentence.start, False
    members = [groups[0]]
    for group, following in pairwise(groups):
        cut = next(_SPLIT.finditer(text, group.span.end, following.span.start), None)
        if cut is not None:
            clauses.append(_Clause(Span(start, cut.start()), members, contrasts))
            start, contrasts, members = cut.end(), _CONTRAST.fullmatch(cut[0]) is not None, []
        members.append(following)
    return [*clauses, _Clause(Span(start, sentence.end), members, contrasts)]
