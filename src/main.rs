//! The program: parse, run, exit code.

use std::process::ExitCode;

use clap::Parser;
use roundel::cli::{Cli, exit_code, run};

#[tokio::main]
async fn main() -> ExitCode {
    exit_code(run(Cli::parse()).await)
}
