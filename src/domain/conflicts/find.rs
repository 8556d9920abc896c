//! Finding what speaks against a session.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::circumstances::Circumstances;
use super::conflict::{SessionConflict, SessionConflictKind as Kind};
use crate::domain::attendance::{Participation, Rsvp};
use crate::domain::clinics::Licence;
use crate::domain::closures::{Closure, ClosureOf};
use crate::domain::people::{AvailabilityWindow, Client, Jurisdiction};
use crate::domain::series::{ScheduledSession, Session, SessionKind};
use crate::domain::time::{Zone, local};

/// What speaks against a session to come, in the order of the kinds, then of the places; nothing once it has begun or was
/// cancelled.
///
/// Expected are those with a place who have neither declined nor been marked in advance. A person of whom no windows are
/// known can come at any time.
#[must_use]
pub fn session_conflicts(
    scheduled: &ScheduledSession,
    places: &[(&Participation, &Client)],
    known: &Circumstances,
    now: Timestamp,
) -> Vec<SessionConflict> {
    let session = &scheduled.session;
    if session.is_cancelled() || session.starts_at <= now {
        return Vec::new();
    }
    let is_coming = |place: &Participation| place.is_unrecorded() && place.rsvp != Rsvp::Declined;
    let coming: Vec<(&Participation, &Client)> =
        places.iter().copied().filter(|(place, _)| is_coming(place)).collect();
    let mut found: Vec<SessionConflict> = of_closures(scheduled, known);
    found.extend(of_therapist(session, known));
    found.extend(coming.iter().filter_map(|(_, client)| of_client_time(session, client, known)));
    found.extend(coming.iter().filter_map(|(place, client)| of_licence(session, place, client, known)));
    found.extend(of_room(session, coming.len(), known));
    // Guests take room, and make no group viable.
    let members = coming.iter().filter(|(place, _)| place.makes_up_for.is_none()).count();
    found.extend(of_group(scheduled, members, known));
    found.sort_by_key(|conflict| conflict.kind);
    found
}

fn of_closures(scheduled: &ScheduledSession, known: &Circumstances) -> Vec<SessionConflict> {
    let session = &scheduled.session;
    let place = session.whereabouts(scheduled.site_id);
    let conflict = |closure: &Closure| {
        // Why somebody has time off is theirs.
        let (kind, what, reason) = match closure.of {
            ClosureOf::Site(_) => (Kind::SiteClosed, "The site is closed", closure.reason.as_ref()),
            ClosureOf::Therapist(_) => (Kind::TherapistAway, "The therapist is away", None),
        };
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        SessionConflict::new(kind, format!("{what} ({}, {}){reason}", closure.span, closure.zone.name()))
    };
    // One of each: two closures of the same day say the same.
    let mut found: Vec<SessionConflict> =
        known.closed.all_at(place, session.starts_at, session.ends_at).map(conflict).collect();
    found.sort_by_key(|one| one.kind);
    found.dedup_by_key(|one| one.kind);
    found
}

fn of_therapist(session: &Session, known: &Circumstances) -> Option<SessionConflict> {
    let therapist = known.therapists.get(&session.therapist_id)?;
    if therapist.disabled_at.is_some() {
        let message = "The therapist may no longer act: name a substitute";
        return Some(SessionConflict::new(Kind::TherapistDisabled, message.to_owned()));
    }
    let windows = known.therapist_windows.get(&session.therapist_id)?;
    let time = time_outside(session, &therapist.zone, windows)?;
    let message = format!("The therapist can't lead at that time: {time}");
    Some(SessionConflict::new(Kind::TherapistUnavailable, message))
}

fn of_client_time(session: &Session, client: &Client, known: &Circumstances) -> Option<SessionConflict> {
    let windows = known.client_windows.get(&client.id)?;
    let time = time_outside(session, &client.zone, windows)?;
    let message = format!("The client can't come at that time: {time}");
    Some(SessionConflict::new(Kind::ClientUnavailable, message).about(client.id))
}

/// When a session is on somebody's clock, if their windows do not cover it; with none of them nothing was stated.
fn time_outside(session: &Session, zone: &Zone, windows: &[AvailabilityWindow]) -> Option<String> {
    let start = local(session.starts_at, zone);
    // Where clocks go back meanwhile, the end may look earlier than the start.
    let end = local(session.ends_at, zone).max(start);
    let is_outside = !windows.is_empty() && !AvailabilityWindow::together_cover(windows, start, end);
    is_outside.then(|| in_words(start, end, zone))
}

fn in_words(start: DateTime, end: DateTime, zone: &Zone) -> String {
    format!("{} to {} on their clock ({zone})", start.strftime("%A %H:%M"), end.strftime("%H:%M"))
}

fn of_licence(
    session: &Session,
    place: &Participation,
    client: &Client,
    known: &Circumstances,
) -> Option<SessionConflict> {
    // Where the client is for this session counts before where they usually are.
    let recorded = place.client_location.as_deref().and_then(|code| code.parse::<Jurisdiction>().ok());
    let there = recorded.as_ref().or(client.location.as_ref())?;
    let held = known.licences.get(&session.therapist_id).map(Vec::as_slice).unwrap_or_default();
    let fitting: Vec<&Licence> = held.iter().filter(|one| one.jurisdiction.includes(there)).collect();
    let on = local(session.starts_at, &client.zone).date();
    if fitting.iter().any(|licence| licence.expires_on.is_none_or(|last| on <= last)) {
        return None;
    }
    let conflict = match fitting.iter().filter_map(|licence| licence.expires_on).max() {
        None => {
            let message = format!("The client is in {there}, and the therapist has no licence for it");
            SessionConflict::new(Kind::NotLicensed, message)
        }
        Some(last) => {
            let message =
                format!("The client is in {there}, and the therapist's licence for it ends on {last}");
            SessionConflict::new(Kind::LicenceExpired, message)
        }
    };
    Some(conflict.about(client.id))
}

fn of_room(session: &Session, coming: usize, known: &Circumstances) -> Option<SessionConflict> {
    let capacity = known.rooms.get(&session.room_id?)?.people();
    let people = coming as i64 + 1;
    let message = || format!("The room holds {capacity}, and {people} are expected, with the therapist");
    (people > capacity).then(|| SessionConflict::new(Kind::RoomTooSmall, message()))
}

fn of_group(scheduled: &ScheduledSession, coming: usize, known: &Circumstances) -> Option<SessionConflict> {
    if scheduled.session.kind != SessionKind::Group {
        return None;
    }
    let least = known.groups.get(&scheduled.owner.group_id()?)?.least;
    let message = || format!("{coming} expected, and the group does not run with fewer than {least}");
    ((coming as i64) < least).then(|| SessionConflict::new(Kind::BelowMinimum, message()))
}
