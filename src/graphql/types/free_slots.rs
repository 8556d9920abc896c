//! The weekly hours at which some people are free.

use std::collections::BTreeSet;

use async_graphql::{ID, SimpleObject};

use super::Weekday;
use super::series_preview::{HolderKind, holder_id};
use crate::app::audit::ReadRecords;
use crate::app::slots::FoundSlots;
use crate::domain::ids::ClientId;
use crate::domain::slots::{self, FreeSlot as Slot};
use crate::graphql::reads::Shown;
use crate::graphql::scalars::{Instant, LocalDate, LocalDateTime, LocalTime};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// Why somebody or something can't take part in a session.
    ObstacleKind = slots::ObstacleKind {
        /// They are in another session, or it is used by one.
        InSession,
        /// The site of the room or the group is closed; told of the room, or of whoever comes first.
        SiteClosed,
        /// The therapist has time off.
        Away,
        /// It is outside the times when they can come or lead, in their own zone.
        OutsideAvailability,
    }
}

/// Who or what is not free in a week, and why.
#[derive(SimpleObject)]
pub(crate) struct SlotObstacle {
    /// Who or what.
    holder_kind: HolderKind,
    /// Its id.
    holder_id: ID,
    /// Why.
    kind: ObstacleKind,
}

/// A week in which somebody or something is not free.
#[derive(SimpleObject)]
pub(crate) struct MissedWeek {
    /// Which session, from 1.
    ordinal: u16,
    /// Its wall time, in the slots' zone.
    local_start: LocalDateTime,
    /// When it would start, in UTC.
    starts_at: Instant,
    /// Who or what, and why.
    obstacles: Vec<SlotObstacle>,
}

/// An hour of the week on somebody's clock.
#[derive(SimpleObject)]
pub(crate) struct OwnStart {
    /// The day of the week there.
    weekday: Weekday,
    /// The wall time of the start there.
    local_start: LocalTime,
    /// In how many of the weeks it is that hour.
    weeks: u16,
}

/// A slot on one person's clock.
#[derive(SimpleObject)]
pub(crate) struct SlotPerson {
    /// Whether a client or a therapist.
    holder_kind: HolderKind,
    /// Their id.
    holder_id: ID,
    /// The tz database zone of their clock.
    zone: String,
    /// Whether they have said when they can come or lead; if not, that rules nothing out.
    availability_known: bool,
    /// Their hours: one, unless clocks change differently.
    starts: Vec<OwnStart>,
}

/// A weekly hour that suits.
#[derive(SimpleObject)]
pub(crate) struct FreeSlot {
    /// The day of the week, in the slots' zone.
    weekday: Weekday,
    /// The wall time of the start, in the slots' zone.
    local_start: LocalTime,
    /// The date of the first session, in the slots' zone.
    first_on: LocalDate,
    /// In how many of the weeks all are free.
    weeks_free: u16,
    /// The other weeks.
    missed: Vec<MissedWeek>,
    /// When it is on each person's clock: therapists, then clients.
    people: Vec<SlotPerson>,
    /// For how many people and sessions, of those who have not said when they can come, it starts before 08:00 or ends
    /// after 21:00 on their clock.
    unusual_hours: u32,
}

/// The weekly hours that suit.
#[derive(SimpleObject)]
pub(crate) struct FreeSlots {
    /// The slots: those with most free weeks first, then those with fewest obstacles, then those at the most usual hours,
    /// then by weekday and time.
    slots: Vec<FreeSlot>,
    /// How many there are, those not told among them.
    total_count: usize,
    /// The tz database zone whose wall time a slot promises.
    zone: String,
    /// The earliest date of a first session, in `zone`.
    start_on: LocalDate,
    /// How many weekly sessions a slot stands for.
    weeks: u16,
    #[graphql(skip)]
    clients: BTreeSet<ClientId>,
}

/// When they can come, and when they are taken: of all that were looked at, since an hour that is missing tells it too.
impl Shown for FreeSlots {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend(&self.clients);
    }
}

impl From<FoundSlots> for FreeSlots {
    fn from(FoundSlots { found, frame, clients }: FoundSlots) -> Self {
        Self {
            slots: found.slots.into_iter().map(FreeSlot::from).collect(),
            total_count: found.total,
            zone: frame.zone.name().to_owned(),
            start_on: LocalDate(frame.start_on),
            weeks: frame.weeks.get(),
            clients: clients.into_iter().collect(),
        }
    }
}

impl From<Slot> for FreeSlot {
    fn from(slot: Slot) -> Self {
        let Slot { weekday, local_start, first_on, weeks_free, missed, people, unusual_hours } = slot;
        Self {
            weekday: weekday.into(),
            local_start: LocalTime(local_start),
            first_on: LocalDate(first_on),
            weeks_free,
            missed: missed.into_iter().map(MissedWeek::from).collect(),
            people: people.into_iter().map(SlotPerson::from).collect(),
            unusual_hours,
        }
    }
}

impl From<slots::MissedWeek> for MissedWeek {
    fn from(week: slots::MissedWeek) -> Self {
        let slots::MissedWeek { ordinal, local_start, starts_at, obstacles } = week;
        let obstacles = obstacles.into_iter().map(|slots::Obstacle { holder, kind }| SlotObstacle {
            holder_kind: holder.kind().into(),
            holder_id: holder_id(holder),
            kind: kind.into(),
        });
        Self {
            ordinal,
            local_start: LocalDateTime(local_start),
            starts_at: Instant(starts_at),
            obstacles: obstacles.collect(),
        }
    }
}

impl From<slots::OwnHours> for SlotPerson {
    fn from(hours: slots::OwnHours) -> Self {
        let slots::OwnHours { holder, zone, is_availability_known, starts } = hours;
        let starts = starts.into_iter().map(|slots::OwnStart { weekday, local_start, weeks }| OwnStart {
            weekday: weekday.into(),
            local_start: LocalTime(local_start),
            weeks,
        });
        Self {
            holder_kind: holder.kind().into(),
            holder_id: holder_id(holder),
            zone: zone.name().to_owned(),
            availability_known: is_availability_known,
            starts: starts.collect(),
        }
    }
}
