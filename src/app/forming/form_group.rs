//! Making the group that a preview showed.

use jiff::Timestamp;
use serde_json::json;

use super::plan::{GroupFormationDraft, GroupFormationPlan, PlanFormationError, plan};
use crate::app::access::require;
use crate::app::records::{self, Done};
use crate::app::risk::reassess;
use crate::app::series::make_series;
use crate::app::waitlist::accept;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern, Reach};
use crate::domain::enrollments::{Enrollment, EnrollmentStatus};
use crate::domain::forming::FormationBlocker;
use crate::domain::groups::{GroupStatus, TherapyGroup};
use crate::domain::ids::{ClientId, ClinicId, EnrollmentId, SeriesId};
use crate::domain::series::{PlanHash, SeriesOwner, SessionSeries};
use crate::domain::slice::Slice;
use crate::domain::waitlist::WaitlistEntry;
use crate::storage::{
    Constraint, StorageError, Transaction, closures, enrollments, groups, series, waitlist,
};

/// The draft that was previewed, and the hash the preview showed.
#[derive(Debug, Clone)]
pub struct FormGroup {
    /// The draft, as previewed.
    pub draft: GroupFormationDraft,
    /// The preview's hash.
    pub plan_hash: PlanHash,
}

/// What was made, or had been made by the same hash before.
#[derive(Debug, Clone)]
pub struct FormedGroup {
    /// The group, with its members.
    pub group: TherapyGroup,
    /// Its series.
    pub series: SessionSeries,
}

