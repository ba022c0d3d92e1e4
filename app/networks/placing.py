"""Where the mentions and hashtags stand that a network told of without saying where."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.entities import Entities, Hashtag, Span, Tagged
from app.domain.handle import HandleKey
from app.domain.text import folded


def placed(
    text: str,
    found: Entities,
    *,
    mentions: Sequence[Tagged] | None = None,
    hashtags: Sequence[str] | None = None,
    short_names: bool = False,
) -> Entities:
    """Return the entities of a text: what was told wins, and what was `found` in the text says where it stands.

    A told mention or hashtag gets one entity for each place where it stands, and one without a span when there is
    none; what was not told, where that kind was told, is none. None means that nothing was told. `short_names` says
    that a text may show @user for user@domain, as the fediverse does.
    """
    return Entities(
        mentions=found.mentions if mentions is None else _mentions(text, found, mentions, short_names=short_names),
        hashtags=found.hashtags if hashtags is None else _tags(text, found, hashtags),
        links=found.links,
    )


def _mentions(text: str, found: Entities, told: Sequence[Tagged], *, short_names: bool) -> tuple[Tagged, ...]:
    by_handle: dict[HandleKey | str, Tagged] = {}
    for tagged in told:
        by_handle.setdefault(tagged.handle or tagged.text.lower(), replace(tagged, span=None))
    match = _Told(by_handle, short_names=short_names)
    here = [
        Tagged(shown.text, shown.span, who.handle, who.remote_id) for shown in found.mentions if (who := match(shown))
    ]
    for key, tagged in by_handle.items():
        if key not in match.keys:
            span = _find(text, tagged.text)
            here.append(tagged if span is None else replace(tagged, text=span.of(text), span=span))
    return tuple(sorted(here, key=_place))


class _Told:
    """Which of the told mentions a mention in the text is."""

    def __init__(self, told: Mapping[HandleKey | str, Tagged], *, short_names: bool) -> None:
        self._told = told
        self.keys: set[HandleKey | str] = set()
        self._short: dict[str, list[HandleKey]] = {}
        for key in told if short_names else ():
            if isinstance(key, HandleKey):
                self._short.setdefault(key.canonical.partition("@")[0], []).append(key)

    def __call__(self, here: Tagged) -> Tagged | None:
        key = here.handle if here.handle in self._told else None
        if key is None and (namesakes := self._short.get(here.text.removeprefix("@").lower())):
            key = namesakes.pop(0) if len(namesakes) > 1 else namesakes[0]  # rendered texts leave the server out
        if key is None:
            return None
        self.keys.add(key)
        return self._told[key]


def _tags(text: str, found: Entities, told: Sequence[str]) -> tuple[Hashtag, ...]:
    wanted = {folded(tag.lstrip("#＃")): f"#{tag.lstrip('#＃')}" for tag in told}
    here = [tag for tag in found.hashtags if folded(tag.tag) in wanted]
    standing = {folded(tag.tag) for tag in here}
    for tag, shown in wanted.items():
        if tag not in standing:
            span = _find(text, shown)
            here.append(Hashtag(shown) if span is None else Hashtag(span.of(text), span))
    return tuple(sorted(here, key=_place))


def _find(text: str, shown: str) -> Span | None:
    """Return where a mention or hashtag stands whose place our rules would not allow; networks have changed theirs."""
    lower = text.lower()
    start = lower.find(shown.lower()) if len(lower) == len(text) else text.find(shown)
    end = start + len(shown)
    return None if start < 0 or text[end : end + 1].isalnum() else Span(start, end)


def _place(one: Tagged | Hashtag) -> tuple[bool, int]:
    return one.span is None, one.span.start if one.span else 0
