//! The service as a role that owns nothing: it does its work, and cannot change what it only adds to.

use roundel::app::audit::seal_audit;
use serde_json::{Value, json};

use crate::imports::courses::school::{ROWS, School};
use crate::support::{Backend, Roundel, ScheduleFixture, TestDatabase, done};

const COMMIT: &str = include_str!("../../../graphql/operations/imports/commit_import.graphql");
const MARK: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/imports/preview_import.graphql");
const UNDO: &str = include_str!("../../../graphql/operations/imports/undo_import.graphql");

/// What is only added to.
const APPEND_ONLY: [&str; 10] = [
    "audit_event",
    "audit_mention",
    "audit_seal",
    "goal_rating",
    "outcome_measure_version",
    "phase_step_tick",
    "risk_action",
    "risk_calibration",
    "safety_notice_reopening",
    "treatment_goal_version",
];

/// What is added to, and taken off where a trigger lets.
const GUARDED: [&str; 2] = ["attendance_mark", "audit_unsealed"];

/// Gives a new role what the service needs, as an operator does: the role, and the database as it sees it.
async fn lesser(owner: &TestDatabase) -> (String, TestDatabase) {
    let role = owner.new_role().await;
    let ran = Roundel::on(&owner.url_text).run(&["migrate", "--grant-to", &role]);
    assert!(ran.err.contains("it can add to the audit log and not change it"), "{ran:?}");
    ran.done();
    let service = owner.as_role(&role).await;
    (role, service)
}

/// A database of the server, if this run has one.
async fn postgres() -> Option<TestDatabase> {
    TestDatabase::create(Backend::Postgres).await
}

