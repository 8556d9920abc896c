//! Carrying out a revision.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use super::people::People;
use super::revised::Revision;
use crate::app::App;
use crate::app::attendance::write_marks;
use crate::app::enrollments::new_place;
use crate::app::notices::{SessionChange, tell_later};
use crate::app::records::{Done, done_many};
use crate::app::risk::{ChangedFlag, reassess};
use crate::app::series::build_session;
use crate::app::series::make::add_each;
use crate::app::series::rewrite::{Rewritten, rewrite};
use crate::domain::access::Caller;
use crate::domain::attendance::Participation;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClinicId, EnrollmentId};
use crate::domain::series::{
    EditedSeries, ScheduleChange, ScheduleChangeKind, Session, SessionCount, SessionEdit, SessionSeries,
};
use crate::storage::schedule_changes::{SeriesTouched, SessionTouched};
use crate::storage::{StorageError, Transaction, enrollments, participations, schedule_changes, series};

/// What was written.
pub(in crate::app) struct Written {
    /// How many sessions changed.
    pub(in crate::app) changed: usize,
    /// How many were added.
    pub(in crate::app) added: usize,
    /// The risk flags that changed with them.
    pub(in crate::app) flags: Vec<ChangedFlag>,
}

/// Writes the series, their sessions and everybody's time, places of sessions that take place after all, what clients are
/// told later, and what it found, so that the change can be taken back. Statements: a few, and one or two for each
/// series that changes itself.
///
/// # Errors
/// `Constraint(OccupancyOverlap)` if somebody or something is taken at one of the times; otherwise `StorageError`.
pub(in crate::app) async fn write(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    revision: &Revision,
    change: Option<&ScheduleChange>,
) -> Result<Written, StorageError> {
    let Revision { found, edited, people } = revision;
    let clinic_id = caller.clinic_id;
    let mut series_touched = Vec::new();
    for EditedSeries { series: after, .. } in edited {
        let before =
            found.iter().find(|series| series.id == after.id && series.row_version != after.row_version);
        if let Some(before) = before {
            series::update_series(tx, clinic_id, after).await?;
            // How many the brief form promises is not the series' to say.
            if change.is_none_or(|change| change.kind != ScheduleChangeKind::BriefForm) {
                promise(tx, clinic_id, before, after, people.members_of(after.id)).await?;
            }
            series_touched.push(SeriesTouched { before: before.clone(), row_version: after.row_version });
        }
    }
    let changed: Vec<&SessionEdit> = edited.iter().flat_map(|edited| &edited.changed).collect();
    let rewritten: Vec<Rewritten> = changed
        .iter()
        .map(|one| Rewritten {
            before: one.before.clone(),
            after: one.after.clone(),
            clients: people.expected_at(one.after.id),
        })
        .collect();
    rewrite(tx, app, clinic_id, now, &rewritten).await?;
    give_places(tx, app, caller, now, &changed, people).await?;
    let added: Vec<Session> = edited
        .iter()
        .flat_map(|EditedSeries { series, added, .. }| {
            added.iter().map(|planned| build_session(app, now, series, planned))
        })
        .collect();
    let each: Vec<_> = added.iter().map(|session| (session, people.joining(session.series_id))).collect();
    add_each(tx, app, clinic_id, now, &each).await?;
    let mut changes: Vec<SessionChange> = rewritten.iter().map(SessionChange::from).collect();
    changes.extend(added.iter().map(|session| SessionChange { before: None, after: session.clone() }));
    tell_later(tx, app, clinic_id, now, &changes).await?;
    if let Some(change) = change {
        let touched: Vec<SessionTouched> = changes.into_iter().map(touched).collect();
        schedule_changes::insert_change(tx, clinic_id, change, &touched, &series_touched).await?;
    }
    let flags = reassess(tx, app, caller, now, &people.enrolled()).await?;
    done_many(tx, app, caller, now, events(&changed, &added)).await?;
    Ok(Written { changed: changed.len(), added: added.len(), flags })
}

/// A series of another length promises its people as many sessions more or less: whoever joined later was promised fewer.
/// The brief form promises eight, whatever the series holds.
async fn promise(
    tx: &Transaction,
    clinic_id: ClinicId,
    before: &SessionSeries,
    after: &SessionSeries,
    members: &[Enrollment],
) -> Result<(), StorageError> {
    let count = |series: &SessionSeries| i64::from(series.rule.planned_count.get());
    let more = count(after) - count(before);
    if more == 0 {
        return Ok(());
    }
    let most = i64::from(SessionCount::MOST.get());
    let mut by_promise: BTreeMap<i64, Vec<EnrollmentId>> = BTreeMap::new();
    for member in members.iter().filter(|member| !member.is_brief()) {
        by_promise.entry((member.planned_sessions + more).clamp(1, most)).or_default().push(member.id);
    }
    for (promised, ids) in by_promise {
        enrollments::promise_sessions(tx, clinic_id, &ids, usize::try_from(promised).ok()).await?;
    }
    Ok(())
}

fn touched(change: SessionChange) -> SessionTouched {
    let SessionChange { before, after } = change;
    SessionTouched {
        session_id: after.id,
        series_id: after.series_id,
        before,
        row_version: after.row_version,
    }
}

/// Whoever joined while a restored session was cancelled gets a place in it; whoever left is not expected.
async fn give_places(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    changed: &[&SessionEdit],
    people: &People,
) -> Result<(), StorageError> {
    let places: Vec<Participation> = changed
        .iter()
        .flat_map(|one| people.newcomers(one.after.id).map(|member| new_place(app, now, &one.after, member)))
        .collect();
    participations::insert_participations(tx, caller.clinic_id, &places).await?;
    let gone: Vec<Participation> = people.gone().cloned().map(Participation::no_longer_expected).collect();
    write_marks(tx, app, caller, now, &gone, None).await
}

/// One event for each session, as if it had been changed alone.
fn events(changed: &[&SessionEdit], added: &[Session]) -> Vec<Done> {
    let changed = changed.iter().map(|one| {
        let effects: Vec<&str> = one.effects().into_iter().map(|effect| effect.word()).collect();
        let details = json!({ "effects": effects, "startsAt": one.after.starts_at.to_string() });
        Done { operation: "editSession", subject: one.after.id.to_string(), details }
    });
    let added = added.iter().map(|session| Done {
        operation: "appendSession",
        subject: session.id.to_string(),
        details: json!({ "startsAt": session.starts_at.to_string() }),
    });
    changed.chain(added).collect()
}
