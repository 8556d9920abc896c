//! Who is let in, and who is not.

mod tokens;
