"""Scores compare what people say with what Ovation read, and count each thing where it belongs."""

from collections.abc import Mapping, Sequence

from app.domain.estimates import Tally
from app.domain.labelled import About, Answer, Compared, Half, Heard, How, Label, Opinion, Said
from app.domain.mention import Evidence
from app.domain.scoring import Row, kappas, scores
from app.domain.tone import Tone
from app.domain.verdict import Verdict

YES, NO, UNSURE = Said.YES, Said.NO, Said.BORDERLINE
FLAT = Tone()


def opinion(  # a reader who was asked about everything but the heads
    appreciates: Said = NO, about: Mapping[str, About] | None = None, language: str = "en", **more: Said
) -> Opinion:
    return Opinion(appreciates=appreciates, about=about or {}, language=language, **more)


def answer(
    heard: Mapping[str, Heard] | None = None,
    *asked: str,
    tone: Tone = FLAT,
    verdict: Verdict = Verdict.SHOW,
) -> Answer:
    return Answer(heard=heard or {}, asked=asked, tone=tone, verdict=verdict)


def row(rows: Sequence[Row], name: str) -> Row:
    return next(one for one in rows if one.name == name)


def tally(rows: Sequence[Row], name: str) -> Tally:
    return row(rows, name).scored.tally


def test_a_half_is_a_fact_of_the_id() -> None:
    assert [post for post in "123456789" if Half.REPORT.holds(post)] == ["1", "2", "5", "6", "7", "8", "9"]
    assert [post for post in "123456789" if Half.CHOOSE.holds(post)] == ["3", "4"]
    assert all(Half.ALL.holds(post) for post in "123456789")


def test_recall_counts_under_what_people_saw_and_precision_under_what_ovation_gives() -> None:
    met = Compared(
        opinion(about={"kofi": About(How.HANDLE, NO), "ingrid": About(How.THREAD, NO), "ola": About(How.NAME, NO)}),
        answer(
            {
                "kofi": Heard(Evidence.LINK, appreciates=False),
                "ingrid": Heard(Evidence.NAME_TAG, appreciates=False),
                "linh": Heard(Evidence.STAGE, appreciates=False),
            },
            "ola",
        ),
    )
    rows = scores([met]).attribution
    assert tally(rows, "handle") == Tally(1, 1, 1, 1)
    assert tally(rows, "thread") == Tally(0, 0, 1, 1)
    assert tally(rows, "name") == Tally(1, 1, 0, 1)
    assert tally(rows, "talk") == Tally(0, 1, 0, 0)
    assert tally(rows, "handle or name") == Tally(2, 2, 1, 2)
    assert tally(rows, "together") == Tally(2, 3, 2, 3)
    assert (row(rows, "name").asked, row(rows, "handle").asked) == (1, 0)
    assert "first name" not in [one.name for one in rows]


def test_appreciation_of_a_speaker_leaves_the_borderline_out_and_counts_the_wrong_speaker() -> None:
    met = [
        Compared(
            opinion(YES, {"kofi": About(How.HANDLE, YES), "ingrid": About(How.HANDLE, UNSURE)}),
            answer(
                {"kofi": Heard(Evidence.HANDLE, appreciates=True), "ingrid": Heard(Evidence.HANDLE, appreciates=True)}
            ),
        ),
        Compared(opinion(YES, {"kofi": About(How.NAME, YES)}), answer()),
        Compared(opinion(YES), answer({"linh": Heard(Evidence.NAME, appreciates=True)})),
        Compared(
            opinion(NO, {"kofi": About(How.HANDLE, NO)}), answer({"kofi": Heard(Evidence.HANDLE, appreciates=True)})
        ),
    ]
    found = scores(met)
    assert tally(found.speakers, "together") == Tally(1, 3, 1, 2)
    assert row(found.speakers, "together").n == 3
    assert tally(found.speakers, "where the speaker was found") == Tally(1, 2, 1, 1)
    assert row(found.speakers, "where the speaker was found").n == 2
    assert found.borderline_pairs == 1


def test_whole_posts_are_scored_together_and_by_language() -> None:
    warm, cool = answer(tone=Tone(appreciation=0.5)), answer(tone=Tone(appreciation=0.49))
    met = [
        Compared(opinion(YES), warm),
        Compared(opinion(NO), warm),
        Compared(opinion(NO), cool),
        Compared(opinion(UNSURE), warm),
        Compared(opinion(YES, language="pl"), cool),
    ]
    found = scores(met)
    assert [(one.name, one.n) for one in found.posts] == [("together", 4), ("en", 3), ("pl", 1)]
    assert tally(found.posts, "together") == Tally(1, 2, 1, 2)
    assert tally(found.posts, "pl") == Tally(0, 0, 0, 1)
    assert found.borderline_posts == 1


def test_one_language_is_not_told_twice() -> None:
    found = scores([Compared(opinion(YES), answer())])
    assert [one.name for one in found.posts] == ["together"]


def test_what_readers_were_not_asked_is_not_scored() -> None:
    found = scores([Compared(Opinion(appreciates=YES), answer())])
    assert (found.attribution, found.speakers, found.held) == ([], [], [])
    assert (found.questions, found.promotion) == (None, None)
    assert scores([]).posts == []


def test_questions_and_promotion_are_scored_where_labels_carry_them() -> None:
    met = [
        Compared(opinion(question=YES, promotion=YES), answer(tone=Tone(question=0.9, promotion=0.9))),
        Compared(opinion(question=NO, promotion=NO), answer(tone=Tone(question=0.9, promotion=0.9))),
        Compared(opinion(question=UNSURE, promotion=UNSURE), answer(tone=Tone(question=0.9, promotion=0.9))),
        Compared(opinion(), answer()),
    ]
    found = scores(met)
    assert found.questions is not None
    assert (found.questions.n, found.questions.scored.tally) == (2, Tally(1, 2, 1, 1))
    assert found.promotion is not None
    assert (found.promotion.n, found.promotion.share.value) == (2, 0.5)


def test_holding_is_a_share_of_the_posts_about_a_speaker() -> None:
    about = {"kofi": About(How.HANDLE, NO)}
    met = [
        Compared(opinion(YES, about, criticism=NO), answer(verdict=Verdict.SHOW)),
        Compared(opinion(NO, about, criticism=YES), answer(verdict=Verdict.HOLD)),
        Compared(opinion(NO, about, criticism=NO), answer(verdict=Verdict.HIDE)),
        Compared(opinion(NO), answer(verdict=Verdict.HOLD)),
    ]
    found = scores(met)
    held = {one.name: (one.n, one.share.value) for one in found.held}
    assert held == {
        "about a speaker": (3, 1 / 3),
        "appreciates: yes": (1, 0),
        "appreciates: no": (2, 0.5),
        "critical": (1, 1),
        "not critical": (2, 0),
    }
    assert next(one for one in found.hidden if one.name == "about a speaker").share.value == 1 / 3


def test_two_readers_are_compared_in_posts_and_in_whom_they_are_about() -> None:
    one = opinion(YES, {"kofi": About(How.HANDLE, YES)})
    other = opinion(NO, {"kofi": About(How.NAME, YES), "ingrid": About(How.NAME, NO)})
    labels = [
        Label(post="1", event=None, opinion=one, readers=(one, one)),
        Label(post="2", event=None, opinion=one, readers=(one, other)),
        Label(post="3", event=None, opinion=one),
    ]
    told = {name: (n, value) for name, n, value in kappas(labels)}
    assert told["posts"] == (2, 0)
    assert told["posts and speakers"][0] == 3
    assert list(kappas(labels[2:])) == []
