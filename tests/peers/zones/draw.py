"""Series that cross clock changes: those that are known to break schedulers, and as many more, drawn by a seed."""

import random
import zoneinfo
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from oracle import WEEK, Series, transitions, wall_time

# A zone and the date of a session in the midst of a series.
NAMED = [
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("Australia/Sydney", "2026-04-05"),
    ("Australia/Sydney", "2026-10-04"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Antarctica/Troll", "2026-03-29"),
    ("Antarctica/Troll", "2026-10-25"),
    ("Asia/Kathmandu", "2026-03-30"),
    ("Pacific/Chatham", "2026-04-05"),
    ("Pacific/Chatham", "2026-09-27"),
    ("Africa/Casablanca", "2026-02-15"),
    ("Africa/Casablanca", "2026-03-22"),
    ("Africa/Casablanca", "2026-09-20"),
    ("Africa/Casablanca", "2027-02-07"),
    ("America/Vancouver", "2026-11-01"),
    ("America/Edmonton", "2026-11-01"),
    ("America/Winnipeg", "2026-11-01"),
    ("America/Havana", "2026-03-08"),
    ("America/Havana", "2026-11-01"),
    ("Europe/Chisinau", "2026-03-29"),
    ("Europe/Chisinau", "2026-10-25"),
    ("America/Santiago", "2026-04-05"),
    ("America/Santiago", "2026-09-06"),
    ("Africa/Cairo", "2026-04-24"),
    ("Africa/Cairo", "2026-10-30"),
    ("Asia/Gaza", "2020-03-28"),
    ("Asia/Gaza", "2026-03-28"),
    ("Pacific/Kiritimati", "2026-12-31"),
    ("Pacific/Pago_Pago", "2026-12-31"),
    ("Pacific/Apia", "2011-12-30"),
    ("Europe/London", "2028-02-29"),
    ("America/New_York", "2026-12-31"),
]
NAMED_PARTICIPANTS = ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"]


def named() -> Iterator[Series]:
    for zone, text in NAMED:
        day = date.fromisoformat(text)
        # A quarter of an hour before what the clock shows after it has gone forward, after what it shows after it has
        # gone back: the change skips the one or repeats the other.
        shown = [wall_time(change, zoneinfo.ZoneInfo(zone)) for change in transitions(zoneinfo.ZoneInfo(zone), day.year)]
        beside = [after + timedelta(minutes=sign * 15) for after in shown for sign in (-1, 1)]
        at_change = [wall.time() for wall in beside if wall.date() == day]
        for local_start in [*at_change, time(0, 0), time(18, 0)]:
            yield Series(
                zone=zone,
                weekday=day.weekday(),
                local_start=local_start,
                start_on=day - 2 * WEEK,
                minutes=50,
                planned_count=60 if local_start == time(18, 0) else 5,
                counting="HOLD_SESSIONS",
                skipped_on=[],
                participant_zones=NAMED_PARTICIPANTS,
            )


def drawn(chance: random.Random, zone: str, names: list[str]) -> Series:
    """A series in that zone, some weeks of which lie beside a clock change of its own or of a participant's."""
    participants = chance.sample(names, chance.randint(1, 4))
    year = chance.choice([chance.randint(1975, 2090), chance.randint(2020, 2030), 2026])
    changes = [
        change
        for name in ([zone, zone, *participants] if chance.random() < 0.9 else participants)
        for change in transitions(zoneinfo.ZoneInfo(name), year)
    ]
    midst = wall_time(chance.choice(changes), zoneinfo.ZoneInfo(zone)) if changes else datetime(year, 12, 31, 12)
    # The clock after a change shows the end of a gap or the begin of an overlap: this far around lies either.
    midst += timedelta(minutes=chance.choice([-60, -45, -30, -15, -1, 0, 1, 15, 30, 45, 60, 600, chance.randint(-720, 720)]))
    planned_count = chance.choice([1, 4, 8, 12, 16, 60])
    first = midst.date() - WEEK * chance.randrange(planned_count)
    series = Series(
        zone=zone,
        weekday=midst.weekday(),
        local_start=midst.time().replace(second=0, microsecond=0),
        start_on=first - timedelta(days=chance.choice([0, chance.randint(0, 6)])),
        minutes=chance.choice([10, 50, 90, 240]),
        planned_count=planned_count,
        counting=chance.choice(["HOLD_SESSIONS", "CALENDAR_WEEKS"]),
        skipped_on=[],
        participant_zones=participants,
    )
    skip(chance, series, first)
    return series


def skip(chance: random.Random, series: Series, first: date) -> None:
    """Leaves out some weeks, and now and then one that can't be left out."""
    weeks = range(series.planned_count)
    series.skipped_on = [first + WEEK * week for week in chance.sample(weeks, min(chance.choice([0, 0, 1, 3]), len(weeks)))]
    kind = chance.random()
    if kind < 0.02:
        series.skipped_on.append(first + timedelta(days=chance.randint(1, 6)))
    elif kind < 0.04:
        series.skipped_on.append(first + WEEK * (series.planned_count + 5))
    elif kind < 0.06 and series.skipped_on:
        series.skipped_on.append(series.skipped_on[0])
    elif kind < 0.08:
        series.skipped_on.append(first - WEEK)
    chance.shuffle(series.skipped_on)


def draw(seed: int, count: int, names: list[str]) -> Iterator[Series]:
    """`count` series; every name is a series' zone before one is for a second time."""
    chance = random.Random(seed)
    made = 0
    for series in named():
        if made < count:
            yield series
            made += 1
    while made < count:
        round_of_names = list(names)
        chance.shuffle(round_of_names)
        for zone in round_of_names[: count - made]:
            yield drawn(chance, zone, names)
            made += 1
