//! An attendance rate that says what it was divided by.

use std::iter::Sum;
use std::ops::Add;

use super::effect::Effect;

/// Attended of opportunities, and how many participations nobody has marked yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AttendanceRate {
    /// The numerator: sessions attended, wholly or for a part.
    pub attended: u32,
    /// The denominator: sessions that took place while the client was expected, and were marked.
    pub opportunities: u32,
    /// What may still enter the denominator.
    pub unrecorded: u32,
}

impl AttendanceRate {
    /// Attended per opportunity, 0..=1; `None` where there was no opportunity.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        (self.opportunities > 0).then(|| f64::from(self.attended) / f64::from(self.opportunities))
    }
}

impl FromIterator<Effect> for AttendanceRate {
    fn from_iter<I: IntoIterator<Item = Effect>>(effects: I) -> Self {
        effects
            .into_iter()
            .map(|effect| Self {
                attended: u32::from(effect.is_attended()),
                opportunities: u32::from(effect.is_opportunity()),
                unrecorded: u32::from(effect == Effect::Unrecorded),
            })
            .sum()
    }
}

impl Add for AttendanceRate {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            attended: self.attended.saturating_add(other.attended),
            opportunities: self.opportunities.saturating_add(other.opportunities),
            unrecorded: self.unrecorded.saturating_add(other.unrecorded),
        }
    }
}

impl Sum for AttendanceRate {
    fn sum<I: Iterator<Item = Self>>(rates: I) -> Self {
        rates.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: [Effect; 6] = [
        Effect::Attended,
        Effect::Missed { explained: true },
        Effect::Missed { explained: false },
        Effect::MadeUp,
        Effect::Unrecorded,
        Effect::Nothing,
    ];

    #[test]
    fn a_rate_counts_only_opportunities_and_names_what_is_unrecorded() {
        let rate: AttendanceRate = EVERY.into_iter().collect();
        assert_eq!(rate, AttendanceRate { attended: 1, opportunities: 3, unrecorded: 1 });
        assert_eq!(rate.ratio(), Some(1.0 / 3.0));
    }

    #[test]
    fn no_opportunity_is_no_ratio() {
        let rate: AttendanceRate =
            [Effect::Unrecorded, Effect::MadeUp, Effect::Nothing].into_iter().collect();
        assert_eq!(rate.ratio(), None);
        assert_eq!(AttendanceRate::default().ratio(), None);
    }

    #[test]
    fn rates_add_up_wherever_they_are_cut() {
        let whole: AttendanceRate = EVERY.into_iter().collect();
        for cut in 0..=EVERY.len() {
            let (left, right) = EVERY.split_at(cut);
            let parts = [left, right].map(|part| part.iter().copied().collect::<AttendanceRate>());
            assert_eq!(parts.into_iter().sum::<AttendanceRate>(), whole);
        }
    }
}
