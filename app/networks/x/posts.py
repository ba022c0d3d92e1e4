"""What X tells, as changes that the whole system understands."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from msgspec import Raw

from app.domain.account import Account
from app.domain.consent import closing_words
from app.domain.entities import Entities
from app.domain.errors import BadInput
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Change, Deleted, Media, Post, Posted, PostKey, Reference
from app.networks.x.escaped import told, unescaped
from app.networks.x.payloads import (
    Attached,
    Counted,
    Included,
    Marked,
    Marks,
    Note,
    Pictured,
    Referenced,
    Tweet,
    User,
    each,
    read,
    storable,
)
from app.networks.x.text import profile_url, uri

SENSITIVE = "marked as possibly sensitive"
_ID = re.compile(r"[0-9]{1,20}")
_NAME = re.compile(r"[A-Za-z0-9_]{1,20}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
_NO_LANGUAGE = re.compile(r"und|zxx|art|mul|q[a-t][a-z]")  # X's codes for texts without one: qme, qht …
_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f\"<>\\]{1,2000}")
_KINDS = {"photo": "image", "image": "image", "video": "video", "animated_gif": "video"}
_TEXT_LIMIT = 100_000
_NAME_LIMIT = 200
_ALT_LIMIT = 2_000
_MEDIA_LIMIT = 20
_LINK_LIMIT = 20
_HISTORY_LIMIT = 20  # X allows five edits
_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)  # of X's ids: milliseconds, times 2**22
_FIRST_ID = 1 << 41  # ids below are from before ids told the time


def to_change(tweet: Tweet, beside: Included, *, received_at: datetime) -> Change:
    """Return what a version of a post changes: a post with its other versions as aliases, or its end.

    Raises BadInput where it lacks an id, a text or an author with a name. A protected author's post is never one.
    """
    versions = _versions(tweet)
    key = PostKey(Network.X, uri(versions[0]))
    user = beside.users.get(str(tweet.author_id))
    if user is None or not _NAME.fullmatch(user.username) or not _ID.fullmatch(str(user.id)):
        raise BadInput("a post on X has no author")
    if read(user.protected, bool):
        return Deleted(key, received_at)
    author = to_account(user)
    referred = {one.type: str(one.id) for one in reversed(_referred(tweet))}
    repeated = _repeated(referred)
    original = beside.tweets.get(repeated, tweet) if repeated else tweet  # a retweet cuts the text that it repeats
    text, entities = to_text(original)
    written_at = _written_at(tweet, received_at)
    edited = len(versions) > 1 and str(tweet.id) != versions[0]
    post = Post(
        network=Network.X,
        uri=key.uri,
        author=author,
        text=text,
        created_at=min(id_time(versions[0]) or written_at, written_at) if edited else written_at,
        received_at=received_at,
        entities=entities,
        url=f"https://x.com/{author.handle}/status/{tweet.id}",
        edited_at=written_at if edited else None,
        language=_language(original),
        warning=SENSITIVE if read(original.possibly_sensitive, bool) else None,
        media=tuple(_media(original, beside)),
        repost_of=_reference(repeated, beside),
        reply_to=_reply(tweet, referred.get("replied_to"), beside),
        quote_of=_reference(referred.get("quoted"), beside),
        likes=_counted(tweet.public_metrics).like_count,
        reposts=_reposts(tweet),
    )
    return Posted(post, tuple(uri(version) for version in versions[1:]))


def to_account(user: User) -> Account:
    """Return an author. Whether it is a bot X does not tell."""
    handle = user.username.lower()
    bio = unescaped(read(user.description, str) or "")
    return Account(
        network=Network.X,
        handle=handle,
        remote_id=str(user.id),
        name=_line(user.name, _NAME_LIMIT),
        url=profile_url(handle),
        avatar=_web(user.profile_image_url),
        followers=_counted(user.public_metrics).followers_count,
        closed=closing_words(bio),
        links=tuple(dict.fromkeys(_profile_links(user)))[:_LINK_LIMIT],
    )


def to_text(tweet: Tweet) -> tuple[str, Entities]:
    """Return the whole text of a post, unescaped, and its entities."""
    note = read(tweet.note_tweet, Note) or read(tweet.note_post, Note)
    if note is not None and note.text:
        return told(note.text[:_TEXT_LIMIT], note.entities)
    return told(tweet.text[:_TEXT_LIMIT], tweet.entities)


def latest_version(tweet: Tweet) -> str:
    """The id of the newest version that X knows of."""
    return _versions(tweet)[-1]


def id_time(post: str) -> datetime | None:
    """When an id was given, which is when its post was written; None for ids from before 2010-11-04."""
    number = int(post)
    return _EPOCH + timedelta(milliseconds=number >> 22) if _FIRST_ID <= number < 1 << 63 else None


def id_before(post: str, span: timedelta) -> str:
    """The id that was given so much earlier than another."""
    return str(max(1, int(post) - ((span // timedelta(milliseconds=1)) << 22)))


def number(name: str) -> str:
    """The id in a uri of ours, or nothing."""
    found = name.rpartition("/")[2]
    return found if _ID.fullmatch(found) else ""


def _versions(tweet: Tweet) -> list[str]:
    """The ids of all versions, the oldest first, this one among them."""
    here = str(tweet.id)
    if not _ID.fullmatch(here):
        raise BadInput("a post on X has no id")
    history = read(tweet.edit_history_tweet_ids, list[str | int]) or read(tweet.edit_history_post_ids, list[str | int])
    versions = {one for one in map(str, (history or [])[:_HISTORY_LIMIT]) if _ID.fullmatch(one)}
    return sorted(versions | {here}, key=int)


def _written_at(tweet: Tweet, received_at: datetime) -> datetime:
    at = read(tweet.created_at, datetime)
    if at is not None:
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return min(at or id_time(str(tweet.id)) or received_at, received_at)


def _referred(tweet: Tweet) -> list[Referenced]:
    found = each(tweet.referenced_tweets, Referenced) or each(tweet.referenced_posts, Referenced)
    return [one for one in found if _ID.fullmatch(str(one.id))]


def _repeated(referred: dict[str, str]) -> str | None:
    return referred.get("retweeted") or referred.get("reposted")


def _reference(post: str | None, beside: Included) -> Reference | None:
    if post is None:
        return None
    other = beside.tweets.get(post)
    if other is None:
        return Reference(uri=uri(post))
    try:
        first = _versions(other)[0]
    except BadInput:
        first = post
    user = beside.users.get(str(other.author_id))
    hidden = user is not None and read(user.protected, bool)
    return Reference(uri=uri(first), author=_handle(user), text=None if hidden else to_text(other)[0])


def _reply(tweet: Tweet, post: str | None, beside: Included) -> Reference | None:
    whom = read(tweet.in_reply_to_user_id, str)
    found = _reference(post, beside)
    if found is None and whom is None:
        return None
    found = found or Reference()
    author = found.author or _handle(beside.users.get(whom or "")) or _first_mentioned(tweet, whom)
    return replace(found, author=author)


def _first_mentioned(tweet: Tweet, whom: str | None) -> HandleKey | None:
    """Who is answered, when only their id is told: the mention of that id, with which every answer begins."""
    marks = read(tweet.entities, Marks)
    for one in each(marks.mentions, Marked) if marks and whom else ():
        if str(one.id) == whom and _NAME.fullmatch(one.username):
            return HandleKey(Network.X, one.username.lower())
    return None


def _handle(user: User | None) -> HandleKey | None:
    if user is None or not _NAME.fullmatch(user.username):
        return None
    return HandleKey(Network.X, user.username.lower())


def _language(tweet: Tweet) -> str | None:
    lang = read(tweet.lang, str) or ""
    return lang if _LANGUAGE.fullmatch(lang) and not _NO_LANGUAGE.fullmatch(lang) else None


def _media(tweet: Tweet, beside: Included) -> Iterator[Media]:
    attached = read(tweet.attachments, Attached) or Attached()
    for key in each(attached.media_keys, str)[:_MEDIA_LIMIT]:
        one = beside.media.get(key)
        if one is not None and (media := _pictured(one)) is not None:
            yield media


def _pictured(one: Pictured) -> Media | None:
    """Return a picture, or the picture that stands for a film: addresses of films themselves are not asked for."""
    whole = _web(one.url)
    still = whole or _web(one.preview_image_url)
    if still is None:
        return None
    return Media(
        url=still,
        kind=_KINDS.get(one.type, "image") if whole else "image",
        alt=_line(one.alt_text, _ALT_LIMIT),
        width=_size(one.width),
        height=_size(one.height),
    )


def _profile_links(user: User) -> Iterator[str]:
    parts = read(user.entities, dict[str, Raw]) or {}
    for part in ("url", "description"):
        marks = read(parts[part], Marks) if part in parts else None
        for one in each(marks.urls, Marked) if marks else ():
            if _WEB.fullmatch(one.expanded_url):
                yield one.expanded_url


def _counted(raw: Raw) -> Counted:
    found = read(raw, Counted) or Counted()
    return Counted(**{name: _count(getattr(found, name)) for name in Counted.__struct_fields__})


def _reposts(tweet: Tweet) -> int | None:
    counted = _counted(tweet.public_metrics)
    return counted.retweet_count if counted.repost_count is None else counted.repost_count


def _count(value: int | None) -> int | None:
    return value if value is not None and 0 <= value < 2**53 else None


def _size(raw: Raw) -> int | None:
    size = read(raw, int)
    return size if size is not None and 0 < size <= 100_000 else None  # noqa: PLR2004 - no picture is larger


def _line(raw: Raw, limit: int) -> str | None:
    """A text on one line, without escapes."""
    return " ".join(storable(unescaped(read(raw, str) or ""))[:limit].split()) or None


def _web(raw: Raw) -> str | None:
    url = read(raw, str) or ""
    return url if _WEB.fullmatch(url) else None
