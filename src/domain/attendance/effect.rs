//! What one participation counts as: the one table every rate, dose and rule is read from.

use super::status::{AttendanceStatus, StoredStatus};
use crate::domain::series::SessionKind;

/// What kind of session a participation belongs to, as far as counting depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// A session of the course that was not cancelled.
    Regular,
    /// A place that makes up for a missed one, in a session of its own or as a guest: adds to the dose, is no opportunity.
    MakeUp,
    /// A meeting beside the course's sessions, such as an evaluation: enters no count.
    Companion,
    /// A session the clinic cancelled (make-ups among them), whatever had been marked.
    CancelledByClinic,
}

impl Occasion {
    /// What a place in a session of that kind is, cancelled or not; `makes_up` says whether it makes up for another. The
    /// course is its weekly sessions: they are what is promised, so meetings beside them are neither dose nor opportunity.
    #[must_use]
    pub const fn of(kind: SessionKind, makes_up: bool, is_cancelled: bool) -> Self {
        if is_cancelled {
            return Self::CancelledByClinic;
        }
        match kind {
            _ if makes_up => Self::MakeUp,
            SessionKind::Makeup => Self::MakeUp,
            SessionKind::Group | SessionKind::Individual => Self::Regular,
            SessionKind::PreGroup
            | SessionKind::MidTreatment
            | SessionKind::PostGroup
            | SessionKind::Evaluation
            | SessionKind::Engagement => Self::Companion,
        }
    }
}

/// What a participation counts as.
///
/// | | opportunity (t) | attended (A, ends a run) | miss (m) | dose |
/// | --- | --- | --- | --- | --- |
/// | `Attended` | yes | yes | | 1 |
/// | `Missed` | yes | | yes | |
/// | `MadeUp` | | | | 1 |
/// | `Unrecorded`, `Nothing` | | | | |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Was there, wholly or for a part.
    Attended,
    /// Was expected and was not there.
    Missed {
        /// Cancelled in time, or a reason was given.
        explained: bool,
    },
    /// Attended a make-up.
    MadeUp,
    /// May still become an opportunity: nobody has said yet.
    Unrecorded,
    /// Enters no count.
    Nothing,
}

impl Effect {
    /// What `status` counts as on an occasion; a reason given explains a miss that notice does not.
    #[must_use]
    pub const fn of(status: AttendanceStatus, occasion: Occasion, reason_given: bool) -> Self {
        use AttendanceStatus as S;
        match (occasion, status) {
            (Occasion::CancelledByClinic | Occasion::Companion, _) => Self::Nothing,
            (Occasion::MakeUp, S::Attended | S::AttendedPartially) => Self::MadeUp,
            (Occasion::MakeUp, _) => Self::Nothing,
            (Occasion::Regular, S::Attended | S::AttendedPartially) => Self::Attended,
            (Occasion::Regular, S::NoShow | S::LateCancelled) => Self::Missed { explained: reason_given },
            (Occasion::Regular, S::CancelledByClient) => Self::Missed { explained: true },
            (Occasion::Regular, S::Unrecorded) => Self::Unrecorded,
            (Occasion::Regular, S::Excused | S::NotExpected) => Self::Nothing,
        }
    }

    /// What a stored status counts as at a regular session. Whether a client's cancellation came late changes what it
    /// is called, and whether the miss is explained, but not the counts.
    #[must_use]
    pub const fn of_stored(status: StoredStatus) -> Self {
        let shown = match status {
            StoredStatus::Unrecorded => AttendanceStatus::Unrecorded,
            StoredStatus::Attended => AttendanceStatus::Attended,
            StoredStatus::AttendedPartially => AttendanceStatus::AttendedPartially,
            StoredStatus::NoShow => AttendanceStatus::NoShow,
            StoredStatus::CancelledByClient => AttendanceStatus::CancelledByClient,
            StoredStatus::Excused => AttendanceStatus::Excused,
            StoredStatus::NotExpected => AttendanceStatus::NotExpected,
        };
        Self::of(shown, Occasion::Regular, false)
    }

    /// Whether it counts in t, the denominator.
    #[must_use]
    pub const fn is_opportunity(self) -> bool {
        matches!(self, Self::Attended | Self::Missed { .. })
    }

    /// Whether it counts in A, the numerator, and ends a run of misses.
    #[must_use]
    pub const fn is_attended(self) -> bool {
        matches!(self, Self::Attended)
    }

