//! One clinic's sessions, in one transaction.

use std::collections::HashMap;

use jiff::Timestamp;

use super::follow_up::follow_up;
use super::report::{RederiveReport, WhyLeft};
use crate::app::App;
use crate::app::series::rewrite::{Rewritten, rewrite};
use crate::domain::attendance::Participation;
use crate::domain::ids::{ClinicId, SessionId};
use crate::domain::occupancy::Holder;
use crate::domain::series::{Rederived, Relocation, Session, rederive, settle};
use crate::domain::time::tzdb_version;
use crate::storage::stale_sessions::{
    StaleSession, confirm_sessions, lock_owners_of_stale_sessions, lock_stale_sessions,
};
use crate::storage::{StorageError, Transaction, occupancy, participations};

/// How many sessions one statement reads.
const PAGE: u64 = 500;

/// Derives the clinic's stale sessions again: page by page what is confirmed, and then, at once, what moves.
pub(super) async fn rederive_clinic(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<RederiveReport, StorageError> {
    let version = tzdb_version();
    // First the owners, as everybody does: nobody joins a group while its sessions move.
    lock_owners_of_stale_sessions(tx, clinic_id, version, now).await?;
    let (mut report, mut moving, mut after) = (RederiveReport::default(), Vec::new(), None);
    loop {
        let page = lock_stale_sessions(tx, clinic_id, version, now, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.starts_at, last.id));
        let is_last = (page.len() as u64) < PAGE;
        moving.extend(look_at(tx, clinic_id, page, &mut report).await?);
        if is_last {
            break;
        }
    }
    move_together(tx, app, clinic_id, now, moving, &mut report).await?;
    Ok(report)
}

/// Confirms what is as it was, leaves what must not or can't be derived, and answers what moves.
async fn look_at(
    tx: &Transaction,
    clinic_id: ClinicId,
    page: Vec<StaleSession>,
    report: &mut RederiveReport,
) -> Result<Vec<Rewritten>, StorageError> {
    let ids: Vec<SessionId> = page.iter().map(|stale| stale.id).collect();
    let mut places: HashMap<SessionId, Vec<Participation>> = HashMap::new();
    for place in participations::load_participations_of_sessions(tx, clinic_id, &ids).await? {
        places.entry(place.session_id).or_default().push(place);
    }
    let (mut confirmed, mut moving) = (Vec::new(), Vec::new());
    for StaleSession { id, starts_at: _, session } in page {
        let places = places.remove(&id).unwrap_or_default();
        let is_marked = places.iter().any(Participation::has_mark_of_presence_or_absence);
        let session = match session {
            Ok(session) => session,
            Err(unknown) => {
                report.leave(id, WhyLeft::UnknownZone(unknown));
                continue;
            }
        };
        match rederive(&session) {
            // What a mark speaks of is evidence, its release too.
            Ok(Rederived::Unmoved) if is_marked => {}
            Ok(Rederived::Unmoved) => confirmed.push(id),
            Ok(Rederived::Moved { .. }) if is_marked => report.leave(id, WhyLeft::Marked),
            Ok(Rederived::Moved { starts_at, ends_at, clock_change }) => {
                let after = Session {
                    starts_at,
                    ends_at,
                    clock_change,
                    tzdb_version: tzdb_version().to_owned(),
                    notice_version: session.notice_version + 1,
                    row_version: session.row_version + 1,
                    ..session.clone()
                };
                let expected = places.iter().filter(|place| place.is_expected());
                let clients = expected.map(|place| place.client_id).collect();
                moving.push(Rewritten { before: session, after, clients });
            }
            Err(beyond) => report.leave(id, beyond.into()),
        }
    }
    confirm_sessions(tx, clinic_id, &confirmed, tzdb_version()).await?;
    report.confirmed += confirmed.len() as u64;
    Ok(moving)
}

/// Gives all their new times, but those that would meet somebody or something there.
async fn move_together(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    moving: Vec<Rewritten>,
    report: &mut RederiveReport,
) -> Result<(), StorageError> {
    let relocations: Vec<Relocation> = moving.iter().map(|one| relocation(app, now, one)).collect();
    let (Some(from), Some(until)) =
        (relocations.iter().map(|one| one.to.0).min(), relocations.iter().map(|one| one.to.1).max())
    else {
        return Ok(());
    };
    let holders: Vec<Holder> = relocations.iter().flat_map(|one| one.holders.iter().copied()).collect();
    let taken = occupancy::load_occupancy(tx, clinic_id, &holders, from, until).await?;
    let staying = settle(&relocations, &taken);
    for session_id in &staying {
        report.leave(*session_id, WhyLeft::DoubleBooked);
    }
    let going: Vec<Rewritten> = moving.into_iter().filter(|one| !staying.contains(&one.after.id)).collect();
    if going.is_empty() {
        return Ok(());
    }
    rewrite(tx, app, clinic_id, now, &going).await?;
    report.moved += going.len() as u64;
    follow_up(tx, app, clinic_id, now, &going).await
}

/// Where the session goes, and whom and what it takes along.
fn relocation(app: &App, now: Timestamp, one: &Rewritten) -> Relocation {
    let Rewritten { before, after, clients: _ } = one;
    Relocation {
        session_id: after.id,
        from: (before.starts_at, before.ends_at),
        to: (after.starts_at, after.ends_at),
        holders: one.time(app, now).iter().map(|taken| taken.holder).collect(),
    }
}
