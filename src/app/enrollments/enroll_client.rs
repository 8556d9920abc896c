//! Joining a group.

use serde_json::json;

use super::expect::expect_clients;
use crate::app::access::require_on;
use crate::app::risk::reassess;
use crate::app::waitlist::accept_open_entry;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::enrollments::{Enrollment, EnrollmentStatus};
use crate::domain::groups::{Admission, GroupStatus, TherapyGroup};
use crate::domain::ids::{ClientId, EnrollmentId, GroupId};
use crate::domain::series::{SeriesOwner, Session};
use crate::storage::{Constraint, StorageError, enrollments, groups, programs, series, sessions};

/// Who is to join which group.
#[derive(Debug, Clone, Copy)]
pub struct EnrollClient {
    /// The group.
    pub group_id: GroupId,
    /// The client.
    pub client_id: ClientId,
}

/// Why somebody can't join.
#[derive(Debug, thiserror::Error)]
pub enum EnrollClientError {
    /// The clinic has no such group.
    #[error("no such group")]
    GroupNotFound,
    /// The clinic has no such client.
    #[error("no such client")]
    ClientNotFound,
    /// The group is over or was cancelled.
    #[error("the group is {0}: it takes nobody any more")]
    GroupEnded(GroupStatus),
    /// A closed group has begun.
    #[error("the group is closed and has begun: all its members begin and end together")]
    GroupBegun,
    /// The group has no free place.
    #[error("the group is full: {0} of {0} places are taken")]
    GroupFull(i64),
    /// The client is in this group already.
    #[error("the client is already enrolled in this group")]
    AlreadyEnrolled,
    /// The client is expected elsewhere at the time of one of the sessions.
    #[error("the client has another session at the time of one of the group's coming sessions")]
    ClientDoubleBooked,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Takes one of the group's places: the client is expected at every session that has not begun, and waits for the
/// group's program no longer.
///
/// However many try at once, exactly as many get in as there are places: the database counts.
///
/// # Errors
/// What `EnrollClientError` names.
pub async fn enroll_client(
    app: &App,
    caller: &Caller,
    command: EnrollClient,
) -> Result<Enrollment, EnrollClientError> {
    require_on(app, caller, Action::ManageClients, command.group_id).await?;
    let now = app.now();
    let clinic_id = caller.clinic_id;
    app.write(|tx| async move {
        let EnrollClient { group_id, client_id } = command;
        let group = groups::find_group(&tx, Reach::clinic(clinic_id), group_id)
            .await
            .map_err(Failure::from)?
            .ok_or(EnrollClientError::GroupNotFound)?;
        refuse_ended(&group)?;
        groups::change_enrolled_count(&tx, clinic_id, group_id, 1).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::GroupCapacity) => {
                EnrollClientError::GroupFull(group.sizes.most)
            }
            other => Failure::from(other).into(),
        })?;
        let mut all = Vec::new();
        for series in series::list_series_of(&tx, clinic_id, SeriesOwner::Group(group_id))
            .await
            .map_err(Failure::from)?
        {
            all.extend(
                sessions::list_sessions_of_series(&tx, clinic_id, series.id).await.map_err(Failure::from)?,
            );
        }
        let has_begun = all.iter().any(|session| !session.is_cancelled() && session.starts_at <= now);
        if group.admission == Admission::Closed && has_begun {
            return Err(EnrollClientError::GroupBegun);
        }
        let coming: Vec<Session> =
            all.into_iter().filter(|session| !session.is_cancelled() && session.starts_at > now).collect();
        let program =
            programs::find_program(&tx, clinic_id, group.program_id).await.map_err(Failure::from)?;
        let planned_sessions =
            promised(coming.len(), program.map_or(1, |program| program.draft.max_sessions));
        let enrollment = Enrollment {
            id: EnrollmentId::mint(now, app.entropy()),
            client_id,
            program_id: group.program_id,
            site_id: group.site_id,
            group_id: Some(group_id),
            status: EnrollmentStatus::Enrolled,
            planned_sessions,
            former_planned_sessions: None,
            enrolled_at: now,
            ended_at: None,
            ending_agreed: None,
            row_version: 1,
        };
        enrollments::insert_enrollment(&tx, clinic_id, &enrollment).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::EnrollmentOpenOnce) => EnrollClientError::AlreadyEnrolled,
            StorageError::Constraint(Constraint::Reference) => EnrollClientError::ClientNotFound,
            other => Failure::from(other).into(),
        })?;
        let each: Vec<_> = coming.iter().map(|one| (one, std::slice::from_ref(&enrollment))).collect();
        expect_clients(&tx, app, clinic_id, now, &each).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::OccupancyOverlap) => EnrollClientError::ClientDoubleBooked,
            other => Failure::from(other).into(),
        })?;
        let entry = accept_open_entry(&tx, clinic_id, now, &enrollment).await.map_err(Failure::from)?;
        let mut details = json!({ "group": group_id.to_string(), "client": client_id.to_string() });
        if let Some(entry) = entry {
            details["waitlistEntry"] = json!(entry.to_string());
        }
        let flags = reassess(&tx, app, caller, now, &[enrollment.id]).await.map_err(Failure::from)?;
        records::done_with_flags(&tx, app, caller, now, "enrollClient", enrollment.id, details, &flags)
            .await
            .map_err(Failure::from)?;
        Ok(enrollment)
    })
    .await
}

fn refuse_ended(group: &TherapyGroup) -> Result<(), EnrollClientError> {
    match group.status {
        GroupStatus::Forming | GroupStatus::Active => Ok(()),
        ended @ (GroupStatus::Completed | GroupStatus::Cancelled) => {
            Err(EnrollClientError::GroupEnded(ended))
        }
    }
}

/// How many sessions somebody is promised who joins with so many ahead: those, or as many as the program plans at most.
/// A group may have several series, and an open one a next course that is scheduled already.
fn promised(ahead: usize, program_most: i64) -> i64 {
    match i64::try_from(ahead) {
        Ok(ahead) if ahead > 0 => ahead.min(program_most),
        _ => program_most,
    }
}

#[cfg(test)]
mod tests {
    use super::promised;

    #[test]
    fn nobody_is_promised_more_than_the_program_plans() {
        assert_eq!([promised(0, 16), promised(5, 16), promised(16, 16), promised(104, 16)], [16, 5, 16, 16]);
    }
}
