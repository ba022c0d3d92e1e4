"""Why a source fares as it does, in the reader's language: stored in English, taken apart here to be said again.

What a server itself said, and what is rarer than the reasons here, stays in the words that were stored.
"""

import re
from functools import cache

from app.domain.phrase import Phrase, phrase, phrase_in
from app.outlets.languages import ENGLISH, say, spoken

# as networks, jobs and the vault raise and note them; the more particular first
_REASONS = (
    phrase("something unforeseen, which is in the log"),
    phrase("the source ended without saying why"),
    phrase("the stream is down ({error}); polling until it is back"),
    phrase("{error}; polling instead"),
    phrase("the stream says: {words}"),
    phrase("there is no host {host}: nothing answers to that name"),
    phrase("there is no host {host}: it has no address"),
    phrase("{host} does not answer: {why}"),
    phrase("the connection to {host} broke: {why}"),
    phrase("it took too long"),
    phrase("its certificate cannot be believed ({why})"),
    phrase("it does not speak TLS there, or none that we speak"),
    phrase("nobody listens there"),
    phrase("{host} refuses the connection with status {status}"),
    phrase("{host} does not speak WebSocket there"),
    phrase("{host} has said nothing for {n} seconds"),
    phrase("{host} closed the connection"),
    phrase("{host} has gone silent"),
    phrase("{host} does not answer as a relay does"),
    phrase("{host} says that it was asked too often"),
    phrase("{host} says that we ask too often"),
    phrase("{host} has been asked as often as it allows"),
    phrase("{host} was asked too often"),
    phrase("{host} fails with status {status}"),
    phrase("{host} answers with status {status}, as no Mastodon server does"),
    phrase("{host} answers with status {status}"),
    phrase("{host} answers with something that is not Mastodon’s API"),
    phrase("{host} answers something that is not what we asked for"),
    phrase("the stream of {host} no longer answers"),
    phrase("{host} does not stream to this token: it lacks the scope read:statuses ({help})"),
    phrase("{url} is gone for good (410): remove this source"),
    phrase("{url} is not public ({status})"),
    phrase("there is nothing at {url} (404)"),
    phrase("X ended the stream"),
    phrase("X allows one connection for each token, and another one is open"),
    phrase("X does not accept the token: it must be the Bearer token of an app, and may have been replaced"),
    phrase("X wants credits for this: buy some for the token's app in X's developer console"),
    phrase("X does not let this token read posts: its app needs pay-per-use access"),
    phrase("X reads no more posts for this token: its cap of this month is used up"),
    phrase("X knows no hashtag such as the event's: letters, digits and _ only, and not only digits"),
    phrase("{tag} cannot be a hashtag on X"),
    phrase("Bluesky's API does not answer: posts that were taken down and new names are noticed late"),
    phrase("Bluesky's search does not answer: what was missed is looked for later"),
    phrase("Bluesky's search does not do as asked: what was missed stays missing"),
    phrase("{n} of {all} relays are heard"),
    # gaps
    phrase("there were more posts than could be read back"),
    phrase("nobody listened"),
    phrase("no relay was connected"),
    phrase("not connected"),
    phrase("there was no connection to X, and search reaches not so far"),
    phrase("there was no connection to X"),
    phrase("something in the stream could not be read"),
    phrase("the stream no longer had what was said then"),
)
_BETWEEN = "; "  # several reasons
_SENTENCES = frozenset({"error", "help", "why", "words"})  # parts of several words
_PART = re.compile(r"\\{(\w+)\\}")


def source_reason(why: str) -> str:
    """Return a stored reason in the language that is spoken now; one that nobody knows here stays as it is."""
    return why if spoken().language == ENGLISH else _told(why)


def _told(why: str) -> str:
    if (known := _known(why)) is not None:
        return known
    ends = [found.start() for found in re.finditer(_BETWEEN, why)]  # a reason may hold what stands between reasons
    for end in ends:
        if (first := _known(why[:end])) is not None:
            return _row(first, why[end + len(_BETWEEN) :])
    return _row(why[: ends[0]], why[ends[0] + len(_BETWEEN) :]) if ends else why


def _row(first: str, others: str) -> str:
    return say(phrase_in("several reasons", "{one}; {other}", one=first, other=_told(others)))


def _known(why: str) -> str | None:
    for message, shape in _shapes():
        if found := shape.fullmatch(why):
            return say(message, **{name: _told(part) for name, part in found.groupdict().items()})
    return None


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((reason.made.message, _shape(reason)) for reason in _REASONS)


def _shape(reason: Phrase) -> re.Pattern[str]:
    return re.compile(_PART.sub(_part, re.escape(reason.made.message)), re.DOTALL)


def _part(found: re.Match[str]) -> str:
    name = found[1]
    return f"(?P<{name}>{'.+' if name in _SENTENCES else '[^ ]+'})"
