//! Where a course stands: all that the forecast knows of its past.

/// The longest course that is forecast: two years of weekly sessions.
pub const MOST_SESSIONS: u32 = 104;

/// Sessions held and attended, the misses since the last attendance, and how long the course is; always consistent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttendanceState {
    pub(super) held: u32,
    pub(super) attended: u32,
    pub(super) run: u32,
    pub(super) planned: u32,
}

/// Why counts are not a state of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// No session, or more than a course has.
    #[error("a course of {0} sessions is not forecast: give from 1 to {MOST_SESSIONS}")]
    Planned(u32),
    /// More sessions held than planned.
    #[error(
        "{held} sessions held of {planned} planned: count the sessions added to the course as planned, too"
    )]
    LongerThanPlanned {
        /// Sessions held.
        held: u32,
        /// Sessions planned.
        planned: u32,
    },
    /// More sessions attended than held.
    #[error(
        "{attended} sessions attended of {held} held: count as held only sessions that the client was expected at"
    )]
    MoreAttendedThanHeld {
        /// Sessions attended.
        attended: u32,
        /// Sessions held.
        held: u32,
    },
    /// A run of misses that the counts leave no room for, or that is shorter than they say.
    #[error("a run of {run} misses can't end {held} sessions of which {attended} were attended")]
    Run {
        /// The misses since the last attendance.
        run: u32,
        /// Sessions attended.
        attended: u32,
        /// Sessions held.
        held: u32,
    },
}

impl AttendanceState {
    /// The state of these counts: sessions held, attended, missed since the last attendance, planned altogether.
    ///
    /// # Errors
    /// `StateError` if they contradict each other, or nothing or too much is planned.
    pub fn new(held: u32, attended: u32, run: u32, planned: u32) -> Result<Self, StateError> {
        if !(1..=MOST_SESSIONS).contains(&planned) {
            return Err(StateError::Planned(planned));
        }
        if held > planned {
            return Err(StateError::LongerThanPlanned { held, planned });
        }
        let missed = held.checked_sub(attended).ok_or(StateError::MoreAttendedThanHeld { attended, held })?;
        if run > missed || (attended == 0 && run < missed) {
            return Err(StateError::Run { run, attended, held });
        }
        Ok(Self { held, attended, run, planned })
    }

    /// The state after these marks, in the order of the sessions: whether each was attended.
    ///
    /// # Errors
    /// As [`AttendanceState::new`].
    pub fn of_marks(marks: &[bool], planned: u32) -> Result<Self, StateError> {
        let count = |marks: usize| u32::try_from(marks).unwrap_or(u32::MAX);
        let attended = marks.iter().filter(|attended| **attended).count();
        let run = marks.iter().rev().take_while(|attended| !**attended).count();
        Self::new(count(marks.len()), count(attended), count(run), planned)
    }

    /// Sessions held so far.
    #[must_use]
    pub const fn held(&self) -> u32 {
        self.held
    }

    /// Sessions attended so far.
    #[must_use]
    pub const fn attended(&self) -> u32 {
        self.attended
    }

    /// Sessions missed since the last one that was attended.
    #[must_use]
    pub const fn run(&self) -> u32 {
        self.run
    }

    /// Sessions of the whole course.
    #[must_use]
    pub const fn planned(&self) -> u32 {
        self.planned
    }

    /// Sessions still to come.
    #[must_use]
    pub const fn coming(&self) -> u32 {
        self.planned - self.held
    }

    /// The state a missed session later; there may be none to miss.
    pub(super) const fn missed(self) -> Self {
        Self { held: self.held + 1, run: self.run + 1, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_counted_and_the_run_is_the_last_one() {
        let state = AttendanceState::of_marks(&[true, false, true, false, false], 16).unwrap();
        assert_eq!(Ok(state), AttendanceState::new(5, 2, 2, 16));
        assert_eq!(state.coming(), 11);
        assert_eq!(AttendanceState::of_marks(&[], 8), AttendanceState::new(0, 0, 0, 8));
    }

    #[test]
    fn counts_that_contradict_each_other_are_refused_with_their_numbers() {
        for (counts, said) in [
            ([0, 0, 0, 0], "0 sessions"),
            ([0, 0, 0, MOST_SESSIONS + 1], "from 1 to 104"),
            ([17, 17, 0, 16], "17 sessions held of 16 planned"),
            ([4, 5, 0, 16], "5 sessions attended of 4 held"),
            ([4, 2, 3, 16], "a run of 3"),
            ([4, 0, 3, 16], "a run of 3"),
        ] {
            let [held, attended, run, planned] = counts;
            let error = AttendanceState::new(held, attended, run, planned).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
