"""`ovation say`: the door of the page on which people say thanks without an account."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.running import in_house
from app.terminal import tell

if TYPE_CHECKING:
    from app.house import House

say_app = typer.Typer(
    help="Close the thanks page of an event for a while, and open it again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The event, as in its addresses: longshore26.")]
_BY = "the command line"


@say_app.command("close")
def close(slug: _Slug) -> None:
    """Take nothing more for now; what was said before stays where it is."""

    async def run(house: "House") -> bool:
        return await house.saying.close(slug, _BY)

    changed = in_house(run)
    tell(f"the thanks page of {slug} {'is closed' if changed else 'was closed already'}")


@say_app.command("open")
def open_(slug: _Slug) -> None:
    """Take what people say again."""

    async def run(house: "House") -> bool:
        return await house.saying.open(slug)

    changed = in_house(run)
    tell(f"the thanks page of {slug} {'is open' if changed else 'was open already'}")
