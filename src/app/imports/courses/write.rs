//! Carrying out a plan of courses, one after the other.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::left_behind::{of_course, whole_import};
use crate::app::attendance::write_marks;
use crate::app::enrollments::new_place;
use crate::app::imports::Watch;
use crate::app::records::{self, done_many};
use crate::app::risk::reassess;
use crate::app::series::{build_session, take, therapist_and_room};
use crate::app::waitlist::accept;
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::attendance::{CurrentMark, Mark, Participation};
use crate::domain::enrollments::{Enrollment, EnrollmentStatus};
use crate::domain::groups::{GroupStatus, GuestSeats, TherapyGroup};
use crate::domain::ids::{ClientId, EnrollmentId, GroupId, ParticipationId, SeriesId, WaitlistEntryId};
use crate::domain::imports::{
    CourseImport, CourseOutcome, CoursePlan, Ending, MemberEnd, NewCourse, NewMember, NewSession,
};
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::series::{SeriesOwner, Session, SessionSeries, SessionStatus};
use crate::domain::waitlist::WaitlistEntry;
use crate::storage::{
    Constraint, StorageError, Transaction, enrollments, groups, imports, occupancy, participations, series,
    sessions, waitlist,
};

/// How many enrollments are assessed at a time.
const BATCH: usize = 500;

/// A course with the ids it got.
pub(super) struct Made {
    pub(super) group: Option<TherapyGroup>,
    pub(super) enrollments: Vec<Enrollment>,
    pub(super) series: SessionSeries,
    pub(super) sessions: Vec<Session>,
    pub(super) places: Vec<Participation>,
    /// The places that are marked, with their marks.
    pub(super) marked: Vec<Participation>,
}

/// Writes what the plan says, with what every change leaves behind.
pub(super) async fn write_courses(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    import: &CourseImport,
    plan: &CoursePlan,
    watch: &Watch,
) -> Result<(), Failure> {
    let now = import.created_at;
    let (mut made_series, mut made_enrollments, mut accepted) = (Vec::new(), Vec::new(), Vec::new());
    for (index, planned) in plan.courses.iter().enumerate() {
        if let CourseOutcome::Create(course) = &planned.outcome {
            let made = make(app, now, course);
            write(tx, app, caller, now, &made).await.map_err(taken_meanwhile)?;
            let waited = end_waits(tx, caller, now, course, &made).await?;
            done_many(tx, app, caller, now, of_course(&made, &waited, import))
                .await
                .map_err(Failure::from)?;
            accepted.extend(waited);
            made_series.push(made.series.id);
            made_enrollments.extend(made.enrollments.iter().map(|one| one.id));
        }
        watch(index + 1, plan.courses.len());
    }
    imports::insert_course_import(tx, caller.clinic_id, import, &made_series).await.map_err(Failure::from)?;
    imports::insert_accepted_entries(tx, caller.clinic_id, import.id, &accepted)
        .await
        .map_err(Failure::from)?;
    let mut flags = Vec::new();
    for batch in made_enrollments.chunks(BATCH) {
        flags.extend(reassess(tx, app, caller, now, batch).await.map_err(Failure::from)?);
    }
    let standing = imports::read_standing(tx, caller.clinic_id, import.id).await.map_err(Failure::from)?;
    imports::keep_standing(tx, caller.clinic_id, import.id, &standing).await.map_err(Failure::from)?;
    let details = whole_import(import);
    records::done_with_flags(tx, app, caller, now, "commitCourseImport", import.id, details, &flags)
        .await
        .map_err(Failure::from)
}

/// Closes the entries of the waiting list of those who are in the course, and answers them as they were. They have to be
/// those of the plan: whoever came to the list, or left it, since it was made comes first.
async fn end_waits(
    tx: &Transaction,
    caller: &Caller,
    now: Timestamp,
    course: &NewCourse,
    made: &Made,
) -> Result<Vec<WaitlistEntry>, Failure> {
    let open: Vec<Enrollment> =
        made.enrollments.iter().filter(|one| one.ended_at.is_none()).cloned().collect();
    let clients: Vec<ClientId> = open.iter().map(|one| one.client_id).collect();
    let waiting = waitlist::lock_open_entries(tx, caller.clinic_id, course.program_id, &clients)
        .await
        .map_err(Failure::from)?;
    let found: HashSet<WaitlistEntryId> = waiting.iter().map(|entry| entry.id).collect();
    if found != course.accepted_entries().collect() {
        return Err(Failure::Busy);
    }
    accept(tx, caller.clinic_id, now, &waiting, &open).await.map_err(Failure::from)?;
    Ok(waiting)
}

/// Somebody took one of the times, or joined, since the plan was made.
fn taken_meanwhile(error: StorageError) -> Failure {
    match error {
        StorageError::Constraint(Constraint::OccupancyOverlap | Constraint::EnrollmentOpenOnce) => {
            Failure::Busy
        }
        other => Failure::from(other),
    }
}

