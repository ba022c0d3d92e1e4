"""What is asked of X: queries for an event's tags and for answers, and the rules of the stream that must change."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from msgspec import Struct

from app.domain.phrase import phrase
from app.networks import entities

QUERY_LIMIT = 512  # characters of a search; a rule may have 1,024, but both should be the same
NO_HASHTAG = phrase("X knows no hashtag such as the event's: letters, digits and _ only, and not only digits")
MARK = "ovation:"  # every rule of ours is tagged with this and the event's tags
_NO_REPOSTS = "-is:retweet"  # each would be paid for, and walls show originals
_RULE_TAG_LIMIT = 200


class Rule(Struct, frozen=True):
    """A rule of the filtered stream."""

    value: str
    id: str | int = ""
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """What must happen to the rules: values to add, ids to delete."""

    add: tuple[str, ...]
    delete: tuple[str, ...]


def of_tags(tags: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the queries for an event's tags, and the tags that cannot be asked for because X knows no such hashtag."""
    possible = [tag for tag in tags if is_hashtag(tag)]
    queries = _joined([f"#{tag}" for tag in dict.fromkeys(tag.casefold() for tag in possible)])
    return queries, tuple(tag for tag in tags if tag not in possible)


def of_threads(roots: Iterable[str]) -> tuple[str, ...]:
    """Return the queries for what is said below posts, given their ids."""
    return _joined([f"conversation_id:{root}" for root in roots])


def is_hashtag(tag: str) -> bool:
    """Whether X takes #tag for one hashtag: no hyphens, not only digits."""
    whole = f"#{tag}"
    return [(span.start, span.end) for span in entities.hashtags(whole)] == [(0, len(whole))]


def rule_tag(tags: Sequence[str]) -> str:
    """Return what our rules are tagged with."""
    return f"{MARK}{','.join(tags)}"[:_RULE_TAG_LIMIT]


def rule_changes(wanted: Collection[str], there: Sequence[Rule]) -> RuleChanges:
    """Return what makes our rules exactly the wanted ones; those of other programs are not touched."""
    ours = [rule for rule in there if (rule.tag or "").startswith(MARK)]
    values = {rule.value for rule in there}
    kept: set[str] = set()
    stale = []
    for rule in ours:
        if rule.value in wanted and rule.value not in kept:
            kept.add(rule.value)
        else:
            stale.append(str(rule.id))
    return RuleChanges(
        add=tuple(value for value in wanted if value not in values),
        delete=tuple(stale),
    )


def _joined(terms: Sequence[str]) -> tuple[str, ...]:
    """Return queries that ask for any of the terms, as few as their length allows."""
    queries: list[list[str]] = []
    for term in terms:
        if queries and len(_query([*queries[-1], term])) <= QUERY_LIMIT:
            queries[-1].append(term)
        else:
            queries.append([term])
    return tuple(_query(terms) for terms in queries)


def _query(terms: Sequence[str]) -> str:
    any_of = terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"
    return f"{any_of} {_NO_REPOSTS}"
