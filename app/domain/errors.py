"""Every error that Ovation raises on purpose, in one small tree.

    OvationError
    ├── BadInput            what was handed in cannot be used; `line` says where, when it was a file
    │   └── CutShort        … because it ends in its middle: what stood before could be used
    ├── NotFound            no such event, speaker, invitation …
    ├── Conflict            it exists already, or somebody else was faster
    ├── Refused             the caller may not do this
    │   └── SignInNeeded    … but may after signing in
    ├── SchemaMismatch      the database is newer than this program
    └── Unavailable         a network, bus or database cannot be reached; `retry_after` when known
        └── RateLimited     … because we asked too often

Status codes belong to `app/routes/problems.py`, exit codes to `app/cli.py`.
"""

from datetime import timedelta

from typing_extensions import override


class OvationError(Exception):
    """Base of all; the message is one sentence that says what is wrong, where, and what to do."""


class BadInput(OvationError):
    """What was handed in cannot be used."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line

    @override
    def __str__(self) -> str:
        message = super().__str__()
        return message if self.line is None else f"line {self.line}: {message}"


class CutShort(BadInput):
    """A file ends in its middle; what stood before could be used."""


class NotFound(OvationError):
    """There is no such thing."""


class Conflict(OvationError):
    """It exists already, or has changed meanwhile."""


class Refused(OvationError):
    """The caller may not do this."""


class SignInNeeded(Refused):
    """Nobody is signed in, and this needs somebody."""


class SchemaMismatch(OvationError):
    """The database's schema is not one that this program can use."""


class Unavailable(OvationError):
    """Something that we depend on does not answer."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RateLimited(Unavailable):
    """We asked too often."""
