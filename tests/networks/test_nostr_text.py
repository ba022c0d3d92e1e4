"""Nostr's keys in every form; the pairs are those of NIP-19."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.networks.nostr.bech32 import _special, npub, public_key
from app.networks.nostr.text import TEXT, entities, handle, profile

_HEX = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d"
_NPUB = "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6"
_NPROFILE = (
    "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7mgpz4mhxue69uh"
    "kg6nzv9ejuumpv34kytnrdaksjlyr9p"
)


@pytest.mark.parametrize(
    "typed",
    [
        _HEX,
        _HEX.upper(),
        _NPUB,
        _NPUB.upper(),
        f"@{_NPUB}",
        f"nostr:{_NPUB}",
        f"web+nostr:{_NPUB}",
        _NPROFILE,
        f"nostr:{_NPROFILE}",
        f"https://njump.me/{_NPUB}",
        f"https://primal.net/p/{_NPUB}?x=1",
        f"https://example.org/#/{_NPUB}",
        f"njump.me/{_NPROFILE}",
    ],
)
def test_every_form_of_a_key_means_the_same(typed: str) -> None:
    assert handle(typed) == _HEX


@pytest.mark.parametrize(
    "typed",
    [
        "jane",
        "jane@example.com",
        _NPUB[:-1] + "q",
        _NPUB[:10].upper() + _NPUB[10:],
        "npub1",
        "note1" + _NPUB[5:],
        "https://njump.me/x",
        _HEX[:-1],
        "npub1bio",
    ],
)
def test_what_is_no_key_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        handle(typed)


def test_a_name_at_a_domain_says_that_it_must_be_looked_up() -> None:
    with pytest.raises(BadInput, match="looked up"):
        handle("jane@example.com")


@given(st.binary(min_size=32, max_size=32))
def test_a_key_survives_its_readable_form(key: bytes) -> None:
    assert public_key(npub(key.hex())) == key.hex()


@given(st.integers(0, len(_NPUB) - 1), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"))
def test_one_wrong_letter_is_always_noticed(at: int, letter: str) -> None:
    changed = _NPUB[:at] + letter + _NPUB[at + 1 :]
    assert public_key(changed) == (_HEX if changed == _NPUB else None)


def test_mentions_are_keys_whose_checksum_holds() -> None:
    text = f"hi nostr:{_NPUB}, #nostr 👏 {_NPUB} and nostr:npub1{'q' * 58} https://njump.me/{_NPUB} x.com"
    found = entities(text)
    assert [one.text for one in found.mentions] == [f"nostr:{_NPUB}", _NPUB]
    assert [one.text for one in found.hashtags] == ["#nostr"]
    assert [one.url for one in found.links] == [f"https://njump.me/{_NPUB}"]


def test_an_nprofile_without_a_key_is_none() -> None:
    without = "nprofile1qyf8wumn8ghj7un9d3shjtnwd"  # a relay alone, its checksum wrong
    assert public_key(without) is None
    assert public_key("nprofile1" + "q" * 20) is None
    assert _special(b"\x01\x02ab\x00\x01c") is None
    assert public_key("x" * 1001) is None


def test_pages_show_a_key() -> None:
    assert TEXT.profile_url(_HEX) == f"https://njump.me/{_NPUB}"
    assert TEXT.shown(_HEX) == _NPUB
    assert TEXT.uri(f"nostr:{_HEX}") == _HEX
    assert TEXT.post_url(_HEX, _HEX) == f"https://njump.me/{_HEX}"
    assert TEXT.post_url("x", _HEX) is None
    assert profile("http://[npub1") is None
