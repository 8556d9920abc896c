//! The preview of an edit of a series.

use std::collections::BTreeSet;

use async_graphql::{ID, SimpleObject};

use super::closure::{ClosedOut, closed_out};
use super::moved_window::MovedCompanionWindow;
use super::series_preview::{
    HolderKind, PreviewedParticipant, PreviewedSession, holder_id, participant, previewed,
};
use super::session::CancelledBy;
use crate::app::audit::ReadRecords;
use crate::app::series::{self as app, EditConflict, PlannedMail, Ranks, SeriesEditPlan, Whose};
use crate::domain::ids::ClientId;
use crate::domain::notices;
use crate::domain::series::{self, EditedSeries, KeptSession, Session, SessionEdit};
use crate::graphql::ids::id;
use crate::graphql::reads::Shown;
use crate::graphql::scalars::{Instant, LocalDateTime};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What becomes of a session.
    SessionEffect = series::SessionEffect {
        /// Its time changes: date, wall time, zone or length.
        Moved,
        /// Somebody else leads it.
        TherapistChanged,
        /// It takes place elsewhere.
        PlaceChanged,
        /// It does not take place.
        Cancelled,
        /// It was cancelled, and takes place after all.
        Restored,
    }

    /// Why a session in scope stays as it is.
    KeptBecause = series::KeptBecause {
        /// Somebody's attendance is recorded for it already, such as an absence announced beforehand: take that back by
        /// `correctMark` first, or cancel the session by `cancelSession`.
        Marked,
        /// It differs from its series in what is edited, and the edit leaves exceptions alone.
        Exception,
    }

    /// The mail that tells a client of changes.
    NoticeMailKind = notices::NoticeKind {
        /// One session takes place at another time.
        Moved,
        /// One session does not take place.
        Cancelled,
        /// One session takes place after all.
        Restored,
        /// One session was added.
        Added,
        /// One session takes place elsewhere.
        PlaceChanged,
        /// Several sessions changed.
        Digest,
    }
}

/// A session before or after an edit.
#[derive(SimpleObject)]
pub(crate) struct SessionState {
    /// Which of its series, from 1; null if cancelled.
    ordinal: Option<u16>,
    /// The wall time, in `zone`.
    local_start: LocalDateTime,
    /// The tz database zone of the wall time.
    zone: String,
    /// When it starts, in UTC.
    starts_at: Instant,
    /// When it ends, in UTC.
    ends_at: Instant,
    /// The therapist's id.
    therapist_id: ID,
    /// The room's id; null if remote.
    room_id: Option<ID>,
    /// On whose side it is cancelled, if it is.
    cancelled_by: Option<CancelledBy>,
}

/// A session that an edit changes.
#[derive(SimpleObject)]
pub(crate) struct SessionChange {
    /// The session's id: it stays.
    session_id: ID,
    /// What becomes of it.
    effects: Vec<SessionEffect>,
    /// As it is.
    before: SessionState,
    /// As it becomes.
    after: SessionState,
}

/// A session in scope that stays as it is.
#[derive(SimpleObject)]
pub(crate) struct KeptInScope {
    /// The session's id.
    session_id: ID,
    /// The wall time at which it stays, in `zone`.
    local_start: LocalDateTime,
    /// The tz database zone of the wall time.
    zone: String,
    /// Why.
    because: KeptBecause,
}

/// Somebody or something taken at the time of a session after the edit.
#[derive(SimpleObject)]
pub(crate) struct SeriesEditConflict {
    /// The id of the series whose session it is.
    series_id: ID,
    /// The session's id; null if it is added.
    session_id: Option<ID>,
    /// Its wall time after the edit, in `zone`.
    local_start: LocalDateTime,
    /// The tz database zone of the wall time.
    zone: String,
    /// Who or what is taken.
    holder_kind: HolderKind,
    /// Its id.
    holder_id: ID,
    /// The other session's id; null if that one is added in the same go.
    taken_by: Option<ID>,
    /// When the other session starts, in UTC.
    taken_from: Instant,
    #[graphql(skip)]
    client: Option<ClientId>,
}

/// That they are taken.
impl Shown for SeriesEditConflict {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend(self.client);
    }
}

/// The mail that a client gets a few minutes after the edit, unless it is undone by then.
#[derive(SimpleObject)]
pub(crate) struct SeriesEditMail {
    /// The client's id.
    client_id: ID,
    /// The tz database zone of the times in it.
    zone: String,
    /// Which mail.
    kind: NoticeMailKind,
    /// Of how many sessions it tells.
    sessions_told: u64,
    /// Whether it goes out. Not to a client who has no address or did not consent to mail: nobody tells them, unless
    /// somebody does otherwise.
    sent: bool,
    #[graphql(skip)]
    client: ClientId,
}

/// Who is told.
impl Shown for SeriesEditMail {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.insert(self.client);
    }
}

