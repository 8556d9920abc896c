//! When a companion meeting could be held.

use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan};

use super::course::load_courses;
use crate::app::access::require_on;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller};
use crate::domain::closures::ClosureOf;
use crate::domain::companions::{
    CompanionKind, CompanionWindow, MeetingFrame, PersonTimes, WhyNone, free_times,
};
use crate::domain::ids::{EnrollmentId, StaffMemberId};
use crate::domain::occupancy::Holder;
use crate::domain::time::{Zone, local, resolve};
use crate::storage::client_zones::load_client_zones;
use crate::storage::{availability, closures, enrollments, occupancy, programs, staff};

/// Which meeting of whom, with whom.
#[derive(Debug, Clone, Copy)]
pub struct ProposeTimes {
    /// Whose.
    pub enrollment_id: EnrollmentId,
    /// Which of those that the program asks for.
    pub kind: CompanionKind,
    /// Who is to lead it; whoever leads the weekly sessions if none.
    pub therapist_id: Option<StaffMemberId>,
    /// How many times.
    pub most: usize,
}

/// A time at which client and therapist are free.
#[derive(Debug, Clone)]
pub struct ProposedTime {
    /// The wall time.
    pub local_start: DateTime,
    /// The zone of that wall time.
    pub zone: Zone,
    /// The same as an instant.
    pub starts_at: Timestamp,
    /// Who would lead it.
    pub therapist_id: StaffMemberId,
}

/// When it could be held.
#[derive(Debug, Clone)]
pub struct Proposals {
    /// The earliest times, in order.
    pub times: Vec<ProposedTime>,
    /// Why there is none, if there is none.
    pub why_none: Option<WhyNone>,
}

/// Why no times can be looked for.
#[derive(Debug, thiserror::Error)]
pub enum ProposeTimesError {
    /// The program doesn't ask for it.
    #[error("the program asks for no {0} meeting")]
    NotAskedFor(CompanionKind),
    /// There is no weekly session that a window could be counted from.
    #[error("the client has no weekly session yet: nothing says when the meeting may be held")]
    NoWindow,
    /// The clinic has no such therapist who leads sessions.
    #[error("the clinic has no such therapist")]
    TherapistNotFound,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// The earliest times within the meeting's window at which client and therapist can come, are in no session, and nothing is
/// closed: ten statements at most.
///
/// # Errors
/// What `ProposeTimesError` names.
pub async fn propose_times(
    app: &App,
    caller: &Caller,
    asked: ProposeTimes,
) -> Result<Proposals, ProposeTimesError> {
    let ProposeTimes { enrollment_id, kind, therapist_id, most } = asked;
    require_on(app, caller, Action::ReadClients, enrollment_id).await?;
    require_on(app, caller, Action::ReadSchedule, enrollment_id).await?;
    let (on, clinic_id, now) = (app.db.reader(), caller.clinic_id, app.now());
    let enrollment = enrollments::find_enrollment(on, caller.reach(), enrollment_id).await;
    let enrollment = enrollment.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
    let program =
        programs::find_program(on, clinic_id, enrollment.program_id).await.map_err(Failure::from)?;
    let companion = program.and_then(|found| found.draft.companions.into_iter().find(|one| one.kind == kind));
    let companion = companion.ok_or(ProposeTimesError::NotAskedFor(kind))?;
    let mut courses = load_courses(on, clinic_id, std::slice::from_ref(&enrollment)).await?;
    let course = courses.remove(&enrollment_id).ok_or(Failure::NotFound)?;
    let window = course.window(&companion).ok_or(ProposeTimesError::NoWindow)?;
    let therapist_id = therapist_id.or(course.therapist_id).ok_or(ProposeTimesError::TherapistNotFound)?;
    let therapist = staff::find_staff_member(on, clinic_id, therapist_id).await.map_err(Failure::from)?;
    let therapist = therapist.filter(|one| one.can_lead()).ok_or(ProposeTimesError::TherapistNotFound)?;
    let client = enrollment.client_id;
    let zones = load_client_zones(on, caller.reach(), &[client]).await.map_err(Failure::from)?;
    let client_zone = zones.into_iter().next().ok_or(Failure::NotFound)?.zone;
    let mut of_client =
        availability::load_of_clients(on, clinic_id, &[client]).await.map_err(Failure::from)?;
    let mut of_staff =
        availability::load_of_staff(on, clinic_id, &[therapist_id]).await.map_err(Failure::from)?;
    let holders = [Holder::Client(client), Holder::Therapist(therapist_id)];
    let (from, until) = bounds(&window, &course.zone);
    let taken =
        occupancy::load_occupancy(on, clinic_id, &holders, from, until).await.map_err(Failure::from)?;
    let today = local(now, &course.zone).date();
    let closed = closures::load_closed_times(on, clinic_id, today).await.map_err(Failure::from)?;
    let closed =
        [ClosureOf::Site(enrollment.site_id), ClosureOf::Therapist(therapist_id)].map(|of| closed.of(of));
    let busy = taken.iter().map(|one| (one.starts_at, one.ends_at)).chain(closed.concat()).collect();
    let frame = MeetingFrame {
        window,
        zone: course.zone,
        minutes: companion.minutes,
        now,
        client: PersonTimes { zone: client_zone, windows: of_client.remove(&client).unwrap_or_default() },
        therapist: PersonTimes {
            zone: therapist.zone,
            windows: of_staff.remove(&therapist_id).unwrap_or_default(),
        },
        busy,
    };
    let proposed = |(local_start, starts_at)| ProposedTime {
        local_start,
        zone: frame.zone.clone(),
        starts_at,
        therapist_id,
    };
    Ok(match free_times(&frame, most) {
        Ok(times) => Proposals { times: times.into_iter().map(proposed).collect(), why_none: None },
        Err(why) => Proposals { times: Vec::new(), why_none: Some(why) },
    })
}

/// The instants between which the window lies.
fn bounds(window: &CompanionWindow, zone: &Zone) -> (Timestamp, Timestamp) {
    let midnight = |date: jiff::civil::Date| resolve(date.at(0, 0, 0, 0), zone).ok();
    let from = midnight(window.from).map_or(Timestamp::MIN, |resolved| resolved.starts_at);
    // A meeting may begin late on the last day.
    let until = midnight(window.until.saturating_add(2.days()));
    (from, until.map_or(Timestamp::MAX, |resolved| resolved.starts_at))
}
