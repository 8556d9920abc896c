//! The weekly hours at which some people are free: a query with the answer's form of a mutation, as previews have.

use std::borrow::Cow;

use async_graphql::{Context, ID, InputObject, Result};
use jiff::civil::Weekday as Day;

use crate::app::App;
use crate::app::slots::{
    AskSlots, AskSlotsError as Refusal, MOST_PEOPLE, MOST_THERAPISTS, SlotWish, find_free_slots,
};
use crate::domain::access::Caller;
use crate::domain::series::{SessionCount, SessionMinutes};
use crate::domain::slots::{InvalidSlotFrame, SlotFrame};
use crate::graphql::expose::expose;
use crate::graphql::input::{InvalidField, invalid, read, text, zone};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::scalars::{LocalDate, LocalTime};
use crate::graphql::types::{FreeSlots, Weekday};

/// Who is to be free together, and at which hours: clients, a group, or therapists have to be named.
#[derive(InputObject)]
pub(crate) struct FreeSlotsInput {
    /// These clients, at most 200 with the group's members.
    #[graphql(default)]
    client_ids: Vec<ID>,
    /// This group's present members, and whoever leads its sessions to come unless `therapistIds` names others. Its own
    /// sessions take their time, too.
    group_id: Option<ID>,
    /// These therapists, at most 20.
    #[graphql(default)]
    therapist_ids: Vec<ID>,
    /// This room.
    room_id: Option<ID>,
    /// The earliest date of a first session, in `zone`; today if left out. A first session is never one that has begun.
    start_on: Option<LocalDate>,
    /// How many weekly sessions, 1 to 60.
    #[graphql(default = 16)]
    weeks: i64,
    /// How long a session takes, in elapsed minutes, 10 to 240.
    #[graphql(default = 50)]
    minutes: i64,
    /// The tz database zone whose wall time a slot promises, such as `America/New_York`; the asker's own if left out.
    zone: Option<String>,
    /// On these days of the week, in `zone`; on all if left out.
    weekdays: Option<Vec<Weekday>>,
    /// The earliest start, in `zone`; 08:00 if left out.
    earliest: Option<LocalTime>,
    /// When a session has ended at the latest, in `zone`; 21:00 if left out.
    latest: Option<LocalTime>,
    /// From one start to the next, in minutes: 15, 30 or 60.
    #[graphql(default = 30)]
    step_minutes: i64,
    /// In how many of the weeks somebody may be missing, at most 8 and fewer than `weeks`; the answer tells who and why.
    #[graphql(default = 0)]
    weeks_missed: i64,
    /// The most slots to tell, the best first, 1 to 100; for more than forty people no more than 4000 by their number.
    #[graphql(default = 20)]
    most: i64,
}

payload! {
    /// The answer to `freeSlots`.
    "freeSlots" => FreeSlotsPayload {
        /// The weekly hours that suit.
        found: FreeSlots
    }
    FreeSlotsUserError, FreeSlotsErrorCode {
        /// Neither clients nor a therapist are named, and the group has none.
        Nobody,
        /// More clients than a search looks at.
        TooMany,
        /// The clinic has no such client.
        ClientNotFound,
        /// The clinic has no such group.
        GroupNotFound,
        /// The group is over or was cancelled.
        GroupEnded,
        /// The clinic has no such therapist, or they may no longer act, or only look on.
        TherapistNotFound,
        /// The clinic has no such room.
        RoomNotFound,
    }
}

