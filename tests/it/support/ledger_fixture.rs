//! A group's course, ready to be marked: written through storage, so that tests of the ledger need no scheduling.

use std::future::ready;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use roundel::domain::access::{Caller, Role};
use roundel::domain::attendance::{CurrentMark, Participation, Rsvp};
use roundel::domain::enrollments::{Enrollment, EnrollmentStatus};
use roundel::domain::groups::{Admission, GroupSizes, GroupStatus, GuestSeats, TherapyGroup};
use roundel::domain::ids::{
    ClientId, EnrollmentId, GroupId, ParticipationId, SeriesId, SessionId, StaffMemberId,
};
use roundel::domain::people::{AddressStanding, Client, Contact, Language, PreferredName};
use roundel::domain::series::{
    CountingMode, Exceptions, SeriesOwner, SeriesRule, Session, SessionCount, SessionKind, SessionMinutes,
    SessionSeries, SessionStatus,
};
use roundel::domain::slice::Slice;
use roundel::domain::time::{ClockChange, Zone, local, tzdb_version};
use roundel::storage::{
    StorageError, clients, enrollments, groups, participations, programs, series, sessions, write,
};
use serde_json::{Value, json};

use super::TestClinic;

/// The first session of every course; the others follow week by week, 50 minutes each.
pub(crate) const FIRST_START: &str = "2026-03-09T22:00:00Z";

/// A group with its members and weekly sessions.
pub(crate) struct Course {
    pub(crate) group: GroupId,
    /// Who leads it, as a caller.
    pub(crate) therapist: Caller,
    pub(crate) enrollments: Vec<EnrollmentId>,
    pub(crate) sessions: Vec<Session>,
    /// By session, then by enrollment.
    places: Vec<Vec<ParticipationId>>,
}

impl Course {
    /// The id of a member's place in the session of a week, as the API writes it.
    pub(crate) fn place(&self, week: usize, member: usize) -> String {
        self.places[week][member].to_string()
    }

    /// The variables of `markRoster` for a week: one letter per member, from the first; a space leaves one out.
    pub(crate) fn roster(&self, week: usize, marks: &str) -> Value {
        let marks: Vec<Value> = (0..)
            .zip(marks.chars())
            .filter(|(_, letter)| *letter != ' ')
            .map(|(member, letter)| self.mark(week, member, letter))
            .collect();
        json!({ "input": { "sessionId": self.sessions[week].id.to_string(), "marks": marks } })
    }

    /// One mark: `A` attended, `P` partially, `N` no show, `R` no show with a reason, `L` cancelled an hour before,
    /// `C` cancelled two days before, `E` excused, `X` not expected.
    pub(crate) fn mark(&self, week: usize, member: usize, letter: char) -> Value {
        let mut mark = mark_fields(letter, self.sessions[week].starts_at);
        mark["participationId"] = json!(self.place(week, member));
        mark
    }

    /// The variables of `correctMark`.
    pub(crate) fn correction(&self, week: usize, member: usize, version: u32, letter: char) -> Value {
        let mut input = self.mark(week, member, letter);
        input["expectedVersion"] = json!(version);
        json!({ "input": input })
    }

    /// The instant an hour after the start of the session of a week.
    pub(crate) fn after(&self, week: usize) -> Timestamp {
        self.sessions[week].starts_at + SignedDuration::from_hours(1)
    }
}

fn mark_fields(letter: char, starts_at: Timestamp) -> Value {
    let notice = |hours| (starts_at - SignedDuration::from_hours(hours)).to_string();
    match letter {
        'A' => json!({ "status": "ATTENDED" }),
        'P' => json!({ "status": "ATTENDED_PARTIALLY", "minutesAttended": 20 }),
        'N' => json!({ "status": "NO_SHOW" }),
        'R' => json!({ "status": "NO_SHOW", "reason": "ILLNESS" }),
        'L' => json!({ "status": "CANCELLED_BY_CLIENT", "noticeGivenAt": notice(1) }),
        'C' => json!({ "status": "CANCELLED_BY_CLIENT", "noticeGivenAt": notice(48) }),
        'E' => json!({ "status": "EXCUSED" }),
        'X' => json!({ "status": "NOT_EXPECTED" }),
        '.' => json!({ "status": "UNRECORDED" }),
        other => panic!("no mark is written `{other}`"),
    }
}

