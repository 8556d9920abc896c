//! Pausing a clinic's mails, and a dry run, by the command line.

use crate::support::{ReminderFixture, Roundel, both};

both! {
    async fn a_pause_is_made_told_wherever_an_operator_looks_and_ended(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.plan().await;
        let roundel = Roundel::on(&fixture.clinic.database.url_text);
        let clinic = fixture.clinic.created.clinic.id.to_string();
        let pause = || roundel.run(&["mail", "pause", "--clinic", &clinic, "--reason", "new mail server"]);
        let told = pause().done();
        assert!(told.starts_with("paused since ") && told.contains(": new mail server; 2 in the outbox, 0 of them"), "{told}");
        let again = pause();
        assert!(again.err.contains("they were paused already: nothing was changed"), "{again:?}");
        assert_eq!(again.done(), told, "again: nothing changes");
        let other = roundel.run(&["mail", "pause", "--clinic", &clinic, "--reason", "another"]);
        assert_eq!((other.out.trim(), other.code), (told.trim(), 0), "{other:?}");
        assert!(other.err.contains("paused already"), "{other:?}");

        let doctor = roundel.run(&["doctor"]);
        let warning = doctor.out.lines().find(|line| line.contains("paused mails")).unwrap();
        assert!(warning.starts_with("WARNING") && warning.contains(&clinic) && warning.contains("new mail server"), "{warning}");
        let jobs = roundel.run(&["jobs"]);
        assert!(jobs.err.contains(&format!("warning: paused mails: none leaves {clinic}")), "{jobs:?}");

        let resume = || roundel.run(&["mail", "resume", "--clinic", &clinic]);
        let resumed = resume();
        assert!(!resumed.err.contains("nothing was changed"), "{resumed:?}");
        assert_eq!(resumed.done().trim(), "resumed; 2 in the outbox, 0 of them about changed or cancelled sessions");
        let again = resume();
        assert!(again.err.contains("they were not paused: nothing was changed"), "{again:?}");
        assert_eq!(again.done().trim(), "not paused; 2 in the outbox, 0 of them about changed or cancelled sessions");
        assert!(!roundel.run(&["doctor"]).out.contains("paused mails"));
        let nobody = ["mail", "resume", "--clinic", "cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4"];
        assert!(roundel.run(&nobody).failed(1).contains("there is no clinic"));
    }

    async fn a_dry_run_is_told_by_doctor_and_jobs(db) {
        let roundel = Roundel::on(&db.url_text);
        std::fs::write(roundel.folder().join("roundel.toml"), "[mail]\ntransport = \"dry_run\"\n").unwrap();
        let doctor = roundel.run(&["--config", "roundel.toml", "doctor"]);
        let mail = doctor.out.lines().find(|line| line.split_whitespace().nth(1) == Some("mail")).unwrap();
        assert!(mail.starts_with("WARNING") && mail.contains("nothing is sent"), "{mail}");
        let jobs = roundel.run(&["--config", "roundel.toml", "jobs"]);
        assert!(jobs.err.contains("warning: nothing is sent"), "{jobs:?}");
    }
}
