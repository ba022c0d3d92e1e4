"""Opens pages in a real Chromium; a broken script, a breach of the CSP or a request to a third party fails the test."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    async_playwright,
    expect,
)

# first the one that draws no window around a page: the same engine, and a page costs a third
SYSTEM_CHROMIUMS = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",  # containers give /dev/shm 64 MB
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
)
ROOM = {"width": 1920, "height": 1080}  # a projector
PHONE = {"width": 390, "height": 844}
_PATIENCE = 30_000  # ms; what should happen at once is waited for so long before a test gives up: machines may be slow
OURS = {"127.0.0.1", "localhost", "::1"}

expect.set_options(timeout=_PATIENCE)


def system_chromium() -> str | None:
    """The Chromium that this machine has, or None."""
    return next(filter(None, map(shutil.which, SYSTEM_CHROMIUMS)), None)


def chromium_for(playwright: Playwright) -> str:
    """The Chromium to start: the machine's, else Playwright's own; skips with the reason where there is none."""
    found = system_chromium() or playwright.chromium.executable_path
    if not Path(found).exists():
        pytest.skip("not run: the browser part, because there is no Chromium (`make test` tries to install one)")
    return found


@dataclass  # no slots: Playwright notes its wrappers on the object whose methods listen
class Watch:
    """What went wrong on the pages of one test, apart from what the test expects."""

    expected: tuple[str, ...] = ()
    wrongs: list[str] = field(default_factory=list)
    over: bool = False  # the test has ended: its servers go away now, and a page may say so

    def note(self, wrong: str) -> None:
        """Remember a wrong, unless the test said that it would come."""
        if not self.over and not any(text in wrong for text in self.expected):
            self.wrongs.append(wrong)

    def hear(self, message: ConsoleMessage) -> None:
        """Console errors: among them every violation of the CSP and every file that did not load."""
        if message.type == "error":
            self.note(f"console: {message.text} ({message.location.get('url')})")

    def fail(self, error: Error) -> None:
        """Uncaught exceptions of the page's scripts."""
        self.note(f"script: {error.message}")

    def ask(self, request: Request) -> None:
        """Requests to any host but this one."""
        url = urlsplit(request.url)
        if url.scheme in {"http", "https", "ws", "wss"} and url.hostname not in OURS:
            self.note(f"third party: {request.url}")


OpenPage = Callable[..., Awaitable[Page]]
_WATCHES = pytest.StashKey[list[Watch]]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Stop watching before anything that the test stood on is taken down."""
    for watch in item.stash.get(_WATCHES, []):
        watch.over = True


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the session; each page has a context, and so a profile, of its own. Needs the session's loop."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium_for(playwright), args=list(ARGUMENTS))
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[OpenPage]:
    """`await open_page(viewport=PHONE, expects=("WebSocket",), **context)`: a watched page in a context of its own.

    `expects` are parts of console messages that belong to the test, such as a server that goes away; every other error
    of a script, violation of the CSP or request to a third party fails the test when it ends.
    """
    watches = request.node.stash.setdefault(_WATCHES, [])
    contexts: list[BrowserContext] = []

    async def opened(*, expects: tuple[str, ...] = (), **context: Any) -> Page:
        watch = Watch(expected=expects)
        watches.append(watch)
        contexts.append(await browser.new_context(**{"viewport": ROOM, **context}))
        page = await contexts[-1].new_page()
        page.set_default_timeout(_PATIENCE)
        page.on("console", watch.hear)
        page.on("pageerror", watch.fail)
        page.on("request", watch.ask)
        return page

    yield opened
    for one in contexts:
        await one.close()
    wrongs = [wrong for watch in watches for wrong in watch.wrongs]
    assert not wrongs, "\n".join(wrongs)


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_page: OpenPage) -> Page:
    """One watched page at the size of a projector."""
    return await open_page()
