"""Everybody gets enough, and nobody can take it all."""

from datetime import UTC, datetime, timedelta

from app.routes.allowance import Allowance

NOW = datetime(2026, 5, 5, 9, 30, tzinfo=UTC)


def _taken(allowance: Allowance, visitor: str | None, times: int, now: datetime = NOW) -> int:
    """How many of so many requests are let pass."""
    return sum(allowance.wait(visitor, now) == 0 for _ in range(times))


def test_an_address_may_ask_thirty_times_and_then_as_time_goes_by() -> None:
    allowance = Allowance()
    assert _taken(allowance, "198.51.100.7", 100) == 30
    assert allowance.wait("198.51.100.7", NOW) == 5
    assert _taken(allowance, "198.51.100.7", 100, NOW + timedelta(seconds=10)) == 2
    assert _taken(allowance, "198.51.100.8", 100) == 30


def test_who_has_a_whole_network_of_addresses_is_one_visitor() -> None:
    allowance = Allowance()
    assert sum(_taken(allowance, f"2001:db8::{number:x}", 1) for number in range(1, 100)) == 30
    assert _taken(allowance, "2001:db8:0:1::1", 1) == 1


def test_all_together_cannot_send_us_out_more_often_than_we_can_answer_for() -> None:
    allowance = Allowance()
    assert sum(_taken(allowance, f"198.51.{high}.7", 30) for high in range(100)) == 300
    assert _taken(allowance, "203.0.113.9", 1, NOW + timedelta(seconds=1)) == 1


def test_a_clock_that_goes_back_and_a_visitor_without_address_do_no_harm() -> None:
    allowance = Allowance()
    assert _taken(allowance, None, 40) == 30
    assert _taken(allowance, None, 1, NOW - timedelta(hours=1)) == 0


def test_what_is_remembered_has_an_end() -> None:
    allowance = Allowance()
    for number in range(10_500):
        later = NOW + timedelta(seconds=number)
        assert allowance.wait(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", later) == 0
    assert len(allowance._buckets) == 10_000
