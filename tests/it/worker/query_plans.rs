//! Whether the databases find what is due without reading what exists.

use jiff::SignedDuration;
use roundel::app::reminders::plan_due;
use roundel::domain::access::Reach;
use roundel::domain::ids::ParticipationId;
use roundel::domain::reminders::{ClaimedDelivery, DeliveryKind, DueKey, PreviewWindow, ReminderState};
use roundel::domain::slice::Slice;
use roundel::storage::job_runs::list_runs;
use roundel::storage::notices::{list_clinics_with_due, load_lines};
use roundel::storage::reminders::{
    WelcomeSearch, claim_due, date_anew_for_client, list_begun_courses, list_deliveries, list_expected,
    list_expected_notices, list_plan_candidates, list_welcome_candidates, load_delivery_facts,
};
use roundel::storage::staff_mails::{
    LedWithin, find_unrecorded_leads, list_staff_mails, load_known_staff_mails, load_staff_facts,
};
use sea_orm::ConnectionTrait;

use crate::support::{Backend, DEBOUNCE, ReminderFixture, TestDatabase, both, plan_of};

/// A year of sessions with ever new people, planned so many days ahead.
async fn a_year(db: TestDatabase, days: i64) -> ReminderFixture {
    let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
    let members = fixture.members(24).await;
    for (index, pair) in members.chunks(2).cycle().take(120).enumerate() {
        let (month, day, hour) = (1 + index / 10, 1 + 2 * (index % 10), 8 + index % 7);
        fixture.session(&format!("2026-{month:02}-{day:02}T{hour:02}:30:00Z"), pair).await;
    }
    let horizon = SignedDuration::from_hours(24 * days);
    plan_due(&fixture.clinic.app, &fixture.mailer, horizon, &|| true).await.unwrap();
    if fixture.clinic.database.backend == Backend::Postgres {
        fixture.write(async |tx| Ok(tx.execute_unprepared("ANALYZE").await?)).await;
    }
    fixture
}

