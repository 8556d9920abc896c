//! How many of several people come, each with a chance of their own, independently.

/// The probabilities that none, one, two … of them come; they add up to 1.
#[must_use]
pub fn poisson_binomial(chances: &[f64]) -> Vec<f64> {
    let mut distribution = vec![1.0];
    for chance in chances {
        let chance = chance.clamp(0.0, 1.0);
        let comes = std::iter::once(0.0).chain(distribution.iter().map(|known| known * chance));
        let stays = distribution.iter().map(|known| known * (1.0 - chance)).chain(std::iter::once(0.0));
        distribution = comes.zip(stays).map(|(comes, stays)| comes + stays).collect();
    }
    distribution
}

/// The probability that at least so many of them come.
#[must_use]
pub fn chance_of_at_least(chances: &[f64], least: usize) -> f64 {
    total(poisson_binomial(chances).into_iter().skip(least)).clamp(0.0, 1.0)
}

/// All of them together. Beginning from 0, for the library's sum of no number is -0.
pub(super) fn total(numbers: impl IntoIterator<Item = f64>) -> f64 {
    numbers.into_iter().fold(0.0, |sum, number| sum + number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same by going through everybody's coming and staying away.
    fn enumerated(chances: &[f64]) -> Vec<f64> {
        let mut distribution = vec![0.0; chances.len() + 1];
        for outcome in 0_u32..1 << chances.len() {
            let comes = |person: usize| outcome & (1 << person) != 0;
            let probability: f64 = chances
                .iter()
                .enumerate()
                .map(|(person, chance)| if comes(person) { *chance } else { 1.0 - chance })
                .product();
            distribution[outcome.count_ones() as usize] += probability;
        }
        distribution
    }

    proptest! {
        #[test]
        fn it_is_what_going_through_every_outcome_gives(chances in prop::collection::vec(0.0_f64..=1.0, 0..10)) {
            let exact = poisson_binomial(&chances);
            prop_assert!(exact.iter().zip(enumerated(&chances)).all(|(a, b)| (a - b).abs() < 1e-12));
        }

        #[test]
        fn it_adds_up_to_one_and_to_the_mean(chances in prop::collection::vec(0.0_f64..=1.0, 0..60)) {
            let exact = poisson_binomial(&chances);
            prop_assert!((exact.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            let mean: f64 = exact.iter().enumerate().map(|(people, p)| people as f64 * p).sum();
            prop_assert!((mean - chances.iter().sum::<f64>()).abs() < 1e-9);
        }
    }

    #[test]
    fn at_least_none_is_certain_and_more_than_there_are_is_impossible() {
        assert_eq!(chance_of_at_least(&[], 0), 1.0);
        assert_eq!(chance_of_at_least(&[], 1), 0.0);
        assert_eq!(chance_of_at_least(&[0.5, 0.5], 3), 0.0);
        assert!((chance_of_at_least(&[0.5, 0.5], 1) - 0.75).abs() < 1e-12);
    }

    #[test]
    fn what_is_impossible_has_no_sign() {
        for chances in [&[0.0; 0][..], &[0.0], &[-0.0], &[0.5, 0.5]] {
            assert!(chance_of_at_least(chances, chances.len() + 1).is_sign_positive(), "{chances:?}");
        }
        assert!(total([]).is_sign_positive() && total([-0.0]).is_sign_positive());
    }
}