/// What an edit of a series would come to; nothing has been written.
#[derive(SimpleObject)]
pub(crate) struct SeriesEditPreview {
    /// The sessions that change, in the order of their starts before.
    changes: Vec<SessionChange>,
    /// The sessions that are added after the last, in order.
    added: Vec<PreviewedSession>,
    /// The sessions in scope that stay as they are.
    kept: Vec<KeptInScope>,
    /// The sessions to come after the edit, in order.
    sessions: Vec<PreviewedSession>,
    /// Everybody's wall times of `sessions`, with what to mind about them.
    participants: Vec<PreviewedParticipant>,
    /// Who and what is taken at one of the new times.
    conflicts: Vec<SeriesEditConflict>,
    /// Sessions to come that fall into a closure of the site or the therapist's time off: moved there, or left there.
    closed: Vec<ClosedOut>,
    /// Who gets which mail.
    mails: Vec<SeriesEditMail>,
    /// The companion meetings of the series' members whose windows move with it, but for those that were held.
    companion_meetings: Vec<MovedCompanionWindow>,
    /// Whether `commitSeriesEdit` would carry it out now: nothing is in conflict.
    committable: bool,
    /// Names this plan and what it was made from; `commitSeriesEdit` takes it.
    hash: String,
    #[graphql(skip)]
    clients: BTreeSet<ClientId>,
}

/// Their times, their mails, and that they are taken.
impl Shown for SeriesEditPreview {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend(&self.clients);
    }
}

impl From<app::SeriesEditPreview> for SeriesEditPreview {
    fn from(preview: app::SeriesEditPreview) -> Self {
        let app::SeriesEditPreview { plan, companions } = preview;
        let mut clients = clients(&plan);
        clients.extend(companions.iter().map(|moved| moved.enrollment.client_id));
        let EditedSeries { series: _, changed, added, kept: kept_sessions } = &plan.edited;
        let first_added = plan.coming.len().saturating_sub(added.len());
        Self {
            clients,
            changes: changed
                .iter()
                .map(|one| change(&plan.ordinals_before, &plan.ordinals_after, one))
                .collect(),
            added: plan.coming.iter().skip(first_added).map(previewed).collect(),
            kept: kept_sessions.iter().map(kept).collect(),
            sessions: plan.coming.iter().map(previewed).collect(),
            conflicts: plan.conflicts.iter().map(conflict).collect(),
            closed: plan.closed.iter().cloned().map(closed_out).collect(),
            mails: plan.mails.iter().map(mail).collect(),
            companion_meetings: companions.into_iter().map(MovedCompanionWindow::from).collect(),
            committable: plan.conflicts.is_empty(),
            hash: plan.hash.to_string(),
            participants: plan.participants.into_iter().map(participant).collect(),
        }
    }
}

fn clients(plan: &SeriesEditPlan) -> BTreeSet<ClientId> {
    let invited = plan.participants.iter().filter_map(|one| match one.whose {
        Whose::Client(client) => Some(client),
        Whose::Zone => None,
    });
    let taken = plan.conflicts.iter().filter_map(|conflict| conflict.holder.client());
    invited.chain(taken).chain(plan.mails.iter().map(|mail| mail.client_id)).collect()
}

pub(super) fn change(before: &Ranks, after: &Ranks, one: &SessionEdit) -> SessionChange {
    SessionChange {
        session_id: id(one.after.id),
        effects: one.effects().into_iter().map(Into::into).collect(),
        before: state(&one.before, before.get(&one.before.id).copied()),
        after: state(&one.after, after.get(&one.after.id).copied()),
    }
}

pub(super) fn kept(kept: &KeptSession) -> KeptInScope {
    let KeptSession { id: session, wall_time, because } = kept;
    KeptInScope {
        session_id: id(*session),
        local_start: LocalDateTime(wall_time.local),
        zone: wall_time.zone.name().to_owned(),
        because: (*because).into(),
    }
}

fn state(session: &Session, ordinal: Option<u16>) -> SessionState {
    SessionState {
        ordinal,
        local_start: LocalDateTime(session.local_start),
        zone: session.zone.name().to_owned(),
        starts_at: Instant(session.starts_at),
        ends_at: Instant(session.ends_at),
        therapist_id: id(session.therapist_id),
        room_id: session.room_id.map(id),
        cancelled_by: session.cancelled_by.map(Into::into),
    }
}

pub(super) fn conflict(conflict: &EditConflict) -> SeriesEditConflict {
    let EditConflict { series_id, session_id, wall_time, holder, taken_by, taken_from } = conflict;
    SeriesEditConflict {
        series_id: id(*series_id),
        session_id: session_id.map(id),
        local_start: LocalDateTime(wall_time.local),
        zone: wall_time.zone.name().to_owned(),
        holder_kind: holder.kind().into(),
        holder_id: holder_id(*holder),
        taken_by: taken_by.map(id),
        taken_from: Instant(*taken_from),
        client: holder.client(),
    }
}

pub(super) fn mail(mail: &PlannedMail) -> SeriesEditMail {
    let PlannedMail { client_id, zone, kind, sessions, is_sent } = mail;
    SeriesEditMail {
        client_id: id(*client_id),
        zone: zone.name().to_owned(),
        kind: (*kind).into(),
        sessions_told: (*sessions).try_into().unwrap_or(u64::MAX),
        sent: *is_sent,
        client: *client_id,
    }
}
