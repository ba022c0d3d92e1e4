"""What an event says, as a post: NIP-10 replies, NIP-18 reposts and quotes, NIP-27 mentions, NIP-36 warnings."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from app.domain.account import Account
from app.domain.entities import Entities, Tagged
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Deleted, Media, Post, Posted, PostKey, Reference
from app.networks.nostr.bech32 import event_id, npub
from app.networks.nostr.payloads import PASSED_ON, Event, Kind, event
from app.networks.nostr.profiles import plain, web_url
from app.networks.nostr.text import TEXT
from app.networks.nostr.verify import is_genuine
from app.networks.placing import placed

_NOBODY: Mapping[str, str] = {}
_ID = re.compile(r"[0-9a-f]{64}")
_QUOTED = re.compile(r"(?<![A-Za-z0-9])nostr:((?:note|nevent)1[a-z0-9]{20,995}+)(?![A-Za-z0-9])")
_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})")
_TEXT_AT_MOST = 10_000  # code points, as of Mastodon's: every viewer of a wall is sent the whole text
_TAGS_AT_MOST = 50
_REFERENCES_AT_MOST = 100
_MEDIA_AT_MOST = 10
_TOO_MANY_TO_MEAN = 20  # keys that are tagged but not named in the text: the participants of a thread, or spam
_LABEL_AT_MOST = 200
_ALT_AT_MOST = 2_000
_KINDS = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "avif"), "image"),
    **dict.fromkeys(("mp4", "webm", "mov", "m4v"), "video"),
    **dict.fromkeys(("mp3", "m4a", "ogg", "oga", "wav", "flac"), "audio"),
}


def to_change(
    given: Event, *, author: Account, received_at: datetime, authors: Mapping[str, str] = _NOBODY
) -> Posted | Deleted:
    """Return what a genuine note, comment or repost changes; one that has expired (NIP-40) is a deletion."""
    expires = expires_at(given)
    if expires is not None and expires <= received_at.timestamp():
        return Deleted(key(given.id), received_at)
    return Posted(to_post(given, author=author, received_at=received_at, authors=authors))


def to_post(given: Event, *, author: Account, received_at: datetime, authors: Mapping[str, str] = _NOBODY) -> Post:
    """Return the post that a genuine note, comment or repost is; `authors` are keys by the ids of known events."""
    repeated = _repeated(given, authors)
    text = _words(given.content) if repeated is None else repeated.text or ""
    inner = _inside(given) if repeated is not None else given
    told = given if inner is None else inner
    return Post(
        network=Network.NOSTR,
        uri=given.id,
        author=author,
        text=text,
        created_at=moment(given.created_at, no_later_than=received_at),
        received_at=received_at,
        entities=entities(told, text),
        url=TEXT.post_url(given.id, given.pubkey),
        language=_language(told),
        warning=_warning(told),
        media=tuple(_media(told, text))[:_MEDIA_AT_MOST],
        repost_of=repeated,
        reply_to=None if repeated else _replied(given, authors),
        quote_of=None if repeated else _quoted(given, authors),
    )


def key(uri: str) -> PostKey:
    """The key of an event's post."""
    return PostKey(Network.NOSTR, uri)


def moment(seconds: int, *, no_later_than: datetime) -> datetime:
    """Return a claimed time; nothing was written after it came."""
    return datetime.fromtimestamp(min(seconds, no_later_than.timestamp()), UTC)


def _words(content: str) -> str:
    return plain(content if len(content) <= _TEXT_AT_MOST else f"{content[: _TEXT_AT_MOST - 1].rstrip()}…")


def entities(given: Event, text: str) -> Entities:
    """Return the entities of a text: what stands in it and what is tagged; tags without a place stand last."""
    found = TEXT.entities(text)
    here = [Tagged(one.text, one.span, HandleKey(Network.NOSTR, TEXT.handle(one.text))) for one in found.mentions]
    standing = {one.handle for one in here}
    beside = [
        Tagged(f"nostr:{npub(pubkey)}", None, handle)
        for pubkey in _hex(given.values("p"))
        if (handle := HandleKey(Network.NOSTR, pubkey)) not in standing and pubkey != given.pubkey
    ]
    if len(beside) > _TOO_MANY_TO_MEAN:
        beside = []
    hashtags = [plain(tag) for tag in given.values("t") if tag.strip() and len(tag) <= _LABEL_AT_MOST][:_TAGS_AT_MOST]
    return placed(
        text,
        Entities(mentions=tuple(here), hashtags=found.hashtags, links=found.links),
        mentions=[*here, *beside],
        hashtags=[*hashtags, *(one.tag for one in found.hashtags)],
    )


def referred(given: Event) -> tuple[str, ...]:
    """Return the ids of the events that an event answers, quotes or repeats."""
    return tuple(dict.fromkeys(_hex(given.values("e", "E", "q"))))[:_REFERENCES_AT_MOST]


