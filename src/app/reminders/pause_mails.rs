//! Stopping a clinic's mails for a while.

use serde_json::{Value, json};

use crate::app::access::require;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::Note;
use crate::domain::clinics::{Clinic, MailsPaused};
use crate::domain::reminders::WaitingMails;
use crate::storage::clinics::find_clinic;
use crate::storage::reminders::{self, count_waiting};
use crate::storage::{Connection, StorageError};

/// Whether a clinic's mails leave, and how many wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailStanding {
    /// Since when they do not, and why; none if they leave.
    pub paused: Option<MailsPaused>,
    /// What is in the outbox and not sent.
    pub waiting: WaitingMails,
    /// Whether they leave, or do not, only since this was asked for; otherwise nothing was changed.
    pub is_new: bool,
}

/// Stops all mails of the caller's clinic until they are resumed, cancellations too: nothing is taken from the outbox any more,
/// what is under way ends. Planning goes on. If they are paused already, nothing changes.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn pause_mails(app: &App, caller: &Caller, reason: Note) -> Result<MailStanding, Failure> {
    require(app, caller, Action::ManageReminders, Concern::Clinic).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let pause = &MailsPaused { at: now, reason };
    app.write(|tx| async move {
        let is_new = reminders::pause_mails(&tx, clinic_id, pause).await?;
        let standing = standing(&tx, caller, is_new).await?;
        if is_new {
            let details = counted(standing.waiting);
            records::done(&tx, app, caller, now, "pauseMails", clinic_id, details).await?;
        }
        Ok(standing)
    })
    .await
}

/// Lets the mails of the caller's clinic leave again: what waits is looked at once more, as after an outage. If they are not
/// paused, nothing changes.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn resume_mails(app: &App, caller: &Caller) -> Result<MailStanding, Failure> {
    require(app, caller, Action::ManageReminders, Concern::Clinic).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    app.write(|tx| async move {
        let was_paused = reminders::resume_mails(&tx, clinic_id).await?;
        let standing = standing(&tx, caller, was_paused).await?;
        if was_paused {
            let details = counted(standing.waiting);
            records::done(&tx, app, caller, now, "resumeMails", clinic_id, details).await?;
        }
        Ok(standing)
    })
    .await
}

async fn standing(on: &Connection, caller: &Caller, is_new: bool) -> Result<MailStanding, StorageError> {
    let clinic = find_clinic(on, caller.clinic_id).await?.ok_or(StorageError::Corrupt("clinic"))?;
    let waiting = count_waiting(on, caller.clinic_id).await?;
    Ok(MailStanding { paused: clinic.mails_paused, waiting, is_new })
}

fn counted(waiting: WaitingMails) -> Value {
    let WaitingMails { mails, notices } = waiting;
    json!({ "waiting": mails, "waitingNotices": notices })
}

/// The clinics whose mails are paused. It asks nobody's rights: only the console calls it, where no clinic asks.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn list_paused_clinics(app: &App) -> Result<Vec<Clinic>, Failure> {
    reminders::list_paused_clinics(app.db.reader()).await.map_err(Failure::from)
}
