//! A weekly series as a coordinator thinks of it.

use async_graphql::{ID, InputObject};

use crate::app::series::SeriesDraft;
use crate::domain::ids::{EnrollmentId, GroupId};
use crate::domain::series::{SeriesOwner, SeriesRule, SessionCount, SessionMinutes};
use crate::graphql::input::{InvalidField, invalid, text, zone};
use crate::graphql::scalars::{LocalDate, LocalTime};
use crate::graphql::types::{CountingMode, Weekday};

/// A weekly series: the rule, whose it is, who leads it and where. To preview, only the rule is needed.
#[derive(InputObject)]
pub(crate) struct SeriesInput {
    /// The group whose sessions these are; its members take part by themselves.
    group_id: Option<ID>,
    /// Or the individual treatment's enrollment; its client takes part by itself.
    enrollment_id: Option<ID>,
    /// Who leads it.
    therapist_id: Option<ID>,
    /// Where it takes place; remote if left out.
    room_id: Option<ID>,
    /// Where a remote one is held: an address that begins with `https://`, at most 500 characters.
    meeting_link: Option<String>,
    /// The day of the week, in `zone`.
    weekday: Weekday,
    /// The wall time of the start, in `zone`.
    local_start: LocalTime,
    /// The tz database zone whose wall time is promised, such as `America/New_York`.
    zone: String,
    /// The earliest date of the first session, in `zone`: it falls on the first `weekday` from here on.
    start_on: LocalDate,
    /// How long a session takes, in elapsed minutes, 10 to 240; 50 if left out.
    minutes: Option<i64>,
    /// How many sessions or weeks, 1 to 60, within the program's bounds.
    planned_count: i64,
    /// What the planned count counts.
    #[graphql(default_with = "CountingMode::HoldSessions")]
    counting: CountingMode,
    /// Dates of sessions to leave out, in `zone`; each must match a session.
    #[graphql(default)]
    skipped_on: Vec<LocalDate>,
    /// Further clients to show times for, at most 100.
    #[graphql(default)]
    client_ids: Vec<ID>,
    /// Further zones to show times for, of people not recorded yet; at most 100.
    #[graphql(default)]
    participant_zones: Vec<String>,
    /// The site whose closures count, for a preview without a group or treatment; theirs otherwise.
    site_id: Option<ID>,
    /// Whether sessions are held in closed times too; otherwise dates that are closed count as skipped.
    #[graphql(default)]
    ignore_closures: bool,
}

/// More participants than any group has.
const MOST_PARTICIPANTS: usize = 100;

impl SeriesInput {
    pub(super) fn parse(self) -> Result<SeriesDraft, InvalidField> {
        let Self {
            group_id,
            enrollment_id,
            therapist_id,
            room_id,
            meeting_link,
            weekday,
            local_start,
            zone: zone_name,
            start_on,
            minutes,
            planned_count,
            counting,
            skipped_on,
            client_ids,
            participant_zones,
            site_id,
            ignore_closures,
        } = self;
        if site_id.is_some() && (group_id.is_some() || enrollment_id.is_some()) {
            return Err(invalid("siteId")(&"a group or treatment has a site of its own: leave it out"));
        }
        if client_ids.len() > MOST_PARTICIPANTS {
            return Err(invalid("clientIds")(&format!("at most {MOST_PARTICIPANTS}")));
        }
        if participant_zones.len() > MOST_PARTICIPANTS {
            return Err(invalid("participantZones")(&format!("at most {MOST_PARTICIPANTS}")));
        }
        let minutes = match minutes {
            None => SessionMinutes::DEFAULT,
            Some(given) => SessionMinutes::parse(given).map_err(|error| invalid("minutes")(&error))?,
        };
        Ok(SeriesDraft {
            owner: owner(group_id.as_ref(), enrollment_id.as_ref())?,
            therapist_id: optional_id("therapistId", therapist_id.as_ref())?,
            room_id: optional_id("roomId", room_id.as_ref())?,
            meeting_link: meeting_link.map(|link| text("meetingLink", &link)).transpose()?,
            rule: SeriesRule {
                weekday: weekday.into(),
                local_start: local_start.0,
                zone: zone("zone", &zone_name)?,
                start_on: start_on.0,
                minutes,
                planned_count: SessionCount::parse(planned_count)
                    .map_err(|error| invalid("plannedCount")(&error))?,
                counting: counting.into(),
                skipped_on: skipped_on.into_iter().map(|date| date.0).collect(),
            },
            client_ids: client_ids.iter().map(|id| text("clientIds", id)).collect::<Result<_, _>>()?,
            zones: participant_zones
                .iter()
                .map(|name| zone("participantZones", name))
                .collect::<Result<_, _>>()?,
            site_id: optional_id("siteId", site_id.as_ref())?,
            ignores_closures: ignore_closures,
        })
    }
}

fn owner(group_id: Option<&ID>, enrollment_id: Option<&ID>) -> Result<Option<SeriesOwner>, InvalidField> {
    match (group_id, enrollment_id) {
        (None, None) => Ok(None),
        (Some(id), None) => Ok(Some(SeriesOwner::Group(text::<GroupId>("groupId", id)?))),
        (None, Some(id)) => Ok(Some(SeriesOwner::Treatment(text::<EnrollmentId>("enrollmentId", id)?))),
        (Some(_), Some(_)) => {
            Err(invalid("enrollmentId")(&"a series is a group's or a treatment's, not both"))
        }
    }
}

fn optional_id<T>(field: &'static str, given: Option<&ID>) -> Result<Option<T>, InvalidField>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    given.map(|id| text(field, id)).transpose()
}
