//! A date or a time in a calendar file.

use icalendar::{Component as _, Event};
use jiff::civil::{Date, DateTime, Time};

use super::holidays::WhyPassedOver;
use crate::domain::time::Zone;

/// A date, or a wall time of a zone.
pub(super) struct Moment {
    pub(super) wall: DateTime,
    pub(super) is_date: bool,
    pub(super) zone: Zone,
}

impl Moment {
    /// What a property says; a time without a zone is the site's own.
    pub(super) fn of(event: &Event, key: &str, site_zone: &Zone) -> Result<Option<Self>, WhyPassedOver> {
        let Some(property) = event.properties().get(key) else { return Ok(None) };
        let text = property.value().trim();
        let unreadable = || WhyPassedOver::UnreadableTime(shortened(text));
        if !text.contains('T') {
            let date = Date::strptime("%Y%m%d", text).map_err(|_| unreadable())?;
            let wall = date.to_datetime(Time::midnight());
            return Ok(Some(Self { wall, is_date: true, zone: site_zone.clone() }));
        }
        let named = property.params().get("TZID").map(|zone| zone.value().trim_matches('"'));
        let zone = match (text.strip_suffix('Z'), named) {
            (Some(_), _) => "UTC",
            (None, Some(named)) => named,
            (None, None) => site_zone.name(),
        };
        let zone = Zone::parse(zone).map_err(|_| WhyPassedOver::UnknownZone(shortened(zone)))?;
        let wall =
            DateTime::strptime("%Y%m%dT%H%M%S", text.trim_end_matches('Z')).map_err(|_| unreadable())?;
        Ok(Some(Self { wall, is_date: false, zone }))
    }
}

/// The beginning of a text from a file, for a message.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    text.chars().map(|one| if one.is_control() { ' ' } else { one }).take(MOST).collect()
}
