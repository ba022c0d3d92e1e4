"""How a source fares, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.network import Network
from app.domain.source import Source, SourceHealth, SourceState, late_line, threads_followed
from app.domain.wording import span_in_words

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def heard(ago: timedelta, state: SourceState = SourceState.LISTENING) -> SourceHealth:
    return SourceHealth(state=state, heard_at=NOW - ago)


def test_a_silent_network_is_late_in_words() -> None:
    assert late_line([(Network.BLUESKY, heard(timedelta(minutes=4)))], NOW) == "Bluesky is four minutes behind"


def test_a_network_is_as_late_as_its_best_source() -> None:
    both = [(Network.MASTODON, heard(timedelta(hours=1))), (Network.MASTODON, heard(timedelta(seconds=20)))]
    assert late_line(both, NOW) is None
    assert late_line(reversed(both), NOW) is None


def test_nobody_waits_for_what_is_paused_for_an_inbox_or_for_a_feed_of_minutes() -> None:
    quiet = [
        (Network.X, heard(timedelta(days=1), SourceState.PAUSED)),
        (Network.WEB, heard(timedelta(days=1))),
        (Network.FEED, heard(timedelta(minutes=9))),
    ]
    assert late_line(quiet, NOW) is None
    assert late_line([(Network.FEED, heard(timedelta(minutes=40)))], NOW) == "a feed is 40 minutes behind"


def test_a_source_that_never_answered_is_late_from_its_start() -> None:
    never = SourceHealth(state=SourceState.WAITING, since=NOW - timedelta(minutes=3))
    assert late_line([(Network.NOSTR, never)], NOW) == "Nostr is three minutes behind"


def test_answers_are_heard_where_they_cost_no_money_or_somebody_pays() -> None:
    def source(network: Network, **options: bool) -> Source:
        return Source(id=1, event_id=1, name=str(network), network=network, options=options)

    assert threads_followed([source(Network.BLUESKY), source(Network.X)]) == {Network.BLUESKY: True, Network.X: False}
    assert threads_followed([source(Network.X, threads=True)]) == {Network.X: True}
    assert threads_followed([source(Network.MASTODON, threads=False), source(Network.FEED)]) == {
        Network.MASTODON: False,
        Network.FEED: False,
    }
    both = [source(Network.MASTODON, threads=False), source(Network.MASTODON)]
    assert threads_followed(both) == {Network.MASTODON: True}


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(), "one second"),
        (timedelta(seconds=12.4), "twelve seconds"),
        (timedelta(seconds=100), "two minutes"),
        (timedelta(hours=26), "26 hours"),
        (timedelta(days=3), "three days"),
    ],
)
def test_spans_read_as_people_say_them(span: timedelta, words: str) -> None:
    assert span_in_words(span) == words