both! {
    async fn the_planner_reads_the_sessions_of_its_horizon_over_their_index(db) {
        let fixture = a_year(db, 10).await;
        let (clinic, database) = (fixture.clinic.created.clinic.id, &fixture.clinic.database);
        let now = fixture.clinic.app.now();
        let until = now + SignedDuration::from_hours(240);
        let from = (now, fixture.outbox().await[0].session_id);
        let asked = list_plan_candidates(database.db.reader(), clinic, from, until, 1000);
        let plan = plan_of(database, asked).await;
        assert!(plan.contains("session_by_start") || plan.contains("session_begins"), "{plan}");
        assert!(plan.contains("participation_once"), "{plan}");
        assert!(plan.contains("reminder_delivery_by_participation"), "{plan}");
        if database.backend == Backend::Sqlite {
            // PostgreSQL may take any index of a table as small as this.
            let nearest = ["of_client_once", "of_program_once", "of_clinic_once"];
            for index in nearest.map(|of| format!("reminder_policy_{of}")) {
                assert!(plan.contains(&index), "{index}: {plan}");
            }
            assert!(plan.contains("participation_by_enrollment"), "the course before, and not the clinic's past: {plan}");
        }
    }

    async fn whom_to_welcome_is_found_among_those_of_whom_nothing_is_settled(db) {
        let fixture = a_year(db, 300).await;
        let (clinic, database) = (fixture.clinic.created.clinic.id, &fixture.clinic.database);
        let (on, now) = (database.db.reader(), fixture.clinic.app.now());
        let since = now - SignedDuration::from_hours(24 * 60);
        let search = WelcomeSearch {
            clinic_id: clinic,
            client_id: None,
            after: None,
            enrolled_since: since,
            leaves_at: now,
            most: 500,
        };
        let candidates = plan_of(database, list_welcome_candidates(on, search)).await;
        let begun = plan_of(database, list_begun_courses(on, clinic, since, 500)).await;
        if database.backend == Backend::Sqlite {
            // PostgreSQL may take any index of a table as small as this.
            for plan in [&candidates, &begun] {
                assert!(plan.contains("participation_by_client"), "{plan}");
                assert!(plan.contains("reminder_delivery_by_participation"), "{plan}");
            }
            assert!(candidates.contains("participation_by_enrollment"), "{candidates}");
            assert!(begun.contains("enrollment_to_welcome"), "{begun}");
            assert!(candidates.contains("enrollment_to_welcome"), "{candidates}");
            assert!(candidates.contains("reminder_delivery_welcome_held"), "{candidates}");
        }
    }

    async fn a_client_s_reminders_are_dated_anew_over_their_places(db) {
        let fixture = a_year(db, 300).await;
        let (clinic, database) = (fixture.clinic.created.clinic.id, &fixture.clinic.database);
        let (now, client) = (fixture.clinic.app.now(), fixture.outbox().await[0].client_id);
        let dated = fixture.write(async |tx| date_anew_for_client(tx, clinic, client, now).await);
        let plan = plan_of(database, dated).await;
        assert!(plan.contains("participation_by_client"), "{plan}");
        assert!(plan.contains("reminder_delivery_by_participation"), "{plan}");
    }

    async fn a_worker_reads_what_is_due_and_the_facts_about_it_over_their_keys(db) {
        let fixture = a_year(db, 300).await;
        let (database, now) = (&fixture.clinic.database, fixture.clinic.app.now());
        let claim = fixture.write(async |tx| claim_due(tx, "worker", now, now, 25).await);
        let plan = plan_of(database, claim).await;
        assert!(plan.contains("reminder_delivery_next_attempt"), "{plan}");
        assert!(plan.contains("clinic_mails_paused"), "{plan}");

        fixture.clinic.at("2026-03-08T17:30:00Z");
        let now = fixture.clinic.app.now();
        let claimed = fixture.write(async |tx| claim_due(tx, "worker", now, now, 25).await).await.mails;
        assert!(!claimed.is_empty());
        let plan = plan_of(database, load_delivery_facts(database.db.reader(), &claimed, now)).await;
        for key in ["reminder_delivery", "participation", "session", "client"] {
            let used = [format!("{key}_pkey"), format!("sqlite_autoindex_{key}_1")];
            assert!(used.iter().any(|index| plan.contains(index)), "{key}: {plan}");
        }
        for index in ["notice_latest_once", "notice_by_delivery"] {
            // PostgreSQL may take any index of a table as small as this.
            assert!(plan.contains(index) || database.backend == Backend::Postgres, "{index}: {plan}");
        }
    }

    async fn what_is_due_to_be_told_is_found_over_its_index_and_its_lines_over_their_mail(db) {
        let fixture = a_year(db, 10).await;
        let database = &fixture.clinic.database;
        let session = fixture.outbox().await.pop().unwrap().session_id;
        fixture.move_session(session, "2026-06-02T19:30:00").await;
        fixture.clinic.clock.advance(DEBOUNCE);
        let now = fixture.clinic.app.now();
        let plan = plan_of(database, list_clinics_with_due(database.db.reader(), now)).await;
        assert!(plan.contains("notice_due"), "{plan}");

        fixture.gather().await;
        let mut claimed = fixture.write(async |tx| claim_due(tx, "worker", now, now, 25).await).await.mails;
        claimed.retain(|mail| mail.kind == DeliveryKind::Notice);
        assert!(!claimed.is_empty());
        let plan = plan_of(database, load_lines(database.db.reader(), &claimed)).await;
        assert!(plan.contains("notice_by_delivery"), "{plan}");
    }

    async fn mails_to_staff_are_found_without_those_to_clients(db) {
        let fixture = a_year(db, 300).await;
        let (clinic, database) = (fixture.clinic.created.clinic.id, &fixture.clinic.database);
        let (on, now) = (database.db.reader(), fixture.clinic.app.now());
        let plan = plan_of(database, load_known_staff_mails(on, clinic, DeliveryKind::StaffDigest, now)).await;
        assert!(plan.contains("reminder_delivery_to_staff"), "{plan}");
        for state in [None, Some(ReminderState::Sent)] {
            let slice = Slice { after: None, limit: 51 };
            let plan = plan_of(database, list_staff_mails(on, clinic, state, slice)).await;
            assert!(plan.contains("reminder_delivery_to_staff"), "{plan}");
        }

        fixture.clinic.at("2026-03-08T17:30:00Z");
        let now = fixture.clinic.app.now();
        let claimed = fixture.write(async |tx| claim_due(tx, "worker", now, now, 1).await).await.mails;
        let mails = [ClaimedDelivery { kind: DeliveryKind::StaffDigest, ..claimed[0].clone() }];
        let plan = plan_of(database, load_staff_facts(on, &mails, now)).await;
        for index in ["reminder_delivery_by_about", "reminder_delivery_by_staff_member", "mail_bounce_once"] {
            assert!(plan.contains(index) || database.backend == Backend::Postgres, "{index}: {plan}");
        }
        let led_by = fixture.clinic.created.admin.id;
        let led = [LedWithin { clinic_id: clinic, led_by, within: now - SignedDuration::from_hours(1440)..now }];
        let plan = plan_of(database, find_unrecorded_leads(on, &led)).await;
        if database.backend == Backend::Sqlite {
            assert!(plan.contains("participation_unrecorded"), "{plan}");
            let bounds = "session_by_therapist (clinic_id=? AND therapist_id=? AND starts_at>? AND starts_at<?)";
            assert!(plan.contains(bounds), "{plan}");
        }
    }

    async fn the_mails_to_come_are_found_without_those_that_left(db) {
        let fixture = a_year(db, 300).await;
        let (clinic, database) = (fixture.clinic.created.clinic.id, &fixture.clinic.database);
        let (on, now) = (database.db.reader(), fixture.clinic.app.now());
        let outbox = fixture.outbox().await;
        let first = DueKey { due_at: outbox[0].due_at, id: outbox[0].id };
        for (from, after) in [(None, None), (Some(now), Some(first))] {
            let window = PreviewWindow::parse(from, None, now).unwrap();
            let page = list_expected(on, (clinic, None), window, Slice { after, limit: 51 });
            let plan = plan_of(database, page).await;
            if database.backend == Backend::Sqlite {
                // PostgreSQL may take any index of a table as small as this.
                assert!(plan.contains("reminder_delivery_to_come (clinic_id=? AND "), "{plan}");
                assert!(plan.contains("next_attempt_at<?") && !plan.contains("TEMP B-TREE"), "{plan}");
            }
        }
        let place = ParticipationId::from_uuid(outbox[0].id.uuid());
        let plan = plan_of(database, list_expected_notices(on, clinic, &[place])).await;
        if database.backend == Backend::Sqlite {
            let of_place = ["notice_latest_once", "notice_by_participation"];
            assert!(of_place.iter().any(|index| plan.contains(index)), "{plan}");
        }
    }

    async fn the_outbox_and_the_runs_are_listed_over_their_indexes(db) {
        let fixture = a_year(db, 300).await;
        let (clinic, database) = (fixture.clinic.created.clinic.id, &fixture.clinic.database);
        let on = database.db.reader();
        let slice = || Slice { after: None, limit: 51 };
        let by_state = list_deliveries(on, Reach::clinic(clinic), Some(ReminderState::Planned), None, slice());
        let plan = plan_of(database, by_state).await;
        assert!(plan.contains("reminder_delivery_by_due"), "{plan}");
        let session = fixture.outbox().await[0].session_id;
        let plan = plan_of(database, list_deliveries(on, Reach::clinic(clinic), None, Some(session), slice())).await;
        assert!(plan.contains("participation_once"), "{plan}");
        for job in [None, Some("plan_reminders")] {
            let plan = plan_of(database, list_runs(on, job, 50)).await;
            assert!(plan.contains("job_run_newest") || plan.contains("job_run_by_time"), "{plan}");
        }
    }
}
