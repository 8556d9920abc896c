//! Looking at everything, in order.

use clap::Args;

use super::checks;
use super::finding::{Finding, State};
use super::telling;
use crate::app::health::examine;
use crate::app::series::examine_session_times;
use crate::cli::again::Again;
use crate::cli::error::CliError;
use crate::cli::open::{Opened, is_missing, pending};
use crate::cli::output::line;
use crate::cli::work::reach_mail;
use crate::config::Settings;

const EXAMPLES: &str = "\
Examples:
  roundel doctor
  roundel --config roundel.toml doctor";

/// Arguments of `doctor`: none.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct DoctorArgs {}

/// Looks at configuration, database, migrations, clock, worker, time zone data and mail, and prints a line for each, and one
/// where a clinic lacks crisis lines, a name in its mails tells too much, or mails lack links. It changes nothing and sends nothing; the configuration has been checked before this runs.
///
/// # Errors
/// `Refused` if anything does not work, after all lines are printed; warnings are none. `Output`.
pub async fn run(settings: &Settings, again: &Again) -> Result<(), CliError> {
    let mut findings = vec![Finding::ok("configuration", "every key has a value that can be used")];
    findings.extend(look_at_database(settings, again).await);
    findings.push(checks::of_zones());
    findings.push(checks::of_mail(&settings.mail, reach_mail(&settings.mail).await));
    findings.extend(telling::of_sender_name(&settings.mail));
    findings.extend(checks::of_mail_links(&settings.http));
    for finding in &findings {
        line(&finding.to_string())?;
    }
    match findings.iter().filter(|finding| finding.state == State::Failed).count() {
        0 => Ok(()),
        count => Err(CliError::Refused(format!("{count} of {} checks failed", findings.len()))),
    }
}

async fn look_at_database(settings: &Settings, again: &Again) -> Vec<Finding> {
    match is_missing(&settings.database) {
        Ok(true) => return vec![checks::of_no_database(&settings.database.url, again)],
        Ok(false) => {}
        Err(error) => return vec![Finding::failed("database", error.message())],
    }
    let migrations = match pending(&settings.database).await {
        Ok(names) if names.is_empty() => Finding::ok("migrations", "none is lacking"),
        Ok(names) => {
            let told = format!("{} lacking: run `roundel migrate`", names.len());
            return vec![Finding::failed("migrations", told)];
        }
        Err(error) => return vec![Finding::failed("database", error.message())],
    };
    let opened = match Opened::open(&settings.database, again).await {
        Ok(opened) => opened,
        Err(error) => return vec![Finding::failed("database", error.message()), migrations],
    };
    let mut findings = match examine(&opened.app).await {
        Ok(found) => checks::of_examination(&found, &settings.database.url),
        Err(failure) => vec![Finding::failed("database", opened.failed("examining it", failure).message())],
    };
    findings.push(match examine_session_times(&opened.app).await {
        Ok(times) => checks::of_session_times(&times),
        Err(failure) => {
            Finding::failed("session times", opened.failed("counting sessions", failure).message())
        }
    });
    findings.push(migrations);
    if let Err(error) = opened.close().await {
        findings.push(Finding::failed("database", error.message()));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::examples_parse;

    #[test]
    fn its_examples_parse() {
        examples_parse::<DoctorArgs>("doctor", EXAMPLES);
    }
}
