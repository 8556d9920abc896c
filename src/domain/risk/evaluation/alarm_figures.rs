//! What a rule's alarms come to, for the people who answer them.

use std::collections::{BTreeMap, BTreeSet};

use super::alarm::Alarm;
use super::landmark::Landmark;
use super::not_enough::NotEnough;

/// A part of a number of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub numerator: usize,
    /// Of how many.
    pub denominator: usize,
}

impl Share {
    /// The part, from 0 to 1; nothing of nothing.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        let Self { numerator, denominator } = self;
        (denominator > 0).then(|| numerator as f64 / denominator as f64)
    }
}

/// What a rule's alarms come to.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmFigures {
    /// The rule.
    pub alarm: Alarm,
    /// Alarms in a hundred sessions judged.
    pub per_100_sessions: Result<f64, NotEnough>,
    /// How many of the alarms were about a client who never came again.
    pub right: Share,
    /// How many of the clients who stopped had an alarm after their last attendance.
    pub sensitivity: Share,
    /// How many of the clients who did not stop had an alarm.
    pub false_alarms: Share,
    /// Sessions still to come at the first alarm after the last attendance, the median of the clients found.
    pub lead_time: Option<f64>,
}

/// What `alarm` comes to in these rows, each client's in order of time.
pub(super) fn alarm_figures(alarm: Alarm, rows: &[&Landmark]) -> AlarmFigures {
    let raised: Vec<&Landmark> = rows.iter().copied().filter(|row| alarm.is_raised(row)).collect();
    let (right, wrong): (Vec<_>, Vec<_>) = raised.iter().copied().partition(|row| row.never_again);
    let clients: BTreeSet<usize> = rows.iter().map(|row| row.client).collect();
    let stopped: BTreeSet<usize> = rows.iter().filter(|row| row.never_again).map(|row| row.client).collect();
    let mut found: BTreeMap<usize, u32> = BTreeMap::new();
    for row in &right {
        found.entry(row.client).or_insert(row.coming);
    }
    let false_alarms: BTreeSet<usize> =
        wrong.iter().map(|row| row.client).filter(|client| !stopped.contains(client)).collect();
    let all = Share { numerator: raised.len(), denominator: rows.len() };
    AlarmFigures {
        alarm,
        per_100_sessions: all.value().map(|share| 100.0 * share).ok_or(NotEnough::NoRows),
        right: Share { numerator: right.len(), denominator: raised.len() },
        sensitivity: Share { numerator: found.len(), denominator: stopped.len() },
        false_alarms: Share { numerator: false_alarms.len(), denominator: clients.len() - stopped.len() },
        lead_time: median(found.into_values().collect()),
    }
}

fn median(mut values: Vec<u32>) -> Option<f64> {
    values.sort_unstable();
    let last = values.len().checked_sub(1)?;
    Some(f64::midpoint(f64::from(values[last / 2]), f64::from(values[last.div_ceil(2)])))
}