impl FreeSlotsInput {
    fn parse(self) -> Result<AskSlots, InvalidField> {
        let Self {
            client_ids,
            group_id,
            therapist_ids,
            room_id,
            start_on,
            weeks,
            minutes,
            zone: zone_name,
            weekdays,
            earliest,
            latest,
            step_minutes,
            weeks_missed,
            most,
        } = self;
        let wish = SlotWish {
            weeks: read("weeks", SessionCount::parse(weeks))?,
            minutes: read("minutes", SessionMinutes::parse(minutes))?,
            weekdays: match weekdays {
                Some(days) => days.into_iter().map(Day::from).collect(),
                None => Day::Monday.cycle_forward().take(7).collect(),
            },
            earliest: earliest.map_or(SlotFrame::EARLIEST, |time| time.0),
            latest: latest.map_or(SlotFrame::LATEST, |time| time.0),
            step_minutes,
            weeks_missed: small("weeksMissed", weeks_missed)?,
            most: small("most", most)?,
        };
        Ok(AskSlots {
            client_ids: ids("clientIds", client_ids, MOST_PEOPLE)?,
            group_id: group_id.map(|id| text("groupId", &id)).transpose()?,
            therapist_ids: ids("therapistIds", therapist_ids, MOST_THERAPISTS)?,
            room_id: room_id.map(|id| text("roomId", &id)).transpose()?,
            zone: zone_name.map(|name| zone("zone", &name)).transpose()?,
            start_on: start_on.map(|date| date.0),
            wish,
        })
    }
}

/// A number that the domain bounds further.
fn small(field: &'static str, given: i64) -> Result<u16, InvalidField> {
    u16::try_from(given).map_err(|_| invalid(field)(&format!("{given} is out of range")))
}

fn ids<Id>(field: &'static str, given: Vec<ID>, most: usize) -> Result<Vec<Id>, InvalidField>
where
    Id: std::str::FromStr<Err: std::fmt::Display>,
{
    if given.len() > most {
        return Err(invalid(field)(&format!("at most {most}, not {}", given.len())));
    }
    given.iter().map(|id| text(field, id)).collect()
}

impl FreeSlotsPayload {
    /// Looks for the hours.
    pub(crate) async fn of(ctx: &Context<'_>, input: FreeSlotsInput) -> Result<Self> {
        use FreeSlotsErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let asked = parsed!(input.parse());
        let error = match find_free_slots(app, caller, asked).await {
            Ok(found) => return Self::done(ctx, found),
            Err(error) => error,
        };
        let (code, field): (_, Option<Cow<'static, str>>) = match error {
            Refusal::Frame(invalid) => (Code::InvalidInput, Some(frame_field(&invalid).into())),
            Refusal::Expand(_) => (Code::InvalidInput, Some("startOn".into())),
            Refusal::NoZone => (Code::InvalidInput, Some("zone".into())),
            Refusal::Nobody => (Code::Nobody, None),
            Refusal::TooMany { .. } => (Code::TooMany, Some("clientIds".into())),
            Refusal::ClientNotFound { place } => {
                (Code::ClientNotFound, Some(format!("clientIds.{place}").into()))
            }
            Refusal::TherapistNotFound { place } => {
                (Code::TherapistNotFound, Some(format!("therapistIds.{place}").into()))
            }
            Refusal::GroupNotFound => (Code::GroupNotFound, Some("groupId".into())),
            Refusal::GroupEnded(_) => (Code::GroupEnded, Some("groupId".into())),
            Refusal::RoomNotFound => (Code::RoomNotFound, Some("roomId".into())),
            Refusal::Failure(failure) => return Err(expose(failure)),
        };
        Ok(Self::refused(code, field.as_deref(), error))
    }
}

const fn frame_field(invalid: &InvalidSlotFrame) -> &'static str {
    match invalid {
        InvalidSlotFrame::NoWeekday => "weekdays",
        InvalidSlotFrame::Step { .. } => "stepMinutes",
        InvalidSlotFrame::EarliestNotOnAMinute { .. } => "earliest",
        InvalidSlotFrame::LatestNotOnAMinute { .. } | InvalidSlotFrame::Hours { .. } => "latest",
        InvalidSlotFrame::WeeksMissed { .. } => "weeksMissed",
        InvalidSlotFrame::Most { .. } => "most",
    }
}
