"""What a series comes to, by CPython's zoneinfo and the PyPI package `tzdata`, and by nothing of Roundel's.

In a gap the offset before it, in an overlap the first occurrence: that is `fold=0` (PEP 495), so no rule is written here.
"""

import dataclasses
import importlib.resources
import zoneinfo
from datetime import date, datetime, time, timedelta, timezone

zoneinfo.reset_tzpath(())  # the package's data, not the host's

WEEK = timedelta(days=7)
WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]


class Refused(Exception):
    """The series can't be planned; holds the code of the refusal."""


@dataclasses.dataclass
class Series:
    zone: str
    weekday: int  # 0 is Monday
    local_start: time
    start_on: date
    minutes: int
    planned_count: int
    counting: str
    skipped_on: list[date]
    participant_zones: list[str]

    def as_input(self) -> dict:
        return {
            "zone": self.zone,
            "weekday": WEEKDAYS[self.weekday],
            "localStart": self.local_start.strftime("%H:%M"),
            "startOn": self.start_on.isoformat(),
            "minutes": self.minutes,
            "plannedCount": self.planned_count,
            "counting": self.counting,
            "skippedOn": [day.isoformat() for day in self.skipped_on],
            "participantZones": self.participant_zones,
        }

    def dates(self) -> list[date]:
        """The dates of its sessions, those skipped left out."""
        if len(set(self.skipped_on)) != len(self.skipped_on):
            raise Refused("INVALID_SKIPPED_DATE")
        day = self.start_on + timedelta(days=(self.weekday - self.start_on.weekday()) % 7)
        unmatched, held, weeks = set(self.skipped_on), [], 0
        while (weeks if self.counting == "CALENDAR_WEEKS" else len(held)) < self.planned_count:
            if day in unmatched:
                unmatched.remove(day)
            else:
                held.append(day)
            day, weeks = day + WEEK, weeks + 1
        if unmatched:
            raise Refused("INVALID_SKIPPED_DATE")
        if not held:
            raise Refused("NO_SESSIONS")
        return held


def source() -> str:
    """The text of tzdata.zi."""
    return importlib.resources.files("tzdata").joinpath("zoneinfo/tzdata.zi").read_text("ascii")


def canonical_names() -> dict[str, str]:
    """Every name that can be asked for, and the zone it stands for; `Factory` is nobody's zone."""
    links = {}
    for line in source().splitlines():
        if line.startswith("L "):
            _, target, name = line.split()
            links[name] = target
    names = importlib.resources.files("tzdata").joinpath("zones").read_text("ascii").split()
    canonical = {}
    for name in names:
        target = name
        while target in links:
            target = links[target]
        canonical[name] = target
    del canonical["Factory"]
    return canonical


def offsets(wall: datetime, zone: zoneinfo.ZoneInfo) -> tuple[timedelta, timedelta]:
    """The offset of a wall time's first and of its second reading."""
    return tuple(wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))


def clock_change(wall: datetime, zone: zoneinfo.ZoneInfo) -> str:
    first, second = offsets(wall, zone)
    return "NORMAL" if first == second else "OVERLAP" if first > second else "GAP"


def instant(wall: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    return (wall - offsets(wall, zone)[0]).replace(tzinfo=timezone.utc)


def wall_time(at: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def transitions(zone: zoneinfo.ZoneInfo, year: int) -> list[datetime]:
    """When the zone's offset changes in that year, to the minute, by looking."""
    found, day = [], datetime(year, 1, 1, tzinfo=timezone.utc)
    offset = lambda at: at.astimezone(zone).utcoffset()
    while day.year == year:
        before, after = day, day + timedelta(days=1)
        if offset(before) != offset(after):
            old = offset(before)
            while after - before > timedelta(minutes=1):
                middle = before + (after - before) / 2
                before, after = (middle, after) if offset(middle) == old else (before, middle)
            found.append(after.replace(second=0, microsecond=0))
        day += timedelta(days=1)
    return found


def preview(series: Series, canonical: dict[str, str]) -> dict:
    """What `previewSeries` has to answer: sessions, and each participant's times and warnings."""
    zone = zoneinfo.ZoneInfo(series.zone)
    length = timedelta(minutes=series.minutes)
    sessions = []
    for day in series.dates():
        wall = datetime.combine(day, series.local_start)
        starts_at = instant(wall, zone)
        sessions.append(
            {
                "ordinal": len(sessions) + 1,
                "localStart": wall,
                "resolvedLocalStart": wall_time(starts_at, zone),
                "startsAt": starts_at,
                "endsAt": starts_at + length,
                "clockChange": clock_change(wall, zone),
            }
        )
    participants = [
        {
            "zone": name,
            "localStarts": [wall_time(one["startsAt"], zoneinfo.ZoneInfo(name)) for one in sessions],
            "warnings": warnings(sessions, name, canonical[name] == canonical[series.zone]),
        }
        for name in series.participant_zones
    ]
    return {"sessions": sessions, "participants": participants}


def warnings(sessions: list[dict], name: str, same_zone: bool) -> dict[str, list[int]]:
    """Kind -> the ordinals it speaks of."""
    zone = zoneinfo.ZoneInfo(name)
    first = wall_time(sessions[0]["startsAt"], zone)
    found: dict[str, list[int]] = {}
    for session in sessions:
        start, end = (wall_time(session[key], zone) for key in ("startsAt", "endsAt"))
        facts = {
            "SERIES_GAP": session["clockChange"] == "GAP",
            "SERIES_OVERLAP": session["clockChange"] == "OVERLAP",
            "OWN_OVERLAP": not same_zone and clock_change(start, zone) == "OVERLAP",
            "CLOCKS_CHANGE_MEANWHILE": end - start != session["endsAt"] - session["startsAt"],
            "HOUR_MOVES": (start.weekday(), start.time()) != (first.weekday(), first.time()),
            "OTHER_DATE": start.date() != session["resolvedLocalStart"].date(),
            "TOO_EARLY": start.time() < time(8),
            "TOO_LATE": max(start, end) > datetime.combine(start.date(), time(21)),
        }
        for kind, holds in facts.items():
            if holds:
                found.setdefault(kind, []).append(session["ordinal"])
    return found
