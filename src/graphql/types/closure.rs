//! Closures, and what falls into them.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::app::series;
use crate::domain::access::{Action, Caller, Concern, decide};
use crate::domain::closures::{self, ClosureOf};
use crate::domain::name::Name;
use crate::graphql::ids::id;
use crate::graphql::scalars::{Instant, LocalDate, LocalDateTime, LocalTime};

/// A time at which a site is closed, or a therapist is away.
pub(crate) struct Closure(pub(crate) closures::Closure);

/// A time at which a site is closed, or a therapist is away.
#[Object]
impl Closure {
    /// The closure's id (`clo_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// The site's id; null for a therapist's time off.
    async fn site_id(&self) -> Option<ID> {
        match self.0.of {
            ClosureOf::Site(site) => Some(id(site)),
            ClosureOf::Therapist(_) => None,
        }
    }

    /// The id of the therapist who is away; null for a site.
    async fn therapist_id(&self) -> Option<ID> {
        match self.0.of {
            ClosureOf::Site(_) => None,
            ClosureOf::Therapist(therapist) => Some(id(therapist)),
        }
    }

    /// The tz database zone in which dates and hours are read: the site's, or the therapist's.
    async fn zone(&self) -> &str {
        self.0.zone.name()
    }

    /// The first date.
    async fn first_on(&self) -> LocalDate {
        LocalDate(self.0.span.first_on())
    }

    /// The last date.
    async fn last_on(&self) -> LocalDate {
        LocalDate(self.0.span.last_on())
    }

    /// From which hour of each date; null for whole days.
    async fn from_time(&self) -> Option<LocalTime> {
        self.0.span.hours().map(|(from, _)| LocalTime(from))
    }

    /// Until which hour of each date, `00:00` for the day's end; null for whole days.
    async fn until_time(&self) -> Option<LocalTime> {
        self.0.span.hours().map(|(_, until)| LocalTime(until))
    }

    /// Why; no client is told. Null of a therapist's time off for who neither manages the schedule nor is that therapist.
    async fn reason(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let caller = ctx.data::<Caller>()?;
        let is_theirs = match self.0.of {
            ClosureOf::Site(_) => true,
            ClosureOf::Therapist(therapist) => caller.staff_member() == Some(therapist),
        };
        let may_know = is_theirs || decide(caller, Action::ManageSchedule, Concern::Clinic).is_ok();
        Ok(self.0.reason.as_ref().filter(|_| may_know).map(Name::as_str))
    }

    /// The id of the change that it was entered with (`scc_…`): `undoScheduleChange` takes both back.
    async fn change_id(&self) -> ID {
        id(self.0.change_id)
    }

    /// Since when it counts no more; null while it stands.
    async fn withdrawn_at(&self) -> Option<Instant> {
        self.0.withdrawn_at.map(Instant)
    }
}

impl From<closures::Closure> for Closure {
    fn from(closure: closures::Closure) -> Self {
        Self(closure)
    }
}

/// A session, or the date of one, that falls into a closure.
#[derive(SimpleObject)]
pub(crate) struct ClosedOut {
    /// Its ordinal; null if none is held.
    ordinal: Option<u16>,
    /// Its wall time, in the series' zone.
    local_start: LocalDateTime,
    /// The closure.
    closure: Closure,
}

pub(super) fn closed_out(closed: series::ClosedOut) -> ClosedOut {
    let series::ClosedOut { ordinal, local_start, closure } = closed;
    ClosedOut { ordinal, local_start: LocalDateTime(local_start), closure: Closure(closure) }
}
