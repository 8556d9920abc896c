//! A report that came by mail.

use jiff::Timestamp;
use serde_json::json;

use super::count::{digest_of, suspend_if_too_many};
use crate::app::{App, Failure, records};
use crate::domain::access::Caller;
use crate::domain::bounces::{BounceSource, Report, StatusCode, UnreadableReport, Verdict, read_report};
use crate::domain::ids::{BounceId, ClinicId, ReminderDeliveryId};
use crate::storage::bounces::{
    BouncedMail, NewBounce, ReportedMail, fail_bounced_mail, find_mail_by_token, insert_bounce,
    lock_bounced_mail,
};
use crate::storage::staff_mails::{fail_bounced_staff_mail, lock_staff_mail};
use crate::storage::{StorageError, Transaction};

/// What a report did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordedReport {
    /// Whose mail it was about.
    pub clinic_id: ClinicId,
    /// Which.
    pub delivery_id: ReminderDeliveryId,
    /// Why it did not arrive.
    pub code: StatusCode,
    /// What that means.
    pub verdict: Verdict,
    /// Whether it is the first that says so: if not, nothing was done.
    pub is_new: bool,
    /// Whether nothing is sent to that address any more, because of it.
    pub suspends: bool,
}

/// Why a message was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordReportError {
    /// It is no report that can be used.
    #[error(transparent)]
    Unreadable(#[from] UnreadableReport),
    /// No clinic has the mail that it names.
    #[error("no clinic here has sent that mail")]
    NoSuchMail,
    /// The database failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Reads a message as a report of a mail that did not arrive, and records it, whichever clinic's mail it was: a mail that
/// failed for good is FAILED, and an address that mails come back from too often is suspended. The same report again
/// does nothing. With `is_rehearsal` it is answered what that would do, and taken back.
///
/// # Errors
/// `Unreadable`, `NoSuchMail`; `Failure` if the database fails.
pub async fn record_report(
    app: &App,
    message: &[u8],
    is_rehearsal: bool,
) -> Result<RecordedReport, RecordReportError> {
    let report = &read_report(message)?;
    let found = find_mail_by_token(app.db.reader(), &report.token).await.map_err(Failure::from)?;
    let reported = found.ok_or(RecordReportError::NoSuchMail)?;
    let ReportedMail { clinic_id, id, former_attempt: _ } = reported;
    let Report { token: _, code, verdict, digest: _ } = report;
    let recorded = RecordedReport {
        clinic_id,
        delivery_id: id,
        code: *code,
        verdict: *verdict,
        is_new: true,
        suspends: false,
    };
    let caller = &Caller::system(clinic_id, "mail.bounce");
    let now = app.now();
    let outcome = app
        .write(|tx| async move {
            let mail = lock_bounced_mail(&tx, clinic_id, id).await.map_err(Failure::from)?;
            let done = match &mail {
                Some(mail) => record_within(&tx, app, caller, (reported, mail), report, now).await,
                None => record_of_staff(&tx, app, caller, reported, report, now)
                    .await
                    .map(|is_new| is_new.then_some(false)),
            };
            let (is_new, suspends) =
                done.map_err(Failure::from)?.map_or((false, false), |suspends| (true, suspends));
            let recorded = RecordedReport { is_new, suspends, ..recorded };
            if is_rehearsal { Err(Ended::Rehearsed(recorded)) } else { Ok(recorded) }
        })
        .await;
    match outcome {
        Ok(recorded) | Err(Ended::Rehearsed(recorded)) => Ok(recorded),
        Err(Ended::Failed(failure)) => Err(failure.into()),
    }
}

/// Why nothing is kept of what was written.
enum Ended {
    /// It was only to be seen what it would do.
    Rehearsed(RecordedReport),
    Failed(Failure),
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Answers whether the address was suspended, or nothing if the report was known. A report about a Message-ID that the mail had before
/// is kept and counted, and says nothing of where the mail stands now.
async fn record_within(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    (reported, mail): (ReportedMail, &BouncedMail),
    report: &Report,
    now: Timestamp,
) -> Result<Option<bool>, StorageError> {
    let Report { token: _, code, verdict, digest } = report;
    let ReportedMail { clinic_id: _, id, former_attempt } = reported;
    let is_final = *verdict != Verdict::Delayed;
    let bounce = NewBounce {
        id: BounceId::mint(now, app.entropy()),
        delivery_id: id,
        attempt: former_attempt.unwrap_or(mail.attempt),
        source: BounceSource::Report,
        code: *code,
        is_final,
        is_hard: *verdict == Verdict::Hard,
        address_digest: written_to(mail),
        report_digest: Some(digest.clone()),
    };
    if !insert_bounce(tx, caller.clinic_id, &bounce, now).await? {
        return Ok(None);
    }
    let has_failed =
        is_final && former_attempt.is_none() && fail_bounced_mail(tx, caller.clinic_id, id, *code).await?;
    let details = json!({
        "client": mail.client_id.to_string(),
        "code": code.to_string(),
        "verdict": verdict.word(),
        "failed": has_failed,
    });
    records::done(tx, app, caller, now, "recordBounce", id, details).await?;
    if bounce.is_hard && bounce.address_digest.is_some() {
        return suspend_if_too_many(tx, app, caller, (id, mail), *code, now).await.map(Some);
    }
    Ok(Some(false))
}

/// The same of a mail to a member of staff; answers whether the report is new. Their login's address is theirs to keep right, so no
/// task is opened; of those who get too many, mails that can wait are held back (`storage::staff_mails` counts).
async fn record_of_staff(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    reported: ReportedMail,
    report: &Report,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let Report { token: _, code, verdict, digest } = report;
    let ReportedMail { clinic_id, id, former_attempt } = reported;
    let Some(attempt) = lock_staff_mail(tx, clinic_id, id).await? else { return Ok(false) };
    let is_final = *verdict != Verdict::Delayed;
    let bounce = NewBounce {
        id: BounceId::mint(now, app.entropy()),
        delivery_id: id,
        attempt: former_attempt.unwrap_or(attempt),
        source: BounceSource::Report,
        code: *code,
        is_final,
        is_hard: *verdict == Verdict::Hard,
        // Counted by the member of staff: a login's address does not change.
        address_digest: None,
        report_digest: Some(digest.clone()),
    };
    if !insert_bounce(tx, clinic_id, &bounce, now).await? {
        return Ok(false);
    }
    let has_failed =
        is_final && former_attempt.is_none() && fail_bounced_staff_mail(tx, clinic_id, id, *code).await?;
    let details = json!({ "code": code.to_string(), "verdict": verdict.word(), "failed": has_failed });
    records::done(tx, app, caller, now, "recordBounce", id, details).await?;
    Ok(true)
}

/// The digest of the address that the mail went to: the client's, unless it is one that they got since.
fn written_to(mail: &BouncedMail) -> Option<String> {
    let was_theirs =
        mail.first_attempt_at.is_some_and(|at| mail.address.since.is_none_or(|since| since <= at));
    mail.email.as_ref().filter(|_| was_theirs).map(digest_of)
}
