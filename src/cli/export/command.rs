//! Which dashboard is exported, of whom, and into which file.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::write::write;
use crate::app::audit::record_read;
use crate::app::dashboards::{DashboardError, ExportDashboard, export_dashboard};
use crate::cli::again::Again;
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::cli::output::note;
use crate::config::DatabaseSettings;
use crate::domain::access::Caller;
use crate::domain::dashboards::{Dashboard, DashboardFilter};
use crate::domain::ids::{ClinicId, GroupId, ProgramId, SiteId, StaffMemberId};

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel export offered-against-attended --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel export offered-against-attended --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      --from 2026-01-01 --until 2026-06-30 --output offered.csv
  roundel export retention --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      --program prg_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel export group-heat-map --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      --group grp_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel export attendance-by-weekday --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      --site sit_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel export attendance-by-hour --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel export attendance-by-format --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel export attendance-by-lead --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel export attendance-by-program --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel export viability --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel export recording-backlog --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      --therapist stf_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel export referral-to-first-session --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel export attrition --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --output attrition.csv \\
      --force
  roundel export risk-flag-counts --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --from 2026-01-01

Comma-separated values, UTF-8, with a header. No names of clients; the heat map has their initials. Nothing is withheld from who runs commands: before \
it is passed on, a figure about fewer than five people is to be left out by hand, or exported by a viewer's token \
(dashboardCsv of the API), which withholds it.";

/// What `--from` and `--until` are where they are left out, of a dashboard that looks ahead.
const FROM_AHEAD: &str = "The first date; today if left out";
const UNTIL_AHEAD: &str =
    "The last date, which belongs to it; 13 days after --from if left out, and 91 at the most";

/// Dashboards as files for a spreadsheet.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ExportArgs {
    /// Which dashboard.
    #[command(subcommand)]
    pub command: ExportCommand,
}

/// What can be exported.
#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// Sessions offered against sessions attended, by program: the number that the eight-session form came from
    OfferedAgainstAttended(WantedArgs),
    /// Those still attending at each opportunity, of the courses that began on the dates
    Retention(WantedArgs),
    /// Who of a group came to which session, by initials; needs --group
    GroupHeatMap(WantedArgs),
    /// The attendance rate by weekday, on each session's own wall calendar
    AttendanceByWeekday(WantedArgs),
    /// The attendance rate by hour, on each session's own wall clock
    AttendanceByHour(WantedArgs),
    /// The attendance rate in groups and one-on-one
    AttendanceByFormat(WantedArgs),
    /// The attendance rate by who led the session
    AttendanceByLead(WantedArgs),
    /// The attendance rate by program
    AttendanceByProgram(WantedArgs),
    /// The chance that enough people come to each coming session; of the next 14 days unless told otherwise
    ///
    /// Each person comes with the chance of their course as it stands today (attendance so far): how the sessions before will go
    /// is not foretold, so sessions of which nothing else is known have the same chance. What is known of a session itself
    /// changes it: an answer, an absence announced beforehand (who is marked as staying away is not expected), and a holiday
    /// week, which is one with a day on which the site is closed all day.
    #[command(mut_arg("from", |arg| arg.help(FROM_AHEAD)), mut_arg("until", |arg| arg.help(UNTIL_AHEAD)))]
    Viability(WantedArgs),
    /// Sessions that are over while somebody's attendance is not recorded, by who led them
    RecordingBacklog(WantedArgs),
    /// Days from the referral to the first session, of those who were referred on the dates
    ReferralToFirstSession(WantedArgs),
    /// Who dropped out, attended under half, did not complete, of the courses that began on the dates
    Attrition(WantedArgs),
    /// Risk flags raised on the dates, by kind: how many were acted on, how many were false
    RiskFlagCounts(WantedArgs),
}

/// Of whom, over which dates, and into which file.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct WantedArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// The first date; a year before --until if left out
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    /// The last date, which belongs to it; today if left out
    #[arg(long, value_name = "DATE")]
    pub until: Option<Date>,
    /// Only courses of this site
    #[arg(long, value_name = "ID")]
    pub site: Option<SiteId>,
    /// Only courses of this program
    #[arg(long, value_name = "ID")]
    pub program: Option<ProgramId>,
    /// Only courses in this group
    #[arg(long, value_name = "ID")]
    pub group: Option<GroupId>,
    /// Only sessions led by this member of staff, and courses with such a session
    #[arg(long, value_name = "ID")]
    pub therapist: Option<StaffMemberId>,
    /// The file to write; standard output if left out
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file if there is one
    #[arg(long, requires = "output")]
    pub force: bool,
}

