//! Ticking a step off, and taking that back.

use jiff::Timestamp;

use super::step::StepCode;
use crate::domain::attendance::{Note, Recorder};
use crate::domain::ids::EnrollmentId;

/// That a step was ticked off, or that this was taken back; never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTick {
    /// Of whose course.
    pub enrollment_id: EnrollmentId,
    /// Which step.
    pub code: StepCode,
    /// Its place in the step's history, from 1.
    pub version: u32,
    /// Whether the step is done.
    pub is_done: bool,
    /// A few words beside it.
    pub note: Option<Note>,
    /// Who recorded it.
    pub recorded_by: Recorder,
    /// When they did.
    pub recorded_at: Timestamp,
}

/// What ticking does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TickOutcome {
    /// The step stands so already.
    Unchanged,
    /// A tick of that version is appended.
    Append {
        /// The version.
        version: u32,
    },
}

/// Decides what ticking a step off, or taking that back, does to what stands of it. A step nobody ticked off is not done.
#[must_use]
pub fn plan_tick(standing: Option<&StepTick>, is_done: bool) -> TickOutcome {
    let was_done = standing.is_some_and(|tick| tick.is_done);
    if was_done == is_done {
        return TickOutcome::Unchanged;
    }
    TickOutcome::Append { version: standing.map_or(0, |tick| tick.version).saturating_add(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_ticked_off_once_and_taken_back_with_history() {
        assert_eq!(plan_tick(None, false), TickOutcome::Unchanged);
        assert_eq!(plan_tick(None, true), TickOutcome::Append { version: 1 });
        let tick = StepTick {
            enrollment_id: EnrollmentId::from_uuid(uuid::Uuid::nil()),
            code: "INVENTORY".parse().unwrap(),
            version: 1,
            is_done: true,
            note: None,
            recorded_by: Recorder::System,
            recorded_at: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(plan_tick(Some(&tick), true), TickOutcome::Unchanged);
        assert_eq!(plan_tick(Some(&tick), false), TickOutcome::Append { version: 2 });
    }
}
