"""A verdict: whether a post may be projected, and the reason in words."""

from enum import StrEnum


class Verdict(StrEnum):
    """`hold` waits for a person; `hide` never goes up by itself."""

    SHOW = "show"
    HOLD = "hold"
    HIDE = "hide"
