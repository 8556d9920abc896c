//! The configuration as its operator meets it.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use rstest::rstest;

use super::*;

fn from_text(text: &str) -> Result<Settings, String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let sources = Sources { file: Some(file.path().to_owned()), ..Sources::default() };
    load(&sources).map_err(|error| error.to_string().replace(&file.path().display().to_string(), "FILE"))
}

fn from_environment(pairs: &[(&str, &str)]) -> Result<Settings, String> {
    let environment = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    load(&Sources { environment, ..Sources::default() }).map_err(|error| error.to_string())
}

#[test]
fn the_defaults_are_valid_by_themselves() {
    let settings = load(&Sources::default()).unwrap();
    assert_eq!(settings.database.url.expose(), "sqlite://roundel.db");
    assert_eq!(settings.http.listen.to_string(), "127.0.0.1:8080");
    assert!(!settings.http.allows_introspection());
}

#[test]
fn every_file_in_config_loads() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 3);
    for file in files {
        let password = ("ROUNDEL__MAIL__SMTP__PASSWORD".to_owned(), "hunter2".to_owned());
        // The production's file leaves the secret to the environment, and is not taken without.
        let environment = if file.ends_with("production.example.toml") {
            let error = load(&Sources { file: Some(file.clone()), ..Sources::default() }).unwrap_err();
            assert!(error.to_string().contains("mail.smtp.password"), "{error}");
            vec![password]
        } else {
            Vec::new()
        };
        load(&Sources { file: Some(file), environment, ..Sources::default() }).unwrap();
    }
}

#[test]
fn the_reference_has_every_key_of_the_structs_and_no_other() {
    fn keys(value: &serde_json::Value, parent: &str, into: &mut BTreeSet<String>) {
        for (name, value) in value.as_object().unwrap() {
            let key = keys::join(parent, name);
            if value.is_object() {
                keys(value, &key, into)
            } else {
                into.insert(key);
            }
        }
    }
    let mut of_structs = BTreeSet::new();
    keys(&serde_json::to_value(load(&Sources::default()).unwrap()).unwrap(), "", &mut of_structs);
    let of_reference = explain(&Sources::default()).unwrap().into_iter().map(|row| row.key).collect();
    assert_eq!(of_structs, of_reference);
}

#[test]
fn every_key_of_the_reference_has_a_comment_above_it() {
    let lines: Vec<_> = include_str!("../../config/default.toml").lines().collect();
    let bare: Vec<_> = lines
        .windows(2)
        .filter(|pair| pair[1].contains(" = ") && !pair[1].starts_with('#') && !pair[0].starts_with("# "))
        .collect();
    assert!(bare.is_empty(), "{bare:?}");
}

#[test]
fn later_sources_win() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(
        b"[http]\nlisten = '127.0.0.1:1'\nrequest_timeout_seconds = 11\nbody_limit_bytes = 2000\n",
    )
    .unwrap();
    let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let sources = Sources {
        file: None,
        environment: vec![
            variable("ROUNDEL_CONFIG", &file.path().display().to_string()),
            variable("ROUNDEL__HTTP__REQUEST_TIMEOUT_SECONDS", "12"),
            variable("ROUNDEL__HTTP__LISTEN", "127.0.0.1:2"),
            variable("UNRELATED", "x"),
        ],
        flags: vec![FlagValue { flag: "--listen", key: "http.listen", value: "127.0.0.1:3".to_owned() }],
    };
    let http = load(&sources).unwrap().http;
    assert_eq!((http.body_limit_bytes, http.request_timeout_seconds, http.listen.port()), (2000, 12, 3));

    let origin_of =
        |key: &str| explain(&sources).unwrap().into_iter().find(|row| row.key == key).unwrap().origin;
    assert_eq!(origin_of("http.listen"), "flag --listen");
    assert_eq!(
        origin_of("http.request_timeout_seconds"),
        "environment variable ROUNDEL__HTTP__REQUEST_TIMEOUT_SECONDS"
    );
    assert!(origin_of("http.body_limit_bytes").starts_with("file /"));
    assert_eq!(origin_of("log.level"), "built-in default");
}

