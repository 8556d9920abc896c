//! Which command runs.

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::again::{Again, program};
use super::audit::{self, AuditArgs};
use super::clinic::{self, ClinicArgs};
use super::closure::{self, ClosureArgs};
use super::config::{self, ConfigArgs};
use super::demo::{self, DemoArgs};
use super::doctor::{self, DoctorArgs};
use super::error::{CliError, EXIT_CODES};
use super::export::{self, ExportArgs};
use super::global::GlobalArgs;
use super::import::{self, ImportArgs};
use super::jobs::{self, JobsArgs};
use super::mail::{self, MailArgs};
use super::migrate::{self, MigrateArgs};
use super::own_examples::with_own_examples;
use super::risk::{self, RiskArgs};
use super::schema::{self, SchemaArgs};
use super::serve::{self, ServeArgs};
use super::token::{self, TokenArgs};
use super::user::{self, UserArgs};
use super::worker::{self, WorkerArgs};
use crate::config::{FlagValue, LogFormat, Settings, Sources, load, own_variables};
use crate::telemetry::{self, EventFormat};

/// Schedules weekly psychotherapy, keeps the attendance ledger, flags who may not return, and mails reminders.
#[derive(Debug, Parser)]
#[command(name = "roundel", version, after_help = EXIT_CODES, subcommand_required = true)]
pub struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

impl Cli {
    /// What the command line of this process asks for. Help, and what is wrong with it, are printed, and the process ends.
    #[must_use]
    pub fn of_command_line() -> Self {
        let matches = with_own_examples(Self::command(), "roundel").get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the GraphQL API and, in the same process, plan and send the reminders
    Serve(ServeArgs),
    /// Plan and send the reminders, without serving the API
    Worker(WorkerArgs),
    /// Fill a clinic with invented people and weeks of therapy, and serve it; needs no configuration
    Demo(DemoArgs),
    /// List the worker's jobs: when each last ran and how it ended, and when it runs next
    Jobs(JobsArgs),
    /// Check the configuration, and print each key with the value in force and where it comes from
    Config(ConfigArgs),
    /// Look at database, clock, worker, time zone data and mail, and say what does not work; changes and sends nothing
    Doctor(DoctorArgs),
    /// Create the database's tables, or bring them up to date; harmless when there is nothing to do
    Migrate(MigrateArgs),
    /// Create, change and list clinics: each is a tenant that sees no other
    Clinic(ClinicArgs),
    /// Add people to a clinic's staff, list them, change or take away what they may do
    User(UserArgs),
    /// Create, list and revoke API tokens: each belongs to one member of staff of one clinic
    Token(TokenArgs),
    /// Check that the audit log is as it was written, and read it
    Audit(AuditArgs),
    /// Bring in clients from a spreadsheet, list what was brought in, and take it back
    Import(ImportArgs),
    /// Close a site on holidays from a calendar file, list what is closed, and take it back
    Closure(ClosureArgs),
    /// Write a dashboard as comma-separated values, for a spreadsheet
    Export(ExportArgs),
    /// Judge the forecast of attendance, on a file or a clinic's own courses, and calibrate it on a clinic's own marks
    Risk(RiskArgs),
    /// Tell which mails will go out; read reports of those that did not arrive; pause a clinic's mails, and resume them
    Mail(MailArgs),
    /// Print the GraphQL schema (SDL) to standard output; needs no database
    Schema(SchemaArgs),
}

impl Command {
    /// The command's own flags that stand for a key of the configuration.
    fn flags(&self) -> Vec<FlagValue> {
        match self {
            Self::Serve(args) => args.flags(),
            Self::Demo(args) => args.flags(),
            Self::Worker(_)
            | Self::Jobs(_)
            | Self::Config(_)
            | Self::Doctor(_)
            | Self::Migrate(_)
            | Self::Clinic(_)
            | Self::User(_)
            | Self::Token(_)
            | Self::Audit(_)
            | Self::Import(_)
            | Self::Closure(_)
            | Self::Export(_)
            | Self::Risk(_)
            | Self::Mail(_)
            | Self::Schema(_) => Vec::new(),
        }
    }
}

/// Runs the command that was asked for.
///
/// # Errors
/// What the command failed with; `exit_code` turns it into a message and a number.
pub async fn run(cli: Cli) -> Result<(), CliError> {
    let sources = cli.global.sources(own_variables(), cli.command.flags());
    let again = Again::of(&program(), &sources);
    match cli.command {
        Command::Serve(args) => serve::run(&args, &prepare(&sources)?, &again).await,
        Command::Worker(WorkerArgs {}) => worker::run(&prepare(&sources)?, &again).await,
        Command::Jobs(JobsArgs {}) => jobs::run(&prepare(&sources)?, &again).await,
        Command::Demo(args) => {
            demo::refuse_other_database(&cli.global.sources(own_variables(), Vec::new()), &args.dir)?;
            demo::run(&args, &prepare(&sources)?, &again).await
        }
        Command::Config(args) => config::run(&args, &sources),
        Command::Doctor(DoctorArgs {}) => doctor::run(&prepare(&sources)?, &again).await,
        Command::Migrate(args) => migrate::run(&args, &prepare(&sources)?.database).await,
        Command::Clinic(args) => clinic::run(args, &prepare(&sources)?.database, &again).await,
        Command::User(args) => user::run(args, &prepare(&sources)?.database, &again).await,
        Command::Token(args) => token::run(args, &prepare(&sources)?.database, &again).await,
        Command::Audit(args) => audit::run(args, &prepare(&sources)?.database, &again).await,
        Command::Import(args) => import::run(args, &prepare(&sources)?.database, &again).await,
        Command::Closure(args) => closure::run(args, &prepare(&sources)?, &again).await,
        Command::Export(args) => export::run(args, &prepare(&sources)?.database, &again).await,
        Command::Risk(args) => risk::run(&args, || Ok(prepare(&sources)?.database), &again).await,
        Command::Mail(args) => mail::run(args, &prepare(&sources)?, &again).await,
        Command::Schema(SchemaArgs {}) => schema::run(),
    }
}

/// Loads the settings and starts logging: what every command does first that does not merely print.
///
/// # Errors
/// `Configuration` if the settings cannot be used, `Telemetry` if logging cannot start.
pub fn prepare(sources: &Sources) -> Result<Settings, CliError> {
    let settings = load(sources)?;
    telemetry::init(&settings.log.level, event_format(settings.log.format))?;
    Ok(settings)
}

const fn event_format(format: LogFormat) -> EventFormat {
    match format {
        LogFormat::Pretty => EventFormat::Text,
        LogFormat::Json => EventFormat::Json,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_help_tells_the_exit_codes() {
        let help = Cli::command().render_help().to_string();
        for code in ["0 ", "1 ", "2 ", "3 ", "4 "] {
            assert!(help.lines().any(|line| line.trim_start().starts_with(code)), "{code}: {help}");
        }
    }

    #[test]
    fn global_flags_go_before_or_after_the_command() {
        for line in [["roundel", "--log", "debug", "config"], ["roundel", "config", "--log", "debug"]] {
            let cli = Cli::try_parse_from(line).unwrap();
            let sources = cli.global.sources(Vec::new(), cli.command.flags());
            assert_eq!(load(&sources).unwrap().log.level, "debug");
        }
    }
}
