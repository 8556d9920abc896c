//! A series as one participant's clock shows it.

use jiff::civil::{DateTime, Time};

use super::expand::PlannedSession;
use super::warnings::{Warning, WarningKind};
use crate::domain::people::AvailabilityWindow;
use crate::domain::time::{ClockChange, Zone, local, resolve};

/// A session that starts before this, on the participant's clock, gets a warning.
const DAY_BEGINS: Time = Time::constant(8, 0, 0, 0);

/// And one that ends after this.
const DAY_ENDS: Time = Time::constant(21, 0, 0, 0);

/// Somebody who is to attend a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// The zone whose clock this person reads.
    pub zone: Zone,
    /// When this person can come, in that zone; empty if nothing was said, which rules nothing out.
    pub windows: Vec<AvailabilityWindow>,
}

/// The times of a series for one participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantTimes {
    /// The wall time of each session's start in the participant's zone, in the order of the sessions.
    pub times: Vec<DateTime>,
    /// What is unusual about them, at most one of a kind, in the order of the kinds.
    pub warnings: Vec<Warning>,
}

/// Tells each session's wall time for a participant, and what is unusual about it.
#[must_use]
pub fn participant_times(
    sessions: &[PlannedSession],
    series_zone: &Zone,
    participant: &Participant,
) -> ParticipantTimes {
    let views: Vec<_> = sessions.iter().map(|session| View::of(session, series_zone, participant)).collect();
    let times = views.iter().map(|view| view.start).collect();
    let Some(first) = views.first() else { return ParticipantTimes { times, warnings: Vec::new() } };
    let warnings = WarningKind::ALL
        .iter()
        .map(|&kind| Warning {
            kind,
            ordinals: views.iter().filter(|v| v.warns_of(kind, first)).map(|v| v.session.ordinal).collect(),
        })
        .filter(|warning| !warning.ordinals.is_empty())
        .collect();
    ParticipantTimes { times, warnings }
}

/// One session through one participant's eyes; `start` and `end` are wall time of that person's zone.
struct View<'a> {
    session: &'a PlannedSession,
    participant: &'a Participant,
    is_in_series_zone: bool,
    start: DateTime,
    end: DateTime,
}

impl<'a> View<'a> {
    fn of(session: &'a PlannedSession, series_zone: &Zone, participant: &'a Participant) -> Self {
        Self {
            session,
            participant,
            is_in_series_zone: participant.zone == *series_zone,
            start: local(session.starts_at, &participant.zone),
            end: local(session.ends_at, &participant.zone),
        }
    }

    fn warns_of(&self, kind: WarningKind, first: &Self) -> bool {
        match kind {
            WarningKind::SeriesGap => self.session.clock_change == ClockChange::Gap,
            WarningKind::SeriesOverlap => self.session.clock_change == ClockChange::Overlap,
            WarningKind::OwnOverlap => !self.is_in_series_zone && self.starts_twice(),
            WarningKind::ClocksChangeMeanwhile => {
                self.end.duration_since(self.start)
                    != self.session.ends_at.duration_since(self.session.starts_at)
            }
            WarningKind::HourMoves => {
                (self.start.weekday(), self.start.time()) != (first.start.weekday(), first.start.time())
            }
            WarningKind::OtherDate => self.start.date() != self.session.resolved_local.date(),
            WarningKind::TooEarly => self.start.time() < DAY_BEGINS,
            WarningKind::TooLate => self.latest() > self.start.date().to_datetime(DAY_ENDS),
            WarningKind::OutsideAvailability => self.is_outside(&self.participant.windows),
        }
    }

    fn starts_twice(&self) -> bool {
        resolve(self.start, &self.participant.zone)
            .is_ok_and(|resolved| resolved.kind == ClockChange::Overlap)
    }

    fn is_outside(&self, windows: &[AvailabilityWindow]) -> bool {
        !windows.is_empty() && !AvailabilityWindow::together_cover(windows, self.start, self.latest())
    }

    /// The end, or the start where clocks go back so far meanwhile that the end looks earlier.
    fn latest(&self) -> DateTime {
        self.end.max(self.start)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date, datetime, time};

    use super::*;
    use crate::domain::series::{CountingMode, SeriesRule, SessionCount, SessionMinutes, expand};

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    /// Weekly from `start_on` on (which names the weekday), 50 minutes.
    fn weekly(zone_name: &str, start_on: jiff::civil::Date, local_start: Time, count: i64) -> SeriesRule {
        SeriesRule {
            weekday: start_on.weekday(),
            local_start,
            zone: zone(zone_name),
            start_on,
            minutes: SessionMinutes::DEFAULT,
            planned_count: SessionCount::parse(count).unwrap(),
            counting: CountingMode::HoldSessions,
            skipped_on: Vec::new(),
        }
    }

    fn seen(rule: &SeriesRule, name: &str, windows: &[AvailabilityWindow]) -> ParticipantTimes {
        let participant = Participant { zone: zone(name), windows: windows.to_vec() };
        participant_times(&expand(rule).unwrap(), &rule.zone, &participant)
    }

    fn warnings(rule: &SeriesRule, name: &str) -> Vec<(WarningKind, Vec<u16>)> {
        seen(rule, name, &[]).warnings.into_iter().map(|warning| (warning.kind, warning.ordinals)).collect()
    }