#[rstest]
#[case("ROUNDEL_DATABASE_URL", "ROUNDEL__DATABASE__URL")]
#[case("ROUNDEL_DATABASE__URL", "ROUNDEL__DATABASE__URL")]
#[case("ROUNDEL_HTTP_LISTEN", "ROUNDEL__HTTP__LISTEN")]
#[case("ROUNDEL_MAIL_SMTP_PASSWORD", "ROUNDEL__MAIL__SMTP__PASSWORD")]
fn a_variable_with_too_few_underscores_is_not_ignored(#[case] name: &str, #[case] meant: &str) {
    let environment = vec![(name.to_owned(), "hunter2".to_owned())];
    let error = load(&Sources { environment, ..Sources::default() }).unwrap_err().to_string();
    assert!(error.contains(name) && error.contains(&format!("did you mean `{meant}`?")), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[rstest]
#[case::unknown_section(
    "[htpp]\nlisten = 'x'",
    "FILE: htpp: unknown key; there are database, graphql, http, log, mail, metrics, subscriptions, worker; did you mean `http`?"
)]
#[case::unknown_key(
    "[http]\nlisen = 'x'",
    "FILE: http.lisen: unknown key; there are allowed_origins, body_limit_bytes, development, idle_timeout_seconds, import_limit_bytes, introspection, listen, max_connections, public_base_url, request_timeout_seconds, trusted_proxies; did you mean `http.listen`?"
)]
#[case::unknown_job(
    "[worker.jobs.plan_reminder]\ncron = '* * * * * *'",
    "did you mean `worker.jobs.plan_reminders`?"
)]
#[case::wrong_type(
    "[http]\nbody_limit_bytes = 'much'",
    "FILE: http.body_limit_bytes = \"much\": expected a whole number"
)]
#[case::a_list("[http]\nlisten = [1]", "FILE: http.listen = a list: expected text")]
#[case::not_true_or_false("[http]\ndevelopment = 1", "FILE: http.development = 1: expected true or false")]
#[case::negative(
    "[worker]\nbatch_size = -1",
    "FILE: worker.batch_size = -1: expected a whole number, 0 or more"
)]
#[case::no_address(
    "[metrics]\nlisten = '9464'",
    "FILE: metrics.listen = \"9464\": expected an IP address and a port"
)]
#[case::too_long_a_debounce(
    "[worker]\nnotice_debounce_seconds = 3601",
    "FILE: worker.notice_debounce_seconds = 3601: expected 0 to 3600 seconds"
)]
#[case::out_of_range("[worker]\nbatch_size = 0", "FILE: worker.batch_size = 0: expected 1 to 1000 mails")]
#[case::port_too_large("[mail.smtp]\nport = 70000", "FILE: mail.smtp.port = 70000: expected a whole number")]
#[case::bad_word(
    "[mail]\ntransport = 'stmp'",
    "FILE: mail.transport = \"stmp\": expected one of directory, smtp, dry_run; did you mean `smtp`?"
)]
#[case::word_of_wrong_type(
    "[mail]\ntransport = true",
    "FILE: mail.transport = true: expected one of the words"
)]
#[case::bad_address(
    "[http]\nlisten = 'localhost'",
    "FILE: http.listen = \"localhost\": expected an IP address and a port"
)]
#[case::bad_cron(
    "[worker.jobs.plan_reminders]\ncron = '5 4 * * *'",
    "FILE: worker.jobs.plan_reminders.cron = \"5 4 * * *\": expected a cron expression"
)]
#[case::a_cron_that_never_fires(
    "[worker.jobs.plan_reminders]\ncron = '0 0 0 30 2 *'",
    "that some date matches"
)]
#[case::unknown_zone(
    "[worker.jobs.deliver_reminders]\nzone = 'Europe/Berln'",
    "FILE: worker.jobs.deliver_reminders.zone = \"Europe/Berln\": expected a name of the tz database"
)]
#[case::bad_scheme(
    "[database]\nurl = 'mysql://root:hunter2@db/x'",
    "FILE: database.url = mysql:[hidden]: expected sqlite://FILE or postgres://USER@HOST/NAME"
)]
#[case::section_as_value("http = 1", "FILE: http: is a section, not a value")]
#[case::value_as_section("[http.listen]\nport = 1", "FILE: http.listen = a section: expected a value")]
#[case::no_tls_outside_development(
    "[mail]\ntransport = 'smtp'\nfrom_address = 'a@b.org'\nmessage_id_host = 'b.org'\n[mail.smtp]\nhost = 'h'\ntls = 'none'",
    "FILE: mail.smtp.tls = \"none\": expected \"starttls\" or \"implicit\""
)]
#[case::smtp_without_a_sender(
    "[mail]\ntransport = 'smtp'\n[mail.smtp]\nhost = 'h'",
    "mail.from_address = \"appointments@roundel.invalid\": expected one mail address"
)]
#[case::a_lock_waited_for_longer_than_the_request(
    "[database]\nlock_timeout_seconds = 20",
    "database.lock_timeout_seconds = 20: expected less than http.request_timeout_seconds (15)"
)]
#[case::timeout_beyond_the_lease(
    "[worker]\nlease_seconds = 10",
    "mail.smtp.timeout_seconds = 20: expected at most a third of worker.lease_seconds (10)"
)]
#[case::no_connection(
    "[mail.smtp]\nconnections = 0",
    "FILE: mail.smtp.connections = 0: expected 1 to 50 connections"
)]
#[case::too_slow(
    "[mail.smtp]\nper_minute = 5",
    "FILE: mail.smtp.per_minute = 5: expected 0 (no limit) or at least 6"
)]
#[case::cap_below_base(
    "[worker]\nbackoff_cap_seconds = 1",
    "FILE: worker.backoff_cap_seconds = 1: expected at least worker.backoff_base_seconds (30)"
)]
#[case::two_lines_of_name(
    "[mail]\nfrom_name = \"A\\nB\"",
    "FILE: mail.from_name = \"A\\nB\": expected text on one line"
)]
#[case::bad_level("[log]\nlevel = 'inof'", "FILE: log.level = \"inof\": expected off, error, warn")]
fn a_mistake_in_a_file_is_named(#[case] text: &str, #[case] message: &str) {
    let error = from_text(text).unwrap_err();
    assert!(error.contains(message), "{error}");
}