fn make(app: &App, now: Timestamp, course: &NewCourse) -> Made {
    let NewCourse { group, program_id, site_id, therapist_id, room_id, rule, sessions, members } = course;
    let group_id = group.as_ref().map(|_| GroupId::mint(now, app.entropy()));
    let enrollment = |member: &NewMember| {
        let NewMember { client_id, planned_sessions, enrolled_at, ended, waited: _, places: _ } = member;
        Enrollment {
            id: EnrollmentId::mint(now, app.entropy()),
            client_id: *client_id,
            program_id: *program_id,
            site_id: *site_id,
            group_id,
            status: status(ended.as_ref()),
            planned_sessions: *planned_sessions,
            enrolled_at: *enrolled_at,
            ended_at: ended.map(|end| end.at),
            former_planned_sessions: None,
            ending_agreed: ended.and_then(|end| end.agreed),
            row_version: 1,
        }
    };
    let enrollments: Vec<Enrollment> = members.iter().map(enrollment).collect();
    let open = members.iter().filter(|member| member.ended.is_none()).count();
    let group = group.as_ref().zip(group_id).map(|(group, id)| TherapyGroup {
        id,
        program_id: *program_id,
        site_id: *site_id,
        name: group.name.clone(),
        status: if open == 0 { GroupStatus::Completed } else { GroupStatus::Active },
        admission: group.admission,
        sizes: group.sizes,
        guest_seats: GuestSeats::DEFAULT,
        enrolled_count: i64::try_from(open).unwrap_or(i64::MAX),
        created_at: now,
        row_version: 1,
    });
    let owner = match (group_id, enrollments.first()) {
        (Some(id), _) => SeriesOwner::Group(id),
        // A treatment has its one client.
        (None, first) => {
            SeriesOwner::Treatment(first.map_or_else(|| EnrollmentId::mint(now, app.entropy()), |one| one.id))
        }
    };
    let series = SessionSeries {
        id: SeriesId::mint(now, app.entropy()),
        owner,
        site_id: *site_id,
        therapist_id: *therapist_id,
        room_id: *room_id,
        meeting_link: None,
        meeting: None,
        rule: rule.clone(),
        created_at: now,
        row_version: 1,
    };
    let sessions: Vec<Session> = sessions.iter().map(|new| session(app, now, &series, new)).collect();
    let (mut places, mut marked) = (Vec::new(), Vec::new());
    for (member, enrollment) in members.iter().zip(&enrollments) {
        for (index, mark) in &member.places {
            let Some(session) = sessions.get(*index) else { continue };
            let place = new_place(app, now, session, enrollment);
            if *mark != Mark::UNRECORDED {
                marked.push(Participation {
                    current: CurrentMark { mark: *mark, version: 1 },
                    ..place.clone()
                });
            }
            places.push(place);
        }
    }
    Made { group, enrollments, series, sessions, places, marked }
}

fn status(ended: Option<&MemberEnd>) -> EnrollmentStatus {
    match ended.map(|end| end.ending) {
        None => EnrollmentStatus::Enrolled,
        Some(Ending::Completed) => EnrollmentStatus::Completed,
        Some(Ending::EndedEarly) => EnrollmentStatus::EndedEarly,
    }
}

fn session(app: &App, now: Timestamp, series: &SessionSeries, new: &NewSession) -> Session {
    let NewSession { planned, therapist_id, room_id, cancelled_by } = new;
    Session {
        therapist_id: *therapist_id,
        room_id: *room_id,
        status: if cancelled_by.is_some() { SessionStatus::Cancelled } else { SessionStatus::Planned },
        cancelled_by: *cancelled_by,
        ..build_session(app, now, series, planned)
    }
}

async fn write(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    made: &Made,
) -> Result<(), StorageError> {
    let Made { group, enrollments: enrolled, series: of, sessions: all, places, marked } = made;
    let clinic_id = caller.clinic_id;
    if let Some(group) = group {
        groups::insert_group(tx, clinic_id, group).await?;
    }
    for enrollment in enrolled {
        enrollments::insert_enrollment(tx, clinic_id, enrollment).await?;
    }
    series::insert_series(tx, clinic_id, of).await?;
    sessions::insert_sessions(tx, clinic_id, all).await?;
    occupancy::insert_occupancy(tx, clinic_id, &time_taken(app, now, made)).await?;
    participations::insert_participations(tx, clinic_id, places).await?;
    write_marks(tx, app, caller, now, marked, None).await
}

/// Whose time the sessions to come take. Past ones take none: nobody can be booked then any more.
fn time_taken(app: &App, now: Timestamp, made: &Made) -> Vec<Occupancy> {
    let is_to_come = |session: &&Session| session.starts_at > now && !session.is_cancelled();
    let coming: Vec<&Session> = made.sessions.iter().filter(is_to_come).collect();
    let marked: HashMap<ParticipationId, &Participation> =
        made.marked.iter().map(|marked| (marked.id, marked)).collect();
    let mut taken: Vec<Occupancy> =
        coming.iter().flat_map(|session| therapist_and_room(app, now, session)).collect();
    for session in coming {
        let of_session = made.places.iter().filter(|place| place.session_id == session.id);
        let is_expected =
            |place: &&Participation| marked.get(&place.id).is_none_or(|marked| marked.is_expected());
        let clients = of_session.filter(is_expected).map(|place| Holder::Client(place.client_id));
        taken.extend(clients.map(|client| take(app, now, session, client)));
    }
    taken
}
