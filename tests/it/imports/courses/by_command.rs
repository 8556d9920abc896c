//! `roundel import courses`, and `import list` and `import undo` of what it did.

use jiff::{Timestamp, ToSpan};

use super::school::HEADER;
use crate::imports::desk::Desk;
use crate::support::{Ran, Roundel, both};

/// The rows of a treatment whose last of three weekly sessions was yesterday or the day before.
#[expect(clippy::disallowed_methods, reason = "the command runs by the real clock")]
pub(super) fn rows() -> Vec<String> {
    let today = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let on = |weeks: i64| today - 2.days() - weeks.weeks();
    let row = |weeks: i64, mark: &str| format!(",IPT-B,8,{},09:00,Tess,,A-1,{mark},,", on(weeks));
    vec![row(2, "ATTENDED"), row(1, "NO_SHOW"), row(0, "")]
}

pub(super) fn import(desk: &Desk, rows: &[String], flags: &[&str]) -> Ran {
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    std::fs::write(desk.roundel.folder().join("courses.csv"), text).unwrap();
    desk.roundel.run(&[["import", "courses", "courses.csv", "--clinic", &desk.id].as_slice(), flags].concat())
}

#[test]
fn the_template_has_every_column() {
    let template = Roundel::new().run(&["import", "courses", "--template"]).done();
    let rows = roundel::domain::imports::read_courses(template.as_bytes()).unwrap();
    assert!(rows.len() == 1 && rows[0].cells.is_ok(), "{rows:?}");
}

both! {
    async fn a_file_is_looked_at_brought_in_listed_and_taken_back(db) {
        let desk = Desk::at(db).await;
        desk.bytes(b"external_id,preferred_name,language,zone\nA-1,Ana,en,America/New_York\n");
        desk.imported(&[]);
        let shown = import(&desk, &rows(), &["--dry-run"]).done();
        assert!(shown.starts_with("2\tCREATE\tA-1\t1\t3\t5\t2\t1\tnext session 20"), "{shown}");
        let out = import(&desk, &rows(), &[]).done();
        let (id, counts) = out.trim().strip_prefix("import ").unwrap().split_once('\n').unwrap();
        assert_eq!(counts, "groups 0, treatments 1, enrollments 1, sessions 8, marks 2, off the waiting list 0, likely duplicates left out 0, refused rows 0");
        let again = import(&desk, &rows(), &["--dry-run"]).done();
        assert!(again.contains("LIKELY_DUPLICATE\tA-1"), "{again}");
        let again = import(&desk, &rows(), &[]);
        assert!(again.err.contains("There was nothing to do") && !again.err.contains("import undo"), "{again:?}");

        let list = || desk.roundel.run(&["import", "list", "--clinic", &desk.id]).done();
        assert_eq!(list().lines().count(), 3);
        assert!(list().lines().last().unwrap().starts_with(id) && list().trim().ends_with("\t-"));
        let unasked = desk.roundel.run(&["import", "undo", id, "--clinic", &desk.id]).failed(1);
        assert!(unasked.contains("treatments 1") && unasked.contains("--yes"), "{unasked}");
        let undone = desk.roundel.run(&["import", "undo", id, "--clinic", &desk.id, "--yes"]).done();
        assert!(undone.starts_with(&format!("{id} is undone since ")), "{undone}");
        assert!(!list().trim().ends_with("\t-"));
        assert_eq!(desk.fixture.clinic.database.number("SELECT COUNT(*) AS n FROM enrollment").await, 0);
    }

    async fn a_file_of_clients_and_one_without_rows_are_told_apart(db) {
        let desk = Desk::at(db).await;
        desk.bytes(b"external_id,preferred_name,language,zone\nA-1,Ana,en,America/New_York\n");
        let run = |kind: &str, file: &str| desk.roundel.run(&["import", kind, file, "--clinic", &desk.id]).failed(1);
        let said = run("courses", "clients.csv");
        assert!(said.contains("clients.csv: line 1: it looks like a file of clients, not of courses"), "{said}");
        let said = import(&desk, &[], &[]).failed(1);
        assert!(said.contains("courses.csv: there is no row below the header"), "{said}");
        let said = run("clients", "courses.csv");
        assert!(said.contains("courses.csv: line 1: it looks like a file of courses, not of clients"), "{said}");
    }

    async fn the_dry_run_tells_what_the_clocks_do_to_a_wall_time(db) {
        let desk = Desk::at(db).await;
        desk.bytes(b"external_id,preferred_name,language,zone\nA-1,Ana,en,America/New_York\n");
        desk.imported(&[]);
        desk.bytes(b"program,date,start,therapist,client,attendance,ended_on,ending\n\
            IPT-B,2026-03-08,02:30,Tess,A-1,ATTENDED,2026-03-12,ENDED_EARLY\n");
        let shown = desk.roundel.run(&["import", "courses", "clients.csv", "--clinic", &desk.id, "--dry-run"]).done();
        let told = "\t2026-03-08T02:30:00 GAP: A clock change skips the planned time, so the session starts later, at \
            2026-03-08T03:30:00 (2026-03-08T07:30:00Z)";
        assert!(shown.contains(told), "{shown}");
    }

    async fn bad_rows_are_told_line_by_line(db) {
        let desk = Desk::at(db).await;
        let said = import(&desk, &rows(), &[]).failed(1);
        for part in ["line 2\tREFUSED\tclient `A-1`: no client of the clinic has that number", "3 rows cannot be taken, so nothing is written", "--skip-bad-rows"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        let mut bad = rows();
        bad[1] = bad[1].replace("09:00", "nine");
        let dry = import(&desk, &bad, &["--dry-run"]);
        assert!(dry.code == 1 && dry.err.contains("line 3\tREFUSED\tstart `nine`: expected a time on the minute"), "{dry:?}");
        assert!(dry.out.starts_with("2\tREFUSED\tA-1\t-"), "a course of which no row can be placed is in the table: {dry:?}");

        desk.bytes(b"external_id,preferred_name,language,zone\nA-1,Ana,en,America/New_York\n");
        desk.imported(&[]);
        let dry = import(&desk, &bad, &["--dry-run"]);
        for part in ["line 2\tREFUSED\tthe row: line 3 of the same course cannot be taken",
            "1 row cannot be taken, and 2 more of its course, so nothing is written: correct it, or leave its course out"]
        {
            assert!(dry.err.contains(part), "{part}: {dry:?}");
        }
        let skipped = import(&desk, &bad, &["--dry-run", "--skip-bad-rows"]);
        assert!(skipped.code == 0 && skipped.err.contains("1 row cannot be taken, and 2 more of its course: left out"), "{skipped:?}");
    }
}
