//! Carrying out a plan.

use jiff::Timestamp;
use serde_json::json;

use super::plan::{EditSeries, SeriesEditPlan};
use crate::app::App;
use crate::app::enrollments::expect_clients;
use crate::app::notices::{SessionChange, tell_later};
use crate::app::records::{self, Done, done_many};
use crate::app::risk::reassess;
use crate::app::series::{build_session, take, therapist_and_room};
use crate::domain::access::Caller;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{EnrollmentId, SessionId};
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::series::{EditedSeries, Session, SessionEdit};
use crate::storage::{StorageError, Transaction, occupancy, series, sessions};

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
    let changed_sessions: Vec<Session> = changed.iter().map(|one| one.after.clone()).collect();
    let ids: Vec<SessionId> = changed_sessions.iter().map(|session| session.id).collect();
    sessions::update_sessions(tx, clinic_id, &changed_sessions).await?;
    // Deleted first: a series that is shifted by an hour does not collide with itself.
    occupancy::delete_occupancy_of_sessions(tx, clinic_id, &ids).await?;
    occupancy::insert_occupancy(tx, clinic_id, &taken(app, now, plan)).await?;

    let added: Vec<Session> = added.iter().map(|planned| build_session(app, now, after, planned)).collect();
    let of_added: Vec<Occupancy> =
        added.iter().flat_map(|session| therapist_and_room(app, now, session)).collect();
    sessions::insert_sessions(tx, clinic_id, &added).await?;
    occupancy::insert_occupancy(tx, clinic_id, &of_added).await?;
    expect_clients(tx, app, clinic_id, now, &added, &people.enrollments).await?;

    let changes: Vec<SessionChange> = changed
        .iter()
        .map(|one| SessionChange { before: Some(one.before.clone()), after: one.after.clone() })
        .chain(added.iter().map(|session| SessionChange { before: None, after: session.clone() }))
        .collect();
    tell_later(tx, app, clinic_id, now, &changes).await?;
    series::insert_committed_plan(tx, clinic_id, *hash, after.id, now).await?;

    let enrollments: Vec<EnrollmentId> = people.enrollments.iter().map(|one: &Enrollment| one.id).collect();
    let flags = reassess(tx, app, caller, now, &enrollments).await?;
    done_many(tx, app, caller, now, events(changed, &added)).await?;
    let details = json!({ "changed": changed.len(), "added": added.len() });
    records::done_with_flags(tx, app, caller, now, "commitSeriesEdit", command.series_id, details, &flags)
        .await
}

/// Whose time the changed sessions take.
fn taken(app: &App, now: Timestamp, plan: &SeriesEditPlan) -> Vec<Occupancy> {
    let standing = plan.edited.changed.iter().map(|one| &one.after).filter(|session| !session.is_cancelled());
    let mut taken = Vec::new();
    for session in standing {
        taken.extend(therapist_and_room(app, now, session));
        let clients = plan.people.expected_at(session.id).map(|place| Holder::Client(place.client_id));
        taken.extend(clients.map(|client| take(app, now, session, client)));
    }
    taken
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
