"""What somebody changed about the words of an event: enough to see what it does before, and to take it back after."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.event_words import EventWord, EventWords, Meaning
from app.domain.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class WordChange:
    """One word, and what it meant at the event before and means after; None: no more than it means elsewhere."""

    text: str
    before: Meaning | None
    after: Meaning | None


def changes_between(old: EventWords, new: EventWords) -> tuple[WordChange, ...]:
    """Return what tells new words from old ones, in order of the words."""
    before, after = ({word.key: word for word in words.words} for words in (old, new))
    return tuple(
        WordChange(
            text=(after.get(key) or before[key]).text,
            before=before[key].meaning if key in before else None,
            after=after[key].meaning if key in after else None,
        )
        for key in sorted(before.keys() | after.keys())
        if key not in before or key not in after or before[key].meaning is not after[key].meaning
    )


def taken_back(words: EventWords, changes: Iterable[WordChange]) -> EventWords:
    """Return words as they were before some changes; whatever has been given another meaning since stays."""
    known = {word.key: word for word in words.words}
    for change in changes:
        key = EventWord(change.text, Meaning.NEUTRAL).key
        now = known[key].meaning if key in known else None
        if now is not change.after:
            continue
        if change.before is None:
            known.pop(key, None)
        else:
            known[key] = EventWord(change.text, change.before)
    return EventWords(tuple(known.values()))


def says_any(changes: Iterable[WordChange]) -> Callable[[Post], bool]:
    """Return what tells whether a post says one of the words that were changed: no other is read otherwise."""
    sought = EventWords(tuple(EventWord(change.text, Meaning.NEUTRAL) for change in changes))
    return lambda post: bool(sought.found(post.text, post.entities))
