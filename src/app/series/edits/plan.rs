//! Planning an edit: the one plan that the preview shows and the commit makes again.

use jiff::Timestamp;

use crate::app::Failure;
use crate::app::series::plan::{has_room, leads, participants};
use crate::app::series::revision::{
    EditConflict, PlannedMail, Ranks, Revision, conflicts, editable, mails, ranked,
};
use crate::app::series::{ClosedOut, PlannedParticipant};
use crate::domain::access::Reach;
use crate::domain::closures::ClosedTimes;
use crate::domain::command_text::CommandText;
use crate::domain::ids::{SeriesId, SessionId};
use crate::domain::patch::Patch;
use crate::domain::series::{
    Cancellation, EditError, EditScope, EditedSeries, OutsideProgramBounds, PlanHash, PlannedSession,
    RestoreError, SeriesEdit, Session, SessionCount, check_program_bounds, plan_edit, plan_hash,
};
use crate::domain::time::local;
use crate::storage::{Connection, closures, participations, programs, series, sessions};

/// Which series is to become what.
#[derive(Debug, Clone)]
pub struct EditSeries {
    /// The series.
    pub series_id: SeriesId,
    /// The edit.
    pub edit: SeriesEdit,
}

/// What an edit comes to.
#[derive(Debug, Clone)]
pub struct SeriesEditPlan {
    /// The series, its sessions before and after, what is added and what stays.
    pub edited: EditedSeries,
    /// The ordinals before; cancelled sessions have none.
    pub ordinals_before: Ranks,
    /// The ordinals after, of sessions that are there already.
    pub ordinals_after: Ranks,
    /// The sessions to come, in order, as planned ones with their new ordinals.
    pub coming: Vec<PlannedSession>,
    /// The wall times of the sessions to come for everybody who is expected at one of them.
    pub participants: Vec<PlannedParticipant>,
    /// Who and what is taken at one of the new times: nothing is committed then.
    pub conflicts: Vec<EditConflict>,
    /// The sessions to come that fall into a closure all the same: moved there, or left there.
    pub closed: Vec<ClosedOut>,
    /// Who gets which mail.
    pub mails: Vec<PlannedMail>,
    /// Names the plan and everything it was made from.
    pub hash: PlanHash,
    /// What is to be written.
    pub(super) revision: Revision,
}

