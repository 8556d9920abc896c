//! A time on the clocks of a zone, which it names.

use async_graphql::{Context, Result, SimpleObject};
use jiff::Timestamp;

use crate::domain::access::Caller;
use crate::domain::time::{Zone, local};
use crate::graphql::error::ApiError;
use crate::graphql::scalars::LocalDateTime;

/// From when until when something is, on the clocks of one zone.
#[derive(SimpleObject)]
pub(crate) struct WallTime {
    /// The tz database zone whose clocks these are.
    zone: &'static str,
    /// When it starts, in `zone`.
    local_start: LocalDateTime,
    /// When it ends, in `zone`.
    local_end: LocalDateTime,
}

impl WallTime {
    /// The time on the clocks of the zone of that name, or of the asker's own.
    ///
    /// # Errors
    /// `InvalidInput` if the name is no zone's, or if there is none and the asker has no zone.
    pub(crate) fn of(
        ctx: &Context<'_>,
        zone: Option<&str>,
        starts_at: Timestamp,
        ends_at: Timestamp,
    ) -> Result<Self> {
        let named = zone.map(Zone::parse).transpose().map_err(|error| invalid(error.to_string()))?;
        let zone = named
            .or_else(|| ctx.data::<Caller>().ok().and_then(|caller| caller.zone.clone()))
            .ok_or_else(|| invalid("name a zone: whoever asks has none of their own".to_owned()))?;
        Ok(Self {
            zone: zone.name(),
            local_start: LocalDateTime(local(starts_at, &zone)),
            local_end: LocalDateTime(local(ends_at, &zone)),
        })
    }
}

fn invalid(message: String) -> ApiError {
    ApiError::InvalidInput { field: "zone", message }
}
