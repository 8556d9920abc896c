//! The lists use their indexes, and no plan reads a whole table. The data are small, so PostgreSQL is told not to
//! prefer that.

use roundel::domain::access::Reach;
use roundel::domain::audit::AuditFilter;
use roundel::domain::ids::{ClientId, ScheduleChangeId};
use roundel::domain::occupancy::Holder;
use roundel::domain::series::ScheduleFilter;
use roundel::domain::slice::Slice;
use roundel::storage::circumstances::CircumstancesOf;
use roundel::storage::client_zones::load_client_zones_with_members;
use roundel::storage::slot_needs::{AskedNeeds, load_slot_needs};
use roundel::storage::{
    audit_chain, audit_events, availability, circumstances, closures, enrollments, imports, occupancy,
    participants, participations, schedule, schedule_changes, sessions,
};

use crate::support::{Backend, ScheduleFixture, TestClinic, both, plan_of};

both! {
    async fn whom_a_file_speaks_of_is_found_by_number_address_and_client(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let (clinic_id, database) = (fixture.clinic.admin.clinic_id, &fixture.clinic.database);
        let on = database.db.reader();
        let clients = [fixture.clients[0].parse().unwrap()];
        let numbers = plan_of(database, imports::load_clients_by_external_id(on, clinic_id, &["A-1"])).await;
        let addresses = plan_of(database, imports::load_clients_by_email(on, clinic_id, &["a@example.org"])).await;
        let windows = plan_of(database, availability::load_of_clients(on, clinic_id, &clients)).await;
        // PostgreSQL weighs by what it has counted, which is next to nothing here.
        if database.backend == Backend::Sqlite {
            assert!(numbers.contains("client_external_id_once (clinic_id=? AND external_id=?)"), "{numbers}");
            assert!(addresses.contains("client_by_email (clinic_id=? AND <expr>=?)"), "{addresses}");
            assert!(windows.contains("availability_window_by_client (clinic_id=? AND client_id=?)"), "{windows}");
        }
    }

    async fn a_week_and_a_page_of_sessions_are_found_by_their_start(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let (clinic_id, database) = (fixture.clinic.admin.clinic_id, &fixture.clinic.database);
        let (from, until) =
            ("2026-03-09T05:00:00Z".parse().unwrap(), "2026-03-16T04:00:00Z".parse().unwrap());
        let week = ScheduleFilter { from: Some(from), until: Some(until), ..ScheduleFilter::default() };
        let slice = || Slice { after: None, limit: 51 };
        let asked = schedule::list_scheduled(database.db.reader(), Reach::clinic(clinic_id), &week, slice());
        let plan = plan_of(database, asked).await;
        assert!(plan.contains("session_by_start"), "{plan}");
        // Both ends bound the index: what lies long ago is not read.
        let bounds = match database.backend {
            Backend::Sqlite => plan.contains("starts_at>? AND starts_at<?"),
            Backend::Postgres => plan.lines().any(|line| {
                line.contains("Index Cond") && line.contains("starts_at <") && line.contains("starts_at >")
            }),
        };
        assert!(bounds, "{plan}");
        let all = ScheduleFilter::default();
        let asked = schedule::list_scheduled(database.db.reader(), Reach::clinic(clinic_id), &all, slice());
        let plan = plan_of(database, asked).await;
        assert!(plan.contains("session_by_start"), "{plan}");
    }

    async fn a_groups_enrollments_are_found_by_the_group_and_a_clients_by_the_client(db) {
        let fixture = ScheduleFixture::group_of(db, 2).await;
        let (clinic_id, database) = (fixture.clinic.admin.clinic_id, &fixture.clinic.database);
        if database.backend == Backend::Postgres {
            // A few rows tell PostgreSQL nothing of which index is worth more.
            database.execute(
                "INSERT INTO enrollment SELECT clinic_id, gen_random_uuid(), client_id, program_id, site_id, NULL,
                    'COMPLETED', 12, enrolled_at, enrolled_at, TRUE, 1
                 FROM enrollment, generate_series(1, 1000) WHERE client_id = (SELECT client_id FROM enrollment LIMIT 1)",
            ).await;
            database.execute("ANALYZE enrollment").await;
        }
        let groups = [fixture.group.parse().unwrap()];
        let asked = enrollments::load_open_enrollments_of_groups(database.db.reader(), Reach::clinic(clinic_id), &groups);
        let plan = plan_of(database, asked).await;
        // PostgreSQL takes the index of the open ones and sorts the few it finds.
        assert!(plan.contains("enrollment_by_group") || plan.contains("enrollment_open_once"), "{plan}");
        let client = Some(fixture.clients[1].parse().unwrap());
        let slice = Slice { after: None, limit: 51 };
        let asked = enrollments::list_enrollments(database.db.reader(), Reach::clinic(clinic_id), None, client, slice);
        let plan = plan_of(database, asked).await;
        assert!(plan.contains("enrollment_by_client"), "{plan}");
    }

    async fn rosters_are_found_by_their_sessions_and_sessions_by_their_series(db) {
        let fixture = ScheduleFixture::committed(db, 2).await;
        let (clinic_id, database) = (fixture.clinic.admin.clinic_id, &fixture.clinic.database);
        let session = &fixture.sessions().await[0];
        let ids = [session["id"].as_str().unwrap().parse().unwrap()];
        let series = session["seriesId"].as_str().unwrap().parse().unwrap();
        let on = database.db.reader();
        let plans = [
            (plan_of(database, participants::load_participants(on, Reach::clinic(clinic_id), &ids)).await, "participation_once"),
            (
                plan_of(database, participations::load_participations_of_sessions(on, clinic_id, &ids)).await,
                "participation_once",
            ),
            (
                plan_of(database, sessions::list_sessions_of_series(on, clinic_id, series)).await,
                "session_occurrence_once",
            ),
        ];
        // PostgreSQL counts rows, and of so few any index is as good.
        if database.backend == Backend::Sqlite {
            for (plan, index) in plans {
                assert!(plan.contains(index), "{plan}");
            }
        }
    }

    async fn closures_and_changes_of_the_schedule_are_found_over_their_indexes(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let (clinic_id, database) = (fixture.clinic.admin.clinic_id, &fixture.clinic.database);
        let on = database.db.reader();
        let from = jiff::civil::date(2026, 3, 1);
        let closed = plan_of(database, closures::load_closed_times(on, clinic_id, from)).await;
        let change = ScheduleChangeId::mint(fixture.clinic.app.now(), fixture.clinic.app.entropy());
        let of_change = plan_of(database, closures::load_closures_of_change(on, clinic_id, change)).await;
        let slice = Slice { after: None, limit: 51 };
        let changes = plan_of(database, schedule_changes::list_changes(on, clinic_id, slice)).await;
        if database.backend == Backend::Sqlite {
            assert!(closed.contains("closure_standing (clinic_id=? AND last_on>?)"), "{closed}");
            assert!(of_change.contains("closure_by_change"), "{of_change}");
            assert!(changes.contains("sqlite_autoindex_schedule_change_1") && !changes.contains("TEMP B-TREE"), "{changes}");
        }
    }

    async fn what_is_taken_is_found_by_its_holder(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let (clinic_id, database) = (fixture.clinic.admin.clinic_id, &fixture.clinic.database);
        let holders = [Holder::Room(fixture.room.parse().unwrap())];
        let (from, until) =
            ("2026-03-09T05:00:00Z".parse().unwrap(), "2026-03-16T04:00:00Z".parse().unwrap());
        let asked = occupancy::load_occupancy(database.db.reader(), clinic_id, &holders, from, until);
        let plan = plan_of(database, asked).await;
        assert!(plan.contains("occupancy_by_holder"), "{plan}");
    }

    async fn what_a_week_and_a_search_need_to_know_of_people_is_found_by_their_ids(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let (clinic_id, database) = (fixture.clinic.admin.clinic_id, &fixture.clinic.database);
        let (on, group_id) = (database.db.reader(), fixture.group.parse().unwrap());
        let (therapists, clients) = (vec![fixture.therapist.parse().unwrap()], vec![fixture.clients[0].parse().unwrap()]);
        let of = CircumstancesOf {
            therapists: therapists.clone(),
            clients: clients.clone(),
            rooms: vec![fixture.room.parse().unwrap()],
            groups: vec![group_id],
            closed_from: jiff::civil::date(2026, 3, 1),
        };
        let known = plan_of(database, circumstances::load_circumstances(on, clinic_id, &of)).await;
        let asked = AskedNeeds { therapists: Vec::new(), group_id: Some(group_id), room_id: None, now: fixture.clinic.app.now() };
        let needs = plan_of(database, load_slot_needs(on, Reach::clinic(clinic_id), &asked)).await;
        let members =
            plan_of(database, load_client_zones_with_members(on, Reach::clinic(clinic_id), &clients, group_id)).await;
        // PostgreSQL weighs by what it has counted, which is next to nothing here.
        if database.backend == Backend::Sqlite {
            for index in ["closure_standing (clinic_id=? AND last_on>?)",
                "availability_window_by_client (clinic_id=? AND client_id=?)",
                "availability_window_by_staff_member (clinic_id=? AND staff_member_id=?)"] {
                assert!(known.contains(index), "{known}");
            }
            assert!(members.contains("SEARCH client USING INDEX sqlite_autoindex_client_1 (clinic_id=? AND id=?)"), "{members}");
            for plan in [&known, &needs, &members] {
                let whole = plan.lines().filter(|line| line.contains("SCAN") && !line.contains("json_each"));
                assert_eq!(whole.collect::<Vec<_>>(), [] as [&str; 0], "{plan}");
                assert!(!plan.lines().any(|line| line.ends_with("(clinic_id=?)")), "all of the clinic's: {plan}");
            }
        }
    }

    async fn the_audit_log_of_a_client_and_what_waits_to_be_sealed_are_found_over_their_indexes(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let (clinic_id, database) = (clinic.admin.clinic_id, &clinic.database);
        let on = database.db.reader();
        let client = ClientId::mint(clinic.app.now(), clinic.app.entropy());
        let filter = AuditFilter { client_id: Some(client), ..AuditFilter::default() };
        let slice = Slice { after: None, limit: 51 };
        let plan = plan_of(database, audit_events::list_audit_events(on, clinic_id, &filter, slice)).await;
        let used = plan.contains("audit_mention_pkey") || plan.contains("sqlite_autoindex_audit_mention_1");
        assert!(used && !plan.contains("SCAN"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "newest first without sorting: {plan}");
        let plan = plan_of(database, audit_chain::list_unsealed(on, clinic_id, 1_000)).await;
        let used = plan.contains("audit_unsealed_pkey") || plan.contains("sqlite_autoindex_audit_unsealed_1");
        assert!(used && !plan.contains("SCAN"), "{plan}");
    }
}
