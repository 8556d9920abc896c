//! Companion meetings whose windows an edit of a series moves.

use async_graphql::{ID, SimpleObject};

use super::{CompanionKind, CompanionState};
use crate::app::companions as app;
use crate::domain::companions::CompanionWindow;
use crate::graphql::ids::id;
use crate::graphql::scalars::LocalDate;

/// The dates between which a companion meeting may be held.
#[derive(SimpleObject)]
pub(crate) struct CompanionDates {
    /// The first.
    from_on: LocalDate,
    /// The last.
    until_on: LocalDate,
}

/// A companion meeting whose window an edit of the series moves. What is scheduled is an appointment with one person and stays
/// where it is: `rescheduleSession` moves it, to a time of `companionProposals`.
#[derive(SimpleObject)]
pub(crate) struct MovedCompanionWindow {
    /// Whose: the enrollment's id (`enr_…`).
    enrollment_id: ID,
    /// Whose: the client's id (`cli_…`).
    client_id: ID,
    /// What it is for.
    kind: CompanionKind,
    /// Its window now; null while there is no weekly session.
    before: Option<CompanionDates>,
    /// Its window after the edit; null if no weekly session is left. The dates may be the same: on the day of a session its
    /// hour bounds the window too.
    after: Option<CompanionDates>,
    /// The zone of the dates after the edit.
    zone: String,
    /// The id of the session that is scheduled (`ses_…`); null if none is.
    session_id: Option<ID>,
    /// How it stands after the edit: `OUTSIDE_WINDOW` if it is scheduled, and its window has left it behind.
    state: CompanionState,
}

impl From<app::MovedWindow> for MovedCompanionWindow {
    fn from(moved: app::MovedWindow) -> Self {
        let app::MovedWindow { enrollment, kind, before, after, zone, session_id, state } = moved;
        Self {
            enrollment_id: id(enrollment.id),
            client_id: id(enrollment.client_id),
            kind: kind.into(),
            before: before.map(dates),
            after: after.map(dates),
            zone: zone.name().to_owned(),
            session_id: session_id.map(id),
            state: state.into(),
        }
    }
}

fn dates(window: CompanionWindow) -> CompanionDates {
    let CompanionWindow { from, until, not_before: _, not_after: _ } = window;
    CompanionDates { from_on: LocalDate(from), until_on: LocalDate(until) }
}
