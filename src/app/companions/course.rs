//! One client's course, with the meetings beside it.

use std::collections::HashMap;

use crate::app::Failure;
use crate::domain::companions::{Companion, CompanionKind, CompanionWindow, Course, WeeklySession};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClinicId, EnrollmentId, StaffMemberId};
use crate::domain::series::MeetingKind;
use crate::domain::time::{Zone, local};
use crate::storage::companions::{CoursePlace, load_course_places};
use crate::storage::{Connection, clinics};

/// What a client is expected at.
#[derive(Debug, Clone)]
pub(super) struct ClientCourse {
    /// Their weekly sessions.
    weekly: Course,
    /// The zone of the weekly sessions; the site's while there is none.
    pub(super) zone: Zone,
    /// Who leads the last of them.
    pub(super) therapist_id: Option<StaffMemberId>,
    meetings: Vec<CoursePlace>,
}

impl ClientCourse {
    /// When the client's meeting may be held.
    pub(super) fn window(&self, companion: &Companion) -> Option<CompanionWindow> {
        companion.window(&self.weekly)
    }

    /// The meeting of that kind: the one that stands, or else the last that was missed.
    pub(super) fn meeting(&self, kind: CompanionKind) -> Option<&CoursePlace> {
        let of_kind =
            || self.meetings.iter().filter(|place| place.meeting == Some(MeetingKind::Companion(kind)));
        of_kind().rfind(|place| place.held.is_standing()).or_else(|| of_kind().next_back())
    }
}

/// The courses of those enrollments: one statement, and one more where there is none yet.
pub(super) async fn load_courses(
    on: &Connection,
    clinic_id: ClinicId,
    enrollments: &[Enrollment],
) -> Result<HashMap<EnrollmentId, ClientCourse>, Failure> {
    let ids: Vec<EnrollmentId> = enrollments.iter().map(|one| one.id).collect();
    let mut places: HashMap<EnrollmentId, Vec<CoursePlace>> = HashMap::new();
    for place in load_course_places(on, clinic_id, &ids).await? {
        places.entry(place.enrollment_id).or_default().push(place);
    }
    let mut courses = HashMap::new();
    let mut site_zone = None;
    for enrollment in enrollments {
        let own = places.remove(&enrollment.id).unwrap_or_default();
        let (weekly, meetings): (Vec<_>, Vec<_>) = own.into_iter().partition(|place| place.meeting.is_none());
        let zone = match weekly.last().map(|place| place.zone.clone()).or_else(|| site_zone.clone()) {
            Some(zone) => zone,
            None => {
                let site = clinics::find_site(on, clinic_id, enrollment.site_id).await?;
                site_zone.insert(site.ok_or(Failure::NotFound)?.zone).clone()
            }
        };
        let session = |place: &CoursePlace| WeeklySession {
            starts_at: place.held.starts_at,
            ends_at: place.held.ends_at,
            on: local(place.held.starts_at, &zone).date(),
        };
        let course = ClientCourse {
            weekly: Course::of(weekly.iter().map(session).collect()),
            therapist_id: weekly.last().map(|place| place.therapist_id),
            zone: zone.clone(),
            meetings,
        };
        courses.insert(enrollment.id, course);
    }
    Ok(courses)
}
