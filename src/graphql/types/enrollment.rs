//! Enrollment.

use std::sync::Arc;

use async_graphql::{ID, Object, Result, SimpleObject};

use super::{Attrition, BriefForm, Client, EnrollmentPhase, Loaded, MeasureCourse, TreatmentGoal};
use crate::domain::access::Action;
use crate::domain::{attendance, enrollments};
use crate::graphql::ids::id;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// Where an enrollment stands, as somebody decided it.
    EnrollmentStatus = enrollments::EnrollmentStatus {
        /// Under way.
        Enrolled,
        /// Paused; the place is kept.
        OnHold,
        /// The course was completed.
        Completed,
        /// It ended before its time, agreed or not.
        EndedEarly,
        /// It goes on in another group.
        Transferred,
    }
}

/// Sessions of treatment, of one enrollment, now: what was received of what was promised. Meetings beside the weekly
/// sessions do not count.
#[derive(SimpleObject, Debug, Clone, Copy)]
pub(crate) struct Dose {
    /// Weekly sessions attended, wholly or for a part.
    attended: u32,
    /// Make-ups attended, in sessions of their own or as a guest.
    made_up: u32,
    /// Further ones that may still be received: sessions and make-ups to come at which the client is expected, and those
    /// that have begun and nobody has marked.
    possible: u32,
    /// How many are promised: since the outset, or the brief form's eight once that was accepted.
    promised: u32,
    /// The fewest by which the treatment counts as received, as its program says; never more than were promised.
    minimum: u32,
}

impl From<attendance::Dose> for Dose {
    fn from(dose: attendance::Dose) -> Self {
        let attendance::Dose { attended, made_up, possible, promised, minimum } = dose;
        Self { attended, made_up, possible, promised, minimum }
    }
}

/// One client's course: a place in a group, or an individual treatment.
pub(crate) struct Enrollment {
    pub(crate) record: enrollments::Enrollment,
    pub(crate) client: Loaded<Arc<Client>>,
    pub(crate) dose: Loaded<Dose>,
    pub(crate) measures: Loaded<Vec<MeasureCourse>>,
    pub(crate) goals: Loaded<Vec<TreatmentGoal>>,
    pub(crate) phase: Loaded<Option<EnrollmentPhase>>,
    pub(crate) attrition: Loaded<Option<Attrition>>,
    pub(crate) brief_form: Loaded<Option<BriefForm>>,
}

/// One client's course: a place in a group, or an individual treatment.
#[Object]
impl Enrollment {
    /// The enrollment's id (`enr_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.record.id)
    }

    /// The client's id.
    async fn client_id(&self) -> ID {
        id(self.record.client_id)
    }

    /// The client.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients])))]
    async fn client(&self) -> Result<&Client> {
        self.client.get("client").map(Arc::as_ref)
    }

    /// The group's id; null for an individual treatment.
    async fn group_id(&self) -> Option<ID> {
        self.record.group_id.map(id)
    }

    /// The program's id.
    async fn program_id(&self) -> ID {
        id(self.record.program_id)
    }

    /// The site's id.
    async fn site_id(&self) -> ID {
        id(self.record.site_id)
    }

    /// What of the promised sessions was received, and what still may be. Needs the right to read attendance.
    #[graphql(directive = needs::apply(rights(&[Action::ReadAttendance])))]
    async fn dose(&self) -> Result<Dose> {
        self.dose.get("dose").copied()
    }

    /// The client's readings in this course, instrument by instrument, and what they say; empty if none was recorded, and, for
    /// a therapist, if the client is only a guest of theirs. Needs the rights to read clients and attendance.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients, Action::ReadAttendance])))]
    async fn measures(&self) -> Result<&Vec<MeasureCourse>> {
        self.measures.get("measures")
    }

    /// What client and clinician agreed to work on, the oldest first; none, for a therapist, if the client is only a guest of
    /// theirs. Needs the rights to read clients and attendance.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients, Action::ReadAttendance])))]
    async fn goals(&self) -> Result<&Vec<TreatmentGoal>> {
        self.goals.get("goals")
    }

    /// The phase it has come to, the steps of its program, and what is due; null, for a therapist, if the client is only a
    /// guest of theirs. Needs the rights to read clients and attendance.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients, Action::ReadAttendance])))]
    async fn phase(&self) -> Result<&Option<EnrollmentPhase>> {
        self.phase.get("phase")
    }

    /// Whether the client dropped out, attended under half, or did not complete: derived, never typed in. Null of a guest's course,
    /// which is their own therapist's to know. Needs the rights to read attendance and clients.
    #[graphql(directive = needs::apply(rights(&[Action::ReadAttendance, Action::ReadClients])))]
    async fn attrition(&self) -> Result<Option<&Attrition>> {
        self.attrition.get("attrition").map(Option::as_ref)
    }

    /// What was decided about the brief form; null, for a therapist, if the client is only a guest of theirs. Needs the right to
    /// read risk.
    #[graphql(directive = needs::apply(rights(&[Action::ReadRisk])))]
    async fn brief_form(&self) -> Result<Option<&BriefForm>> {
        self.brief_form.get("briefForm").map(Option::as_ref)
    }

    /// Where it stands.
    async fn status(&self) -> EnrollmentStatus {
        self.record.status.into()
    }

    /// How many sessions are promised: since the outset, or the brief form's eight once that was accepted.
    async fn planned_sessions(&self) -> i64 {
        self.record.planned_sessions
    }

    /// Since when.
    async fn enrolled_at(&self) -> Instant {
        Instant(self.record.enrolled_at)
    }

    /// Until when, once it is over.
    async fn ended_at(&self) -> Option<Instant> {
        self.record.ended_at.map(Instant)
    }

    /// Whether client and clinician agreed on the ending, once it is over.
    async fn ending_agreed(&self) -> Option<bool> {
        self.record.ending_agreed
    }

    /// Raised by every change; `endEnrollment` needs it.
    async fn row_version(&self) -> i64 {
        self.record.row_version
    }
}
