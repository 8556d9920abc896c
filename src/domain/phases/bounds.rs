//! Where the phases of a course end.

use crate::domain::programs::ProgramDraft;
use crate::domain::words::words;

words! {
    /// A phase of interpersonal psychotherapy.
    pub enum Phase {
        /// Taking stock, and agreeing what to work on.
        Initial = "INITIAL",
        /// Working on it.
        Middle = "MIDDLE",
        /// Taking leave, and planning what comes after.
        Ending = "ENDING",
    }
}

/// The last sessions of the initial and the middle phase of one course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseBounds {
    /// The last session of the initial phase.
    pub initial_ends: u32,
    /// The last session of the middle phase.
    pub middle_ends: u32,
    /// The last session of all.
    pub ending_ends: u32,
}

/// The sessions of one phase, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseSpan {
    /// Which.
    pub phase: Phase,
    /// Its first session.
    pub first: u32,
    /// Its last.
    pub last: u32,
}

impl PhaseBounds {
    /// Where the phases end in a course of `planned` sessions of a program.
    #[must_use]
    pub fn of_program(program: &ProgramDraft, planned: u32) -> Self {
        let count = |sessions: i64| u32::try_from(sessions).unwrap_or(0);
        Self::of(
            count(program.initial_phase_ends),
            count(program.middle_phase_ends),
            count(program.min_sessions),
            planned,
        )
    }

    /// Where the phases end in a course of `planned` sessions.
    ///
    /// A program says it of its shortest course. A longer or a shorter one is divided in the same proportion, rounded down,
    /// with a session for each phase at least: 3 and 10 of 12 are 4 and 13 of 16, and 2 and 6 of 8. A course of fewer than
    /// three sessions has no middle phase.
    #[must_use]
    pub fn of(initial_ends: u32, middle_ends: u32, shortest: u32, planned: u32) -> Self {
        let scaled = |bound: u32| {
            let share = u64::from(bound) * u64::from(planned) / u64::from(shortest.max(1));
            u32::try_from(share).unwrap_or(planned)
        };
        let initial = scaled(initial_ends).clamp(1.min(planned), planned.saturating_sub(2).max(1));
        let middle = scaled(middle_ends).clamp(initial, planned.saturating_sub(1).max(initial));
        let middle = if middle == initial && planned > initial + 1 { initial + 1 } else { middle };
        Self { initial_ends: initial, middle_ends: middle, ending_ends: planned }
    }

    /// The sessions of each phase, in order; a phase that a short course does not reach is left out.
    #[must_use]
    pub fn spans(self) -> Vec<PhaseSpan> {
        let Self { initial_ends, middle_ends, ending_ends } = self;
        let bounds = [
            (Phase::Initial, 1, initial_ends),
            (Phase::Middle, initial_ends + 1, middle_ends),
            (Phase::Ending, middle_ends + 1, ending_ends),
        ];
        let spans = bounds.into_iter().map(|(phase, first, last)| PhaseSpan { phase, first, last });
        spans.filter(|span| span.first <= span.last).collect()
    }

    /// The phase of the session that follows after so many were held.
    #[must_use]
    pub const fn phase_after(&self, held: u32) -> Phase {
        if held < self.initial_ends {
            Phase::Initial
        } else if held < self.middle_ends {
            Phase::Middle
        } else {
            Phase::Ending
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::programs::templates;

    #[rstest]
    #[case::as_the_program_says((3, 10, 12), 12, (3, 10))]
    #[case::longer((3, 10, 12), 16, (4, 13))]
    #[case::brief((3, 10, 12), 8, (2, 6))]
    #[case::a_program_of_eight((2, 6, 8), 8, (2, 6))]
    #[case::four((3, 10, 12), 4, (1, 3))]
    #[case::three((3, 10, 12), 3, (1, 2))]
    #[case::two((3, 10, 12), 2, (1, 1))]
    #[case::one((3, 10, 12), 1, (1, 1))]
    fn phases_keep_their_proportion(
        #[case] program: (u32, u32, u32),
        #[case] planned: u32,
        #[case] expected: (u32, u32),
    ) {
        let (initial, middle, shortest) = program;
        let bounds = PhaseBounds::of(initial, middle, shortest, planned);
        assert_eq!(
            (bounds.initial_ends, bounds.middle_ends, bounds.ending_ends),
            (expected.0, expected.1, planned)
        );
    }

    #[test]
    fn a_programs_course_has_its_phases_and_a_short_one_fewer() {
        let drafts = templates().unwrap();
        let draft = drafts.iter().find(|one| one.code.as_str() == "IPT").unwrap();
        let shown = |planned| {
            let spans = PhaseBounds::of_program(draft, planned).spans();
            spans.iter().map(|span| (span.phase, span.first, span.last)).collect::<Vec<_>>()
        };
        use Phase::{Ending, Initial, Middle};
        assert_eq!(shown(12), [(Initial, 1, 3), (Middle, 4, 10), (Ending, 11, 12)]);
        assert_eq!(shown(8), [(Initial, 1, 2), (Middle, 3, 6), (Ending, 7, 8)]);
        assert_eq!(shown(2), [(Initial, 1, 1), (Ending, 2, 2)]);
        assert_eq!(shown(1), [(Initial, 1, 1)]);
    }

    #[test]
    fn the_next_session_says_the_phase() {
        let bounds = PhaseBounds::of(3, 10, 12, 12);
        let phases = [0, 2, 3, 9, 10, 12, 40].map(|held| bounds.phase_after(held));
        use Phase::{Ending, Initial, Middle};
        assert_eq!(phases, [Initial, Initial, Middle, Middle, Ending, Ending, Ending]);
    }
}
