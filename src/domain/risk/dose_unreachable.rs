//! The rule `DOSE_UNREACHABLE`: what was received and what may still be is less than the program asks for. Sessions that were
//! promised and are not scheduled yet may still be received.

use super::course::Course;
use super::episode::Episode;
use super::evidence::{DoseThen, Evidence};
use super::kind::RiskKind;
use super::state::Severity;
use crate::domain::attendance::{Dose, Occasion};

/// One amber episode of the whole enrollment. Sessions added, make-ups, or a smaller minimum end it.
pub(super) fn episode(course: &Course<'_>) -> Option<Episode> {
    let trigger = course.known.anchor?;
    let dose = Dose::of(course.ledger, course.known.promised, course.known.minimum, false);
    let possible = dose.possible + not_scheduled(course);
    let held = course.opportunities();
    let misses: Vec<_> = held.iter().copied().filter(|entry| entry.effect().is_miss()).collect();
    let is_active = !misses.is_empty() && dose.received() + possible < dose.minimum;
    let then = DoseThen { received: dose.received(), possible, minimum: dose.minimum };
    Some(Episode {
        kind: RiskKind::DoseUnreachable,
        trigger,
        is_active,
        only_if_raised: !is_active,
        severity: Severity::Amber,
        evidence: Evidence { dose: Some(then), ..Evidence::after(course, held.len(), &misses) },
    })
}

/// Sessions promised beyond those that are scheduled or were held, whatever was marked there.
fn not_scheduled(course: &Course<'_>) -> u32 {
    let scheduled =
        course.ledger.entries().iter().filter(|entry| entry.occasion == Occasion::Regular).count();
    course.known.promised.saturating_sub(u32::try_from(scheduled).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::samples::ledger_until;

    fn unreachable(marks: &str, begun: u32) -> bool {
        episode(&Sample::of(ledger_until(marks, begun)).promised(12).course()).unwrap().is_active
    }

    #[test]
    fn it_is_about_what_can_no_longer_be_received() {
        assert!(!unreachable("NNNN........", 4), "eight are to come");
        assert!(unreachable("NNNNN.......", 5), "seven are");
        assert!(!unreachable("NNNNN+.......", 6), "and one was made up");
        assert!(!unreachable("NNNN", 4), "eight of those promised are not scheduled yet");
    }
}
