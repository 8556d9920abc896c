//! `roundel demo`

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::serve::listen_flag;
use crate::config::FlagValue;

const EXAMPLES: &str = "\
Examples:
  roundel demo
  roundel demo --dir /tmp/roundel-demo --listen 127.0.0.1:9000
  roundel demo --fresh --yes";

/// Fill a clinic with invented people and weeks of therapy, and serve it. Needs no configuration; sends no mail.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct DemoArgs {
    /// Keep the demo's database and its mails (.eml files) in this folder
    #[arg(long, value_name = "DIR", default_value = "roundel-demo")]
    pub dir: PathBuf,
    /// Delete the demo of an earlier run in that folder and begin anew; asks first
    #[arg(long)]
    pub fresh: bool,
    /// Do not ask before deleting
    #[arg(long)]
    pub yes: bool,
    /// Listen on this IP address and port instead of http.listen
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
}

impl DemoArgs {
    /// The flags that stand for a key of the configuration.
    #[must_use]
    pub fn flags(&self) -> Vec<FlagValue> {
        self.listen.map(listen_flag).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{examples_parse, parsed};

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
}
