//! Marking a roster: all of it or nothing, and harmless when repeated.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::append::append;
use super::lock::{for_marking, lock_roster};
use super::marking_lock::{MarksLocked, is_above_locks, lock_on};
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::attendance::{
    CurrentMark, MarkInput, RecordError, RecordOutcome, RosterEntry, SessionForMarking, StoredStatus,
    plan_record,
};
use crate::domain::ids::{ParticipationId, SessionId};
use crate::storage::{Constraint, StorageError, sessions};

/// Marks for one session, of some or all of its roster.
#[derive(Debug, Clone)]
pub struct MarkRoster {
    /// The session.
    pub session_id: SessionId,
    /// Who gets which mark.
    pub marks: Vec<(ParticipationId, MarkInput)>,
    /// What everybody else gets who is expected there and has no mark yet; none leaves them as they are.
    pub everyone_else: Option<StoredStatus>,
}

/// One mark that can't be recorded.
#[derive(Debug)]
pub struct RefusedMark {
    /// The participation it was for, as given.
    pub participation_id: ParticipationId,
    /// Why not.
    pub why: MarkRefusal,
    /// The mark that stands, where the participation is on the roster.
    pub standing: Option<RosterEntry>,
}

impl RefusedMark {
    /// Why not, in words; the mark that stands is named as it is shown.
    #[must_use]
    pub fn in_words(&self) -> String {
        match (&self.why, &self.standing) {
            (MarkRefusal::Rule(RecordError::AlreadyMarked { current, new, version }), Some(standing)) => {
                let only = match current.differences(new).as_slice() {
                    ["status"] => String::new(),
                    details => format!(", only with another {}", details.join(" and ")),
                };
                let shown = standing.shown();
                format!(
                    "already marked {shown}{only}: correctMark changes it, with the expectedVersion {version}"
                )
            }
            (why, _) => why.to_string(),
        }
    }
}

/// Why a mark can't be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MarkRefusal {
    /// Not on this session's roster: unknown, another session's, or another clinic's.
    #[error("not on this session's roster")]
    NotOnRoster,
    /// Named a second time in the same command.
    #[error("marked twice in one request")]
    Repeated,
    /// One of the rules of a mark.
    #[error(transparent)]
    Rule(RecordError),
}

