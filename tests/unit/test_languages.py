"""Which languages are not read yet is said by their names, from whatever tags networks give."""

from app.domain.appraisal import READ as PROMISED
from app.domain.languages import READ, unread


def test_one_set_says_what_is_read() -> None:
    assert PROMISED is READ


def test_languages_that_are_not_read_are_named_those_of_most_posts_first() -> None:
    assert unread({"es": 40, "vi": 2, "el": 5, "he": 2}) == ("Greek", "Hebrew", "Vietnamese")


def test_regions_and_spellings_of_one_language_count_together() -> None:
    assert unread({"el-GR": 2, "el_CY": 2, "EL": 1, "vi": 4}) == ("Greek", "Vietnamese")


def test_what_is_read_with_another_languages_lexicon_is_read() -> None:
    assert unread({"nb": 3, "nn": 3, "sk": 3, "de-AT": 9}) == ()


def test_tags_that_name_no_language_say_nothing() -> None:
    assert unread({"und": 9, "": 2, "<script>": 1, "zxx": 3}) == ()