def deleted(given: Event) -> tuple[str, ...]:
    """Return the ids of the events that a kind 5 wants deleted (NIP-09); whether it may is not known here."""
    return tuple(dict.fromkeys(_hex(given.values("e"))))


def expires_at(given: Event) -> int | None:
    """Return the second after which an event must not be shown (NIP-40)."""
    value = given.value("expiration")
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 16 else None  # noqa: PLR2004 - digits that a time can have


def _hex(values: Iterator[str]) -> list[str]:
    return [value for value in values if _ID.fullmatch(value)]


def _inside(given: Event) -> Event | None:
    """Return the event that a repost carries, if it is the one that it repeats, and genuine."""
    inner = event(given.content) if given.content else None
    repeats = inner is not None and inner.id in _hex(given.values("e")) and is_genuine(inner)
    return inner if repeats else None


def _repeated(given: Event, authors: Mapping[str, str]) -> Reference | None:
    if given.kind not in PASSED_ON:
        return None
    inner = _inside(given)
    if inner is not None:
        return Reference(uri=inner.id, author=HandleKey(Network.NOSTR, inner.pubkey), text=_words(inner.content))
    uri = next(iter(_hex(given.values("e"))), None)
    return Reference(uri=uri, author=_author(authors.get(uri or "") or given.value("p")))


def _replied(given: Event, authors: Mapping[str, str]) -> Reference | None:
    tags = [tag for tag in given.tagged("e") if _ID.fullmatch(tag[1])]
    marks = {_at(tag, 3): tag for tag in tags}
    if given.kind == Kind.COMMENT:  # NIP-22: the parent is the lower-case e, its author the fourth
        tag = tags[0] if tags else None
        return None if tag is None else Reference(uri=tag[1], author=_author(authors.get(tag[1]) or _at(tag, 3)))
    if "reply" in marks or "root" in marks:
        tag = marks.get("reply") or marks["root"]
    else:  # the old way, by place: the last one is what is answered
        unmarked = [tag for tag in tags if _at(tag, 3) != "mention"]
        if not unmarked:
            return None
        tag = unmarked[-1]
    return Reference(uri=tag[1], author=_author(authors.get(tag[1]) or _at(tag, 4)))


def _quoted(given: Event, authors: Mapping[str, str]) -> Reference | None:
    for tag in given.tagged("q"):
        if _ID.fullmatch(tag[1]):
            return Reference(uri=tag[1], author=_author(authors.get(tag[1]) or _at(tag, 3)))
    marked = [tag[1] for tag in given.tagged("e") if _at(tag, 3) == "mention" and _ID.fullmatch(tag[1])]
    named = (found for shown in _QUOTED.finditer(given.content) if (found := event_id(shown.group(1))) is not None)
    uri = next(iter(marked), None) or next(named, None)
    return None if uri is None else Reference(uri=uri, author=_author(authors.get(uri)))


def _author(pubkey: str | None) -> HandleKey | None:
    return HandleKey(Network.NOSTR, pubkey) if pubkey and _ID.fullmatch(pubkey) else None


def _at(tag: tuple[str, ...], place: int) -> str:
    return tag[place] if len(tag) > place else ""


def _warning(given: Event) -> str | None:
    for tag in given.tags:
        if tag[:1] == ("content-warning",):
            return " ".join(plain(_at(tag, 1)[:_LABEL_AT_MOST]).split()) or "sensitive content"
    for tag in given.tagged("l"):
        if _at(tag, 2) == "content-warning":
            return " ".join(plain(tag[1][:_LABEL_AT_MOST]).split()) or "sensitive content"
    return "nsfw" if any(tag.lower() == "nsfw" for tag in given.values("t")) else None


def _language(given: Event) -> str | None:
    labels = (tag[1] for tag in given.tagged("l") if _at(tag, 2) == "ISO-639-1")
    return next((label.lower() for label in labels if re.fullmatch("[A-Za-z]{2}", label)), None)


def _media(given: Event, text: str) -> Iterator[Media]:
    seen: set[str] = set()
    for tag in given.tags:
        if tag[:1] == ("imeta",):
            told = dict(part.partition(" ")[::2] for part in tag[1:])
            url = web_url(told.get("url", ""), secure=True)
            kind = told.get("m", "").partition("/")[0] or _kind(url or "")
            if url and kind in {"image", "video", "audio"} and url not in seen:
                seen.add(url)
                size = _SIZE.fullmatch(told.get("dim", ""))
                yield Media(
                    url=url,
                    kind=kind,
                    alt=plain(told.get("alt", "")[:_ALT_AT_MOST]).strip() or None,
                    width=int(size.group(1)) if size else None,
                    height=int(size.group(2)) if size else None,
                )
    for link in TEXT.entities(text).links:
        url, kind = web_url(link.url, secure=True), _kind(link.url)
        if url and kind and url not in seen:
            seen.add(url)
            yield Media(url=url, kind=kind)


def _kind(url: str) -> str | None:
    path = url.partition("#")[0].partition("?")[0]
    return _KINDS.get(path.rpartition("/")[2].rpartition(".")[2].lower())
