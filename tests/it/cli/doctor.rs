//! What the doctor finds.

use roundel::domain::time::tzdb_version;

use crate::support::{
    At, FaultySmtp, Ill, Ran, Roundel, ScheduleFixture, SmtpAccount, SmtpServer, Step, both,
};

fn smtp(port: u16) -> String {
    format!(
        "[http]\ndevelopment = true\n[mail]\ntransport = \"smtp\"\nfrom_address = \"a@b.example\"\n\
         message_id_host = \"b.example\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n"
    )
}

/// The line about `what`.
#[track_caller]
fn line<'a>(ran: &'a Ran, what: &str) -> &'a str {
    let found = ran.out.lines().find(|line| line.split_whitespace().nth(1) == Some(what));
    found.unwrap_or_else(|| panic!("{what}: {ran:?}"))
}

both! {
    async fn what_is_well_is_told_and_what_an_operator_should_know(db) {
        let roundel = Roundel::on(&db.url_text);
        let ran = roundel.run(&["doctor"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        for what in ["configuration", "database", "migrations", "tz"] {
            assert!(line(&ran, what).starts_with("ok "), "{ran:?}");
        }
        let product = if db.url_text.starts_with("sqlite") { "(SQLite 3." } else { "(PostgreSQL " };
        assert!(line(&ran, "database").contains(product), "{ran:?}");
        assert!(line(&ran, "worker").starts_with("WARNING"), "none has worked yet: {ran:?}");
        assert!(line(&ran, "mail").contains("nobody receives it"), "{ran:?}");
        let clock = ran.out.lines().find(|line| line.split_whitespace().nth(1) == Some("clock"));
        assert_eq!(clock.is_some(), product != "(SQLite 3.", "a file has none: {ran:?}");
        assert!(clock.is_none_or(|line| line.ends_with("are in step")), "{ran:?}");
        assert!(!ran.out.contains('@'), "neither user nor password: {ran:?}");
    }

    async fn sessions_ahead_are_counted_by_the_release_that_derived_them(db) {
        let roundel = Roundel::on(&db.url_text);
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let mut series = fixture.series();
        series["startOn"] = "2126-01-01".into();
        fixture.commit(&series).await;
        let database = &fixture.clinic.database;
        let told = || roundel.run(&["doctor"]);
        let release = tzdb_version();
        let ran = told();
        assert!(line(&ran, "session").starts_with("ok "), "{ran:?}");
        assert!(line(&ran, "session").contains(&format!("12 by {release}")), "{ran:?}");
        assert!(line(&ran, "tz").contains(&format!("{release} for sessions")), "{ran:?}");

        database.execute("UPDATE session SET tzdb_version = '2025b', local_start = '2126-01-01T10:00:00' \
            WHERE starts_at < '2126-01-07T00:00:00+00:00'").await;
        database.execute("UPDATE session_series SET zone = 'Europe/Atlantis'").await;
        let ran = told();
        assert!(line(&ran, "session").starts_with("WARNING"), "{ran:?}");
        assert!(line(&ran, "session").contains(&format!("1 by 2025b, 11 by {release}")), "{ran:?}");
        assert!(line(&ran, "session").contains("lacks the zones Europe/Atlantis"), "{ran:?}");
        assert!(line(&ran, "session").contains("1 left as they were: ses_"), "{ran:?}");
        assert_eq!(ran.code, 0, "a warning is no failure: {ran:?}");
    }

    async fn what_does_not_work_is_named_with_the_way_out_and_all_is_looked_at(db) {
        let url = db.unmigrated().await;
        if let Some(file) = url.strip_prefix("sqlite://") {
            std::fs::write(file, "").unwrap(); // an empty one is a database without tables
        }
        let roundel = Roundel::on(&url);
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        std::fs::write(roundel.folder().join("roundel.toml"), smtp(nobody)).unwrap();
        let ran = roundel.run(&["--config", "roundel.toml", "doctor"]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(line(&ran, "migrations").starts_with("FAILED"), "{ran:?}");
        assert!(line(&ran, "migrations").contains("run `roundel migrate`"), "{ran:?}");
        assert!(line(&ran, "mail").starts_with("FAILED") && line(&ran, "mail").contains("[mail.smtp]"), "{ran:?}");
        assert!(ran.err.contains("2 of 4 checks failed"), "{ran:?}");
    }

    async fn a_mail_server_is_greeted_and_gets_no_mail(db) {
        let roundel = Roundel::on(&db.url_text);
        let mailbox = SmtpServer::start();
        std::fs::write(roundel.folder().join("roundel.toml"), smtp(mailbox.port)).unwrap();
        let ran = roundel.run(&["--config", "roundel.toml", "doctor"]);
        assert!(line(&ran, "mail").starts_with("ok "), "{ran:?}");
        assert_eq!(mailbox.received().len(), 0);
    }

    async fn a_sender_whom_the_server_refuses_is_told_by_key_and_nobody_is_named_a_recipient(db) {
        let roundel = Roundel::on(&db.url_text);
        let refusing = |code: u16, text: &'static str| {
            FaultySmtp::start(move |step| {
                matches!(step, Step::Sender(_)).then_some((At::Sender, Ill::Answer(code, text)))
            })
        };
        let server = refusing(553, "5.7.1 <a@b.example>: not yours");
        let with = |keys: &str| smtp(server.port).replace("[mail.smtp]", &format!("{keys}\n[mail.smtp]"));
        for (keys, sender, key) in [
            ("", "a@b.example", "mail.from_address"),
            (
                "bounce_address = \"back@b.example\"",
                "back+00000000000000000000000000000000@b.example",
                "mail.bounce_address",
            ),
        ] {
            std::fs::write(roundel.folder().join("roundel.toml"), with(keys)).unwrap();
            let ran = roundel.run(&["--config", "roundel.toml", "doctor"]);
            assert_eq!(ran.code, 1, "{ran:?}");
            let mail = line(&ran, "mail");
            assert!(mail.starts_with("FAILED"), "{ran:?}");
            assert!(mail.contains(&format!("takes no mail from {sender} ")), "{ran:?}");
            assert!(mail.contains("at MAIL FROM: 553 5.7.1)") && mail.contains(&format!("give {key} ")), "{ran:?}");
        }
        assert_eq!(server.attempts().len(), 0, "a question, and no recipient");

        let wants_sign_in = refusing(530, "5.7.0 Authentication required");
        std::fs::write(roundel.folder().join("roundel.toml"), smtp(wants_sign_in.port)).unwrap();
        let ran = roundel.run(&["--config", "roundel.toml", "doctor"]);
        let mail = line(&ran, "mail");
        assert!(mail.starts_with("FAILED") && mail.contains("530 5.7.0; see [mail.smtp]"), "{ran:?}");
        assert!(!mail.contains("mail.from_address"), "nobody's sender is wrong: {ran:?}");
    }

    async fn a_wrong_password_of_the_mail_server_is_told_and_not_shown(db) {
        let roundel = Roundel::on(&db.url_text);
        let account =
            SmtpAccount { username: "desk@northside.example", password: "gr\u{fc}n 4711", mechanisms: "PLAIN" };
        let mailbox = FaultySmtp::start_for(account.clone(), |_| None);
        let run = |password: &str| {
            let text = smtp(mailbox.port);
            let text = format!("{text}username = \"{}\"\npassword = \"{password}\"\n", account.username);
            std::fs::write(roundel.folder().join("roundel.toml"), text).unwrap();
            roundel.run(&["--config", "roundel.toml", "doctor"])
        };
        let ran = run("hunter2");
        assert_eq!(ran.code, 1, "{ran:?}");
        let told = line(&ran, "mail");
        assert!(told.starts_with("FAILED") && told.contains("signing in: 535 5.7.8"), "{ran:?}");
        assert!(told.contains("[mail.smtp]"), "{ran:?}");
        let all = format!("{}{}", ran.out, ran.err);
        assert!(!all.contains("hunter2") && !all.contains("desk@"), "{ran:?}");
        let ran = run(account.password);
        assert!(line(&ran, "mail").starts_with("ok "), "{ran:?}");
        assert!(mailbox.attempts().is_empty(), "it gets no mail");
    }
}

#[test]
fn a_file_that_is_not_there_is_told_as_such_and_not_made() {
    let roundel = Roundel::on("sqlite://elsewhere.db");
    let ran = roundel.run(&["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let database = line(&ran, "database");
    assert!(
        database.starts_with("FAILED") && database.contains("there is none at sqlite://elsewhere.db"),
        "{ran:?}"
    );
    assert!(database.contains("--database-url") && database.contains("migrate`"), "{ran:?}");
    assert!(!ran.out.contains("migrations"), "{ran:?}");
    assert!(!roundel.folder().join("elsewhere.db").exists());
}

#[test]
fn a_server_out_of_reach_is_a_failed_check_without_the_password() {
    let ran = Roundel::on("postgres://roundel:hunter2@127.0.0.1:1/clinic").run(&["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(line(&ran, "database").starts_with("FAILED") && !ran.out.contains("hunter2"), "{ran:?}");
    assert!(ran.out.contains("tz database"), "the rest is looked at all the same: {ran:?}");
}
