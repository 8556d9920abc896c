//! `[log]`

use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use super::check::Checks;

/// What is logged, and how it looks.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LogSettings {
    /// A level, or levels by module: `info,sqlx=warn`.
    pub level: String,
    /// How it looks.
    pub format: LogFormat,
}

/// How a logged event looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// A line of text.
    Pretty,
    /// A JSON object.
    Json,
}

impl LogSettings {
    pub(super) fn validate(&self, checks: &mut Checks) {
        checks.that(
            is_filter(&self.level),
            "log.level",
            format!("{:?}", self.level),
            "expected off, error, warn, info, debug or trace, or module=level, separated by commas",
        );
    }
}

/// The filter itself takes a misspelt level for the name of a module, and then logs nothing: this does not.
fn is_filter(text: &str) -> bool {
    let known = |part: &str| part.contains('=') || (!part.is_empty() && part.parse::<LevelFilter>().is_ok());
    text.split(',').all(known) && EnvFilter::try_new(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_level_is_not_a_filter() {
        for good in ["info", "warn,sqlx=error", "off", "info,roundel::worker=trace"] {
            assert!(is_filter(good), "{good}");
        }
        for bad in ["inof", "", "info,,", "info,sqlx=loud", "roundel"] {
            assert!(!is_filter(bad), "{bad}");
        }
    }
}
