//! A folder with tests in a file of their own.
mod plan;
#[cfg(test)]
mod tests;
