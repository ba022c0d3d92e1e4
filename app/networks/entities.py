"""Mentions, hashtags, cashtags and links in plain text, by the rules that X and its users are used to.

The rules are those that the conformance suite of twitter-text describes (github.com/twitter/twitter-text,
conformance/extract.yml); the code is ours, and takes time in proportion to the text, however hostile.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from app.domain.entities import Entities, Hashtag, Link, Span, Tagged
from app.networks.domains import is_resolvable, tld_end

_LATIN = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b"
    "\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"

# --- links ---
_SCHEME = re.compile(r"://(?:(?<=[Hh][Tt][Tt][Pp]://)|(?<=[Hh][Tt][Tt][Pp][Ss]://))")
_NOT_BEFORE_SCHEME = re.compile(r"[A-Za-z0-9@＠$#＃]")
_HOST = re.compile(rf"[^!\"#$%&'()*+,/:;<=>?@\[\\\]^`{{|}}~\s\x00-\x1f\x7f\u180e\ufeff\ufffe\uffff{_BIDI}]++")
_INNER_DOT = re.compile(r"\.(?=[^\s.])")
_IN_LABEL = rf"A-Za-z0-9_\-{_LATIN}"
_LABEL_CHARS = "".join(filter(re.compile(rf"[.{_IN_LABEL}]").match, map(chr, range(0x2000))))
_LABELS = re.compile(rf"(?:[{_IN_LABEL}]++\.)++")
_LABEL_EDGES = "-_"
_PORT = re.compile(r":[0-9]++")
_IN_PATH = rf"A-Za-z0-9\u0400-\u04ff\u2013{_LATIN}!*';:=+,.$/%#\[\]\-_~|&@"
_PAREN = rf"\((?:[{_IN_PATH}]++|[{_IN_PATH}]*+\([{_IN_PATH}]++\)[{_IN_PATH}]*+)\)"
_PATH = re.compile(rf"/(?:[{_IN_PATH}]++|{_PAREN})*+")
_NOT_LAST_IN_PATH = "!*';:,.$%[]~|&@\u2013"
_QUERY = re.compile(r"\?[A-Za-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@]*+")
_NOT_LAST_IN_QUERY = "!?*'();:+$%[].,~|@"
_SHORT = re.compile(rf"[Hh][Tt][Tt][Pp][Ss]?://[Tt]\.[Cc][Oo]/([A-Za-z0-9]++)(?:{_QUERY.pattern})?")
_SHORT_LIMIT = 40
_SHORTENED = re.compile(rf"https?://t\.co/[A-Za-z0-9]{{1,{_SHORT_LIMIT}}}+(?!\S)")

# --- mentions and tags ---
_MENTION = re.compile(  # begins with its mark, so that the search can leap from mark to mark
    r"[@＠](?:(?<![A-Za-z0-9_!#$%&*@＠].)|(?<=(?<![A-Za-z0-9_+~.\-])[Rr][Tt].))"
    rf"([A-Za-z0-9_]{{1,20}}+)(/[A-Za-z][A-Za-z0-9_\-]{{0,24}}+)?+(?![@＠{_LATIN}]|://)"
)
_REPLY = re.compile(rf"[\s\u180e{_BIDI}]*+[@＠]([A-Za-z0-9_]{{1,20}}+)(?![@＠{_LATIN}]|://)")
_TAG_MARK = re.compile("[#＃]")
_PLAIN_TAG = re.compile(r"#(?<![A-Za-z0-9_&].)(?=[0-9_]*+[A-Za-z])[A-Za-z0-9_]++(?!#|://)")  # in a text of ASCII
_CASHTAG = re.compile(rf"(?<![^\s\u180e{_BIDI}])\$([A-Za-z]{{1,6}}(?:[._][A-Za-z]{{1,2}})?)(?=$|[\s!-/:-@\[-`{{-~])")
_TAG_SPECIALS = frozenset(
    "_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7"
)
_NO_TAG, _DIGIT, _LETTER = range(3)


class _TagChars(dict[str, int]):
    """What a character is inside a hashtag; filled on first use."""

    def __missing__(self, char: str) -> int:
        category = unicodedata.category(char)
        kind = _LETTER if category[0] in "LM" else _DIGIT if category == "Nd" or char in _TAG_SPECIALS else _NO_TAG
        self[char] = kind
        return kind


_TAG_CHARS = _TagChars()


def entities(text: str) -> Entities:
    """Return what X would make clickable: links first, then hashtags and mentions that stand outside of them."""
    found_links = links(text)
    taken = [link.span for link in found_links if link.span is not None]
    return Entities(
        mentions=tuple(Tagged(span.of(text), span) for span in outside(mentions(text), taken)),
        hashtags=tuple(Hashtag(span.of(text), span) for span in outside(hashtags(text), taken)),
        links=found_links,
    )


def mentions(text: str) -> Iterator[Span]:
    """Yield where @names stand, the mark included; names of lists (@name/list) are none."""
    for start, end, slug in mentions_and_lists(text):
        if not slug:
            yield Span(start, end)


def mentions_and_lists(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and list slug (with its /, or empty) of @names and @names/lists."""
    if "@" in text or "＠" in text:
        for found in _MENTION.finditer(text):
            yield found.start(), found.end(), found.group(2) or ""