impl TestClinic {
    /// A group of `members`, enrolled at the present for 16 planned sessions, with `weeks` of them on the calendar.
    pub(crate) async fn course(&self, name: &str, members: usize, weeks: usize) -> Course {
        let therapist = self.staff(&format!("Therapist of {name}"), Role::Therapist).await;
        let leader = therapist.staff_member().unwrap();
        let clinic_id = self.admin.clinic_id;
        let now = self.app.now();
        let clients: Vec<Client> = (0..members).map(|_| self.client()).collect();
        let group = self.group(name, members).await;
        let enrollments: Vec<Enrollment> =
            clients.iter().map(|client| self.enrollment(&group, client.id, now)).collect();
        let series = self.series(group.id, leader, weeks);
        let sessions: Vec<Session> = (0..weeks).map(|week| self.session(&series, week)).collect();
        let places: Vec<Vec<Participation>> = sessions
            .iter()
            .map(|session| enrollments.iter().map(|one| self.participation(session, one)).collect())
            .collect();
        let stored: (&_, &_, &_, &_, &_, &_) = (&clients, &group, &enrollments, &series, &sessions, &places);
        write(
            &self.database.db,
            |error| error,
            |_| ready(true),
            |tx| async move {
                let (people, group, members, series, weekly, places) = stored;
                for client in people {
                    clients::insert_client(&tx, clinic_id, client).await?;
                }
                groups::insert_group(&tx, clinic_id, group).await?;
                for enrollment in members {
                    enrollments::insert_enrollment(&tx, clinic_id, enrollment).await?;
                }
                series::insert_series(&tx, clinic_id, series).await?;
                sessions::insert_sessions(&tx, clinic_id, weekly).await?;
                for places in places {
                    participations::insert_participations(&tx, clinic_id, places).await?;
                }
                Ok::<(), StorageError>(())
            },
        )
        .await
        .unwrap();
        Course {
            group: group.id,
            therapist,
            enrollments: enrollments.iter().map(|one| one.id).collect(),
            sessions,
            places: places.iter().map(|week| week.iter().map(|one| one.id).collect()).collect(),
        }
    }

    /// Moves the clock to an hour after the start of a course's session.
    pub(crate) fn at_the_end_of(&self, course: &Course, week: usize) {
        self.clock.set(course.after(week));
    }

    /// Ends an enrollment now, as agreed.
    pub(crate) async fn end(&self, enrollment: EnrollmentId) {
        let (clinic_id, now) = (self.admin.clinic_id, self.app.now());
        let ended = write(
            &self.database.db,
            |error: StorageError| error,
            |_| ready(true),
            |tx| async move {
                enrollments::end_enrollment(
                    &tx,
                    clinic_id,
                    enrollment,
                    1,
                    EnrollmentStatus::EndedEarly,
                    now,
                    true,
                )
                .await
            },
        );
        assert!(ended.await.unwrap());
    }

    /// Writes a session as it is now.
    pub(crate) async fn store_session(&self, session: &Session) {
        let clinic_id = self.admin.clinic_id;
        write(
            &self.database.db,
            |error: StorageError| error,
            |_| ready(true),
            |tx| async move { sessions::update_sessions(&tx, clinic_id, std::slice::from_ref(session)).await },
        )
        .await
        .unwrap();
    }

    fn client(&self) -> Client {
        Client {
            id: ClientId::mint(self.app.now(), self.app.entropy()),
            external_id: None,
            preferred_name: PreferredName::parse("Kim").unwrap(),
            contact: Contact { email: None, email_consent_at: None },
            language: Language::En,
            zone: Zone::parse("America/New_York").unwrap(),
            location: None,
            problem_area: None,
            barriers: Vec::new(),
            calendar_parts: false,
            reminders_stopped_at: None,
            address: AddressStanding::default(),
            created_at: self.app.now(),
            row_version: 1,
        }
    }