#[rstest]
#[case::unknown_section(
    "ROUNDEL__HTPP__LISTEN",
    "x",
    "environment variable ROUNDEL__HTPP__LISTEN: htpp: unknown key"
)]
#[case::unknown_key("ROUNDEL__HTTP__LISEN", "x", "ROUNDEL__HTTP__LISEN: http.lisen: unknown key")]
#[case::no_origin(
    "ROUNDEL__HTTP__ALLOWED_ORIGINS",
    "https://a.example, https://b.example/",
    "http.allowed_origins = \"https://b.example/\": expected origins"
)]
#[case::empty_names("ROUNDEL__", "x", "environment variable ROUNDEL__: : unknown key")]
#[case::wrong_type(
    "ROUNDEL__WORKER__BATCH_SIZE",
    "many",
    "ROUNDEL__WORKER__BATCH_SIZE: worker.batch_size = \"many\": expected a whole number"
)]
#[case::out_of_range(
    "ROUNDEL__WORKER__BATCH_SIZE",
    "5000",
    "ROUNDEL__WORKER__BATCH_SIZE: worker.batch_size = 5000: expected 1 to 1000 mails"
)]
#[case::bad_word(
    "ROUNDEL__LOG__FORMAT",
    "jsn",
    "ROUNDEL__LOG__FORMAT: log.format = \"jsn\": expected one of pretty, json; did you mean `json`?"
)]
#[case::section("ROUNDEL__HTTP", "x", "ROUNDEL__HTTP: http: is a section, not a value")]
fn a_mistake_in_the_environment_is_named(#[case] name: &str, #[case] value: &str, #[case] message: &str) {
    let error = from_environment(&[(name, value)]).unwrap_err();
    assert!(error.contains(message), "{error}");
}

#[test]
fn a_mistake_in_a_flag_is_named() {
    let flags = vec![FlagValue { flag: "--listen", key: "http.listen", value: "8080".to_owned() }];
    let error = load(&Sources { flags, ..Sources::default() }).unwrap_err().to_string();
    assert!(error.starts_with("flag --listen: http.listen = \"8080\": expected an IP address"), "{error}");
}

#[test]
fn all_mistakes_of_a_kind_are_named_at_once() {
    let error = from_text("[worker]\nbatch_size = 0\nmax_attempts = 0").unwrap_err();
    assert_eq!(error.lines().count(), 2, "{error}");
}

#[test]
fn a_password_of_digits_in_the_environment_stays_text() {
    let pairs = [("ROUNDEL__MAIL__SMTP__PASSWORD", "12345"), ("ROUNDEL__MAIL__SMTP__USERNAME", "true")];
    let smtp = from_environment(&pairs).unwrap().mail.smtp;
    assert_eq!(secrecy::ExposeSecret::expose_secret(&smtp.password), "12345");
    assert_eq!(smtp.username, "true");
}

#[test]
fn a_file_that_is_missing_or_not_toml_is_named_without_quoting_it() {
    let missing = Sources { file: Some("/nowhere/roundel.toml".into()), ..Sources::default() };
    let error = load(&missing).unwrap_err().to_string();
    assert!(error.starts_with("file /nowhere/roundel.toml: No such file"), "{error}");
    let error = from_text("[mail.smtp]\npassword = \"hunter2\n").unwrap_err();
    assert!(error.contains("line 2") && !error.contains("hunter2"), "{error}");
}

#[test]
fn no_secret_is_shown() {
    let pairs = [
        ("ROUNDEL__DATABASE__URL", "postgres://roundel:hunter2@db/roundel"),
        ("ROUNDEL__MAIL__SMTP__PASSWORD", "hunter2"),
        ("ROUNDEL__MAIL__SMTP__USERNAME", "roundel"),
    ];
    let settings = from_environment(&pairs).unwrap();
    assert!(!format!("{settings:?}").contains("hunter2"));
    assert!(!serde_json::to_string(&settings).unwrap().contains("hunter2"));
    let environment = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    assert!(!format!("{:?}", explain(&Sources { environment, ..Sources::default() })).contains("hunter2"));

    for bad in [
        "[mail.smtp]\npassword = ['hunter2']",
        "[mail.smtp]\npasword = 'hunter2'",
        "[database]\nurl = 'hunter2'",
    ] {
        assert!(!from_text(bad).unwrap_err().contains("hunter2"), "{bad}");
    }
    let number = from_text("[mail.smtp]\npassword = 4711").unwrap_err();
    assert!(!number.contains("4711"), "{number}");
}
