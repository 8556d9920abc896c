//! Sessions with people in them, an outbox, and a mail server in memory.

use std::future::ready;
use std::sync::Arc;

use jiff::civil::{Weekday, time};
use jiff::{SignedDuration, Timestamp};
use roundel::app::App;
use roundel::app::ambient::SeededEntropy;
use roundel::app::reminders::{
    Delivery, DeliveryReport, Mailer, SetReminderPolicy, deliver_due, list_deliveries, plan_due,
    set_reminder_policy,
};
use roundel::domain::attendance::{CurrentMark, Mark, Participation, Rsvp};
use roundel::domain::enrollments::{Enrollment, EnrollmentStatus};
use roundel::domain::groups::{Admission, GroupSizes, GroupStatus, GuestSeats, TherapyGroup};
use roundel::domain::ids::{
    ClientId, EnrollmentId, GroupId, ParticipationId, ProgramId, SeriesId, SessionId,
};
use roundel::domain::jobs::WorkerName;
use roundel::domain::patch::Patch;
use roundel::domain::people::{AddressStanding, Client, Contact, EmailAddress, Language, PreferredName};
use roundel::domain::reminders::{
    MinutesBefore, PolicyFor, ReminderDelivery, ReminderState, ReminderWhy, RuleTerms, RuleTime, RuleWhen,
    Rules,
};
use roundel::domain::series::{
    CountingMode, Exceptions, SeriesOwner, SeriesRule, Session, SessionCount, SessionKind, SessionMinutes,
    SessionSeries, SessionStatus,
};
use roundel::domain::slice::Slice;
use roundel::domain::time::{ClockChange, Zone, local, tzdb_version};
use roundel::mail::transport::MemoryTransport;
use roundel::storage::{
    self, StorageError, clients, enrollments, groups, participations, programs, series, sessions,
};
use sea_orm::{ConnectionTrait, Statement, Value};

use super::{LIMITS, SETTINGS, TestClinic, TestDatabase, mailer};

/// Rules that remind of each session, so many minutes before.
pub(crate) fn rules_of(minutes: &[i64]) -> Rules {
    let terms = |minutes: &i64| RuleTerms {
        time: RuleTime::Elapsed(MinutesBefore::parse(*minutes).unwrap()),
        when: RuleWhen::EachSession,
        asks_to_confirm: false,
    };
    Rules::parse(minutes.iter().map(terms).collect()).unwrap()
}

/// How many minutes before its session a reminder is due, by its rule.
pub(crate) fn minutes_before(mail: &ReminderDelivery) -> Option<u16> {
    match mail.rule?.terms.time {
        RuleTime::Elapsed(minutes) => Some(minutes.get()),
        RuleTime::Wall { .. } => None,
    }
}

/// A clinic with one group and its series in Berlin, and a transport that remembers.
pub(crate) struct ReminderFixture {
    pub(crate) clinic: TestClinic,
    pub(crate) mail: Arc<MemoryTransport>,
    pub(crate) mailer: Mailer,
    pub(crate) program_id: ProgramId,
    group: TherapyGroup,
    series_id: SeriesId,
}

/// Somebody in the group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) client_id: ClientId,
    pub(crate) enrollment_id: EnrollmentId,
}

impl ReminderFixture {
    /// The clock stands at `now` (RFC 3339); mails leave at any hour.
    pub(crate) async fn open_at(database: TestDatabase, now: &str) -> Self {
        let fixture = Self::with_quiet_hours(database, now).await;
        let none = "UPDATE reminder_policy SET quiet_from = NULL, quiet_until = NULL WHERE clinic_id = $1";
        fixture.execute(none, &[]).await;
        fixture
    }

