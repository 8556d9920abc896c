//! Parse, run, exit code.
use roundel::cli;
use roundel::web; //~ Layer
fn main() {
    cli::run();
    roundel::storage::connect(); //~ Layer
    eprintln!("no"); //~ Print
}
