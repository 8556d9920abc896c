//! What a person does about a flag.

use jiff::Timestamp;

use super::flag::RiskFlag;
use super::state::RiskState;
use crate::domain::attendance::Note;

/// One step of working through the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlagStep {
    /// I have seen it.
    Acknowledge,
    /// I have reached out to the client.
    Contact,
    /// It is dealt with, and how.
    Resolve(Option<Note>),
}

/// The flag is on nobody's worklist any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the flag is {} already", .state.word())]
pub struct FlagClosed {
    /// How it was closed.
    pub state: RiskState,
}

/// The flag after the step; none if the step changes nothing, so that a repetition is harmless.
///
/// Nobody falls behind: acknowledging after contact keeps CONTACTED. What a person resolves stays closed, whatever is
/// marked later.
///
/// # Errors
/// `FlagClosed` if attendance or a correction has closed it, or a person has and the step is another one.
pub fn handle(flag: &RiskFlag, step: &FlagStep, now: Timestamp) -> Result<Option<RiskFlag>, FlagClosed> {
    use RiskState::{Acknowledged, Contacted, Open, Resolved, Withdrawn};
    let to = match (flag.state, step) {
        (Resolved, FlagStep::Resolve(_)) if flag.closed_by_person => return Ok(None),
        (Resolved | Withdrawn, _) => return Err(FlagClosed { state: flag.state }),
        (Open, FlagStep::Acknowledge) => Acknowledged,
        (Open | Acknowledged, FlagStep::Contact) => Contacted,
        (Acknowledged | Contacted, FlagStep::Acknowledge) | (Contacted, FlagStep::Contact) => {
            return Ok(None);
        }
        (Open | Acknowledged | Contacted, FlagStep::Resolve(_)) => Resolved,
    };
    let mut handled = flag.clone().moved_to(to, now);
    if let FlagStep::Resolve(note) = step {
        handled.closed_by_person = true;
        handled.closing_note.clone_from(note);
    }
    Ok(Some(handled))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::samples::ledger;
    use crate::domain::ids::{EnrollmentId, RiskFlagId};
    use crate::domain::risk::assess;
    use RiskState::{Acknowledged, Contacted, Open, Resolved, Withdrawn};
    use rstest::rstest;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn flag(state: RiskState, closed_by_person: bool) -> RiskFlag {
        let episode = assess(&ledger("AAANN"), 16).remove(0);
        let ids = (RiskFlagId::from_uuid(Uuid::nil()), EnrollmentId::from_uuid(Uuid::nil()));
        RiskFlag { closed_by_person, ..RiskFlag::raise(ids.0, ids.1, episode, NOW).moved_to(state, NOW) }
    }

    #[rstest]
    #[case(Open, FlagStep::Acknowledge, Some(Acknowledged))]
    #[case(Open, FlagStep::Contact, Some(Contacted))]
    #[case(Acknowledged, FlagStep::Acknowledge, None)]
    #[case(Acknowledged, FlagStep::Contact, Some(Contacted))]
    #[case(Contacted, FlagStep::Acknowledge, None)]
    #[case(Contacted, FlagStep::Contact, None)]
    #[case(Contacted, FlagStep::Resolve(None), Some(Resolved))]
    fn a_step_goes_forward_or_nowhere(
        #[case] from: RiskState,
        #[case] step: FlagStep,
        #[case] to: Option<RiskState>,
    ) {
        let handled = handle(&flag(from, false), &step, NOW).unwrap();
        assert_eq!(handled.map(|flag| flag.state), to);
    }

    #[test]
    fn what_a_person_resolves_is_theirs_and_says_why() {
        let note: Note = "moved away".parse().unwrap();
        let resolved =
            handle(&flag(Open, false), &FlagStep::Resolve(Some(note.clone())), NOW).unwrap().unwrap();
        assert_eq!(
            (resolved.closed_by_person, resolved.closing_note.as_ref(), resolved.closed_at),
            (true, Some(&note), Some(NOW))
        );
        assert_eq!(handle(&resolved, &FlagStep::Resolve(None), NOW), Ok(None));
        assert_eq!(handle(&resolved, &FlagStep::Contact, NOW), Err(FlagClosed { state: Resolved }));
    }

    #[test]
    fn a_flag_closed_by_the_ledger_is_nobodys_to_handle() {
        for state in [Resolved, Withdrawn] {
            for step in [FlagStep::Acknowledge, FlagStep::Contact, FlagStep::Resolve(None)] {
                assert_eq!(handle(&flag(state, false), &step, NOW), Err(FlagClosed { state }));
            }
        }
    }
}
