//! Times at which a companion meeting could be held.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::window::CompanionWindow;
use crate::domain::people::AvailabilityWindow;
use crate::domain::series::SessionMinutes;
use crate::domain::time::{Zone, local, resolve};
use crate::domain::words::words;

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
    /// When the client can come.
    pub client: PersonTimes,
    /// When whoever leads it can.
    pub therapist: PersonTimes,
    /// When one of them is taken, or their place closed.
    pub busy: Vec<(Timestamp, Timestamp)>,
}

words! {
    /// Why there is no time to propose.
    pub enum WhyNone {
        /// The window is over, or what is left of it is too short for the meeting.
        WindowOver = "WINDOW_OVER",
        /// The client can't come at any time within the window.
        ClientNeverFree = "CLIENT_NEVER_FREE",
        /// Whoever leads it can't at any time within the window.
        TherapistNeverFree = "THERAPIST_NEVER_FREE",
        /// Each of them can within the window, but never both.
        NeverTogether = "NEVER_TOGETHER",
        /// Whenever both can, one of them is in a session, or it is closed.
        AllTaken = "ALL_TAKEN",
    }
}

/// A time at which the meeting could begin, and when it would end.
struct Slot {
    local_start: DateTime,
    starts_at: Timestamp,
    ends_at: Timestamp,
}

/// The earliest `most` times within the window at which everybody can come, in order; none overlaps another.
///
/// # Errors
/// Why there is none.
pub fn free_times(frame: &MeetingFrame, most: usize) -> Result<Vec<(DateTime, Timestamp)>, WhyNone> {
    let mut found: Vec<(DateTime, Timestamp)> = Vec::new();
    let mut reached = frame.now;
    for slot in frame.slots() {
        if found.len() == most {
            break;
        }
        if slot.starts_at >= reached && frame.suits_both(&slot) && !frame.is_taken(&slot) {
            found.push((slot.local_start, slot.starts_at));
            reached = slot.ends_at;
        }
    }
    if found.is_empty() { Err(frame.why_none()) } else { Ok(found) }
}

impl MeetingFrame {
    /// The times within the window that are still to come.
    fn slots(&self) -> impl Iterator<Item = Slot> {
        let Self { window, zone, now, .. } = self;
        let first = window.from.max(local(*now, zone).date());
        let days = first.series(1.day()).take_while(|on| *on <= window.until);
        let slot = |local_start: DateTime| {
            let starts_at = resolve(local_start, zone).ok()?.starts_at;
            Some(Slot { local_start, starts_at, ends_at: self.minutes.end_of(starts_at)? })
        };
        let is_within =
            |slot: &Slot| slot.starts_at > *now && window.holds(slot.starts_at, slot.ends_at, zone);
        days.flat_map(starts).filter_map(slot).filter(is_within)
    }

    fn suits_both(&self, slot: &Slot) -> bool {
        self.client.can_come(slot) && self.therapist.can_come(slot)
    }

    fn is_taken(&self, slot: &Slot) -> bool {
        self.busy.iter().any(|(from, until)| *from < slot.ends_at && slot.starts_at < *until)
    }

    fn why_none(&self) -> WhyNone {
        if self.slots().next().is_none() {
            WhyNone::WindowOver
        } else if !self.slots().any(|slot| self.client.can_come(&slot)) {
            WhyNone::ClientNeverFree
        } else if !self.slots().any(|slot| self.therapist.can_come(&slot)) {
            WhyNone::TherapistNeverFree
        } else if !self.slots().any(|slot| self.suits_both(&slot)) {
            WhyNone::NeverTogether
        } else {
            WhyNone::AllTaken
        }
    }
}

fn starts(on: Date) -> impl Iterator<Item = DateTime> {
    let minutes = (0..24 * 60).step_by(STEP_MINUTES.unsigned_abs() as usize);
    minutes.filter_map(move |minute| on.at(0, 0, 0, 0).checked_add(SignedDuration::from_mins(minute)).ok())
}

impl PersonTimes {
    fn can_come(&self, slot: &Slot) -> bool {
        let start = local(slot.starts_at, &self.zone);
        // Where clocks go back meanwhile, the end may look earlier than the start.
        let end = local(slot.ends_at, &self.zone).max(start);
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
    fn frame([client, therapist]: [PersonTimes; 2], busy: &[(&str, &str)]) -> MeetingFrame {
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
            client,
            therapist,
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
        free_times(frame, most).unwrap().into_iter().map(|(start, _)| start).collect()
    }

    /// Somebody of New York who named no windows.
    fn anybody() -> PersonTimes {
        person("America/New_York", &[])
    }

    #[test]
    fn the_earliest_times_come_first_and_do_not_overlap() {
        let all = found(&frame([anybody(), anybody()], &[]), 3);
        let day = date(2026, 3, 3);
        assert_eq!(all, [day.at(8, 0, 0, 0), day.at(9, 0, 0, 0), day.at(10, 0, 0, 0)]);
    }

    #[test]
    fn everybody_has_to_be_free_by_their_own_clock() {
        let therapist =
            person("America/New_York", &[(Weekday::Wednesday, 9, 17), (Weekday::Thursday, 9, 12)]);
        // From noon in London: seven in New York.
        let client = person("Europe/London", &[(Weekday::Wednesday, 12, 15), (Weekday::Thursday, 16, 18)]);
        let all = found(&frame([client.clone(), therapist.clone()], &[]), 10);
        let (wednesday, thursday) = (date(2026, 3, 4), date(2026, 3, 5));
        assert_eq!(all, [wednesday.at(9, 0, 0, 0), thursday.at(11, 0, 0, 0)]);
        let taken = [("2026-03-04T14:30:00Z", "2026-03-04T15:00:00Z")];
        assert_eq!(found(&frame([client, therapist], &taken), 10), [thursday.at(11, 0, 0, 0)]);
    }

    #[test]
    fn nothing_is_proposed_outside_the_window() {
        let busy = [("2026-03-03T00:00:00Z", "2026-03-07T00:00:00Z")];
        let all = found(&frame([anybody(), anybody()], &busy), 10);
        assert_eq!(all, [date(2026, 3, 6).at(19, 0, 0, 0), date(2026, 3, 6).at(20, 0, 0, 0)]);
    }

    #[test]
    fn if_there_is_no_time_the_first_reason_is_named() {
        let on = |weekday| person("America/New_York", &[(weekday, 9, 12)]);
        let why = |people, busy: &[_]| free_times(&frame(people, busy), 1).unwrap_err();
        let (sunday, wednesday, thursday) =
            (on(Weekday::Sunday), on(Weekday::Wednesday), on(Weekday::Thursday));
        assert_eq!(why([sunday.clone(), sunday.clone()], &[]), WhyNone::ClientNeverFree);
        assert_eq!(why([anybody(), sunday], &[]), WhyNone::TherapistNeverFree);
        assert_eq!(why([wednesday.clone(), thursday], &[]), WhyNone::NeverTogether);
        let taken = [("2026-03-04T14:00:00Z", "2026-03-04T16:30:00Z")];
        assert_eq!(why([wednesday, anybody()], &taken), WhyNone::AllTaken);
        let late = "2026-03-07T12:00:00Z".parse().unwrap();
        let over = MeetingFrame { now: late, ..frame([anybody(), anybody()], &[]) };
        assert_eq!(free_times(&over, 1), Err(WhyNone::WindowOver));
    }
}
