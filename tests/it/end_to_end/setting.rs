//! A clinic set up by the commands, served with mail, and what its tokens are.

use std::fs;

use super::api::Api;
use super::server::Server;
use crate::support::{Roundel, SmtpServer, TestDatabase};

pub(super) const EVERYTHING: &str = "schedule:read,schedule:write,clients:read,clients:write,attendance:read,\
attendance:write,reminders:read,reminders:write,audit:read,clinic:write";

/// A program with a database and a mailbox.
pub(super) struct Setting {
    pub(super) roundel: Roundel,
    pub(super) mailbox: SmtpServer,
    pub(super) url: String,
    _database: Option<TestDatabase>,
}

impl Setting {
    /// Migrates an empty database and writes the configuration; nothing runs yet.
    pub(super) async fn prepare(database: TestDatabase) -> Self {
        let url = database.unmigrated().await;
        Self { _database: Some(database), ..Self::prepare_at(url) }
    }

    /// The same for an empty database that somebody else makes and removes.
    pub(super) fn prepare_at(url: String) -> Self {
        let roundel = Roundel::on(&url);
        let mailbox = SmtpServer::start();
        fs::write(roundel.folder().join("roundel.toml"), configuration(mailbox.port)).unwrap();
        roundel.run(&["migrate"]).done();
        Self { roundel, mailbox, url, _database: None }
    }

    /// Adds to the configuration, as TOML.
    pub(super) fn configure(&self, more: &str) {
        let file = self.roundel.folder().join("roundel.toml");
        let written = fs::read_to_string(&file).unwrap();
        fs::write(file, format!("{written}\n{more}")).unwrap();
    }

    /// Sets a key of `[http]` too.
    pub(super) fn configure_http(&self, line: &str) {
        self.replace("[http]\n", &format!("[http]\n{line}\n"));
    }

    /// Says something else in the configuration.
    pub(super) fn replace(&self, what: &str, with: &str) {
        let file = self.roundel.folder().join("roundel.toml");
        let written = fs::read_to_string(&file).unwrap();
        assert!(written.contains(what), "{what}: {written}");
        fs::write(file, written.replace(what, with)).unwrap();
    }

    /// Creates a clinic whose administrator has that address: its id.
    pub(super) fn clinic(&self, name: &str, admin: &str) -> String {
        let arguments =
            ["clinic", "create", "--name", name, "--mail-name", "Northside House", "--site-name", "Main"];
        let rest = ["--zone", "America/New_York", "--phone", "+1 555 0100", "--admin-name", "Ada"];
        let printed =
            self.roundel.run(&[&arguments[..], &rest[..], &["--admin-email", admin]].concat()).done();
        printed.lines().find_map(|line| line.strip_prefix("clinic ")).unwrap().to_owned()
    }

    /// Adds somebody to a clinic's staff.
    pub(super) fn staff(&self, clinic: &str, email: &str, role: &str) {
        let who = ["user", "add", "--clinic", clinic, "--name", "Kim", "--email", email, "--role", role];
        self.roundel.run(&[&who[..], &["--zone", "America/New_York"]].concat()).done();
    }

    /// A token with every scope for the member of that address.
    pub(super) fn token(&self, clinic: &str, email: &str, label: &str) -> String {
        let whose = ["token", "create", "--clinic", clinic, "--user", email, "--label", label];
        let printed = self.roundel.run(&[&whose[..], &["--scopes", EVERYTHING]].concat()).done();
        printed.trim().to_owned()
    }

    /// Starts the server.
    pub(super) fn serve(&self) -> Server {
        Server::start(&self.roundel, &[])
    }

    /// Creates a clinic: a token of its administrator.
    pub(super) fn clinic_with_token(&self) -> String {
        let clinic = self.clinic("Northside", "ada@northside.example");
        self.token(&clinic, "ada@northside.example", "test")
    }

    /// A clinic's server, and its API for the clinic's administrator.
    pub(super) fn serve_clinic(&self) -> (Server, Api) {
        let token = self.clinic_with_token();
        let server = self.serve();
        let api = server.api(&token);
        (server, api)
    }
}

fn configuration(smtp_port: u16) -> String {
    format!(
        r#"
[http]
listen = "127.0.0.1:0"
development = true
introspection = "off"
request_timeout_seconds = 30

[mail]
transport = "smtp"
from_address = "appointments@northside.example"
message_id_host = "northside.example"

[mail.smtp]
host = "127.0.0.1"
port = {smtp_port}
tls = "none"
timeout_seconds = 6

[worker]
welcome_clients = false
lease_seconds = 18
horizon_days = 30

[worker.jobs.plan_reminders]
cron = "* * * * * *"

[worker.jobs.deliver_reminders]
cron = "* * * * * *"

[worker.jobs.reassess_risk]
cron = "*/2 * * * * *"
"#
    )
}
