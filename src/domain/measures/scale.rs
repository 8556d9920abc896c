//! How an instrument counts: its items, the range of its total, and what a total and a change mean.

use std::collections::BTreeSet;

/// The items of an instrument: each answered from 0 to `most`, added up to the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Items {
    /// How many.
    pub count: usize,
    /// The greatest answer; the least is 0.
    pub most: u8,
}

/// A part of the range that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// The least total that lies in it; it reaches to the next band.
    pub from: i32,
    /// What it is called.
    pub name: String,
}

/// How an instrument counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Its items; none if only the total is kept.
    pub items: Option<Items>,
    /// The least total.
    pub minimum: i32,
    /// The greatest total.
    pub maximum: i32,
    /// Whether a higher total is worse.
    pub higher_is_worse: bool,
    /// Its bands, from the least total up; totals below the first lie in none.
    pub bands: Vec<Band>,
    /// By how many points at least two readings differ if the change is no chance of measuring; none if nobody said.
    pub reliable_change: Option<i32>,
    /// By how many points they differ if a client notices; none if nobody said.
    pub important_difference: Option<i32>,
    /// Totals below it are a remission; none if that is not defined.
    pub remission_below: Option<i32>,
    /// Whether half of the baseline is a response.
    pub has_response: bool,
}

/// A scale that can't be counted on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidScale {
    /// The range is empty or beyond what is kept.
    #[error(
        "a total of {minimum} to {maximum} is no range: it must be -{most} ≤ minimum < maximum ≤ {most}",
        most = Scale::MOST
    )]
    Range {
        /// What was given.
        minimum: i32,
        /// What was given.
        maximum: i32,
    },
    /// Bands are not given from the least total up, or lie outside of the range.
    #[error(
        "the band `{name}` from {from} must begin within {minimum} to {maximum}, above the band before it"
    )]
    BandFrom {
        /// Its name.
        name: String,
        /// Where it would begin.
        from: i32,
        /// The least total.
        minimum: i32,
        /// The greatest total.
        maximum: i32,
    },
    /// Two bands of one name.
    #[error("two bands are called `{0}`: give each its own name")]
    BandTwice(String),
    /// Too many bands.
    #[error("{0} bands are too many: at most {most}", most = Scale::MOST_BANDS)]
    TooManyBands(usize),
    /// A difference that no two totals have.
    #[error("a reliable change of {given} points is none: it must be 1 to {span}, the width of the range")]
    ReliableChange {
        /// What was given.
        given: i32,
        /// The greatest difference of two totals.
        span: i32,
    },
}

impl Scale {
    /// How far from 0 a total may lie.
    pub const MOST: i32 = 100_000;
    /// How many bands an instrument may have.
    pub const MOST_BANDS: usize = 12;

    /// Checks the scale of a clinic's own instrument.
    ///
    /// # Errors
    /// The first rule of `InvalidScale` that it breaks.
    pub fn check(&self) -> Result<(), InvalidScale> {
        let Self { minimum, maximum, bands, reliable_change, .. } = self;
        let (minimum, maximum) = (*minimum, *maximum);
        if minimum < -Self::MOST || maximum > Self::MOST || minimum >= maximum {
            return Err(InvalidScale::Range { minimum, maximum });
        }
        if bands.len() > Self::MOST_BANDS {
            return Err(InvalidScale::TooManyBands(bands.len()));
        }
        let mut least = minimum;
        let mut names = BTreeSet::new();
        for Band { from, name } in bands {
            if *from < least || *from > maximum {
                return Err(InvalidScale::BandFrom { name: name.clone(), from: *from, minimum, maximum });
            }
            least = from.saturating_add(1);
            if !names.insert(name) {
                return Err(InvalidScale::BandTwice(name.clone()));
            }
        }
        let span = maximum - minimum;
        match *reliable_change {
            Some(given) if !(1..=span).contains(&given) => Err(InvalidScale::ReliableChange { given, span }),
            _ => Ok(()),
        }
    }

    /// The band that a total lies in.
    #[must_use]
    pub fn band_of(&self, total: i32) -> Option<&Band> {
        self.bands.iter().rfind(|band| band.from <= total)
    }

    /// By how many points a total is better than the baseline; negative is worse.
    #[must_use]
    pub const fn improvement(&self, baseline: i32, total: i32) -> i32 {
        if self.higher_is_worse { baseline - total } else { total - baseline }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(minimum: i32, maximum: i32, bands: &[(i32, &str)], reliable_change: Option<i32>) -> Scale {
        Scale {
            items: None,
            minimum,
            maximum,
            higher_is_worse: true,
            bands: bands.iter().map(|(from, name)| Band { from: *from, name: (*name).to_owned() }).collect(),
            reliable_change,
            important_difference: None,
            remission_below: None,
            has_response: false,
        }
    }

    #[test]
    fn a_scale_has_a_range_and_bands_that_go_up_within_it() {
        assert_eq!(scale(0, 60, &[(0, "low"), (20, "high")], Some(9)).check(), Ok(()));
        assert_eq!(scale(5, 5, &[], None).check(), Err(InvalidScale::Range { minimum: 5, maximum: 5 }));
        let beyond = |from| {
            let name = "high".to_owned();
            Err(InvalidScale::BandFrom { name, from, minimum: 0, maximum: 60 })
        };
        assert_eq!(scale(0, 60, &[(20, "low"), (20, "high")], None).check(), beyond(20));
        assert_eq!(scale(0, 60, &[(61, "high")], None).check(), beyond(61));
        let twice = scale(0, 60, &[(1, "high"), (2, "high")], None).check();
        assert_eq!(twice, Err(InvalidScale::BandTwice("high".to_owned())));
        let none = scale(0, 60, &[], Some(0)).check();
        assert_eq!(none, Err(InvalidScale::ReliableChange { given: 0, span: 60 }));
    }

    #[test]
    fn a_total_below_the_first_band_lies_in_none() {
        let scale = scale(0, 60, &[(10, "some"), (20, "much")], None);
        let name = |total| scale.band_of(total).map(|band| band.name.as_str());
        assert_eq!(
            [9, 10, 19, 20, 60].map(name),
            [None, Some("some"), Some("some"), Some("much"), Some("much")]
        );
    }
}
