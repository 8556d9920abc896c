//! Bringing in clients from a file.

use super::load_known::{load_known, names_waitlist};
use super::write_plan::{Watch, write_plan};
use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::ImportId;
use crate::domain::imports::{ClientImport, ClientRow, Duplicates, ImportPlan, plan_import};
use crate::domain::series::PlanHash;
use crate::storage::imports;

/// A file to bring in.
#[derive(Debug, Clone)]
pub struct ImportClients {
    /// The id the import gets.
    pub id: ImportId,
    /// Its rows.
    pub rows: Vec<ClientRow>,
    /// What becomes of likely duplicates.
    pub duplicates: Duplicates,
    /// Whether rows with something wrong are left out; otherwise one keeps the whole file out.
    pub skip_bad_rows: bool,
    /// The hash of the plan that was looked at; another one is not carried out.
    pub expected: Option<PlanHash>,
}

/// An import and the plan that it was.
#[derive(Debug, Clone)]
pub struct CarriedOut {
    /// The import.
    pub import: ClientImport,
    /// What each row did.
    pub plan: ImportPlan,
}

/// Why a file can't be brought in.
#[derive(Debug, thiserror::Error)]
pub enum ImportClientsError {
    /// Rows have something wrong and none may be left out. Nothing was written.
    #[error(
        "{} of {} {} cannot be taken; nothing was written",
        .0.counts.refused,
        .0.rows.len(),
        if .0.rows.len() == 1 { "row" } else { "rows" }
    )]
    BadRows(Box<ImportPlan>),
    /// What the plan was made from has changed since it was looked at. Nothing was written.
    #[error("what the preview was made from has changed, or it was of another import: preview again")]
    Stale,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Brings clients into the caller's clinic: one transaction makes the plan, from what it finds there, and carries it out.
/// An import of that id that was carried out before is answered as it is, with an empty plan.
///
/// # Errors
/// `Stale`, `BadRows`; `Failure` if the caller may not change and read clients or the database fails, `Busy` if a client was
/// changed meanwhile.
pub async fn import_clients(
    app: &App,
    caller: &Caller,
    command: &ImportClients,
    watch: &Watch,
) -> Result<CarriedOut, ImportClientsError> {
    require(app, caller, Action::ManageClients, Concern::Clinic).await?;
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    if names_waitlist(&command.rows) {
        require(app, caller, Action::ManageWaitlist, Concern::Clinic).await?;
    }
    let now = app.now();
    app.write(|tx| async move {
        let ImportClients { id, rows, duplicates, skip_bad_rows, expected } = command;
        imports::lock_upload(&tx, caller.clinic_id, *id).await.map_err(Failure::from)?;
        let before = imports::find_import(&tx, caller.clinic_id, *id).await.map_err(Failure::from)?;
        if let Some(import) = before {
            return Ok(CarriedOut { import, plan: ImportPlan::default() });
        }
        let known = load_known(&tx, caller.clinic_id, rows, now).await.map_err(Failure::from)?;
        let plan = plan_import(rows, &known, *duplicates, now);
        drop(known);
        if expected.is_some_and(|expected| expected != plan.hash(*id, *duplicates, *skip_bad_rows)) {
            return Err(ImportClientsError::Stale);
        }
        if plan.counts.refused > 0 && !skip_bad_rows {
            return Err(ImportClientsError::BadRows(Box::new(plan)));
        }
        let import = ClientImport { id: *id, created_at: now, counts: plan.counts, undone_at: None };
        imports::insert_import(&tx, caller.clinic_id, &import).await.map_err(Failure::from)?;
        write_plan(&tx, app, caller, &import, &plan, watch).await?;
        imports::delete_upload(&tx, caller.clinic_id, *id).await.map_err(Failure::from)?;
        Ok(CarriedOut { import, plan })
    })
    .await
}
