"""Letters, ledger, home and door in a real browser: nothing overflows or overlaps, on paper, on phones, by keyboard."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from playwright.async_api import Page

from tests.support.browser import PHONE, OpenPage
from tests.support.letters_stub import BASE, pages, serve

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives
DESK = {"width": 1440, "height": 900}
PAPER = {"width": 794, "height": 1123}  # A4 at 96 dots an inch
HOME = "/events/longshore26"
LETTER = f"{HOME}/speakers/ingrid/digest"


@cache
def found() -> Mapping[str, str]:
    return pages()


async def opened(open_page: OpenPage, path: str, viewport: Mapping[str, int] = DESK, **more: Any) -> Page:
    page = await open_page(viewport=dict(viewport), **more)
    await serve(page, found())
    answer = await page.goto(BASE + path)
    assert answer is not None
    assert answer.status == 200
    return page


OVERLAPS = """() => {
  const kinds = 'h1,h2,h3,p,blockquote,small,.btn,.meta,.face,time,summary,.chart text,li>a,td,th';
  const head = e => e.closest('thead') && getComputedStyle(e.closest('thead')).clipPath !== 'none';
  const clipped = e => e.closest('.vh') || head(e);
  const shown = [...document.querySelectorAll(kinds)].filter(e => !clipped(e) && e.checkVisibility())
    .map(e => [e, e.getBoundingClientRect()]).filter(([, box]) => box.width > 1);
  const name = e => e.outerHTML.slice(0, 80);
  const reached = e => e.closest('nav.side ul') && getComputedStyle(e.closest('ul')).overflowX === 'auto';
  const off = ([e, box]) => (box.left < -1 || box.right > innerWidth + 1) && !reached(e);
  const wrong = shown.filter(off).map(([e]) => 'out: ' + name(e));
  for (const [at, [a, p]] of shown.entries()) for (const [b, q] of shown.slice(at + 1)) {
    const x = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const y = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (x > 2 && y > 3 && !a.contains(b) && !b.contains(a)) wrong.push('overlap: ' + name(a) + ' / ' + name(b));
  }
  return wrong;
}"""

WELL_MADE = """() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const ids = all('[id]').map(e => e.id);
  const named = e => (e.getAttribute('aria-label') || e.textContent).trim() || e.querySelector('[aria-label]');
  const levels = all('h1,h2,h3,h4').map(h => +h.tagName[1]);
  return [
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map(id => 'twice: ' + id),
    ...all('a,button,[role=img]').filter(e => !named(e)).map(e => 'no name: ' + e.outerHTML),
    ...all('[style]').map(e => 'style: ' + e.outerHTML.slice(0, 90)),
    ...all('table').filter(e => !e.caption || !e.querySelector('th[scope]')).map(() => 'a table without caption or th'),
    ...(levels[0] === 1 && levels.filter(level => level === 1).length === 1 ? [] : ['one h1, and first']),
    ...levels.filter((level, at) => at && level > levels[at - 1] + 1).map(level => 'a step to h' + level),
  ];
}"""


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
async def test_every_page_is_well_made_and_nothing_overflows_or_overlaps(
    open_page: OpenPage, viewport: dict[str, int]
) -> None:
    page = await open_page(viewport=viewport)
    await serve(page, found())
    for path in found():
        await page.goto(BASE + path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
        if "many" not in path and "large" not in path:  # the same rows again, a hundred thousand pairs of them
            assert await page.evaluate(OVERLAPS) == [], path
        assert await page.evaluate(WELL_MADE) == [], path


async def test_a_letter_begins_with_people_and_holds_every_word(open_page: OpenPage) -> None:
    page = await opened(open_page, LETTER)
    assert await page.locator("h1").inner_text() == "Dear Ingrid Sølvberg,"
    assert (
        "23 different people wrote about Ninety years of tide notebooks"
        in await page.locator(".lead").first.inner_text()
    )
    assert await page.locator(".said > li").count() == 23
    assert await page.locator(".said").first.locator("> li").count() == 4
    await page.locator(".more a").click()
    assert await page.evaluate("document.querySelector('#all').getBoundingClientRect().top < innerHeight")
    arabic = page.locator("blockquote[lang=ar]").first
    assert await arabic.get_attribute("dir") == "rtl"
    assert (await page.locator("mark").all_inner_texts())[0] == "Ingrid Sølvberg"


async def test_a_content_warning_stays_closed_until_it_is_opened(open_page: OpenPage) -> None:
    page = await opened(open_page, LETTER)
    words = page.get_by_text("I lost my father’s notebooks in a flood.")
    assert not await words.is_visible()
    await page.get_by_text("Content warning: grief").click()
    assert await words.is_visible()


async def test_the_chart_can_be_read_as_a_table(open_page: OpenPage) -> None:
    page = await opened(open_page, LETTER)
    await page.get_by_text("The same as a table").click()
    table = page.locator("figure table")
    assert await table.locator("caption").count() == 1
    assert await table.locator("th[scope=col]").count() == 3
    assert await table.locator("tbody th[scope=row]").first.inner_text() == "10:37"
    assert "moments stand out" in (await page.locator(".chart desc").text_content() or "")


async def test_on_paper_a_letter_keeps_every_word_and_drops_its_buttons(open_page: OpenPage) -> None:
    page = await opened(open_page, LETTER, PAPER)
    await page.emulate_media(media="print")
    assert await page.evaluate(OVERLAPS) == []
    assert not await page.locator(".pool").is_visible()
    assert not await page.locator("figure details").is_visible()
    button = page.locator(".btn").first
    assert await button.evaluate("e => getComputedStyle(e).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert await page.locator(".said.all > li").last.is_visible()
    assert (await page.pdf(format="A4")).startswith(b"%PDF")


async def test_the_ledger_says_what_by_whom_and_why(open_page: OpenPage) -> None:
    page = await opened(open_page, f"{HOME}/undelivered")
    assert await page.locator("h1").inner_text() == "40 still to hand over"
    rows = page.locator(".entries tbody tr")
    assert [text.strip() for text in await rows.locator("th bdi").all_inner_texts()] == [
        "Ingrid Sølvberg",
        "Tadeusz Żółkiewski",
        "森川 あかり",
    ]
    assert await page.get_by_text("There was no handle to send it to.").first.is_visible()
    more = page.get_by_text("14 more for Tadeusz Żółkiewski")
    hidden = page.get_by_text("I am on the parish council.")
    assert not await hidden.is_visible()
    await more.click()
    assert await hidden.is_visible()
    assert await page.locator(".field.wide").is_visible()
    await page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert await page.locator(".field.narrow").is_visible()


async def test_an_invitation_has_one_button_and_the_keyboard_reaches_it(open_page: OpenPage) -> None:
    page = await opened(open_page, "/join/speaker")
    assert await page.locator("button").count() == 1
    assert await page.locator("form").get_attribute("method") == "post"
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Read my letter"
    assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


async def test_the_keyboard_can_skip_the_navigation(open_page: OpenPage) -> None:
    page = await opened(open_page, HOME)
    await page.keyboard.press("Tab")
    assert await page.locator(".skip").evaluate("e => e.getBoundingClientRect().left") >= 0
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_desk_follows_the_system_and_letters_stay_light(open_page: OpenPage, scheme: str) -> None:
    page = await opened(open_page, HOME, color_scheme=scheme)
    page_colour = "getComputedStyle(document.documentElement).backgroundColor"
    assert await page.evaluate(page_colour) == {"light": "rgb(245, 245, 250)", "dark": "rgb(19, 16, 51)"}[scheme]
    await page.goto(BASE + LETTER)
    assert await page.evaluate(page_colour) == "rgb(245, 245, 250)"
