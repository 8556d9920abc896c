//! The program: parse, run, exit code.

use std::process::ExitCode;

use roundel::cli::{Cli, exit_code, run};

#[tokio::main]
async fn main() -> ExitCode {
    exit_code(run(Cli::of_command_line()).await)
}
