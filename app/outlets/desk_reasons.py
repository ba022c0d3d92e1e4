"""Reasons in the moderator's language: they are stored in English, and taken apart here to be said again."""

import re
from collections.abc import Callable, Mapping, Sequence

from app.domain.phrase import Phrase, phrase
from app.outlets.languages import ENGLISH, say, spoken
from app.outlets.times import row

# as app/domain/judging.py, moderation.py, echoes.py and rules.py say them; the more particular first
_REASONS = (
    phrase("said on our own page; {why}", why=""),
    phrase("said on our own page"),
    phrase("a repost: the original speaks for itself"),
    phrase("by an automated account"),
    phrase("an answer without the hashtag: it is evidence, and not for the wall"),
    phrase("may be about {either}, and is not surely kind", either=""),
    phrase("may be about {either}", either=""),
    phrase("could mean {either}", either=""),
    phrase("by {names}, who speaks here", names=""),
    phrase("kind to {names}, but looks like promotion: {signs}", names="", signs=""),
    phrase("kind to {names}, but looks like promotion", names=""),
    phrase("kind to {names}", names=""),
    phrase("a plain report that {points}", points=""),
    phrase("speaks of a talk, and is not surely kind"),
    phrase("{points}, and is not surely kind", points=""),
    phrase("sounds critical, of whom is not clear"),
    phrase("about the event"),
    phrase("looks like promotion: {signs}", signs=""),
    phrase("looks like promotion"),
    phrase("{name} blocked its author", name=""),
    phrase("the words of somebody else, who said them before"),
    phrase("shown by {name}", name=""),
    phrase("pinned by {name}", name=""),
    phrase("held by {name}", name=""),
    phrase("hidden by {name}", name=""),
    phrase("kept for the letters by {name}", name=""),
    phrase("about {names}, on stage now", names=""),
    phrase("edited after {name} approved it", name=""),
    phrase("waits for somebody to approve it, as every post"),
    phrase("{n} hashtags, and about nobody who speaks here: may be using ours", n=""),
    phrase("word list: {what}", what=""),
    phrase("author list: {what}", what=""),
    phrase("domain list: {what}", what=""),
    phrase("another event’s hashtag: {what}", what=""),
)
_POINTS = {
    "is for": phrase("is for {names}", names=""),
    "tags": phrase("tags {names}", names=""),
    "answers": phrase("answers {names}", names=""),
    "quotes": phrase("quotes {names}", names=""),
    "links to": phrase("links to {names}", names=""),
    "names": phrase("names {names}", names=""),
    "may be about": phrase("may be about {names}", names=""),
}
_SIGNS = (
    phrase("a booth"),
    phrase("a giveaway"),
    phrase("an offer"),
    phrase("a call to register"),
    phrase("hiring"),
    phrase("an announcement"),
    phrase("asks for followers"),
    phrase("words of this event that promote"),
    phrase("money for nothing"),
    phrase("mostly links"),
    phrase("many hashtags"),
)
_VERB = "|".join(_POINTS)
_POINT = re.compile(rf"(?:^|, | and )(?=(?:{_VERB}) )")
_SAID = re.compile(rf"({_VERB}) (.+)")
_BETWEEN = re.compile(r"(?:, | and | or )(?![^(]*\))")  # names; what stands in brackets tells two of one name apart


def reason(why: str) -> str:
    """Return a stored reason in the language that is spoken now; one that nobody knows here stays as it is."""
    return why if spoken().language == ENGLISH else _told(why)


def known(why: str) -> bool:
    """Whether a stored reason can be said in other languages."""
    return _found(why) is not None


def _told(why: str) -> str:
    found = _found(why)
    if found is None:
        return why
    message, parts = found
    return say(message, **{name: _PARTS.get(name, str)(part) for name, part in parts.items()})


def _found(why: str) -> tuple[str, Mapping[str, str]] | None:
    for message, pattern in _PATTERNS:
        found = pattern.fullmatch(why)
        if found is not None:
            return message, found.groupdict()
    return None


def _points(told: str) -> str:
    return row([_point(one) for one in _POINT.split(told) if one])


def _point(told: str) -> str:
    found = _SAID.fullmatch(told)
    return told if found is None else say(_POINTS[found[1]].made.message, names=_names(found[2]))


def _names(told: str) -> str:
    return row(_BETWEEN.split(told))


def _either(told: str) -> str:
    return row(_BETWEEN.split(told), "or")


def _signs(told: str) -> str:
    known_signs: Sequence[str] = _SIGNS
    return ", ".join(say(sign) if sign in known_signs else sign for sign in told.split(", "))


_PARTS: Mapping[str, Callable[[str], str]] = {
    "why": _told,
    "points": _points,
    "names": _names,
    "either": _either,
    "signs": _signs,
}


def _pattern(message: str) -> re.Pattern[str]:
    """Return what finds a message with its parts filled in."""
    parts = re.split(r"\{(\w+)\}", message)
    return re.compile(
        "".join(f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.DOTALL
    )


def _both(message: Phrase) -> tuple[str, re.Pattern[str]]:
    text = message.made.message
    return text, (
        re.compile(rf"(?P<points>(?:{_VERB}) .+)(?:, and is not surely kind)")
        if text.startswith("{points}")
        else _pattern(text)
    )


_PATTERNS = tuple(map(_both, _REASONS))
