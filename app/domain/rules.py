"""Rules: words, authors, domains and foreign hashtags that hold or hide whatever meets them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from urllib.parse import urlsplit

from app.domain.decision import DecisionId
from app.domain.errors import BadInput
from app.domain.phrase import Phrase, phrase
from app.domain.post import Post
from app.domain.text import folded
from app.domain.verdict import Verdict

_LONGEST = 120  # characters of a pattern
_SPACE = re.compile(r"\s+")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)  # also what its network took for no link


class RuleKind(StrEnum):
    """What a rule looks at."""

    WORD = "word"
    AUTHOR = "author"
    DOMAIN = "domain"
    HASHTAG = "hashtag"


_CALLED = {
    RuleKind.WORD: phrase("word list: {what}", what=""),
    RuleKind.AUTHOR: phrase("author list: {what}", what=""),
    RuleKind.DOMAIN: phrase("domain list: {what}", what=""),
    RuleKind.HASHTAG: phrase("another event’s hashtag: {what}", what=""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `pattern` is as it was typed; a `*` in it stands for any letters."""

    kind: RuleKind
    pattern: str
    outcome: Verdict
    decision: DecisionId | None = None

    @property
    def why(self) -> Phrase:
        """The reason, for the moderator."""
        shown = f"#{self.pattern.lstrip('#＃')}" if self.kind is RuleKind.HASHTAG else f"“{self.pattern}”"
        return _CALLED[self.kind].filled(what=shown)

    def meets(self, post: Post) -> bool:
        """Whether a post is one of those that are meant."""
        return self.sees(Sight(post))

    def sees(self, sight: "Sight") -> bool:
        """Whether a post that other rules look at, too, is one of those that are meant."""
        match self.kind:
            case RuleKind.WORD:
                return any(map(_words(self.pattern).search, sight.words))
            case RuleKind.AUTHOR:
                return _whole(self.pattern.lstrip("@")).fullmatch(sight.author) is not None
            case RuleKind.DOMAIN:
                domain = _domain(self.pattern)
                return any(host == domain or host.endswith(f".{domain}") for host in sight.hosts)
            case RuleKind.HASHTAG:
                return any(map(_whole(self.pattern.lstrip("#＃")).fullmatch, sight.hashtags))

    def names(self, handles: Iterable[str]) -> bool:
        """Whether a rule is about an author of one of these handles, by name."""
        if self.kind is not RuleKind.AUTHOR:
            return False
        meant = folded(self.pattern.lstrip("@"))
        return any(folded(handle).lstrip("@") == meant for handle in handles)


class Sight:
    """What rules look at in a post, each part folded once however many rules there are."""

    def __init__(self, post: Post) -> None:
        self._post = post

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Everything that people would read on a wall."""
        return tuple(map(folded, _seen(self._post)))

    @cached_property
    def author(self) -> str:
        """The author's handle."""
        return folded(self._post.author.handle).lstrip("@")

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that it links to, and the one its author is at."""
        return tuple(_hosts(self._post))

    @cached_property
    def hashtags(self) -> tuple[str, ...]:
        """Its hashtags."""
        return tuple(folded(tag.tag) for tag in self._post.entities.hashtags)


def rule_of(kind: str, pattern: str, outcome: str) -> Rule:
    """Return the rule that somebody typed; BadInput when it would mean nothing, or everything."""
    try:
        rule = Rule(kind=RuleKind(kind), pattern=_SPACE.sub(" ", pattern).strip(), outcome=Verdict(outcome))
    except ValueError as error:
        raise BadInput(
            phrase("a rule is for a word, author, domain or hashtag, and holds or hides what it meets")
        ) from error
    if rule.outcome is Verdict.SHOW:
        raise BadInput(phrase("a rule holds or hides; what nobody holds is shown anyway"))
    if len(rule.pattern) > _LONGEST:
        raise BadInput(phrase("a rule has at most {most} characters", most=_LONGEST))
    if not folded(rule.pattern).strip("*#@. "):
        raise BadInput(phrase("type the word, handle, domain or hashtag that the rule is about"))
    return rule


def _seen(post: Post) -> Iterator[str]:
    """Everything of a post that people would read on a wall."""
    yield post.text
    if post.author.name:
        yield post.author.name
    if post.warning:
        yield post.warning
    for item in post.media:
        if item.alt:
            yield item.alt


def _hosts(post: Post) -> Iterator[str]:
    """The hosts that a post links to, and the one its author is at."""
    for address in (*(link.url for link in post.entities.links), *_ADDRESS.findall(post.text)):
        try:
            host = urlsplit(address).hostname
        except ValueError:
            continue
        if host:
            yield host.casefold()
    yield post.author.handle.rpartition("@")[2].casefold()


@cache
def _words(pattern: str) -> re.Pattern[str]:
    """Whole words, but where a `*` says that letters may follow or come before."""
    inner = _starred(folded(pattern))
    before = "" if pattern.startswith("*") else r"(?<!\w)"
    after = "" if pattern.endswith("*") else r"(?!\w)"
    spaceless = any("\u2e80" <= letter <= "\uffef" for letter in pattern)  # Chinese, Japanese: no spaces between words
    return re.compile(inner if spaceless else f"{before}{inner}{after}")


@cache
def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(_starred(folded(pattern)))


@cache
def _domain(pattern: str) -> str:
    told = pattern.strip().casefold()
    try:
        host = urlsplit(told if "//" in told else f"//{told}").hostname
    except ValueError:
        host = None
    return (host or told).removeprefix("*.").removeprefix("www.")


def _starred(pattern: str) -> str:
    return r"\w*".join(re.escape(part) for part in pattern.split("*"))