    #[test]
    fn an_hour_that_stays_needs_no_warning() {
        let rule = weekly("Europe/Berlin", date(2026, 3, 3), time(18, 0, 0, 0), 16);
        assert_eq!(warnings(&rule, "Europe/Berlin"), []);
        assert_eq!(warnings(&rule, "Europe/Paris"), []);
        assert_eq!(seen(&rule, "Europe/London", &[]).times[15], datetime(2026, 6, 16, 17, 0, 0, 0));
    }

    #[test]
    fn london_moves_for_three_weeks_against_new_york() {
        // New York changes on 8 March 2026, London on 29 March.
        let rule = weekly("America/New_York", date(2026, 3, 3), time(11, 0, 0, 0), 6);
        assert_eq!(warnings(&rule, "Europe/London"), [(WarningKind::HourMoves, vec![2, 3, 4])]);
        assert_eq!(seen(&rule, "Europe/London", &[]).times[1], datetime(2026, 3, 10, 15, 0, 0, 0));
    }

    #[test]
    fn sydney_sees_three_hours_and_another_date_against_new_york() {
        // Changes: New York 8 March, Sydney 5 April 2026.
        let rule = weekly("America/New_York", date(2026, 3, 3), time(18, 0, 0, 0), 6);
        let times: Vec<_> = seen(&rule, "Australia/Sydney", &[]).times.iter().map(|t| t.hour()).collect();
        assert_eq!(times, [10, 9, 9, 9, 9, 8]);
        assert_eq!(
            warnings(&rule, "Australia/Sydney"),
            [(WarningKind::HourMoves, vec![2, 3, 4, 5, 6]), (WarningKind::OtherDate, vec![1, 2, 3, 4, 5, 6])]
        );
    }

    #[test]
    fn the_day_is_from_eight_to_nine_in_the_evening() {
        let at = |hour, minute| {
            warnings(&weekly("Etc/UTC", date(2026, 1, 6), time(hour, minute, 0, 0), 1), "Etc/UTC")
        };
        assert_eq!(at(7, 59), [(WarningKind::TooEarly, vec![1])]);
        assert_eq!(at(8, 0), []);
        assert_eq!(at(20, 10), []);
        assert_eq!(at(20, 11), [(WarningKind::TooLate, vec![1])]);
        assert_eq!(at(23, 30), [(WarningKind::TooLate, vec![1])]);
        assert_eq!(at(0, 30), [(WarningKind::TooEarly, vec![1])]);
    }

    #[test]
    fn windows_are_read_on_the_participants_clock() {
        let rule = weekly("America/New_York", date(2026, 3, 3), time(11, 0, 0, 0), 6);
        let afternoon = AvailabilityWindow {
            weekday: Weekday::Tuesday,
            local_start: time(16, 0, 0, 0),
            local_end: time(18, 0, 0, 0),
        };
        let kinds: Vec<_> = seen(&rule, "Europe/London", &[afternoon]).warnings;
        assert_eq!(
            kinds.last(),
            Some(&Warning { kind: WarningKind::OutsideAvailability, ordinals: vec![2, 3, 4] })
        );
    }

    #[test]
    fn a_gap_and_an_overlap_of_the_series_are_told_to_everyone() {
        let gap = weekly("Europe/Berlin", date(2026, 3, 22), time(2, 30, 0, 0), 2);
        for name in ["Europe/Berlin", "Asia/Tokyo"] {
            assert!(warnings(&gap, name).contains(&(WarningKind::SeriesGap, vec![2])), "{name}");
        }
        let overlap = weekly("Europe/Berlin", date(2026, 10, 18), time(2, 30, 0, 0), 2);
        for name in ["Europe/Berlin", "Asia/Tokyo"] {
            assert!(warnings(&overlap, name).contains(&(WarningKind::SeriesOverlap, vec![2])), "{name}");
        }
        assert!(!warnings(&overlap, "Europe/Berlin").iter().any(|w| w.0 == WarningKind::OwnOverlap));
    }

    #[test]
    fn a_clock_change_of_the_participants_own_is_told() {
        // 05:30 UTC on 1 November 2026 is New York's first 01:30; clocks go back at 06:00 UTC.
        let overlap = weekly("Etc/UTC", date(2026, 11, 1), time(5, 30, 0, 0), 1);
        let told = warnings(&overlap, "America/New_York");
        assert!(told.contains(&(WarningKind::OwnOverlap, vec![1])), "{told:?}");
        assert!(told.contains(&(WarningKind::ClocksChangeMeanwhile, vec![1])), "{told:?}");
        assert!(!told.iter().any(|w| w.0 == WarningKind::SeriesOverlap));
        // 06:30 UTC on 8 March is 01:30; clocks go forward at 07:00 UTC.
        let gap = weekly("Etc/UTC", date(2026, 3, 8), time(6, 30, 0, 0), 1);
        assert!(warnings(&gap, "America/New_York").contains(&(WarningKind::ClocksChangeMeanwhile, vec![1])));
    }

    #[test]
    fn a_series_without_sessions_has_no_times() {
        let nobody = Participant { zone: zone("Etc/UTC"), windows: Vec::new() };
        let times = participant_times(&[], &zone("Etc/UTC"), &nobody);
        assert!(times.times.is_empty() && times.warnings.is_empty());
    }
}
