//! Carrying out a plan.

use jiff::Timestamp;
use serde_json::json;

use super::people::People;
use super::plan::{EditSeries, SeriesEditPlan};
use crate::app::App;
use crate::app::attendance::write_marks;
use crate::app::enrollments::new_place;
use crate::app::notices::{SessionChange, tell_later};
use crate::app::records::{self, Done, done_many};
use crate::app::risk::reassess;
use crate::app::series::build_session;
use crate::app::series::make::add_sessions;
use crate::app::series::rewrite::{Rewritten, rewrite};
use crate::domain::access::Caller;
use crate::domain::attendance::Participation;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::EnrollmentId;
use crate::domain::series::{EditedSeries, Session, SessionEdit};
use crate::storage::{StorageError, Transaction, participations, series};

pub(super) async fn write(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    command: &EditSeries,
    plan: &SeriesEditPlan,
) -> Result<(), StorageError> {
    let SeriesEditPlan { edited, people, hash, .. } = plan;
    let EditedSeries { series: after, changed, added, kept: _ } = edited;
    let clinic_id = caller.clinic_id;
    series::update_series(tx, clinic_id, after).await?;
    let rewritten = |one: &SessionEdit| Rewritten {
        before: one.before.clone(),
        after: one.after.clone(),
        clients: people.expected_at(one.after.id),
    };
    let rewritten: Vec<Rewritten> = changed.iter().map(rewritten).collect();
    rewrite(tx, app, clinic_id, now, &rewritten).await?;
    give_places(tx, app, caller, now, changed, people).await?;
    let added: Vec<Session> = added.iter().map(|planned| build_session(app, now, after, planned)).collect();
    add_sessions(tx, app, clinic_id, now, &added, &people.enrollments).await?;
    let mut changes: Vec<SessionChange> = rewritten.iter().map(SessionChange::from).collect();
    changes.extend(added.iter().map(|session| SessionChange { before: None, after: session.clone() }));
    tell_later(tx, app, clinic_id, now, &changes).await?;
    series::insert_committed_plan(tx, clinic_id, *hash, after.id, now).await?;

    let enrollments: Vec<EnrollmentId> = people.enrollments.iter().map(|one: &Enrollment| one.id).collect();
    let flags = reassess(tx, app, caller, now, &enrollments).await?;
    done_many(tx, app, caller, now, events(changed, &added)).await?;
    let details = json!({ "changed": changed.len(), "added": added.len() });
    records::done_with_flags(tx, app, caller, now, "commitSeriesEdit", command.series_id, details, &flags)
        .await
}

/// Whoever joined while a restored session was cancelled gets a place in it; whoever left is not expected.
async fn give_places(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    changed: &[SessionEdit],
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
fn events(changed: &[SessionEdit], added: &[Session]) -> Vec<Done> {
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
