"""Handles and addresses of X: twitter.com and x.com, in every form that people paste."""

import re
from urllib.parse import unquote

from app.domain.errors import BadInput
from app.domain.network import Network
from app.networks import entities
from app.networks.forms import Address, NetworkText, address, bare, is_url

_HOSTS = frozenset(
    f"{prefix}{host}"
    for prefix in ("", "mobile.", "m.")
    for host in ("twitter.com", "x.com", "fxtwitter.com", "vxtwitter.com")
)
_MAYBE = re.compile(r"(?:twitter|x)\.com", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_]{1,20}")  # 15 today; some older accounts have up to 20
_RESERVED = re.compile(
    r"about|account|compose|download|explore|hashtag|help|home|i|intent|jobs|lists|login|logout|messages|notifications|"
    r"oauth|privacy|search|search-advanced|settings|share|signup|statuses|tos|who_to_follow|widgets"
)
_TAB = re.compile(
    r"with_replies|media|likes|followers|following|verified_followers|photo|header_photo|highlights|articles"
)
_STATUS = re.compile(r"(?:status|statuses)")


def handle(text: str) -> str:
    """Return the name without @ in lower case, from `drob`, `@drob` or any address of the profile."""
    typed = bare(text)
    if is_url(typed):
        name = profile(typed)
        if name is None:
            raise BadInput(f"{typed!r} is not the address of a profile on X")
        return name
    name = typed.removeprefix("@")
    if not _NAME.fullmatch(name):
        raise BadInput(f"{typed!r} cannot be a handle on X: letters, digits and _ only, at most 15")
    return name.lower()


def profile(url: str) -> str | None:
    """Return the name whose profile an address is; posts, lists, searches and the bare site are nobody's."""
    if not _MAYBE.search(url):  # most links are elsewhere, and taking an address apart costs more than reading a post
        return None
    found = address(url)
    if found is None or found.host not in _HOSTS:
        return None
    if not found.path and found.fragment.startswith("!/"):  # twitter.com/#!/drob, until 2012
        found = found._replace(path=tuple(part for part in found.fragment[2:].split("/") if part), fragment="")
    if found.path and _RESERVED.fullmatch(found.path[0].lower()):
        return _asked_for(found)
    return _owner(found.path)


def _asked_for(found: Address) -> str | None:
    """Whose profile a page of the site itself leads to: the sign-in page on the way there, or a follow button."""
    for wanted in found.query.get("redirect_after_login", ()):
        return _owner(tuple(part for part in unquote(wanted).partition("?")[0].split("/") if part))
    if found.path[0].lower() == "intent" and found.path[1:] in {("user",), ("follow",)}:
        return next((_owner((name,)) for name in found.query.get("screen_name", ())), None)
    return None


def _owner(path: tuple[str, ...]) -> str | None:
    if not path or (len(path) > 1 and not _TAB.fullmatch(path[1].lower())):
        return None
    name = path[0].removeprefix("@").lower()
    return name if _NAME.fullmatch(name) and not _RESERVED.fullmatch(name) else None


def profile_url(canonical: str) -> str:
    """Return the address of a profile."""
    return f"https://x.com/{canonical}"


def uri(post: str) -> str:
    """Return the uri of a post from its id or any address of it."""
    if post.isascii() and post.isdecimal():
        return f"https://x.com/i/status/{post}"
    number = _number(post)
    return post if number is None else f"https://x.com/i/status/{number}"


def post_url(post: str, author: str) -> str | None:
    """Return the page of a post."""
    number = _number(post)
    return None if number is None else f"https://x.com/{author or 'i'}/status/{number}"


def _number(url: str) -> str | None:
    found = address(url)
    if found is None or found.host not in _HOSTS:
        return None
    for at, part in enumerate(found.path[:-1]):
        following = found.path[at + 1]
        if _STATUS.fullmatch(part.lower()) and following.isascii() and following.isdecimal():
            return following
    return None


TEXT = NetworkText(
    network=Network.X,
    entities=entities.entities,
    handle=handle,
    profile=profile,
    profile_url=profile_url,
    shown=lambda canonical: f"@{canonical}",
    uri=uri,
    post_url=post_url,
)
