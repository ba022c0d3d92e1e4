"""Authors: what each account looked like last, and whether it is still there."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.network import Network
from app.domain.post import PostKey


class Accounts:
    """The accounts that were heard at each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def gone(self, event_id: int, network: Network, account_key: str, at: datetime) -> set[PostKey]:
        """Remember that an account is gone; the posts that this takes away."""
        raise NotImplementedError

    async def back(self, event_id: int, network: Network, account_key: str, at: datetime) -> set[PostKey]:
        """Remember that an account is back; the posts that this brings back."""
        raise NotImplementedError
