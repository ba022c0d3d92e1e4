"""What the models look at, and that reading a post fast finds the same keys as training does."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.appraisal_features import features, kinds, plain, token_sentences, tokens
from app.domain.appraisal_weights import BIAS, HEADS, Sums, Weights, parse_weights, probability
from app.domain.errors import BadInput

WORDS = st.lists(
    st.sampled_from(["a", "great", "talk", "not", "isn't", "i", "!", "?", ".", ",", "…", ":)", "👏", "@", "boring"]),
    max_size=14,
)


def keys(text: str) -> set[str]:
    return set(features(tokens(plain(text))))


def test_links_are_no_features_and_handles_and_masks_are_all_one() -> None:
    assert keys("https://example.org/great") == set()
    assert keys("@jane") == keys("[NAME]") == keys("u/someone") == {"@", ". @", "@ ."}


def test_case_apostrophes_skin_tones_and_stretching_make_no_difference() -> None:
    assert keys("SOOOO good, isn’t it 👏🏽") == keys("sooo good, isn't it 👏")


def test_neighbours_are_features_within_a_sentence_only() -> None:
    found = keys("Great talk today. Next one")
    assert {"great talk", ". great", "today .", ". next"} <= found
    assert "today next" not in found


def test_words_of_one_kind_share_their_features() -> None:
    assert kinds()["superb"] == kinds()["wonderful"] == "<warm>"
    assert {"superb", "<warm>", "superb keynote", "<warm> <given>"} <= keys("superb keynote")


def test_a_negation_reaches_four_words_and_no_mark() -> None:
    found = keys("not a very good talk today, lovely")
    assert {"!a", "!very", "!good", "!talk", "!<fine>", "!<fine> !<given>"} <= found
    assert "!today" not in found
    assert "!lovely" not in found
    assert "<fine>" not in found


def test_marks_that_end_a_sentence_stay_with_it() -> None:
    parts = token_sentences(tokens("so good!!! and more. end"))
    assert parts == [[".", "so", "good", "!"], [".", "and", "more", "."], [".", "end", "."]]


@pytest.mark.parametrize(
    ("text", "token"), [(":-)", ":)"), ("=(", ":("), ("<33", "<3"), ("?!", "?"), ("!!", "!"), ("...", "…"), ("…", "…")]
)
def test_emoticons_and_runs_have_one_spelling(text: str, token: str) -> None:
    assert tokens(text) == [token]


@given(st.text(alphabet="ab tk'.,!?;:()-\"#&$%19\n@", max_size=40))
def test_texts_of_ascii_are_split_as_all_others_are(text: str) -> None:
    alike = {"'", "-"}
    split = [token for token in tokens(f"{text} é") if token != "é"]
    plain = [token for token in tokens(f"{text} q") if token != "q" and not set(token) <= alike]  # a word behind both
    assert Counter(plain) == Counter(split) or "'" in text or ";(" in text  # which is two pauses in ASCII


@given(WORDS)
def test_the_fast_reader_adds_up_exactly_the_keys_that_training_sees(words: list[str]) -> None:
    every = Counter(key for sentence in token_sentences(words) for key in features(sentence))
    weights = Weights({head: dict.fromkeys(every, 1) | {BIAS: 0} for head in HEADS})
    whole = every.total()
    assert weights.sums(words) == Sums(whole, whole, whole, whole)


def test_one_sentence_of_praise_does_not_drown_in_a_long_post() -> None:
    weights = Weights({head: {"great": 2000, "slides": -500, "more": -600, BIAS: -1000} for head in HEADS})
    assert weights.sums(tokens("great. slides slides slides. more slides")).appreciation == 1000


def test_a_weight_file_is_read_in_thousandths() -> None:
    assert parse_weights("x.txt", "# header\n(bias)\t-1.250\ngreat talk\t0.501\n") == {BIAS: -1250, "great talk": 501}


@pytest.mark.parametrize("line", ["great", "great\tmuch", "\t1.0", "(bias)\t1.0"])
def test_a_spoiled_weight_file_says_where(line: str) -> None:
    with pytest.raises(BadInput, match=r"line 2: x\.txt"):
        parse_weights("x.txt", f"(bias)\t0.0\n{line}\n")


def test_a_probability_never_overflows() -> None:
    assert probability(0) == 0.5
    assert probability(10**9) == pytest.approx(1)
    assert probability(-(10**9)) == pytest.approx(0)
