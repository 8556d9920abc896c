//! Reports of mails that did not arrive, and what they do to mail and address.

use jiff::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};

use super::Connection;
use super::dialect::locking_rows;
use super::error::StorageError;
use super::statement::{change, rows};
use super::transaction::Transaction;
use super::values::{parse, to_column, to_instant};
use crate::domain::bounces::{BounceSource, BounceToken, StatusCode};
use crate::domain::ids::{BounceId, ClientId, ClinicId, ReminderDeliveryId};
use crate::domain::people::{AddressStanding, EmailAddress};
use crate::domain::reminders::ReminderState;

/// A report, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBounce {
    /// Its id.
    pub id: BounceId,
    /// Of which mail.
    pub delivery_id: ReminderDeliveryId,
    /// Under which claim it had been handed over.
    pub attempt: i64,
    /// Who said so.
    pub source: BounceSource,
    /// Why it did not arrive.
    pub code: StatusCode,
    /// Whether it won't be tried again.
    pub is_final: bool,
    /// Whether that speaks of the address.
    pub is_hard: bool,
    /// The digest of the address it went to, if known.
    pub address_digest: Option<String>,
    /// The digest of the report, if one came.
    pub report_digest: Option<String>,
}

/// A mail and its client's address, as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BouncedMail {
    /// Where the mail stands.
    pub state: ReminderState,
    /// The number of its last claim.
    pub attempt: i64,
    /// When handing it over was begun first.
    pub first_attempt_at: Option<Timestamp>,
    /// To whom.
    pub client_id: ClientId,
    /// Their address.
    pub email: Option<EmailAddress>,
    /// How it has stood up so far.
    pub address: AddressStanding,
}

/// The mail that a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportedMail {
    /// Whose.
    pub clinic_id: ClinicId,
    /// Which.
    pub id: ReminderDeliveryId,
    /// If it speaks of bytes under a Message-ID that the mail had before: the last claim under which they were handed over.
    pub former_attempt: Option<i64>,
}

#[derive(FromQueryResult)]
struct KeyRow {
    clinic_id: Uuid,
    id: Uuid,
    former_attempt: Option<i64>,
}

/// The mail with that token in its Message-ID, or in one that it had before, whichever clinic's.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_mail_by_token(
    on: &Connection,
    token: &BounceToken,
) -> Result<Option<ReportedMail>, StorageError> {
    let sql = "
SELECT clinic_id, id, CAST(NULL AS bigint) AS former_attempt FROM reminder_delivery
WHERE substr(message_id, 1, 33) = $1
UNION ALL
SELECT clinic_id, delivery_id, attempt FROM former_message_id WHERE substr(message_id, 1, 33) = $1
ORDER BY clinic_id, id LIMIT 1";
    let found = rows::<KeyRow>(on, sql, [token.message_id_begins().into()]).await?;
    let mail = |KeyRow { clinic_id, id, former_attempt }| ReportedMail {
        clinic_id: ClinicId::from_uuid(clinic_id),
        id: ReminderDeliveryId::from_uuid(id),
        former_attempt,
    };
    Ok(found.into_iter().next().map(mail))
}

#[derive(FromQueryResult)]
struct MailRow {
    client_id: Uuid,
}

#[derive(FromQueryResult)]
struct BouncedRow {
    state: String,
    attempt: i64,
    first_attempt_at: Option<DateTimeUtc>,
    client_id: Uuid,
    email: Option<String>,
    email_since: Option<DateTimeUtc>,
    email_suspended_at: Option<DateTimeUtc>,
}

