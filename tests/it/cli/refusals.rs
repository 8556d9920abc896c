//! How commands fail: with a code and a sentence that says what to do.

use crate::support::{Roundel, both};

const NO_CLINIC: &str = "cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4";

#[test]
fn a_wrong_value_is_named_with_its_file_and_key() {
    let roundel = Roundel::new();
    std::fs::write(roundel.folder().join("clinic.toml"), "[http]\nlisten = \"nowhere\"\n").unwrap();
    for command in [["config", "--config", "clinic.toml"], ["migrate", "--config", "clinic.toml"]] {
        let said = roundel.run(&command).failed(3);
        for part in ["clinic.toml", "http.listen", "nowhere"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}

#[test]
fn a_database_url_of_no_use_is_a_wrong_configuration() {
    for url in ["sqlite::memory:", "mysql://db/clinic", "roundel.db"] {
        let said = Roundel::on(url).run(&["migrate"]).failed(3);
        assert!(said.contains("ROUNDEL__DATABASE__URL: database.url"), "{said}");
    }
}

#[test]
fn a_wrong_command_line_says_what_would_be_right() {
    let roundel = Roundel::new();
    let said =
        roundel.run(&["token", "create", "--clinic", NO_CLINIC, "--user", "ada", "--label", "x"]).failed(2);
    assert!(said.contains("--user") && said.contains("exactly one @"), "{said}");
    assert!(roundel.run(&["no-such-command"]).failed(2).contains("no-such-command"));
}

#[test]
fn a_server_out_of_reach_is_named_without_the_password() {
    let roundel = Roundel::on("postgres://roundel:hunter2@127.0.0.1:1/clinic");
    for command in [["migrate"].as_slice(), &["migrate", "--dry-run"]] {
        let said = roundel.run(command).failed(4);
        assert!(said.contains("postgres://127.0.0.1:1/clinic cannot be opened"), "{said}");
        assert!(said.contains("refused") && !said.contains("hunter2"), "{said}");
    }
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let roundel = Roundel::on("sqlite://notes.txt");
    let file = roundel.folder().join("notes.txt");
    let notes = "Tuesday: buy chairs. ".repeat(100);
    std::fs::write(&file, &notes).unwrap();
    let said = roundel.run(&["migrate"]).failed(4);
    assert!(said.contains("sqlite://notes.txt") && said.contains("file is not a database"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), notes);
}

#[test]
fn only_migrate_makes_a_file() {
    let roundel = Roundel::new();
    let said = roundel
        .run(&[
            "user",
            "add",
            "--clinic",
            NO_CLINIC,
            "--name",
            "Tom",
            "--email",
            "tom@example.org",
            "--role",
            "therapist",
            "--zone",
            "Europe/Berlin",
        ])
        .failed(4);
    assert!(said.contains("sqlite://roundel.db") && said.trim_end().ends_with("roundel migrate"), "{said}");
    roundel.run(&["migrate", "--dry-run"]).done();
    assert_eq!(std::fs::read_dir(roundel.folder()).unwrap().count(), 0);
}

/// The runtime panics at a number of threads that is none, and quotes it.
#[test]
fn a_panic_is_told_by_its_place_and_without_its_words() {
    let roundel = Roundel::new();
    let output = roundel.command().arg("schema").env("TOKIO_WORKER_THREADS", "of Jane Roe").output().unwrap();
    assert!(!output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("a panic at ") && said.contains(".rs:") && said.contains("thread main"), "{said}");
    assert!(!said.contains("Jane") && !said.contains("usize"), "{said}");
}

both! {
    async fn who_or_what_does_not_exist_is_named(db) {
        let roundel = Roundel::on(&db.url_text);
        let add = |clinic: &str, email: &str| {
            roundel.run(&["user", "add", "--clinic", clinic, "--name", "Tom", "--email", email,
                "--role", "viewer", "--zone", "Europe/Berlin"])
        };
        let token = |clinic: &str, email: &str| {
            roundel.run(&["token", "create", "--clinic", clinic, "--user", email, "--label", "x", "--read-only"])
        };
        for said in [add(NO_CLINIC, "tom@example.org").failed(1), token(NO_CLINIC, "tom@example.org").failed(1)] {
            assert!(said.contains(&format!("there is no clinic {NO_CLINIC}")), "{said}");
        }

        let created = roundel.run(&["clinic", "create", "--name", "Riverside", "--site-name", "Main", "--zone",
            "Europe/Berlin", "--phone", "+1 555 0100", "--admin-name", "Ada", "--admin-email", "ada@example.org"]);
        let created = created.done();
        let clinic = created.lines().find_map(|line| line.strip_prefix("clinic ")).unwrap();
        let said = add(clinic, "ada@example.org").failed(1);
        assert!(said.contains("already belongs to a member"), "{said}");
        let said = token(clinic, "tom@example.org").failed(1);
        assert!(said.contains("nobody on the staff of") && !said.contains("tom@"), "{said}");

        db.execute("UPDATE staff_member SET disabled_at = (SELECT created_at FROM account)").await;
        let said = token(clinic, "ada@example.org").failed(1);
        assert!(said.contains("the member of staff is disabled"), "{said}");
    }
}
