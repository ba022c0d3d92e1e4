"""What estimates say: shares, how far chance may carry them, and how far two readers agree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.estimates import Tally, kappa, precision_at_recall, scored, share

COUNTS = st.integers(0, 5)
TALLIES = st.builds(lambda r, a, c, m: Tally(r, r + a, c, c + m), COUNTS, COUNTS, COUNTS, COUNTS)


def test_precision_recall_and_f1_are_those_of_all_posts_together() -> None:
    found = scored([Tally(1, 1, 1, 2), Tally(2, 3, 2, 2), Tally()])
    assert found.tally == Tally(3, 4, 3, 4)
    assert found.precision is not None
    assert found.recall is not None
    assert found.f1 is not None
    assert (found.precision.value, found.recall.value, found.f1.value) == (0.75, 0.75, 0.75)


def test_what_cannot_be_divided_is_not_told() -> None:
    nothing = scored([])
    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)
    missed = scored([Tally(0, 0, 0, 3)])
    assert missed.precision is None
    assert (missed.recall, missed.f1) == ((0, 0, 0), (0, 0, 0))
    invented = scored([Tally(0, 2, 0, 0)])
    assert (invented.precision, invented.recall, invented.f1) == ((0, 0, 0), None, (0, 0, 0))


@settings(max_examples=15)
@given(st.lists(TALLIES, min_size=1, max_size=12))
def test_an_interval_is_one_of_shares_and_the_same_each_time(tallies: list[Tally]) -> None:
    found = scored(tallies)
    for one in (found.precision, found.recall, found.f1):
        if one is not None:
            assert 0 <= one.low <= one.high <= 1
    assert scored(tallies) == found  # chance is the same each time


def test_the_interval_of_a_share_is_as_wide_as_theory_says() -> None:
    posts = [number % 5 != 0 for number in range(400)]
    found = share(posts)
    assert found is not None
    assert found.value == 0.8
    assert found.low == pytest.approx(0.8 - 1.96 * (0.8 * 0.2 / 400) ** 0.5, abs=0.006)
    assert found.high == pytest.approx(0.8 + 1.96 * (0.8 * 0.2 / 400) ** 0.5, abs=0.006)


def test_errors_within_one_post_widen_the_interval() -> None:
    apart = scored([Tally(1, 1), Tally(0, 1)] * 20).precision
    together = scored([Tally(10, 10), Tally(0, 10)] * 2).precision
    assert apart is not None
    assert together is not None
    assert apart.value == together.value
    assert together.high - together.low > apart.high - apart.low


def test_precision_is_told_at_the_best_threshold_that_finds_enough() -> None:
    units = [(True, 0.9), (False, 0.8), (True, 0.7), (True, 0.6), (False, 0.5), (False, 0.0)]
    for recall, precision in ((0.3, 1.0), (0.6, 0.75), (0.7, 0.75), (1.0, 0.75)):
        found = precision_at_recall(units, recall)
        assert found is not None
        assert found.value == precision
    backwards = precision_at_recall(units[::-1], 0.7)
    assert backwards is not None
    assert backwards.value == 0.75


def test_equal_values_cannot_be_told_apart_by_a_threshold() -> None:
    found = precision_at_recall([(True, 0.5), (False, 0.5), (False, 0.5), (True, 0.5)], 0.5)
    assert found is not None
    assert found.value == 0.5


def test_without_a_true_unit_no_precision_is_told() -> None:
    assert precision_at_recall([(False, 0.5)], 0.7) is None
    assert precision_at_recall([], 0.7) is None
    assert share([]) is None


def test_kappa_is_that_of_cohens_paper() -> None:
    # Two readers, 50 posts: 20 both yes, 15 both no, 5 and 10 apart: .70 agreed, .50 by chance.
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("yes", "yes"), ("no", "no")]) == 1
    assert kappa([("yes", "no"), ("no", "yes")]) == -1


def test_kappa_says_nothing_where_there_is_only_one_thing_to_say() -> None:
    assert kappa([]) is None
    assert kappa([("no", "no")] * 3) is None
