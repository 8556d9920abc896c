//! Item 9 of a PHQ-9 that is refused, or corrected: no answer above 0 is lost without a word.

use serde_json::{Value, json};

use super::measure_rights::{ACKNOWLEDGE, notices};
use super::measures::{
    CORRECT, HISTORY, WITHDRAW, clinic, correction, phq9_with_item9, record, recorded, refusal,
};
use crate::support::{Course, TestClinic, both};

async fn correct(clinic: &TestClinic, variables: Value) -> Value {
    clinic.ask(CORRECT, variables).await["correctMeasure"].clone()
}

/// Whether a refusal says that item 9 was answered so.
fn tells(refused: &Value, item9: i64) -> bool {
    let message = refused["userErrors"][0]["message"].as_str().unwrap();
    assert_eq!(message.contains("Item 9"), message.contains("speak with the client"), "{message}");
    message.contains(&format!("Item 9 was answered with {item9} now"))
}

async fn acknowledge(clinic: &TestClinic, course: &Course, notice: &Value) {
    let seen = json!({ "input": { "noticeId": notice["id"], "note": "Spoke with Kim." } });
    let answer =
        clinic.run(&course.therapist, ACKNOWLEDGE, seen).await["data"]["acknowledgeSafetyNotice"].clone();
    assert_eq!(answer["userErrors"], json!([]));
}

