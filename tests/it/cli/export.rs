//! Dashboards as files, by the command line.

use crate::support::Roundel;

/// A clinic without anybody: the program, and the clinic's id.
fn with_a_clinic() -> (Roundel, String) {
    let roundel = Roundel::new();
    roundel.run(&["migrate"]).done();
    let create = [
        ["--name", "Riverside"],
        ["--site-name", "Main"],
        ["--zone", "Europe/Berlin"],
        ["--phone", "+49 30 1"],
        ["--admin-name", "Ada"],
        ["--admin-email", "ada@example.org"],
    ];
    let made = roundel.run(&[["clinic", "create"].as_slice(), &create.concat()].concat()).done();
    let id = made.lines().find_map(|line| line.strip_prefix("clinic ")).unwrap().to_owned();
    (roundel, id)
}

#[test]
fn a_dashboard_of_an_empty_clinic_is_printed_and_written_once() {
    let (roundel, clinic) = with_a_clinic();
    let export = |more: &[&str]| {
        roundel.run(&[["export", "attrition", "--clinic", &clinic].as_slice(), more].concat())
    };
    let printed = export(&[]).done();
    assert_eq!(
        printed.lines().next(),
        Some("definition,program_id,program,people,count,of,share,suppressed")
    );
    assert!(printed.contains("\nDROPPED_OUT,,All programs,0,0,0,,no\n"), "{printed}");
    export(&["--output", "lost.csv"]).done();
    assert_eq!(std::fs::read_to_string(roundel.folder().join("lost.csv")).unwrap(), printed);
    let told = export(&["--output", "lost.csv"]).failed(1);
    assert!(told.contains("lost.csv is there already"), "{told}");
    export(&["--output", "lost.csv", "--force"]).done();
}

#[test]
fn a_dashboard_that_looks_ahead_says_that_the_past_is_not_in_it() {
    let (roundel, clinic) = with_a_clinic();
    let ran = roundel.run(&["export", "viability", "--clinic", &clinic, "--from", "2026-01-05"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("looks ahead, from now on"), "{ran:?}");
    let ran = roundel.run(&["export", "viability", "--clinic", &clinic]);
    assert_eq!((ran.code, &*ran.err), (0, ""), "{ran:?}");
}

#[test]
fn a_bad_period_a_missing_group_and_another_clinic_are_refused() {
    let (roundel, clinic) = with_a_clinic();
    let refused = |arguments: &[&str]| roundel.run(&[["export"].as_slice(), arguments].concat()).failed(1);
    let told = refused(&["retention", "--clinic", &clinic, "--from", "2026-02-02", "--until", "2026-02-01"]);
    assert!(told.contains("--until: 2026-02-01 is before from"), "{told}");
    let told = refused(&["attrition", "--clinic", &clinic, "--from", "2126-02-02"]);
    assert!(told.contains("--from: 2126-02-02 is after today") && !told.contains("until"), "{told}");
    let told = refused(&["viability", "--clinic", &clinic, "--from", "2026-02-01", "--until", "2026-12-31"]);
    assert!(
        told.contains("--until: 2026-02-01 to 2026-12-31 is longer than 92 days; give an earlier"),
        "{told}"
    );
    let told = refused(&["group-heat-map", "--clinic", &clinic]);
    assert!(told.contains("--group: name the group"), "{told}");
    let told = refused(&["retention", "--clinic", "cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4"]);
    assert!(told.contains("there is no clinic"), "{told}");
}
