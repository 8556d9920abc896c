//! How often the rules were right.

use jiff::Timestamp;

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::risk::RuleCount;
use crate::storage::risk_flags;

/// What became of the flags first raised in a time, kind by kind, of what the caller may see; from an instant on, up to
/// another, if given.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_rule_counts(
    app: &App,
    caller: &Caller,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Result<Vec<RuleCount>, Failure> {
    require(app, caller, Action::ReadRisk, Concern::Clinic).await?;
    let counts = risk_flags::list_rule_counts(app.db.reader(), caller.reach(), from, until).await?;
    Ok(counts)
}
