//! `roundel import courses`

use std::path::PathBuf;

use clap::Args;
use indicatif::ProgressBar;
use jiff::Timestamp;

use super::again::Again;
use super::error::CliError;
use super::import_file::{read_file, template};
use super::open::Opened;
use super::output::{line, note};
use crate::app::imports::{
    CarriedOutCourses, ImportCourses, ImportCoursesError, import_courses, preview_courses,
};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, ImportId};
use crate::domain::imports::{
    CourseColumn, CourseImportCounts, CourseOutcome, CoursePlan, KnownCourse, PlannedCourse, RefusedRow,
    read_courses,
};
use crate::domain::series::{PlannedSession, WarningKind};

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel import courses --template > courses.csv
  roundel import courses courses.csv --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --dry-run
  roundel import courses courses.csv --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --skip-bad-rows

A file of courses, UTF-8, with commas or semicolons: a row for each client and session, past or to come.
  group,program,planned_sessions,date,start,therapist,client,attendance,notice_given_at
  Tuesday evening,IPT-GROUP,16,2026-10-06,18:00,Kim Lee,A-1017,ATTENDED,
  Tuesday evening,IPT-GROUP,16,2026-10-06,18:00,Kim Lee,A-1018,NO_SHOW,
  Tuesday evening,IPT-GROUP,16,2026-10-13,18:00,Kim Lee,A-1017,CANCELLED_BY_CLIENT,2026-10-11 09:30
  ,IPT-B,8,2026-10-07,09:00,Ola Berg,A-1019,ATTENDED,

Rows of one group name, program and site are a group; rows of one client in an individual program, with an empty group, \
  are a treatment. The sessions that planned_sessions leaves follow weekly after the file's last one. A client is expected \
  from their first row on, until ended_on: where no row says more, attendance is unrecorded. Clients are named by their \
  external_id, which the clinic must know: bring them in first, with `import clients`.

Columns: program, date (2026-10-06), start (18:00), therapist (name or login), client and attendance in every file; \
  group, admission (open or closed), planned_sessions of the course; site, zone, minutes, room, cancelled_by (CLINIC, \
  THERAPIST, CLOSURE or BELOW_MINIMUM) of the session, the site's and the program's unless said; minutes_attended, \
  arrived_late, absence_reason (ILLNESS, WORK, TRAVEL, CHILDCARE, TRANSPORT, OTHER, or UNKNOWN, which explains nothing), \
  notice_given_at of the mark; ended_on with ending (COMPLETED or ENDED_EARLY) and ending_agreed of who left. attendance \
  is ATTENDED, ATTENDED_PARTIALLY, NO_SHOW, CANCELLED_BY_CLIENT, EXCUSED, NOT_EXPECTED, or empty where nobody recorded \
  it.";

/// Arguments of `import courses`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ImportCoursesArgs {
    /// The CSV file; - reads standard input
    #[arg(value_name = "FILE", required_unless_present = "template")]
    pub file: Option<PathBuf>,
    /// The clinic's id
    #[arg(long, value_name = "ID", required_unless_present = "template")]
    pub clinic: Option<ClinicId>,
    /// Show course by course what would be done, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Leave out courses with a bad row; otherwise one of them keeps the whole file out
    #[arg(long)]
    pub skip_bad_rows: bool,
    /// Print a file to start from, a header and one row, and do nothing else
    #[arg(long, conflicts_with_all = ["file", "clinic", "dry_run", "skip_bad_rows"])]
    pub template: bool,
}

