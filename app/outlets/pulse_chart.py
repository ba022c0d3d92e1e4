"""The pulse of an event as SVG, for the desk: how fast it comes, and whether the moderators keep up.

Units are those of the viewBox; what a class looks like is said in moderate.css.
"""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from app.domain.phrase import phrase, phrases
from app.domain.pulse import Pulse
from app.outlets.languages import as_filter, say
from app.outlets.times import local, number

_STEP, _WIDE = 3.6, 2.6  # of a minute: its place, and its bar
_BASE, _TALL = 52.0, 40.0
_RIGHT, _BOTTOM = 216.0, 68.0
_LOWEST = 5  # so many a minute fill the height at least: one post is no flood


def pulse_chart(pulse: Pulse, zone: ZoneInfo) -> Markup:
    """A bar for each minute of the hour; the part of it that waits stands in front, at its foot."""
    top = max(_LOWEST, pulse.strongest.came)
    came, waits = (_bars([getattr(beat, which) for beat in pulse.beats], top) for which in ("came", "waits"))
    return Markup(
        '<svg class="pulse-chart" viewBox="0 0 {0} {1}" role="img" aria-labelledby="pulse-t pulse-d">'
        '<title id="pulse-t">{2}</title><desc id="pulse-d">{3}</desc>'
        '<path class="top" d="M0 {4}H{0}"/><text x="0" y="{5}">{6}</text>'
        '<path class="came" d="{7}"/><path class="waits" d="{8}"/><path class="axis" d="M0 {9}H{0}"/>'
        '<text x="0" y="{1}">{10}</text><text x="{0}" y="{1}" text-anchor="end">{11}</text></svg>'
    ).format(
        f"{_RIGHT:g}",
        f"{_BOTTOM:g}",
        say(phrase("Posts a minute, in the last hour")),
        pulse_words(pulse, zone),
        f"{_BASE - _TALL:g}",
        f"{_BASE - _TALL - 3:g}",
        number(top),
        came,
        waits,
        f"{_BASE:g}",
        local(pulse.beats[0].starts_at, zone),
        local(pulse.beats[-1].starts_at, zone),
    )


def pulse_words(pulse: Pulse, zone: ZoneInfo) -> str:
    """Say in a sentence or two what the bars show."""
    if not pulse.came:
        return say(phrase("Nothing came in the last hour."))
    strongest = pulse.strongest
    came = phrases(
        "One post came in the last hour, at {time}.",
        "{n} posts came in the last hour, at most {most} a minute ({time}).",
        pulse.came,
        most=number(strongest.came),
        time=local(strongest.starts_at, zone),
    )
    none = phrase("None of them waits.")
    waits = phrases("One of them waits.", "{n} of them wait.", pulse.waits) if pulse.waits else none
    return f"{say(came)} {say(waits)}"


def _bars(counts: list[int], top: int) -> str:
    return "".join(
        f"M{at * _STEP:.1f} {_BASE:g}v-{_TALL * count / top:.1f}h{_WIDE}v{_TALL * count / top:.1f}z"
        for at, count in enumerate(counts)
        if count
    )


FILTERS: Mapping[str, Callable[..., Any]] = {
    "pulse_chart": as_filter(pulse_chart),
    "pulse_words": as_filter(pulse_words),
}
