"""Charts as SVG made on the server: lengths are attributes and colours are classes, so no page needs an inline style.

Every number is in units of the chart's own viewBox; what a class looks like is said in letter.css and desk.css.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from markupsafe import Markup

from app.domain.landing import Bar, Landing, Moment
from app.domain.ledger import Coverage, Entry, Ledger
from app.domain.phrase import phrase, phrases
from app.domain.wording import spelled
from app.outlets.languages import say
from app.outlets.painting import painted
from app.outlets.times import local, row

_LEFT, _RIGHT, _BASE, _TALL, _UNIT = 4.0, 696.0, 240.0, 130.0, 26.0
_TICKS = (5, 10, 15, 20, 30, 60, 120, 240)  # minutes
_TICK_ROOM = 100.0  # a time of day takes this much on a phone
_DIGIT = 9.5  # of the axis’ words on a phone, on average
_LETTER = 13.5  # of a phone's annotation, on average
_SMALL = 6.5  # of what stands below it, on wide pages alone
_ROWS = (82.0, 26.0)  # how high above the tallest bar the words stand: over the talk, over the end
_HEAD = 110.0  # room above the tallest bar for both
_BOTTOM = 276.0


def landing_chart(landing: Landing, zone: ZoneInfo) -> Markup:
    """Bars of different people per `landing.step` minutes, hatched after the end, with the moments that stand out."""
    name = f"landing-{crc32(landing.talk.key.encode()):08x}"
    top = max(bar.people for bar in landing.bars)
    unit = min(_UNIT, _TALL / top)
    axis = _Axis(landing)
    tallest = _BASE - top * unit
    above = tallest - (_HEAD if landing.moments else 14)
    title, told = say(phrase("When {title} landed", title=landing.talk.title)), landing_words(landing, zone)
    parts = [
        Markup(
            '<svg class="chart" viewBox="0 {3:.0f} 700 {4:.0f}" role="img" aria-labelledby="{0}-t {0}-d">'
            '<title id="{0}-t">{1}</title><desc id="{0}-d">{2}</desc>'
            '<defs><pattern id="{0}-h" width="5" height="5" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><rect class="paper" width="5" height="5"/>'
            '<path class="stripe" d="M0 0V5"/></pattern></defs>'
        ).format(
            name,
            title,
            told,
            above,
            _BOTTOM - above,
        )
    ]
    for bar in landing.bars:
        if bar.people:
            fill = Markup(' fill="url(#{}-h)"').format(name) if bar.after else Markup(' class="bar"')
            height = bar.people * unit
            start, end = axis.x(bar.starts_at), axis.x(bar.ends_at)
            parts.append(
                Markup('<rect{} x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
                    fill, start + 1.4, _BASE - height, max(end - start - 2.8, 1.5), height
                )
            )
    parts.append(Markup('<path class="axis" d="M{} {}H{}"/>').format(_LEFT, _BASE, _RIGHT))
    parts += axis.ticks(zone)
    parts += _annotations(landing, axis, unit, zone, tallest)
    return Markup().join(parts) + Markup("</svg>")


def landing_words(landing: Landing, zone: ZoneInfo) -> str:
    """Say in a sentence what the bars show, for whoever does not see them."""
    if not landing.moments:
        return say(phrase("People wrote all through it, one at a time."))
    told = [_moment_words(moment, zone) for moment in landing.moments]
    n, moments = len(told), row(told)
    words = phrases(
        "One moment stands out: {moments}.", "{n} moments stand out: {moments}.", n, n=spelled(n), moments=moments
    )
    return say(words.begins())


def _moment_words(moment: Moment, zone: ZoneInfo) -> str:
    at, n = local(moment.bar.starts_at, zone), moment.bar.people
    when = phrase("{time}, after the end", time=at) if moment.bar.after else at
    return say(phrases("{time}, with one person", "{time}, with {n} people", n, n=spelled(n), time=when))


class _Axis:
    """Places moments of a talk on a chart."""

    def __init__(self, landing: Landing) -> None:
        self._bars = landing.bars
        self._start = landing.bars[0].starts_at
        self._last = landing.bars[-1].ends_at
        self._end = next((bar.starts_at for bar in landing.bars if bar.after), self._last)

    def x(self, moment: datetime) -> float:
        return _LEFT + (_RIGHT - _LEFT) * ((moment - self._start) / (self._last - self._start))

    def ticks(self, zone: ZoneInfo) -> Iterable[Markup]:
        minute = self.x(self._start + timedelta(minutes=1)) - _LEFT
        step = next((step for step in _TICKS if step * minute >= _TICK_ROOM), _TICKS[-1])
        x = self.x(self._end)
        words = say(phrase("{time}, end", time=local(self._end, zone)))
        label = min(x, _RIGHT - _DIGIT * len(words))
        moment = self._start
        while self.x(moment) <= label - _TICK_ROOM:
            yield _tick(self.x(moment), local(moment, zone))
            moment += timedelta(minutes=step)
        yield _tick(x, words) if label == x else _tick(x, words, label=_RIGHT, anchor="end")


def _tick(x: float, text: str, *, label: float | None = None, anchor: str = "start") -> Markup:
    return Markup(
        '<path class="axis" d="M{:.1f} {}v7"/><text class="hour" x="{:.1f}" y="264" text-anchor="{}">{}</text>'
    ).format(x, _BASE, x if label is None else label, anchor, text)


def _annotations(landing: Landing, axis: _Axis, unit: float, zone: ZoneInfo, tallest: float) -> Iterable[Markup]:
    before: float | None = None
    for moment in landing.moments:
        bar = moment.bar
        x = (axis.x(bar.starts_at) + axis.x(bar.ends_at)) / 2
        words = painted(moment.words) if moment.words else None
        row = tallest - _ROWS[bar.after and before is not None]
        if before is not None and _RIGHT - _LETTER * len(words or "10:45") < before + 12:
            continue  # it would lie on the other one's line
        yield _annotation(
            moment, words, local(bar.starts_at, zone), x, row, _BASE - bar.people * unit, _share(bar, landing)
        )
        before = x


def _share(bar: Bar, landing: Landing) -> str:
    n = landing.step
    return say(
        phrases(
            "{people} people in one minute",
            "{people} people in {n} minutes",
            n,
            n=spelled(n),
            people=bar.people,
        )
    )


def _annotation(moment: Moment, words: str | None, at: str, x: float, row: float, top: float, share: str) -> Markup:  # noqa: PLR0913, PLR0917 - one drawing, its places one by one
    below = say(phrase("after the end")) if moment.bar.after else share
    half = max(_LETTER * len(words or at), _SMALL * len(below)) / 2
    place, anchor = (x, "middle")
    if x + half > _RIGHT:
        place, anchor = _RIGHT, "end"
    elif x - half < _LEFT:
        place, anchor = _LEFT, "start"
    line = Markup('<path class="lead" d="M{:.1f} {:.1f}V{:.1f}"/>').format(x, top - 6, row + 28)
    text = Markup('<text class="{}" x="{:.1f}" y="{}" text-anchor="{}"{}>{}</text>').format(
        "q" if words else "t",
        place,
        row,
        anchor,
        Markup(' lang="{}"').format(moment.language) if words and moment.language else "",
        words or at,
    )
    small = Markup('<text class="wide" x="{:.1f}" y="{}" text-anchor="{}">{}</text>').format(
        place, row + 20, anchor, below
    )
    return (line if top - 6 > row + 32 else Markup()) + text + small


_DISC = "M{x:.1f} {y:.1f}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0"
_PAIR = "M{l:.1f} {t:.1f}a{r} {r} 0 0 0 0 {d}M{m:.1f} {t:.1f}a{r} {r} 0 0 1 0 {d}"


def _marks(states: Sequence[bool], *, columns: int, pitch: float, radius: float) -> Markup:
    """Draw two paths: a disc where words arrived, an open pair of arcs where they wait."""
    discs, pairs = [], []
    for place, arrived in enumerate(states):
        x, y = pitch * (place % columns + 0.5), pitch * (place // columns + 0.5)
        if arrived:
            discs.append(_DISC.format(x=x - radius, y=y, r=radius, d=2 * radius))
        else:
            gap = radius * 0.32
            pairs.append(_PAIR.format(l=x - gap, m=x + gap, t=y - radius, r=radius, d=2 * radius))
    return Markup('<path class="d" d="{}"/><path class="u" d="{}"/>').format("".join(discs), "".join(pairs))


def _field(states: Sequence[bool], columns: int, kind: str, label: str) -> Markup:
    rows = -(-len(states) // columns)
    return Markup('<svg class="field {}" viewBox="0 0 {} {}" {}>{}</svg>').format(
        kind,
        columns * 26,
        rows * 26,
        Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"'),
        _marks(states, columns=columns, pitch=26, radius=8),
    )


def ledger_field(ledger: Ledger) -> Markup:
    """Every appreciation as one mark, in order of time: for wide pages and, with fewer marks a row, for phones."""
    label = say(phrase("{n} of {all} arrived", n=ledger.arrived, all=ledger.total))
    wide = next((columns for columns in (44, 66, 88) if ledger.total <= columns * 8), 132)
    narrow = 16 if ledger.total <= 16 * 12 else 32
    return _field(ledger.field, wide, "wide", label) + _field(ledger.field, narrow, "narrow", label)


_MOST_PIPS = 24
_PIPS_A_ROW = 6


def entry_pips(entry: Entry) -> Markup:
    """One speaker's marks, waiting first, up to 24 of them; the label tells all."""
    label = say(phrase("{waiting} waiting, {arrived} arrived", waiting=len(entry.waiting), arrived=len(entry.arrived)))
    states = ([False] * len(entry.waiting) + [True] * len(entry.arrived))[:_MOST_PIPS]
    rows = -(-len(states) // _PIPS_A_ROW)
    return Markup(
        '<svg class="pips" viewBox="0 0 114 {}" height="{}" width="114" role="img" aria-label="{}">{}</svg>'
    ).format(rows * 19, rows * 19, label, _marks(states, columns=_PIPS_A_ROW, pitch=19, radius=5.6))


def coverage_bar(coverage: Coverage) -> Markup:
    """A bar of what could reach its speaker on a network; hatched what a handle there would add."""
    name = f"cover-{coverage.network.value}"
    reach, more = 3 * coverage.percent, 3 * (coverage.percent_with_handle - coverage.percent)
    return Markup(
        '<svg class="bar" viewBox="0 0 300 12" preserveAspectRatio="none" aria-hidden="true"><defs>'
        '<pattern id="{0}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(25)">'
        '<rect class="paper" width="6" height="6"/><path class="stripe" d="M0 0V6"/></pattern></defs>'
        '<rect class="all" width="300" height="12"/><rect class="now" width="{1}" height="12"/>'
        '<rect class="then" x="{1}" width="{2}" height="12" fill="url(#{0})"/></svg>'
    ).format(name, reach, more)
