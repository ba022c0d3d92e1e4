"""What tests do with an open wall: wait for its line, and see who is lit."""

from playwright.async_api import Locator, Page, expect

from tests.support.wall_stub import WallStub


async def opened(page: Page, stub: WallStub, query: str = "", *, clock: bool = False) -> None:
    """Open the wall and wait for its line; with `clock`, the page's time stands until it is moved."""
    if clock:
        await page.clock.install()
    await page.goto(stub.url + query)
    await expect(page.locator("html")).to_have_attribute("data-state", "live")


async def told(page: Page, stub: WallStub) -> None:
    """Wait until the page has heard everything."""
    await expect(page.locator("html")).to_have_attribute("data-seq", str(stub.seq))


def lit(page: Page) -> Locator:
    return page.locator(".room .voice.lit:not([data-leaving])")


def half(page: Page) -> Locator:
    return page.locator(".room .voice.half:not([data-leaving])")


async def ids(page: Page) -> tuple[str | None, str | None]:
    """Who is lit, and who is in half-light."""
    lit_now = [await one.get_attribute("data-id") for one in await lit(page).all()]
    half_now = [await one.get_attribute("data-id") for one in await half(page).all()]
    assert len(lit_now) <= 1
    assert len(half_now) <= 1
    return (lit_now or [None])[0], (half_now or [None])[0]


HURRY = """
(() => {
  window.moved = new Set();
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, options) {
    for (const frame of frames) for (const part of Object.keys(frame)) window.moved.add(part);
    const { duration, delay = 0 } = options;
    const fast = { ...options, duration: duration / 20, delay: delay / 20 };
    return animate.call(this, frames, duration > 2000 ? options : fast);
  };
  addEventListener('transitionrun', (begun) => window.moved.add(begun.propertyName), true);
})();
"""


async def hurried(page: Page) -> Page:
    """Make short movements of a page twenty times as fast, and note in `window.moved` what moves."""
    await page.add_init_script(HURRY)
    return page