/// Why the group can't be made.
#[derive(Debug, thiserror::Error)]
pub enum FormGroupError {
    /// The draft can't be planned.
    #[error(transparent)]
    Plan(PlanFormationError),
    /// What the preview was made from has changed, or the hash is another plan's.
    #[error("the plan has changed since it was previewed: preview again and commit the new hash")]
    Stale,
    /// What the preview names among its blockers.
    #[error(transparent)]
    Blocked(#[from] FormationBlocker),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<PlanFormationError> for FormGroupError {
    fn from(error: PlanFormationError) -> Self {
        match error {
            PlanFormationError::Failure(failure) => Self::Failure(failure),
            // They waited when it was previewed, or the hash is none of this draft's.
            PlanFormationError::NotWaiting(_) => Self::Stale,
            other @ (PlanFormationError::NoClients
            | PlanFormationError::Group(_)
            | PlanFormationError::Series(_)) => Self::Plan(other),
        }
    }
}

/// Plans again, compares with the hash, and makes the group with its members, its series and everybody's place, and
/// closes the entries by which the members waited: all or nothing. The same hash again answers what it made the first
/// time.
///
/// # Errors
/// What `FormGroupError` names.
pub async fn form_group(
    app: &App,
    caller: &Caller,
    command: FormGroup,
) -> Result<FormedGroup, FormGroupError> {
    for right in [Action::ManageWaitlist, Action::ManageClients, Action::ManageSchedule] {
        require(app, caller, right, Concern::Clinic).await?;
    }
    let now = app.now();
    let clinic_id = caller.clinic_id;
    let FormGroup { draft, plan_hash } = &command;
    let therapist_id = draft.series.therapist_id.ok_or(FormationBlocker::NoTherapist)?;
    app.write(|tx| async move {
        closures::hold_closures(&tx, clinic_id).await.map_err(Failure::from)?;
        // Whoever forms a group with one of these clients at the same time waits here, and then finds them gone from the
        // list; and nobody's entry changes between the plan and its end.
        let program_id = draft.group.program_id;
        let entries = waitlist::lock_open_entries(&tx, clinic_id, program_id, &draft.client_ids)
            .await
            .map_err(Failure::from)?;
        let committed =
            series::find_committed_plan(&tx, clinic_id, *plan_hash).await.map_err(Failure::from)?;
        if let Some(id) = committed {
            return made_before(&tx, clinic_id, id, draft).await;
        }
        let plan = plan(&tx, app, clinic_id, draft, now).await?;
        if plan.hash != *plan_hash {
            return Err(FormGroupError::Stale);
        }
        if let Some(blocker) = plan.blockers.first() {
            return Err((*blocker).into());
        }
        let members = enrollments_of(app, now, &plan);
        let group = TherapyGroup {
            status: GroupStatus::Active,
            enrolled_count: members.len() as i64,
            ..plan.group.clone()
        };
        let series = SessionSeries {
            id: SeriesId::mint(now, app.entropy()),
            owner: SeriesOwner::Group(group.id),
            site_id: group.site_id,
            therapist_id,
            room_id: draft.series.room_id,
            meeting_link: draft.series.meeting_link.clone(),
            meeting: None,
            rule: draft.series.rule.clone(),
            created_at: now,
            row_version: 1,
        };
        groups::insert_group(&tx, clinic_id, &group).await.map_err(Failure::from)?;
        for member in &members {
            enrollments::insert_enrollment(&tx, clinic_id, member).await.map_err(Failure::from)?;
        }
        // Free when it was planned: whoever takes it meanwhile is found by the database.
        make_series(&tx, app, clinic_id, now, &series, &plan.sessions, &members).await.map_err(|error| {
            match error {
                StorageError::Constraint(Constraint::OccupancyOverlap) => {
                    FormGroupError::Blocked(FormationBlocker::DoubleBooked)
                }
                other => Failure::from(other).into(),
            }
        })?;
        accept(&tx, clinic_id, now, &entries, &members).await.map_err(Failure::from)?;
        series::insert_committed_plan(&tx, clinic_id, *plan_hash, series.id, now)
            .await
            .map_err(Failure::from)?;
        let ids: Vec<EnrollmentId> = members.iter().map(|member| member.id).collect();
        let flags = reassess(&tx, app, caller, now, &ids).await.map_err(Failure::from)?;
        let mut done = all_done(&group, &series, &members, &entries, *plan_hash);
        done.extend(flags.iter().map(|flag| Done {
            operation: "assessRisk",
            subject: flag.id.to_string(),
            details: flag.for_audit(),
        }));
        records::done_many(&tx, app, caller, now, done).await.map_err(Failure::from)?;
        Ok(FormedGroup { group, series })
    })
    .await
}

/// Every member's enrollment in the new group, for all of its sessions.
fn enrollments_of(app: &App, now: Timestamp, plan: &GroupFormationPlan) -> Vec<Enrollment> {
    let enrollment = |client_id: ClientId| Enrollment {
        id: EnrollmentId::mint(now, app.entropy()),
        client_id,
        program_id: plan.group.program_id,
        site_id: plan.group.site_id,
        group_id: Some(plan.group.id),
        status: EnrollmentStatus::Enrolled,
        planned_sessions: plan.sessions.len() as i64,
        enrolled_at: now,
        ended_at: None,
        former_planned_sessions: None,
        ending_agreed: None,
        row_version: 1,
    };
    plan.members.iter().map(|member| enrollment(member.entry.client_id)).collect()
}

/// What the audit log and the feed are told: of each member, of the series and of the group.
fn all_done(
    group: &TherapyGroup,
    series: &SessionSeries,
    members: &[Enrollment],
    entries: &[WaitlistEntry],
    plan_hash: PlanHash,
) -> Vec<Done> {
    let joined = members.iter().map(|member| {
        let entry = entries.iter().find(|entry| entry.client_id == member.client_id);
        Done {
            operation: "enrollClient",
            subject: member.id.to_string(),
            details: json!({ "group": group.id.to_string(), "client": member.client_id.to_string(),
                "waitlistEntry": entry.map(|entry| entry.id.to_string()) }),
        }
    });
    let made = Done {
        operation: "createSeries",
        subject: series.id.to_string(),
        details: json!({ "planHash": plan_hash.to_string() }),
    };
    let formed = Done {
        operation: "formGroup",
        subject: group.id.to_string(),
        details: json!({ "planHash": plan_hash.to_string(), "series": series.id.to_string(),
            "clients": members.iter().map(|member| member.client_id.to_string()).collect::<Vec<_>>() }),
    };
    joined.chain([made, formed]).collect()
}

/// What the hash made the first time, if it was this draft.
async fn made_before(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: SeriesId,
    draft: &GroupFormationDraft,
) -> Result<FormedGroup, FormGroupError> {
    let series = series::find_series(tx, Reach::clinic(clinic_id), id).await.map_err(Failure::from)?;
    let series = series.ok_or(Failure::NotFound)?;
    let Some(group_id) = series.owner.group_id() else { return Err(FormGroupError::Stale) };
    let group = groups::find_group(tx, Reach::clinic(clinic_id), group_id).await.map_err(Failure::from)?;
    let group = group.ok_or(Failure::NotFound)?;
    // The most members a group has had: those it was formed with are its oldest.
    let slice = Slice { after: None, limit: draft.client_ids.len() as u64 };
    let members = enrollments::list_enrollments(tx, Reach::clinic(clinic_id), Some(group_id), None, slice)
        .await
        .map_err(Failure::from)?;
    let is_member = |id: &ClientId| members.iter().any(|member| member.client_id == *id);
    let (of_group, of_series) = (&draft.group, &draft.series);
    let is_of = (group.program_id, group.site_id, &group.name, group.admission)
        == (of_group.program_id, of_group.site_id, &of_group.name, of_group.admission)
        && (Some(series.therapist_id), series.room_id, &series.meeting_link, &series.rule)
            == (of_series.therapist_id, of_series.room_id, &of_series.meeting_link, &of_series.rule)
        && draft.client_ids.iter().all(is_member);
    if is_of { Ok(FormedGroup { group, series }) } else { Err(FormGroupError::Stale) }
}
