//! How many files, and so connections, this process may hold open.

use crate::config::Settings;

/// Standard streams, the listener, the runtime, mails under way, reading of time zones: with room to spare.
const OTHERS: u64 = 64;

/// Files of one database connection: a SQLite file, its log and its index.
const PER_DATABASE_CONNECTION: u64 = 3;

/// Fewer than these would be no server.
const FEWEST: u64 = 10;

/// How many connections may be taken: as many as are configured, if the system allows so many open files.
///
/// Systems give a process few by default, for the sake of programs that use `select`, and let it ask for more.
pub(super) fn connections(settings: &Settings) -> usize {
    let wanted = u64::from(settings.http.max_connections);
    let allowed = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        tracing::warn!(%error, "how many files may be open cannot be found out");
        u64::MAX
    });
    let database = u64::from(settings.database.max_connections) * PER_DATABASE_CONNECTION;
    let others = OTHERS + database + u64::from(settings.subscriptions.max_sockets);
    let taken = those_that_fit(wanted, allowed, others);
    if taken < wanted {
        tracing::warn!(
            allowed,
            taken,
            "the system allows too few open files for http.max_connections: raise LimitNOFILE or ulimit -n"
        );
    }
    usize::try_from(taken).unwrap_or(usize::MAX)
}

/// Of the connections that are wanted, those that the files which are allowed leave room for, beside the others.
fn those_that_fit(wanted: u64, allowed: u64, others: u64) -> u64 {
    wanted.min(allowed.saturating_sub(others).max(FEWEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_connections_are_taken_as_there_are_files_for() {
        assert_eq!(those_that_fit(1000, u64::MAX, 288), 1000);
        assert_eq!(those_that_fit(1000, 1024, 288), 736);
        assert_eq!(those_that_fit(1000, 256, 288), FEWEST);
    }
}
