//! Reading which closures there are.

use jiff::civil::Date;

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::closures::Closure;
use crate::domain::ids::ClosureId;
use crate::domain::slice::Slice;
use crate::storage::closures::{self, ClosureFilter};

/// A slice of the clinic's closures and times off that stand, by their last dates.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_closures(
    app: &App,
    caller: &Caller,
    filter: ClosureFilter,
    slice: Slice<(Date, ClosureId)>,
) -> Result<Vec<Closure>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    closures::list_closures(app.db.reader(), caller.clinic_id, filter, slice).await.map_err(Failure::from)
}