/// Brings the file in, or shows what that would do.
///
/// # Errors
/// `Refused` if the file can't be read or rows can't be taken, or there is no such clinic; `Database`; `Output`.
pub(super) async fn run(args: &ImportCoursesArgs, opened: &Opened, again: &Again) -> Result<(), CliError> {
    // The command line says that both are there unless the template is wanted.
    let (Some(file), Some(clinic)) = (&args.file, args.clinic) else { return template::<CourseColumn>() };
    let caller = Caller::system(clinic, "cli.import_courses");
    opened.ensure_clinic(&caller).await?;
    let rows = read_file(file, read_courses)?;
    let id = ImportId::mint(opened.app.now(), opened.app.entropy());
    if args.dry_run {
        let plan = preview_courses(&opened.app, &caller, id, &rows)
            .await
            .map_err(|failure| opened.failed("planning the import", failure))?;
        return show(args, &plan, opened.app.now());
    }
    let command = ImportCourses { id, rows, skip_bad_rows: args.skip_bad_rows, expected: None };
    let bar = ProgressBar::no_length();
    let moved = bar.clone();
    let watch = move |done: usize, of: usize| {
        moved.set_length(of.try_into().unwrap_or(u64::MAX));
        moved.set_position(done.try_into().unwrap_or(u64::MAX));
    };
    let outcome = import_courses(&opened.app, &caller, &command, &watch).await;
    bar.finish_and_clear();
    let CarriedOutCourses { import, plan } = outcome.map_err(|error| match error {
        ImportCoursesError::BadRows(plan) => {
            tell_refused(&plan);
            refused_for(&plan)
        }
        stale @ ImportCoursesError::Stale => CliError::Refused(stale.to_string()),
        ImportCoursesError::Failure(failure) => opened.failed("importing the courses", failure),
    })?;
    for course in plan.courses.iter().filter(|course| !matches!(course.outcome, CourseOutcome::Create(_))) {
        note(&shown(course, import.created_at));
    }
    tell_refused(&plan);
    tell_left_out(&plan);
    line(&format!("import {}\n{}", import.id, summary(&plan.counts)))?;
    if import.counts.groups + import.counts.treatments == 0 {
        note("There was nothing to do: the clinic has every course of the file already, or it was left out");
        return Ok(());
    }
    let undo = again.steps([format!("import undo {} --clinic {clinic}", import.id)]);
    note(&format!("It can be taken back while nobody has gone on with its courses:\n{undo}"));
    Ok(())
}

fn show(args: &ImportCoursesArgs, plan: &CoursePlan, now: Timestamp) -> Result<(), CliError> {
    note("line\teffect\tcourse\tclients\tpast sessions\tto come\tmarks\tunrecorded\tdetails");
    let courses: Vec<_> = plan.courses.iter().map(|course| shown(course, now)).collect();
    if !courses.is_empty() {
        line(&courses.join("\n"))?;
    }
    tell_refused(plan);
    note(&format!("{}; a dry run: nothing was written", summary(&plan.counts)));
    if !plan.is_committable(args.skip_bad_rows) {
        return Err(refused_for(plan));
    }
    tell_left_out(plan);
    Ok(())
}

fn refused_for(plan: &CoursePlan) -> CliError {
    let (them, their_courses) =
        if plan.bad_rows() == 1 { ("it", "its course") } else { ("them", "their courses") };
    let or_else = if plan.is_whole {
        format!(", or leave {their_courses} out with --skip-bad-rows")
    } else {
        String::new()
    };
    let words = plan.refused_in_words();
    CliError::Refused(format!("{words}, so nothing is written: correct {them}{or_else}"))
}

/// Tells every row that can't be taken.
fn tell_refused(plan: &CoursePlan) {
    plan.refused.iter().for_each(|row| note(&refused(row)));
}

/// Tells how many rows are left out, if some are.
fn tell_left_out(plan: &CoursePlan) {
    if !plan.refused.is_empty() {
        note(&format!("{}: left out", plan.refused_in_words()));
    }
}

/// A course on one line with tabs between.
fn shown(course: &PlannedCourse, now: Timestamp) -> String {
    let PlannedCourse { name, line, lines, clients: _, elsewhere, outcome } = course;
    let effect = outcome.effect();
    match outcome {
        CourseOutcome::Create(new) => {
            let (past, coming) = new.begun_and_coming(now);
            let (clients, marks, unrecorded) = (new.members.len(), new.marks(), new.unrecorded(now));
            let next = new.sessions.iter().find(|session| session.planned.starts_at > now);
            let next = next.map(|next| format!("next session {}", next.planned.resolved_local));
            let waited = match new.accepted_entries().count() {
                0 => None,
                waited => Some(format!("{waited} off the waiting list")),
            };
            let elsewhere = elsewhere
                .iter()
                .map(|line| format!("the client of line {line} is in another course of the program too"));
            let clocks = new.clock_changes().map(clock_change);
            let details: Vec<_> = next.into_iter().chain(waited).chain(clocks).chain(elsewhere).collect();
            let details = if details.is_empty() { "-".to_owned() } else { details.join("; ") };
            format!("{line}\t{effect}\t{name}\t{clients}\t{past}\t{coming}\t{marks}\t{unrecorded}\t{details}")
        }
        CourseOutcome::LikelyDuplicate(KnownCourse::Group(id)) => {
            format!("{line}\t{effect}\t{name}\t-\t-\t-\t-\t-\tthe group {id} has that name")
        }
        CourseOutcome::LikelyDuplicate(KnownCourse::Treatment(id)) => {
            format!("{line}\t{effect}\t{name}\t-\t-\t-\t-\t-\tthe client is in the treatment {id}")
        }
        CourseOutcome::Refused => {
            let rows = if lines.len() == 1 { "row" } else { "rows" };
            format!("{line}\t{effect}\t{name}\t-\t-\t-\t-\t-\t{} {rows}", lines.len())
        }
    }
}

