//! People of a file of courses who wait for its program.

use serde_json::{Value, json};

use super::by_command::{import, rows};
use super::school::{ROWS, School};
use crate::imports::desk::Desk;
use crate::support::{both, done, refused};

const ADD: &str = include_str!("../../../../graphql/operations/waitlist/add_to_waitlist.graphql");
const LIST: &str = include_str!("../../../../graphql/operations/waitlist/waitlist.graphql");

impl School {
    /// Puts the client of that index on the list; answers the entry's id.
    async fn waits(&self, client: usize, program: &str, status: &str) -> Value {
        let program = self.fixture.program(program).await;
        let input = json!({ "clientId": self.clients[client], "programId": program, "status": status });
        let answer = self.fixture.clinic.ask(ADD, json!({ "input": input })).await;
        done(answer["addToWaitlist"].clone(), "entry")["id"].clone()
    }

    /// Status and enrollment of every entry, in the order of their clients.
    async fn entries(&self) -> Vec<(Value, bool, Value)> {
        let statuses = ["REFERRED", "SCREENED", "WAITING", "OFFERED", "ACCEPTED", "WITHDRAWN"];
        let answer = self.fixture.clinic.ask(LIST, json!({ "statuses": statuses, "first": 100 })).await;
        let mut entries = answer["waitlist"]["nodes"].as_array().unwrap().clone();
        entries
            .sort_by_key(|entry| self.clients.iter().position(|client| entry["clientId"] == json!(client)));
        let facts = |entry: &Value| {
            (entry["status"].clone(), entry["enrollmentId"].is_string(), entry["endedOn"].clone())
        };
        entries.iter().map(facts).collect()
    }
}

both! {
    async fn their_wait_ends_with_the_import_and_goes_on_after_its_undo(db) {
        let school = School::on(db).await;
        let first = school.waits(0, "IPT-GROUP", "WAITING").await;
        school.waits(1, "IPT-B", "WAITING").await;
        school.waits(3, "IPT-B", "REFERRED").await;
        let before = school.entries().await;
        let input = school.upload(&ROWS).await;
        let preview = done(school.preview(&input).await, "preview");
        assert_eq!(preview["counts"]["acceptedEntries"], 2);
        let of_courses: Vec<_> =
            preview["courses"]["nodes"].as_array().unwrap().iter().map(|course| &course["acceptedEntries"]).collect();
        assert_eq!(of_courses, [1, 1]);
        let import = done(school.commit(&input, &preview["hash"]).await, "courseImport");
        assert_eq!(import["counts"], preview["counts"]);
        let ended = json!("2026-03-26");
        assert_eq!(school.entries().await, [
            (json!("ACCEPTED"), true, ended.clone()),
            // The group is of another program than this client waits for.
            (json!("WAITING"), false, Value::Null),
            (json!("ACCEPTED"), true, ended),
        ]);
        let clinic = &school.fixture.clinic;
        let events = clinic.audit_events(json!({ "clientId": school.clients[0], "first": 50 })).await;
        let enrolled = events.iter().find(|event| event["operation"] == "enrollClient").unwrap();
        assert_eq!(enrolled["details"]["waitlistEntry"], first);
        done(school.undo(&input).await, "courseImport");
        assert_eq!(school.entries().await, before);
        assert_eq!(clinic.database.number("SELECT COUNT(*) AS n FROM course_import_entry").await, 0);
        school.bring_in(&ROWS).await;
        assert_eq!(school.entries().await[0].0, "ACCEPTED", "they wait again, and end again");
    }

    async fn whoever_came_to_the_list_since_the_preview_makes_it_stale(db) {
        let school = School::on(db).await;
        let input = school.upload(&ROWS).await;
        let preview = done(school.preview(&input).await, "preview");
        school.waits(0, "IPT-GROUP", "WAITING").await;
        assert_eq!(refused(&school.commit(&input, &preview["hash"]).await), ("STALE", &json!("planHash")));
        assert_eq!(school.entries().await[0].0, "WAITING");
    }

    async fn an_undo_is_refused_while_somebody_waits_again(db) {
        let school = School::on(db).await;
        school.waits(0, "IPT-GROUP", "WAITING").await;
        let (input, _) = school.bring_in(&ROWS).await;
        school.waits(0, "IPT-GROUP", "REFERRED").await;
        let before = (school.entries().await, school.traces().await);
        let answer = school.undo(&input).await;
        assert_eq!(refused(&answer), ("IN_USE", &json!("importId")));
        let told = answer["userErrors"][0]["message"].as_str().unwrap();
        assert!(told.contains("withdraw the new entry of the waiting list first"), "{told}");
        assert_eq!((school.entries().await, school.traces().await), before);
    }

    async fn an_import_of_clients_can_be_undone_after_the_courses_that_ended_their_wait(db) {
        let desk = Desk::at(db).await;
        desk.bytes(b"external_id,preferred_name,language,zone,waitlist_program\nA-1,Ana,en,America/New_York,IPT-B\n");
        let (clients, _) = desk.imported(&[]);
        let dry = import(&desk, &rows(), &["--dry-run"]).done();
        assert!(dry.contains("; 1 off the waiting list"), "{dry}");
        let out = import(&desk, &rows(), &[]).done();
        assert!(out.contains("off the waiting list 1"), "{out}");
        let courses = out.trim().strip_prefix("import ").unwrap().split_once('\n').unwrap().0.to_owned();
        let undo = |import: &str| desk.roundel.run(&["import", "undo", import, "--clinic", &desk.id, "--yes"]);
        undo(&clients).failed(1);
        undo(&courses).done();
        undo(&clients).done();
        assert_eq!(desk.fixture.clinic.database.number("SELECT COUNT(*) AS n FROM waitlist_entry").await, 0);
    }
}
