//! An instant as its recipient says it: weekday and month in words, the hour with its zone's name.

use fluent_bundle::{FluentArgs, FluentValue};
use icu_datetime::fieldsets::{YMDE, zone};
use icu_datetime::input::{Date, DateTime, TimeZone, UtcOffset};
use icu_datetime::{DateTimeFormatter, NoCalendarFormatter};
use icu_locale_core::{Locale, locale};
use jiff::{Timestamp, civil};
use jiff_icu::{ConvertFrom as _, ConvertTryFrom as _};

use super::catalogue::{Catalogue, Phrase};
use super::rendered::RenderError;
use crate::domain::people::Language;
use crate::domain::time::Zone;

/// A local date and time in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct When {
    /// "Tuesday, June 2, 2026".
    pub date: String,
    /// "18:30 (Europe/Madrid, Central European Summer Time)": the hour is counted from 0 to 23, and the zone's
    /// name in words tells the two hours of an overlap apart.
    pub time: String,
}

impl When {
    /// Tells `at` in `zone`.
    ///
    /// # Errors
    /// `RenderError`, which tests rule out for every language.
    pub(super) fn tell(at: Timestamp, zone: &Zone, language: Language) -> Result<Self, RenderError> {
        let local = at.to_zoned(zone.rules().clone());
        let zone_then = TimeZone::convert_from(zone.rules())
            .with_offset(UtcOffset::convert_try_from(local.offset()).ok())
            .at_date_time(DateTime::convert_from(local.datetime()));
        let no_dates = |_| RenderError::Dates(language);
        let zones =
            NoCalendarFormatter::try_new(locale_of(language).into(), zone::SpecificLong).map_err(no_dates)?;
        let mut args = FluentArgs::new();
        args.set("time", FluentValue::from(local.strftime("%H:%M").to_string()));
        args.set("zone", FluentValue::from(zone.name()));
        args.set("zone-in-words", FluentValue::from(zones.format(&zone_then).to_string()));
        Ok(Self {
            date: day_in_words(local.date(), language)?,
            time: Catalogue::of(language)?.say_with(Phrase::TimeInZone, &args)?,
        })
    }
}

/// "Tuesday, June 2, 2026".
///
/// # Errors
/// `RenderError`, which tests rule out for every language.
pub(super) fn day_in_words(day: civil::Date, language: Language) -> Result<String, RenderError> {
    let dates = DateTimeFormatter::try_new(locale_of(language).into(), YMDE::long())
        .map_err(|_| RenderError::Dates(language))?;
    Ok(dates.format(&Date::convert_from(day)).to_string())
}

/// An appointment's time in words, for a page that says it as the mails do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentWords {
    /// "Tuesday, June 2, 2026".
    pub date: String,
    /// "18:30 (Europe/Madrid, Central European Summer Time)".
    pub time: String,
    /// "50 minutes".
    pub length: String,
}

impl AppointmentWords {
    /// Tells an appointment that begins at `at` and lasts so many `minutes`, in `zone`.
    ///
    /// # Errors
    /// `RenderError`, which tests rule out for every language.
    pub fn tell(at: Timestamp, zone: &Zone, minutes: u16, language: Language) -> Result<Self, RenderError> {
        let When { date, time } = When::tell(at, zone, language)?;
        Ok(Self { date, time, length: length(minutes, language)? })
    }
}

/// "50 minutes".
///
/// # Errors
/// `RenderError`, which tests rule out for every language.
pub(super) fn length(minutes: u16, language: Language) -> Result<String, RenderError> {
    let mut args = FluentArgs::new();
    args.set("minutes", FluentValue::from(minutes));
    Catalogue::of(language)?.say_with(Phrase::Length, &args)
}

const fn locale_of(language: Language) -> Locale {
    match language {
        Language::En => locale!("en"),
        Language::Es => locale!("es"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        "2026-06-02T16:30:00Z",
        "Europe/Madrid",
        "Tuesday, June 2, 2026",
        "18:30 (Europe/Madrid, Central European Summer Time)",
        "martes, 2 de junio de 2026",
        "18:30 (Europe/Madrid, hora de verano de Europa central)"
    )]
    #[case(
        "2026-10-25T00:30:00Z",
        "Europe/Berlin",
        "Sunday, October 25, 2026",
        "02:30 (Europe/Berlin, Central European Summer Time)",
        "domingo, 25 de octubre de 2026",
        "02:30 (Europe/Berlin, hora de verano de Europa central)"
    )]
    #[case(
        "2026-10-25T01:30:00Z",
        "Europe/Berlin",
        "Sunday, October 25, 2026",
        "02:30 (Europe/Berlin, Central European Standard Time)",
        "domingo, 25 de octubre de 2026",
        "02:30 (Europe/Berlin, hora estándar de Europa central)"
    )]
    #[case(
        "2026-06-02T16:30:00Z",
        "Asia/Kathmandu",
        "Tuesday, June 2, 2026",
        "22:15 (Asia/Kathmandu, Nepal Time)",
        "martes, 2 de junio de 2026",
        "22:15 (Asia/Kathmandu, hora de Nepal)"
    )]
    #[case(
        "2026-12-31T23:30:00Z",
        "Asia/Calcutta",
        "Friday, January 1, 2027",
        "05:00 (Asia/Calcutta, India Standard Time)",
        "viernes, 1 de enero de 2027",
        "05:00 (Asia/Calcutta, hora estándar de la India)"
    )]
    #[case(
        "2026-12-20T12:00:00Z",
        "America/Vancouver",
        "Sunday, December 20, 2026",
        "05:00 (America/Vancouver, Pacific Daylight Time)",
        "domingo, 20 de diciembre de 2026",
        "05:00 (America/Vancouver, hora de verano del Pacífico)"
    )]
    fn the_hour_is_the_recipients_and_names_its_zone(
        #[case] at: &str,
        #[case] zone: &str,
        #[case] english_date: &str,
        #[case] english_time: &str,
        #[case] spanish_date: &str,
        #[case] spanish_time: &str,
    ) {
        let zone = Zone::parse(zone).unwrap();
        let at: Timestamp = at.parse().unwrap();
        let english = When::tell(at, &zone, Language::En).unwrap();
        assert_eq!((english.date.as_str(), english.time.as_str()), (english_date, english_time));
        let spanish = When::tell(at, &zone, Language::Es).unwrap();
        assert_eq!((spanish.date.as_str(), spanish.time.as_str()), (spanish_date, spanish_time));
    }
}
