//! What a program asks for beside its weekly sessions.

use jiff::SignedDuration;

use crate::domain::series::{InvalidSessionMinutes, SessionKind, SessionMinutes};
use crate::domain::words::words;

words! {
    /// What a companion meeting is for.
    pub enum CompanionKind {
        /// To win a client for treatment (Swartz, Grote, Graham 2014: before brief IPT).
        Engagement = "ENGAGEMENT",
        /// To prepare a member for the group.
        PreGroup = "PRE_GROUP",
        /// To review progress half-way.
        MidTreatment = "MID_TREATMENT",
        /// To conclude, after the group.
        PostGroup = "POST_GROUP",
        /// To take measures before treatment.
        PreEvaluation = "PRE_EVALUATION",
        /// To take measures after treatment.
        PostEvaluation = "POST_EVALUATION",
    }
}

impl CompanionKind {
    /// What kind of session it is held as.
    #[must_use]
    pub const fn session_kind(self) -> SessionKind {
        match self {
            Self::Engagement => SessionKind::Engagement,
            Self::PreGroup => SessionKind::PreGroup,
            Self::MidTreatment => SessionKind::MidTreatment,
            Self::PostGroup => SessionKind::PostGroup,
            Self::PreEvaluation | Self::PostEvaluation => SessionKind::Evaluation,
        }
    }

    /// Whether it concludes a course that was completed, and is held after its end.
    #[must_use]
    pub const fn concludes(self) -> bool {
        match self {
            Self::PostGroup | Self::PostEvaluation => true,
            Self::Engagement | Self::PreGroup | Self::MidTreatment | Self::PreEvaluation => false,
        }
    }
}

words! {
    /// What the window of a companion meeting is counted from.
    pub enum Anchor {
        /// The date of the first weekly session; the meeting ends before it begins.
        BeforeFirst = "BEFORE_FIRST",
        /// The two sessions in the middle: from the earlier one's date to the later one's.
        Middle = "MIDDLE",
        /// The date of the last weekly session; the meeting begins after it ends.
        AfterLast = "AFTER_LAST",
    }
}

/// How long before the enrollment a meeting that was held already may lie: a year, so that a clinic which begins in the
/// middle of a course records what led up to it.
pub const RECORDED_BACK: SignedDuration = SignedDuration::from_hours(365 * 24);

/// A meeting that a program asks for, of each client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Companion {
    /// What it is for; a program asks for each once.
    pub kind: CompanionKind,
    /// What its window is counted from.
    pub anchor: Anchor,
    /// The first day of its window, in days from the anchor; negative is before.
    pub earliest_days: i64,
    /// The last day of its window, in days from the anchor.
    pub latest_days: i64,
    /// How long it takes.
    pub minutes: SessionMinutes,
    /// Whether it is listed as missing until it is scheduled.
    pub required: bool,
}

/// Companion meetings that no program can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCompanions {
    /// One twice.
    #[error("a program asks for {0} once")]
    Repeated(CompanionKind),
    /// A window that ends before it begins, or is too far away.
    #[error(
        "the window of {0} must be -{most} ≤ earliestDays ≤ latestDays ≤ {most}, before the first session none of them above \
         0, after the last none below",
        most = Companion::MOST_DAYS
    )]
    Window(CompanionKind),
    /// Too short or too long.
    #[error("{0}: {1}")]
    Minutes(CompanionKind, InvalidSessionMinutes),
}

impl Companion {
    /// The farthest a window reaches from its anchor, in days.
    pub const MOST_DAYS: i64 = 90;

    const fn is_in_order(&self) -> bool {
        let Self { kind: _, anchor, earliest_days, latest_days, minutes: _, required: _ } = *self;
        let is_near = -Self::MOST_DAYS <= earliest_days && latest_days <= Self::MOST_DAYS;
        let is_aside = match anchor {
            Anchor::BeforeFirst => latest_days <= 0,
            Anchor::Middle => true,
            Anchor::AfterLast => earliest_days >= 0,
        };
        is_near && is_aside && earliest_days <= latest_days
    }
}

/// Checks that a program can ask for these.
///
/// # Errors
/// `Repeated`, `Window`, of the first that breaks a rule.
pub fn check_companions(all: &[Companion]) -> Result<(), InvalidCompanions> {
    for (index, companion) in all.iter().enumerate() {
        if all.iter().take(index).any(|earlier| earlier.kind == companion.kind) {
            return Err(InvalidCompanions::Repeated(companion.kind));
        }
        if !companion.is_in_order() {
            return Err(InvalidCompanions::Window(companion.kind));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn companion(anchor: Anchor, earliest_days: i64, latest_days: i64) -> Companion {
        let (kind, minutes) = (CompanionKind::PostGroup, SessionMinutes::DEFAULT);
        Companion { kind, anchor, earliest_days, latest_days, minutes, required: true }
    }

    #[test]
    fn a_window_lies_on_its_anchors_side_and_is_not_far_away() {
        let check = |anchor, earliest, latest| check_companions(&[companion(anchor, earliest, latest)]);
        assert_eq!(check(Anchor::BeforeFirst, -14, 0), Ok(()));
        assert_eq!(check(Anchor::Middle, -3, 3), Ok(()));
        assert_eq!(check(Anchor::AfterLast, 0, 7), Ok(()));
        let wrong = Err(InvalidCompanions::Window(CompanionKind::PostGroup));
        for (anchor, earliest, latest) in [
            (Anchor::BeforeFirst, -14, 1),
            (Anchor::AfterLast, -1, 7),
            (Anchor::Middle, 3, -3),
            (Anchor::AfterLast, 0, 91),
            (Anchor::BeforeFirst, -91, 0),
        ] {
            assert_eq!(check(anchor, earliest, latest), wrong, "{anchor} {earliest} {latest}");
        }
    }

    #[test]
    fn each_is_asked_for_once() {
        let twice = [companion(Anchor::AfterLast, 0, 7), companion(Anchor::AfterLast, 0, 14)];
        assert_eq!(check_companions(&twice), Err(InvalidCompanions::Repeated(CompanionKind::PostGroup)));
    }
}
