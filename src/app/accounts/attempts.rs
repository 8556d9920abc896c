//! Counting tries before they are looked at.

use jiff::Timestamp;

use crate::app::{App, Failure};
use crate::domain::access::AttemptsOf;
use crate::storage::sign_in_attempts;

/// Counts one more try at each of these, and answers whether one of them has been tried too often. To be asked before
/// the password is compared: many tries at once don't slip through then.
pub(super) async fn are_too_many(
    app: &App,
    counted: &[AttemptsOf<'_>],
    now: Timestamp,
) -> Result<bool, Failure> {
    app.write(|tx| async move {
        let mut are_too_many = false;
        for of in counted {
            are_too_many |= sign_in_attempts::count_attempt(&tx, *of, now).await? > of.most();
        }
        Ok(are_too_many)
    })
    .await
}
