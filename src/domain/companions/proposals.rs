//! Times at which a companion meeting could be held.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::window::CompanionWindow;
use crate::domain::people::AvailabilityWindow;
use crate::domain::series::SessionMinutes;
use crate::domain::time::{Zone, local, resolve};

/// Between one start that is looked at and the next, in minutes.
const STEP_MINUTES: i64 = 30;

/// No client is asked to come earlier than this, by their own clock, unless they said so themselves.
const EARLIEST: Time = Time::constant(8, 0, 0, 0);

/// No client is asked to stay longer than this.
const LATEST: Time = Time::constant(21, 0, 0, 0);

/// When a person can come; without windows, at any decent hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonTimes {
    /// The zone they live in.
    pub zone: Zone,
    /// Their windows, in the wall time of that zone.
    pub windows: Vec<AvailabilityWindow>,
}

/// What times are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingFrame {
    /// When the meeting may be held.
    pub window: CompanionWindow,
    /// The zone of its wall time.
    pub zone: Zone,
    /// How long it takes.
    pub minutes: SessionMinutes,
    /// The present: nothing is proposed for the past.
    pub now: Timestamp,
    /// Client and therapist.
    pub people: Vec<PersonTimes>,
    /// When one of them is taken, or their place closed.
    pub busy: Vec<(Timestamp, Timestamp)>,
}

/// The earliest `most` times within the window at which everybody can come, in order; none overlaps another.
#[must_use]
pub fn free_times(frame: &MeetingFrame, most: usize) -> Vec<(DateTime, Timestamp)> {
    let MeetingFrame { window, zone, now, .. } = frame;
    let mut found: Vec<(DateTime, Timestamp)> = Vec::new();
    let mut reached = *now;
    let mut day = Some(window.from.max(local(*now, zone).date()));
    while let Some(on) = day.filter(|on| *on <= window.until) {
        for start in starts(on) {
            if found.len() == most {
                return found;
            }
            let Ok(resolved) = resolve(start, zone) else { continue };
            let Some(ends_at) = frame.minutes.end_of(resolved.starts_at) else { continue };
            if resolved.starts_at > *now
                && resolved.starts_at >= reached
                && frame.suits(resolved.starts_at, ends_at)
            {
                found.push((start, resolved.starts_at));
                reached = ends_at;
            }
        }
        day = on.checked_add(1.day()).ok();
    }
    found
}

fn starts(on: Date) -> impl Iterator<Item = DateTime> {
    let minutes = (0..24 * 60).step_by(STEP_MINUTES.unsigned_abs() as usize);
    minutes.filter_map(move |minute| on.at(0, 0, 0, 0).checked_add(SignedDuration::from_mins(minute)).ok())
}

impl MeetingFrame {
    fn suits(&self, starts_at: Timestamp, ends_at: Timestamp) -> bool {
        self.window.holds(starts_at, ends_at, &self.zone)
            && self.people.iter().all(|person| person.can_come(starts_at, ends_at))
            && !self.busy.iter().any(|(from, until)| *from < ends_at && starts_at < *until)
    }
}

impl PersonTimes {
    fn can_come(&self, starts_at: Timestamp, ends_at: Timestamp) -> bool {
        let start = local(starts_at, &self.zone);
        // Where clocks go back meanwhile, the end may look earlier than the start.
        let end = local(ends_at, &self.zone).max(start);
        if self.windows.is_empty() {
            start.date() == end.date() && EARLIEST <= start.time() && end.time() <= LATEST
        } else {
            AvailabilityWindow::together_cover(&self.windows, start, end)
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date, time};

    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    /// From Monday 2 March to Friday 6 March, in New York.
    fn frame(people: Vec<PersonTimes>, busy: &[(&str, &str)]) -> MeetingFrame {
        let instant = |text: &str| text.parse::<Timestamp>().unwrap();
        MeetingFrame {
            window: CompanionWindow {
                from: date(2026, 3, 2),
                until: date(2026, 3, 6),
                not_before: None,
                not_after: None,
            },
            zone: zone("America/New_York"),
            minutes: SessionMinutes::DEFAULT,
            now: instant("2026-03-03T12:00:00Z"),
            people,
            busy: busy.iter().map(|(from, until)| (instant(from), instant(until))).collect(),
        }
    }

    fn person(name: &str, windows: &[(Weekday, i8, i8)]) -> PersonTimes {
        let window = |(weekday, from, until): &(Weekday, i8, i8)| AvailabilityWindow {
            weekday: *weekday,
            local_start: time(*from, 0, 0, 0),
            local_end: time(*until, 0, 0, 0),
        };
        PersonTimes { zone: zone(name), windows: windows.iter().map(window).collect() }
    }

    fn found(frame: &MeetingFrame, most: usize) -> Vec<DateTime> {
        free_times(frame, most).into_iter().map(|(start, _)| start).collect()
    }

    #[test]
    fn the_earliest_times_come_first_and_do_not_overlap() {
        let all = found(&frame(vec![person("America/New_York", &[])], &[]), 3);
        let day = date(2026, 3, 3);
        assert_eq!(all, [day.at(8, 0, 0, 0), day.at(9, 0, 0, 0), day.at(10, 0, 0, 0)]);
    }

    #[test]
    fn everybody_has_to_be_free_by_their_own_clock() {
        let therapist =
            person("America/New_York", &[(Weekday::Wednesday, 9, 17), (Weekday::Thursday, 9, 12)]);
        // From noon in London: seven in New York.
        let client = person("Europe/London", &[(Weekday::Wednesday, 12, 15), (Weekday::Thursday, 16, 18)]);
        let all = found(&frame(vec![therapist.clone(), client.clone()], &[]), 10);
        let (wednesday, thursday) = (date(2026, 3, 4), date(2026, 3, 5));
        assert_eq!(all, [wednesday.at(9, 0, 0, 0), thursday.at(11, 0, 0, 0)]);
        let taken = [("2026-03-04T14:30:00Z", "2026-03-04T15:00:00Z")];
        assert_eq!(found(&frame(vec![therapist, client], &taken), 10), [thursday.at(11, 0, 0, 0)]);
    }

    #[test]
    fn nothing_is_proposed_outside_the_window() {
        let busy = [("2026-03-03T00:00:00Z", "2026-03-07T00:00:00Z")];
        let all = found(&frame(vec![person("America/New_York", &[])], &busy), 10);
        assert_eq!(all, [date(2026, 3, 6).at(19, 0, 0, 0), date(2026, 3, 6).at(20, 0, 0, 0)]);
    }
}
