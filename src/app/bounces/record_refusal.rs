//! A server that knew no such address when it was told of it.

use jiff::Timestamp;

use super::count::{digest_of, suspend_if_too_many};
use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::bounces::{BounceSource, StatusCode};
use crate::domain::ids::BounceId;
use crate::domain::people::EmailAddress;
use crate::domain::reminders::ClaimedDelivery;
use crate::storage::bounces::{BouncedMail, NewBounce, insert_bounce};
use crate::storage::{StorageError, Transaction};

/// Counts a refusal, in the transaction that records the mail's outcome. `bounced` was locked in it; none if the mail is to staff.
pub(in crate::app) async fn record_refusal(
    tx: &Transaction,
    app: &App,
    mail: &ClaimedDelivery,
    bounced: Option<&BouncedMail>,
    to: &EmailAddress,
    code: StatusCode,
    now: Timestamp,
) -> Result<(), StorageError> {
    let caller = &Caller::system(mail.clinic_id, "reminders.deliver");
    let bounce = NewBounce {
        id: BounceId::mint(now, app.entropy()),
        delivery_id: mail.id,
        attempt: mail.attempt,
        source: BounceSource::Smtp,
        code,
        is_final: true,
        is_hard: code.is_hard(),
        address_digest: bounced.map(|_| digest_of(to)),
        report_digest: None,
    };
    let is_new = insert_bounce(tx, mail.clinic_id, &bounce, now).await?;
    // The client may have another address by now.
    if let Some(bounced) = bounced.filter(|bounced| is_new && bounced.email.as_ref() == Some(to)) {
        suspend_if_too_many(tx, app, caller, (mail.id, bounced), code, now).await?;
    }
    Ok(())
}
