"""Who does not want to be shown: the words of profiles and posts that say so, and the code that proves a handle."""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files

from app.domain.entities import Entities
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Post
from app.domain.text import fold, folded, source_span

_MOST_READ = 5_000  # characters of a text; who says more says something else
_MOST_CODES = 8

# --- words -----------------------------------------------------------------------------------------------------------

_TAG = re.compile(
    r"(?<![\w/&#])#(?:no_?bots?|no_?index|no_?(?:social_?(?:media_?)?)?walls?|not_?on_?the_?wall|keine_?wall)(?!\w)"
)
_QUOTED = re.compile(
    r"\"[^\"\n]*\"|«[^»\n]*»|»[^«\n]*«|[「『《][^「『《」』》\n]*[」』》]|(?<!\w)'[^'\n]+'(?!\w)|^ *>.*$", re.MULTILINE
)
_A_QUOTATION = " quoted "
_ENDS = re.compile(r"[\n\r\u2028\u2029]+|\.{2,}|\.(?!\w)|[!?]+|[।۔؟¿¡()\[\]{}。]+")
_QUESTION = frozenset("?؟")
_OPENING = frozenset("([{")
_PARTS = re.compile(r"[\n\r\u2028\u2029|,;•·/。、()\[\]{}]+|[.!?]+(?!\w)|[।۔؟]|[-~*]{2,}| - ")
_NOISE = re.compile(r"https?://\S+|[@#]\S+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST = 120  # characters of a sentence that can still be one of ours


def _read() -> dict[str, list[str]]:
    """Return the lines of each section of the word list, folded, names filled in."""
    sections: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    lines = files("app.domain").joinpath("consent_words.txt").read_text("utf-8").splitlines()
    for line in (line for line in lines if line and not line.startswith("#")):
        name, named, rest = line.partition(" = ")
        if line.startswith("["):
            sections[line.strip("[]")] = []
        elif named:
            names[name] = folded(rest)
        else:
            filled = re.sub(r"\{([A-Z_]+)\}", lambda found: names[found[1]], line)
            sections[next(reversed(sections))].append(folded(filled))
    return sections


def _one_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _listed(section: str) -> str:
    """Return the words of a section as alternatives, the longest first."""
    return "|".join(sorted((word for line in _WORDS[section] for word in line.split(", ")), key=len, reverse=True))


_WORDS = _read()
_ASKS = _one_of(_WORDS["sentences"])
_BIO = _one_of((*_WORDS["sentences"], *_WORDS["profiles"]))
_KIND = _listed("polite")
_KIND_BEFORE = re.compile(rf"(?:(?:{_KIND})(?: |$))+")
_KIND_AFTER = re.compile(rf"(?:(?:^| )(?:{_KIND}))+$")
_KIND_AROUND = re.compile(rf"^(?:{_KIND})+|(?:{_KIND})+$")  # of a text without spaces
_BUT = re.compile(rf"(?:{_listed('but')})(?![a-z])")
_WALL = re.compile(_listed("walls"))


def closing_words(bio: str) -> str | None:
    """Return why an account must not be shown elsewhere, by what its profile says: 'the profile says "#nobot"'.

    `bio` is plain text; what a network keeps in further profile fields may stand on lines of its own. None when it
    says nothing of the kind.
    """
    text = bio[:_MOST_READ]
    plain = fold(text)
    if found := _TAG.search(plain.text):
        said: str | None = source_span(plain, found.start(), found.end(), len(text)).of(text)
    else:
        said = next((part for part in _PARTS.split(_NOISE.sub(" ", text)) if _says(_BIO, folded(part))), None)
    return None if said is None else f'the profile says "{" ".join(said.split())}"'


def asks_out(text: str, entities: Entities) -> bool:
    """Whether a post asks not to be on the wall: in a sentence of its own, beside mentions, hashtags and links.

    Strict, for it silences a person: no part of a longer sentence, no question, no quotation.
    """
    if not _WALL.search(folded(text[:_MOST_READ])):
        return False  # nearly every post
    plain = _QUOTED.sub(_A_QUOTATION, folded(_without(text[:_MOST_READ], entities)))
    return any(_says(_ASKS, sentence) for sentence in _sentences(plain))


def _without(text: str, entities: Entities) -> str:
    """Return a text with blanks for its mentions, hashtags and links."""
    chars = list(text)
    for span in (entity.span for kind in (entities.mentions, entities.hashtags, entities.links) for entity in kind):
        if span is not None:
            start, end = span.start, min(span.end, len(chars))
            chars[start:end] = " " * max(0, end - start)
    return _NOISE.sub(" ", "".join(chars))


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences that end there: neither questions nor "not on the wall … but in our hearts"."""
    start = 0
    for end in _ENDS.finditer(text):
        if not _goes_on(end[0], text, end.end()):
            yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _goes_on(mark: str, text: str, at: int) -> bool:
    if not _QUESTION.isdisjoint(mark) or not _OPENING.isdisjoint(mark):
        return True
    rest = text[at : at + _LONGEST].strip()
    return bool(rest) and (".." in mark or (mark.isspace() and _BUT.match(rest) is not None))


def _says(pattern: re.Pattern[str], part: str) -> bool:
    if len(part.strip()) > _LONGEST:
        return False
    words = _words(part)
    if _CJK.search(words):
        words = words.replace(" ", "")
        return any(pattern.fullmatch(said) for said in (words, _KIND_AROUND.sub("", words)))
    before = _KIND_BEFORE.match(words)
    said = words[before.end() :] if before else words
    return pattern.fullmatch(said) is not None or pattern.fullmatch(_KIND_AFTER.sub("", said)) is not None


def _words(text: str) -> str:
    kept = (char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in text.replace("'", ""))
    return " ".join("".join(kept).split())


# --- proof -----------------------------------------------------------------------------------------------------------

_LETTERS = "bcdfghjkmnpqrstvwxz"  # none is read as another, and no word comes of them
_HALF = 4
_CODE = re.compile(rf"(?<!\w)ovation[ -]?([{_LETTERS}]{{{_HALF}}})[ -]?([{_LETTERS}]{{{_HALF}}})(?!\w)")


@dataclass(frozen=True, slots=True)
class OptOutKeys:
    """What the installation's secret makes of handles: codes that prove them, and the hashes that outlive them."""

    secret: bytes = field(repr=False)

    def code(self, event: str, handle: HandleKey) -> str:
        """Return what the owner of a handle posts, or puts into the profile, to prove it."""
        return opt_out_code(self.secret, event, handle)

    def keyed(self, event: str, network: Network, text: str) -> str:
        """Return all that is kept of somebody who opted out: HMAC-SHA256 of an account key or handle, 64 hex digits."""
        return _mac(self.secret, "kept", event, network, text).hex()

    def hashes(self, event: str, network: Network, *names: str | None) -> tuple[str, ...]:
        """Return the hashes of whatever an account is known by: key, remote id, handle; each once."""
        return tuple(dict.fromkeys(self.keyed(event, network, name) for name in names if name))

    def asked(self, event: str, post: Post) -> str | None:
        """Return how a post asks that its author be left out, in words; None when it asks nothing of the kind.

        `event` is the slug. Pure, and quick enough to be asked of every post that comes in.
        """
        if not post.is_original:
            return None  # whoever passes such a post on does not ask for themselves
        if found := codes_in(post.text):
            names = {post.author.handle, post.author.remote_id or post.author.handle}
            codes = [self.code(event, HandleKey(post.network, name)) for name in names]
            if any(hmac.compare_digest(code, one) for code in codes for one in found):
                return "posted the code"
        if post.network is not Network.FEED and asks_out(post.text, post.entities):
            return "said so in a post"  # a sentence of an article is not about its author
        return None


def opt_out_code(secret: bytes, event: str, handle: HandleKey) -> str:
    """Return the code of a handle at an event: `ovation-kqzt-mwbd`.

    The same for the same secret, event (its slug) and handle, so that nothing has to be remembered meanwhile.
    """
    number = int.from_bytes(_mac(secret, "code", event, handle.network, handle.canonical), "big")
    letters = ""
    for _ in range(2 * _HALF):
        number, at = divmod(number, len(_LETTERS))
        letters += _LETTERS[at]
    return f"ovation-{letters[:_HALF]}-{letters[_HALF:]}"


def _mac(secret: bytes, *parts: str) -> bytes:
    said = "\x1f".join(("ovation opt-out 1", *parts))  # a separator that no slug and no handle can hold
    return hmac.digest(secret, said.encode("utf-8", "replace"), "sha256")


def codes_in(text: str) -> list[str]:
    """Return the codes that stand in a text, however the hyphens and letters came out on a phone; at most eight."""
    if "ovation" not in (plain := folded(text[:_MOST_READ])):
        return []
    found = dict.fromkeys(f"ovation-{one}-{other}" for one, other in _CODE.findall(plain))
    return list(found)[:_MOST_CODES]


def is_proved(code: str, text: str) -> bool:
    """Whether a code stands in a text."""
    return sum(hmac.compare_digest(code, found) for found in codes_in(text)) > 0  # all are compared, in constant time
