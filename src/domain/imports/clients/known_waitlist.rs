//! What the clinic has that a file's waiting list may name.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::domain::ids::{ClientId, ProgramId, SiteId};
use crate::domain::imports::file::suggest;
use crate::domain::waitlist::{WaitlistEntry, WaitlistStatus};

/// A site, and what date it is there.
#[derive(Debug, Clone)]
pub struct KnownSite {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Today, by its clocks.
    pub today: Date,
}

/// The clinic's programs and sites, and the entries of the clients whom the file names.
#[derive(Debug, Clone, Default)]
pub struct KnownWaitlist {
    programs: Vec<(ProgramId, String)>,
    sites: Vec<KnownSite>,
    today: Date,
    open: HashMap<(ClientId, ProgramId), WaitlistEntry>,
    withdrawn: HashSet<(ClientId, ProgramId)>,
    /// On which date a wait ended because the client began.
    accepted: HashMap<(ClientId, ProgramId), Date>,
    /// Who is in a course of which program.
    enrolled: HashSet<(ClientId, ProgramId)>,
}

impl KnownWaitlist {
    /// The programs by their codes, the sites, and today for whom any site will do.
    #[must_use]
    pub fn new(programs: Vec<(ProgramId, String)>, sites: Vec<KnownSite>, today: Date) -> Self {
        Self { programs, sites, today, ..Self::default() }
    }

    /// Adds entries, the older ones first.
    pub fn add_entries(&mut self, entries: impl IntoIterator<Item = WaitlistEntry>) {
        for entry in entries {
            let of = (entry.client_id, entry.program_id);
            if entry.status.is_open() {
                self.open.insert(of, entry);
            } else if entry.status == WaitlistStatus::Withdrawn {
                self.withdrawn.insert(of);
            } else {
                self.withdrawn.remove(&of);
                if let (WaitlistStatus::Accepted, Some(ended_on)) = (entry.status, entry.ended_on) {
                    self.accepted.insert(of, ended_on);
                }
            }
        }
    }

    /// Adds who is in a course of which program.
    pub fn add_enrolled(&mut self, enrolled: impl IntoIterator<Item = (ClientId, ProgramId)>) {
        self.enrolled.extend(enrolled);
    }

    /// Whether the client is in a course of the program.
    pub(super) fn is_enrolled(&self, client: ClientId, program: ProgramId) -> bool {
        self.enrolled.contains(&(client, program))
    }

    /// The entry by which the client waits for the program.
    pub(super) fn open_entry(&self, client: ClientId, program: ProgramId) -> Option<&WaitlistEntry> {
        self.open.get(&(client, program))
    }

    /// Whether the client's wait for the program, which is over, ended by a withdrawal.
    pub(super) fn is_withdrawn(&self, client: ClientId, program: ProgramId) -> bool {
        self.withdrawn.contains(&(client, program))
    }

    /// On which date the client's wait for the program ended because they began, if the last one did.
    pub(super) fn began_on(&self, client: ClientId, program: ProgramId) -> Option<Date> {
        self.accepted.get(&(client, program)).copied()
    }

    /// The program of that code, in any case.
    ///
    /// # Errors
    /// Why there is none, with what may have been meant.
    pub(super) fn program(&self, code: &str) -> Result<ProgramId, String> {
        let found = self.programs.iter().find(|(_, known)| known.eq_ignore_ascii_case(code));
        found.map(|(id, _)| *id).ok_or_else(|| {
            let codes = self.programs.iter().map(|(_, code)| code.as_str());
            format!("the clinic has no program of that code; {}", suggest(code, codes))
        })
    }

    /// The site of that name; where no name is quite the same, in any case.
    ///
    /// # Errors
    /// Why there is none, with what may have been meant.
    pub(super) fn site(&self, name: &str) -> Result<SiteId, String> {
        let folded = name.to_lowercase();
        let exact = self.sites.iter().find(|site| site.name == name);
        let found = exact.or_else(|| self.sites.iter().find(|site| site.name.to_lowercase() == folded));
        found.map(|site| site.id).ok_or_else(|| {
            let names = self.sites.iter().map(|site| site.name.as_str());
            format!("the clinic has no site of that name; {}", suggest(name, names))
        })
    }

    /// Today where the client waits.
    pub(super) fn today(&self, site: Option<SiteId>) -> Date {
        let named = site.and_then(|id| self.sites.iter().find(|site| site.id == id));
        named.map_or(self.today, |site| site.today)
    }
}
