"""Whether an appreciation reached its speaker, and why not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.account import Account
from app.domain.delivery import Delivered, Reason, deliver
from app.domain.entities import Entities, Tagged
from app.domain.handle import Handle, HandleKey
from app.domain.network import Network
from app.domain.post import Post, Reference
from app.domain.speaker import Speaker, SpeakerKey
from tests.support.saying import said

X, BLUESKY = Network.X, Network.BLUESKY
HERE = HandleKey(X, "kofi")


def kofi(*handles: Handle) -> Speaker:
    return Speaker(key=SpeakerKey("kofi"), name="Kofi Asante", handles=handles)


ON_X = kofi(Handle(network=X, canonical="kofi", remote_id="77"))


def test_nobody_nowhere_can_be_told() -> None:
    assert deliver(said("Kofi Asante"), kofi()) == (Delivered.NO, Reason.NO_HANDLE)


def test_a_handle_elsewhere_hears_nothing_here() -> None:
    elsewhere = kofi(Handle(network=BLUESKY, canonical="kofi.example"))
    assert deliver(said("@kofi.example"), elsewhere) == (Delivered.NO, Reason.OTHER_NETWORK)


def test_a_name_alone_reaches_no_account() -> None:
    assert deliver(said("Kofi Asante"), ON_X) == (Delivered.NO, Reason.UNTAGGED)


def test_a_dead_handle_receives_nothing() -> None:
    dead = kofi(Handle(network=X, canonical="kofi", dead=True))
    assert deliver(said("@kofi"), dead) == (Delivered.NO, Reason.DEAD_HANDLE)
    both = kofi(Handle(network=X, canonical="old", dead=True), Handle(network=X, canonical="kofi"))
    assert deliver(said("@kofi"), both) == (Delivered.TAGGED, None)
    assert deliver(said("@old"), both) == (Delivered.NO, Reason.UNTAGGED)


def test_a_tag_a_reply_and_a_quote_arrive() -> None:
    assert deliver(said("@kofi"), ON_X) == (Delivered.TAGGED, None)
    assert deliver(said("yes", reply_to=Reference(author=HERE)), ON_X) == (Delivered.TAGGED, None)
    assert deliver(said("yes", quote_of=Reference(author=HERE)), ON_X) == (Delivered.TAGGED, None)


def test_a_remote_id_arrives_under_any_handle() -> None:
    renamed = Entities(mentions=(Tagged("@new", handle=HandleKey(X, "new"), remote_id="77"),))
    assert deliver(said("@new", entities=renamed), ON_X) == (Delivered.TAGGED, None)


def test_an_account_behind_a_reference_without_a_handle_is_told() -> None:
    post = said("yes", reply_to=Reference(uri="9"))
    for account in (Account(network=X, handle="kofi"), Account(network=X, handle="new", remote_id="77")):
        assert deliver(post, ON_X, addressed=[account]) == (Delivered.TAGGED, None)
    assert deliver(post, ON_X, addressed=[Account(network=X, handle="ola")]) == (Delivered.NO, Reason.UNTAGGED)


networks = st.sampled_from([X, BLUESKY])
handles = st.builds(Handle, network=networks, canonical=st.sampled_from(["a", "b"]), dead=st.booleans())
speakers = st.lists(handles, max_size=4).map(lambda given: kofi(*given))
posts = st.builds(
    lambda network, tags: replace(
        said("", network=network), entities=Entities(tuple(Tagged(f"@{tag.canonical}", handle=tag) for tag in tags))
    ),
    networks,
    st.lists(st.builds(HandleKey, networks, st.sampled_from(["a", "b"])), max_size=3),
)


@given(posts, speakers)
def test_there_is_a_reason_exactly_when_it_did_not_arrive(post: Post, speaker: Speaker) -> None:
    delivered, reason = deliver(post, speaker)
    assert (reason is not None) == (delivered is Delivered.NO)
    assert (reason is Reason.NO_HANDLE) == (not speaker.handles)


@given(posts, speakers)
def test_an_answer_settles_it(post: Post, speaker: Speaker) -> None:
    assert deliver(post, speaker, answered=True) == (Delivered.ANSWERED, None)


@given(posts, speakers)
def test_the_order_of_handles_makes_no_difference(post: Post, speaker: Speaker) -> None:
    turned = kofi(*reversed(speaker.handles))
    assert deliver(post, speaker) == deliver(post, turned)


@pytest.mark.parametrize("network", [network for network in Network if network is not X])
def test_what_is_said_elsewhere_does_not_reach_a_handle_here(network: Network) -> None:
    assert deliver(said("Kofi", network=network), ON_X) == (Delivered.NO, Reason.OTHER_NETWORK)
