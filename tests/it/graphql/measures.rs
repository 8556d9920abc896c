//! Readings of instruments: recorded, judged, corrected, withdrawn.

use std::sync::Arc;

use roundel::domain::measures::Symptoms;
use roundel::storage::measures::load_readings;
use serde_json::{Value, json};

use crate::support::{Course, TestClinic, TestDatabase, both};

pub(super) const RECORD: &str = include_str!("../../../graphql/operations/measures/record_measure.graphql");
pub(super) const CORRECT: &str = include_str!("../../../graphql/operations/measures/correct_measure.graphql");
pub(super) const WITHDRAW: &str =
    include_str!("../../../graphql/operations/measures/withdraw_measure.graphql");
pub(super) const MEASURES: &str = include_str!("../../../graphql/operations/measures/measures.graphql");
pub(super) const COURSE: &str =
    include_str!("../../../graphql/operations/measures/course_of_measures.graphql");
pub(super) const HISTORY: &str = include_str!("../../../graphql/operations/measures/measure_history.graphql");
const INSTRUMENTS: &str = include_str!("../../../graphql/operations/measures/instruments.graphql");
const CREATE: &str = include_str!("../../../graphql/operations/measures/create_instrument.graphql");

/// A day in the middle of the course.
pub(super) const TODAY: &str = "2026-04-20T12:00:00Z";

/// The instruments' ids, by their names.
pub(super) const PHQ9: &str = "ins_00000000000000000000000000000009";
const GAD7: &str = "ins_00000000000000000000000000000007";

/// A clinic with one client in a group of six weeks, some time after the fifth.
pub(super) async fn clinic(db: TestDatabase) -> (TestClinic, Course) {
    let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
    let course = clinic.course("Tuesdays", 1, 6).await;
    clinic.at(TODAY);
    (clinic, course)
}

/// The input of a PHQ-9 by its total.
pub(super) fn phq9(course: &Course, on: &str, occasion: &str, total: i64) -> Value {
    json!({ "input": { "enrollmentId": course.enrollments[0].to_string(), "instrumentId": PHQ9, "takenOn": on,
        "occasion": occasion, "total": total } })
}

/// The input of a PHQ-9 by items that are 1, but for the last.
pub(super) fn phq9_with_item9(course: &Course, on: &str, item9: i64) -> Value {
    let mut input = phq9(course, on, "SESSION", 8 + item9);
    input["input"]["items"] = json!([1, 1, 1, 1, 1, 1, 1, 1, item9]);
    input["input"].as_object_mut().unwrap().remove("total");
    input
}

/// The input that corrects a reading to that answer to item 9.
pub(super) fn correction(course: &Course, measure: &Value, on: &str, item9: i64) -> Value {
    let mut correction = phq9_with_item9(course, on, item9);
    correction["input"]["measureId"] = measure["id"].clone();
    correction["input"]["expectedVersion"] = measure["version"].clone();
    for field in ["enrollmentId", "instrumentId"] {
        correction["input"].as_object_mut().unwrap().remove(field);
    }
    correction
}

pub(super) async fn record(clinic: &TestClinic, variables: Value) -> Value {
    clinic.ask(RECORD, variables).await["recordMeasure"].clone()
}

/// Records what has to be taken, and gives the reading.
pub(super) async fn recorded(clinic: &TestClinic, variables: Value) -> Value {
    let answer = record(clinic, variables).await;
    assert_eq!(answer["userErrors"], json!([]), "{answer:#}");
    answer["measure"].clone()
}

pub(super) fn refusal(answer: &Value) -> (&str, &str) {
    assert!(answer["measure"].is_null(), "{answer:#}");
    let error = &answer["userErrors"][0];
    (error["code"].as_str().unwrap(), error["field"].as_str().unwrap())
}

async fn course_of(clinic: &TestClinic, course: &Course) -> Value {
    let variables = json!({ "enrollmentId": course.enrollments[0].to_string() });
    clinic.ask(COURSE, variables).await["node"]["measures"].clone()
}

