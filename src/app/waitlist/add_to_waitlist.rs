//! Putting a client on the waiting list.

use jiff::civil::Date;
use serde_json::json;

use super::queries::Waiting;
use super::today::Calendars;
use crate::app::access::require_on;
use crate::app::idempotency::made_before;
use crate::app::{App, Failure, IdempotencyKeyReused, records};
use crate::domain::access::{Action, Caller};
use crate::domain::command_text::CommandText;
use crate::domain::idempotency::{IdempotencyKey, KeyedRequest};
use crate::domain::ids::{ClientId, ProgramId, SiteId, WaitlistEntryId};
use crate::domain::waitlist::{InvalidReferral, WaitlistEntry, WaitlistPriority, WaitlistStatus};
use crate::storage::{Constraint, StorageError, programs, waitlist};

/// Who is to wait for what.
#[derive(Debug, Clone)]
pub struct AddToWaitlist {
    /// The client.
    pub client_id: ClientId,
    /// The program.
    pub program_id: ProgramId,
    /// Where; any site will do if none.
    pub site_id: Option<SiteId>,
    /// Since when; today there if none.
    pub referred_on: Option<Date>,
    /// How soon they should begin.
    pub priority: WaitlistPriority,
    /// Where it stands already.
    pub status: WaitlistStatus,
    /// Names the request: sent again with the same key, it answers what it made the first time.
    pub idempotency_key: Option<IdempotencyKey>,
}

/// Why somebody can't be put on the list.
#[derive(Debug, thiserror::Error)]
pub enum AddToWaitlistError {
    /// The clinic has no such client.
    #[error("no such client")]
    ClientNotFound,
    /// The clinic has no such program.
    #[error("no such program")]
    ProgramNotFound,
    /// The clinic has no such site.
    #[error("no such site")]
    SiteNotFound,
    /// The referral lies ahead.
    #[error(transparent)]
    ReferredOn(#[from] InvalidReferral),
    /// Nobody begins to wait like that.
    #[error("a new entry is REFERRED, SCREENED or WAITING, not {0}")]
    Status(WaitlistStatus),
    /// The client waits for this program already.
    #[error("the client is on the waiting list for this program already: change that entry")]
    AlreadyWaiting,
    /// The key stands for another request.
    #[error(transparent)]
    KeyReused(#[from] IdempotencyKeyReused),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Puts a client on the list; the same request again answers the same entry.
///
/// # Errors
/// What `AddToWaitlistError` names.
pub async fn add_to_waitlist(
    app: &App,
    caller: &Caller,
    command: AddToWaitlist,
) -> Result<Waiting, AddToWaitlistError> {
    require_on(app, caller, Action::ManageWaitlist, command.client_id).await?;
    let now = app.now();
    let clinic_id = caller.clinic_id;
    let keyed = &command.keyed();
    let id = WaitlistEntryId::mint(now, app.entropy());
    let AddToWaitlist { client_id, program_id, site_id, referred_on, priority, status, idempotency_key: _ } =
        command;
    if !matches!(status, WaitlistStatus::Referred | WaitlistStatus::Screened | WaitlistStatus::Waiting) {
        return Err(AddToWaitlistError::Status(status));
    }
    app.write(|tx| async move {
        let made = made_before::<_, AddToWaitlistError>(&tx, caller, now, keyed.as_ref(), id).await?;
        let calendars = Calendars::load(&tx, clinic_id, now).await.map_err(Failure::from)?;
        if let Some(made) = made {
            let found = waitlist::find_entry(&tx, clinic_id, made).await.map_err(Failure::from)?;
            return Ok(Waiting::of(found.ok_or(Failure::NotFound)?, &calendars));
        }
        let program = programs::find_program(&tx, clinic_id, program_id).await.map_err(Failure::from)?;
        program.ok_or(AddToWaitlistError::ProgramNotFound)?;
        if site_id.is_some_and(|site_id| !calendars.has(site_id)) {
            return Err(AddToWaitlistError::SiteNotFound);
        }
        let today = calendars.today(site_id);
        let entry = WaitlistEntry {
            id,
            client_id,
            program_id,
            site_id,
            referred_on: InvalidReferral::check(referred_on.unwrap_or(today), today)?,
            priority,
            status,
            former_status: None,
            withdrawal_reason: None,
            ended_on: None,
            enrollment_id: None,
            created_at: now,
            row_version: 1,
        };
        waitlist::insert_entry(&tx, clinic_id, &entry).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::WaitlistEntryOpenOnce) => AddToWaitlistError::AlreadyWaiting,
            StorageError::Constraint(Constraint::Reference) => AddToWaitlistError::ClientNotFound,
            other => Failure::from(other).into(),
        })?;
        let details = json!({ "client": client_id.to_string(), "program": program_id.to_string(),
            "status": status.word() });
        records::done(&tx, app, caller, now, "addToWaitlist", id, details).await.map_err(Failure::from)?;
        Ok(Waiting::of(entry, &calendars))
    })
    .await
}

impl AddToWaitlist {
    /// The request under its key, if it has one.
    fn keyed(&self) -> Option<KeyedRequest> {
        const OPERATION: &str = "addToWaitlist";
        let Self { client_id, program_id, site_id, referred_on, priority, status, idempotency_key } = self;
        let text = CommandText::new(OPERATION)
            .field("client", client_id)
            .field("program", program_id)
            .list("site", site_id)
            .list("referred_on", referred_on)
            .field("priority", priority)
            .field("status", status);
        KeyedRequest::new(OPERATION, idempotency_key.as_ref(), &text)
    }
}
