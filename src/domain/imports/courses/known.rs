//! What the clinic has, as far as a file of courses names it.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::domain::access::Role;
use crate::domain::clinics::{Room, Site, StaffMember};
use crate::domain::groups::TherapyGroup;
use crate::domain::ids::{ClientId, EnrollmentId, GroupId, ProgramId, SiteId, WaitlistEntryId};
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
    /// The clinic's groups.
    pub groups: Vec<TherapyGroup>,
    /// The individual treatments of those clients.
    pub treatments: HashMap<(ClientId, ProgramId), Vec<KnownTreatment>>,
    /// The open entries of those who wait for a program.
    pub waiting: HashMap<(ClientId, ProgramId), WaitlistEntryId>,
}

impl KnownForCourses {
    pub(super) fn program(&self, given: &str) -> Result<&TreatmentProgram, String> {
        let code = |program: &TreatmentProgram| program.draft.code.to_string();
        one(self.programs.iter(), |program| alike(&code(program), given), code, "program")
    }

    /// The site of that name; the only one, if none is named.
    pub(super) fn site(&self, given: Option<&str>) -> Result<&Site, String> {
        let name = |site: &Site| site.name.to_string();
        match (given, self.sites.as_slice()) {
            (None, [only]) => Ok(only),
            (None, all) => {
                let all: Vec<&Site> = all.iter().collect();
                Err(format!("must name one of the clinic's sites: {}", list(&all, name)))
            }
            (Some(given), all) => one(all.iter(), |site| alike(&name(site), given), name, "site"),
        }
    }

    pub(super) fn room(&self, site_id: SiteId, given: &str) -> Result<&Room, String> {
        let rooms = self.rooms.iter().filter(|room| room.site_id == site_id);
        let name = |room: &Room| room.name.to_string();
        one(rooms, |room| alike(&name(room), given), name, "room of that site")
    }

    /// The member of staff of that name or login; a viewer leads nothing.
    pub(super) fn therapist(&self, given: &str) -> Result<&StaffMember, String> {
        let is_meant = |(member, login): &(StaffMember, Option<String>)| {
            alike(member.display_name.as_str(), given)
                || login.as_ref().is_some_and(|login| login.eq_ignore_ascii_case(given))
        };
        let leaders = self.staff.iter().filter(|(member, _)| member.role != Role::Viewer);
        let name = |(member, _): &(StaffMember, Option<String>)| member.display_name.to_string();
        one(leaders, is_meant, name, "therapist").map(|(member, _)| member)
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

fn list<T>(all: &[&T], name: impl Fn(&T) -> String) -> String {
    /// More names than these are no help.
    const MOST: usize = 12;
    let mut names: Vec<String> = all.iter().take(MOST).map(|one| name(one)).collect();
    if all.len() > MOST {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// The one that is meant, or what there is.
fn one<'a, T>(
    all: impl Iterator<Item = &'a T>,
    is_meant: impl Fn(&T) -> bool,
    name: impl Fn(&T) -> String,
    what: &str,
) -> Result<&'a T, String> {
    let all: Vec<&T> = all.collect();
    let mut meant = all.iter().filter(|one| is_meant(one));
    match (meant.next(), meant.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(
            "the clinic has several of that name (a therapist may be named by the address of their login)"
                .to_owned(),
        ),
        (None, _) if all.is_empty() => Err(format!("the clinic has no {what}")),
        (None, _) => Err(format!("no such {what}: expected one of {}", list(&all, name))),
    }
}
