"""`ovation doctor`: what would go wrong on a wall if this machine showed it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from app.running import in_house
from app.terminal import say, tell

if TYPE_CHECKING:
    from app.house import House
    from app.services.doctor import ScriptCheck

_FOUND_PROBLEMS = 3


def doctor(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The event, as in its addresses: longshore26.")],
) -> None:
    """Say which scripts of an event's names and titles this machine can't draw: run it where the wall's browser is."""
    from app.outlets import fonts

    async def run(house: "House") -> "Sequence[ScriptCheck]":
        if not fonts.can_tell():
            await house.events.named(slug)
            return ()
        return await house.doctor.scripts(slug)

    checks = in_house(run)
    if not fonts.can_tell():
        say("fonts are not checked: fontconfig's `fc-list` is not on this machine (Debian: apt-get install fontconfig)")
    for check in checks:
        tell(_line(check))
    if any(check.undrawn for check in checks):
        say("a browser on this machine draws boxes there; Debian: apt-get install fonts-noto fonts-noto-cjk")
        raise typer.Exit(_FOUND_PROBLEMS)


def _line(check: "ScriptCheck") -> str:
    many = f"{check.characters} characters" if check.characters != 1 else "1 character"
    if not check.undrawn:
        return f"{check.script}: drawn ({many})"
    seen = "; ".join(check.seen_in)
    return f"{check.script}: {len(check.undrawn)} of {many} can't be drawn, as in: {seen}"
