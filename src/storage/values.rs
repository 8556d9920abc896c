//! Values between the domain's types and the columns'.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp};

use super::error::StorageError;
use crate::domain::time::{VanishedZone, Zone};

/// An instant as the column keeps it.
pub(super) fn to_column(instant: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(instant.as_microsecond()).unwrap_or_default()
}

/// An instant as the domain speaks of it.
pub(super) fn to_instant(column: DateTime<Utc>, of: &'static str) -> Result<Timestamp, StorageError> {
    Timestamp::from_microsecond(column.timestamp_micros()).map_err(|_| StorageError::Corrupt(of))
}

/// A day earlier: nothing takes longer, so what ends after an instant starts after the day before it, and an index on
/// starts finds it without reading all that came before.
pub(super) fn a_day_before(instant: Timestamp) -> Timestamp {
    instant.checked_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN)
}

/// A date as the column keeps it.
pub(super) fn to_date_column(date: Date) -> NaiveDate {
    NaiveDate::from_ymd_opt(
        i32::from(date.year()),
        date.month().unsigned_abs().into(),
        date.day().unsigned_abs().into(),
    )
    .unwrap_or_default()
}

/// A date as the domain speaks of it.
pub(super) fn to_date(column: NaiveDate, of: &'static str) -> Result<Date, StorageError> {
    column.to_string().parse().map_err(|_| StorageError::Corrupt(of))
}

/// A stored word or text as the domain's type.
pub(super) fn parse<T: FromStr>(text: &str, of: &'static str) -> Result<T, StorageError> {
    text.parse().map_err(|_| StorageError::Corrupt(of))
}

/// A stored word or text as the domain's type, where there may be none.
pub(super) fn parse_option<T: FromStr>(
    text: Option<&str>,
    of: &'static str,
) -> Result<Option<T>, StorageError> {
    text.map(|text| parse(text, of)).transpose()
}

/// A stored zone name as a zone; `of` says whose it is, to who has to give it another.
pub(super) fn parse_zone(name: &str, of: impl ToString) -> Result<Zone, StorageError> {
    Zone::parse(name).map_err(|unknown| VanishedZone { of: of.to_string(), name: unknown.given }.into())
}

/// The days of the week as columns spell them.
const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "MONDAY"),
    (Weekday::Tuesday, "TUESDAY"),
    (Weekday::Wednesday, "WEDNESDAY"),
    (Weekday::Thursday, "THURSDAY"),
    (Weekday::Friday, "FRIDAY"),
    (Weekday::Saturday, "SATURDAY"),
    (Weekday::Sunday, "SUNDAY"),
];

/// A day of the week as the column keeps it.
pub(super) fn weekday_word(weekday: Weekday) -> &'static str {
    WEEKDAYS.iter().find(|(day, _)| *day == weekday).map_or("MONDAY", |(_, word)| word)
}

/// A day of the week as the domain speaks of it.
pub(super) fn parse_weekday(word: &str, of: &'static str) -> Result<Weekday, StorageError> {
    WEEKDAYS.iter().find(|(_, known)| *known == word).map(|(day, _)| *day).ok_or(StorageError::Corrupt(of))
}