/// Why a roster can't be marked.
#[derive(Debug, thiserror::Error)]
pub enum MarkRosterError {
    /// Some marks can't be recorded, so none was; in the order of the command.
    #[error("{} of the marks can't be recorded", .0.len())]
    Refused(Vec<RefusedMark>),
    /// It is too late for the caller.
    #[error("{0}. A coordinator or an administrator may still record them")]
    Locked(#[from] MarksLocked),
    /// Somebody else recorded a mark in the same moment.
    #[error("somebody else recorded a mark in the same moment; read the roster again")]
    Overtaken,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// A place of a roster that was marked.
#[derive(Debug)]
pub struct MarkedPlace {
    /// The place, with the mark that stands now.
    pub entry: RosterEntry,
    /// How the command bears on it.
    pub how: How,
}

/// How a command to mark a roster bears on a place of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It got the mark.
    New,
    /// It had the mark that was given for it.
    Repeated,
    /// It is one of everybody else, and marked already.
    LeftAlone,
}

/// Marks a session's roster in one transaction and answers those participations, in the order of the command, with
/// the marks that now stand; where everybody else is to be marked, the rest of the roster after them. Marks that stand already
/// are left alone, so a retry appends nothing and answers the same.
///
/// # Errors
/// `Refused` with every mark that can't be recorded; `Locked`; `Overtaken`; `Failure` if the session is not the clinic's, the
/// caller may not record there, or the database fails.
pub async fn mark_roster(
    app: &App,
    caller: &Caller,
    command: MarkRoster,
) -> Result<Vec<MarkedPlace>, MarkRosterError> {
    require_for_own(app, caller, Action::RecordAttendance, command.session_id).await?;
    let now = app.now();
    let MarkRoster { session_id, marks, everyone_else } = &command;
    let outcome = app
        .write(|tx| async move {
            let (session, roster) = lock_roster(&tx, caller, *session_id).await?;
            let marks = with_everyone_else(&roster, marks, *everyone_else);
            let planned = plan(&roster, &marks, &for_marking(&session), now)?;
            let appended: Vec<&RosterEntry> =
                planned.iter().filter(|one| one.how == How::New).map(|one| &one.entry).collect();
            if !appended.is_empty() {
                if !is_above_locks(caller)
                    && let Some(locked) = lock_on(&tx, caller, &session, now).await?
                {
                    return Err(locked.into());
                }
                let flags = append(&tx, app, caller, now, &session, &appended, None)
                    .await
                    .map_err(refusal_of_storage)?;
                let details = details(&appended);
                records::done_with_flags(&tx, app, caller, now, "markRoster", session.id, details, &flags)
                    .await
                    .map_err(Failure::from)?;
            }
            Ok(planned)
        })
        .await;
    match outcome {
        Err(MarkRosterError::Failure(Failure::Denied(denied))) => {
            let seen = sessions::find_session(app.db.reader(), caller.reach(), *session_id).await;
            Err(record_refusal_of_seen(app, caller, denied, session_id, seen).await.into())
        }
        other => other,
    }
}

/// The marks given, and after them everybody else on the roster, with a mark if they are expected and have none yet.
fn with_everyone_else(
    roster: &[RosterEntry],
    marks: &[(ParticipationId, MarkInput)],
    everyone_else: Option<StoredStatus>,
) -> Vec<(ParticipationId, Option<MarkInput>)> {
    let named = marks.iter().map(|(id, input)| (*id, Some(*input)));
    let Some(status) = everyone_else else { return named.collect() };
    let is_named = |entry: &&RosterEntry| marks.iter().any(|(id, _)| *id == entry.participation.id);
    let others = roster.iter().filter(|entry| !is_named(entry)).map(|entry| {
        let is_unmarked = entry.participation.is_unrecorded();
        (entry.participation.id, is_unmarked.then(|| MarkInput::bare(status)))
    });
    named.chain(others).collect()
}

/// The roster's entries as they will stand, in the order of the marks.
fn plan(
    roster: &[RosterEntry],
    marks: &[(ParticipationId, Option<MarkInput>)],
    session: &SessionForMarking,
    now: Timestamp,
) -> Result<Vec<MarkedPlace>, MarkRosterError> {
    let (mut planned, mut refused, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (id, input) in marks {
        let standing = roster.iter().find(|entry| entry.participation.id == *id);
        let decided = match (standing, input) {
            (None, _) => Err(MarkRefusal::NotOnRoster),
            (Some(_), _) if !seen.insert(id) => Err(MarkRefusal::Repeated),
            (Some(entry), None) => Ok(MarkedPlace { entry: entry.clone(), how: How::LeftAlone }),
            (Some(entry), Some(input)) => plan_record(&entry.participation.current, input, session, now)
                .map(|outcome| after(entry, outcome))
                .map_err(MarkRefusal::Rule),
        };
        match decided {
            Ok(one) => planned.push(one),
            Err(why) => {
                refused.push(RefusedMark { participation_id: *id, why, standing: standing.cloned() });
            }
        }
    }
    if refused.is_empty() { Ok(planned) } else { Err(MarkRosterError::Refused(refused)) }
}

fn after(entry: &RosterEntry, outcome: RecordOutcome) -> MarkedPlace {
    let mut entry = entry.clone();
    let how = match outcome {
        RecordOutcome::Unchanged => How::Repeated,
        RecordOutcome::Append { mark, version } => {
            entry.participation = entry.participation.marked(CurrentMark { mark, version });
            How::New
        }
    };
    MarkedPlace { entry, how }
}

fn refusal_of_storage(error: StorageError) -> MarkRosterError {
    match error {
        StorageError::Constraint(Constraint::MarkVersionOnce) => MarkRosterError::Overtaken,
        other => Failure::from(other).into(),
    }
}

/// What the audit log keeps: which marks were appended.
fn details(appended: &[&RosterEntry]) -> Value {
    let marks: Vec<Value> = appended
        .iter()
        .map(|entry| {
            let participation = &entry.participation;
            json!({
                "client": participation.client_id.to_string(),
                "participation": participation.id.to_string(),
                "version": participation.current.version,
            })
        })
        .collect();
    json!({ "marks": marks })
}
