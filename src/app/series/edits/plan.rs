//! Planning an edit: the one plan that the preview shows and the commit makes again.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::conflicts::{EditConflict, conflicts};
use super::mails::{PlannedMail, mails};
use super::people::{People, load_people};
use crate::app::Failure;
use crate::app::series::PlannedParticipant;
use crate::app::series::plan::{has_room, leads, participants};
use crate::domain::access::Reach;
use crate::domain::attendance::Participation;
use crate::domain::command_text::CommandText;
use crate::domain::ids::{SeriesId, SessionId};
use crate::domain::patch::Patch;
use crate::domain::series::{
    Cancellation, EditError, EditScope, EditableSession, EditedSeries, OutsideProgramBounds, PlanHash,
    PlannedSession, RankedSession, SeriesEdit, Session, SessionSeries, check_program_bounds, ordinals,
    plan_edit, plan_hash,
};
use crate::storage::{Connection, participations, series, sessions};

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
    pub ordinals_before: BTreeMap<SessionId, u16>,
    /// The ordinals after, of sessions that are there already.
    pub ordinals_after: BTreeMap<SessionId, u16>,
    /// The sessions to come, in order, as planned ones with their new ordinals.
    pub coming: Vec<PlannedSession>,
    /// The wall times of the sessions to come for everybody who is expected at one of them.
    pub participants: Vec<PlannedParticipant>,
    /// Who and what is taken at one of the new times: nothing is committed then.
    pub conflicts: Vec<EditConflict>,
    /// Who gets which mail.
    pub mails: Vec<PlannedMail>,
    /// Names the plan and everything it was made from.
    pub hash: PlanHash,
    /// Who is expected at which session, and who will be at added ones.
    pub(super) people: People,
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
    let series = series::find_series(on, reach, *series_id).await.map_err(Failure::from)?;
    let series = series.ok_or(Failure::NotFound)?;
    let stored = sessions::list_sessions_of_series(on, clinic_id, *series_id).await.map_err(Failure::from)?;
    let ids: Vec<SessionId> = stored.iter().map(|session| session.id).collect();
    let places =
        participations::load_participations_of_sessions(on, clinic_id, &ids).await.map_err(Failure::from)?;
    let editable: Vec<EditableSession> = stored.iter().map(|session| editable(session, &places)).collect();
    let edited = plan_edit(&series, &editable, edit, now)?;
    let people = load_people(on, reach, &series, &edited, places).await?;
    if let Some(count) = edit.count {
        check_program_bounds(count, people.least_sessions, people.most_sessions)?;
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
    let participants = participants(on, clinic_id, rule, &coming, &people.zones, &[]).await?;
    let conflicts = conflicts(on, clinic_id, &edited, &people).await.map_err(Failure::from)?;
    let mails = mails(&edited, &people);
    let hash = plan_hash(&command_text(command), &versions(&series, &stored, &people));
    Ok(SeriesEditPlan {
        edited,
        ordinals_before,
        ordinals_after,
        coming,
        participants,
        conflicts,
        mails,
        hash,
        people,
    })
}

fn editable(session: &Session, places: &[Participation]) -> EditableSession {
    let own = places.iter().filter(|place| place.session_id == session.id);
    EditableSession {
        session: session.clone(),
        is_marked: own.into_iter().any(Participation::has_mark_of_presence_or_absence),
    }
}

type Ranks = BTreeMap<SessionId, u16>;

/// The ordinals before and after, and the sessions to come with theirs.
fn ranked(stored: &[Session], edited: &EditedSeries, now: Timestamp) -> (Ranks, Ranks, Vec<PlannedSession>) {
    let before = ordinals(&stored.iter().map(rank).collect::<Vec<_>>());
    let after: Vec<Session> = stored
        .iter()
        .map(|session| {
            let changed = edited.changed.iter().find(|one| one.after.id == session.id);
            changed.map_or_else(|| session.clone(), |one| one.after.clone())
        })
        .collect();
    let ranks_after = ordinals(&after.iter().map(rank).collect::<Vec<_>>());
    // What is added comes after all others.
    let mut ordinal = u16::try_from(ranks_after.len()).unwrap_or(u16::MAX);
    let mut coming: Vec<PlannedSession> = after
        .iter()
        .filter(|session| session.starts_at > now)
        .filter_map(|session| Some(session.as_planned(*ranks_after.get(&session.id)?)))
        .collect();
    coming.sort_unstable_by_key(|session| session.ordinal);
    for added in &edited.added {
        ordinal = ordinal.saturating_add(1);
        coming.push(PlannedSession { ordinal, ..*added });
    }
    (before, ranks_after, coming)
}

fn rank(session: &Session) -> RankedSession {
    RankedSession {
        session_id: session.id,
        starts_at: session.starts_at,
        is_cancelled: session.is_cancelled(),
    }
}

fn versions(series: &SessionSeries, stored: &[Session], people: &People) -> Vec<(String, i64)> {
    let mut versions = vec![(series.id.to_string(), series.row_version)];
    versions.extend(stored.iter().map(|session| (session.id.to_string(), session.row_version)));
    versions.extend(people.versions());
    versions
}

fn command_text(command: &EditSeries) -> CommandText {
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
