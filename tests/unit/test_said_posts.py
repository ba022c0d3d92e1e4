"""Holds the invented posts that the models learn from to what their head promises."""

from collections import Counter
from pathlib import Path

from tests.support.shared_data import ROOT

LINES = (ROOT / Path("app", "training", "said", "posts.tsv")).read_text(encoding="utf-8").splitlines()
POSTS = [line.split("\t") for line in LINES if not line.startswith("# ")]


def test_every_post_has_four_answers_and_a_text_of_a_posts_length() -> None:
    assert [post for post in POSTS if len(post) != 5 or set(post[:4]) - {"y", "n"} or not 0 < len(post[4]) <= 280] == []


def test_no_post_is_there_twice() -> None:
    assert [text for text, times in Counter(post[4].casefold() for post in POSTS).items() if times > 1] == []


def test_each_answer_is_given_often_enough_to_be_learned() -> None:
    assert min(sum(post[column] == "y" for post in POSTS) for column in range(4)) >= 80


def test_people_are_called_speaker_and_nothing_else() -> None:
    named = {word.strip(".,:;!?'’)\"*") for post in POSTS for word in post[4].split() if word.startswith("@")}
    assert {name.removesuffix("'s").removesuffix("’s") for name in named} == {"@speaker", "@speaker2", "@organizers"}
