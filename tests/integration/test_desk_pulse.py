"""The pulse of an event at its desk: what came in the last hour, minute by minute, and what of it waits."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.appraisal import Appraiser
from app.domain.decision import Deed
from app.domain.desk import Tab
from app.domain.pulse import Beat, Pulse, first_minute, pulse_of
from app.outlets.pulse_chart import pulse_chart, pulse_words
from app.services.desk import Desks
from app.store.database import Database
from tests.support.moderating import ANNA, KIND, UNKIND, DeskOf, said
from tests.support.stored import EVENT

LISBON = ZoneInfo("Europe/Lisbon")
TEN = datetime(2026, 6, 4, 10, tzinfo=UTC)


def told(pulse: Pulse) -> dict[str, tuple[int, int]]:
    """The minutes in which something came."""
    return {f"{beat.starts_at:%H:%M}": (beat.came, beat.waits) for beat in pulse.beats if beat.came}


async def test_the_desk_counts_what_came_each_minute_and_what_of_it_waits(database: Database) -> None:
    desk = await DeskOf(database).open()
    start = desk.clock

    async def pulse() -> Pulse:
        desks = Desks(
            database=database, appraiser=Appraiser.shipped(), now=desk.now
        )  # another would count now and then
        return (await desks.listed(EVENT.slug, ANNA, Tab.WAITING)).pulse

    assert (await pulse()).came == 0
    held = said(10.5, UNKIND, by="per")
    await desk.take(said(10, KIND), held, said(11, KIND, by="otto"), said(59, UNKIND, by="noor"))
    desk.clock = start + timedelta(minutes=59, seconds=30)
    at = {minute: f"{start + timedelta(minutes=minute):%H:%M}" for minute in (10, 11, 59)}
    assert told(await pulse()) == {at[10]: (2, 1), at[11]: (1, 0), at[59]: (1, 1)}
    await desk.rule(held, Deed.SHOW)
    assert told(await pulse())[at[10]] == (2, 0)
    desk.clock += timedelta(minutes=11)  # nothing came since, and the hour has gone on
    assert told(await pulse()) == {at[11]: (1, 0), at[59]: (1, 1)}


def test_the_chart_says_in_words_what_its_bars_show() -> None:
    start = first_minute(TEN)
    quiet = pulse_of({}, start)
    assert pulse_words(quiet, LISBON) == "Nothing came in the last hour."
    assert (
        pulse_words(pulse_of({3: (1, 0)}, start), LISBON)
        == "One post came in the last hour, at 10:04. None of them waits."
    )
    busy = pulse_of({0: (1, 0), 58: (40, 12), 59: (9, 9)}, start)
    assert pulse_words(busy, LISBON) == "50 posts came in the last hour, at most 40 a minute (10:59). 21 of them wait."
    chart = pulse_chart(busy, LISBON)
    assert chart.count("v-40.0h") == 1  # the strongest minute is as tall as the chart
    assert "style" not in chart
    assert 'class="waits" d=""' in pulse_chart(quiet, LISBON)
    assert busy.by(5)[-1] == Beat(TEN - timedelta(minutes=4), 49, 21)
    assert len(busy.by(5)) == 12
