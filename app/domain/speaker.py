"""A speaker: whom appreciation is for."""

from dataclasses import dataclass
from typing import NewType

from app.domain.account import Account
from app.domain.handle import Handle, HandleKey
from app.domain.network import Network

SpeakerKey = NewType("SpeakerKey", str)  # unique within an event; survives a re-import


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A person on the programme. `handles` may be empty: that is whom Ovation exists for."""

    key: SpeakerKey
    name: str
    aliases: tuple[str, ...] = ()
    organisation: str | None = None
    photo: str | None = None
    handles: tuple[Handle, ...] = ()

    def on(self, network: Network) -> tuple[Handle, ...]:
        """The speaker's handles on one network."""
        return tuple(handle for handle in self.handles if handle.network is network)

    def owns(self, handle: HandleKey | None, remote_id: str | None = None) -> bool:
        """Whether a handle, or the remote id beside it, is the speaker's own."""
        for own in self.handles:
            if handle is not None and own.key == handle:
                return True
            if (
                remote_id is not None
                and own.remote_id == remote_id
                and (handle is None or handle.network is own.network)
            ):
                return True
        return False

    def wrote(self, account: Account) -> bool:
        """Whether an account is the speaker's own, or a bridged copy of it."""
        return self.owns(account.handle_key, account.remote_id) or self.owns(account.behind)
