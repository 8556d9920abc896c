//! Who of those who wait could come when.

use std::collections::HashMap;

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern, Reach};
use crate::domain::forming::{
    Candidate, Grid, GridFrame, InvalidGridFrame, Taken, availability_grid as grid,
};
use crate::domain::ids::{ClientId, ProgramId, RoomId, SiteId, StaffMemberId};
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::series::ExpandError;
use crate::domain::slice::Slice;
use crate::domain::waitlist::{WaitlistFilter, WaitlistStatus};
use crate::storage::client_zones::load_client_zones;
use crate::storage::{availability, clinics, occupancy, programs, staff, waitlist};

/// The most people that one grid looks at.
pub const MOST_CANDIDATES: usize = 200;

/// Whose grid it is to be.
#[derive(Debug, Clone)]
pub struct AskGrid {
    /// Of those who wait for this program.
    pub program_id: ProgramId,
    /// Of those who wait at this site, or at any.
    pub site_id: Option<SiteId>,
    /// Of these clients instead, whether they wait or not.
    pub client_ids: Option<Vec<ClientId>>,
    /// Who is to lead.
    pub therapist_id: Option<StaffMemberId>,
    /// Where it is to take place.
    pub room_id: Option<RoomId>,
    /// Which hours.
    pub frame: GridFrame,
}

/// The grid, and whether it is everybody's.
#[derive(Debug, Clone)]
pub struct WeeklyGrid {
    /// The grid.
    pub grid: Grid,
    /// The sessions that each cell stands for.
    pub weeks: u16,
    /// How many people it looks at.
    pub candidates: usize,
    /// Whether more wait than it looks at: the others are less urgent, or have waited less long.
    pub has_more: bool,
}

/// Why there is no grid.
#[derive(Debug, thiserror::Error)]
pub enum AskGridError {
    /// The frame makes none.
    #[error(transparent)]
    Frame(#[from] InvalidGridFrame),
    /// It runs beyond the calendar.
    #[error(transparent)]
    Expand(ExpandError),
    /// The clinic has no such program.
    #[error("no such program")]
    ProgramNotFound,
    /// The clinic has no such site.
    #[error("no such site")]
    SiteNotFound,
    /// The clinic does not have all of these clients.
    #[error("no such client")]
    ClientNotFound,
    /// The clinic has no such therapist.
    #[error("no such therapist")]
    TherapistNotFound,
    /// The clinic has no such room.
    #[error("no such room")]
    RoomNotFound,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// The grid of those who wait for a program, the first [`MOST_CANDIDATES`] of the list, or of the clients named.
///
/// # Errors
/// What `AskGridError` names.
pub async fn availability_grid(
    app: &App,
    caller: &Caller,
    asked: AskGrid,
) -> Result<WeeklyGrid, AskGridError> {
    require(app, caller, Action::ReadWaitlist, Concern::Clinic).await?;
    let frame = asked.frame.clone().validate()?;
    check_names(app, caller, &asked).await?;
    let (clients, has_more) = candidates(app, caller, &asked).await?;
    let on = app.db.reader();
    let clinic_id = caller.clinic_id;
    let zones = load_client_zones(on, Reach::clinic(clinic_id), &clients).await.map_err(Failure::from)?;
    if zones.len() != clients.len() {
        return Err(AskGridError::ClientNotFound);
    }
    let mut windows = availability::load_of_clients(on, clinic_id, &clients).await.map_err(Failure::from)?;
    let mut taken = taken(app, caller, &asked, &clients).await?;
    let candidates: Vec<Candidate> = zones
        .into_iter()
        .map(|client| Candidate {
            client_id: client.client_id,
            windows: windows.remove(&client.client_id).unwrap_or_default(),
            taken: taken.remove(&Holder::Client(client.client_id)).unwrap_or_default(),
            zone: client.zone,
        })
        .collect();
    let needed: Vec<Taken> = taken.into_values().flatten().collect();
    let grid = grid(&frame, &candidates, &needed).map_err(AskGridError::Expand)?;
    Ok(WeeklyGrid { grid, weeks: frame.weeks.get(), candidates: candidates.len(), has_more })
}

async fn check_names(app: &App, caller: &Caller, asked: &AskGrid) -> Result<(), AskGridError> {
    let (on, clinic_id) = (app.db.reader(), caller.clinic_id);
    let program = programs::find_program(on, clinic_id, asked.program_id).await.map_err(Failure::from)?;
    program.ok_or(AskGridError::ProgramNotFound)?;
    if let Some(id) = asked.site_id {
        let site = clinics::find_site(on, clinic_id, id).await.map_err(Failure::from)?;
        site.ok_or(AskGridError::SiteNotFound)?;
    }
    if let Some(id) = asked.therapist_id {
        let therapist = staff::find_staff_member(on, clinic_id, id).await.map_err(Failure::from)?;
        therapist.ok_or(AskGridError::TherapistNotFound)?;
    }
    if let Some(id) = asked.room_id {
        let room = clinics::find_room(on, clinic_id, id).await.map_err(Failure::from)?;
        room.ok_or(AskGridError::RoomNotFound)?;
    }
    Ok(())
}

/// Whom the grid looks at, and whether there are more.
async fn candidates(
    app: &App,
    caller: &Caller,
    asked: &AskGrid,
) -> Result<(Vec<ClientId>, bool), AskGridError> {
    let mut clients = match &asked.client_ids {
        Some(ids) => ids.clone(),
        None => {
            let filter = WaitlistFilter {
                program_id: Some(asked.program_id),
                site_id: asked.site_id,
                statuses: WaitlistStatus::OPEN.to_vec(),
                client_ids: None,
            };
            let slice = Slice { after: None, limit: MOST_CANDIDATES as u64 + 1 };
            let entries = waitlist::list_entries(app.db.reader(), caller.clinic_id, &filter, slice)
                .await
                .map_err(Failure::from)?;
            entries.into_iter().map(|entry| entry.client_id).collect()
        }
    };
    let has_more = clients.len() > MOST_CANDIDATES;
    clients.truncate(MOST_CANDIDATES);
    clients.sort_unstable();
    clients.dedup();
    Ok((clients, has_more))
}

/// When those clients, the therapist and the room are taken in the weeks of the frame: one statement, however many.
async fn taken(
    app: &App,
    caller: &Caller,
    asked: &AskGrid,
    clients: &[ClientId],
) -> Result<HashMap<Holder, Vec<Taken>>, AskGridError> {
    let Some((from, until)) = asked.frame.span() else { return Ok(HashMap::new()) };
    let holders: Vec<Holder> = (clients.iter().map(|id| Holder::Client(*id)))
        .chain(asked.therapist_id.map(Holder::Therapist))
        .chain(asked.room_id.map(Holder::Room))
        .collect();
    let rows = occupancy::load_occupancy(app.db.reader(), caller.clinic_id, &holders, from, until)
        .await
        .map_err(Failure::from)?;
    let mut taken: HashMap<Holder, Vec<Taken>> = HashMap::new();
    for Occupancy { id: _, session_id: _, holder, starts_at, ends_at } in rows {
        taken.entry(holder).or_default().push(Taken { starts_at, ends_at });
    }
    Ok(taken)
}
