//! What a person does about a flag.

use jiff::{SignedDuration, Timestamp};

use super::action::{ActionKind, RiskAction};
use super::flag::RiskFlag;
use super::kind::RiskKind;
use super::outcome::{ContactResult, FlagOutcome};
use super::state::RiskState;
use crate::domain::attendance::Note;
use crate::domain::ids::StaffMemberId;

/// The longest time a flag may rest, in days: eight weekly sessions.
pub const LONGEST_SNOOZE_DAYS: i64 = 56;

/// One step of working through the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlagStep {
    /// I have seen it.
    Acknowledge,
    /// That member of staff, or nobody, is to see to it.
    Assign(Option<StaffMemberId>),
    /// I have reached out to the client.
    Contact {
        /// What came of it.
        result: ContactResult,
        /// What there is to say.
        note: Option<Note>,
    },
    /// It may rest: I have looked at it.
    Snooze {
        /// Until when.
        until: Timestamp,
        /// Why.
        reason: Note,
    },
    /// It is to rest no more.
    Wake,
    /// It is dealt with, and how.
    Resolve {
        /// What came of it.
        outcome: Option<FlagOutcome>,
        /// What there is to say.
        note: Option<Note>,
    },
    /// It was closed by mistake, or too early.
    Reopen {
        /// Why.
        reason: Note,
    },
    /// The decision about the brief form that had closed it stands no more.
    TakeBack,
}

/// Why a step can't be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandleError {
    /// Attendance, a correction or the course's end has closed it.
    #[error("the flag is {} already: it comes back by itself once there is ground for it again", .0.word())]
    Closed(RiskState),
    /// A person has closed it, and it is not to be closed in the same words.
    #[error(
        "somebody has resolved the flag already: reopen it first (reopenRiskFlag) to go on with it, or to say otherwise \
         what came of it"
    )]
    ResolvedByPerson,
    /// No person has closed it: attendance, a correction or the course's end did, or nobody.
    #[error("{}", not_reopened(*.0))]
    NotResolvedByPerson(RiskState),
    /// It is to rest until an instant that is past.
    #[error("{until} is past, for it is {now}: choose an instant to come, or leave the flag on the worklist")]
    SnoozePast {
        /// The instant given.
        until: Timestamp,
        /// The present.
        now: Timestamp,
    },
    /// It is to rest for too long.
    #[error(
        "{until} is too far ahead, for a flag rests for {LONGEST_SNOOZE_DAYS} days at most: choose {latest} or an earlier \
         instant"
    )]
    SnoozeTooLong {
        /// The instant given.
        until: Timestamp,
        /// The last one that would do.
        latest: Timestamp,
    },
    /// It is closed for another reason than there is a word for, and none is given.
    #[error(
        "the outcome OTHER alone says nothing: write in the note what came of the flag, in 1 to 500 characters, or choose \
         another outcome"
    )]
    NoteNeeded,
    /// The outcome is that of a decision about the brief form, which is not made so.
    #[error(
        "the outcome {0} is never given by hand: acceptBriefForm (after previewBriefForm) or declineBriefForm decides, and \
         resolves the BRIEF_FORM_CANDIDATE with it. Decide there, or choose another outcome"
    )]
    OfBriefForm(FlagOutcome),
    /// The suggestion was accepted, and the course is shortened: that is not undone by reopening the flag.
    #[error(
        "the suggestion was accepted, and the course follows the brief form: take the acceptance back (undoBriefForm), and the \
         suggestion is to be answered again"
    )]
    BriefFormAccepted,
}

impl FlagStep {
    /// Passes unless the step says what only another command may say of a flag.
    ///
    /// # Errors
    /// `OfBriefForm`.
    pub fn check_by_hand(&self) -> Result<(), HandleError> {
        match self {
            Self::Resolve { outcome: Some(outcome), note: _ } if outcome.is_of_brief_form() => {
                Err(HandleError::OfBriefForm(*outcome))
            }
            Self::Resolve { .. }
            | Self::Acknowledge
            | Self::Assign(_)
            | Self::Contact { .. }
            | Self::Snooze { .. }
            | Self::Wake
            | Self::Reopen { .. }
            | Self::TakeBack => Ok(()),
        }
    }
}

