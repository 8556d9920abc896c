//! The preview of a series, and what other previews show of sessions and participants.

use std::collections::BTreeSet;

use async_graphql::{ID, SimpleObject};

use super::closure::{ClosedOut, closed_out};
use super::session::ClockChange;
use crate::app::audit::ReadRecords;
use crate::app::series::{Conflict, PlannedParticipant, SeriesPlan, Whose};
use crate::domain::ids::ClientId;
use crate::domain::occupancy::{self, Holder};
use crate::domain::series::{self, PlannedSession};
use crate::graphql::ids::id;
use crate::graphql::mutations::CreateSeriesUserError;
use crate::graphql::reads::Shown;
use crate::graphql::scalars::{Instant, LocalDateTime};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What a warning about a participant's times is about.
    SeriesWarningKind = series::WarningKind {
        /// The series' own wall time is skipped on that day.
        SeriesGap,
        /// The series' own wall time comes twice on that day.
        SeriesOverlap,
        /// The participant's wall time comes twice on that day.
        OwnOverlap,
        /// The participant's clocks change between the session's start and end.
        ClocksChangeMeanwhile,
        /// The participant's hour differs from that of the first session.
        HourMoves,
        /// It is another date where the participant is.
        OtherDate,
        /// It starts before 08:00 where the participant is.
        TooEarly,
        /// It ends after 21:00 where the participant is.
        TooLate,
        /// It is outside the participant's availability.
        OutsideAvailability,
    }

    /// Who or what can be taken.
    HolderKind = occupancy::HolderKind {
        /// A therapist.
        Therapist,
        /// A room.
        Room,
        /// A client.
        Client,
    }
}

/// One session of a preview.
#[derive(SimpleObject)]
pub(crate) struct PreviewedSession {
    /// Which one, from 1.
    ordinal: u16,
    /// The wall time promised, in the series' zone.
    local_start: LocalDateTime,
    /// What the clocks of the series' zone show at the start; differs from `localStart` in a gap only.
    resolved_local_start: LocalDateTime,
    /// When it starts, in UTC.
    starts_at: Instant,
    /// When it ends, in UTC.
    ends_at: Instant,
    /// Whether the wall time is skipped or comes twice on its day.
    clock_change: ClockChange,
}

/// Something to mind about one participant's times.
#[derive(SimpleObject)]
pub(crate) struct SeriesWarning {
    /// What it is about.
    kind: SeriesWarningKind,
    /// The sessions it speaks of, from 1.
    ordinals: Vec<u16>,
    /// The same in words.
    message: String,
}

/// One participant's wall times.
#[derive(SimpleObject)]
pub(crate) struct PreviewedParticipant {
    /// The client's id; null where only a zone was given.
    client_id: Option<ID>,
    /// The tz database zone of these times.
    zone: String,
    /// The wall time of every session, in order, in `zone`.
    local_starts: Vec<LocalDateTime>,
    /// What to mind.
    warnings: Vec<SeriesWarning>,
}

/// Somebody or something taken at the time of a planned session.
#[derive(SimpleObject)]
pub(crate) struct SeriesConflict {
    /// The planned session, from 1.
    ordinal: u16,
    /// Who or what is taken.
    holder_kind: HolderKind,
    /// Its id.
    holder_id: ID,
    /// When the other session starts, in UTC.
    taken_from: Instant,
}

/// What a series would come to; nothing has been written.
#[derive(SimpleObject)]
pub(crate) struct SeriesPreview {
    /// The sessions, in order.
    sessions: Vec<PreviewedSession>,
    /// Every participant's wall times: the owner's clients, further clients, and zones.
    participants: Vec<PreviewedParticipant>,
    /// Who and what is taken.
    conflicts: Vec<SeriesConflict>,
    /// What falls into a closure of the site or the therapist's time off. No session is planned there, unless that was
    /// asked for; counting `HOLD_SESSIONS`, the series runs longer instead.
    closed: Vec<ClosedOut>,
    /// Whether `createSeries` would make it now from this hash, for who may make series: nothing blocks it.
    committable: bool,
    /// What `createSeries` would refuse it for now, with its codes; empty if nothing.
    blockers: Vec<CreateSeriesUserError>,
    /// Names this plan and what it was made from; `createSeries` takes it.
    hash: String,
    #[graphql(skip)]
    clients: BTreeSet<ClientId>,
}

/// Their times, and that they are taken.
impl Shown for SeriesPreview {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend(&self.clients);
    }
}

impl From<SeriesPlan> for SeriesPreview {
    fn from(plan: SeriesPlan) -> Self {
        let invited = plan.participants.iter().filter_map(|planned| match planned.whose {
            Whose::Client(id) => Some(id),
            Whose::Zone => None,
        });
        let taken = plan.conflicts.iter().filter_map(|conflict| conflict.holder.client());
        Self {
            clients: invited.chain(taken).collect(),
            sessions: plan.sessions.iter().map(previewed).collect(),
            participants: plan.participants.into_iter().map(participant).collect(),
            conflicts: plan.conflicts.into_iter().map(conflict).collect(),
            closed: plan.closed.into_iter().map(closed_out).collect(),
            committable: plan.blockers.is_empty(),
            blockers: plan.blockers.into_iter().map(Into::into).collect(),
            hash: plan.hash.to_string(),
        }
    }
}

pub(super) fn previewed(session: &PlannedSession) -> PreviewedSession {
    let PlannedSession { ordinal, local_start, starts_at, ends_at, clock_change, resolved_local } = session;
    PreviewedSession {
        ordinal: *ordinal,
        local_start: LocalDateTime(*local_start),
        resolved_local_start: LocalDateTime(*resolved_local),
        starts_at: Instant(*starts_at),
        ends_at: Instant(*ends_at),
        clock_change: (*clock_change).into(),
    }
}

pub(super) fn participant(planned: PlannedParticipant) -> PreviewedParticipant {
    let PlannedParticipant { whose, zone, times } = planned;
    let warnings = times.warnings.iter().map(|warning| SeriesWarning {
        kind: warning.kind.into(),
        ordinals: warning.ordinals.clone(),
        message: warning.to_string(),
    });
    PreviewedParticipant {
        client_id: match whose {
            Whose::Client(client_id) => Some(id(client_id)),
            Whose::Zone => None,
        },
        zone: zone.name().to_owned(),
        local_starts: times.times.into_iter().map(LocalDateTime).collect(),
        warnings: warnings.collect(),
    }
}

pub(super) fn conflict(conflict: Conflict) -> SeriesConflict {
    let Conflict { ordinal, holder, taken_from } = conflict;
    SeriesConflict {
        ordinal,
        holder_kind: holder.kind().into(),
        holder_id: holder_id(holder),
        taken_from: Instant(taken_from),
    }
}

pub(super) fn holder_id(holder: Holder) -> ID {
    match holder {
        Holder::Therapist(holder) => id(holder),
        Holder::Room(holder) => id(holder),
        Holder::Client(holder) => id(holder),
    }
}
