"""`ovation source`: what a person types, and what they read."""

from pathlib import Path

import pytest

from tests.integration.test_command_line import CREATE
from tests.support.command import ovation


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    assert ovation(*CREATE, data=folder).code == 0
    return folder


def test_a_webhook_is_added_listed_paused_and_removed(data: Path) -> None:
    assert "Nothing is followed yet" in ovation("source", "list", "harbour", data=data).text
    added = ovation("source", "add", "harbour", "webhook", data=data)
    assert "The inbox is http://127.0.0.1:8080/api/v1/events/harbour/inbox" in added.text
    key = next(word for word in added.text.split() if word.startswith("whsec_"))
    assert ovation("source", "list", "harbour", data=data).text == "webhook: listening\n"
    assert "ovation source resume harbour webhook" in ovation("source", "pause", "harbour", "webhook", data=data).text
    assert ovation("source", "list", "harbour", data=data).text.startswith("webhook: paused for ")
    assert "followed again" in ovation("source", "resume", "harbour", "webhook", data=data).text
    everything = b"".join(path.read_bytes() for path in data.iterdir())
    assert key.removeprefix("whsec_").encode() not in everything
    assert "the posts that it brought stay" in ovation("source", "remove", "harbour", "webhook", data=data).text
    assert "Nothing is followed yet" in ovation("source", "list", "harbour", data=data).text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "harbour", "pigeon"), "unknown network 'pigeon'"),
        (("add", "nowhere", "webhook"), "there is no event 'nowhere'"),
        (("add", "harbour", "webhook", "--server", "a.example"), "takes no options but --token"),
        (("add", "harbour", "webhook", "--token", "short"), "no key for webhooks"),
        (("pause", "harbour", "mastodon"), "has no source 'mastodon'; there are: none yet"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_2(data: Path, words: tuple[str, ...], says: str) -> None:
    answer = ovation("source", *words, data=data)
    assert answer.code == 2
    assert says in answer.err
    assert answer.err.count("\n") == 1


def test_the_same_source_twice_is_a_conflict(data: Path) -> None:
    assert ovation("source", "add", "harbour", "webhook", data=data).code == 0
    again = ovation("source", "add", "harbour", "webhook", data=data)
    assert again.code == 2
    assert "webhook" in again.err


def test_a_key_may_come_by_standard_input(data: Path) -> None:
    key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    added = ovation("source", "add", "harbour", "webhook", "--token", "-", data=data, stdin=f"{key}\n".encode())
    assert added.code == 0
    assert key not in added.text + added.err
    empty = ovation("source", "add", "harbour", "webhook", "--token", "-", data=data)
    assert empty.code == 2
    assert "standard input is empty" in empty.err


def test_a_secret_under_another_key_is_said_and_the_check_fails(data: Path) -> None:
    assert ovation("source", "add", "harbour", "webhook", data=data).code == 0
    checked = ovation("source", "check", "harbour", data=data)
    assert (checked.code, checked.text.count("webhook: ")) == (0, 2)
    other = ovation("source", "check", "harbour", data=data, OVATION_SECRET_KEY="another key of good length")
    assert other.code == 3
    assert "stored under another key" in other.err
