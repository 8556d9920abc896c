//! The mails to come, in the order in which they leave.

use jiff::SignedDuration;

use super::foresee::foresee;
use super::look::{PreviewedMail, look_at};
use crate::app::access::require;
use crate::app::reminders::queries::is_seen;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::ClientId;
use crate::domain::reminders::{ExpectedMail, PreviewKey, PreviewWindow};
use crate::domain::slice::Slice;
use crate::storage::reminders::list_expected;

/// How many are told at once at the most: what is bound to a statement for each, and for those of the same places, stays far below
/// SQLite's limit of 32,766 values.
const MOST: u64 = 200;

/// Which mails are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviewMails {
    /// Due within that time.
    pub window: PreviewWindow,
    /// To this client only, if given.
    pub client_id: Option<ClientId>,
}

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewMailsError {
    /// More is to be planned than one preview reads.
    #[error(
        "days: too many mails are still to be planned for {days} days: ask for fewer days, or for one client"
    )]
    TooMany {
        /// For how many days from now.
        days: i64,
    },
    /// The clinic has no such client.
    #[error("client: there is no such client in this clinic")]
    NoSuchClient,
    /// What any use case may fail with.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// A slice, 200 at the most, of the clinic's mails to come, to clients and to staff: what waits in the outbox, and what the
/// worker will put there as things stand (its digests, and what it asks therapists to record, are made when they are due and are
/// not foretold; one that waits and can't be read is in the log). Only reads; the same statements for one mail and for a page full of
/// them.
///
/// # Errors
/// `NoSuchClient`; `TooMany`; `Failure` if denied or the database fails.
pub async fn preview_mails(
    app: &App,
    caller: &Caller,
    wanted: PreviewMails,
    slice: Slice<PreviewKey>,
) -> Result<Vec<PreviewedMail>, PreviewMailsError> {
    // Words and addresses are the clients', and some mails are the staff's own.
    for action in [Action::ReadReminders, Action::ReadClients, Action::ReadTasks] {
        require(app, caller, action, Concern::Clinic).await?;
    }
    let PreviewMails { window, client_id } = wanted;
    if !is_seen(app, caller, client_id).await.map_err(Failure::from)? {
        return Err(PreviewMailsError::NoSuchClient);
    }
    let Slice { after, limit } = Slice { limit: slice.limit.min(MOST), ..slice };
    let (now, clinic_id) = (after.map_or(app.now(), |after| after.as_of(app.now())), caller.clinic_id);
    let after = after.map(|after| after.due);
    let foreseen = foresee(app, (clinic_id, client_id), window.until(), now).await.map_err(Failure::from)?;
    let Some(foreseen) = foreseen else {
        let day = SignedDuration::from_hours(24).as_secs();
        let days = (window.until().duration_since(now).as_secs() + day - 1) / day;
        return Err(PreviewMailsError::TooMany { days });
    };
    let standing =
        list_expected(app.db.reader(), (clinic_id, client_id), window, Slice { after, limit }).await;
    let mut page = standing.map_err(Failure::from)?;
    let is_wanted = |mail: &&ExpectedMail| {
        window.holds(mail.next_attempt_at) && after.is_none_or(|after| mail.key() > after)
    };
    page.extend(foreseen.mails.iter().filter(is_wanted).cloned());
    page.sort_by_key(ExpectedMail::key);
    page.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(look_at(app, clinic_id, page, &foreseen, now).await.map_err(Failure::from)?)
}
