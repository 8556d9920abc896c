//! The weekly hours at which some people are free, over the weeks of a series.

use jiff::civil::{Date, Time, Weekday};

use super::needs::load_needed;
use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::groups::GroupStatus;
use crate::domain::ids::{ClientId, GroupId, RoomId, StaffMemberId};
use crate::domain::series::{ExpandError, SessionCount, SessionMinutes};
use crate::domain::slots::{FreeSlots, InvalidSlotFrame, SlotFrame, free_slots};
use crate::domain::time::{Zone, local};

/// The most clients that one search looks at, a group's members among them.
pub const MOST_PEOPLE: usize = 200;

/// The most therapists that one search looks at.
pub const MOST_THERAPISTS: usize = 20;

/// Who is to be free together, and when.
#[derive(Debug, Clone)]
pub struct AskSlots {
    /// Those clients.
    pub client_ids: Vec<ClientId>,
    /// That group's members, and its therapist unless others are named.
    pub group_id: Option<GroupId>,
    /// Those therapists.
    pub therapist_ids: Vec<StaffMemberId>,
    /// That room.
    pub room_id: Option<RoomId>,
    /// The zone whose wall time a slot promises; the asker's own if left out.
    pub zone: Option<Zone>,
    /// The earliest date of a first session, in that zone; today if left out.
    pub start_on: Option<Date>,
    /// Which hours.
    pub wish: SlotWish,
}

/// Which weekly hours: see `SlotFrame`.
#[derive(Debug, Clone)]
pub struct SlotWish {
    /// How many weekly sessions.
    pub weeks: SessionCount,
    /// How long a session takes.
    pub minutes: SessionMinutes,
    /// On which days of the week.
    pub weekdays: Vec<Weekday>,
    /// The earliest start.
    pub earliest: Time,
    /// When a session has ended at the latest.
    pub latest: Time,
    /// From one start to the next, in minutes.
    pub step_minutes: i64,
    /// In how many of the weeks somebody may be missing.
    pub weeks_missed: u16,
    /// The most slots that are told.
    pub most: u16,
}

/// The slots, and what they are for.
#[derive(Debug, Clone)]
pub struct FoundSlots {
    /// The slots.
    pub found: FreeSlots,
    /// What was looked for, with what was left out of it.
    pub frame: SlotFrame,
    /// The clients looked at.
    pub clients: Vec<ClientId>,
}

/// Why there are no slots to tell.
#[derive(Debug, thiserror::Error)]
pub enum AskSlotsError {
    /// The frame makes no search.
    #[error(transparent)]
    Frame(#[from] InvalidSlotFrame),
    /// It runs beyond the calendar.
    #[error(transparent)]
    Expand(ExpandError),
    /// No zone was named, and who asks has none.
    #[error("name a zone: whoever asks has none of their own")]
    NoZone,
    /// Nobody is to be free.
    #[error("nobody to look for: name clients, a therapist, or a group that has members or a therapist")]
    Nobody,
    /// More clients than a search looks at.
    #[error("{given} clients, the group's members among them: at most {MOST_PEOPLE}")]
    TooMany {
        /// How many.
        given: usize,
    },
    /// The clinic has no such client.
    #[error("no such client, at place {place} of the list")]
    ClientNotFound {
        /// The client's place in the list, from 0.
        place: usize,
    },
    /// The clinic has no such therapist, or they may no longer act, or only look on.
    #[error(
        "no such therapist, at place {place} of the list: name a member of staff who is not disabled and not a viewer"
    )]
    TherapistNotFound {
        /// The therapist's place in the list, from 0.
        place: usize,
    },
    /// The clinic has no such group.
    #[error("no such group")]
    GroupNotFound,
    /// The group is over or was cancelled.
    #[error("the group is {0}: it gets no sessions any more")]
    GroupEnded(GroupStatus),
    /// The clinic has no such room.
    #[error("no such room")]
    RoomNotFound,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// The weekly hours at which all of them are free in every week, or in all but a few, the best first: four statements,
/// however many people. Sessions of the group itself take its members' time like any other.
///
/// Clients' times need the right to read clients; therapists and a room alone only that to read the schedule.
///
/// # Errors
/// What `AskSlotsError` names.
pub async fn find_free_slots(
    app: &App,
    caller: &Caller,
    asked: AskSlots,
) -> Result<FoundSlots, AskSlotsError> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    if let Some(id) = asked.group_id {
        require_on(app, caller, Action::ReadClients, id).await?;
    } else if !asked.client_ids.is_empty() {
        require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    }
    let frame = frame(app, caller, &asked)?;
    let (clients, needed) = load_needed(app, caller, &asked, &frame).await?;
    // Hundreds of people in as many zones take a while: other requests go on meanwhile.
    let found = tokio::task::block_in_place(|| free_slots(&frame, &needed)).map_err(AskSlotsError::Expand)?;
    Ok(FoundSlots { found, frame, clients })
}

fn frame(app: &App, caller: &Caller, asked: &AskSlots) -> Result<SlotFrame, AskSlotsError> {
    let SlotWish { weeks, minutes, weekdays, earliest, latest, step_minutes, weeks_missed, most } =
        asked.wish.clone();
    let zone = asked.zone.clone().or_else(|| caller.zone.clone()).ok_or(AskSlotsError::NoZone)?;
    let now = app.now();
    let frame = SlotFrame {
        start_on: asked.start_on.unwrap_or_else(|| local(now, &zone).date()),
        zone,
        now,
        weeks,
        minutes,
        weekdays,
        earliest,
        latest,
        step_minutes,
        weeks_missed,
        most,
    };
    Ok(frame.validate()?)
}
