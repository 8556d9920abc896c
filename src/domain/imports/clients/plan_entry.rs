//! What a row does on the waiting list.

use jiff::Timestamp;
use jiff::civil::Date;

use super::column::ClientColumn as Column;
use super::known_waitlist::KnownWaitlist;
use super::waitlist_cells::WaitlistCells;
use crate::domain::ids::{ClientId, ProgramId, SiteId, WaitlistEntryId};
use crate::domain::imports::file::RefusedCell;
use crate::domain::patch::Patch;
use crate::domain::waitlist::{InvalidReferral, WaitlistEntry, WaitlistPriority, WaitlistStatus};

/// An entry to make, all but its ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// What they wait for.
    pub program_id: ProgramId,
    /// Where; any site will do if none.
    pub site_id: Option<SiteId>,
    /// Since when.
    pub referred_on: Date,
    /// How soon they should begin.
    pub priority: WaitlistPriority,
    /// Where it stands already.
    pub status: WaitlistStatus,
}

/// An entry to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedEntry {
    /// As the clinic has it.
    pub before: WaitlistEntry,
    /// Afterwards: its next version, however many steps that is.
    pub after: WaitlistEntry,
}

/// What a row does on the waiting list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedEntry {
    /// It puts the client on it.
    New(NewEntry),
    /// It changes how or where the client waits, or takes them off.
    Changed(Box<ChangedEntry>),
}

impl NewEntry {
    /// The entry to keep under those ids.
    #[must_use]
    pub fn into_entry(self, id: WaitlistEntryId, client_id: ClientId, now: Timestamp) -> WaitlistEntry {
        let Self { program_id, site_id, referred_on, priority, status } = self;
        WaitlistEntry {
            id,
            client_id,
            program_id,
            site_id,
            referred_on,
            priority,
            status,
            former_status: None,
            withdrawal_reason: None,
            ended_on: None,
            enrollment_id: None,
            created_at: now,
            row_version: 1,
        }
    }
}

/// What the row of a new client does, if it says anything of the waiting list.
pub(super) fn plan_first_entry(
    known: &KnownWaitlist,
    cells: Option<&WaitlistCells>,
) -> Result<Option<NewEntry>, RefusedCell> {
    let Some(cells) = cells else { return Ok(None) };
    let (program, site) = named(known, cells)?;
    new_entry(known, cells, program, site.apply(None)).map(Some)
}

/// What the row of a client whom the clinic knows does, if anything.
pub(super) fn plan_entry(
    known: &KnownWaitlist,
    client: ClientId,
    cells: Option<&WaitlistCells>,
) -> Result<Option<PlannedEntry>, RefusedCell> {
    let Some(cells) = cells else { return Ok(None) };
    let (program, site) = named(known, cells)?;
    let Some(entry) = known.open_entry(client, program) else {
        if cells.status == Some(WaitlistStatus::Withdrawn) && known.is_withdrawn(client, program) {
            return Ok(None);
        }
        // The file still says what was true before the client began: only a later referral is another wait.
        let is_later = |began: &Date| cells.referred_on.is_some_and(|referred| referred > *began);
        let has_begun = known.began_on(client, program).is_some_and(|began| !is_later(&began));
        if has_begun || known.is_enrolled(client, program) {
            return Ok(None);
        }
        let new = new_entry(known, cells, program, site.apply(None))?;
        return Ok(Some(PlannedEntry::New(new)));
    };
    let site_id = site.apply(entry.site_id);
    let today = known.today(site_id);
    let referred_on = match cells.referred_on.filter(|date| *date != entry.referred_on) {
        None => entry.referred_on,
        Some(date) => referred(date, today)?,
    };
    let priority = cells.priority.unwrap_or(entry.priority);
    let edited = WaitlistEntry { site_id, referred_on, priority, ..entry.clone() };
    let moved = match cells.status {
        None => None,
        Some(to) => edited
            .moved_to(to, cells.withdrawal_reason, today)
            .map_err(|error| RefusedCell::new(Column::WaitlistStatus, to.word(), error))?,
    };
    let after = WaitlistEntry { row_version: entry.row_version, ..moved.unwrap_or(edited) };
    if after == *entry {
        return Ok(None);
    }
    let after = WaitlistEntry { row_version: entry.row_version + 1, ..after };
    Ok(Some(PlannedEntry::Changed(Box::new(ChangedEntry { before: entry.clone(), after }))))
}

fn named(known: &KnownWaitlist, cells: &WaitlistCells) -> Result<(ProgramId, Patch<SiteId>), RefusedCell> {
    let program = known
        .program(&cells.program)
        .map_err(|reason| RefusedCell::new(Column::WaitlistProgram, &cells.program, reason))?;
    let site = match &cells.site {
        Patch::Keep => Patch::Keep,
        Patch::Clear => Patch::Clear,
        Patch::Set(name) => Patch::Set(
            known.site(name).map_err(|reason| RefusedCell::new(Column::WaitlistSite, name, reason))?,
        ),
    };
    Ok((program, site))
}

fn new_entry(
    known: &KnownWaitlist,
    cells: &WaitlistCells,
    program_id: ProgramId,
    site_id: Option<SiteId>,
) -> Result<NewEntry, RefusedCell> {
    let status = cells.status.unwrap_or(WaitlistStatus::Referred);
    if status == WaitlistStatus::Withdrawn {
        let reason = "the client does not wait for this program: there is nothing to withdraw";
        return Err(RefusedCell::new(Column::WaitlistStatus, status.word(), reason));
    }
    let today = known.today(site_id);
    let referred_on = cells.referred_on.map_or(Ok(today), |date| referred(date, today))?;
    Ok(NewEntry { program_id, site_id, referred_on, priority: cells.priority.unwrap_or_default(), status })
}

fn referred(date: Date, today: Date) -> Result<Date, RefusedCell> {
    InvalidReferral::check(date, today)
        .map_err(|error| RefusedCell::new(Column::ReferredOn, &date.to_string(), error))
}

#[cfg(test)]
#[path = "plan_entry_tests.rs"]
mod tests;
