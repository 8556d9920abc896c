//! What the clinic has of whom a file speaks.

use jiff::Timestamp;

use crate::app::people::load_records;
use crate::app::waitlist::Calendars;
use crate::domain::clinics::Site;
use crate::domain::ids::{ClientId, ClinicId};
use crate::domain::imports::{ClientRow, KnownClients, KnownSite, KnownWaitlist};
use crate::domain::patch::Patch;
use crate::domain::slice::Slice;
use crate::storage::{Connection, StorageError, imports, programs, waitlist};

/// How many clients are asked for at a time.
const BATCH: usize = 1000;

/// More programs than any clinic has.
const MOST_PROGRAMS: u64 = 10_000;

/// Whether a row says something of the waiting list.
pub(super) fn names_waitlist(rows: &[ClientRow]) -> bool {
    rows.iter().any(|row| row.cells.as_ref().is_ok_and(|cells| cells.waitlist.is_some()))
}

/// The clients whose external id or address a row names: a few statements for every thousand rows.
pub(super) async fn load_known(
    on: &Connection,
    clinic_id: ClinicId,
    rows: &[ClientRow],
    now: Timestamp,
) -> Result<KnownClients, StorageError> {
    let with_waitlist = names_waitlist(rows);
    let mut known = KnownClients::default();
    if with_waitlist {
        known.waitlist = load_waitlist(on, clinic_id, now).await?;
    }
    let cells = || rows.iter().filter_map(|row| row.cells.as_ref().ok());
    let external_ids: Vec<&str> =
        cells().filter_map(|cells| cells.external_id.as_ref()).map(|id| id.as_str()).collect();
    for batch in external_ids.chunks(BATCH) {
        let clients = imports::load_clients_by_external_id(on, clinic_id, batch).await?;
        if with_waitlist {
            let ids: Vec<ClientId> = clients.iter().map(|client| client.id).collect();
            known.waitlist.add_entries(waitlist::load_of_clients(on, clinic_id, &ids).await?);
            known.waitlist.add_enrolled(imports::load_enrolled(on, clinic_id, &ids).await?);
        }
        load_records(on, clinic_id, clients).await?.into_iter().for_each(|record| known.add(record));
    }
    let emails: Vec<String> = cells()
        .filter_map(|cells| match &cells.email {
            Patch::Set(email) => Some(email.as_str().to_ascii_lowercase()),
            Patch::Keep | Patch::Clear => None,
        })
        .collect();
    for batch in emails.chunks(BATCH) {
        let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
        for holder in imports::load_clients_by_email(on, clinic_id, &batch).await? {
            known.add_holder(&holder);
        }
    }
    Ok(known)
}

/// The programs and sites that rows may name: two statements.
async fn load_waitlist(
    on: &Connection,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<KnownWaitlist, StorageError> {
    let calendars = Calendars::load(on, clinic_id, now).await?;
    let programs =
        programs::list_programs(on, clinic_id, Slice { after: None, limit: MOST_PROGRAMS }).await?;
    let programs = programs.into_iter().map(|program| (program.id, program.draft.code.to_string())).collect();
    let site = |site: &Site| KnownSite {
        id: site.id,
        name: site.name.to_string(),
        today: calendars.today(Some(site.id)),
    };
    let sites = calendars.sites().iter().map(site).collect();
    Ok(KnownWaitlist::new(programs, sites, calendars.today(None)))
}
