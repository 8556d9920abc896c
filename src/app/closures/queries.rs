//! Reading which closures there are.

use jiff::civil::Date;

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::closures::{ByLastDate, Closure, Holidays, NoHolidayFile, read_holidays};
use crate::domain::ids::{SiteId, StaffMemberId};
use crate::domain::slice::Slice;
use crate::domain::time::local;
use crate::storage::clinics;
use crate::storage::closures::{self, ClosureFilter};

/// Which closures are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListClosures {
    /// Of this site only.
    pub site_id: Option<SiteId>,
    /// Of this therapist only.
    pub therapist_id: Option<StaffMemberId>,
    /// Those that end on that date or later.
    pub from: Option<Date>,
}

/// A slice of the clinic's closures and times off that stand, by their last dates.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_closures(
    app: &App,
    caller: &Caller,
    filter: ListClosures,
    slice: Slice<ByLastDate>,
) -> Result<Vec<Closure>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    let ListClosures { site_id, therapist_id, from } = filter;
    let filter = ClosureFilter { site_id, therapist_id, from };
    closures::list_closures(app.db.reader(), caller.clinic_id, filter, slice).await.map_err(Failure::from)
}

/// A holiday file, and what of it is asked for.
#[derive(Debug, Clone)]
pub struct ReadHolidayFile {
    /// The site whose closures they would be: its zone is that of their hours.
    pub site_id: SiteId,
    /// The file's text: iCalendar.
    pub text: String,
    /// The first date; today at the site if left out.
    pub from: Option<Date>,
    /// The last date; a year after the first if left out.
    pub until: Option<Date>,
}

/// Why a holiday file can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadHolidayFileError {
    /// It is none.
    #[error(transparent)]
    File(#[from] NoHolidayFile),
    /// No dates lie between the two.
    #[error("the last date, {until}, lies before the first, {from}")]
    Backwards {
        /// The first.
        from: Date,
        /// The last.
        until: Date,
    },
    /// The clinic has no such site.
    #[error("the clinic has no such site")]
    SiteNotFound,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// What a holiday file says, as closures of a site; nothing is written.
///
/// # Errors
/// What `ReadHolidayFileError` names.
pub async fn read_holiday_file(
    app: &App,
    caller: &Caller,
    file: ReadHolidayFile,
) -> Result<Holidays, ReadHolidayFileError> {
    let ReadHolidayFile { site_id, text, from, until } = file;
    require_on(app, caller, Action::ManageSchedule, site_id).await?;
    let site = clinics::find_site(app.db.reader(), caller.clinic_id, site_id).await.map_err(Failure::from)?;
    let zone = site.ok_or(ReadHolidayFileError::SiteNotFound)?.zone;
    let from = from.unwrap_or_else(|| local(app.now(), &zone).date());
    let until = until.unwrap_or_else(|| from.saturating_add(jiff::ToSpan::years(1)));
    if until < from {
        return Err(ReadHolidayFileError::Backwards { from, until });
    }
    // A large file takes a while: other requests go on meanwhile.
    Ok(tokio::task::block_in_place(|| read_holidays(&text, &zone, from, until))?)
}
