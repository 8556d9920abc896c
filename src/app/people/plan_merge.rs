//! What making two records of one client one comes to.

use jiff::{Timestamp, ToSpan};

use super::load_records::load_records;
use crate::app::access::require_on;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::command_text::CommandText;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClientId, ClinicId, EnrollmentId, GroupId, ProgramId, WaitlistEntryId};
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::people::{
    ClientRecord, MergeBlocker, MergedRecord, UnderWay, merge_blockers, merge_records,
};
use crate::domain::series::{PlanHash, plan_hash};
use crate::domain::slice::Slice;
use crate::domain::waitlist::{WaitlistEntry, WaitlistFilter};
use crate::storage::{Connection, clients, enrollments, occupancy, waitlist};

/// More courses than a person has.
const MOST_COURSES: u64 = 1000;

/// Which two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergeDraft {
    /// The client whose record is kept.
    pub kept_id: ClientId,
    /// The other record of the same client.
    pub merged_id: ClientId,
}

/// What a merge comes to.
#[derive(Debug, Clone)]
pub struct MergePlan {
    /// The record that is kept, as it is.
    pub kept_before: ClientRecord,
    /// The other, as it is.
    pub merged_before: ClientRecord,
    /// What they come to.
    pub merged: MergedRecord,
    /// The courses that go over to the kept record.
    pub moved: Vec<EnrollmentId>,
    /// The entries of the waiting list that go with them.
    pub moved_entries: Vec<WaitlistEntryId>,
    /// What stands against it.
    pub blockers: Vec<MergeBlocker>,
    /// What carrying it out takes.
    pub hash: PlanHash,
}

/// Why a merge can't be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanMergeError {
    /// A record with itself.
    #[error("both are the same record: name the one to keep and the other one")]
    SameClient,
    /// The clinic has no such client.
    #[error("no such client: look the id up in `clients`")]
    MergedNotFound,
    /// One of the common reasons; `NotFound` is of the kept one.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// What a merge would come to; nothing is written.
///
/// # Errors
/// What `PlanMergeError` names.
pub async fn preview_merge(
    app: &App,
    caller: &Caller,
    draft: MergeDraft,
) -> Result<MergePlan, PlanMergeError> {
    require_on(app, caller, Action::ManageClients, draft.kept_id).await?;
    require_on(app, caller, Action::ReadClients, draft.kept_id).await?;
    plan_merge(app.db.reader(), caller.clinic_id, draft, app.now()).await
}

/// The plan, from what `on` sees.
pub(super) async fn plan_merge(
    on: &Connection,
    clinic_id: ClinicId,
    draft: MergeDraft,
    now: Timestamp,
) -> Result<MergePlan, PlanMergeError> {
    let MergeDraft { kept_id, merged_id } = draft;
    if kept_id == merged_id {
        return Err(PlanMergeError::SameClient);
    }
    let kept_before = record(on, clinic_id, kept_id).await?.ok_or(Failure::NotFound)?;
    let merged_before = record(on, clinic_id, merged_id).await?.ok_or(PlanMergeError::MergedNotFound)?;
    let kept_courses = courses(on, clinic_id, kept_id).await?;
    let courses = courses(on, clinic_id, merged_id).await?;
    let kept_entries = entries(on, clinic_id, kept_id).await?;
    let entries = entries(on, clinic_id, merged_id).await?;
    let kept_under_way = UnderWay {
        groups: open_groups(&kept_courses),
        taken: taken(on, clinic_id, kept_id, now).await?,
        awaited: awaited(&kept_entries),
    };
    let under_way = UnderWay {
        groups: open_groups(&courses),
        taken: taken(on, clinic_id, merged_id, now).await?,
        awaited: awaited(&entries),
    };
    let blockers = merge_blockers(&kept_under_way, &under_way);
    let command = CommandText::new("MERGE_CLIENTS").field("kept", kept_id).field("merged", merged_id);
    let records = [&kept_before.client, &merged_before.client];
    let mut versions: Vec<(String, i64)> =
        records.map(|client| (client.id.to_string(), client.row_version)).to_vec();
    versions.extend(courses.iter().map(|course| (course.id.to_string(), course.row_version)));
    versions.extend(entries.iter().map(|entry| (entry.id.to_string(), entry.row_version)));
    Ok(MergePlan {
        merged: merge_records(kept_before.clone(), merged_before.clone()),
        kept_before,
        merged_before,
        moved: courses.iter().map(|course| course.id).collect(),
        moved_entries: entries.iter().map(|entry| entry.id).collect(),
        blockers,
        hash: plan_hash(&command, &versions),
    })
}

async fn record(on: &Connection, clinic_id: ClinicId, id: ClientId) -> Result<Option<ClientRecord>, Failure> {
    let found = clients::find_client(on, Reach::clinic(clinic_id), id).await?;
    Ok(load_records(on, clinic_id, found.into_iter().collect()).await?.pop())
}

async fn courses(on: &Connection, clinic_id: ClinicId, id: ClientId) -> Result<Vec<Enrollment>, Failure> {
    let slice = Slice { after: None, limit: MOST_COURSES };
    Ok(enrollments::list_enrollments(on, Reach::clinic(clinic_id), None, Some(id), slice).await?)
}

async fn entries(on: &Connection, clinic_id: ClinicId, id: ClientId) -> Result<Vec<WaitlistEntry>, Failure> {
    let filter = WaitlistFilter { client_ids: Some(vec![id]), ..WaitlistFilter::default() };
    let slice = Slice { after: None, limit: MOST_COURSES };
    Ok(waitlist::list_entries(on, clinic_id, &filter, slice).await?)
}

fn awaited(entries: &[WaitlistEntry]) -> Vec<ProgramId> {
    entries.iter().filter(|entry| entry.ended_on.is_none()).map(|entry| entry.program_id).collect()
}

fn open_groups(courses: &[Enrollment]) -> Vec<GroupId> {
    courses.iter().filter(|course| course.ended_at.is_none()).filter_map(|course| course.group_id).collect()
}

/// The time a client is taken from now on.
async fn taken(
    on: &Connection,
    clinic_id: ClinicId,
    id: ClientId,
    now: Timestamp,
) -> Result<Vec<Occupancy>, Failure> {
    // Longer than any course is planned ahead.
    let until = now.checked_add((20 * 366 * 24).hours()).unwrap_or(now);
    Ok(occupancy::load_occupancy(on, clinic_id, &[Holder::Client(id)], now, until).await?)
}
