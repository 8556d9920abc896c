//! A calendar file of holidays (iCalendar, RFC 5545) as closures: holidays are data, never constants.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

use icalendar::{Calendar, CalendarComponent, Component as _, Event};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Span, ToSpan};

use super::closure::NewClosure;
use super::moment::{Moment, shortened};
use super::repeated::{Budget, UnreadableRule, repeated};
use super::span::{ClosureSpan, InvalidClosureSpan};
use crate::domain::name::Name;
use crate::domain::time::{BeyondCalendar, Zone, local, resolve};

/// What a file says about some stretch of dates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    /// The closures, in the order of their dates.
    pub closures: Vec<NewClosure>,
    /// Events that are none, in the order of the file.
    pub passed_over: Vec<PassedOver>,
    /// How many events lie before or after.
    pub outside: usize,
}

/// An event that is no closure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Its place in the file, from 1.
    pub event: usize,
    /// What it is called.
    pub summary: String,
    /// Why.
    pub because: WhyPassedOver,
}

/// Why an event is no closure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyPassedOver {
    /// The file says that it does not take place.
    #[error("it is cancelled")]
    Cancelled,
    /// It has no start.
    #[error("it has no DTSTART")]
    NoStart,
    /// A date or time is not one.
    #[error("{0} is no date or time of the form 20261224 or 20261224T120000")]
    UnreadableTime(String),
    /// A zone that the tz database does not have.
    #[error("{0} is no zone of the tz database")]
    UnknownZone(String),
    /// It is not told how it repeats.
    #[error("its RRULE cannot be read: {0}")]
    UnreadableRule(String),
    /// A part of a day that ends on another.
    #[error("it lasts from {from} to {until}, past midnight: enter it by hand, day by day")]
    PastMidnight {
        /// From when, in the zone of the site.
        from: DateTime,
        /// Until when.
        until: DateTime,
    },
    /// Dates or hours that are no closure.
    #[error(transparent)]
    NoSpan(#[from] InvalidClosureSpan),
    /// Dates beside a rule.
    #[error("it repeats on dates of its own (RDATE), which are not read: enter it by hand")]
    OwnDates,
    /// Past the calendar's end.
    #[error("it lies beyond the calendar")]
    BeyondCalendar,
}

impl From<BeyondCalendar> for WhyPassedOver {
    fn from(_: BeyondCalendar) -> Self {
        Self::BeyondCalendar
    }
}

impl From<UnreadableRule> for WhyPassedOver {
    fn from(UnreadableRule(why): UnreadableRule) -> Self {
        Self::UnreadableRule(why)
    }
}

/// Why a file is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoHolidayFile {
    /// Not iCalendar.
    #[error("this is no iCalendar file (RFC 5545): {0}")]
    Unreadable(String),
    /// Without events.
    #[error("the calendar has no events")]
    Empty,
    /// More years than anybody plans.
    #[error("from {from} until {until} is more than the {most} years that are read at once", most = MOST_YEARS)]
    TooLong {
        /// The first date.
        from: Date,
        /// The last.
        until: Date,
    },
    /// More events than any country's holidays.
    #[error("the calendar has {0} events, more than the {most} that are read", most = MOST_EVENTS)]
    TooMany(usize),
}

/// Nobody plans longer ahead.
const MOST_YEARS: i16 = 5;

/// A decade of every kind of holiday, and then some.
const MOST_EVENTS: usize = 5_000;

/// Reads the events that fall between two dates, both included; `zone` is that of the site, in which hours are read.
///
/// Events of whole days and of hours within a day are closures, repeated ones (RRULE, EXDATE, RECURRENCE-ID) among them.
/// Whether an event shows its time as busy (TRANSP) says nothing of a holiday.
///
/// # Errors
/// What `NoHolidayFile` names.
pub fn read_holidays(text: &str, zone: &Zone, from: Date, until: Date) -> Result<Holidays, NoHolidayFile> {
    if until.year() - from.year() > MOST_YEARS {
        return Err(NoHolidayFile::TooLong { from, until });
    }
    let calendar = Calendar::from_str(text).map_err(|error| NoHolidayFile::Unreadable(shortened(&error)))?;
    let events: Vec<&Event> = calendar
        .components
        .iter()
        .filter_map(|component| match component {
            CalendarComponent::Event(event) => Some(event),
            _ => None,
        })
        .collect();
    if events.is_empty() {
        return Err(NoHolidayFile::Empty);
    }
    if events.len() > MOST_EVENTS {
        return Err(NoHolidayFile::TooMany(events.len()));
    }
    let mut moved: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (uid, which) in events.iter().filter_map(|event| moved_from(event)) {
        moved.entry(uid).or_default().insert(which);
    }
    let mut holidays = Holidays::default();
    let mut budget = Budget::of_a_file();
    for (index, event) in events.iter().enumerate() {
        match closures(event, zone, (from, until), &moved, &mut budget) {
            Ok((closures, before)) => {
                holidays.outside += before;
                let is_within = |one: &NewClosure| one.span.first_on() <= until && one.span.last_on() >= from;
                let (within, outside): (Vec<_>, Vec<_>) = closures.into_iter().partition(is_within);
                holidays.closures.extend(within);
                holidays.outside += outside.len();
            }
            Err(because) => holidays.passed_over.push(PassedOver {
                event: index + 1,
                summary: shortened(event.get_summary().unwrap_or("")),
                because,
            }),
        }
    }
    holidays.closures.sort_unstable();
    holidays.closures.dedup();
    Ok(holidays)
}