def addressee(text: str) -> str | None:
    """Return the name that a text begins with, which makes it a reply; without its @."""
    found = _REPLY.match(text)
    return found.group(1) if found else None


def hashtags(text: str) -> Iterator[Span]:
    """Yield where hashtags stand, the mark included: letters, marks, digits of any script, at least one letter."""
    if text.isascii():
        yield from (Span(*tag.span()) for tag in _PLAIN_TAG.finditer(text))
        return
    for mark in _TAG_MARK.finditer(text):
        start = mark.start()
        if start and not _may_precede_tag(text[start - 1]):
            continue
        end, lettered = start + 1, False
        while end < len(text) and (kind := _TAG_CHARS[text[end]]):
            lettered |= kind == _LETTER
            end += 1
        if not lettered or text[start + 1] in "\ufe0f\u20e3" or text[end : end + 1] in {"#", "＃"}:
            continue
        if not text.startswith("://", end):
            yield Span(start, end)


def _may_precede_tag(char: str) -> bool:
    return char in "\ufe0e\ufe0f" or (char != "&" and not _TAG_CHARS[char])


def cashtags(text: str) -> Iterator[Span]:
    """Yield where $TICKERS stand, the mark included."""
    if "$" in text:
        for found in _CASHTAG.finditer(text):
            yield Span(found.start(), found.end())


def links(text: str, *, bare: bool = True) -> tuple[Link, ...]:
    """Return the links of a text, in order; `bare` says whether example.com without http:// is one."""
    spans: list[Span] = []
    if "://" in text:
        spans.extend(_full_links(text))
    if bare and "." in text:
        spans = sorted([*spans, *outside(_bare_links(text), spans)])
    return tuple(Link(span.of(text), _address(span.of(text)), span) for span in spans)


def beside_links(text: str, mentions: Iterator[Span], hashtags: Iterator[Span]) -> Entities:
    """Return the full links of a text, and what stands beside them: no mention and no hashtag is part of a link."""
    found = links(text, bare=False)
    taken = [link.span for link in found if link.span is not None]
    return Entities(
        mentions=tuple(Tagged(span.of(text), span) for span in outside(mentions, taken)),
        hashtags=tuple(Hashtag(span.of(text), span) for span in outside(hashtags, taken)),
        links=found,
    )


def outside(spans: Iterator[Span] | Sequence[Span], taken: Sequence[Span]) -> Iterator[Span]:
    """Yield those of the spans that overlap with none of the taken; both in order of appearance."""
    at = 0
    for span in spans:
        while at < len(taken) and taken[at].end <= span.start:
            at += 1
        if at == len(taken) or taken[at].start >= span.end:
            yield span


def _address(text: str) -> str:
    return text if "://" in text else f"https://{text}"


def _full_links(text: str) -> Iterator[Span]:
    done = 0
    for scheme in _SCHEME.finditer(text):
        start = scheme.start() - (5 if text[scheme.start() - 1] in "sS" else 4)
        if start < done or (start and _NOT_BEFORE_SCHEME.match(text, start - 1)):
            continue
        if shortened := _SHORTENED.match(text, start):  # nearly all links on X
            done = shortened.end()
            yield Span(start, done)
            continue
        host = _HOST.match(text, scheme.end())
        end = _domain_end(text, scheme.end(), host.end()) if host else None
        if end is None or not is_resolvable(text[scheme.end() : end]):
            continue
        done = _rest_end(text, end)
        url = text[start:done]
        if short := _SHORT.match(url):
            if len(short.group(1)) > _SHORT_LIMIT:
                continue
            url = short.group()
        yield Span(start, start + len(url))


def _bare_links(text: str) -> Iterator[Span]:
    done = 0
    for dot in _INNER_DOT.finditer(text):
        if dot.start() < done:
            continue
        start = done + len(text[done : dot.start()].rstrip(_LABEL_CHARS))
        labels = _LABELS.match(text, start)
        done = labels.end() if labels else dot.end()
        if labels is None or (start and text[start - 1] in "@＠$#＃/._-"):
            continue
        end = _domain_end(text, start, done)
        if end is not None and is_resolvable(text[start:end]):
            done = max(done, _rest_end(text, end))
            yield Span(start, _rest_end(text, end))


def _domain_end(text: str, start: int, end: int) -> int | None:
    """Return the end of the longest domain that begins at `start`, its dots before `end`."""
    best, label_start = None, start
    while (dot := text.find(".", label_start, end)) > label_start:
        label = text[label_start:dot]
        if label[0] in _LABEL_EDGES or label[-1] in _LABEL_EDGES:
            break
        if "_" not in label and (tld := tld_end(text, dot + 1)) is not None:
            best = tld
        label_start = dot + 1
    return best


def _rest_end(text: str, end: int) -> int:
    """Return where the link ends whose domain ends at `end`: after port, path and query, without final punctuation."""
    if port := _PORT.match(text, end):
        end = port.end()
    if path := _PATH.match(text, end):
        end += len(path.group().rstrip(_NOT_LAST_IN_PATH))
    if query := _QUERY.match(text, end):
        kept = query.group().rstrip(_NOT_LAST_IN_QUERY)
        end += len(kept)
    return end
