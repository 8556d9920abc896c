//! Whether probabilities are as high as they should be: logistic regression of the outcome on their log odds.

use super::not_enough::NotEnough;

/// Newton's method is given up after so many steps.
const STEPS: usize = 50;

/// A step this small is the last one.
const CLOSE: f64 = 1e-8;

/// Lines this steep are those of scores that tell the outcomes apart completely: there is no best one.
const STEEPEST: f64 = 100.0;

/// How far probabilities are off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Calibration {
    /// 1 if they are as extreme as they should be; less if they are too extreme.
    pub(super) slope: f64,
    /// 0 if they are right on average; more if they are too low (log odds, at slope 1).
    pub(super) intercept: f64,
}

/// Measures (probability, how many of it had the other outcome, how many had it).
pub(super) fn calibration(rows: &[(f64, f64, f64)]) -> Result<Calibration, NotEnough> {
    if rows.iter().any(|(probability, ..)| *probability <= 0.0 || *probability >= 1.0) {
        return Err(NotEnough::NoProbability);
    }
    let rows: Vec<_> = rows
        .iter()
        .map(|(probability, without, with)| Row {
            log_odds: (probability / (1.0 - probability)).ln(),
            without: *without,
            with: *with,
        })
        .collect();
    let (_, slope) = fit(&rows, true)?;
    let (intercept, _) = fit(&rows, false)?;
    Ok(Calibration { slope, intercept })
}

struct Row {
    log_odds: f64,
    without: f64,
    with: f64,
}

/// The most likely intercept and slope; the slope stays 1 unless it is `free`.
fn fit(rows: &[Row], free: bool) -> Result<(f64, f64), NotEnough> {
    let (mut intercept, mut slope) = (0.0, 1.0);
    for _ in 0..STEPS {
        let (by_intercept, by_slope) = step(rows, intercept, slope, free);
        intercept += by_intercept;
        slope += by_slope;
        if !(intercept.abs() < STEEPEST && slope.abs() < STEEPEST) {
            return Err(NotEnough::NoFit);
        }
        if by_intercept.abs() + by_slope.abs() < CLOSE {
            return Ok((intercept, slope));
        }
    }
    Err(NotEnough::NoFit)
}

/// Newton's step; not finite where the likelihood has no curvature.
fn step(rows: &[Row], intercept: f64, slope: f64, free: bool) -> (f64, f64) {
    let (mut gradient, mut gradient_slope) = (0.0, 0.0);
    let (mut curvature, mut mixed, mut curvature_slope) = (0.0, 0.0, 0.0);
    for Row { log_odds, without, with } in rows {
        let probability = 1.0 / (1.0 + (-(intercept + slope * log_odds)).exp());
        let missing = with - (with + without) * probability;
        let weight = (with + without) * probability * (1.0 - probability);
        gradient += missing;
        gradient_slope += missing * log_odds;
        curvature += weight;
        mixed += weight * log_odds;
        curvature_slope += weight * log_odds * log_odds;
    }
    if !free {
        return (gradient / curvature, 0.0);
    }
    let determinant = curvature * curvature_slope - mixed * mixed;
    (
        (curvature_slope * gradient - mixed * gradient_slope) / determinant,
        (curvature * gradient_slope - mixed * gradient) / determinant,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_that_come_true_have_slope_one_and_intercept_zero() {
        let fitted = calibration(&[(0.2, 80.0, 20.0), (0.5, 50.0, 50.0), (0.9, 10.0, 90.0)]).unwrap();
        assert!((fitted.slope - 1.0).abs() < 1e-6 && fitted.intercept.abs() < 1e-6, "{fitted:?}");
    }

    #[test]
    fn probabilities_that_are_too_extreme_or_too_low_are_told_apart() {
        let extreme = calibration(&[(0.1, 70.0, 30.0), (0.9, 30.0, 70.0)]).unwrap();
        assert!(extreme.slope < 0.5 && extreme.intercept.abs() < 1e-6, "{extreme:?}");
        let low = calibration(&[(0.1, 80.0, 20.0), (0.2, 60.0, 40.0)]).unwrap();
        assert!(low.intercept > 0.5, "{low:?}");
    }

    #[test]
    fn where_no_line_fits_none_is_given() {
        assert_eq!(calibration(&[(0.0, 1.0, 0.0), (0.5, 1.0, 1.0)]), Err(NotEnough::NoProbability));
        assert_eq!(calibration(&[(0.4, 5.0, 3.0)]), Err(NotEnough::NoFit), "one score everywhere");
        assert_eq!(calibration(&[(0.4, 5.0, 0.0), (0.6, 0.0, 5.0)]), Err(NotEnough::NoFit), "told apart");
    }
}