/// Of which event, and which of its repetitions, this one takes the place.
fn moved_from(event: &Event) -> Option<(String, String)> {
    let which = event.property_value("RECURRENCE-ID")?.trim_end_matches('Z');
    Some((event.get_uid()?.to_owned(), which.to_owned()))
}

/// The closures of an event between two dates, or next to them, and how many come before.
fn closures(
    event: &Event,
    zone: &Zone,
    within: (Date, Date),
    moved: &BTreeMap<String, BTreeSet<String>>,
    budget: &mut Budget,
) -> Result<(Vec<NewClosure>, usize), WhyPassedOver> {
    if event.property_value("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
        return Err(WhyPassedOver::Cancelled);
    }
    if event.properties().contains_key("RDATE") || event.multi_properties().contains_key("RDATE") {
        return Err(WhyPassedOver::OwnDates);
    }
    let start = Moment::of(event, "DTSTART", zone)?.ok_or(WhyPassedOver::NoStart)?;
    let length = length(event, &start, zone)?;
    let reason = reason(event.get_summary().unwrap_or(""));
    let (starts, before) = match event.property_value("RRULE") {
        None => (vec![start.wall], 0),
        Some(rule) => repeated(start.wall, rule, within, budget)?,
    };
    let mut left_out = left_out(event);
    if event.property_value("RECURRENCE-ID").is_none() {
        left_out.extend(event.get_uid().and_then(|uid| moved.get(uid)).into_iter().flatten().cloned());
    }
    let as_in_the_file = |wall: &DateTime| {
        let form = if start.is_date { "%Y%m%d" } else { "%Y%m%dT%H%M%S" };
        wall.strftime(form).to_string()
    };
    let starts = starts.into_iter().filter(|wall| !left_out.contains(&as_in_the_file(wall)));
    let closure = |wall| {
        let span = span(&start, length, wall, zone)?;
        Ok(NewClosure { span, reason: reason.clone() })
    };
    let closures = starts.map(closure).collect::<Result<Vec<_>, WhyPassedOver>>()?;
    Ok((closures, before))
}

/// The dates, or dates with times, of repetitions that the event leaves out.
fn left_out(event: &Event) -> BTreeSet<String> {
    let single = event.properties().get("EXDATE").into_iter();
    let several = event.multi_properties().get("EXDATE").into_iter().flatten();
    let values = single.chain(several).flat_map(|property| property.value().split(','));
    values.map(|value| value.trim().trim_end_matches('Z').to_owned()).collect()
}

/// How long it lasts on the clock it begins by; nothing is said by an event without an end.
fn length(event: &Event, start: &Moment, site_zone: &Zone) -> Result<Option<SignedDuration>, WhyPassedOver> {
    let end = match (Moment::of(event, "DTEND", site_zone)?, event.property_value("DURATION")) {
        // The end may be told by another clock.
        (Some(end), _) if !start.is_date && !end.is_date => {
            local(resolve(end.wall, &end.zone)?.starts_at, &start.zone)
        }
        (Some(end), _) => end.wall,
        (None, Some(text)) => {
            let unreadable = || WhyPassedOver::UnreadableTime(shortened(text));
            let span: Span = text.trim().parse().map_err(|_| unreadable())?;
            start.wall.checked_add(span).map_err(|_| unreadable())?
        }
        (None, None) => return Ok(None),
    };
    Ok(Some(end.duration_since(start.wall)))
}

fn span(
    start: &Moment,
    length: Option<SignedDuration>,
    wall: DateTime,
    site_zone: &Zone,
) -> Result<ClosureSpan, WhyPassedOver> {
    let beyond = |_| WhyPassedOver::BeyondCalendar;
    if start.is_date {
        // The end is the day after the last; without one, or with one that is none, it is a single day.
        let days = length.map_or(1, |length| length.as_hours() / 24).max(1);
        let last_on = wall.date().checked_add((days - 1).days()).map_err(beyond)?;
        return Ok(ClosureSpan::parse(wall.date(), Some(last_on), None, None)?);
    }
    let end = wall.checked_add(length.unwrap_or(SignedDuration::ZERO)).map_err(beyond)?;
    let instant = |wall| Ok::<_, WhyPassedOver>(local(resolve(wall, &start.zone)?.starts_at, site_zone));
    let (from, until) = (instant(wall)?, instant(end)?);
    let midnight = from.date().tomorrow().map_err(beyond)?.to_datetime(jiff::civil::Time::midnight());
    if until > midnight {
        return Err(WhyPassedOver::PastMidnight { from, until });
    }
    Ok(ClosureSpan::parse(from.date(), None, Some(from.time()), Some(until.time()))?)
}

/// The event's name as a closure's reason: one line, cut where it is too long.
fn reason(summary: &str) -> Option<Name> {
    const NAMELESS: &str = "Closed";
    let line: String = summary.chars().map(|one| if one.is_control() { ' ' } else { one }).collect();
    let cut: String = line.trim().chars().take(Name::MAX_CHARS).collect();
    cut.parse().or_else(|_| NAMELESS.parse()).ok()
}

#[cfg(test)]
#[path = "holidays_tests.rs"]
mod tests;
