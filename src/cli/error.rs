//! What a command fails with: a message and an exit code.

use std::error::Error;
use std::process::ExitCode;

use super::output::error_line;
use crate::config::ConfigError;
use crate::telemetry::TelemetryError;
use crate::worker::InvalidSchedule;

/// The exit codes, as `--help` tells them.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed, or refused
  2  the command line is wrong
  3  the configuration is wrong: the message names file or variable, key and what is allowed
  4  the database cannot be reached, is locked, or is not migrated";

/// A command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The settings cannot be used.
    #[error(transparent)]
    Configuration(#[from] ConfigError),
    /// A job's schedule cannot be used.
    #[error(transparent)]
    Schedule(#[from] InvalidSchedule),
    /// The database cannot be reached, is locked by another server, or has not been migrated.
    #[error("the database cannot be used")]
    Database(#[source] Box<dyn Error + Send + Sync>),
    /// Logging could not start.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// What was asked for is not done, for a reason the asker can change.
    #[error("{0}")]
    Refused(String),
    /// Something went wrong on the way.
    #[error("{doing}")]
    Failed {
        /// What was being done: "creating the clinic".
        doing: &'static str,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The terminal or file that the output goes to took no more.
    #[error("cannot write the output")]
    Output(#[from] std::io::Error),
}

impl CliError {
    /// The process's exit code, as `--help` tells it.
    #[must_use]
    pub const fn code(&self) -> u8 {
        match self {
            Self::Refused(_) | Self::Failed { .. } | Self::Output(_) | Self::Telemetry(_) => 1,
            Self::Configuration(_) | Self::Schedule(_) => 3,
            Self::Database(_) => 4,
        }
    }

    /// The message with its causes, most general first; a cause that the message before it tells already is left out.
    #[must_use]
    pub fn message(&self) -> String {
        let first: &dyn Error = self;
        let mut message = first.to_string();
        for cause in std::iter::successors(first.source(), |error| (*error).source()) {
            let cause = cause.to_string();
            if !message.ends_with(&cause) {
                message = format!("{message}: {cause}");
            }
        }
        message
    }
}

/// Prints what went wrong, if something did, and gives the process's exit code.
pub fn exit_code(result: Result<(), CliError>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error_line(&error.message());
            ExitCode::from(error.code())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_carries_its_causes() {
        let cause = std::io::Error::other("connection refused");
        let error = CliError::Database(Box::new(cause));
        assert_eq!(error.message(), "the database cannot be used: connection refused");
        assert_eq!(error.code(), 4);
    }

    #[test]
    fn a_cause_that_is_the_message_is_not_said_twice() {
        let error = CliError::from(InvalidSchedule::NeverFires("0 0 0 30 2 *".to_owned()));
        assert_eq!(error.message(), "`0 0 0 30 2 *` never fires");
        assert_eq!(error.code(), 3);
    }
}
