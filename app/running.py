"""Runs one command inside a house: settings in, a service used, everything closed again."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from app.domain.errors import BadInput

if TYPE_CHECKING:
    from app.config import Settings
    from app.house import House

Result = TypeVar("Result")


def read_settings() -> "Settings":
    """Return the settings of this installation; BadInput names the variable that cannot be used."""
    from pydantic import ValidationError

    from app.config import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"OVATION_{'_'.join(str(part) for part in first['loc']).upper()}"
        raise BadInput(f"{name} {first['msg'].removeprefix('Value error, ')}") from error


def in_house(run: "Callable[[House], Coroutine[Any, Any, Result]]", settings: "Settings | None" = None) -> Result:
    """Open the house, run, and close it."""
    import asyncio

    from app.house import open_house

    async def inside() -> Result:
        async with open_house(settings or read_settings()) as house:
            return await run(house)

    return asyncio.run(inside())
