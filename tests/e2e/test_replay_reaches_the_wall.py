"""The main job in a real browser: what a replay stores is on the wall, without a reload, whoever stored it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from app.main import create_app
from tests.support.archive import ROSTER, Line, deleted, edited, post, written
from tests.support.browser import PHONE, OpenPage
from tests.support.command import ovation, ovation_process, serving
from tests.support.installation import listening, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives

_SOON = 60_000  # milliseconds; a wall follows in well under one second


class Quay:
    """An event served from a folder, and a command line beside it that writes into the same folder."""

    def __init__(self, folder: Path, base: str) -> None:
        self.data = folder / "data"
        self.wall = f"{base}/wall/harbour"
        self._folder = folder
        self._archives = 0

    def replay(self, *lines: Line) -> None:
        """Replay lines from another process."""
        self._archives += 1
        archive = written(self._folder / f"{self._archives}.jsonl", lines)
        done = ovation_process("replay", "harbour", str(archive), data=self.data)
        assert done.code == 0, done.err


@pytest.fixture
def quay(tmp_path: Path) -> Iterator[Quay]:
    data = tmp_path / "data"
    create = ("--name", "Harbour Day", "--hashtag", "harbourday", "--timezone", "Europe/Lisbon")
    assert ovation("event", "create", "harbour", *create, data=data).code == 0
    roster = written(tmp_path / "speakers.jsonl", ROSTER)
    assert ovation("event", "import", "harbour", str(roster), data=data).code == 0
    with listening(create_app(settings_for(data))) as base:
        yield Quay(tmp_path, base)


async def _live(page: Page) -> None:
    await expect(page.locator("html[data-state=live]")).to_be_attached(timeout=_SOON)


async def test_a_replayed_post_appears_an_edit_changes_it_and_a_deletion_removes_it(page: Page, quay: Quay) -> None:
    await page.goto(quay.wall)
    await _live(page)
    await page.evaluate("window.sameDocument = true")
    line = post(31, "Oskar Lindqvist was brilliant, I loved every minute")
    voice = page.locator(".room .voice:visible", has_text="was brilliant")

    quay.replay(line)
    await expect(voice.first).to_be_visible(timeout=_SOON)
    await expect(voice.locator("mark").first).to_have_text("Oskar Lindqvist")
    await expect(voice.first).to_contain_text("Noor Dijkstra")

    quay.replay(edited(line, "Oskar Lindqvist was magnificent, I loved every minute"))
    await expect(page.locator(".room .v:visible", has_text="was magnificent").first).to_be_visible(timeout=_SOON)
    await expect(voice).to_have_count(0)

    quay.replay(deleted(line))
    await expect(page.locator(".voice:visible", has_text="magnificent")).to_have_count(0, timeout=_SOON)
    assert await page.evaluate("window.sameDocument") is True
    assert "magnificent" not in await page.content()


async def test_what_is_about_a_speaker_and_not_surely_kind_never_reaches_the_page(page: Page, quay: Quay) -> None:
    await page.goto(f"{quay.wall}?density=foyer")
    await _live(page)
    quay.replay(
        post(31, "Oskar Lindqvist was dull, I hated every minute of this terrible talk"),
        post(32, "Oskar Lindqvist was a delight, thank you so much", by="b@dijk.example"),
    )
    await expect(page.locator(".foyer .v", has_text="was a delight").first).to_be_visible(timeout=_SOON)
    assert "dull" not in await page.content()
    for path in (quay.wall, f"{quay.wall}/text"):
        assert "dull" not in await (await page.context.request.get(path)).text()


async def test_a_wall_whose_server_goes_away_says_so_and_resumes_without_a_gap(
    open_page: OpenPage, tmp_path: Path, quay: Quay
) -> None:
    page = await open_page(expects=("WebSocket", "ERR_CONNECTION", "1012", "net::"))
    app = create_app(settings_for(quay.data))
    with listening(app) as base:
        await page.goto(f"{base}/wall/harbour/text")
        await _live(page)
    await expect(page.locator("html:not([data-state=live])")).to_be_attached(timeout=_SOON)
    quay.replay(post(31, "Oskar Lindqvist was a delight, thank you"))
    port = base.rsplit(":", 1)[1]
    with serving(quay.data, port=port):
        await expect(page.get_by_text("was a delight").first).to_be_visible(timeout=30_000)
        await _live(page)


@pytest.mark.wide
async def test_the_text_mirror_and_the_phone_page_follow_too(open_page: OpenPage, quay: Quay) -> None:
    mirror, phone = await open_page(), await open_page(viewport=PHONE)
    await mirror.goto(f"{quay.wall}/text")
    await phone.goto(quay.wall)
    await _live(mirror)
    await _live(phone)
    line = post(31, "Thank you Oskar Lindqvist for the quay")
    quay.replay(line)
    for page in (mirror, phone):
        await expect(page.locator("main").get_by_text("for the quay").first).to_be_visible(timeout=_SOON)
    quay.replay(deleted(line))
    for page in (mirror, phone):
        await expect(page.locator("main").get_by_text("for the quay").locator("visible=true")).to_have_count(
            0, timeout=_SOON
        )
