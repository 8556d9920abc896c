//! Holidays from a calendar file, by the command line.

use serde_json::json;

use crate::support::{ClosingDesk, Roundel, both};

const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Holidays//EN\r\n\
    BEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20201225\r\n\
    RRULE:FREQ=YEARLY\r\nSUMMARY:Christmas\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:2@example.org\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Some day\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

/// The id that `clinic create` printed after `what`.
fn id<'a>(out: &'a str, what: &str) -> &'a str {
    out.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(' ')).unwrap()
}

/// A clinic with a site, and the file beside its database: what `clinic create` printed.
fn with_a_site_and_a_file() -> (Roundel, String) {
    let roundel = Roundel::new();
    roundel.run(&["migrate"]).done();
    let made = roundel
        .run(&[
            "clinic",
            "create",
            "--name",
            "Riverside",
            "--site-name",
            "Main",
            "--zone",
            "Europe/Berlin",
            "--phone",
            "+49 30 1",
            "--admin-name",
            "Ada",
            "--admin-email",
            "ada@example.org",
        ])
        .done();
    std::fs::write(roundel.folder().join("holidays.ics"), FILE).unwrap();
    (roundel, made)
}

#[test]
fn a_holiday_file_is_shown_entered_listed_and_taken_back() {
    let (roundel, made) = with_a_site_and_a_file();
    let (clinic, site) = (id(&made, "clinic"), id(&made, "site"));
    let of = ["--clinic", clinic, "--site", site, "--from", "2030-01-01", "--until", "2031-12-31"];
    let import = |more: &[&'static str]| {
        roundel.run(&[["closure", "import", "holidays.ics"].as_slice(), &of, more].concat())
    };
    let list = || roundel.run(&["closure", "list", "--clinic", clinic]).done();

    let shown = import(&["--dry-run"]).done();
    assert_eq!(shown, "2030-12-25\tChristmas\n2031-12-25\tChristmas\n");
    assert_eq!(list(), "");
    let entered = import(&[]).done();
    let change = entered.lines().last().unwrap().strip_prefix("change ").unwrap();
    let change = change.strip_suffix(": 2 closures").unwrap();
    let listed = list();
    assert!(listed.lines().count() == 2 && listed.contains("2031-12-25\tEurope/Berlin\t"), "{listed}");
    assert_eq!(import(&[]).done(), "", "nothing is left to do, and that is no error");
    assert_eq!(list(), listed);

    let undo = ["closure", "undo", change, "--clinic", clinic];
    assert!(roundel.run(&undo).failed(1).contains("--yes"));
    assert!(roundel.run(&[undo.as_slice(), &["--yes"]].concat()).done().contains("is undone since"));
    assert_eq!(list(), "");
    assert!(import(&[]).done().contains("change scc_"), "it can be entered again");
}

#[test]
fn what_is_no_holiday_file_is_named_and_changes_nothing() {
    let (roundel, made) = with_a_site_and_a_file();
    let (clinic, site) = (id(&made, "clinic"), id(&made, "site"));
    std::fs::write(roundel.folder().join("table.ics"), "date,name\n2026-12-25,Christmas\n").unwrap();
    let import = |file: &str, site: &str, from: &str| {
        roundel
            .run(&["closure", "import", file, "--clinic", clinic, "--site", site, "--from", from])
            .failed(1)
    };
    assert!(import("missing.ics", site, "2030-01-01").contains("missing.ics: "));
    assert!(
        import("table.ics", site, "2030-01-01").contains("table.ics: this is no iCalendar file (RFC 5545)")
    );
    assert!(import("holidays.ics", site, "2019-01-01").contains("no holiday between these dates"));
    let nowhere = "sit_00000000000000000000000000000001";
    assert!(import("holidays.ics", nowhere, "2030-01-01").contains("no such site"));
}

/// One day beside every series, one before the dates that are asked for, and a Thursday.
const THURSDAY: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Holidays//EN\r\n\
    BEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20300117\r\n\
    SUMMARY:Staff day\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:2@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20300118\r\n\
    SUMMARY:Feast\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:3@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20291225\r\n\
    SUMMARY:Christmas\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

both! {
    async fn a_dry_run_shows_each_session_with_its_wall_times_and_writes_nothing(db) {
        let roundel = Roundel::on(&db.url_text);
        let desk = ClosingDesk::with(db, 0).await;
        let (group, series) = desk.another_series(json!({ "startOn": "2030-01-03" })).await;
        std::fs::write(roundel.folder().join("holidays.ics"), THURSDAY).unwrap();
        let clinic = desk.fixture.clinic.admin.clinic_id.to_string();
        let run = |more: &[&str]| {
            let of = ["closure", "import", "holidays.ics", "--clinic", &clinic, "--site", &desk.fixture.site, "--from", "2030-01-01"];
            roundel.run(&[of.as_slice(), more].concat())
        };
        let before = desk.dates(&group).await;
        let id = series["id"].as_str().unwrap();
        let shown = run(&["--dry-run"]);
        let appended = format!(
            "2030-01-17\tStaff day\n2030-01-18\tFeast\n{id}\tThursdays\tAPPEND\tFOR_ALL\t1\t1\t0\n\
             \t2030-01-17 18:00 (America/New_York) is cancelled\n\t2030-03-28 18:00 (America/New_York) is added\n"
        );
        assert_eq!((shown.code, shown.out.as_str()), (0, appended.as_str()));
        assert!(shown.err.contains("before or after these dates, which are left out: 1 "), "{shown:?}");
        assert!(shown.err.contains("closures that no session falls into: 1\n"), "{shown:?}");
        let shifted = run(&["--dry-run", "--resolution", "shift"]).done();
        let first = "\t2030-01-17 18:00 (America/New_York) -> 2030-01-24 18:00 (America/New_York)\n";
        assert!(shifted.contains(first), "{shifted}");
        assert_eq!(desk.dates(&group).await, before, "nothing was written");
        run(&[]).done();
        let after = desk.dates(&group).await;
        assert_ne!(after, before);
        let again = run(&[]);
        assert_eq!((again.code, again.out.as_str()), (0, ""), "{again:?}");
        assert!(again.err.contains("nothing is left to do"), "{again:?}");
        assert_eq!(desk.dates(&group).await, after);
    }
}
