//! What the clinic has, as far as a file of courses names it.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use crate::domain::access::Role;
use crate::domain::clinics::{Room, Site, StaffMember};
use crate::domain::closures::ClosedTimes;
use crate::domain::groups::TherapyGroup;
use crate::domain::ids::{ClientId, EnrollmentId, GroupId, ProgramId, SiteId, WaitlistEntryId};
use crate::domain::imports::file::suggest;
use crate::domain::people::ExternalId;
use crate::domain::programs::TreatmentProgram;

/// An individual treatment that a client is or was in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownTreatment {
    /// Its enrollment.
    pub id: EnrollmentId,
    /// Since when.
    pub enrolled_at: Timestamp,
    /// Until when, if it is over.
    pub ended_at: Option<Timestamp>,
}

/// The records that rows of a file may name.
#[derive(Debug, Clone, Default)]
pub struct KnownForCourses {
    /// The clinic's programs.
    pub programs: Vec<TreatmentProgram>,
    /// Its sites.
    pub sites: Vec<Site>,
    /// Its rooms.
    pub rooms: Vec<Room>,
    /// Its staff, with the addresses of their logins.
    pub staff: Vec<(StaffMember, Option<String>)>,
    /// The clients whose numbers the file names.
    pub clients: HashMap<ExternalId, ClientId>,
    /// When its sites are closed and its staff away, from now on.
    pub closed: ClosedTimes,
    /// The clinic's groups.
    pub groups: Vec<TherapyGroup>,
    /// The individual treatments of those clients.
    pub treatments: HashMap<(ClientId, ProgramId), Vec<KnownTreatment>>,
    /// Who of them is in a course of which program.
    pub enrolled: HashSet<(ClientId, ProgramId)>,
    /// The open entries of those who wait for a program.
    pub waiting: HashMap<(ClientId, ProgramId), WaitlistEntryId>,
}

impl KnownForCourses {
    pub(super) fn program(&self, given: &str) -> Result<&TreatmentProgram, String> {
        let code = |program: &TreatmentProgram| program.draft.code.to_string();
        let meant = one(self.programs.iter(), |program| alike(&code(program), given))?;
        meant.ok_or_else(|| none("program of that code", given, self.programs.iter().map(code)))
    }

    /// The site of that name; the only one, if none is named.
    pub(super) fn site(&self, given: Option<&str>) -> Result<&Site, String> {
        let name = |site: &Site| site.name.to_string();
        match (given, self.sites.as_slice()) {
            (None, [only]) => Ok(only),
            (None, all) => {
                let names: Vec<String> = all.iter().map(name).collect();
                let names = suggest("", names.iter().map(String::as_str));
                Err(format!("must name one of the clinic's sites; {names}"))
            }
            (Some(given), all) => {
                let meant = one(all.iter(), |site| alike(&name(site), given))?;
                meant.ok_or_else(|| none("site of that name", given, all.iter().map(name)))
            }
        }
    }

    pub(super) fn room(&self, site_id: SiteId, given: &str) -> Result<&Room, String> {
        let rooms = || self.rooms.iter().filter(|room| room.site_id == site_id);
        let name = |room: &Room| room.name.to_string();
        let meant = one(rooms(), |room| alike(&name(room), given))?;
        meant.ok_or_else(|| none("room of that name at that site", given, rooms().map(name)))
    }

    /// The member of staff of that name or login; a viewer leads nothing. Who may no longer act is found, since they led
    /// what is past, and not suggested.
    pub(super) fn therapist(&self, given: &str) -> Result<&StaffMember, String> {
        let is_meant = |(member, login): &(StaffMember, Option<String>)| {
            alike(member.display_name.as_str(), given)
                || login.as_ref().is_some_and(|login| login.eq_ignore_ascii_case(given))
        };
        let leaders = || self.staff.iter().filter(|(member, _)| member.role != Role::Viewer);
        let meant = one(leaders(), is_meant)?;
        meant.map(|(member, _)| member).ok_or_else(|| {
            let acting = leaders().filter(|(member, _)| member.disabled_at.is_none());
            none("therapist of that name", given, acting.map(|(member, _)| member.display_name.to_string()))
        })
    }

    pub(super) fn client(&self, external_id: &ExternalId) -> Result<ClientId, String> {
        let found = self.clients.get(external_id).copied();
        found.ok_or_else(|| "no client of the clinic has that number: bring the clients in first".to_owned())
    }

    /// The treatment that a course with its first session then seems to repeat: one under way, or one that was then.
    pub(super) fn treatment(
        &self,
        client_id: ClientId,
        program_id: ProgramId,
        first: Timestamp,
    ) -> Option<EnrollmentId> {
        let known = self.treatments.get(&(client_id, program_id))?;
        let repeats =
            |one: &&KnownTreatment| one.ended_at.is_none_or(|end| one.enrolled_at <= first && first <= end);
        known.iter().find(repeats).map(|one| one.id)
    }

    pub(super) fn group(&self, program_id: ProgramId, site_id: SiteId, folded_name: &str) -> Option<GroupId> {
        let is_it = |group: &&TherapyGroup| {
            (group.program_id, group.site_id) == (program_id, site_id)
                && alike(group.name.as_str(), folded_name)
        };
        self.groups.iter().find(is_it).map(|group| group.id)
    }
}

/// Whether two names are the same but for case.
fn alike(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// The one that is meant, if there is one.
fn one<'a, T>(
    all: impl Iterator<Item = &'a T>,
    is_meant: impl Fn(&T) -> bool,
) -> Result<Option<&'a T>, String> {
    let mut meant = all.filter(|one| is_meant(one));
    match (meant.next(), meant.next()) {
        (found, None) => Ok(found),
        (_, Some(_)) => Err(
            "the clinic has several of that name (a therapist may be named by the address of their login)"
                .to_owned(),
        ),
    }
}

/// That there is none, and what may have been meant.
fn none(what: &str, given: &str, names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        return format!("the clinic has no {what}");
    }
    format!("the clinic has no {what}; {}", suggest(given, names.iter().map(String::as_str)))
}
