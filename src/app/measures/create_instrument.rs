//! A clinic's own instrument.

use serde_json::json;

use super::instruments::MOST_OWN;
use crate::app::access::require;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::InstrumentId;
use crate::domain::measures::{InvalidScale, OwnInstrument, Published, Scale};
use crate::domain::name::Name;
use crate::storage::{Constraint, StorageError, clinics, measures};

/// What a new instrument is to be.
#[derive(Debug, Clone)]
pub struct CreateInstrument {
    /// What it is called; unique in the clinic.
    pub name: Name,
    /// How it counts.
    pub scale: Scale,
}

/// Why an instrument can't be added.
#[derive(Debug, thiserror::Error)]
pub enum CreateInstrumentError {
    /// Its scale can't be counted on.
    #[error(transparent)]
    Scale(#[from] InvalidScale),
    /// There is one of that name.
    #[error("there is an instrument called `{0}` already: give this one another name")]
    NameTaken(Name),
    /// The clinic has as many as it may.
    #[error("the clinic has {MOST_OWN} instruments of its own already, which is the most")]
    TooMany,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Adds an instrument of the caller's clinic.
///
/// # Errors
/// What `CreateInstrumentError` names.
pub async fn create_instrument(
    app: &App,
    caller: &Caller,
    command: CreateInstrument,
) -> Result<OwnInstrument, CreateInstrumentError> {
    require(app, caller, Action::ManageClinic, Concern::Clinic).await?;
    let CreateInstrument { name, scale } = command;
    scale.check()?;
    if Published::ALL.iter().any(|one| one.name().eq_ignore_ascii_case(name.as_str())) {
        return Err(CreateInstrumentError::NameTaken(name));
    }
    let now = app.now();
    let made = &OwnInstrument { id: InstrumentId::mint(now, app.entropy()), name, scale };
    app.write(|tx| async move {
        clinics::lock_clinic(&tx, caller.clinic_id).await.map_err(Failure::from)?;
        let known = measures::list_own_instruments(&tx, caller.clinic_id, MOST_OWN as u64)
            .await
            .map_err(Failure::from)?;
        if known.len() >= MOST_OWN {
            return Err(CreateInstrumentError::TooMany);
        }
        measures::insert_instrument(&tx, caller.clinic_id, made, now).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::InstrumentNameOnce) => {
                CreateInstrumentError::NameTaken(made.name.clone())
            }
            other => Failure::from(other).into(),
        })?;
        records::done(&tx, app, caller, now, "createInstrument", made.id, json!({}))
            .await
            .map_err(Failure::from)?;
        Ok(made.clone())
    })
    .await
}
