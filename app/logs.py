"""Logs: one line an entry on standard error, a constant message and its facts as fields."""

import logging
from typing import Any

from typing_extensions import override

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Facts(logging.Formatter):
    """Writes `2026-05-07T09:00:00+0000 WARNING ovation.jobs: job failed job=publish`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    @override
    def formatMessage(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        return super().formatMessage(record) + "".join(f" {name}={_told(value)}" for name, value in facts.items())


def log_to_stderr() -> None:
    """Log warnings and worse: for a server, whose standard error is its log."""
    handler = logging.StreamHandler()
    handler.setFormatter(Facts())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def log_nothing() -> None:
    """Log nothing: a command says what it has to say in its one line."""
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)


def _told(value: object) -> str:
    text = str(value).replace("\n", "\\n")
    return repr(text) if " " in text else text