/// The flag after the step; none if the step changes nothing of it, so that a repetition is harmless.
///
/// Nobody falls behind: acknowledging after contact keeps CONTACTED. What a person resolves stays closed, whatever is
/// marked later, until more is missed or somebody reopens it: then it stands where it stood, as its `history` tells, from
/// the first entry.
///
/// # Errors
/// `Closed` if attendance or a correction has closed it; `ResolvedByPerson` if somebody has, and the step is not to close
/// it in the same words; `NotResolvedByPerson`; `SnoozePast`; `SnoozeTooLong`; `NoteNeeded`; `BriefFormAccepted`.
pub fn handle(
    flag: &RiskFlag,
    step: &FlagStep,
    history: &[RiskAction],
    now: Timestamp,
) -> Result<Option<RiskFlag>, HandleError> {
    use RiskState::{Acknowledged, Contacted, Open, Resolved, Withdrawn};
    match (flag.state, step) {
        (Resolved, FlagStep::Resolve { outcome, note })
            if flag.closed_by_person && *outcome == flag.outcome && *note == flag.closing_note =>
        {
            return Ok(None);
        }
        (Resolved, FlagStep::Reopen { .. }) if flag.outcome == Some(FlagOutcome::BriefFormAccepted) => {
            return Err(HandleError::BriefFormAccepted);
        }
        (Resolved, FlagStep::Reopen { .. })
            if flag.closed_by_person || was_closed_by_contact(flag, history) => {}
        (Resolved | Withdrawn, FlagStep::TakeBack) if flag.closed_by_person => {}
        (state, FlagStep::Reopen { .. } | FlagStep::TakeBack) => {
            return Err(HandleError::NotResolvedByPerson(state));
        }
        (Resolved, _) if flag.closed_by_person => return Err(HandleError::ResolvedByPerson),
        (Resolved | Withdrawn, _) => return Err(HandleError::Closed(flag.state)),
        (Open | Acknowledged | Contacted, _) => {}
    }
    let handled = match step {
        FlagStep::Acknowledge => flag.clone().moved_to(seen(flag.state), now),
        FlagStep::Assign(owner) => RiskFlag { owner: *owner, ..flag.clone() },
        FlagStep::Contact { .. } => flag.clone().moved_to(Contacted, now),
        FlagStep::Snooze { until, reason: _ } => {
            let latest = now + SignedDuration::from_hours(24 * LONGEST_SNOOZE_DAYS);
            if *until <= now {
                return Err(HandleError::SnoozePast { until: *until, now });
            }
            if *until > latest {
                return Err(HandleError::SnoozeTooLong { until: *until, latest });
            }
            RiskFlag { snoozed_until: Some(*until), ..flag.clone().moved_to(seen(flag.state), now) }
        }
        FlagStep::Wake => RiskFlag { snoozed_until: None, ..flag.clone() },
        FlagStep::Resolve { outcome: Some(FlagOutcome::Other), note: None } => {
            return Err(HandleError::NoteNeeded);
        }
        FlagStep::Resolve { outcome, note } => RiskFlag {
            closed_by_person: true,
            outcome: *outcome,
            closing_note: note.clone(),
            ..flag.clone().moved_to(Resolved, now)
        },
        FlagStep::Reopen { reason: _ } => {
            flag.clone().moved_to(seen(stood(flag.kind, history)), now).undecided()
        }
        // What a correction took the ground from stays withdrawn.
        FlagStep::TakeBack if flag.state == Withdrawn => flag.clone().undecided(),
        FlagStep::TakeBack => flag.clone().moved_to(stood(flag.kind, history), now).undecided(),
    };
    Ok((handled != *flag).then_some(handled))
}

fn not_reopened(state: RiskState) -> String {
    if state.is_on_worklist() {
        return format!("the flag is {} and on the worklist: there is nothing to reopen", state.word());
    }
    format!(
        "the flag is {}, and no person closed it: only what somebody has resolved is reopened, and a NO_CONTACT flag that a \
         contact recorded as REACHED has closed",
        state.word()
    )
}

/// Whether a contact recorded as REACHED was what closed a flag of silence: it is then the last entry of its history.
fn was_closed_by_contact(flag: &RiskFlag, history: &[RiskAction]) -> bool {
    flag.kind == RiskKind::NoContact
        && history.last().is_some_and(|last| last.contact == Some(ContactResult::Reached))
}

/// Where a flag stands that somebody has looked at.
fn seen(state: RiskState) -> RiskState {
    if state == RiskState::Open { RiskState::Acknowledged } else { state }
}

/// Where the flag stood when it was closed. What was done before more misses had opened it again, of which the history says
/// nothing, does not count; nor does having reached a client who is silent after all.
fn stood(kind: RiskKind, history: &[RiskAction]) -> RiskState {
    let mut stood = RiskState::Open;
    let mut is_reopened = true;
    for action in history.iter().rev() {
        match action.kind {
            ActionKind::Contacted
                if kind == RiskKind::NoContact && action.contact == Some(ContactResult::Reached) => {}
            ActionKind::Contacted => return RiskState::Contacted,
            ActionKind::Resolved if is_reopened => is_reopened = false,
            ActionKind::Resolved => break,
            ActionKind::TakenBack => is_reopened = true,
            ActionKind::Reopened => {
                is_reopened = true;
                stood = RiskState::Acknowledged;
            }
            ActionKind::Acknowledged | ActionKind::Snoozed => stood = RiskState::Acknowledged,
            ActionKind::Assigned | ActionKind::Woken => {}
        }
    }
    stood
}

#[cfg(test)]
#[path = "handle_tests.rs"]
mod tests;
