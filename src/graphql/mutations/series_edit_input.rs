//! An edit of a series as a coordinator asks for it.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};

use crate::app::series::EditSeries;
use crate::domain::ids::{SeriesId, SessionId};
use crate::domain::series::{self, Cancellation, SeriesEdit, SessionCount, SessionMinutes};
use crate::graphql::input::{InvalidField, invalid, read, text, zone};
use crate::graphql::patch::patch;
use crate::graphql::scalars::{LocalDate, LocalTime};
use crate::graphql::types::{CancelledBy, Weekday};

/// Which sessions an edit speaks of; past, cancelled and marked ones are never rewritten.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EditScope {
    /// One session alone: it differs from its series from then on.
    ThisSession,
    /// One session and those after it.
    ThisAndFollowing,
    /// All that are to come.
    AllFuture,
}

/// That sessions do not take place.
#[derive(InputObject)]
pub(crate) struct SeriesCancellationInput {
    /// On whose side.
    by: CancelledBy,
    /// Whether as many sessions are added after the series' last, so that the promised dose is delivered.
    #[graphql(default = true)]
    append: bool,
}

/// An edit of a series: what is left out stays as it is.
#[derive(InputObject)]
pub(crate) struct SeriesEditInput {
    /// The series' id.
    series_id: ID,
    /// Which of its sessions.
    scope: EditScope,
    /// The session, or the first one; left out for `ALL_FUTURE`.
    session_id: Option<ID>,
    /// The new date of one session, in its zone.
    on: Option<LocalDate>,
    /// The new day of the week, within the week (from Monday) that each session is in.
    weekday: Option<Weekday>,
    /// The new wall time of the start.
    local_start: Option<LocalTime>,
    /// The tz database zone of date and wall time; they stay, the instants move.
    zone: Option<String>,
    /// The new length, in elapsed minutes, 10 to 240.
    minutes: Option<i64>,
    /// Who leads them from then on.
    therapist_id: Option<ID>,
    /// Where they take place; null is remote.
    room_id: MaybeUndefined<ID>,
    /// Where remote ones are held: an address that begins with `https://`, at most 500 characters; null for nowhere.
    meeting_link: MaybeUndefined<String>,
    /// That they do not take place; nothing else may change then.
    cancel: Option<SeriesCancellationInput>,
    /// That one cancelled session takes place after all.
    #[graphql(default)]
    restore: bool,
    /// How many sessions the series has in all, 1 to 60, within the program's bounds: past ones among them, cancelled
    /// ones not. Sessions are added after the last, or the last ones cancelled.
    count: Option<i64>,
    /// Whether sessions follow that differ from their series in what is edited; otherwise they stay as they are.
    #[graphql(default)]
    includes_exceptions: bool,
}

impl SeriesEditInput {
    pub(super) fn parse(self) -> Result<EditSeries, InvalidField> {
        let Self {
            series_id,
            scope,
            session_id,
            on,
            weekday,
            local_start,
            zone: zone_name,
            minutes,
            therapist_id,
            room_id,
            meeting_link,
            cancel,
            restore,
            count,
            includes_exceptions,
        } = self;
        let edit = SeriesEdit {
            scope: scope.of(session_id.as_ref())?,
            on: on.map(|date| date.0),
            weekday: weekday.map(Into::into),
            local_start: local_start.map(|time| time.0),
            zone: zone_name.map(|name| zone("zone", &name)).transpose()?,
            minutes: minutes.map(|given| read("minutes", SessionMinutes::parse(given))).transpose()?,
            therapist_id: therapist_id.map(|id| text("therapistId", &id)).transpose()?,
            room: patch(room_id, |id| text("roomId", &id))?,
            meeting_link: patch(meeting_link, |link| text("meetingLink", &link))?,
            cancel: cancel
                .map(|SeriesCancellationInput { by, append }| Cancellation { by: by.into(), append }),
            restore,
            count: count.map(|given| read("count", SessionCount::parse(given))).transpose()?,
            includes_exceptions,
        };
        Ok(EditSeries { series_id: text::<SeriesId>("seriesId", &series_id)?, edit })
    }
}

impl EditScope {
    fn of(self, session_id: Option<&ID>) -> Result<series::EditScope, InvalidField> {
        let id = session_id.map(|id| text::<SessionId>("sessionId", id)).transpose()?;
        let refused = |reason: &str| Err(invalid("sessionId")(&reason));
        match (self, id) {
            (Self::ThisSession, Some(id)) => Ok(series::EditScope::ThisSession(id)),
            (Self::ThisAndFollowing, Some(id)) => Ok(series::EditScope::ThisAndFollowing(id)),
            (Self::AllFuture, None) => Ok(series::EditScope::AllFuture),
            (Self::ThisSession | Self::ThisAndFollowing, None) => {
                refused("name the session that the edit is of or begins with")
            }
            (Self::AllFuture, Some(_)) => {
                refused("ALL_FUTURE begins with the next session: leave it out, or choose THIS_AND_FOLLOWING")
            }
        }
    }
}
