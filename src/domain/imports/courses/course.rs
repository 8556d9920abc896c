//! A course to bring in: a group or an individual treatment, with its sessions, its people and their marks.

use jiff::Timestamp;

use super::row::Ending;
use crate::domain::attendance::{Mark, StoredStatus};
use crate::domain::groups::{Admission, GroupSizes};
use crate::domain::ids::{
    ClientId, EnrollmentId, GroupId, ProgramId, RoomId, SiteId, StaffMemberId, WaitlistEntryId,
};
use crate::domain::name::Name;
use crate::domain::series::{CancelledBy, PlannedSession, SeriesRule};
use crate::domain::time::ClockChange;

/// A course to record, all but the ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCourse {
    /// The group, or none for an individual treatment.
    pub group: Option<NewGroup>,
    /// The program it follows.
    pub program_id: ProgramId,
    /// The site it belongs to.
    pub site_id: SiteId,
    /// Who leads it: whoever led the file's last session.
    pub therapist_id: StaffMemberId,
    /// Where it takes place: where the file's last session did.
    pub room_id: Option<RoomId>,
    /// Its weekly rule: weekday and wall time of most of the file's sessions.
    pub rule: SeriesRule,
    /// Its sessions in order: those of the file, and those still to come.
    pub sessions: Vec<NewSession>,
    /// Its people, in the order of the file.
    pub members: Vec<NewMember>,
}

/// What a group is beside its course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGroup {
    /// Its name.
    pub name: Name,
    /// Whether people may join while it runs.
    pub admission: Admission,
    /// The program's sizes; the most is what the file has, if that is more.
    pub sizes: GroupSizes,
}

/// A session to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// When; the ordinal is its place in the course.
    pub planned: PlannedSession,
    /// Who leads it.
    pub therapist_id: StaffMemberId,
    /// Where it takes place; none is remote.
    pub room_id: Option<RoomId>,
    /// On whose side it was cancelled, if it was.
    pub cancelled_by: Option<CancelledBy>,
}

/// A client's place in the course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// Who.
    pub client_id: ClientId,
    /// How many sessions they were promised: from their first one to the course's last.
    pub planned_sessions: i64,
    /// Since when: the start of their first session, or now if that is to come.
    pub enrolled_at: Timestamp,
    /// How it ended, if it did.
    pub ended: Option<MemberEnd>,
    /// The open entry of the waiting list that ends because they are in the course.
    pub waited: Option<WaitlistEntryId>,
    /// The sessions they are expected at, by their index, with what was recorded.
    pub places: Vec<(usize, Mark)>,
}

/// How a client's course ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberEnd {
    /// When: the end of its date.
    pub at: Timestamp,
    /// How.
    pub ending: Ending,
    /// Whether client and clinician agreed on it.
    pub agreed: Option<bool>,
}

/// What the clinic has already of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownCourse {
    /// A group of that name, program and site.
    Group(GroupId),
    /// An open treatment of that client in that program.
    Treatment(EnrollmentId),
}

impl NewCourse {
    /// How many of its sessions have begun at `now`, and how many are to come.
    #[must_use]
    pub fn begun_and_coming(&self, now: Timestamp) -> (usize, usize) {
        let begun = self.sessions.iter().filter(|session| session.planned.starts_at <= now).count();
        (begun, self.sessions.len() - begun)
    }

    /// Those of its sessions whose wall time the clocks skip, or show twice.
    pub fn clock_changes(&self) -> impl Iterator<Item = &PlannedSession> {
        let planned = self.sessions.iter().map(|session| &session.planned);
        planned.filter(|session| session.clock_change != ClockChange::Normal)
    }

    /// How many marks it brings.
    #[must_use]
    pub fn marks(&self) -> usize {
        let places = self.members.iter().flat_map(|member| &member.places);
        places.filter(|(_, mark)| *mark != Mark::UNRECORDED).count()
    }

    /// The open entries of the waiting list that end because their clients are in it.
    pub fn accepted_entries(&self) -> impl Iterator<Item = WaitlistEntryId> {
        self.members.iter().filter_map(|member| member.waited)
    }

    /// How many places in sessions begun at `now` nobody has marked.
    #[must_use]
    pub fn unrecorded(&self, now: Timestamp) -> usize {
        let took_place =
            |session: &NewSession| session.planned.starts_at <= now && session.cancelled_by.is_none();
        let places = self.members.iter().flat_map(|member| &member.places);
        let open = places.filter(|(_, mark)| *mark == Mark::UNRECORDED);
        open.filter(|(index, _)| self.sessions.get(*index).is_some_and(took_place)).count()
    }
}

impl NewMember {
    /// Whether they are expected at the session of that index.
    #[must_use]
    pub fn is_expected_at(&self, index: usize) -> bool {
        self.places.iter().any(|(at, mark)| *at == index && mark.status != StoredStatus::NotExpected)
    }
}
