"""What it costs to send one frame to everyone: beside the kernel's limit, npm's ws and what uvicorn does by itself."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import count
from statistics import median

from app.domain.wall import WallChange
from app.outlets.frames import changes_frame
from tests.bench.crowd import posts
from tests.bench.rounds import ROUNDS, Result
from tests.bench.sides import Missing, Side, viewers_in
from tests.support.wall_cards import NOW, card

_MESSAGES = 20_000  # deliveries a round and side are at least so many, and at least five messages
_BURST = 20  # posts in one frame


def frames(how_many: int, burst: int = 1) -> Iterator[str]:
    """Frames as walls get them, each with so many posts of the demo's voices."""
    said = posts(how_many * burst)
    numbers = count(1)
    for start in range(0, len(said), burst):
        cards = [
            card(next(numbers), post.text, name=post.author.name, handle=f"@{post.author.handle}")
            for post in said[start : start + burst]
        ]
        changes = [WallChange(seq=int(one.id), id=one.id, card=one) for one in cards]
        yield changes_frame("epoch", changes[0].seq - 1, changes, None, NOW)


def measure(viewers: int) -> Iterator[Result | str]:
    """Goals 1, 2 and 3 of performance.md, in CPU of the sending process as the scheduler counts it."""
    with ExitStack() as stack:
        try:
            workshop, crowd = viewers_in(stack)
        except Missing as lacking:
            yield f"fan-out: not run, because {lacking}"
            return
        sides: dict[str, Side] = {}
        for name, which, packed in (
            ("plain", "ours", False),
            ("packed", "ours", True),
            ("uvicorn", "defaults", True),
        ):
            sides[name] = Side.python(which, name, viewers=crowd, count=viewers, packed=packed)
            stack.callback(sides[name].close)
        for name in ("kernel", "ws"):
            try:
                command = (str(workshop.compiled("kernel")),) if name == "kernel" else workshop.npm_ws()
            except Missing as lacking:
                yield f"fan-out beside {name}: not run, because {lacking}"
                continue
            sides[name] = Side(name, command, viewers=crowd, count=viewers, packed=False)
            stack.callback(sides[name].close)
        yield from _contest(sides, viewers)


def _contest(sides: Mapping[str, Side], viewers: int) -> Iterator[Result]:
    each = max(5, _MESSAGES // viewers)
    single = frames(each * (ROUNDS + 1))
    bursts = frames(each * ROUNDS, _BURST)
    burst: list[float] = []
    blocked: list[float] = []
    size = dict.fromkeys(sides, 0)
    for turn in range(ROUNDS + 1):
        told = [next(single) for _ in range(each)]
        for side in sides.values():
            side.listen()
            before = side.judge.size
            if turn:
                side.round(told)
            else:
                side.send(told)  # the first time, everything is loaded
            side.listen()
            if turn:
                size[side.name] += side.judge.size - before
        if turn:
            burst.append(sides["packed"].send([next(bursts) for _ in range(each)]) / _BURST)
            blocked.append(sides["plain"].blocked(told[0]))
    for side in sides.values():
        side.check()
    yield from _results(sides, viewers, median(burst), median(blocked), size)


def _results(
    sides: Mapping[str, Side], viewers: int, burst: float, blocked: float, size: Mapping[str, int]
) -> Iterator[Result]:
    plain, packed, uvicorn = sides["plain"], sides["packed"], sides["uvicorn"]
    of = f"{viewers:,} viewers"
    for name, what, goal in (("kernel", "an epoll loop in C", "≤ 1.35"), ("ws", "npm's ws", "≤ 0.7")):
        if name in sides:
            yield Result(
                f"sending to {of}, beside {what}", plain.cost / sides[name].cost, goal, _cost(plain, sides[name])
            )
    yield Result(
        f"sending to {of}, packed, beside uvicorn's defaults",
        packed.cost / uvicorn.cost,
        "≤ 0.25",
        _cost(packed, uvicorn),
    )
    yield Result(
        "memory a viewer, beside uvicorn's defaults",
        packed.resident / uvicorn.resident,
        "≤ 0.1",
        f"{packed.resident:,.0f} and {uvicorn.resident:,.0f} bytes",
    )
    yield Result("how long a broadcast holds the loop, beside sending in one go", blocked, "≤ 0.2", "the longest gap")
    yield Result(
        f"{_BURST} posts in one frame, a delivered post beside one frame a post by uvicorn's defaults",
        burst / uvicorn.cost,
        "≤ 0.02",
        f"{burst:.2f} and {uvicorn.cost:.2f} µs",
    )
    yield Result("CPU of packing, beside plain frames", packed.cost / plain.cost, "≤ 1.2", _cost(packed, plain))
    yield Result(
        "bytes of the shared stream, beside a stream a connection (uvicorn's)",
        size["packed"] / size["uvicorn"],
        "≤ 1.1",
        f"{size['packed'] / size['plain']:.2f} of plain frames",
    )


def _cost(one: Side, other: Side) -> str:
    times = f"last viewer after {median(one.last):.0f} and {median(other.last):.0f} ms"
    return f"{one.cost:.2f} and {other.cost:.2f} µs CPU a delivery; {times}"
