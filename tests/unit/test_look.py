"""An event's look keeps what can be read: a colour too dark is refused with its ratio, and sight is computed."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.assets import web
from app.domain.errors import BadInput
from app.domain.look import (
    ENOUGH,
    PAGE,
    TEXTS,
    VEIL,
    Lettering,
    Look,
    Sight,
    Sponsor,
    checked_sponsors,
    contrast,
    lightened,
    mix,
    veiled_ratio,
)
from app.domain.scene import Show, scene_named
from app.outlets.look_css import look_css

A_PATH = f"/wall/harbour/look/{'a' * 32}.webp"


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#FFF7E6", 17.1), ("#D6D3EE", 12.5), ("#FFC861", 11.9), ("#9DCFF7", 11.0)]
)
def test_ratios_are_those_of_the_design(colour: str, ratio: float) -> None:
    assert round(contrast(colour, PAGE), 1) == ratio
    assert contrast(PAGE, colour) == contrast(colour, PAGE)


def test_the_page_that_is_computed_with_is_the_page_of_the_styles() -> None:
    tokens = (web() / "static/css/tokens.css").read_text(encoding="utf-8")
    ink = re.search(r"--ink-900: (#\w+)", tokens)
    assert ink is not None
    assert ink[1] == PAGE
    assert Path(web() / "static/js/set_up.js").read_text(encoding="utf-8").count(f"'{PAGE}'") == 1


def test_a_colour_that_the_last_row_cannot_read_is_refused_with_its_ratio_and_one_that_can() -> None:
    with pytest.raises(BadInput, match=r"#A02040 has 2\.\d to 1") as refused:
        Look(colour="#A02040")
    offered = str(refused.value).rpartition(" ")[2]
    assert contrast(offered, PAGE) >= ENOUGH
    assert Look(colour=offered).colour == offered


@given(some.integers(0, 0xFFFFFF))
def test_every_colour_is_taken_or_has_a_lighter_one_that_is(number: int) -> None:
    assert contrast(lightened(f"#{number:06X}"), PAGE) >= ENOUGH


@pytest.mark.parametrize("colour", ["red", "#FFF", "#FFC86", "#FFC861;}", "url(//x)", "#FFC861\n", "＃FFC861"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(BadInput, match="is no colour"):
        Look(colour=colour)


def test_words_keep_their_contrast_where_a_background_is_white() -> None:
    assert all(veiled_ratio(colour) >= ENOUGH for colour in TEXTS.values())
    assert mix("#FFFFFF", "#000000", 0.5) == "#808080"
    faint = lightened("#A02040")
    assert Look(colour=faint).background is None
    with pytest.raises(BadInput, match="where the background is white"):
        Look(colour=faint, background=A_PATH)
    assert VEIL < 0.2


def test_twenty_metres_from_a_screen_of_four_take_a_quote_of_sixty_eight() -> None:
    room = Sight(screen=4, farthest=20)
    assert (room.needed, room.density, room.reads_to) == (68, "room", 20)
    foyer = Sight(screen=1.9, farthest=5)
    assert (foyer.density, round(foyer.needed)) == ("foyer", 36)
    hall = Sight(screen=4, farthest=40)
    assert hall.reads_to < hall.farthest
    for screen, farthest in ((0.0, 10.0), (4.0, 0.0), (float("nan"), 10.0), (4.0, float("inf"))):
        with pytest.raises(BadInput, match="metres"):
            Sight(screen=screen, farthest=farthest)


def test_a_stylesheet_holds_nothing_that_was_not_checked() -> None:
    assert look_css(Look()).strip().startswith("/*")
    assert ":root" not in look_css(Look())
    whole = look_css(Look(colour="#FFD200", lettering=Lettering.SANS, background=A_PATH))
    assert "--warm: #FFD200" in whole
    assert 'data-theme="light"' not in whole, "a colour for the dark is none for paper"
    assert f"url({A_PATH})" in whole
    assert "86%" in whole
    assert "url(" not in look_css(Look(background="/wall/x/look/../../evil.webp"))


def test_sponsors_have_names_of_their_own_and_fit_their_cards() -> None:
    assert checked_sponsors([Sponsor(name="Tide"), Sponsor(name="Moss")])[1].name == "Moss"
    with pytest.raises(BadInput, match="two sponsors"):
        checked_sponsors([Sponsor(name="Tide"), Sponsor(name=" tide")])
    with pytest.raises(BadInput, match="room for 40"):
        checked_sponsors([Sponsor(name=f"S{n}") for n in range(41)])
    for name, line in ((" ", ""), ("x" * 61, ""), ("x", "y" * 121)):
        with pytest.raises(BadInput):
            Sponsor(name=name, line=line)


def test_a_show_knows_when_it_is_the_same() -> None:
    assert Show(by="Rosa").same_as(Show(by="Mo"))
    assert not Show(blank=True).same_as(Show())
    with pytest.raises(BadInput, match="there are stream, stage"):
        scene_named("fireworks")