impl ExportCommand {
    fn wanted(self) -> (Dashboard, WantedArgs) {
        match self {
            Self::OfferedAgainstAttended(args) => (Dashboard::OfferedAgainstAttended, args),
            Self::Retention(args) => (Dashboard::Retention, args),
            Self::GroupHeatMap(args) => (Dashboard::GroupHeatMap, args),
            Self::AttendanceByWeekday(args) => (Dashboard::AttendanceByWeekday, args),
            Self::AttendanceByHour(args) => (Dashboard::AttendanceByHour, args),
            Self::AttendanceByFormat(args) => (Dashboard::AttendanceByFormat, args),
            Self::AttendanceByLead(args) => (Dashboard::AttendanceByLead, args),
            Self::AttendanceByProgram(args) => (Dashboard::AttendanceByProgram, args),
            Self::Viability(args) => (Dashboard::Viability, args),
            Self::RecordingBacklog(args) => (Dashboard::RecordingBacklog, args),
            Self::ReferralToFirstSession(args) => (Dashboard::ReferralToFirstSession, args),
            Self::Attrition(args) => (Dashboard::Attrition, args),
            Self::RiskFlagCounts(args) => (Dashboard::RiskFlagCounts, args),
        }
    }
}

/// Writes the dashboard.
///
/// # Errors
/// `Refused` if the dates are no period, there is no such clinic, or the file is there; `Database`; `Output`.
pub async fn run(args: ExportArgs, settings: &DatabaseSettings, again: &Again) -> Result<(), CliError> {
    let (dashboard, wanted) = args.command.wanted();
    let WantedArgs { clinic, from, until, site, program, group, therapist, output, force } = wanted;
    let filter = DashboardFilter {
        site_id: site,
        program_id: program,
        group_id: group,
        therapist_id: therapist,
        from,
        until,
    };
    let opened = Opened::open(settings, again).await?;
    let caller = Caller::system(clinic, "cli.export");
    opened.ensure_clinic(&caller).await?;
    let export = export_dashboard(&opened.app, &caller, ExportDashboard { dashboard, filter }).await;
    let export = export.map_err(|error| match error {
        DashboardError::Failure(failure) => opened.failed("reading the dashboard", failure),
        refused @ DashboardError::Period(_) => CliError::Refused(format!("--{refused}")),
        DashboardError::GroupMissing => {
            CliError::Refused("--group: name the group whose sessions are to be shown".to_owned())
        }
    })?;
    let recorded = record_read(&opened.app, &caller, "export", &export.shown).await;
    recorded.map_err(|failure| opened.failed("recording what is exported", failure))?;
    if let Some(today) = export.shows_from {
        note(&format!("What has begun is not shown: this dashboard looks ahead, from now on ({today})."));
    }
    write(&export.csv, output.as_deref(), force)?;
    opened.close().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{examples_parse, parsed};

    #[test]
    fn its_examples_parse() {
        examples_parse::<ExportArgs>("export", EXAMPLES);
    }

    #[test]
    fn each_dashboards_help_says_which_way_it_looks() {
        let mut command = ExportArgs::augment_args(clap::Command::new("export"));
        command.build();
        let mut help = |name: &str| {
            let help = command.find_subcommand_mut(name).unwrap().render_long_help().to_string();
            // However wide the terminal is.
            help.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let ahead = help("viability");
        for told in [FROM_AHEAD, "13 days after --from", "as it stands today", "closed all day"] {
            assert!(ahead.contains(told), "{told}: {ahead}");
        }
        assert!(!ahead.contains("a year before"), "{ahead}");
        let back = help("retention");
        assert!(back.contains("a year before --until") && !back.contains("13 days"), "{back}");
    }

    #[test]
    fn a_clinic_is_needed_and_dates_exist() {
        let clinic = "--clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4";
        for wrong in ["".to_owned(), format!("{clinic} --from 2026-02-30"), format!("{clinic} --force")] {
            let line = format!("offered-against-attended {wrong}");
            assert!(parsed::<ExportArgs>("export", &line).is_err(), "{wrong}");
        }
    }
}
