//! The steps that the phases of a program name.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::bounds::Phase;
use crate::domain::name::Name;

/// What a step is known by, within a program: 1 to 40 capital letters, digits and underscores, such as `INVENTORY`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepCode(String);

/// The text is no code of a step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no code of a step: give 1 to 40 capital letters, digits and underscores, such as INVENTORY"
)]
pub struct InvalidStepCode(pub String);

impl StepCode {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StepCode {
    type Err = InvalidStepCode;
    fn from_str(given: &str) -> Result<Self, InvalidStepCode> {
        let is_plain = given.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if is_plain && (1..=40).contains(&given.len()) {
            Ok(Self(given.to_owned()))
        } else {
            Err(InvalidStepCode(given.to_owned()))
        }
    }
}

impl fmt::Display for StepCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A step of a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseStep {
    /// In which phase it is due.
    pub phase: Phase,
    /// What it is known by; each once in a program.
    pub code: StepCode,
    /// What it is called.
    pub label: Name,
}

/// The steps of interpersonal psychotherapy, phase by phase: inventory, problem area and contract; a review; the ending spoken
/// of, gains reviewed, what may come after planned (Weissman, Markowitz, Klerman 2018, The Guide to Interpersonal Psychotherapy).
const DEFAULT_STEPS: [(Phase, &str, &str); 7] = [
    (Phase::Initial, "INVENTORY", "Interpersonal inventory"),
    (Phase::Initial, "PROBLEM_AREA_AGREED", "Problem area agreed"),
    (Phase::Initial, "GOALS_SET", "Goals set"),
    (Phase::Middle, "PROGRESS_REVIEWED", "Progress reviewed"),
    (Phase::Ending, "ENDING_DISCUSSED", "Ending discussed"),
    (Phase::Ending, "GAINS_REVIEWED", "Gains reviewed"),
    (Phase::Ending, "FUTURE_PLANNED", "Warning signs and further help planned"),
];

/// The steps of a program that names none of its own.
#[must_use]
pub fn default_steps() -> Vec<PhaseStep> {
    let step = |(phase, code, label): &(Phase, &str, &str)| {
        Some(PhaseStep { phase: *phase, code: code.parse().ok()?, label: label.parse().ok()? })
    };
    DEFAULT_STEPS.iter().filter_map(step).collect()
}

/// Steps that no program can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSteps {
    /// Two of one code.
    #[error("two steps have the code {0}: give each its own")]
    Repeated(StepCode),
    /// More than anybody ticks off.
    #[error("{0} steps are too many: at most {MOST_STEPS}")]
    TooMany(usize),
}

/// How many steps a program may have.
const MOST_STEPS: usize = 40;

/// Checks that a program can have these steps.
///
/// # Errors
/// The first rule that they break.
pub fn check_steps(steps: &[PhaseStep]) -> Result<(), InvalidSteps> {
    if steps.len() > MOST_STEPS {
        return Err(InvalidSteps::TooMany(steps.len()));
    }
    let mut codes = BTreeSet::new();
    match steps.iter().find(|step| !codes.insert(&step.code)) {
        Some(step) => Err(InvalidSteps::Repeated(step.code.clone())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phase_has_its_default_steps() {
        let steps = default_steps();
        assert_eq!(steps.len(), DEFAULT_STEPS.len(), "each can be read");
        assert_eq!(check_steps(&steps), Ok(()));
        for phase in Phase::ALL {
            assert!(steps.iter().any(|step| step.phase == *phase), "{phase}");
        }
    }

    #[test]
    fn a_code_is_a_word_of_its_own() {
        for wrong in ["", "inventory", "A B", "Ä", &"A".repeat(41)] {
            assert_eq!(wrong.parse::<StepCode>(), Err(InvalidStepCode(wrong.to_owned())));
        }
        let mut steps = default_steps();
        steps.extend(default_steps().into_iter().take(1));
        let refused = check_steps(&steps).unwrap_err();
        assert_eq!(refused.to_string(), "two steps have the code INVENTORY: give each its own");
    }
}
