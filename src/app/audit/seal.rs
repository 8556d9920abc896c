//! Sealing what was committed.

use crate::app::{App, Failure};
use crate::domain::audit::{AuditHash, ChainLink};
use crate::domain::ids::ClinicId;
use crate::storage::audit_chain;

/// How many rows one transaction seals.
const BATCH: u64 = 1_000;

/// Appends the rows that wait for it to their clinics' chains, batch by batch, and tells how many there were; what is
/// sealed stays if it is stopped (`keep_going` answers no) or fails later.
///
/// A row waits from the commit of its own transaction on, so one that commits late is sealed by a later run. Workers at
/// once take turns on each chain, and a row is taken off the queue in the transaction that seals it.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn seal_audit(app: &App, keep_going: &(dyn Fn() -> bool + Sync)) -> Result<u64, Failure> {
    let clinics = audit_chain::list_clinics_to_seal(app.db.reader()).await.map_err(Failure::from)?;
    let mut sealed = 0;
    for clinic_id in clinics {
        while keep_going() {
            let batch = seal_batch(app, clinic_id).await?;
            sealed += batch;
            if batch < BATCH {
                break;
            }
        }
    }
    Ok(sealed)
}

async fn seal_batch(app: &App, clinic_id: ClinicId) -> Result<u64, Failure> {
    app.write(|tx| async move {
        audit_chain::lock_chain(&tx, clinic_id).await.map_err(Failure::from)?;
        let last = audit_chain::find_last_link(&tx, clinic_id).await.map_err(Failure::from)?;
        let rows = audit_chain::list_unsealed(&tx, clinic_id, BATCH).await.map_err(Failure::from)?;
        let (mut sequence, mut previous) = match last {
            Some(link) => (link.sequence, link.hash(clinic_id)),
            None => (0, AuditHash::before_the_first(clinic_id)),
        };
        let mut links = Vec::with_capacity(rows.len());
        for row in rows {
            sequence += 1;
            let link = ChainLink { sequence, event_id: row.id, event_hash: row.hash(), previous };
            previous = link.hash(clinic_id);
            links.push(link);
        }
        if !links.is_empty() {
            audit_chain::append_links(&tx, clinic_id, &links).await.map_err(Failure::from)?;
        }
        Ok(links.len() as u64)
    })
    .await
}