    async fn group(&self, name: &str, members: usize) -> TherapyGroup {
        let slice = Slice { after: None, limit: 1 };
        let programs =
            programs::list_programs(self.database.db.reader(), self.admin.clinic_id, slice).await.unwrap();
        let members = i64::try_from(members).unwrap();
        TherapyGroup {
            id: GroupId::mint(self.app.now(), self.app.entropy()),
            program_id: programs[0].id,
            site_id: self.created.site.id,
            name: name.parse().unwrap(),
            status: GroupStatus::Active,
            admission: Admission::Closed,
            sizes: GroupSizes { least: 1, viable: 1, most: members.max(1) },
            guest_seats: GuestSeats::DEFAULT,
            enrolled_count: members,
            created_at: self.app.now(),
            row_version: 1,
        }
    }

    fn enrollment(&self, group: &TherapyGroup, client_id: ClientId, now: Timestamp) -> Enrollment {
        Enrollment {
            id: EnrollmentId::mint(now, self.app.entropy()),
            client_id,
            program_id: group.program_id,
            site_id: group.site_id,
            group_id: Some(group.id),
            status: EnrollmentStatus::Enrolled,
            planned_sessions: 16,
            enrolled_at: now,
            ended_at: None,
            former_planned_sessions: None,
            ending_agreed: None,
            row_version: 1,
        }
    }

    fn series(&self, group: GroupId, leader: StaffMemberId, weeks: usize) -> SessionSeries {
        let zone = Zone::parse("America/New_York").unwrap();
        let first = local(FIRST_START.parse().unwrap(), &zone);
        SessionSeries {
            id: SeriesId::mint(self.app.now(), self.app.entropy()),
            owner: SeriesOwner::Group(group),
            site_id: self.created.site.id,
            therapist_id: leader,
            room_id: None,
            meeting_link: None,
            meeting: None,
            rule: SeriesRule {
                weekday: first.weekday(),
                local_start: first.time(),
                zone,
                start_on: first.date(),
                minutes: SessionMinutes::DEFAULT,
                planned_count: SessionCount::parse(i64::try_from(weeks).unwrap().max(1)).unwrap(),
                counting: CountingMode::HoldSessions,
                skipped_on: Vec::new(),
            },
            created_at: self.app.now(),
            row_version: 1,
        }
    }

    fn session(&self, series: &SessionSeries, week: usize) -> Session {
        let first: Timestamp = FIRST_START.parse().unwrap();
        let starts_at = first + Duration::from_secs(week as u64 * 7 * 24 * 3600);
        let local_start = local(starts_at, &series.rule.zone);
        Session {
            id: SessionId::mint(self.app.now(), self.app.entropy()),
            series_id: series.id,
            kind: SessionKind::Group,
            status: SessionStatus::Planned,
            cancelled_by: None,
            therapist_id: series.therapist_id,
            room_id: None,
            meeting_link: None,
            exceptions: Exceptions::NONE,
            original_local_start: local_start,
            local_start,
            zone: series.rule.zone.clone(),
            starts_at,
            ends_at: starts_at + SignedDuration::from_mins(50),
            clock_change: ClockChange::Normal,
            tzdb_version: tzdb_version().to_owned(),
            notice_version: 1,
            row_version: 1,
        }
    }

    fn participation(&self, session: &Session, enrollment: &Enrollment) -> Participation {
        Participation {
            id: ParticipationId::mint(self.app.now(), self.app.entropy()),
            session_id: session.id,
            enrollment_id: enrollment.id,
            client_id: enrollment.client_id,
            rsvp: Rsvp::NoResponse,
            client_location: None,
            makes_up_for: None,
            current: CurrentMark::NONE,
            row_version: 1,
        }
    }
}