async fn symptoms(clinic: &TestClinic, course: &Course) -> Symptoms {
    let reader = clinic.database.db.reader();
    let readings = load_readings(reader, clinic.admin.clinic_id, &course.enrollments).await.unwrap();
    let own = readings.get(&course.enrollments[0]).cloned().unwrap_or_default();
    Symptoms::of(&own, "2026-04-20".parse().unwrap(), None)
}

both! {
    async fn a_phq9_is_recorded_by_its_items_and_read_back(db) {
        let (clinic, course) = clinic(db).await;
        let mut input = phq9(&course, "2026-03-09", "PRE", 13);
        input["input"]["items"] = json!([1, 2, 3, 0, 1, 2, 3, 0, 1]);
        let answer = clinic.run(&course.therapist, RECORD, input).await["data"]["recordMeasure"].clone();
        assert_eq!(answer["userErrors"], json!([]), "{answer:#}");
        let measure = &answer["measure"];
        assert_eq!((&measure["total"], &measure["band"], &measure["version"]), (&json!(13), &json!("moderate"), &json!(1)));
        assert_eq!(measure["items"], json!([1, 2, 3, 0, 1, 2, 3, 0, 1]));

        let variables = json!({ "enrollmentId": course.enrollments[0].to_string() });
        let listed = clinic.ask(MEASURES, variables).await["measures"]["nodes"].clone();
        assert_eq!((&listed[0]["id"], &listed[0]["takenOn"]), (&measure["id"], &json!("2026-03-09")));
        assert_eq!(listed[0]["recordedById"], course.therapist.staff_member().unwrap().to_string());
        assert!(symptoms(&clinic, &course).await.item9_endorsed);
    }

    async fn a_course_of_readings_is_judged(db) {
        let (clinic, course) = clinic(db).await;
        for (on, occasion, total) in
            [("2026-03-09", "PRE", 18), ("2026-03-16", "SESSION", 15), ("2026-03-23", "SESSION", 16)]
        {
            recorded(&clinic, phq9(&course, on, occasion, total)).await;
        }
        let own = course_of(&clinic, &course).await;
        assert_eq!((&own[0]["instrument"]["name"], &own[0]["verdict"]), (&json!("PHQ-9"), &json!("NO_RELIABLE_CHANGE")));
        let expected = Symptoms { no_reliable_improvement: true, ..Symptoms::default() };
        assert_eq!(symptoms(&clinic, &course).await, expected);

        for (on, total) in [("2026-03-30", 9), ("2026-04-06", 4)] {
            recorded(&clinic, phq9(&course, on, "SESSION", total)).await;
        }
        let own = course_of(&clinic, &course).await;
        assert_eq!(own[0]["verdict"], "RELIABLE_IMPROVEMENT");
        assert_eq!(own[0]["baselineId"], own[0]["readings"][0]["measure"]["id"]);
        let last = &own[0]["readings"][4];
        assert_eq!(last["change"], json!({ "points": -14, "isImportant": true, "reliable": "IMPROVEMENT", "isResponse": true }));
        assert_eq!((&last["isRemission"], &last["measure"]["band"]), (&json!(true), &json!("minimal")));
        let expected = Symptoms { early_response: true, ..Symptoms::default() };
        assert_eq!(symptoms(&clinic, &course).await, expected);
    }

    async fn the_same_reading_again_changes_nothing_and_another_of_that_day_is_refused(db) {
        let (clinic, course) = clinic(db).await;
        let first = recorded(&clinic, phq9(&course, "2026-03-09", "PRE", 18)).await;
        let again = recorded(&clinic, phq9(&course, "2026-03-09", "PRE", 18)).await;
        assert_eq!(again, first);
        let other = record(&clinic, phq9(&course, "2026-03-09", "PRE", 17)).await;
        assert_eq!(refusal(&other), ("ALREADY_RECORDED", "takenOn"));
        assert_eq!(other["userErrors"][0]["standing"], json!({ "id": first["id"], "total": 18, "version": 1 }));
        assert!(!other["userErrors"][0]["message"].as_str().unwrap().contains("Item 9"));
        let endorsed = record(&clinic, phq9_with_item9(&course, "2026-03-09", 2)).await;
        assert_eq!(refusal(&endorsed), ("ALREADY_RECORDED", "takenOn"));
        assert!(endorsed["userErrors"][0]["message"].as_str().unwrap().contains("Item 9 was answered with 2 now"));
        let mut gad7 = phq9(&course, "2026-03-09", "PRE", 17);
        gad7["input"]["instrumentId"] = json!(GAD7);
        assert_eq!(recorded(&clinic, gad7).await["band"], "severe");
    }

    async fn eight_at_once_leave_one_reading(db) {
        let (clinic, course) = clinic(db).await;
        let (clinic, mut tasks) = (Arc::new(clinic), tokio::task::JoinSet::new());
        for task in 0..8 {
            let input = phq9(&course, "2026-03-09", "PRE", 17 + task % 2);
            let clinic = Arc::clone(&clinic);
            tasks.spawn(async move { record(&clinic, input).await });
        }
        let answers = tasks.join_all().await;
        let done = answers.iter().filter(|answer| answer["userErrors"] == json!([])).count();
        let known = answers.iter().filter(|answer| answer["userErrors"][0]["code"] == "ALREADY_RECORDED").count();
        assert_eq!((done, known), (4, 4), "{answers:#?}");
        let variables = json!({ "enrollmentId": course.enrollments[0].to_string() });
        assert_eq!(clinic.ask(MEASURES, variables).await["measures"]["nodes"].as_array().unwrap().len(), 1);
    }

    async fn what_is_no_reading_is_refused_with_its_field(db) {
        let (clinic, course) = clinic(db).await;
        let with = |field: &str, value: Value| {
            let mut input = phq9(&course, "2026-03-09", "PRE", 9);
            input["input"][field] = value;
            input
        };
        for (input, field, words) in [
            (with("items", json!([0, 0, 0, 0, 0, 0, 0, 0, 4])), "items", "item 9 is 4"),
            (with("items", json!([0, 0, 0])), "items", "3 items were given, and the instrument has 9"),
            (with("items", json!([0, 0, 0, 0, 0, 0, 0, 0, 0])), "total", "a total of 9 contradicts the items"),
            (with("total", json!(28)), "total", "a total of 28 is out of range: from 0 to 27"),
            (with("total", Value::Null), "items", "give the items, or the total"),
            (with("takenOn", json!("2026-04-21")), "takenOn", "2026-04-21 lies in the future"),
            (with("takenOn", json!("2025-03-01")), "takenOn", "give a date from 2025-03-02 on"),
        ] {
            let answer = record(&clinic, input).await;
            assert_eq!(refusal(&answer), ("INVALID_READING", field), "{answer:#}");
            let message = answer["userErrors"][0]["message"].as_str().unwrap();
            assert!(message.contains(words), "{message}");
        }
        let unknown = record(&clinic, with("instrumentId", json!("ins_00000000000000000000000000000001"))).await;
        assert_eq!(refusal(&unknown), ("NO_SUCH_INSTRUMENT", "instrumentId"));
        let nobody = with("enrollmentId", json!("enr_01890a5d2c7e7cc3980ad3f0e1a2b3c4"));
        let answer = clinic.run(&clinic.admin, RECORD, nobody).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
    }

    async fn a_reading_is_recorded_for_a_year_after_the_end(db) {
        let (clinic, course) = clinic(db).await;
        clinic.end(course.enrollments[0]).await;
        clinic.at("2027-05-02T12:00:00Z");
        assert_eq!(recorded(&clinic, phq9(&course, "2027-04-20", "FOLLOW_UP", 3)).await["occasion"], "FOLLOW_UP");
        let late = record(&clinic, phq9(&course, "2027-04-21", "FOLLOW_UP", 3)).await;
        assert_eq!(refusal(&late), ("INVALID_READING", "takenOn"));
    }

    async fn a_correction_keeps_both_and_names_what_it_saw(db) {
        let (clinic, course) = clinic(db).await;
        let first = recorded(&clinic, phq9(&course, "2026-03-09", "PRE", 18)).await;
        let correction = |version: i64, total: i64| {
            json!({ "input": { "measureId": first["id"], "expectedVersion": version, "takenOn": "2026-03-10",
                "occasion": "PRE", "total": total, "note": "misread" } })
        };
        let corrected = clinic.ask(CORRECT, correction(1, 12)).await["correctMeasure"].clone();
        assert_eq!((&corrected["measure"]["total"], &corrected["measure"]["version"]), (&json!(12), &json!(2)));
        let again = clinic.ask(CORRECT, correction(1, 12)).await["correctMeasure"].clone();
        assert_eq!(again, corrected);
        let stale = clinic.ask(CORRECT, correction(1, 13)).await["correctMeasure"].clone();
        assert_eq!(refusal(&stale), ("STALE", "expectedVersion"));
        assert_eq!(stale["userErrors"][0]["standing"]["total"], 12);

        let versions = clinic.ask(HISTORY, json!({ "measureId": first["id"] })).await["measureHistory"].clone();
        let told: Vec<_> = versions
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["measure"]["total"].as_i64().unwrap(), one["measure"]["takenOn"].as_str().unwrap(), &one["note"]))
            .collect();
        assert_eq!(told, [(18, "2026-03-09", &Value::Null), (12, "2026-03-10", &json!("misread"))]);
    }

    async fn a_withdrawn_reading_counts_for_nothing_and_makes_room_for_another(db) {
        let (clinic, course) = clinic(db).await;
        let first = recorded(&clinic, phq9(&course, "2026-03-09", "PRE", 18)).await;
        let withdrawal = json!({ "input": { "measureId": first["id"], "expectedVersion": 1, "reason": "another client's" } });
        let withdrawn = clinic.ask(WITHDRAW, withdrawal.clone()).await["withdrawMeasure"].clone();
        assert_eq!((&withdrawn["measure"]["isWithdrawn"], &withdrawn["measure"]["version"]), (&json!(true), &json!(2)));
        assert_eq!(clinic.ask(WITHDRAW, withdrawal).await["withdrawMeasure"], withdrawn);
        assert_eq!(course_of(&clinic, &course).await, json!([]));
        recorded(&clinic, phq9(&course, "2026-03-09", "PRE", 7)).await;
        let correction = json!({ "input": { "measureId": first["id"], "expectedVersion": 2, "takenOn": "2026-03-10",
            "occasion": "PRE", "total": 3 } });
        let refused = clinic.ask(CORRECT, correction).await["correctMeasure"].clone();
        assert_eq!(refusal(&refused), ("WITHDRAWN", "measureId"));
    }

    async fn a_clinic_has_instruments_of_its_own(db) {
        let (clinic, course) = clinic(db).await;
        let input = json!({ "name": "Social functioning", "minimum": 0, "maximum": 50, "higherIsWorse": false,
            "bands": [{ "from": 0, "name": "low" }, { "from": 25, "name": "good" }], "reliableChange": 10 });
        let made = clinic.ask(CREATE, json!({ "input": input })).await["createInstrument"].clone();
        assert_eq!(made["userErrors"], json!([]), "{made:#}");
        let taken = clinic.ask(CREATE, json!({ "input": input })).await["createInstrument"].clone();
        assert_eq!(taken["userErrors"][0]["code"], "NAME_TAKEN");
        let mut wrong = input.clone();
        (wrong["name"], wrong["maximum"]) = (json!("Other"), json!(0));
        let wrong = clinic.ask(CREATE, json!({ "input": wrong })).await["createInstrument"].clone();
        assert_eq!((&wrong["userErrors"][0]["code"], &wrong["userErrors"][0]["field"]), (&json!("INVALID_SCALE"), &json!("minimum")));

        let names: Vec<String> = clinic.ask(INSTRUMENTS, json!({})).await["instruments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["PHQ-9", "GAD-7", "Social functioning"]);
        for (on, total) in [("2026-03-09", 20), ("2026-03-16", 30), ("2026-03-23", 31)] {
            let mut reading = phq9(&course, on, "SESSION", total);
            reading["input"]["instrumentId"] = made["instrument"]["id"].clone();
            recorded(&clinic, reading).await;
        }
        let own = course_of(&clinic, &course).await;
        assert_eq!((&own[0]["verdict"], &own[0]["readings"][2]["measure"]["band"]), (&json!("RELIABLE_IMPROVEMENT"), &json!("good")));
    }
}
