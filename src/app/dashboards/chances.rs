//! The chance that somebody comes to their next session: the one place where dashboards ask the forecast.

use crate::domain::attendance::{AttendanceStatus, Effect, Ledger, LedgerEntry, Occasion, Rsvp};
use crate::domain::risk::forecast::{
    AttendanceState, Covariates, LastMiss, MOST_SESSIONS, PRIOR, Reply, next_session,
};

/// The chance that whoever has this ledger comes to the next session they are expected at, having answered that. Who has no
/// ledger yet has that of a beginner.
pub(super) fn chance_of_coming(ledger: &Ledger, rsvp: Rsvp) -> Option<f64> {
    let rate = ledger.rate();
    let is_to_come = |entry: &&LedgerEntry| {
        entry.occasion == Occasion::Regular && entry.status == AttendanceStatus::Unrecorded
    };
    let to_come = ledger.entries().iter().skip(ledger.begun().count()).filter(is_to_come).count();
    let to_come = u32::try_from(to_come).unwrap_or(u32::MAX).max(1);
    let planned = rate.opportunities.saturating_add(to_come).min(MOST_SESSIONS.max(rate.opportunities + 1));
    let state =
        AttendanceState::new(rate.opportunities, rate.attended, ledger.run_of_misses(), planned).ok()?;
    let known = Covariates { last_miss: last_miss(ledger), reply: reply(rsvp), ..Covariates::default() };
    next_session(&state, &known, &PRIOR.means)
}

fn last_miss(ledger: &Ledger) -> LastMiss {
    let last = ledger.opportunities().last().filter(|entry| entry.occasion == Occasion::Regular);
    match last.map(|entry| (entry.effect(), entry.status)) {
        Some((Effect::Missed { explained: true }, _)) => LastMiss::Explained,
        Some((Effect::Missed { explained: false }, AttendanceStatus::LateCancelled)) => {
            LastMiss::LateCancellation
        }
        _ => LastMiss::Unexplained,
    }
}

const fn reply(rsvp: Rsvp) -> Reply {
    match rsvp {
        Rsvp::NoResponse => Reply::None,
        Rsvp::Confirmed => Reply::Confirmed,
        Rsvp::Declined => Reply::Declined,
    }
}