async fn has(owner: &TestDatabase, role: &str, privilege: &str, table: &str) -> bool {
    let sql = format!("SELECT has_table_privilege('{role}', '{table}', '{privilege}')::int::bigint AS n");
    owner.number(&sql).await == 1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn courses_are_brought_in_and_taken_back_as_a_role_that_owns_nothing() {
    let Some(owner) = postgres().await else { return };
    let (_, service) = lesser(&owner).await;
    let school = School::on(service).await;
    let (input, _) = school.bring_in(&ROWS).await;
    assert_eq!(owner.number("SELECT COUNT(*) AS n FROM attendance_mark").await, 12);
    done(school.undo(&input).await, "courseImport");
    assert_eq!(owner.number("SELECT COUNT(*) AS n FROM attendance_mark").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_does_its_work_as_a_role_that_owns_nothing_and_cannot_change_the_log() {
    let Some(owner) = postgres().await else { return };
    let (_, service) = lesser(&owner).await;
    let url = service.url_text.clone();
    let fixture = ScheduleFixture::committed(service, 2).await;
    let clinic = &fixture.clinic;
    let session = fixture.sessions().await[0].clone();
    let marks: Vec<Value> = session["participations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| json!({ "participationId": place["id"], "status": "EXCUSED", "reason": "TRAVEL" }))
        .collect();
    let input = json!({ "sessionId": session["id"], "marks": marks });
    done(clinic.ask(MARK, json!({ "input": input })).await["markRoster"].clone(), "session");
    let input = json!({ "importId": clinic.upload("preferred_name,language,zone\nAna,es,UTC\n").await });
    let preview = clinic.ask(PREVIEW, json!({ "input": input })).await["previewImport"].clone();
    let hash = &done(preview, "preview")["hash"];
    let commit =
        clinic.ask(COMMIT, json!({ "input": input, "planHash": hash })).await["commitImport"].clone();
    done(commit, "clientImport");
    done(clinic.ask(UNDO, json!({ "input": input })).await["undoImport"].clone(), "clientImport");
    assert!(seal_audit(&clinic.app, &|| true).await.unwrap() > 10);
    assert_eq!(owner.number("SELECT COUNT(*) AS n FROM audit_unsealed").await, 0);
    assert_eq!(owner.number("SELECT COUNT(*) AS n FROM attendance_mark").await, 2);

    for table in APPEND_ONLY.iter().chain(&GUARDED) {
        for statement in [
            format!("UPDATE {table} SET clinic_id = clinic_id"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
            format!("ALTER TABLE {table} DISABLE TRIGGER USER"),
            format!(
                "CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            ),
            format!("DROP TABLE {table} CASCADE"),
            format!("ALTER TABLE {table} OWNER TO CURRENT_USER"),
        ] {
            // What waits to be sealed is taken off by sealing: nothing is left of it here.
            if statement == "DELETE FROM audit_unsealed" {
                continue;
            }
            let refused = clinic.database.try_execute(&statement).await;
            let told = refused.as_ref().is_err_and(|message| {
                message.contains("permission denied")
                    || message.contains("must be owner")
                    || statement == "DELETE FROM attendance_mark" && message.contains("append_only")
            });
            assert!(told, "{statement}: {refused:?}");
        }
    }
    for statement in [
        "SET session_replication_role = replica",
        "CREATE TABLE mine (n int)",
        "DELETE FROM seaql_migrations",
    ] {
        assert!(clinic.database.try_execute(statement).await.is_err(), "{statement}");
    }
    let roundel = Roundel::on(&url);
    let clinic_id = clinic.created.clinic.id.to_string();
    for command in [
        &["migrate"] as &[&str],
        &["clinic", "list"],
        &["user", "list", "--clinic", &clinic_id],
        &["token", "list", "--clinic", &clinic_id],
        &["import", "list", "--clinic", &clinic_id],
        &["audit", "list", "--clinic", &clinic_id],
        &["audit", "verify"],
    ] {
        roundel.run(command).done();
    }
    let doctor = roundel.run(&["doctor"]).done();
    assert!(doctor.contains("can add to it and not change it"), "{doctor}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_has_a_decision_about_the_services_rights() {
    let Some(owner) = postgres().await else { return };
    let (role, _service) = lesser(&owner).await;
    for table in owner.tables().await {
        let is = |wanted: &'static str| has(&owner, &role, wanted, &table);
        let granted = (is("SELECT").await, is("INSERT").await, is("UPDATE").await, is("DELETE").await);
        let expected = match table.as_str() {
            table if APPEND_ONLY.contains(&table) => (true, true, false, false),
            table if GUARDED.contains(&table) => (true, true, false, true),
            "seaql_migrations" => (true, false, false, false),
            _ => (true, true, true, true),
        };
        assert_eq!(
            granted, expected,
            "{table}: say in storage/privileges.rs what the service may do with it"
        );
        for never in ["TRUNCATE", "TRIGGER", "REFERENCES"] {
            assert!(!is(never).await, "{table}: {never}");
        }
    }
    assert_eq!(
        owner.number("SELECT COUNT(*) AS n FROM pg_class WHERE relkind = 'S'").await,
        0,
        "no sequence to grant"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn granting_again_is_harmless_and_takes_back_what_was_too_much() {
    let Some(owner) = postgres().await else { return };
    let (role, service) = lesser(&owner).await;
    owner
        .execute(&format!(
            "GRANT ALL ON ALL TABLES IN SCHEMA public TO \"{role}\" WITH GRANT OPTION; \
         GRANT UPDATE (operation) ON audit_event TO \"{role}\""
        ))
        .await;
    let roundel = Roundel::on(&service.url_text);
    let warned = roundel.run(&["doctor"]).done();
    let line = warned.lines().find(|line| line.contains("audit log")).unwrap();
    assert!(
        line.starts_with("WARNING")
            && line.contains("UPDATE audit_event")
            && line.contains("--grant-to ROLE"),
        "{line}"
    );
    for _ in 0..2 {
        let again = Roundel::on(&owner.url_text).run(&["migrate", "--grant-to", &role]);
        assert!(again.err.contains("it can add to the audit log and not change it"), "{again:?}");
    }
    assert!(!has(&owner, &role, "TRUNCATE", "client").await);
    owner.execute("GRANT DELETE ON audit_seal TO PUBLIC").await;
    let left = Roundel::on(&owner.url_text).run(&["migrate", "--grant-to", &role]);
    assert!(left.err.contains("it still has: DELETE audit_seal"), "{left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rights_are_granted_to_a_lesser_role_that_exists_and_to_no_other() {
    let file = Roundel::on("sqlite://clinic.db").run(&["migrate", "--grant-to", "roundel"]).failed(1);
    assert!(file.contains("a SQLite file, which has no roles"), "{file}");
    let Some(owner) = postgres().await else { return };
    let roundel = Roundel::on(&owner.url_text);
    let nobody = roundel.run(&["migrate", "--grant-to", "nobody here"]).failed(1);
    assert!(nobody.contains("has no role `nobody here`"), "{nobody}");
    let myself = roundel.run(&["migrate", "--grant-to", "postgres"]).failed(1);
    assert!(myself.contains("name another role"), "{myself}");
    let role = owner.new_role().await;
    owner.execute(&format!("ALTER TABLE audit_event OWNER TO \"{role}\"")).await;
    assert!(roundel.run(&["migrate", "--grant-to", &role]).failed(1).contains("name another role"));
    let doctor = roundel.run(&["doctor"]).done();
    assert!(doctor.contains("is a superuser, and could change it"), "{doctor}");
}
