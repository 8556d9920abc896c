//! `roundel demo`: a clinic of invented people, served.
//!
//! Owns: the demo's folder and what is printed about it. Must not know: the story (`app::demo`), how serving works.
//! Example: `roundel demo` fills `roundel-demo` and prints an address, a token and a query; a second run serves the same.
//! What the folder holds next is a path of `DemoFiles`, so that `--fresh` removes it; a folder without the demo's mark is
//! somebody else's.

mod args;
mod banner;
mod files;
mod run;

pub use args::DemoArgs;
pub use run::{refuse_other_database, run};
