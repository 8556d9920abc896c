//! Prints.
use std::env;
pub fn doctor() {
    println!("{}", env::consts::OS);
}