both! {
    async fn a_refused_reading_tells_of_item_9_unless_an_open_notice_does(db) {
        let (clinic, course) = clinic(db).await;
        let standing = record(&clinic, phq9_with_item9(&course, "2026-03-16", 2)).await;
        let told = async |item9: i64| {
            let mut other = phq9_with_item9(&course, "2026-03-16", item9);
            other["input"]["items"][0] = json!(2);
            let refused = record(&clinic, other).await;
            assert_eq!(refusal(&refused), ("ALREADY_RECORDED", "takenOn"));
            tells(&refused, item9)
        };
        assert_eq!((told(0).await, told(1).await, told(2).await), (false, false, false), "the notice is open");
        assert!(told(3).await, "a worse answer is told");
        acknowledge(&clinic, &course, &standing["safetyNotice"]).await;
        assert_eq!((told(0).await, told(1).await, told(2).await, told(3).await), (false, true, true, true));
    }

    async fn what_is_no_reading_tells_of_item_9(db) {
        let (clinic, course) = clinic(db).await;
        let standing = recorded(&clinic, phq9_with_item9(&course, "2026-03-16", 2)).await;
        for on in ["2026-04-21", "2025-03-01"] {
            for item9 in [0, 1] {
                let refused = record(&clinic, phq9_with_item9(&course, on, item9)).await;
                assert_eq!(refusal(&refused), ("INVALID_READING", "takenOn"));
                assert_eq!(tells(&refused, item9), item9 > 0, "the open notice is of another day: {refused:#}");
            }
            for item9 in [2, 3] {
                let refused = correct(&clinic, correction(&course, &standing, on, item9)).await;
                assert_eq!(refusal(&refused), ("INVALID_READING", "takenOn"));
                assert_eq!(tells(&refused, item9), item9 > 2, "the open notice is of that answer: {refused:#}");
            }
        }
        let mut contradicted = phq9_with_item9(&course, "2026-03-17", 3);
        contradicted["input"]["total"] = json!(8);
        let refused = record(&clinic, contradicted).await;
        assert_eq!((refusal(&refused), tells(&refused, 3)), (("INVALID_READING", "total"), true), "{refused:#}");
    }

    async fn a_stale_correction_tells_of_item_9_and_of_the_way_out(db) {
        let (clinic, course) = clinic(db).await;
        let first = recorded(&clinic, phq9_with_item9(&course, "2026-03-09", 0)).await;
        let second = correct(&clinic, correction(&course, &first, "2026-03-10", 0)).await["measure"].clone();
        let stale = correct(&clinic, correction(&course, &first, "2026-03-09", 2)).await;
        assert_eq!((refusal(&stale), tells(&stale, 2)), (("STALE", "expectedVersion"), true), "{stale:#}");
        assert!(stale["userErrors"][0]["message"].as_str().unwrap().contains("stands at version 2: read it again"));
        assert_eq!(stale["userErrors"][0]["standing"]["version"], 2);

        let repeated = correct(&clinic, correction(&course, &second, "2026-03-09", 2)).await;
        assert_eq!(repeated["safetyNotice"]["answer"], 2, "{repeated:#}");
        let stale = async |item9: i64| tells(&correct(&clinic, correction(&course, &first, "2026-03-11", item9)).await, item9);
        assert_eq!((stale(1).await, stale(2).await, stale(3).await), (false, false, true), "the notice is open");
        acknowledge(&clinic, &course, &repeated["safetyNotice"]).await;
        assert_eq!((stale(0).await, stale(1).await, stale(2).await), (false, true, true));

        let input = json!({ "measureId": first["id"], "expectedVersion": 3, "reason": "another client's" });
        let withdrawn = clinic.ask(WITHDRAW, json!({ "input": input })).await["withdrawMeasure"]["measure"].clone();
        let refused = correct(&clinic, correction(&course, &withdrawn, "2026-03-09", 1)).await;
        assert_eq!((refusal(&refused), tells(&refused, 1)), (("WITHDRAWN", "measureId"), true), "{refused:#}");
    }

    async fn a_correction_to_the_day_of_another_shows_that_one_and_tells_of_item_9(db) {
        let (clinic, course) = clinic(db).await;
        let first = recorded(&clinic, phq9_with_item9(&course, "2026-03-09", 0)).await;
        let second = recorded(&clinic, phq9_with_item9(&course, "2026-03-16", 0)).await;
        for item9 in [0, 2] {
            let refused = correct(&clinic, correction(&course, &first, "2026-03-16", item9)).await;
            assert_eq!(refusal(&refused), ("ANOTHER_ON_THAT_DAY", "takenOn"));
            let error = &refused["userErrors"][0];
            assert_eq!(error["standing"], json!({ "id": second["id"], "total": 8, "version": 1 }));
            assert!(error["message"].as_str().unwrap().contains("PHQ-9 on 2026-03-16, with a total of 8"), "{error:#}");
            assert_eq!(tells(&refused, item9), item9 > 0, "{error:#}");
        }
        assert_eq!(notices(&clinic).await, Vec::<Value>::new(), "nothing was stored");
        let input = json!({ "measureId": second["id"], "expectedVersion": 1, "reason": "taken on the 9th" });
        clinic.ask(WITHDRAW, json!({ "input": input })).await;
        let corrected = correct(&clinic, correction(&course, &first, "2026-03-16", 2)).await;
        assert_eq!((&corrected["measure"]["version"], &corrected["safetyNotice"]["answer"]), (&json!(2), &json!(2)));
    }

    async fn an_open_notice_is_not_taken_back_without_a_note(db) {
        let (clinic, course) = clinic(db).await;
        let first = recorded(&clinic, phq9_with_item9(&course, "2026-03-09", 3)).await;
        let lower = correct(&clinic, correction(&course, &first, "2026-03-09", 1)).await;
        assert_eq!(lower["safetyNotice"]["answer"], 1, "it stays open: {lower:#}");
        let mut none = correction(&course, &lower["measure"], "2026-03-09", 0);
        let refused = correct(&clinic, none.clone()).await;
        assert_eq!(refusal(&refused), ("NOTE_NEEDED", "note"));
        let error = &refused["userErrors"][0];
        assert_eq!(error["standing"]["version"], 2);
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("was answered with 1") && message.contains("give a note that says why"), "{message}");
        assert_eq!(notices(&clinic).await.len(), 1, "it is still open");

        none["input"]["note"] = json!("entered for item 8");
        let corrected = correct(&clinic, none.clone()).await;
        assert_eq!((&corrected["measure"]["version"], &corrected["safetyNotice"]), (&json!(3), &Value::Null), "{corrected:#}");
        assert_eq!(notices(&clinic).await, Vec::<Value>::new());
        assert_eq!(correct(&clinic, none.clone()).await, corrected, "sent again");
        none["input"].as_object_mut().unwrap().remove("note");
        assert_eq!(correct(&clinic, none).await, corrected, "it stands so already");
        let versions = clinic.ask(HISTORY, json!({ "measureId": first["id"] })).await["measureHistory"].clone();
        assert_eq!((versions.as_array().unwrap().len(), &versions[2]["note"]), (3, &json!("entered for item 8")));

        let other = record(&clinic, phq9_with_item9(&course, "2026-03-16", 2)).await;
        acknowledge(&clinic, &course, &other["safetyNotice"]).await;
        let corrected = correct(&clinic, correction(&course, &other["measure"], "2026-03-16", 0)).await;
        assert_eq!(corrected["userErrors"], json!([]), "somebody looked at it");
    }
}
