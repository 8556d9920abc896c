//! Collects what is wrong with values that have the right type.

use std::fmt::Display;
use std::ops::RangeInclusive;

/// One value that is not allowed.
pub(super) struct Invalid {
    pub key: &'static str,
    pub given: String,
    pub allowed: String,
}

/// All the values of a configuration that are not allowed.
#[derive(Default)]
pub(super) struct Checks {
    pub found: Vec<Invalid>,
}

impl Checks {
    /// Wants `value` within `range`; `unit` as in "bytes".
    pub fn within(&mut self, key: &'static str, value: u64, range: RangeInclusive<u64>, unit: &str) {
        let allowed = format!("expected {} to {} {unit}", range.start(), range.end());
        self.that(range.contains(&value), key, value, allowed);
    }

    /// Wants text that is not empty and fits on one line.
    pub fn one_line(&mut self, key: &'static str, value: &str) {
        let fits = !value.trim().is_empty() && !value.contains(char::is_control);
        self.that(fits, key, format!("{value:?}"), "expected text on one line, not empty");
    }

    /// Wants `fine` to hold. `given` is shown: never pass a secret.
    pub fn that(&mut self, fine: bool, key: &'static str, given: impl Display, allowed: impl Into<String>) {
        if !fine {
            self.found.push(Invalid { key, given: given.to_string(), allowed: allowed.into() });
        }
    }
}
