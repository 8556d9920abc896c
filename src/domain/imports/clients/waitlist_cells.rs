//! What a row says of the waiting list.

use std::convert::Infallible;

use jiff::civil::Date;

use super::column::ClientColumn as Column;
use crate::domain::imports::file::{Record, parse_word};
use crate::domain::patch::Patch;
use crate::domain::waitlist::{WaitlistPriority, WaitlistStatus, WaitlistStatusError, WithdrawalReason};

/// What a record says of the client's wait for one program. A column that the file lacks, and an empty cell but that of
/// the site, keep what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitlistCells {
    /// The program's code.
    pub program: String,
    /// The site's name; cleared for any site.
    pub site: Patch<String>,
    /// Since when.
    pub referred_on: Option<Date>,
    /// How soon they should begin.
    pub priority: Option<WaitlistPriority>,
    /// Where it stands.
    pub status: Option<WaitlistStatus>,
    /// Why they were taken off the list.
    pub withdrawal_reason: Option<WithdrawalReason>,
}

/// Reads the cells of the waiting list; a row that names no program says nothing of it.
pub(super) fn waitlist(record: &mut Record<'_, Column>) -> Option<WaitlistCells> {
    let program = record.optional(Column::WaitlistProgram, as_it_stands);
    let site = record.patch(Column::WaitlistSite, as_it_stands);
    let referred_on = record.optional(Column::ReferredOn, date);
    let priority = record.optional(Column::WaitlistPriority, parse_word::<WaitlistPriority>);
    let status = record.optional(Column::WaitlistStatus, status);
    let withdrawal_reason = record.optional(Column::WithdrawalReason, parse_word::<WithdrawalReason>);
    let program = program?;
    let says = |column| record.text(column).is_some_and(|text| !text.is_empty());
    let (has_status, has_reason) = (says(Column::WaitlistStatus), says(Column::WithdrawalReason));
    let is_withdrawal = status == Some(WaitlistStatus::Withdrawn);
    if is_withdrawal && !has_reason {
        record.refuse(Column::WithdrawalReason, WaitlistStatusError::NoReason);
    }
    if has_reason && !is_withdrawal && (status.is_some() || !has_status) {
        record.refuse(Column::WithdrawalReason, WaitlistStatusError::ReasonWithoutWithdrawal);
    }
    Some(WaitlistCells { program, site, referred_on, priority, status, withdrawal_reason })
}

fn as_it_stands(text: &str) -> Result<String, Infallible> {
    Ok(text.to_owned())
}

fn date(text: &str) -> Result<Date, &'static str> {
    const EXPECTED: &str = "expected a date such as 2026-03-02";
    let date: Date = text.parse().map_err(|_| EXPECTED)?;
    if date.to_string() == text { Ok(date) } else { Err(EXPECTED) }
}

/// The statuses that a file may give: an offer is made and an entry closed by what the clinic does.
fn status(text: &str) -> Result<WaitlistStatus, &'static str> {
    use WaitlistStatus as S;
    match parse_word(text) {
        Ok(status @ (S::Referred | S::Screened | S::Waiting | S::Withdrawn)) => Ok(status),
        Ok(S::Offered | S::Accepted | S::Declined | S::Expired) | Err(_) => {
            Err("expected one of REFERRED, SCREENED, WAITING, WITHDRAWN")
        }
    }
}
