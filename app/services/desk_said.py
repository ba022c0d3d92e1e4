"""What a desk is told of its deeds: what came of one, who was faster, and what an undo brought back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.domain.decision import Deed
from app.domain.desk import Row
from app.domain.phrase import Phrase, phrase, phrases
from app.domain.rules import Rule
from app.domain.verdict import Verdict
from app.store.decision_rows import Logged

DONE: Mapping[Deed, Phrase] = {
    Deed.SHOW: phrase("shown, on every wall"),
    Deed.HIDE: phrase("hidden, off every wall"),
    Deed.HOLD: phrase("held, off every wall"),
    Deed.PIN: phrase("pinned, on every wall"),
    Deed.LETTER: phrase("off every wall, and kept for the letters"),
}
_DID: Mapping[Deed, Phrase] = {
    Deed.SHOW: phrase("{name} showed this {ago}", name="", ago=""),
    Deed.HIDE: phrase("{name} hid this {ago}", name="", ago=""),
    Deed.HOLD: phrase("{name} held this {ago}", name="", ago=""),
    Deed.PIN: phrase("{name} pinned this {ago}", name="", ago=""),
    Deed.LETTER: phrase("{name} kept this for the letters {ago}", name="", ago=""),
    Deed.MEANT: phrase("{name} said whom it means {ago}", name="", ago=""),
}
_NOW: Mapping[Verdict, Phrase] = {
    Verdict.SHOW: phrase("it is on the walls by now: {why}. Look again", why=""),
    Verdict.HOLD: phrase("it is held by now: {why}. Look again", why=""),
    Verdict.HIDE: phrase("it is hidden by now: {why}. Look again", why=""),
}
_MINUTE = 60  # seconds


def ago(moment: datetime | None, now: datetime) -> Phrase:
    """Return how long ago something was, as one says it to somebody who was a moment too late."""
    if moment is None:
        return phrase("just now")
    seconds = max(0, int((now - moment).total_seconds()))
    return phrase("{n} s ago", n=seconds) if seconds < _MINUTE else phrase("{n} min ago", n=seconds // _MINUTE)


def too_late(row: Row, last: Logged | None, now: datetime) -> Phrase:
    """Return what has happened to a post since somebody saw it."""
    if last is not None and last.undone_at is not None:
        return phrase(
            "{other} undid what {name} decided, {ago}",
            other=last.undone_by,
            name=last.by,
            ago=ago(last.undone_at, now),
        )
    if last is not None and last.deed in _DID:
        return _DID[last.deed].filled(name=last.by, ago=ago(last.at, now))
    if row.post.edited_at is not None:
        return phrase("its author edited it meanwhile. Look again")
    return _NOW[row.verdict].filled(why=row.why)


def undone(logged: Logged, changed: int) -> Phrase:
    """Return what came of an undo that changed so many posts."""
    if logged.words:
        return _read_otherwise(phrase("undone"), changed)
    if not changed:
        return phrase("undone; something else decides by now, so nothing changed")
    return with_equals(phrase("undone"), changed - 1) if logged.deed is Deed.MEANT else phrase("undone")


def meant(names: Sequence[str], equals: int) -> Phrase:
    """Return about whom a post is now, and how many equal ones are with it."""
    if not names:
        return with_equals(phrase("about none of them"), equals)
    *before, last = names
    all_names = phrase("{names} and {name}", names=", ".join(before), name=last) if before else last
    return with_equals(phrase("about {names}", names=all_names), equals)


def with_equals(said: Phrase, number: int) -> Phrase:
    """Return what was said, and of how many equal posts it is true, too."""
    if number <= 0:
        return said
    return phrases("{said}, and {n} equal post with it", "{said}, and {n} equal posts with it", number, said=said)


def ruled(rule: Rule, number: int) -> Phrase:
    """Return what a new rule did."""
    why = rule.why
    if not number:
        return phrase("no post meets it yet: {rule}", rule=why)
    if rule.outcome is Verdict.HIDE:
        return phrases("one post hidden by {rule}", "{n} posts hidden by {rule}", number, rule=why)
    return phrases("one post held by {rule}", "{n} posts held by {rule}", number, rule=why)


def posts_changed(said: Phrase, number: int) -> Phrase:
    """Return what holds now, and for how many posts that made a difference."""
    if not number:
        return phrase("{said}; no post changed", said=said)
    return phrases("{said}; one post changed", "{said}; {n} posts changed", number, said=said)


def word_means(text: str, meaning: str | None, number: int) -> Phrase:
    """Return what a word means now, and how many posts are read otherwise by that."""
    if meaning is None:
        return _read_otherwise(phrase("“{word}” means no more than elsewhere", word=text), number)
    return _read_otherwise(phrase("“{word}” has a meaning of its own here", word=text), number)


def _read_otherwise(said: Phrase, number: int) -> Phrase:
    if not number:
        return phrase("{said}; no post is read otherwise", said=said)
    return phrases("{said}; one post is read otherwise", "{said}; {n} posts are read otherwise", number, said=said)
