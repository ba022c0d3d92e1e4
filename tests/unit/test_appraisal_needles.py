"""Of many patterns, the few that can match are found without trying any; what they find is what all together find."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.appraisal_needles import Haystacks, alternatives, matches_of_first, needs

PATTERNS = [
    r"(?:so|very) (?:good|kind)",
    r"good\w*",
    r"(?:(?:a|an) )?(?:honest )?talk(?:s|ed)?\b",
    r"kind(?! of)",
    r"th[ae]nks?.{0,9}(?:you|all)",
    r"(?:worth|every (?:minute|second))\b",
]
WORDS = st.sampled_from(
    [
        "so",
        "very",
        "good",
        "goodness",
        "kind",
        "of",
        "a",
        "honest",
        "talk",
        "talks",
        "thanks",
        "thank",
        "you",
        "all",
        "every",
        "minute",
        "worth",
    ]
)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("thanks? (?:you|all)", "thank you"), ("(?:well )?done{2,}", "well donee"), ("[gk]ood.*talk", "a good long talk")],
)
def test_a_match_holds_something_of_all_that_its_pattern_needs(pattern: str, text: str) -> None:
    needed = needs(pattern)
    assert needed
    assert all(any(needle in text for needle in one) for one in needed)


@pytest.mark.parametrize("pattern", [r"\w+", "a?b?", "(?:good|.)", "no|x+"])
def test_what_may_match_anywhere_has_no_needle(pattern: str) -> None:
    assert not needs(pattern)
    assert Haystacks([needs(pattern), [frozenset({"never"})]]).may_match("any text") == (0,)


def test_alternatives_are_split_where_nothing_but_a_words_end_follows() -> None:
    assert alternatives(r"(?:a|b(?:c|d))\b|e[|]f|(?:g|h)i") == [r"a\b", r"b(?:c|d)\b", "e[|]f", "(?:g|h)i"]


@given(st.lists(WORDS, max_size=12))
def test_only_what_may_match_is_tried_and_nothing_is_missed(words: list[str]) -> None:
    text = " ".join(words)
    parts = [one for pattern in PATTERNS for one in alternatives(pattern)]
    tried = Haystacks([needs(one) for one in parts]).may_match(text)
    found = [match.span() for match in matches_of_first([re.compile(parts[place]) for place in tried], text)]
    assert found == [match.span() for match in re.finditer("|".join(PATTERNS), text)]
    assert all(one[1] <= two[0] for one, two in pairwise(found))
