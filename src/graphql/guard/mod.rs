//! The price of a document, known before the library validates it.
//!
//! Validation walks a fragment once per use, so a few hundred bytes of fragments that double each other keep it
//! busy for minutes. Here every fragment is priced once, whatever its uses, and what is too dear goes no further.
//!
//! Owns: limits, the scan of the raw text, the price of the parsed document, the refusals. Pure and synchronous.
//! Must not know: the schema, the caller, HTTP; of async-graphql only its parser's types and the variables.
//! Example: `admit("{ week { id } }", &variables, &Limits::default())?.document` is ready to be executed.
//! A new limit is a field of `Limits`, a variant of `Limit` and one line of `check` in `price.rs` or `lexical.rs`.

mod admit;
#[cfg(test)]
mod fuzz;
mod heavy;
mod lexical;
mod limits;
mod lists;
mod page;
mod price;
mod refusal;
#[cfg(test)]
mod tests;
mod weight;

pub use admit::{Admitted, admit};
pub use heavy::heavy_fields;
pub use limits::{Limit, Limits};
pub use lists::usual_items;
pub use price::Price;
pub use refusal::Refusal;
