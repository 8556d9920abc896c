//! How often a password was tried.

use jiff::{SignedDuration, Timestamp};
use sea_orm::FromQueryResult;

use super::error::StorageError;
use super::statement::{change, rows};
use super::transaction::Transaction;
use super::values::to_column;
use crate::domain::access::AttemptsOf;

/// How long a count is kept after its window: long enough that nobody is just beginning a new one there.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

#[derive(FromQueryResult)]
struct Count {
    attempts: i64,
}

/// Counts one more attempt, and answers how many there were in the window that is under way. Whoever counts the same at
/// the same time waits.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn count_attempt(
    tx: &Transaction,
    of: AttemptsOf<'_>,
    now: Timestamp,
) -> Result<i64, StorageError> {
    let values = [of.key().into(), to_column(now).into(), to_column(AttemptsOf::over_before(now)).into()];
    let counts: Vec<Count> = rows(
        tx,
        "INSERT INTO sign_in_attempt AS kept (subject, since, attempts) VALUES ($1, $2, 1) \
         ON CONFLICT (subject) DO UPDATE SET \
         attempts = CASE WHEN kept.since <= $3 THEN 1 ELSE kept.attempts + 1 END, \
         since = CASE WHEN kept.since <= $3 THEN excluded.since ELSE kept.since END RETURNING attempts",
        values,
    )
    .await?;
    counts.first().map(|count| count.attempts).ok_or(StorageError::Corrupt("sign_in_attempt"))
}

/// Forgets the attempts of somebody who got in, and those that are long past.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn forget_attempts(
    tx: &Transaction,
    of: AttemptsOf<'_>,
    now: Timestamp,
) -> Result<(), StorageError> {
    let past = AttemptsOf::over_before(now).saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
    let values = [of.key().into(), to_column(past).into()];
    change(tx, "DELETE FROM sign_in_attempt WHERE subject = $1 OR since < $2", values).await?;
    Ok(())
}
