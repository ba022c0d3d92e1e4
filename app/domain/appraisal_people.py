"""The people of a sentence as its grammar treats them: who stands in one list, and who only happens to be mentioned."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.entities import Span
from app.domain.speaker import SpeakerKey

# What may stand between the names of one list: "@a, @b & @c", "Ada und Grace".
_LIST = re.compile(
    r"[\s,，、&+/()]*(?:(?:\b(?:and|und|y|e|et|i|og|och|en|with|plus|ve|a)\b|[иو和과와]|と)[\s,]*)?", re.IGNORECASE
)
_THANKS_BEFORE = re.compile(
    r"\b(?:thanks?|thank you|thx|ty|kudos|congrat\w*|props|bravo|shout-?out|cheers|gracias|danke|merci|grazie"
    r"|obrigad[oa]|bedankt|takk?|tack|dzięki|díky|спасибо|hats off)"
    r"\s*(?:so much|very much|again|a lot|a million|mille)?[\s,:!-]*(?:to|an|a|à|al|til|till|aan)?\s*$",
    re.IGNORECASE,
)
_BY_BEFORE = re.compile(r"\b(?:by|from|von|de|por|par|di|da|van|av|af)\s*$", re.IGNORECASE)
_ASIDE_BEFORE = re.compile(
    r"\b(?:about|on|in|at|via|cc|using|like|than|re|h/t|hat tip|featuring|quoting|citing|mention(?:s|ed|ing)|over|vs"
    r"|against|near|beside|next to|after|before|über|sobre|sur|su|over)\.?:?\s*(?:the|my|our)?\s*$",
    re.IGNORECASE,
)
_GIVES_AFTER = re.compile(
    r"\s*(?:is |are |was )?(?:thank(?:s|ed|ing)|prais(?:es|ed|ing)|congratulat(?:es|ed|ing)|quot(?:es|ed|ing)"
    r"|cit(?:es|ed|ing)|recommend(?:s|ed|ing)|introduc(?:es|ed|ing)|shout(?:s|ed|ing) out)\b",
    re.IGNORECASE,
)
_SAME_AGAIN = re.compile(r"\s*(?:[,;.!]|$|(?:on|about|with|for|from|über|sobre|sur|su|con|mit|avec)\b)", re.IGNORECASE)
_FOR = re.compile(r"\b(?:for|für|por|pour|per|voor|za|för)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a text names; `speaker` is None for those who are not on the programme."""

    span: Span
    speaker: SpeakerKey | None


@dataclass(frozen=True, slots=True)
class Group:
    """Names that stand together. `aside` says that the sentence is about somebody else, if there is anybody else."""

    people: tuple[Person, ...]
    span: Span
    aside: bool
    thanked: bool
    again: bool  # what follows goes on with what was said of the group before

    @property
    def speakers(self) -> tuple[SpeakerKey, ...]:
        """Those of the group who are on the programme."""
        return tuple(person.speaker for person in self.people if person.speaker is not None)


def grouped(text: str, sentence: Span, people: Iterable[Person]) -> list[Group]:
    """Return the groups of one sentence, in order."""
    lists: list[list[Person]] = []
    for person in sorted(people, key=lambda person: (person.span, person.speaker or "")):
        if not sentence.start <= person.span.start < sentence.end:
            continue
        if lists and _LIST.fullmatch(text, lists[-1][-1].span.end, max(person.span.start, lists[-1][-1].span.end)):
            lists[-1].append(person)
        else:
            lists.append([person])
    groups: list[Group] = []
    for members in lists:
        groups.append(_group(text, sentence, members, groups))
    return groups


def _group(text: str, sentence: Span, members: Sequence[Person], earlier: Sequence[Group]) -> Group:
    span = Span(members[0].span.start, max(member.span.end for member in members))
    before = text[sentence.start : span.start]
    after = text[span.end : sentence.end]
    thanked = _THANKS_BEFORE.search(before) is not None
    thanked_before = next((group for group in earlier if group.thanked), None)
    reason_for_thanks = (
        thanked_before is not None and _FOR.search(text, thanked_before.span.end, span.start) is not None
    )
    aside = not thanked and (
        _ASIDE_BEFORE.search(before) is not None
        or _GIVES_AFTER.match(after) is not None
        or (reason_for_thanks and _BY_BEFORE.search(before) is None)
    )
    return Group(tuple(members), span, aside, thanked, _SAME_AGAIN.match(after) is not None)
