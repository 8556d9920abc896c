//! The arguments of `roundel demo`, and the settings it runs with.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::files::DemoFiles;
use crate::cli::serve::listen_flag;
use crate::config::FlagValue;

const EXAMPLES: &str = "\
Examples:
  roundel demo
  roundel demo --dir /tmp/roundel-demo --listen 127.0.0.1:9000
  roundel demo --fresh --yes";

/// Where the demo listens unless told otherwise: on this machine only.
const LISTEN: &str = "127.0.0.1:8080";

/// Fill a clinic with invented people and weeks of therapy, and serve it. Needs no configuration; sends no mail.
///
/// The first run makes DIR with a SQLite database, a token (DIR/token, readable by you only) and a folder of mails; later
/// runs serve the same, with the same token.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct DemoArgs {
    /// Keep the demo's database, its token and its mails (.eml files) in this folder
    #[arg(long, value_name = "DIR", default_value = "roundel-demo")]
    pub dir: PathBuf,
    /// Delete the demo of an earlier run in that folder (no other file) and begin anew; asks first
    #[arg(long)]
    pub fresh: bool,
    /// Do not ask before deleting
    #[arg(long)]
    pub yes: bool,
    /// Listen on this IP address and port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = LISTEN)]
    pub listen: SocketAddr,
}

impl DemoArgs {
    /// The settings it runs with, whatever file or environment say: its own database, no mail server, GraphiQL, and
    /// reminders looked for often enough to be seen.
    #[must_use]
    pub fn flags(&self) -> Vec<FlagValue> {
        let files = DemoFiles::of(&self.dir);
        let set = |flag, key, value| FlagValue { flag, key, value };
        vec![
            listen_flag(self.listen),
            set("--listen", "http.public_base_url", format!("http://{}", self.listen)),
            set("--dir", "database.url", format!("sqlite://{}", files.database.display())),
            set("--dir", "mail.directory", files.mail.display().to_string()),
            set("demo", "mail.transport", "directory".to_owned()),
            set("demo", "http.development", "true".to_owned()),
            set("demo", "http.introspection", "on".to_owned()),
            set("demo", "worker.jobs.plan_reminders.cron", "*/15 * * * * *".to_owned()),
            set("demo", "worker.jobs.deliver_reminders.cron", "*/5 * * * * *".to_owned()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{examples_parse, parsed};
    use crate::config::{MailTransportKind, Sources, load};

    #[test]
    fn its_examples_parse() {
        examples_parse::<DemoArgs>("demo", EXAMPLES);
    }

    #[test]
    fn it_stays_in_a_folder_of_its_own_unless_told_otherwise() {
        let args: DemoArgs = parsed("demo", "").unwrap();
        assert_eq!(args.dir, PathBuf::from("roundel-demo"));
        assert!(!args.fresh && !args.yes);
    }

    #[test]
    fn it_mails_into_its_folder_whatever_the_environment_says() {
        let args: DemoArgs = parsed("demo", "--dir /tmp/a --listen 127.0.0.1:9000").unwrap();
        let environment = vec![("ROUNDEL__MAIL__TRANSPORT".to_owned(), "smtp".to_owned())];
        let settings = load(&Sources { file: None, environment, flags: args.flags() }).unwrap();
        assert_eq!(settings.mail.transport, MailTransportKind::Directory);
        assert_eq!(settings.mail.directory, PathBuf::from("/tmp/a/mail"));
        assert_eq!(settings.database.url.expose(), "sqlite:///tmp/a/demo.db");
        assert_eq!(settings.http.public_base_url, "http://127.0.0.1:9000");
        assert!(settings.http.development && settings.http.listen.ip().is_loopback());
    }
}
