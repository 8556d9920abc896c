//! The search: every hour of the frame, as a series would have it.

use std::collections::HashMap;

use jiff::civil::{Time, Weekday};

use super::busy::ObstacleKind;
use super::frame::SlotFrame;
use super::needed::Needed;
use super::own_hours::{OwnHour, Weeks, count, own_hours, weeks_covered, weeks_of};
use super::slot::{FreeSlot, FreeSlots, MissedWeek, Obstacle, OwnHours, OwnStart};
use crate::domain::series::{ExpandError, PlannedSession};
use crate::domain::time::Zone;

/// The weekly hours at which all that is needed is free in every week, or in all but as many as the frame lets go:
/// nobody is taken otherwise, and the windows of whoever has any cover the session on their own clock, in that very week.
/// A slot's sessions are those that a series of that weekday, time, zone and count has.
///
/// Those with most free weeks come first; of these, those with the fewest obstacles, then those at the most usual hours of
/// people who have not said when they can come, then by weekday and time.
///
/// # Errors
/// `ExpandError::BeyondCalendar` past the calendar's end.
pub fn free_slots(frame: &SlotFrame, needed: &[Needed]) -> Result<FreeSlots, ExpandError> {
    let mut found = Vec::new();
    for weekday in &frame.weekdays {
        for local_start in frame.starts() {
            found.extend(Hour::of(frame, *weekday, local_start, needed)?);
        }
    }
    // Stable: by weekday and time otherwise.
    found.sort_by_key(|hour| (count(hour.missed), hour.obstacle_weeks(), hour.unusual_hours));
    let total = found.len();
    let best = found.into_iter().take(frame.told(needed.len()));
    Ok(FreeSlots { slots: best.map(|hour| hour.slot(needed)).collect(), total })
}

/// One weekly hour with what stands against it.
struct Hour {
    weekday: Weekday,
    local_start: Time,
    sessions: Vec<PlannedSession>,
    /// Who of those needed, why, and in which weeks.
    obstacles: Vec<(usize, ObstacleKind, Weeks)>,
    missed: Weeks,
    unusual_hours: u32,
}

impl Hour {
    /// The hour, unless more weeks are missed than the frame lets go.
    fn of(
        frame: &SlotFrame,
        weekday: Weekday,
        local_start: Time,
        needed: &[Needed],
    ) -> Result<Option<Self>, ExpandError> {
        let sessions = frame.sessions(weekday, local_start)?;
        let all = weeks_of(&sessions, |_| true);
        let mut clocks: HashMap<&Zone, Vec<OwnHour>> = HashMap::new();
        let (mut obstacles, mut missed, mut unusual_hours) = (Vec::new(), 0, 0);
        for (place, one) in needed.iter().enumerate() {
            let mut own: Vec<(ObstacleKind, Weeks)> = one.busy.weeks(&sessions).collect();
            if let Some(zone) = &one.zone {
                let hours = clocks.entry(zone).or_insert_with(|| own_hours(&sessions, zone));
                if one.windows.is_empty() {
                    unusual_hours += unusual(hours);
                } else {
                    let outside = all & !weeks_covered(hours, &one.windows);
                    own.push((ObstacleKind::OutsideAvailability, outside));
                }
            }
            for (kind, weeks) in own.into_iter().filter(|(_, weeks)| *weeks != 0) {
                obstacles.push((place, kind, weeks));
                missed |= weeks;
            }
            // Most hours do not suit one of them: for those the others need not be looked at.
            if count(missed) > frame.weeks_missed {
                return Ok(None);
            }
        }
        Ok(Some(Self { weekday, local_start, sessions, obstacles, missed, unusual_hours }))
    }

    /// Over all obstacles, the weeks in which they are in the way.
    fn obstacle_weeks(&self) -> u32 {
        self.obstacles.iter().map(|(_, _, weeks)| weeks.count_ones()).sum()
    }

    fn slot(self, needed: &[Needed]) -> FreeSlot {
        let weeks = count(weeks_of(&self.sessions, |_| true));
        let in_week = |place: usize| {
            let present = self.obstacles.iter().filter(move |(_, _, weeks)| weeks & (1 << place) != 0);
            let named = present.filter_map(|(who, kind, _)| Some((needed.get(*who)?.holder, *kind)));
            named.map(|(holder, kind)| Obstacle { holder, kind }).collect()
        };
        let missed = self.sessions.iter().enumerate().map(|(place, session)| MissedWeek {
            ordinal: session.ordinal,
            local_start: session.local_start,
            starts_at: session.starts_at,
            obstacles: in_week(place),
        });
        let missed: Vec<MissedWeek> = missed.filter(|week| !week.obstacles.is_empty()).collect();
        FreeSlot {
            weekday: self.weekday,
            local_start: self.local_start,
            first_on: self.sessions.first().map(|first| first.local_start.date()).unwrap_or_default(),
            weeks_free: weeks - count(self.missed),
            people: needed.iter().filter_map(|one| on_own_clock(one, &self.sessions)).collect(),
            missed,
            unusual_hours: self.unusual_hours,
        }
    }
}

/// In how many of the weeks the hour is one at which a participant is warned of.
fn unusual(hours: &[OwnHour]) -> u32 {
    let is_unusual = |hour: &&OwnHour| {
        hour.start.time() < SlotFrame::EARLIEST || hour.end > hour.start.date().to_datetime(SlotFrame::LATEST)
    };
    hours.iter().filter(is_unusual).map(|hour| hour.weeks.count_ones()).sum()
}

fn on_own_clock(one: &Needed, sessions: &[PlannedSession]) -> Option<OwnHours> {
    let zone = one.zone.clone()?;
    let mut starts: Vec<OwnStart> = Vec::new();
    for hour in own_hours(sessions, &zone) {
        let (weekday, local_start) = (hour.start.weekday(), hour.start.time());
        let weeks = count(hour.weeks);
        match starts.iter_mut().find(|one| (one.weekday, one.local_start) == (weekday, local_start)) {
            Some(known) => known.weeks += weeks,
            None => starts.push(OwnStart { weekday, local_start, weeks }),
        }
    }
    Some(OwnHours { holder: one.holder, zone, is_availability_known: !one.windows.is_empty(), starts })
}
