"""A wall that has stood for a whole day: what it keeps does not grow with what it was told, in any scene."""

import asyncio
import json
from itertools import cycle
from time import monotonic

import pytest
from playwright.async_api import CDPSession, Page

from app.domain.scene import Scene, Show
from tests.support.browser import OpenPage
from tests.support.wall_cards import card, speaker
from tests.support.wall_page import hurried, opened, told
from tests.support.wall_stub import WallStub, serving

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.long]

AT_ONCE = 100
EVERY = 0.5  # seconds: 200 posts in each
HELD = 60  # what the stub would tell a wall that comes anew
LEAVES = 40  # of each hundred


async def kept(page: Page, devtools: CDPSession) -> tuple[int, int]:
    """DOM nodes, and bytes of all objects of scripts after everything that can go has gone.

    Left out is machine code: the browser compiles more of it the longer a script runs, whatever the script keeps.
    """
    await page.wait_for_selector("body[data-scene=stream][data-lit]")
    parts: list[str] = []

    def hear(part: dict[str, str]) -> None:
        parts.append(part["chunk"])

    devtools.on("HeapProfiler.addHeapSnapshotChunk", hear)
    await devtools.send("HeapProfiler.takeHeapSnapshot")  # it collects first
    devtools.remove_listener("HeapProfiler.addHeapSnapshotChunk", hear)
    heap = json.loads("".join(parts))
    meta, nodes = heap["snapshot"]["meta"], heap["nodes"]
    width, size = len(meta["node_fields"]), meta["node_fields"].index("self_size")
    kinds = meta["node_types"][0]
    ours = sum(nodes[at + size] for at in range(0, len(nodes), width) if kinds[nodes[at]] not in {"code", "native"})
    return await page.evaluate("document.querySelectorAll('*').length"), ours


async def test_after_36000_posts_a_wall_holds_no_more_than_after_3600(open_page: OpenPage) -> None:
    page = await hurried(await open_page())
    stub = WallStub(tuple(card(number) for number in range(HELD, 0, -1)))
    scenes = cycle((Scene.STAGE, Scene.APPLAUSE, Scene.CREDITS, Scene.LETTERS, Scene.PROGRAMME, Scene.STREAM))
    last = 1000

    async def feed(count: int) -> None:
        nonlocal last
        due = monotonic()
        for at in range(count // AT_ONCE):
            said = [card(last + n, speakers=(speaker("Ingrid Sølvberg"),)) for n in range(AT_ONCE)]
            last += AT_ONCE
            stub.show(*said)
            stub.gone(*(one.id for one in said[:LEAVES]))
            stub.cards, stub.log = stub.cards[:HELD], []
            due += EVERY
            await asyncio.sleep(max(0.0, due - monotonic()))  # a rate, which nothing else could keep
            if at % 6 == 0:
                stub.play(Show(scene=next(scenes)))
                await told(page, stub)  # seldom: each look from outside leaves 300 bytes in the page
        stub.play(Show())

    with serving(stub):
        await opened(page, stub)
        devtools = await page.context.new_cdp_session(page)
        await feed(3_600)
        nodes, heap = await kept(page, devtools)
        await feed(32_400)
        nodes_later, heap_later = await kept(page, devtools)
    assert nodes_later == pytest.approx(nodes, rel=0.05)
    assert heap_later <= heap * 1.05