    /// Whether it lengthens a run of misses.
    #[must_use]
    pub const fn is_miss(self) -> bool {
        matches!(self, Self::Missed { .. })
    }

    /// The sessions of treatment received: 1 or 0.
    #[must_use]
    pub const fn dose(self) -> u32 {
        matches!(self, Self::Attended | Self::MadeUp) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AttendanceStatus as S;
    use rstest::rstest;

    const ATTENDED: Effect = Effect::Attended;
    const UNEXPLAINED: Effect = Effect::Missed { explained: false };
    const EXPLAINED: Effect = Effect::Missed { explained: true };

    #[rstest]
    #[case(S::Attended, ATTENDED, Effect::MadeUp)]
    #[case(S::AttendedPartially, ATTENDED, Effect::MadeUp)]
    #[case(S::NoShow, UNEXPLAINED, Effect::Nothing)]
    #[case(S::LateCancelled, UNEXPLAINED, Effect::Nothing)]
    #[case(S::CancelledByClient, EXPLAINED, Effect::Nothing)]
    #[case(S::Excused, Effect::Nothing, Effect::Nothing)]
    #[case(S::NotExpected, Effect::Nothing, Effect::Nothing)]
    #[case(S::Unrecorded, Effect::Unrecorded, Effect::Nothing)]
    fn each_status_counts_as_the_table_says(
        #[case] status: S,
        #[case] regular: Effect,
        #[case] make_up: Effect,
    ) {
        assert_eq!(Effect::of(status, Occasion::Regular, false), regular);
        assert_eq!(Effect::of(status, Occasion::MakeUp, false), make_up);
        for occasion in [Occasion::CancelledByClinic, Occasion::Companion] {
            assert_eq!(Effect::of(status, occasion, true), Effect::Nothing);
        }
    }

    #[rstest]
    #[case(ATTENDED, true, true, false, 1)]
    #[case(UNEXPLAINED, true, false, true, 0)]
    #[case(EXPLAINED, true, false, true, 0)]
    #[case(Effect::MadeUp, false, false, false, 1)]
    #[case(Effect::Unrecorded, false, false, false, 0)]
    #[case(Effect::Nothing, false, false, false, 0)]
    fn each_effect_enters_the_counts_the_table_says(
        #[case] effect: Effect,
        #[case] opportunity: bool,
        #[case] attended: bool,
        #[case] miss: bool,
        #[case] dose: u32,
    ) {
        assert_eq!(
            (effect.is_opportunity(), effect.is_attended(), effect.is_miss(), effect.dose()),
            (opportunity, attended, miss, dose)
        );
    }

    #[test]
    fn a_stored_status_counts_as_it_does_once_shown() {
        use jiff::Timestamp;
        for stored in StoredStatus::ALL {
            for notice in [None, Some(Timestamp::MIN)] {
                let shown = super::super::derive(stored, notice, Timestamp::UNIX_EPOCH, 0);
                let (a, b) = (Effect::of_stored(stored), Effect::of(shown, Occasion::Regular, false));
                assert_eq!(
                    (a.is_opportunity(), a.is_attended(), a.is_miss(), a.dose()),
                    (b.is_opportunity(), b.is_attended(), b.is_miss(), b.dose())
                );
            }
        }
    }

    #[test]
    fn the_course_is_its_weekly_sessions_and_whatever_makes_up_for_one_is_a_make_up() {
        for kind in SessionKind::ALL {
            let own = match kind {
                SessionKind::Group | SessionKind::Individual => Occasion::Regular,
                SessionKind::Makeup => Occasion::MakeUp,
                _ => Occasion::Companion,
            };
            assert_eq!(Occasion::of(*kind, false, false), own, "{kind}");
            assert_eq!(Occasion::of(*kind, true, false), Occasion::MakeUp, "a guest's, say: {kind}");
            assert_eq!(Occasion::of(*kind, true, true), Occasion::CancelledByClinic);
        }
    }

    #[test]
    fn a_reason_explains_a_miss_and_nothing_else() {
        assert_eq!(Effect::of(S::NoShow, Occasion::Regular, true), EXPLAINED);
        assert_eq!(Effect::of(S::LateCancelled, Occasion::Regular, true), EXPLAINED);
        assert_eq!(Effect::of(S::Attended, Occasion::Regular, true), ATTENDED);
    }
}
