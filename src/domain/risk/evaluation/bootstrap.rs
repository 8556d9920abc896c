//! Samples of the clients, drawn with replacement: how much a figure would differ had other clients come.

use super::not_enough::NotEnough;
use crate::domain::randomness::Entropy;

/// The share of samples that must have a figure for there to be an interval.
const USABLE: f64 = 0.9;

/// An interval leaves out this share of the samples at each end.
const LEFT_OUT: f64 = 0.025;

/// How samples are drawn.
#[derive(Clone, Copy)]
pub struct Resampling<'a> {
    /// How many.
    pub times: u32,
    /// By which chance.
    pub entropy: &'a dyn Entropy,
}

impl Resampling<'_> {
    /// How often each of the clients is in the next sample, which is as large as all of them.
    pub(super) fn draw(&self, clients: usize) -> Vec<u32> {
        let mut times = vec![0; clients];
        let mut bytes = vec![0; clients * size_of::<u32>()];
        self.entropy.fill(&mut bytes);
        for drawn in bytes.as_chunks().0 {
            // Below `clients`: the number drawn as a share of all there are.
            let at = (u64::from(u32::from_le_bytes(*drawn)) * clients as u64) >> u32::BITS;
            times[at as usize] += 1;
        }
        times
    }
}

/// The 95 % interval of a figure that was measured on many samples, and could not be on some.
pub(super) fn interval(samples: Vec<Option<f64>>) -> Result<(f64, f64), NotEnough> {
    let enough = USABLE * samples.len() as f64;
    let mut figures: Vec<f64> = samples.into_iter().flatten().collect();
    figures.sort_by(f64::total_cmp);
    let last = figures.len().checked_sub(1).filter(|_| figures.len() as f64 >= enough);
    let last = last.ok_or(NotEnough::FewSamples)?;
    let lower = (LEFT_OUT * last as f64).round() as usize;
    Ok((figures[lower], figures[last - lower]))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(std::sync::Mutex<u8>);

    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            let mut next = self.0.lock().unwrap();
            for byte in bytes {
                *next = next.wrapping_mul(181).wrapping_add(101);
                *byte = *next;
            }
        }
    }

    #[test]
    fn a_sample_is_as_large_as_all_clients_and_chance_may_choose_each() {
        let resampling = Resampling { times: 1, entropy: &Counting(std::sync::Mutex::new(7)) };
        let mut ever = [0; 5];
        for _ in 0..50 {
            let drawn = resampling.draw(5);
            assert_eq!(drawn.iter().sum::<u32>(), 5);
            for (sum, times) in ever.iter_mut().zip(drawn) {
                *sum += times;
            }
        }
        assert!(ever.iter().all(|times| *times > 10), "{ever:?}");
        assert_eq!(resampling.draw(0), [0; 0]);
    }

    #[test]
    fn an_interval_leaves_out_the_ends_and_needs_most_samples() {
        let samples: Vec<_> = (0..=200).rev().map(|value| Some(f64::from(value))).collect();
        assert_eq!(interval(samples.clone()), Ok((5.0, 195.0)));
        assert_eq!(interval([samples, vec![None; 100]].concat()), Err(NotEnough::FewSamples));
        assert_eq!(interval(Vec::new()), Err(NotEnough::FewSamples));
    }
}
