//! Whether enough people come to coming sessions: each session by itself, and what is shown of it to whom.

use roundel::domain::access::{Actor, Caller, Role};
use serde_json::{Value, json};

use crate::support::{ClosingDesk, MakeupFixture, TestClinic, both, day, done};

const CSV: &str = include_str!("../../../graphql/operations/dashboards/dashboard_csv.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const VIABILITY: &str = include_str!("../../../graphql/operations/dashboards/viability.graphql");

async fn coming(clinic: &TestClinic, caller: &Caller) -> Vec<Value> {
    let variables = json!({ "filter": { "until": "2026-03-31" } });
    let answer = clinic.run(caller, VIABILITY, variables).await;
    answer["data"]["viability"]["coming"].as_array().unwrap().clone()
}

/// The first coming session of that group.
fn next_of<'a>(coming: &'a [Value], name: &str) -> &'a Value {
    coming.iter().find(|one| one["groupName"] == name).unwrap()
}

/// How many come to the next two sessions, on average.
async fn means(clinic: &TestClinic) -> [Value; 2] {
    let coming = coming(clinic, &clinic.admin).await;
    [0, 1].map(|session: usize| coming[session]["mean"].clone())
}

both! {
    async fn a_viewer_is_told_whether_enough_come_and_nobodys_chance(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let six = clinic.course("Six", 6, 2).await;
        clinic.course("Four", 4, 2).await;
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        let shown = |one: &Value| {
            let fields = ["expected", "viable", "mean", "chanceOfMinSize", "chanceOfViableSize", "isSuppressed"];
            fields.map(|field| one[field].clone())
        };
        let told = |expected: Value, viable: Value| {
            [expected, viable, Value::Null, Value::Null, Value::Null, json!(true)]
        };
        let seen = coming(&clinic, &viewer).await;
        assert_eq!(shown(next_of(&seen, "Six")), told(json!(6), json!("LIKELY")), "the chances are withheld");
        assert_eq!(shown(next_of(&seen, "Four")), told(Value::Null, Value::Null));

        let excused = clinic.ask(MARK_ROSTER, six.roster(0, "     E")).await;
        assert_eq!(excused["markRoster"]["userErrors"], json!([]));
        let seen = coming(&clinic, &viewer).await;
        assert_eq!(shown(next_of(&seen, "Six")), told(json!(5), json!("LIKELY")), "no mean to subtract");
        let file = clinic.run(&viewer, CSV, json!({ "dashboard": "VIABILITY" })).await["data"]["dashboardCsv"].clone();
        let row = file.as_str().unwrap().lines().find(|row| row.contains(",Six,")).unwrap();
        assert!(row.ends_with(",5,LIKELY,,,,yes"), "{row}");

        let all = coming(&clinic, &clinic.admin).await;
        let mean = next_of(&all, "Six")["mean"].as_f64().unwrap();
        assert!((3.0..5.0).contains(&mean), "{all:#?}");
        assert_eq!(next_of(&all, "Four")["viable"], "LIKELY");
        assert!(all.iter().all(|one| one["isSuppressed"] == json!(false)), "{all:#?}");
    }

    async fn a_session_to_which_nobody_is_expected_has_no_chance_and_no_sign(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let course = clinic.course("Two", 2, 2).await;
        let excused = clinic.ask(MARK_ROSTER, course.roster(0, "EE")).await;
        assert_eq!(excused["markRoster"]["userErrors"], json!([]));
        let all = coming(&clinic, &clinic.admin).await;
        let empty = next_of(&all, "Two");
        for field in ["expected", "mean", "chanceOfMinSize", "chanceOfViableSize"] {
            assert_eq!(empty[field].as_f64(), Some(0.0), "{field}: {empty:#}");
            assert!(!empty[field].to_string().starts_with('-'), "{field}: {empty:#}");
        }
        let file = clinic.ask(CSV, json!({ "dashboard": "VIABILITY" })).await["dashboardCsv"].clone();
        let row = file.as_str().unwrap().lines().find(|row| row.contains(",Two,")).unwrap();
        assert!(row.ends_with(",0,UNLIKELY,0,0,0,no"), "{row}");
    }

    async fn an_answer_speaks_of_its_own_session(db) {
        let desk = ClosingDesk::with(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let before = means(clinic).await;
        assert_eq!(before[0], before[1]);
        let later = "UPDATE participation SET rsvp = 'DECLINED' \
                     WHERE session_id = (SELECT id FROM session ORDER BY starts_at LIMIT 1 OFFSET 2)";
        clinic.database.execute(later).await;
        let after = means(clinic).await;
        assert_eq!(after[0], before[0]);
        assert!(after[1].as_f64().unwrap() < 0.5 * before[1].as_f64().unwrap(), "{after:?}");
    }

    async fn a_closed_day_makes_a_holiday_week_and_an_hours_meeting_does_not(db) {
        let desk = ClosingDesk::with(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let before = means(clinic).await;
        let meeting = json!([{ "firstOn": "2026-03-12", "fromTime": "09:00", "untilTime": "10:00",
            "reason": "Staff meeting" }]);
        desk.close(&desk.site(meeting, json!({}))).await;
        assert_eq!(means(clinic).await, before);
        desk.close(&desk.site(day("2026-03-13"), json!({}))).await;
        let after = means(clinic).await;
        assert!(after[0].as_f64().unwrap() < before[0].as_f64().unwrap(), "{after:?}");
        assert_eq!(after[1], before[1], "that is another week");
    }

    async fn a_guest_is_anybody_to_who_leads_none_of_their_course(db) {
        let desk = MakeupFixture::open(db, 1).await;
        let (_, sessions) = desk.sister(json!({})).await;
        done(desk.take_seat(&desk.missed[0]["id"], &sessions[0]["id"]).await, "session");
        let clinic = &desk.fixture.clinic;
        let leads = sessions[0]["therapist"]["id"].as_str().unwrap().parse().unwrap();
        let host = Caller { actor: Actor::Staff(leads), role: Role::Therapist, ..clinic.admin.clone() };
        let mut means = Vec::new();
        for caller in [&clinic.admin, &host] {
            let coming = coming(clinic, caller).await;
            let next = next_of(&coming, "Thursdays");
            assert_eq!(next["expected"], 1);
            means.push(next["mean"].as_f64().unwrap());
        }
        // The guest missed the only session so far. Of somebody of whom nothing is known, four of five come.
        assert!(means[0] < 0.5 && means[1] > 0.8, "{means:?}");
    }
}