    /// The same, with the quiet hours of a new clinic. It reminds two days and three hours before each session.
    pub(crate) async fn with_quiet_hours(database: TestDatabase, now: &str) -> Self {
        let clinic = TestClinic::open_at(database, now).await;
        let mail = Arc::new(MemoryTransport::new());
        let (app, clinic_id, now) = (&clinic.app, clinic.created.clinic.id, clinic.app.now());
        let slice = Slice { after: None, limit: 1 };
        let programs = programs::list_programs(clinic.database.db.reader(), clinic_id, slice).await.unwrap();
        let program_id = programs[0].id;
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let group = TherapyGroup {
            id: GroupId::mint(now, app.entropy()),
            program_id,
            site_id: clinic.created.site.id,
            name: "Tuesdays".parse().unwrap(),
            status: GroupStatus::Active,
            admission: Admission::Open,
            sizes: GroupSizes::parse(1, 1, 100).unwrap(),
            guest_seats: GuestSeats::DEFAULT,
            enrolled_count: 0,
            created_at: now,
            row_version: 1,
        };
        let series = SessionSeries {
            id: SeriesId::mint(now, app.entropy()),
            owner: SeriesOwner::Group(group.id),
            site_id: clinic.created.site.id,
            therapist_id: clinic.created.admin.id,
            room_id: None,
            meeting_link: None,
            meeting: None,
            rule: SeriesRule {
                weekday: Weekday::Tuesday,
                local_start: time(18, 30, 0, 0),
                start_on: local(now, &zone).date(),
                zone,
                minutes: SessionMinutes::DEFAULT,
                planned_count: SessionCount::parse(16).unwrap(),
                counting: CountingMode::HoldSessions,
                skipped_on: Vec::new(),
            },
            created_at: now,
            row_version: 1,
        };
        let (group_, series_) = (&group, &series);
        storage::write(
            &clinic.database.db,
            |error| error,
            |_| ready(true),
            |tx| async move {
                groups::insert_group(&tx, clinic_id, group_).await?;
                series::insert_series(&tx, clinic_id, series_).await
            },
        )
        .await
        .unwrap();
        let policy = SetReminderPolicy {
            of: PolicyFor::Clinic,
            name: "Standard".parse().unwrap(),
            is_active: true,
            rules: rules_of(&[2880, 180]),
            stops_when_confirmed: Some(false),
            quiet_hours: Patch::Keep,
        };
        set_reminder_policy(app, &clinic.admin, policy).await.unwrap();
        let mailer = mailer(mail.clone());
        Self { mailer, mail, program_id, group, series_id: series.id, clinic }
    }

    /// A member of the group who agreed to mails.
    pub(crate) async fn member(&self, name: &str, language: Language, zone: &str) -> Member {
        let mailbox = name.to_lowercase().replace('ë', "e");
        let email = EmailAddress::parse(&format!("{mailbox}@clients.example")).unwrap();
        let now = self.clinic.app.now();
        let contact = Contact { email: Some(email), email_consent_at: Some(now) };
        self.member_with(name, contact, language, zone).await
    }

    /// A member of the group.
    pub(crate) async fn member_with(
        &self,
        name: &str,
        contact: Contact,
        language: Language,
        zone: &str,
    ) -> Member {
        let (app, clinic_id) = (&self.clinic.app, self.clinic.created.clinic.id);
        let now = app.now();
        let client = &Client {
            id: ClientId::mint(now, app.entropy()),
            external_id: None,
            preferred_name: PreferredName::parse(name).unwrap(),
            contact,
            language,
            zone: Zone::parse(zone).unwrap(),
            location: None,
            problem_area: None,
            barriers: Vec::new(),
            calendar_parts: false,
            reminders_stopped_at: None,
            address: AddressStanding::default(),
            created_at: now,
            row_version: 1,
        };
        let enrollment = &Enrollment {
            id: EnrollmentId::mint(now, app.entropy()),
            client_id: client.id,
            program_id: self.program_id,
            site_id: self.group.site_id,
            group_id: Some(self.group.id),
            status: EnrollmentStatus::Enrolled,
            planned_sessions: 16,
            enrolled_at: now,
            ended_at: None,
            former_planned_sessions: None,
            ending_agreed: None,
            row_version: 1,
        };
        self.write(async |tx| {
            clients::insert_client(tx, clinic_id, client).await?;
            enrollments::insert_enrollment(tx, clinic_id, enrollment).await
        })
        .await;
        Member { client_id: client.id, enrollment_id: enrollment.id }
    }

    /// So many members who agreed to mails, in New York.
    pub(crate) async fn members(&self, count: usize) -> Vec<Member> {
        let mut members = Vec::new();
        for n in 0..count {
            members.push(self.member(&format!("Member{n}"), Language::En, "America/New_York").await);
        }
        members
    }

