//! Reading instruments.

use std::collections::HashMap;

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::{ClinicId, InstrumentId};
use crate::domain::measures::{Instrument, Published};
use crate::storage::{Connection, StorageError, measures};

/// How many of its own a clinic may have.
pub(super) const MOST_OWN: usize = 100;

/// The instruments of the caller's clinic: the published ones, then its own by their names.
///
/// # Errors
/// `Failure` if denied (it needs the right to read clients) or the database fails.
pub async fn list_instruments(app: &App, caller: &Caller) -> Result<Vec<Instrument>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    let own = measures::list_own_instruments(app.db.reader(), caller.clinic_id, MOST_OWN as u64).await?;
    let published = Published::ALL.iter().copied().map(Instrument::Published);
    Ok(published.chain(own.into_iter().map(Instrument::Own)).collect())
}

/// The instrument of that id, published or the clinic's own.
///
/// # Errors
/// `Failure` if denied (it needs the right to read clients) or the database fails.
pub async fn find_instrument(
    app: &App,
    caller: &Caller,
    id: InstrumentId,
) -> Result<Option<Instrument>, Failure> {
    require_on(app, caller, Action::ReadClients, id).await?;
    instrument_of(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}

/// The instrument of that id, published or the clinic's own.
pub(super) async fn instrument_of(
    on: &Connection,
    clinic_id: ClinicId,
    id: InstrumentId,
) -> Result<Option<Instrument>, StorageError> {
    if let Some(published) = Instrument::published(id) {
        return Ok(Some(published));
    }
    let own = measures::find_own_instrument(on, clinic_id, id).await?;
    Ok(own.map(Instrument::Own))
}

/// The instruments of those ids: one statement if a clinic's own are among them, else none.
pub(super) async fn instruments_by_id(
    on: &Connection,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = InstrumentId>,
) -> Result<HashMap<InstrumentId, Instrument>, StorageError> {
    let mut known = HashMap::new();
    let mut own = Vec::new();
    for id in ids {
        match Instrument::published(id) {
            Some(published) => {
                known.insert(id, published);
            }
            None => own.push(id),
        }
    }
    own.sort_unstable();
    own.dedup();
    if !own.is_empty() {
        let loaded = measures::load_own_instruments(on, clinic_id, &own).await?;
        known.extend(loaded.into_iter().map(|one| (one.id, Instrument::Own(one))));
    }
    Ok(known)
}
