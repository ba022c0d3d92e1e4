"""Romanised names: how Cyrillic, Greek and Korean names are written in Latin letters, and what all such ways share."""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache

from app.domain.text import folded

_MOST = 12  # ways to write one word


def _told(text: str) -> dict[str, tuple[str, ...]]:
    """Read "щ:shch,sch ъ:" as what may be written for each."""
    return {one: tuple(ways.split(",")) for one, _, ways in (pair.partition(":") for pair in text.split())}


# Each letter, before it is folded, with the ways in which passports and people write it.
_LETTERS = _told(
    """а:a б:b в:v г:g,h д:d е:e ё:e,yo ж:zh з:z и:i й:y,i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh,h ц:ts ч:ch
    ш:sh щ:shch,sch ъ: ы:y ь: э:e ю:yu,iu я:ya,ia є:ye,e і:i ї:yi,i ґ:g ў:u ј:j љ:lj њ:nj џ:dz ћ:c ђ:d
    α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x,ks ο:o π:p ρ:r σ:s ς:s τ:t υ:y,i φ:f,ph χ:ch,h ψ:ps ω:o"""
)
_TOGETHER = _told(
    """ий:y,iy,ii ый:y,yy кс:ks,x ья:ya,ia,iya ье:ye,ie
    ου:ou,u μπ:b,mp ντ:nt,d γκ:gk,g γγ:ng αυ:av,au ευ:ef,ev,eu ει:ei,i οι:oi,i τζ:tz"""
)
# The three parts of a Korean syllable, in the order of Unicode, by the rules of the state; then how people differ.
_FIRST = tuple(_told("g kk n d tt r m b pp s ss - j jj ch k t p h"))
_MIDDLE = tuple(_told("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"))
_LAST = ("-", *"kkknnntllllllllmpptt", "ng", *"ttktpt")
_LOOSER = {"eo": "u", "yeo": "you", "u": "oo", "ui": "ee", "g": "k", "a": "ah", "o": "oh"}
_FAMILIES = _told(
    """김:kim 이:lee,yi,rhee 박:park,pak 최:choi 정:jung,jeong,chung 강:kang 조:cho,jo 윤:yoon,yun 장:jang,chang
    임:lim,im 한:han 오:oh 서:seo,suh 신:shin 권:kwon 황:hwang 안:ahn,an 송:song 류:ryu,yoo 전:jeon,jun 홍:hong 고:ko,go
    문:moon,mun 양:yang
    손:son,sohn 배:bae 백:baek,paik 허:heo,hur 유:yoo,yu 남:nam 심:shim 노:noh,roh 하:ha 곽:kwak 성:sung,seong
    차:cha 주:joo,ju 우:woo 구:koo,ku 민:min 나:na 진:jin 원:won 천:chun 방:bang 현:hyun 추:choo 도:do"""
)

_LATIN_FAMILIES = frozenset(way for ways in _FAMILIES.values() for way in ways)

# What all ways to write a sound share, coarse on purpose: a given and a family name must both agree.
_SOUNDS = tuple(
    (written, ways[0])
    for written, ways in _told(
        "shch:s sch:s sh:s sz:s zh:z tch:h ch:h kh:h ts:c tz:c ph:f th:t ck:k ou:u x:ks q:k y:i j:i w:v mp:b gk:g ei:i"
    ).items()
)
_PLAIN = str.maketrans(
    {folded(char): ways[0] for char, ways in _LETTERS.items()}
    | {
        one: ways[0]
        for one, ways in _told("и:i я:ia ю:iu х:h ч:h ш:s щ:s ж:z ц:c ы:i є:e χ:h φ:f θ:t υ:i ξ:ks").items()
    }
)
_AGAIN = re.compile(r"(.)\1+")


def is_foreign(word: str) -> bool:
    """Whether a word is written in one of the alphabets that are romanised here."""
    return bool(word) and ("\u0370" <= word[0] <= "\u052f" or "가" <= word[0] <= "힣")


def is_korean_family(word: str) -> bool:
    """Whether a folded word is how a Korean family name is written in Latin letters."""
    return word in _LATIN_FAMILIES


def romanised(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield the ways to write a name, in the order given-family, in Latin letters; none for one that is in these."""
    if not words or not all(map(is_foreign, words)):
        return
    if "가" <= words[0][0] <= "힣":
        yield from _korean("".join(words) if len(words) == 1 or len(words[0]) > 1 else words[0] + words[1])
        return
    for ways in itertools.product(*(_ways(word) for word in words)):
        yield list(ways)


def _ways(word: str) -> list[str]:
    pieces: list[tuple[str, ...]] = []
    at, lower = 0, word.lower()
    while at < len(lower):
        if lower[at : at + 2] in _TOGETHER:
            pieces.append(_TOGETHER[lower[at : at + 2]])
            at += 2
        else:
            char = lower[at]
            pieces.append(
                ("e", "ye")
                if char == "е" and at == 0
                else _LETTERS.get(char) or _LETTERS.get(folded(char)) or (char if char.isascii() else "",)
            )
            at += 1
    return list(dict.fromkeys("".join(way) for way in itertools.islice(itertools.product(*pieces), _MOST)))


def _korean(name: str) -> Iterator[list[str]]:
    """Yield given and family name of a Korean one: the family's is its first syllable."""
    if not 2 <= len(name) <= 4 or not all("가" <= char <= "힣" for char in name):  # noqa: PLR2004 - syllables
        return
    families = _FAMILIES.get(name[0]) or _syllable(name[0])
    for given in itertools.product(*(_syllable(char) for char in name[1:])):
        for family in families:
            yield ["-".join(given), family]


@cache
def _syllable(char: str) -> tuple[str, ...]:
    """The ways to write one syllable: by the rules of the state, and as people do."""
    rest, last = divmod(ord(char) - 0xAC00, 28)
    first, middle = divmod(rest, 21)
    parts = [_FIRST[first], _MIDDLE[middle], _LAST[last]]
    official = "".join(parts).replace("-", "")
    if char in _FAMILIES:
        return tuple(dict.fromkeys([official, *_FAMILIES[char]]))
    loose = "".join(_LOOSER.get(part, part) if at < 2 else part for at, part in enumerate(parts))  # noqa: PLR2004 - first and middle
    looser = "".join(_LOOSER.get(part, part) if at == 1 else part for at, part in enumerate(parts))
    return tuple(dict.fromkeys([official, looser.replace("-", ""), loose.replace("-", "")]))


def sounds(word: str) -> str:
    """Return what all ways to write a folded word share, in Latin letters; a sketch, to be compared with another."""
    sketch = word.translate(_PLAIN) if not word.isascii() else word
    for written, sound in _SOUNDS:
        if written in sketch:
            sketch = sketch.replace(written, sound)
    return _AGAIN.sub(r"\1", sketch.replace("kc", "c").replace("c", "k"))