    /// A session of 50 minutes that starts then (RFC 3339), with these members in it.
    pub(crate) async fn session(&self, starts_at: &str, members: &[Member]) -> SessionId {
        let (app, clinic_id) = (&self.clinic.app, self.clinic.created.clinic.id);
        let (now, starts_at) = (app.now(), starts_at.parse::<Timestamp>().unwrap());
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let session = &Session {
            id: SessionId::mint(now, app.entropy()),
            series_id: self.series_id,
            kind: SessionKind::Group,
            status: SessionStatus::Planned,
            cancelled_by: None,
            therapist_id: self.clinic.created.admin.id,
            room_id: None,
            meeting_link: None,
            exceptions: Exceptions::NONE,
            original_local_start: local(starts_at, &zone),
            local_start: local(starts_at, &zone),
            zone,
            starts_at,
            ends_at: starts_at + SignedDuration::from_mins(50),
            clock_change: ClockChange::Normal,
            tzdb_version: tzdb_version().to_owned(),
            notice_version: 1,
            row_version: 1,
        };
        let places: &Vec<Participation> = &members
            .iter()
            .map(|member| Participation {
                id: ParticipationId::mint(now, app.entropy()),
                session_id: session.id,
                enrollment_id: member.enrollment_id,
                client_id: member.client_id,
                rsvp: Rsvp::NoResponse,
                client_location: None,
                makes_up_for: None,
                current: CurrentMark { mark: Mark::UNRECORDED, version: 0 },
                row_version: 1,
            })
            .collect();
        self.write(async |tx| {
            sessions::insert_sessions(tx, clinic_id, std::slice::from_ref(session)).await?;
            participations::insert_participations(tx, clinic_id, places).await
        })
        .await;
        session.id
    }

    /// Runs `work` in a write transaction.
    pub(crate) async fn write<T>(
        &self,
        work: impl AsyncFn(&storage::Transaction) -> Result<T, StorageError>,
    ) -> T {
        let work = &work;
        storage::write(
            &self.clinic.database.db,
            |error| error,
            |_| ready(true),
            |tx| async move { work(&tx).await },
        )
        .await
        .unwrap()
    }

    /// Changes rows behind the application's back; `$1` is the clinic.
    pub(crate) async fn execute(&self, sql: &str, values: &[Value]) {
        let mut all = vec![Value::from(self.clinic.created.clinic.id.uuid())];
        all.extend_from_slice(values);
        self.write(async |tx| {
            let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, all.clone());
            Ok(tx.execute_raw(statement).await?.rows_affected())
        })
        .await;
    }

    /// Another process of the same service: its own connections and its own chance, the same clock.
    pub(crate) async fn another_process(&self, seed: u64) -> App {
        let pool = self.clinic.database.another_pool(LIMITS).await;
        App::new(pool, self.clinic.clock.clone(), Arc::new(SeededEntropy::new(seed)))
    }

    /// Fills the outbox, ten days ahead.
    pub(crate) async fn plan(&self) -> u64 {
        plan_due(&self.clinic.app, &self.mailer, SignedDuration::from_hours(240), &|| true).await.unwrap()
    }

    /// Empties it of what is due.
    pub(crate) async fn deliver(&self) -> DeliveryReport {
        self.deliver_by(&self.clinic.app, &self.mailer).await
    }

    /// The same as another worker, by another way.
    pub(crate) async fn deliver_by(&self, app: &App, mailer: &Mailer) -> DeliveryReport {
        let delivery = Delivery {
            app,
            mailer,
            timer: self.clinic.clock.as_ref(),
            settings: SETTINGS,
            worker: &WorkerName::draw(app.entropy()),
            keep_going: &|| true,
        };
        deliver_due(&delivery).await.unwrap()
    }

    /// The outbox, earliest due first.
    pub(crate) async fn outbox(&self) -> Vec<ReminderDelivery> {
        let slice = Slice { after: None, limit: 1000 };
        let mut all = list_deliveries(&self.clinic.app, &self.clinic.admin, None, None, slice).await.unwrap();
        all.reverse();
        all
    }

    /// Where each mail stands and why, earliest due first.
    pub(crate) async fn states(&self) -> Vec<(ReminderState, Option<ReminderWhy>)> {
        self.outbox().await.into_iter().map(|mail| (mail.state, mail.why)).collect()
    }

    /// The Message-IDs of what reached the far side, in order of arrival.
    pub(crate) fn arrived(&self) -> Vec<String> {
        self.mail.sent().iter().map(|sent| sent.message_id.to_string()).collect()
    }
}
