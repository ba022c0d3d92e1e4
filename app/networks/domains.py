"""Domain names in running text: where one ends, and whether it can be one."""

import re
from importlib.resources import files

_TLDS = frozenset(
    tld
    for row in files("app.networks").joinpath("tlds.txt").read_text(encoding="utf-8").splitlines()
    if not row.startswith("#")
    for tld in row.split()
)
_IDN_TLDS = frozenset(tld for tld in _TLDS if not tld.isascii())
_LONGEST_IDN = max(map(len, _IDN_TLDS))
_ASCII_END = re.compile(r"[A-Za-z0-9]++(?![@+\-])")
_PUNYCODE_END = re.compile(r"[Xx][Nn]--[0-9A-Za-z]++")
_LABEL_LIMIT, _DOMAIN_LIMIT = 63, 253  # RFC 1035, octets on the wire


def is_tld(label: str) -> bool:
    """Whether a label, in any case, is a known top-level domain."""
    return label.lower() in _TLDS


def has_tld(domain: str) -> bool:
    """Whether a domain has at least two labels and ends in a known top-level domain."""
    head, _, tld = domain.rpartition(".")
    return bool(head) and is_tld(tld)


def tld_end(text: str, at: int) -> int | None:
    """Return where the top-level domain that begins at `text[at]` ends, if one does."""
    if found := _PUNYCODE_END.match(text, at):
        return found.end()
    if found := _ASCII_END.match(text, at):
        return found.end() if is_tld(found.group()) else None
    for length in range(_LONGEST_IDN, 0, -1):
        end = at + length
        if text[at:end] in _IDN_TLDS and text[end : end + 1] not in {"@", "+", "-"}:
            return min(end, len(text))
    return None


def is_resolvable(domain: str) -> bool:
    """Whether a domain, in Unicode or punycode, has a form that DNS can carry (labels of 63 octets, 253 in all)."""
    total = 0
    for label in domain.split("."):
        octets = _octets(label)
        if not 0 < octets <= _LABEL_LIMIT:
            return False
        total += octets + 1
    return total - 1 <= _DOMAIN_LIMIT


def ascii_domain(domain: str) -> str | None:
    """Return a domain in lower-case ASCII (IDNA), or None when it is none."""
    lower = domain.strip().rstrip(".").lower()
    if len(lower) > _DOMAIN_LIMIT:
        return None
    try:
        return lower.encode("ascii" if lower.isascii() else "idna").decode("ascii")
    except UnicodeError:
        return None


def _octets(label: str) -> int:
    if label.isascii():
        return len(label)
    if label[:4].lower() == "xn--" or len(label) > _LABEL_LIMIT:
        return _LABEL_LIMIT + 1
    return len("xn--") + len(label.lower().encode("punycode"))
