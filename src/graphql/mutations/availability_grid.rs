//! The weekly grid of those who wait: a query with the answer's form of a mutation, as previews have.

use async_graphql::{Context, ID, InputObject, Result};

use crate::app::App;
use crate::app::forming::{self, AskGrid, AskGridError as Refusal, MOST_CANDIDATES};
use crate::domain::access::Caller;
use crate::domain::forming::{GridFrame, InvalidGridFrame};
use crate::domain::series::{SessionCount, SessionMinutes};
use crate::graphql::expose::expose;
use crate::graphql::input::{InvalidField, invalid, read, text, zone};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::scalars::{LocalDate, LocalTime};
use crate::graphql::types::AvailabilityGrid;

/// Whose week, and which hours of it.
#[derive(InputObject)]
pub(crate) struct AvailabilityGridInput {
    /// The program's id: of those who wait for it, the first 200 of the list.
    program_id: ID,
    /// The site's id: of those who wait there, or anywhere.
    site_id: Option<ID>,
    /// The zone whose wall time a series would promise, such as `America/New_York`.
    zone: String,
    /// The earliest date of a first session, in `zone`.
    start_on: LocalDate,
    /// How many weekly sessions, 1 to 26.
    weeks: i64,
    /// How long a session takes, in elapsed minutes, 10 to 240; 50 if left out.
    minutes: Option<i64>,
    /// From one cell's start to the next, in minutes, 15 to 240.
    #[graphql(default = 30)]
    step_minutes: i64,
    /// The earliest start, in `zone`; 07:00 if left out.
    earliest: Option<LocalTime>,
    /// The latest end, in `zone`; 21:00 if left out.
    latest: Option<LocalTime>,
    /// Only cells at which at least so many could come to all sessions; 0 shows those too where somebody could come to
    /// some.
    #[graphql(default = 1)]
    min_clients: i64,
    /// Of these clients instead, at most 200, whether they wait or not.
    client_ids: Option<Vec<ID>>,
    /// Who is to lead: `weeksFree` counts the weeks in which they are in no other session.
    therapist_id: Option<ID>,
    /// Where it is to take place: the same.
    room_id: Option<ID>,
}

payload! {
    /// The answer to `availabilityGrid`.
    "availabilityGrid" => AvailabilityGridPayload {
        /// Who could come when.
        grid: AvailabilityGrid
    }
    AvailabilityGridUserError, AvailabilityGridErrorCode {
        /// The clinic has no such program.
        ProgramNotFound,
        /// The clinic has no such site.
        SiteNotFound,
        /// The clinic does not have all of these clients.
        ClientNotFound,
        /// The clinic has no such therapist.
        TherapistNotFound,
        /// The clinic has no such room.
        RoomNotFound,
    }
}

impl AvailabilityGridInput {
    /// What is asked for, and how many have to be able to come to a cell.
    fn parse(self) -> Result<(AskGrid, usize), InvalidField> {
        let Self {
            program_id,
            site_id,
            zone: zone_name,
            start_on,
            weeks,
            minutes,
            step_minutes,
            earliest,
            latest,
            min_clients,
            client_ids,
            therapist_id,
            room_id,
        } = self;
        let client_ids = match client_ids {
            Some(ids) if ids.len() > MOST_CANDIDATES => {
                return Err(invalid("clientIds")(&format!("at most {MOST_CANDIDATES}, not {}", ids.len())));
            }
            Some(ids) => Some(ids.iter().map(|id| text("clientIds", id)).collect::<Result<_, _>>()?),
            None => None,
        };
        let frame = GridFrame {
            zone: zone("zone", &zone_name)?,
            start_on: start_on.0,
            weeks: read("weeks", SessionCount::parse(weeks))?,
            minutes: match minutes {
                None => SessionMinutes::DEFAULT,
                Some(given) => read("minutes", SessionMinutes::parse(given))?,
            },
            step_minutes: u16::try_from(step_minutes)
                .map_err(|_| invalid("stepMinutes")(&InvalidGridFrame::Step { given: step_minutes }))?,
            earliest: earliest.map_or(GridFrame::EARLIEST, |time| time.0),
            latest: latest.map_or(GridFrame::LATEST, |time| time.0),
        };
        let least =
            usize::try_from(min_clients).map_err(|_| invalid("minClients")(&"must not be negative"))?;
        let asked = AskGrid {
            program_id: text("programId", &program_id)?,
            site_id: site_id.map(|id| text("siteId", &id)).transpose()?,
            client_ids,
            therapist_id: therapist_id.map(|id| text("therapistId", &id)).transpose()?,
            room_id: room_id.map(|id| text("roomId", &id)).transpose()?,
            frame,
        };
        Ok((asked, least))
    }
}

impl AvailabilityGridPayload {
    /// Looks who could come when.
    pub(crate) async fn of(ctx: &Context<'_>, input: AvailabilityGridInput) -> Result<Self> {
        use AvailabilityGridErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let (asked, least) = parsed!(input.parse());
        let refused = |code, field, error: Refusal| Ok(Self::refused(code, Some(field), error));
        match forming::availability_grid(app, caller, asked).await {
            Ok(weekly) => Self::done(ctx, AvailabilityGrid::of(weekly, least)),
            Err(error @ Refusal::Frame(InvalidGridFrame::Weeks { .. })) => {
                refused(Code::InvalidInput, "weeks", error)
            }
            Err(error @ Refusal::Frame(InvalidGridFrame::Step { .. })) => {
                refused(Code::InvalidInput, "stepMinutes", error)
            }
            Err(error @ Refusal::Frame(InvalidGridFrame::Hours { .. })) => {
                refused(Code::InvalidInput, "latest", error)
            }
            Err(error @ Refusal::Expand(_)) => refused(Code::InvalidInput, "startOn", error),
            Err(error @ Refusal::ProgramNotFound) => refused(Code::ProgramNotFound, "programId", error),
            Err(error @ Refusal::SiteNotFound) => refused(Code::SiteNotFound, "siteId", error),
            Err(error @ Refusal::ClientNotFound) => refused(Code::ClientNotFound, "clientIds", error),
            Err(error @ Refusal::TherapistNotFound) => refused(Code::TherapistNotFound, "therapistId", error),
            Err(error @ Refusal::RoomNotFound) => refused(Code::RoomNotFound, "roomId", error),
            Err(Refusal::Failure(failure)) => Err(expose(failure)),
        }
    }
}
