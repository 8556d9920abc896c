//! Who is let in, and who is not.

mod own_courses;
mod passwords;
mod tokens;
