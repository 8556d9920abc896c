//! Closures as a coordinator enters them.

use std::collections::BTreeMap;

use async_graphql::{ID, InputObject};

use crate::app::closures::{CloseTimes, SeriesDecision};
use crate::domain::closures::{ClosureOf, ClosureSpan, InvalidClosureSpan, NewClosure};
use crate::domain::ids::{SeriesId, SessionId, StaffMemberId};
use crate::domain::series::{ClosureResolution as Resolution, Substitute};
use crate::graphql::input::{InvalidField, each, invalid, optional_text, text};
use crate::graphql::scalars::{LocalDate, LocalTime};
use crate::graphql::types::ClosureResolution;

/// Whole days, or the same hours of some days.
#[derive(InputObject)]
pub(crate) struct ClosureInput {
    /// The first date, in the zone of the site or the therapist.
    first_on: LocalDate,
    /// The last date; the first alone if left out. At most 366 days.
    last_on: Option<LocalDate>,
    /// From which hour of each date; with `untilTime`. Without both, whole days.
    from_time: Option<LocalTime>,
    /// Until which hour of each date; `00:00` is the day's end.
    until_time: Option<LocalTime>,
    /// Why, for colleagues to read, at most 120 characters; no client is told. A site's closure needs it.
    reason: Option<String>,
}

impl ClosureInput {
    fn parse(self) -> Result<NewClosure, InvalidField> {
        let Self { first_on, last_on, from_time, until_time, reason } = self;
        let span = ClosureSpan::parse(
            first_on.0,
            last_on.map(|date| date.0),
            from_time.map(|time| time.0),
            until_time.map(|time| time.0),
        );
        let field = |error: &InvalidClosureSpan| match error {
            InvalidClosureSpan::LastBeforeFirst { .. } | InvalidClosureSpan::TooLong { .. } => "lastOn",
            InvalidClosureSpan::HoursBackwards { .. } | InvalidClosureSpan::HalfHours => "untilTime",
        };
        Ok(NewClosure {
            span: span.map_err(|error| invalid(field(&error))(&error))?,
            reason: optional_text("reason", reason.as_deref())?,
        })
    }
}

/// What is decided for one series.
#[derive(InputObject)]
pub(crate) struct SeriesDecisionInput {
    /// The series' id.
    series_id: ID,
    /// What becomes of it; what holds for all if left out. A single meeting beside the weekly sessions, such as a make-up, moves
    /// by `SHIFT` and by `APPEND`, and `SKIP` cancels it.
    resolution: Option<ClosureResolution>,
    /// Who leads its sessions while the therapist is away.
    substitute_id: Option<ID>,
    /// Whether the substitute leads all later sessions too: for the rest of the series.
    #[graphql(default)]
    takes_over: bool,
}

/// Who leads one session instead.
#[derive(InputObject)]
pub(crate) struct SessionSubstituteInput {
    /// The session's id.
    session_id: ID,
    /// Who leads it.
    substitute_id: ID,
}

/// Closures of a site, or a therapist's time off: name one of the two.
#[derive(InputObject)]
pub(crate) struct CloseTimesInput {
    /// The site that is closed.
    site_id: Option<ID>,
    /// The therapist who is away.
    therapist_id: Option<ID>,
    /// When, 1 to 200; what stands already is passed over.
    closures: Vec<ClosureInput>,
    /// What becomes of every series that is not decided for by itself; of single meetings as said there.
    #[graphql(default_with = "ClosureResolution::Append")]
    resolution: ClosureResolution,
    /// What is decided for single series, at most 1,000.
    #[graphql(default)]
    series: Vec<SeriesDecisionInput>,
    /// Who leads single sessions while the therapist is away, at most 1,000.
    #[graphql(default)]
    substitutes: Vec<SessionSubstituteInput>,
}

impl CloseTimesInput {
    pub(super) fn parse(self) -> Result<CloseTimes, InvalidField> {
        let Self { site_id, therapist_id, closures, resolution, series, substitutes } = self;
        let of = match (site_id, therapist_id) {
            (Some(id), None) => ClosureOf::Site(text("siteId", &id)?),
            (None, Some(id)) => ClosureOf::Therapist(text("therapistId", &id)?),
            (Some(_), Some(_)) | (None, None) => {
                return Err(invalid("siteId")(&"name exactly one of siteId and therapistId"));
            }
        };
        let decisions = each("series", series, CloseTimes::MOST_DECISIONS, SeriesDecisionInput::parse)?;
        let substitutes = each("substitutes", substitutes, CloseTimes::MOST_DECISIONS, |one| {
            let SessionSubstituteInput { session_id, substitute_id } = one;
            let session: SessionId = text("sessionId", &session_id)?;
            Ok((session, text::<StaffMemberId>("substituteId", &substitute_id)?))
        })?;
        Ok(CloseTimes {
            of,
            closures: each("closures", closures, CloseTimes::MOST, ClosureInput::parse)?,
            resolution: resolution.into(),
            series: unique("series", decisions)?,
            substitutes: unique("substitutes", substitutes)?,
        })
    }
}

impl SeriesDecisionInput {
    fn parse(self) -> Result<(SeriesId, SeriesDecision), InvalidField> {
        let Self { series_id, resolution, substitute_id, takes_over } = self;
        let therapist_id: Option<StaffMemberId> =
            optional_text("substituteId", substitute_id.as_deref().map(String::as_str))?;
        if takes_over && therapist_id.is_none() {
            return Err(invalid("takesOver")(&"say who takes over: substituteId"));
        }
        let decision = SeriesDecision {
            resolution: resolution.map(Resolution::from),
            substitute: therapist_id.map(|therapist_id| Substitute { therapist_id, takes_over }),
        };
        Ok((text("seriesId", &series_id)?, decision))
    }
}

/// One entry for each id: two would contradict each other.
fn unique<K: Ord + std::fmt::Display, V>(
    field: &'static str,
    entries: Vec<(K, V)>,
) -> Result<BTreeMap<K, V>, InvalidField> {
    let mut all = BTreeMap::new();
    for (key, value) in entries {
        if all.contains_key(&key) {
            return Err(invalid(field)(&format!("{key} is named twice")));
        }
        all.insert(key, value);
    }
    Ok(all)
}