/// The mail and its client's address, whose row is locked until the transaction ends: reports of one address come one after
/// the other.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_bounced_mail(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ReminderDeliveryId,
) -> Result<Option<BouncedMail>, StorageError> {
    const OF: &str = "reminder_delivery";
    let key = || [clinic_id.uuid().into(), id.uuid().into()];
    let locked = format!(
        "SELECT c.id AS client_id FROM client c WHERE c.clinic_id = $1 AND c.id = (SELECT p.client_id \
            FROM reminder_delivery d JOIN participation p ON p.clinic_id = d.clinic_id AND p.id = d.participation_id \
            WHERE d.clinic_id = $1 AND d.id = $2){}",
        locking_rows(tx)
    );
    let Some(MailRow { client_id: locked }) = rows::<MailRow>(tx, &locked, key()).await?.into_iter().next()
    else {
        return Ok(None);
    };
    let sql = "
SELECT d.state, d.attempt, d.first_attempt_at, c.id AS client_id, c.email, c.email_since, c.email_suspended_at
FROM reminder_delivery d
JOIN participation p ON p.clinic_id = d.clinic_id AND p.id = d.participation_id
JOIN client c ON c.clinic_id = p.clinic_id AND c.id = p.client_id
WHERE d.clinic_id = $1 AND d.id = $2";
    let Some(row) = rows::<BouncedRow>(tx, sql, key()).await?.into_iter().next() else { return Ok(None) };
    let BouncedRow { state, attempt, first_attempt_at, client_id, email, email_since, email_suspended_at } =
        row;
    if client_id != locked {
        // Their record was merged into another in this moment.
        return Err(StorageError::LostRace);
    }
    let instant = |at: Option<DateTimeUtc>, of: &'static str| at.map(|at| to_instant(at, of)).transpose();
    let address = |text: &str| EmailAddress::parse(text).map_err(|_| StorageError::Corrupt("client.email"));
    Ok(Some(BouncedMail {
        state: parse(&state, OF)?,
        attempt,
        first_attempt_at: instant(first_attempt_at, OF)?,
        client_id: ClientId::from_uuid(client_id),
        email: email.as_deref().map(address).transpose()?,
        address: AddressStanding {
            since: instant(email_since, "client.email_since")?,
            suspended_at: instant(email_suspended_at, "client.email_suspended_at")?,
        },
    }))
}

/// Keeps a report; answers whether it is the first of that mail's attempt, and not one that was read before.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_bounce(
    tx: &Transaction,
    clinic_id: ClinicId,
    bounce: &NewBounce,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let NewBounce {
        id,
        delivery_id,
        attempt,
        source,
        code,
        is_final,
        is_hard,
        address_digest,
        report_digest,
    } = bounce;
    let sql = "
INSERT INTO mail_bounce (clinic_id, id, delivery_id, attempt, source, code, is_final, is_hard, address_digest,
    report_digest, reported_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT DO NOTHING";
    let values = [
        clinic_id.uuid().into(),
        id.uuid().into(),
        delivery_id.uuid().into(),
        (*attempt).into(),
        source.word().into(),
        code.to_string().into(),
        (*is_final).into(),
        (*is_hard).into(),
        address_digest.clone().into(),
        report_digest.clone().into(),
        to_column(now).into(),
    ];
    Ok(change(tx, sql, values).await? > 0)
}

/// A mail that a server had taken on has failed, for that reason; answers whether it counted as sent, or as perhaps sent.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn fail_bounced_mail(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ReminderDeliveryId,
    code: StatusCode,
) -> Result<bool, StorageError> {
    let sql = "
UPDATE reminder_delivery
SET state = 'FAILED', why = 'BOUNCED', why_detail = $3, sent_at = NULL, row_version = row_version + 1
WHERE clinic_id = $1 AND id = $2 AND (state = 'SENT' OR (state = 'PLANNED' AND unknowns > 0))";
    let values = [clinic_id.uuid().into(), id.uuid().into(), code.to_string().into()];
    Ok(change(tx, sql, values).await? > 0)
}

#[derive(FromQueryResult)]
struct CountRow {
    n: i64,
}

/// How many mails to an address have come back for good since then.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn count_hard_bounces(
    on: &Connection,
    clinic_id: ClinicId,
    address_digest: &str,
    since: Timestamp,
) -> Result<u64, StorageError> {
    let sql = "SELECT COUNT(*) AS n FROM mail_bounce \
        WHERE clinic_id = $1 AND address_digest = $2 AND reported_at >= $3 AND is_hard";
    let values = [clinic_id.uuid().into(), address_digest.into(), to_column(since).into()];
    let found = rows::<CountRow>(on, sql, values).await?;
    Ok(found.first().map_or(0, |row| u64::try_from(row.n).unwrap_or_default()))
}

/// Nothing is sent to a client's address any more.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn suspend_address(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_id: ClientId,
    now: Timestamp,
) -> Result<(), StorageError> {
    // The version too: an edit of what somebody read before would take it back unseen.
    let sql = "UPDATE client SET email_suspended_at = $3, row_version = row_version + 1 \
        WHERE clinic_id = $1 AND id = $2 AND email_suspended_at IS NULL";
    change(tx, sql, [clinic_id.uuid().into(), client_id.uuid().into(), to_column(now).into()]).await?;
    Ok(())
}
