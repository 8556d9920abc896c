//! What is told of a panic: where it happened, never its words.
//!
//! A panic's words hold what the code had in hand: a client's name, an address, a line of somebody's mail. A log must not.

use std::io::{self, Write as _};
use std::panic::{self, Location};
use std::thread;

use tracing::Level;

/// From now on a panic of this process is told by its place and thread, in the log if there is one already, on standard error if not.
///
/// For the program only: tests, and whoever embeds the library, keep the hook they have.
pub fn keep_panic_words_back() {
    panic::set_hook(Box::new(|panic| tell(panic.location(), thread::current().name())));
}

/// Never panics itself: that would end the process.
fn tell(place: Option<&Location<'_>>, thread: Option<&str>) {
    let place = place.map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let thread = thread.unwrap_or("unnamed");
    if tracing::enabled!(Level::ERROR) {
        tracing::error!(at = %place, thread, "a panic; its words are kept out of the log, for they may hold names");
    } else {
        let told = format!(
            "a panic at {place} in the thread {thread}; its words are kept back, for they may hold names"
        );
        let _ = writeln!(io::stderr(), "error: {told}");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_is_an_error_in_the_log_with_its_place_and_thread() {
        let captured = Captured::default();
        let writer = captured.clone();
        let subscriber =
            tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        tracing::subscriber::with_default(subscriber, || {
            tell(Some(Location::caller()), Some("tokio-rt-worker"));
            tell(None, None);
        });
        let text = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines[0].contains("ERROR") && lines[0].contains("a panic"), "{text}");
        assert!(lines[0].contains(file!()) && lines[0].contains("tokio-rt-worker"), "{text}");
        assert!(lines[1].contains("an unknown place") && lines[1].contains("unnamed"), "{text}");
    }
}
