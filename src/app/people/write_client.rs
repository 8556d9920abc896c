//! Writing one known client over, with what belongs to them.

use jiff::Timestamp;

use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::ids::RowId;
use crate::domain::people::{AvailabilityWindow, Client, Guardian};
use crate::domain::time::Zone;
use crate::storage::availability::{Person, replace_availability};
use crate::storage::{Transaction, clients, guardians, reminders, tasks};

/// A client at the version to write; guardian and windows only where they change.
pub(in crate::app) struct WriteClient<'a> {
    pub(in crate::app) client: &'a Client,
    /// The zone they had until now; none if nobody read it.
    pub(in crate::app) former_zone: Option<&'a Zone>,
    pub(in crate::app) guardian: Option<&'a Option<Guardian>>,
    pub(in crate::app) availability: Option<&'a Vec<AvailabilityWindow>>,
}

/// Writes the client over the version before, and lets their reminders be planned again; those ahead are due by the zone that is
/// theirs now, if that may be another. `Busy` if that is not the newest any more.
pub(in crate::app) async fn write_client(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    write: WriteClient<'_>,
) -> Result<(), Failure> {
    let WriteClient { client, former_zone, guardian, availability } = write;
    if !clients::update_client(tx, caller.clinic_id, client).await.map_err(Failure::from)? {
        return Err(Failure::Busy);
    }
    let row = || RowId::mint(now, app.entropy());
    if let Some(guardian) = guardian {
        guardians::replace_guardian(tx, caller.clinic_id, client.id, row(), guardian.as_ref())
            .await
            .map_err(Failure::from)?;
    }
    if let Some(windows) = availability {
        let windows = windows.iter().map(|window| (row(), *window)).collect();
        replace_availability(tx, caller.clinic_id, Person::Client(client.id), windows)
            .await
            .map_err(Failure::from)?;
    }
    let is_suspended = client.address.suspended_at.is_some();
    tasks::settle_address_tasks(tx, caller.clinic_id, client.id, is_suspended, now)
        .await
        .map_err(Failure::from)?;
    reminders::replan_for_client(tx, caller.clinic_id, client.id, now).await.map_err(Failure::from)?;
    if former_zone != Some(&client.zone) {
        reminders::apply_zone(tx, caller.clinic_id, client.id, now).await.map_err(Failure::from)?;
    }
    Ok(())
}
