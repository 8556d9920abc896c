//! `roundel migrate`

use clap::Args;

use super::error::CliError;
use super::open;
use super::output::{line, note};
use crate::config::DatabaseSettings;
use crate::domain::audit::LogExposure;

const EXAMPLES: &str = "\
Examples:
  roundel migrate --database-url sqlite://roundel.db
  roundel migrate --dry-run
  roundel migrate --database-url postgres://owner@db/clinic --grant-to roundel

--grant-to ROLE is for PostgreSQL: run it as the owner of the database, and `serve` and `worker` as ROLE, which must \
exist. It can read and write what the service reads and writes, add to the audit log, and change nothing of it.
Run it after every upgrade; it also takes back what that role was given besides.";

/// Create the database's tables, or bring them up to date. Harmless when there is nothing to do.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct MigrateArgs {
    /// Change nothing: list the migrations that would run, in order
    #[arg(long)]
    pub dry_run: bool,
    /// Then grant this role of the server what the service needs, and no more (PostgreSQL only)
    #[arg(long, value_name = "ROLE", conflicts_with = "dry_run")]
    pub grant_to: Option<String>,
}

/// Brings the database up to date and prints the name of each migration it took, or lists those it lacks; then grants a
/// role what the service needs, if asked to.
///
/// # Errors
/// `Refused` if that can't be granted, `Database` if it can't be used or a migration fails, `Output` if the names can't be
/// printed.
pub async fn run(args: &MigrateArgs, settings: &DatabaseSettings) -> Result<(), CliError> {
    let MigrateArgs { dry_run, grant_to } = args;
    let (names, granted) = match grant_to {
        Some(role) => {
            let (names, left) = open::migrate_and_grant(settings, role).await?;
            (names, Some((role, left)))
        }
        None if *dry_run => (open::pending(settings).await?, None),
        None => (open::migrate(settings).await?, None),
    };
    let count = names.len();
    note(&match (count, dry_run) {
        (0, _) => format!("{} is up to date: nothing to do", settings.url),
        (_, true) => format!("{} lacks these migrations ({count}); nothing was changed:", settings.url),
        (_, false) => format!("{} is up to date now; it took these migrations ({count}):", settings.url),
    });
    if !names.is_empty() {
        line(&names.join("\n"))?;
    }
    if let Some((role, left)) = granted {
        note(&format!("the role {role} has what the service needs; {}", told(&left)));
    }
    Ok(())
}

/// Whether what was granted is all that the role has.
fn told(left: &LogExposure) -> String {
    match left {
        LogExposure::Sealed => "it can add to the audit log and not change it".to_owned(),
        LogExposure::Privileges(more) => {
            format!("but by another role, or as everybody (PUBLIC), it still has: {}", more.join(", "))
        }
        LogExposure::Owner | LogExposure::Superuser => "but it could change the audit log".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::examples_parse;

    #[test]
    fn its_examples_parse() {
        examples_parse::<MigrateArgs>("migrate", EXAMPLES);
    }
}
