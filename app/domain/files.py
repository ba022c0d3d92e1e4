"""The files that people hand in and take away: a command names its options by these, without what reads and writes."""

from enum import StrEnum


class RosterFormat(StrEnum):
    """How a programme is written. `auto` looks at the file."""

    AUTO = "auto"
    OVATION = "ovation"


class Report(StrEnum):
    """Which mentions a report holds."""

    MENTIONS = "mentions"
    UNDELIVERED = "undelivered"


class Format(StrEnum):
    """How a report is written."""

    CSV = "csv"
    JSON = "json"
