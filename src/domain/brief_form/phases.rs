//! The phases of a course of so many sessions.

use super::split::BRIEF_FORM_LENGTH;
use crate::domain::phases::Phase;
use crate::domain::programs::ProgramDraft;

/// Where the phases of a course end, counted in its sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseBounds {
    /// The last session of the initial phase.
    pub initial_ends: u32,
    /// The last session of the middle phase.
    pub middle_ends: u32,
    /// The last session.
    pub ends: u32,
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
    /// Those of a program's course of so many sessions: the ending phase is what the others leave.
    #[must_use]
    pub fn of(program: &ProgramDraft, sessions: i64) -> Self {
        Self {
            initial_ends: count(program.initial_phase_ends),
            middle_ends: count(program.middle_phase_ends),
            ends: count(sessions),
        }
    }

    /// Those of the brief form: as `brief_program` says (the clinic's IPT-B), if that has eight sessions; or else in the same
    /// proportion as before.
    #[must_use]
    pub fn brief(brief_program: Option<&ProgramDraft>, before: Self) -> Self {
        let own = brief_program.map(|program| Self::of(program, i64::from(BRIEF_FORM_LENGTH)));
        let fits = |one: &Self| {
            1 <= one.initial_ends && one.initial_ends < one.middle_ends && one.middle_ends < one.ends
        };
        own.filter(fits).unwrap_or_else(|| before.scaled_to(BRIEF_FORM_LENGTH))
    }

    /// The same proportions over so many sessions, three or more: each phase has one at least.
    fn scaled_to(self, sessions: u32) -> Self {
        // Half a session is rounded up.
        let scaled = |end: u32| (2 * end * sessions + self.ends) / (2 * self.ends.max(1));
        let initial_ends = scaled(self.initial_ends).clamp(1, sessions - 2);
        let middle_ends = scaled(self.middle_ends).clamp(initial_ends + 1, sessions - 1);
        Self { initial_ends, middle_ends, ends: sessions }
    }

    /// The sessions of each phase, in order; a phase that a short course does not reach is left out.
    #[must_use]
    pub fn spans(self) -> Vec<PhaseSpan> {
        let Self { initial_ends, middle_ends, ends } = self;
        let bounds = [
            (Phase::Initial, 1, initial_ends),
            (Phase::Middle, initial_ends + 1, middle_ends),
            (Phase::Ending, middle_ends + 1, ends),
        ];
        let spans =
            bounds.into_iter().map(|(phase, first, last)| PhaseSpan { phase, first, last: last.min(ends) });
        spans.filter(|span| span.first <= span.last).collect()
    }
}

fn count(sessions: i64) -> u32 {
    u32::try_from(sessions).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::programs::templates;

    fn program(code: &str) -> ProgramDraft {
        templates().unwrap().into_iter().find(|one| one.code.as_str() == code).unwrap()
    }

    fn bounds(initial_ends: u32, middle_ends: u32, ends: u32) -> PhaseBounds {
        PhaseBounds { initial_ends, middle_ends, ends }
    }

    #[test]
    fn the_clinics_own_brief_program_says_where_phases_end() {
        let before = PhaseBounds::of(&program("IPT"), 16);
        assert_eq!(before, bounds(3, 10, 16));
        assert_eq!(PhaseBounds::brief(Some(&program("IPT-B")), before), bounds(2, 6, 8));
        assert_eq!(PhaseBounds::brief(Some(&program("IPT")), before), bounds(2, 5, 8), "no eight sessions");
    }

    #[test]
    fn without_one_they_keep_their_proportions_and_none_is_lost() {
        assert_eq!(PhaseBounds::brief(None, PhaseBounds::of(&program("IPT-G"), 20)), bounds(2, 6, 8));
        assert_eq!(PhaseBounds::brief(None, bounds(1, 59, 60)), bounds(1, 7, 8));
        assert_eq!(PhaseBounds::brief(None, bounds(30, 31, 32)), bounds(6, 7, 8));
        assert_eq!(PhaseBounds::brief(None, bounds(0, 0, 0)), bounds(1, 2, 8));
    }

    #[test]
    fn a_course_shorter_than_its_programs_phases_has_fewer() {
        let spans = bounds(3, 10, 9).spans();
        let shown: Vec<_> = spans.iter().map(|span| (span.phase, span.first, span.last)).collect();
        assert_eq!(shown, [(Phase::Initial, 1, 3), (Phase::Middle, 4, 9)]);
        assert_eq!(
            bounds(2, 6, 8).spans().last(),
            Some(&PhaseSpan { phase: Phase::Ending, first: 7, last: 8 })
        );
    }
}
