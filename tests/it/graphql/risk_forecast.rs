//! The forecast as flags carry it, and the model behind it.

use roundel::app::risk::{CalibrationOutcome, calibrate_clinic, load_histories, reassess_open};
use serde_json::{Value, json};

use crate::support::{Course, TestClinic, both};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");
const FORECAST: &str = include_str!("../../../graphql/operations/risk/attendance_forecast.graphql");
const MODEL: &str = include_str!("../../../graphql/operations/risk/risk_model.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";

async fn mark(clinic: &TestClinic, course: &Course, from: usize, letters: &[&str]) {
    for (week, letters) in (from..).zip(letters) {
        clinic.at_the_end_of(course, week);
        let answer = clinic.ask(MARK_ROSTER, course.roster(week, letters)).await;
        assert_eq!(answer["markRoster"]["userErrors"], json!([]));
    }
}

async fn flags(clinic: &TestClinic, kind: &str) -> Vec<Value> {
    let wanted = json!({ "kinds": [kind] });
    clinic.ask(RISK_FLAGS, wanted).await["riskFlags"]["nodes"].as_array().unwrap().clone()
}

async fn forecast(clinic: &TestClinic, course: &Course) -> Value {
    let wanted = json!({ "enrollmentId": course.enrollments[0].to_string() });
    clinic.ask(FORECAST, wanted).await["attendanceForecast"].clone()
}

fn rounded(value: &Value) -> f64 {
    (value.as_f64().unwrap() * 100.0).round() / 100.0
}

both! {
    async fn a_course_cut_short_is_judged_by_what_was_promised(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 5).await;
        mark(&clinic, &course, 0, &["AA", "AN", "AN"]).await;
        clinic.end(course.enrollments[0]).await;
        let histories = load_histories(&clinic.app, clinic.admin.clinic_id).await.unwrap();
        let mut told: Vec<_> =
            histories.iter().map(|one| (one.planned, one.marks.len(), one.is_whole(), one.goes_on)).collect();
        told.sort_unstable();
        assert_eq!(told, [(5, 3, false, true), (16, 3, false, false)], "one ended early, the other runs");
        assert_ne!(histories[0].client, histories[1].client);
    }

    async fn one_miss_after_a_bad_start_may_be_the_last(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 16).await;
        mark(&clinic, &course, 0, &["N", "N", "A"]).await;
        assert!(flags(&clinic, "NO_RETURN_FORECAST").await.is_empty(), "attendance clears");
        mark(&clinic, &course, 3, &["N"]).await;
        let now = forecast(&clinic, &course).await;
        assert_eq!((&now["held"], &now["attended"], &now["runOfMisses"], &now["sessions"]), (
            &json!(4), &json!(1), &json!(1), &json!(16)
        ));
        assert_eq!(now["band"], "RAISED");
        assert_eq!((rounded(&now["noFurtherAttendance"]), rounded(&now["nextSession"])), (0.42, 0.35));
        let reasons: Vec<_> = now["reasons"].as_array().unwrap().iter()
            .map(|reason| reason["inWords"].as_str().unwrap()).collect();
        assert_eq!(reasons, ["missed the last session", "attended 1 of 4 so far"]);
        assert!(now["caveat"].as_str().unwrap().contains("knows none of this clinic's own"));

        let flag = flags(&clinic, "NO_RETURN_FORECAST").await.remove(0);
        assert_eq!((&flag["severity"], &flag["estimate"]["band"]), (&json!("AMBER"), &json!("RAISED")));
        assert_eq!(
            flag["evidence"],
            "Missed the last session without notice. Attended 1 of 4 so far. May not return. \
             Estimated chance of not returning: 42 % (raised)."
        );
        mark(&clinic, &course, 4, &["N"]).await;
        let grown = flags(&clinic, "NO_RETURN_FORECAST").await.remove(0);
        assert_eq!((&grown["id"], &grown["severity"]), (&flag["id"], &json!("RED")), "one flag grows with its run");
        mark(&clinic, &course, 5, &["A"]).await;
        assert!(flags(&clinic, "NO_RETURN_FORECAST").await.is_empty());
    }

    async fn a_course_that_is_over_has_no_forecast(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 2).await;
        mark(&clinic, &course, 0, &["A", "N"]).await;
        assert_eq!(forecast(&clinic, &course).await, Value::Null);
    }

    async fn a_clinic_with_few_marks_uses_the_prior_and_one_with_many_its_own(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let nothing = calibrate_clinic(&clinic.app, clinic.admin.clinic_id, false).await.unwrap();
        assert!(matches!(nothing, CalibrationOutcome::PriorOnly(_)), "an empty clinic: {nothing:?}");
        let model = clinic.ask(MODEL, json!({})).await["riskModel"].clone();
        assert!(model["inWords"].as_str().unwrap().starts_with("Prior only"));

        // Here everybody misses every fourth session, and comes back.
        let members = 40;
        let course = clinic.course("Tuesdays", members, 12).await;
        let weeks: Vec<String> = (0..8)
            .map(|week| (0..members).map(|n| if (week + n) % 4 == 3 { 'N' } else { 'A' }).collect())
            .collect();
        mark(&clinic, &course, 0, &weeks.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let before = forecast(&clinic, &course).await;
        let dry = calibrate_clinic(&clinic.app, clinic.admin.clinic_id, true).await.unwrap();
        let CalibrationOutcome::Kept(dry) = dry else { panic!("{dry:?}") };
        assert_eq!(clinic.ask(MODEL, json!({})).await["riskModel"]["calibrations"], json!([]), "nothing is kept");
        let kept = calibrate_clinic(&clinic.app, clinic.admin.clinic_id, false).await.unwrap();
        assert_eq!(kept, CalibrationOutcome::Kept(dry));
        let again = calibrate_clinic(&clinic.app, clinic.admin.clinic_id, false).await.unwrap();
        assert!(matches!(again, CalibrationOutcome::Unchanged(_)), "{again:?}");
        let model = clinic.ask(MODEL, json!({})).await["riskModel"].clone();
        assert_eq!((&model["calibration"], &model["ownEnrollments"]), (&json!(1), &json!(members)));
        assert_eq!(model["calibrations"][0]["marks"], json!(members * 8));
        let after = forecast(&clinic, &course).await;
        assert_eq!(after["calibration"], json!(1));
        assert!(after["caveat"].as_str().unwrap().contains("adjusted to 40"), "{after}");
        assert!(after["noFurtherAttendance"].as_f64() <= before["noFurtherAttendance"].as_f64());
        let looked_at = reassess_open(&clinic.app).await.unwrap();
        assert_eq!(looked_at.enrollments, 40);
        assert_eq!(reassess_open(&clinic.app).await.unwrap().flags, 0, "a second look changes nothing");
    }
}
