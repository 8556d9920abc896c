//! The program: parse, run, exit code.

use std::process::ExitCode;

use roundel::cli::{Cli, exit_code, keep_panic_words_back, run};

fn main() -> ExitCode {
    keep_panic_words_back();
    begin()
}

#[tokio::main]
async fn begin() -> ExitCode {
    exit_code(run(Cli::of_command_line()).await)
}
