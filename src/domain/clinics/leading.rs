//! Whether somebody can lead a session: licensed where its clients are, and at work then.

use jiff::Timestamp;
use jiff::civil::Date;

use super::staff_member::Licence;
use crate::domain::people::{AvailabilityWindow, Jurisdiction};
use crate::domain::time::{Zone, local};

/// Whether the licences cover all of these jurisdictions on that date: licensing follows where the client is. A licence
/// for a country covers its parts.
#[must_use]
pub fn is_licensed(licences: &[Licence], locations: &[Jurisdiction], on: Date) -> bool {
    let covers = |licence: &Licence, location: &Jurisdiction| {
        licence.jurisdiction.includes(location) && licence.expires_on.is_none_or(|last| on <= last)
    };
    locations.iter().all(|location| licences.iter().any(|licence| covers(licence, location)))
}

/// Whether the windows, in the wall time of that zone, cover the time; without any, nothing speaks against it.
#[must_use]
pub fn is_at_work(
    windows: &[AvailabilityWindow],
    zone: &Zone,
    starts_at: Timestamp,
    ends_at: Timestamp,
) -> bool {
    let (start, end) = (local(starts_at, zone), local(ends_at, zone));
    windows.is_empty() || AvailabilityWindow::together_cover(windows, start, end)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date, time};

    use super::*;

    #[test]
    fn a_licence_covers_its_jurisdiction_and_a_countrys_its_parts_until_it_expires() {
        let licence = |code: &str, expires_on| Licence { jurisdiction: code.parse().unwrap(), expires_on };
        let held = [licence("US-NY", Some(date(2026, 6, 30))), licence("DE", None)];
        let is_covered = |codes: &[&str], on| {
            let locations: Vec<Jurisdiction> = codes.iter().map(|code| code.parse().unwrap()).collect();
            is_licensed(&held, &locations, on)
        };
        let in_time = date(2026, 6, 30);
        assert!(is_covered(&[], in_time));
        assert!(is_covered(&["US-NY", "DE-BE", "DE"], in_time));
        assert!(!is_covered(&["US-NY"], date(2026, 7, 1)), "expired");
        assert!(!is_covered(&["US"], in_time), "a part is not the country");
        assert!(!is_covered(&["US-NJ"], in_time));
    }

    #[test]
    fn windows_are_read_in_the_therapists_zone() {
        let windows = [AvailabilityWindow {
            weekday: Weekday::Tuesday,
            local_start: time(9, 0, 0, 0),
            local_end: time(12, 0, 0, 0),
        }];
        let zone = Zone::parse("America/New_York").unwrap();
        let at = |start: &str| {
            let start: Timestamp = start.parse().unwrap();
            (start, start + jiff::SignedDuration::from_mins(50))
        };
        let (start, end) = at("2026-03-03T14:00:00Z");
        assert!(is_at_work(&windows, &zone, start, end));
        let (start, end) = at("2026-03-03T10:00:00Z");
        assert!(!is_at_work(&windows, &zone, start, end));
        assert!(is_at_work(&[], &zone, start, end));
    }
}