/// Why an edit can't be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanEditError {
    /// The edit, or the series, does not allow it.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Too few or too many sessions for the program.
    #[error(transparent)]
    Bounds(#[from] OutsideProgramBounds),
    /// The clinic has no such therapist who leads sessions.
    #[error("the clinic has no such therapist, or they lead no sessions any more")]
    TherapistNotFound,
    /// The clinic has no such room.
    #[error("the clinic has no such room")]
    RoomNotFound,
    /// The session can't take place after all.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// The group or the treatment is over.
    #[error("the group or treatment is over: nothing is to come")]
    Over,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Makes the plan from what stands now.
pub(super) async fn plan(
    on: &Connection,
    reach: Reach,
    command: &EditSeries,
    now: Timestamp,
) -> Result<SeriesEditPlan, PlanEditError> {
    let EditSeries { series_id, edit } = command;
    let clinic_id = reach.clinic_id;
    let series = series::find_series_to_edit(on, reach, *series_id).await.map_err(Failure::from)?;
    let series = series.ok_or(Failure::NotFound)?;
    let stored = sessions::list_sessions_to_edit(on, clinic_id, *series_id).await.map_err(Failure::from)?;
    let ids: Vec<SessionId> = stored.iter().map(|session| session.id).collect();
    let places =
        participations::load_participations_of_sessions(on, clinic_id, &ids).await.map_err(Failure::from)?;
    let today = local(now, edit.zone.as_ref().unwrap_or(&series.rule.zone)).date();
    let closed = closures::load_closed_times(on, clinic_id, today).await.map_err(Failure::from)?;
    let edited = plan_edit(&series, &editable(&stored, &places), edit, &closed, now)?;
    let revision = Revision::of(on, reach, vec![series.clone()], vec![edited.clone()], places).await?;
    if revision.over().is_some() {
        return Err(PlanEditError::Over);
    }
    if let Some((_, why)) = revision.restored_in_vain().first() {
        return Err(PlanEditError::Restore(*why));
    }
    if let Some(count) = edit.count {
        check_bounds(on, reach, &revision, &edited, count).await?;
    }
    if let Some(id) = edit.therapist_id
        && !leads(on, clinic_id, id).await?
    {
        return Err(PlanEditError::TherapistNotFound);
    }
    if let Patch::Set(id) = edit.room
        && !has_room(on, clinic_id, id).await?
    {
        return Err(PlanEditError::RoomNotFound);
    }

    let (ordinals_before, ordinals_after, coming) = ranked(&stored, &edited, now);
    let rule = &edited.series.rule;
    let zones = revision.people.zones();
    let participants = participants(on, clinic_id, rule, &coming, &zones, &[]).await?;
    let conflicts = conflicts(on, clinic_id, &revision).await.map_err(Failure::from)?;
    let mails = mails(&revision);
    let hash = plan_hash(&command_text(command), &versions(&revision, &stored, &closed));
    let closed = closed_sessions(&edited, &stored, &ordinals_after, &closed, now);
    Ok(SeriesEditPlan {
        edited,
        ordinals_before,
        ordinals_after,
        coming,
        participants,
        conflicts,
        closed,
        mails,
        hash,
        revision,
    })
}

async fn check_bounds(
    on: &Connection,
    reach: Reach,
    revision: &Revision,
    edited: &EditedSeries,
    count: SessionCount,
) -> Result<(), PlanEditError> {
    let program_id = revision.people.program_of(&edited.series).ok_or(Failure::NotFound)?;
    let program = programs::find_program(on, reach.clinic_id, program_id).await.map_err(Failure::from)?;
    let program = program.ok_or(Failure::NotFound)?.draft;
    let bound = |sessions: i64| u16::try_from(sessions).unwrap_or(u16::MAX);
    Ok(check_program_bounds(count, bound(program.min_sessions), bound(program.max_sessions))?)
}

/// What stands in a closed time afterwards: nothing is added there, but a session may be moved there, or stay.
fn closed_sessions(
    edited: &EditedSeries,
    stored: &[Session],
    ordinals: &Ranks,
    closed: &ClosedTimes,
    now: Timestamp,
) -> Vec<ClosedOut> {
    let after = |session: &Session| {
        let changed = edited.changed.iter().find(|one| one.after.id == session.id);
        changed.map_or_else(|| session.clone(), |one| one.after.clone())
    };
    let to_come = stored.iter().map(after).filter(|session| session.starts_at > now);
    let mut all: Vec<ClosedOut> = to_come
        .filter_map(|session| {
            let ordinal = *ordinals.get(&session.id)?;
            let place = session.whereabouts(edited.series.site_id);
            let closure = closed.at(place, session.starts_at, session.ends_at)?.clone();
            Some(ClosedOut { ordinal: Some(ordinal), local_start: session.local_start, closure })
        })
        .collect();
    all.sort_unstable_by_key(|one| one.ordinal);
    all
}

fn versions(revision: &Revision, stored: &[Session], closed: &ClosedTimes) -> Vec<(String, i64)> {
    let series = revision.found.iter().map(|series| (series.id.to_string(), series.row_version));
    let sessions = stored.iter().map(|session| (session.id.to_string(), session.row_version));
    series.chain(sessions).chain(revision.people.versions()).chain(closed.versions()).collect()
}

pub(super) fn command_text(command: &EditSeries) -> CommandText {
    let EditSeries { series_id, edit } = command;
    let SeriesEdit {
        scope,
        on,
        weekday,
        local_start,
        zone,
        minutes,
        therapist_id,
        room,
        meeting_link,
        cancel,
        restore,
        count,
        includes_exceptions,
    } = edit;
    let (word, first) = match scope {
        EditScope::ThisSession(id) => ("THIS_SESSION", Some(id)),
        EditScope::ThisAndFollowing(id) => ("THIS_AND_FOLLOWING", Some(id)),
        EditScope::AllFuture => ("ALL_FUTURE", None),
    };
    let cancel = cancel.map(|Cancellation { by, append }| format!("{by} {append}"));
    CommandText::new("EDIT_SERIES")
        .field("series", series_id)
        .field("scope", word)
        .list("first", first)
        .list("on", on)
        .list("weekday", weekday.map(|day| day.to_monday_one_offset()))
        .list("local_start", local_start)
        .list("zone", zone)
        .list("minutes", minutes)
        .list("therapist", therapist_id)
        .list("room", patch(room))
        .list("meeting_link", patch(meeting_link))
        .list("cancel", cancel)
        .field("restore", restore)
        .list("count", count)
        .field("includes_exceptions", includes_exceptions)
}

fn patch<T: ToString>(patch: &Patch<T>) -> Vec<String> {
    match patch {
        Patch::Keep => Vec::new(),
        Patch::Clear => vec!["CLEAR".to_owned()],
        Patch::Set(value) => vec!["SET".to_owned(), value.to_string()],
    }
}
