//! Who is let in, and who is not.

mod passwords;
mod tokens;
