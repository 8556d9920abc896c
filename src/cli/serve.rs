//! `roundel serve`

use std::net::SocketAddr;

use clap::Args;

use crate::config::FlagValue;

const EXAMPLES: &str = "\
Examples:
  roundel serve --config config/development.toml
  roundel serve --listen 127.0.0.1:9000
  roundel serve --no-worker";

/// Serve the GraphQL API and, in the same process, plan and send the reminders.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ServeArgs {
    /// Do not plan or send mail in this process; then another one must run `roundel worker`
    #[arg(long)]
    pub no_worker: bool,
    /// Listen on this IP address and port instead of http.listen
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
}

impl ServeArgs {
    /// The flags that stand for a key of the configuration.
    #[must_use]
    pub fn flags(&self) -> Vec<FlagValue> {
        self.listen.map(listen_flag).into_iter().collect()
    }
}

/// `--listen` as the key it stands for.
pub(super) fn listen_flag(listen: SocketAddr) -> FlagValue {
    FlagValue { flag: "--listen", key: "http.listen", value: listen.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{examples_parse, parsed};
    use crate::config::{Sources, load};

    #[test]
    fn its_examples_parse() {
        examples_parse::<ServeArgs>("serve", EXAMPLES);
    }

    #[test]
    fn listen_overrides_the_configuration() {
        let args: ServeArgs = parsed("serve", "--listen [::1]:9000").unwrap();
        let settings = load(&Sources { flags: args.flags(), ..Sources::default() }).unwrap();
        assert_eq!(settings.http.listen.to_string(), "[::1]:9000");
        assert!(parsed::<ServeArgs>("serve", "--listen 9000").is_err());
    }
}
