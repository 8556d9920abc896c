//! `previewCourseImport` and `commitCourseImport`.

use serde_json::{Value, json};

use super::school::{HEADER, PREVIEW, ROWS, School};
use crate::support::{both, done, refused};

const COMMIT: &str = include_str!("../../../../graphql/operations/imports/commit_course_import.graphql");
const PREVIEW_CLIENTS: &str = include_str!("../../../../graphql/operations/imports/preview_import.graphql");
const ENROLLMENTS: &str = include_str!("../../../../graphql/operations/groups/enrollments.graphql");
const IMPORTS: &str = include_str!("../../../../graphql/operations/imports/course_imports.graphql");
const MARK_ROSTER: &str = include_str!("../../../../graphql/operations/attendance/mark_roster.graphql");
const RISK_FLAGS: &str = include_str!("../../../../graphql/operations/risk/risk_flags.graphql");
const SESSIONS: &str = include_str!("../../../../graphql/operations/schedule/sessions.graphql");
const SUMMARY: &str = include_str!("../../../../graphql/operations/attendance/attendance_summary.graphql");

fn column<'a>(nodes: &'a Value, field: &str) -> Vec<&'a Value> {
    nodes.as_array().unwrap().iter().map(|node| &node[field]).collect()
}

both! {
    async fn what_the_preview_shows_is_there_and_goes_on(db) {
        let school = School::on(db).await;
        let clinic = &school.fixture.clinic;
        let input = school.upload(&ROWS).await;
        let before = school.traces().await;
        let preview = done(school.preview(&input).await, "preview");
        assert_eq!(school.traces().await, before);
        assert_eq!(preview["committable"], true);
        let expected = json!({ "groups": 1, "treatments": 1, "enrollments": 4, "sessions": 20, "marks": 12, "acceptedEntries": 0,
            "likelyDuplicates": 0, "refusedRows": 0 });
        assert_eq!(preview["counts"], expected);
        let courses = &preview["courses"]["nodes"];
        for (field, of_group, of_treatment) in [
            ("name", json!("Evening"), json!("D-4")), ("effect", json!("CREATE"), json!("CREATE")),
            ("line", json!(2), json!(13)), ("clients", json!(3), json!(1)), ("pastSessions", json!(4), json!(2)),
            ("comingSessions", json!(8), json!(6)), ("marks", json!(10), json!(2)), ("unrecorded", json!(1), json!(0)),
            ("nextSessionAt", json!("2026-03-31T22:00:00Z"), json!("2026-04-01T13:00:00Z")),
        ] {
            assert_eq!(column(courses, field), [&of_group, &of_treatment], "{field}");
        }

        let import = done(school.commit(&input, &preview["hash"]).await, "courseImport");
        assert_eq!((&import["id"], &import["counts"]), (&input["importId"], &expected));
        let traces = school.traces().await;
        assert_eq!(done(school.commit(&input, &preview["hash"]).await, "courseImport"), import, "once");
        assert_eq!(school.traces().await, traces);
        let listed = clinic.ask(IMPORTS, json!({})).await["courseImports"]["nodes"].clone();
        assert_eq!(listed, json!([import]));

        let group = school.group("Evening").await.unwrap();
        for (field, value) in [("status", json!("ACTIVE")), ("admission", json!("CLOSED")), ("enrolledCount", json!(3))] {
            assert_eq!(group[field], value, "{field}");
        }
        let sessions = clinic.ask(SESSIONS, json!({ "groupId": group["id"], "first": 100 })).await["sessions"]["nodes"].clone();
        let ordinals: Vec<_> = column(&sessions, "ordinal").iter().map(|ordinal| ordinal.as_i64().unwrap()).collect();
        assert_eq!(ordinals, (1..=12).collect::<Vec<_>>());
        let statuses = column(&sessions, "status");
        assert_eq!(statuses.iter().filter(|status| **status == "PLANNED").count(), 8);
        assert!(statuses[..4].iter().all(|status| **status == "HELD"), "{statuses:?}");
        // Six in the evening before and after the clocks went forward.
        assert_eq!((&sessions[0]["startsAt"], &sessions[1]["startsAt"]), (&json!("2026-03-03T23:00:00Z"), &json!("2026-03-10T22:00:00Z")));
        assert_eq!((&sessions[0]["minutes"], &sessions[4]["localStart"]), (&json!(90), &json!("2026-03-31T18:00:00")));
        assert_eq!(sessions[0]["participations"].as_array().unwrap().len(), 2);
        assert_eq!(sessions[1]["participations"].as_array().unwrap().len(), 3);
        assert_eq!(sessions[11]["participations"].as_array().unwrap().len(), 3);

        let enrollments = clinic.ask(ENROLLMENTS, json!({ "groupId": group["id"] })).await["enrollments"]["nodes"].clone();
        let of = |client: usize| enrollments.as_array().unwrap().iter().find(|one| one["clientId"] == school.clients[client].as_str()).unwrap();
        assert_eq!((&of(0)["plannedSessions"], &of(2)["plannedSessions"]), (&json!(12), &json!(11)));
        assert_eq!((&of(0)["enrolledAt"], &of(2)["enrolledAt"]), (&json!("2026-03-03T23:00:00Z"), &json!("2026-03-10T22:00:00Z")));
        // A 3 of 3, B 1 of 4, C 1 of 2 (late notice is a miss) with one that nobody recorded.
        let summary = clinic.ask(SUMMARY, json!({ "groupId": group["id"] })).await["attendanceSummary"].clone();
        assert_eq!((&summary["numerator"], &summary["denominator"], &summary["unrecorded"]), (&json!(5), &json!(9), &json!(1)));
        let flags = clinic.ask(RISK_FLAGS, json!({ "groupId": group["id"], "states": ["OPEN"] })).await["riskFlags"]["nodes"].clone();
        let consecutive: Vec<_> = flags.as_array().unwrap().iter().filter(|flag| flag["kind"] == "CONSECUTIVE_ABSENCES").collect();
        assert_eq!(consecutive.len(), 1, "{flags:#}");
        assert_eq!(consecutive[0]["enrollmentId"], of(1)["id"]);

        // The next session is marked as if the course had always been here.
        clinic.at("2026-03-31T23:45:00Z");
        let place = &sessions[4]["participations"][0]["id"];
        let marks = json!({ "sessionId": sessions[4]["id"], "marks": [{ "participationId": place, "status": "ATTENDED" }] });
        let marked = clinic.ask(MARK_ROSTER, json!({ "input": marks })).await["markRoster"].clone();
        assert_eq!(done(marked, "participations").as_array().unwrap().len(), 1);
    }

    async fn what_was_done_is_on_record_per_client_and_session(db) {
        let school = School::on(db).await;
        let (input, _) = school.bring_in(&ROWS).await;
        let clinic = &school.fixture.clinic;
        let whole = clinic.audit_events(json!({ "subject": input["importId"], "first": 5 })).await;
        let committed = whole.iter().find(|event| event["operation"] == "commitCourseImport").unwrap();
        assert_eq!((whole.len(), &committed["details"]["marks"]), (2, &json!(12)));
        let of_client = clinic.audit_events(json!({ "clientId": school.clients[1], "first": 50 })).await;
        let done: Vec<_> = of_client.iter().filter(|event| event["details"]["import"] == input["importId"]).collect();
        let count = |operation: &str| done.iter().filter(|event| event["operation"] == operation).count();
        assert_eq!((count("enrollClient"), count("markRoster")), (1, 4));
    }

    async fn the_same_file_again_repeats_nothing(db) {
        let school = School::on(db).await;
        school.bring_in(&ROWS).await;
        let before = school.traces().await;
        let input = school.upload(&ROWS).await;
        let preview = done(school.preview(&input).await, "preview");
        assert_eq!(column(&preview["courses"]["nodes"], "effect"), ["LIKELY_DUPLICATE", "LIKELY_DUPLICATE"]);
        let group = school.group("Evening").await.unwrap();
        assert_eq!(preview["courses"]["nodes"][0]["groupId"], group["id"]);
        assert!(preview["courses"]["nodes"][1]["enrollmentId"].as_str().unwrap().starts_with("enr_"));
        let import = done(school.commit(&input, &preview["hash"]).await, "courseImport");
        assert_eq!(import["counts"]["likelyDuplicates"], 2);
        assert_eq!(school.traces().await, before);
    }

    async fn a_bad_row_keeps_the_file_out_unless_its_course_is_left_out(db) {
        let school = School::on(db).await;
        let mut rows = ROWS.to_vec();
        rows[3] = "Evening,IPT-GROUP,12,2026-03-10,18:00,Tess,Blue,B-9,NO_SHOW,,";
        let input = school.upload(&rows).await;
        let before = school.traces().await;
        let preview = done(school.preview(&input).await, "preview");
        assert_eq!((&preview["committable"], &preview["counts"]["refusedRows"]), (&json!(false), &json!(11)));
        let refusals = &preview["refusedRows"]["nodes"];
        assert_eq!((&preview["badRows"], refusals.as_array().unwrap().len()), (&json!(1), 11));
        let left = json!([{ "column": null, "value": "the row", "reason": "line 5 of the same course cannot be taken" }]);
        assert_eq!((&refusals[0]["line"], &refusals[0]["refusedCells"]), (&json!(2), &left));
        assert_eq!(refusals[3]["line"], 5);
        assert_eq!(refusals[3]["refusedCells"][0]["column"], "client");
        assert!(refusals[3]["refusedCells"][0]["reason"].as_str().unwrap().contains("bring the clients in first"));
        let answer = school.commit(&input, &preview["hash"]).await;
        assert_eq!(refused(&answer), ("BAD_ROWS", &json!("skipBadRows")));
        let said = &answer["userErrors"][0]["message"];
        assert_eq!(said, "1 row cannot be taken, and 10 more of its course; nothing was written");
        assert_eq!(school.traces().await, before);

        let input = json!({ "importId": input["importId"], "skipBadRows": true });
        let preview = done(school.preview(&input).await, "preview");
        assert_eq!(column(&preview["courses"]["nodes"], "effect"), ["REFUSED", "CREATE"]);
        let import = done(school.commit(&input, &preview["hash"]).await, "courseImport");
        assert_eq!((&import["counts"]["groups"], &import["counts"]["treatments"]), (&json!(0), &json!(1)));
        assert_eq!(school.group("Evening").await, None);
    }

    async fn a_course_whose_program_is_misspelt_on_every_row_is_listed(db) {
        let school = School::on(db).await;
        let rows = ROWS.map(|row| row.replace("IPT-B", "IPT-BX"));
        let input = school.upload(&rows.each_ref().map(String::as_str)).await;
        let preview = done(school.preview(&input).await, "preview");
        let courses = &preview["courses"]["nodes"];
        assert_eq!(column(courses, "effect"), ["CREATE", "REFUSED"]);
        assert_eq!((&courses[1]["name"], &courses[1]["line"]), (&json!("D-4"), &json!(13)));
    }

    async fn a_wall_time_that_the_clocks_skip_or_show_twice_is_shown(db) {
        let school = School::on(db).await;
        let rows = [
            ",IPT-B,8,2026-03-01,02:30,Tess,,D-4,ATTENDED,,",
            ",IPT-B,8,2026-03-08,02:30,Tess,,D-4,ATTENDED,,",
            ",IPT-B,8,2026-11-01,01:30,Tess,,D-4,,,",
        ];
        let input = school.upload(&rows).await;
        let preview = done(school.preview(&input).await, "preview");
        let expected = json!([
            { "localStart": "2026-03-08T02:30:00", "resolvedLocalStart": "2026-03-08T03:30:00",
                "startsAt": "2026-03-08T07:30:00Z", "clockChange": "GAP" },
            { "localStart": "2026-11-01T01:30:00", "resolvedLocalStart": "2026-11-01T01:30:00",
                "startsAt": "2026-11-01T05:30:00Z", "clockChange": "OVERLAP" },
        ]);
        assert_eq!(preview["courses"]["nodes"][0]["clockChanges"], expected);
    }

    async fn who_comes_into_a_second_group_of_a_program_is_told_and_taken(db) {
        let school = School::on(db).await;
        school.bring_in(&ROWS).await;
        let late = ["A-1", "D-4"].map(|client| format!("Late,IPT-GROUP,12,2026-04-09,18:00,Tess,Blue,{client},,,"));
        let input = school.upload(&late.each_ref().map(String::as_str)).await;
        let preview = done(school.preview(&input).await, "preview");
        assert_eq!(preview["courses"]["nodes"][0]["elsewhereLines"], json!([2]));
        done(school.commit(&input, &preview["hash"]).await, "courseImport");
    }

    async fn a_plan_that_is_out_of_date_is_not_carried_out(db) {
        let school = School::on(db).await;
        let input = school.upload(&ROWS).await;
        let preview = done(school.preview(&input).await, "preview");
        school.fixture.add_group("Evening", json!({})).await;
        let before = school.traces().await;
        assert_eq!(refused(&school.commit(&input, &preview["hash"]).await), ("STALE", &json!("planHash")));
        assert_eq!(school.traces().await, before);
    }

    async fn whoever_is_booked_keeps_a_course_out(db) {
        let school = School::on(db).await;
        // The fixture's group meets on Tuesdays at six, with the same therapist, from the last day of March on.
        let mut series = school.fixture.series();
        series["startOn"] = json!("2026-03-31");
        school.fixture.commit(&series).await;
        let input = school.upload(&ROWS).await;
        let preview = done(school.preview(&input).await, "preview");
        assert_eq!(column(&preview["courses"]["nodes"], "effect"), ["REFUSED", "CREATE"]);
        let reason = preview["refusedRows"]["nodes"][0]["refusedCells"][0]["reason"].as_str().unwrap();
        assert!(reason.contains("has another session at the time of the one to come on 2026-03-31T18:00:00"), "{reason}");
    }

    async fn a_file_of_another_kind_or_clinic_is_told_apart(db) {
        let school = School::on(db).await;
        let clinic = &school.fixture.clinic;
        let clients = json!({ "importId": clinic.upload("preferred_name,language,zone\nAna,es,UTC\n").await });
        let answer = school.preview(&clients).await;
        assert_eq!(refused(&answer), ("UNREADABLE_FILE", &json!("importId")));
        let said = answer["userErrors"][0]["message"].as_str().unwrap();
        assert_eq!(said, "line 1: it looks like a file of clients, not of courses");
        let courses = school.upload(&ROWS).await;
        let answer = clinic.ask(PREVIEW_CLIENTS, json!({ "input": courses })).await["previewImport"].clone();
        assert_eq!(answer["userErrors"][0]["message"], "line 1: it looks like a file of courses, not of clients");
        for (document, field, header) in [
            (PREVIEW, "previewCourseImport", HEADER),
            (PREVIEW_CLIENTS, "previewImport", "preferred_name,language,zone"),
        ] {
            let input = json!({ "importId": clinic.upload(&format!("{header}\n")).await });
            let answer = clinic.ask(document, json!({ "input": input })).await[field].clone();
            assert_eq!(refused(&answer).0, "UNREADABLE_FILE");
            assert_eq!(answer["userErrors"][0]["message"], "there is no row below the header");
        }
        let neighbour = clinic.neighbour().await;
        let foreign = clinic.upload_as(&neighbour, format!("{HEADER}\n{}\n", ROWS[0]).as_bytes()).await;
        let told = async |id: &str| {
            let hash = "0".repeat(64);
            let mut answers = Vec::new();
            for document in [
                "query($id: ID!) { previewCourseImport(input: { importId: $id }) { userErrors { code } } }",
                "mutation($id: ID!, $hash: String!) { commitCourseImport(input: { importId: $id }, planHash: $hash) { userErrors { code } } }",
                "mutation($id: ID!) { undoCourseImport(input: { importId: $id }) { userErrors { code } } }",
            ] {
                let variables = if document.contains("$hash") { json!({ "id": id, "hash": hash }) } else { json!({ "id": id }) };
                let answer = clinic.run(&clinic.admin, document, variables).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND", "{answer:#}");
                answers.push(answer.to_string());
            }
            answers
        };
        assert_eq!(told(&foreign).await, told("imp_01890a5d2c7e7cc3980ad3f0e1a2b3c4").await);
    }

    async fn of_two_files_with_the_same_courses_one_is_brought_in(db) {
        let school = School::on(db).await;
        let (one, other) = (school.upload(&ROWS).await, school.upload(&ROWS).await);
        let first = done(school.preview(&one).await, "preview");
        let second = done(school.preview(&other).await, "preview");
        let clinic = &school.fixture.clinic;
        let commit = async |input: &Value, preview: &Value| {
            let variables = json!({ "input": input, "planHash": preview["hash"] });
            clinic.run(&clinic.admin, COMMIT, variables).await
        };
        let (a, b) = tokio::join!(commit(&one, &first), commit(&other, &second));
        let brought_in = [&a, &b].iter().filter(|answer| answer["data"]["commitCourseImport"]["courseImport"].is_object()).count();
        assert_eq!(brought_in, 1, "{a:#} {b:#}");
        assert_eq!(clinic.database.number("SELECT COUNT(*) AS n FROM attendance_mark").await, 12);
    }

    async fn a_treatment_that_is_over_is_known_again(db) {
        let school = School::on(db).await;
        let text = "program,date,start,therapist,client,attendance,ended_on,ending\n\
            IPT-B,2026-03-04,09:00,Tess,D-4,ATTENDED,2026-03-12,ENDED_EARLY\n\
            IPT-B,2026-03-11,09:00,Tess,D-4,NO_SHOW,2026-03-12,ENDED_EARLY\n";
        let bring_in = async || {
            let input = json!({ "importId": school.fixture.clinic.upload(text).await });
            let preview = done(school.preview(&input).await, "preview");
            done(school.commit(&input, &preview["hash"]).await, "courseImport")["counts"].clone()
        };
        let first = bring_in().await;
        assert_eq!((&first["treatments"], &first["sessions"], &first["marks"]), (&json!(1), &json!(2), &json!(2)));
        let again = bring_in().await;
        assert_eq!((&again["treatments"], &again["likelyDuplicates"]), (&json!(0), &json!(1)));
    }

    async fn whoever_is_in_a_course_is_not_put_on_its_waiting_list_again(db) {
        let school = School::on(db).await;
        school.bring_in(&ROWS).await;
        let clients = "external_id,preferred_name,language,zone,waitlist_program,waitlist_status\n\
            A-1,Client A-1,en,America/New_York,IPT-GROUP,WAITING\n\
            D-4,Client D-4,en,America/New_York,IPT-GROUP,WAITING\n";
        let input = json!({ "importId": school.fixture.clinic.upload(clients).await });
        let preview = school.fixture.clinic.ask(PREVIEW_CLIENTS, json!({ "input": input })).await;
        let rows = done(preview["previewImport"].clone(), "preview")["rows"]["nodes"].clone();
        assert_eq!(column(&rows, "effect"), ["UNCHANGED", "UPDATE"], "the one is in a group, the other in a treatment of another program");
    }
    async fn a_thousand_rows_that_name_nobody_take_as_many_statements_as_one(db) {
        let school = School::on(db).await;
        let app = &school.fixture.clinic.app;
        let mut counts = Vec::new();
        for many in [1, 900] {
            let rows: Vec<_> =
                (0..many).map(|number| format!("Nobody {number},IPT-GROUP,12,2026-03-03,18:00,Tess,,N-{number},ATTENDED,,")).collect();
            let input = school.upload(&rows.iter().map(String::as_str).collect::<Vec<_>>()).await;
            let start = app.statement_count();
            let preview = done(school.preview(&input).await, "preview");
            assert_eq!((&preview["committable"], &preview["counts"]["refusedRows"]), (&json!(false), &json!(many)));
            counts.push(app.statement_count() - start);
        }
        assert_eq!(counts[0], counts[1]);
    }
}
