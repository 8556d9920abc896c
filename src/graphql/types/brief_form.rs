//! The brief form of a course: what was decided, and what a preview shows.

use async_graphql::{Enum, ID, SimpleObject};

use super::moved_window::MovedCompanionWindow;
use super::phase::TreatmentPhase;
use super::series_edit::{SeriesEditMail, mail};
use crate::app::audit::ReadRecords;
use crate::app::brief_form::{self as app, BriefFormPlan};
use crate::domain::brief_form::{self as domain, BRIEF_FORM_LENGTH, BriefFormDecision, BriefFormSplit};
use crate::domain::ids::ClientId;
use crate::domain::phases::PhaseSpan;
use crate::graphql::ids::id;
use crate::graphql::reads::Shown;
use crate::graphql::scalars::{Instant, LocalDateTime};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What becomes of a place that the client has beyond the brief form.
    BriefFormLeaving = app::Becomes {
        /// The session is the client's alone: it is cancelled.
        Cancelled,
        /// The session is their group's, and takes place without them.
        Released,
        /// It is a guest's seat in a sister group, and somebody else may have it.
        SeatGivenBack,
    }
}

/// Whether a course goes on in the brief form.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BriefFormState {
    /// Nobody decided.
    None,
    /// It does.
    Accepted,
    /// It was declined.
    Declined,
}

/// What a clinician decided with the client about the brief form (IPT-B, eight sessions).
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct BriefForm {
    /// What was decided.
    state: BriefFormState,
    /// When, in UTC; null if nobody did.
    decided_at: Option<Instant>,
    /// By which member of staff (`stf_…`); null if nobody did, or the service.
    decided_by: Option<ID>,
    /// Why; always said where it was declined.
    reason: Option<String>,
    /// How many sessions were promised before, where it was accepted.
    former_planned_sessions: Option<i64>,
}

impl From<Option<&BriefFormDecision>> for BriefForm {
    fn from(decision: Option<&BriefFormDecision>) -> Self {
        Self {
            state: match decision.map(|one| one.answer) {
                None => BriefFormState::None,
                Some(domain::BriefFormAnswer::Accepted) => BriefFormState::Accepted,
                Some(domain::BriefFormAnswer::Declined) => BriefFormState::Declined,
            },
            decided_at: decision.map(|one| Instant(one.decided_at)),
            decided_by: decision.and_then(|one| one.decided_by).map(id),
            reason: decision.and_then(|one| one.reason.as_ref()).map(ToString::to_string),
            former_planned_sessions: decision.and_then(|one| one.former_planned_sessions),
        }
    }
}

/// A session to come of the course.
#[derive(SimpleObject)]
pub(crate) struct BriefFormSession {
    /// The session's id.
    session_id: ID,
    /// The id of the client's place in it.
    participation_id: ID,
    /// Which of its series it is now, from 1; null if it is cancelled.
    ordinal: Option<u16>,
    /// Whether it makes up for a missed one.
    is_make_up: bool,
    /// The wall time, in `zone`.
    local_start: LocalDateTime,
    /// The tz database zone of the wall time.
    zone: String,
    /// When it starts, in UTC.
    starts_at: Instant,
}

/// A session to come that the client no longer attends.
#[derive(SimpleObject)]
pub(crate) struct BriefFormLeft {
    /// The session.
    session: BriefFormSession,
    /// What becomes of it.
    becomes: BriefFormLeaving,
}

/// A phase of a course.
#[derive(SimpleObject)]
pub(crate) struct BriefFormPhase {
    /// Which.
    phase: TreatmentPhase,
    /// Its first session, counted in the course.
    first_session: u32,
    /// Its last session.
    last_session: u32,
    /// The id of the session it begins with; null if that is not scheduled.
    session_id: Option<ID>,
    /// The wall time of that session, in its zone.
    local_start: Option<LocalDateTime>,
}

/// What the brief form would make of a course; nothing has been written. The clinician decides with the client.
#[derive(SimpleObject)]
pub(crate) struct BriefFormPreview {
    /// The enrollment's id.
    enrollment_id: ID,
    /// How many sessions are promised now.
    former_planned_sessions: i64,
    /// How many are then: eight.
    planned_sessions: u32,
    /// How many of them were received already, make-ups among them.
    received: u32,
    /// How many sessions have begun and nobody has marked: each may have been received, and takes one of the eight.
    unmarked: u32,
    /// The sessions to come that the client keeps, in order: the earliest.
    kept: Vec<BriefFormSession>,
    /// How many more the eight lack: so many are to be scheduled.
    missing: u32,
    /// The sessions to come that the client no longer attends, in order.
    leaves: Vec<BriefFormLeft>,
    /// The sessions to come for which an absence is recorded: they stay as they are.
    announced: Vec<BriefFormSession>,
    /// The phases as they are, counted in the weekly sessions.
    phases_before: Vec<BriefFormPhase>,
    /// The phases in the brief form, counted in the sessions that are received.
    phases: Vec<BriefFormPhase>,
    /// The companion meetings whose windows move along, the evaluation after treatment among them. What is scheduled stays
    /// where it is: `rescheduleSession` moves it.
    companion_meetings: Vec<MovedCompanionWindow>,
    /// Who gets which mail: of the sessions that do not take place for them, and of nothing else.
    mails: Vec<SeriesEditMail>,
    /// Whether the clinician is to look first: the readings got reliably worse, or item 9 of the PHQ-9 is above 0.
    review_first: bool,
    /// All of it in a sentence, to be read with the client.
    summary: String,
    /// Names this plan and what it was made from; `acceptBriefForm` takes it.
    hash: String,
    #[graphql(skip)]
    client: ClientId,
}

