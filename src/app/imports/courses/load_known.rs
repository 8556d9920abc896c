//! What the clinic has of what a file of courses names.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::access::Reach;
use crate::domain::clinics::StaffMember;
use crate::domain::groups::TherapyGroup;
use crate::domain::ids::{ClientId, ClinicId};
use crate::domain::imports::{CourseRow, KnownForCourses};
use crate::domain::slice::Slice;
use crate::storage::{Connection, StorageError, clinics, closures, groups, imports, programs, staff};

/// How many records are asked for at a time.
const BATCH: u64 = 1000;
/// More programs, sites or rooms than any clinic has.
const MOST: u64 = 10_000;

/// The clinic's programs, sites, rooms, staff and groups, and the clients whose numbers the file names, with the
/// treatments they are in and the programs they wait for.
pub(super) async fn load_known(
    on: &Connection,
    clinic_id: ClinicId,
    rows: &[CourseRow],
    now: Timestamp,
) -> Result<KnownForCourses, StorageError> {
    let today = TimeZone::UTC.to_datetime(now).date();
    let mut known = KnownForCourses {
        programs: programs::list_programs(on, clinic_id, Slice { after: None, limit: MOST }).await?,
        sites: clinics::list_sites(on, clinic_id, Slice { after: None, limit: MOST }).await?,
        rooms: clinics::list_rooms(on, clinic_id, Slice { after: None, limit: MOST }).await?,
        staff: load_staff(on, clinic_id).await?,
        closed: closures::load_closed_times(on, clinic_id, today).await?,
        groups: load_groups(on, clinic_id).await?,
        ..KnownForCourses::default()
    };
    let mut numbers: Vec<&str> =
        rows.iter().filter_map(|row| row.cells.as_ref().ok()).map(|cells| cells.client.as_str()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let batch = usize::try_from(BATCH).unwrap_or(usize::MAX);
    for numbers in numbers.chunks(batch) {
        for client in imports::load_clients_by_external_id(on, clinic_id, numbers).await? {
            known.clients.extend(client.external_id.map(|number| (number, client.id)));
        }
    }
    let clients: Vec<ClientId> = known.clients.values().copied().collect();
    for clients in clients.chunks(batch) {
        for (client, program, treatment) in imports::load_treatments(on, clinic_id, clients).await? {
            known.treatments.entry((client, program)).or_default().push(treatment);
        }
        known.enrolled.extend(imports::load_enrolled(on, clinic_id, clients).await?);
        known.waiting.extend(imports::load_waiting(on, clinic_id, clients).await?);
    }
    Ok(known)
}

async fn load_staff(
    on: &Connection,
    clinic_id: ClinicId,
) -> Result<Vec<(StaffMember, Option<String>)>, StorageError> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let page = staff::list_staff_members(on, clinic_id, None, Slice { after, limit: BATCH }).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some(last.id);
        let ids: Vec<_> = page.iter().map(|member| member.id).collect();
        let mut logins = staff::load_login_addresses(on, clinic_id, &ids).await?;
        all.extend(page.into_iter().map(|member| {
            let login = logins.remove(&member.id);
            (member, login)
        }));
    }
}

async fn load_groups(on: &Connection, clinic_id: ClinicId) -> Result<Vec<TherapyGroup>, StorageError> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let slice = Slice { after, limit: BATCH };
        let page = groups::list_groups(on, Reach::clinic(clinic_id), slice).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some(last.id);
        all.extend(page);
    }
}