/// A session whose wall time the clocks skip or show twice, and when it starts.
fn clock_change(session: &PlannedSession) -> String {
    let PlannedSession { ordinal: _, local_start, starts_at, ends_at: _, clock_change, resolved_local } =
        session;
    let told = WarningKind::of_clocks(*clock_change).map(WarningKind::explanation).unwrap_or_default();
    format!("{local_start} {clock_change}: {told}, at {resolved_local} ({starts_at})")
}

/// A row that can't be taken, and what is wrong with it.
fn refused(row: &RefusedRow) -> String {
    let RefusedRow { line, cells, because_of: _ } = row;
    let reasons: Vec<_> = cells.iter().map(ToString::to_string).collect();
    format!("line {line}\tREFUSED\t{}", reasons.join("; "))
}

pub(super) fn summary(counts: &CourseImportCounts) -> String {
    let CourseImportCounts {
        groups,
        treatments,
        enrollments,
        sessions,
        marks,
        accepted_entries,
        likely_duplicates,
        refused_rows,
    } = counts;
    format!(
        "groups {groups}, treatments {treatments}, enrollments {enrollments}, sessions {sessions}, marks {marks}, \
         off the waiting list {accepted_entries}, likely duplicates left out {likely_duplicates}, refused rows {refused_rows}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::import::ImportArgs;
    use crate::cli::parsed::{example_file, examples_parse};
    use crate::domain::attendance::AbsenceReason;
    use crate::domain::time::{Zone, resolve};

    #[test]
    fn a_clock_change_is_told_with_what_becomes_of_the_wall_time() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let told = |local_start: jiff::civil::DateTime| {
            let resolved = resolve(local_start, &zone).unwrap();
            clock_change(&PlannedSession {
                ordinal: 1,
                local_start,
                starts_at: resolved.starts_at,
                ends_at: resolved.starts_at,
                clock_change: resolved.kind,
                resolved_local: resolved.local,
            })
        };
        assert_eq!(
            told("2026-03-29T02:30".parse().unwrap()),
            "2026-03-29T02:30:00 GAP: A clock change skips the planned time, so the session starts later, at \
             2026-03-29T03:30:00 (2026-03-29T01:30:00Z)"
        );
        assert_eq!(
            told("2026-10-25T02:30".parse().unwrap()),
            "2026-10-25T02:30:00 OVERLAP: The planned time comes twice that day, and the first is meant, at \
             2026-10-25T02:30:00 (2026-10-25T00:30:00Z)"
        );
    }

    #[test]
    fn its_examples_parse() {
        examples_parse::<ImportArgs>("import", &EXAMPLES.replace(" > courses.csv", ""));
    }

    #[test]
    fn the_help_and_the_refusal_name_every_reason_of_absence() {
        let file = "program,date,start,therapist,client,attendance,absence_reason\n\
            IPT-B,2026-10-06,18:00,Kim Lee,A-1017,NO_SHOW,holiday\n";
        let rows = read_courses(file.as_bytes()).unwrap();
        let refused = rows[0].cells.as_ref().unwrap_err();
        let (_, help) = EXAMPLES.split_once("absence_reason (").unwrap();
        let (help, _) = help.split_once(')').unwrap();
        for reason in AbsenceReason::ALL.map(AbsenceReason::word) {
            assert!(help.contains(reason), "{reason}");
            assert!(refused[0].reason.contains(reason), "{reason}: {refused:?}");
        }
    }

    #[test]
    fn the_file_of_the_help_can_be_read_and_every_column_is_named() {
        let rows = read_courses(example_file(EXAMPLES).as_bytes()).unwrap();
        assert!(rows.len() == 4 && rows.iter().all(|row| row.cells.is_ok()), "{rows:?}");
        for column in CourseColumn::ALL {
            assert!(EXAMPLES.contains(column.word()), "{column}");
        }
    }
}