/// Their sessions.
impl Shown for BriefFormPreview {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.insert(self.client);
    }
}

impl From<BriefFormPlan> for BriefFormPreview {
    fn from(plan: BriefFormPlan) -> Self {
        let summary = summary(&plan);
        let BriefFormSplit { received, unmarked, course: _, kept: _, left: _, missing } = plan.split;
        let left = |(place, becomes): (app::CoursePlace, app::Becomes)| BriefFormLeft {
            session: session(place),
            becomes: becomes.into(),
        };
        Self {
            enrollment_id: id(plan.enrollment.id),
            former_planned_sessions: plan.enrollment.planned_sessions,
            planned_sessions: BRIEF_FORM_LENGTH,
            received,
            unmarked,
            missing,
            kept: plan.kept.into_iter().map(session).collect(),
            leaves: plan.left.into_iter().map(left).collect(),
            announced: plan.announced.into_iter().map(session).collect(),
            phases_before: plan.phases_before.into_iter().map(phase).collect(),
            phases: plan.phases_after.into_iter().map(phase).collect(),
            companion_meetings: plan.windows.into_iter().map(MovedCompanionWindow::from).collect(),
            mails: plan.mail.iter().map(mail).collect(),
            review_first: plan.review_first,
            summary,
            hash: plan.hash.to_string(),
            client: plan.enrollment.client_id,
        }
    }
}

/// The words of the review: what counts, what is left, and who decides.
fn summary(plan: &BriefFormPlan) -> String {
    let BriefFormSplit { received, unmarked, kept, left, missing, .. } = &plan.split;
    let mut sentences = vec![format!("Received {received} of {BRIEF_FORM_LENGTH}.")];
    if *unmarked > 0 {
        sentences.push(format!("{unmarked} begun and not marked yet."));
    }
    sentences.push(kept_and_left(kept.len(), left.len()));
    if *missing > 0 {
        let are = if *missing == 1 { "is" } else { "are" };
        sentences.push(format!("{missing} {are} still to be scheduled."));
    }
    if plan.review_first {
        sentences.push("The readings ask for a look by the clinician first.".to_owned());
    }
    sentences.push("The clinician decides with the client.".to_owned());
    sentences.join(" ")
}

/// How many of the sessions to come are kept, and how many are not.
fn kept_and_left(kept: usize, left: usize) -> String {
    let to_come = match kept {
        0 => "None to come is".to_owned(),
        1 => "1 to come is".to_owned(),
        more => format!("{more} to come are"),
    };
    let are_left = match left {
        0 => "none is".to_owned(),
        1 => "1 is".to_owned(),
        more => format!("{more} are"),
    };
    format!("{to_come} kept, {are_left} left.")
}

fn session(place: app::CoursePlace) -> BriefFormSession {
    let app::CoursePlace { participation_id, session, ordinal, is_make_up } = place;
    BriefFormSession {
        session_id: id(session.id),
        participation_id: id(participation_id),
        ordinal,
        is_make_up,
        local_start: LocalDateTime(session.local_start),
        zone: session.zone.name().to_owned(),
        starts_at: Instant(session.starts_at),
    }
}

fn phase(dated: app::DatedPhase) -> BriefFormPhase {
    let app::DatedPhase { span: PhaseSpan { phase, first, last }, begins_with } = dated;
    BriefFormPhase {
        phase: phase.into(),
        first_session: first,
        last_session: last,
        session_id: begins_with.as_ref().map(|session| id(session.id)),
        local_start: begins_with.map(|session| LocalDateTime(session.local_start)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_one_and_several_are_told_apart() {
        assert_eq!(kept_and_left(4, 2), "4 to come are kept, 2 are left.");
        assert_eq!(kept_and_left(1, 1), "1 to come is kept, 1 is left.");
        assert_eq!(kept_and_left(0, 0), "None to come is kept, none is left.");
    }
}
