//! One client's course, with the meetings beside it.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::app::Failure;
use crate::domain::companions::{
    Companion, CompanionKind, CompanionState, CompanionWindow, Course, WeeklySession, state_of,
};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClinicId, EnrollmentId, SessionId, StaffMemberId};
use crate::domain::series::{EditedSeries, MeetingKind, SessionEdit};
use crate::domain::time::{VanishedZone, Zone, local};
use crate::storage::companions::{CoursePlace, load_course_places};
use crate::storage::{Connection, StorageError, clinics};

/// What a client is expected at.
#[derive(Debug, Clone)]
pub(in crate::app) struct ClientCourse {
    weekly: Vec<Weekly>,
    /// The zone of the weekly sessions; the site's while there is none.
    pub(in crate::app) zone: Zone,
    /// Who leads the last of them.
    pub(super) therapist_id: Option<StaffMemberId>,
    meetings: Vec<CoursePlace>,
}

/// A weekly session; without an id it is yet to be added.
#[derive(Debug, Clone, Copy)]
struct Weekly {
    session_id: Option<SessionId>,
    starts_at: Timestamp,
    ends_at: Timestamp,
}

impl ClientCourse {
    /// When the client's meeting may be held.
    pub(in crate::app) fn window(&self, companion: &Companion) -> Option<CompanionWindow> {
        let session = |one: &Weekly| WeeklySession {
            starts_at: one.starts_at,
            ends_at: one.ends_at,
            on: local(one.starts_at, &self.zone).date(),
        };
        companion.window(&Course::of(self.weekly.iter().map(session).collect()))
    }

    /// The meeting of that kind: the one that stands, or else the last that was missed.
    pub(super) fn meeting(&self, kind: CompanionKind) -> Option<&CoursePlace> {
        let of_kind =
            || self.meetings.iter().filter(|place| place.meeting == Some(MeetingKind::Companion(kind)));
        of_kind().rfind(|place| place.held.is_standing()).or_else(|| of_kind().next_back())
    }

    /// The meeting of that kind that stands.
    pub(in crate::app) fn standing(&self, kind: CompanionKind) -> Option<&CoursePlace> {
        self.meeting(kind).filter(|place| place.held.is_standing())
    }

    /// How the meeting stands.
    pub(in crate::app) fn state(&self, companion: &Companion, now: Timestamp) -> CompanionState {
        let held = self.meeting(companion.kind).map(|place| place.held);
        state_of(self.window(companion).as_ref(), held.as_ref(), &self.zone, now)
    }

    /// The course without those sessions, at which the client is no longer expected.
    pub(super) fn without(&self, gone: &[SessionId]) -> Self {
        let stays = |id: Option<SessionId>| id.is_none_or(|id| !gone.contains(&id));
        let weekly = self.weekly.iter().filter(|one| stays(one.session_id)).copied().collect();
        Self { weekly, ..self.clone() }
    }

    /// The course of a member of that series once it is edited: changed, without what is cancelled, with what is added, and
    /// with what is restored and expects the client. `before` is the zone that the series has now.
    pub(super) fn after(
        &self,
        edited: &EditedSeries,
        before: &Zone,
        is_expected: impl Fn(SessionId) -> bool,
    ) -> Self {
        let EditedSeries { series, changed, added, kept: _ } = edited;
        let changes = |one: &Weekly| changed.iter().any(|edit| Some(edit.after.id) == one.session_id);
        let is_theirs = |id| self.weekly.iter().any(|one| one.session_id == Some(id)) || is_expected(id);
        let takes_place = |edit: &&SessionEdit| !edit.after.is_cancelled() && is_theirs(edit.after.id);
        let changed = changed.iter().filter(takes_place).map(|edit| Weekly {
            session_id: Some(edit.after.id),
            starts_at: edit.after.starts_at,
            ends_at: edit.after.ends_at,
        });
        let added = added.iter().map(|new| Weekly {
            session_id: None,
            starts_at: new.starts_at,
            ends_at: new.ends_at,
        });
        let unchanged = self.weekly.iter().filter(|one| !changes(one)).copied();
        Self {
            weekly: unchanged.chain(changed).chain(added).collect(),
            zone: if self.zone == *before { series.rule.zone.clone() } else { self.zone.clone() },
            ..self.clone()
        }
    }
}

/// The courses of those enrollments: one statement, and one more where there is none yet.
///
/// # Errors
/// `Failure`, with `VanishedZone` if no date of a course can be told.
pub(in crate::app) async fn load_courses(
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
        if !zone.is_known() {
            let vanished = VanishedZone { of: enrollment.id.to_string(), name: zone.name().to_owned() };
            return Err(Failure::from(StorageError::from(vanished)));
        }
        let session = |place: &CoursePlace| Weekly {
            session_id: Some(place.session_id),
            starts_at: place.held.starts_at,
            ends_at: place.held.ends_at,
        };
        let course = ClientCourse {
            weekly: weekly.iter().map(session).collect(),
            zone,
            therapist_id: weekly.last().map(|place| place.therapist_id),
            meetings,
        };
        courses.insert(enrollment.id, course);
    }
    Ok(courses)
}
