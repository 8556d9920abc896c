//! What a client says by their page, in their risk.

use roundel::app::risk::{ReassessedDue, reassess_due};
use roundel::domain::people::Language;
use serde_json::{Value, json};

use super::desk::{DUE, Desk, START, page_of};
use crate::support::{TestDatabase, both};

const FORECAST: &str = include_str!("../../../graphql/operations/risk/attendance_forecast.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const PLACES: &str = "query ($id: ID!) { node(id: $id) { ... on Session { participations { id } } } }";

/// The session a week after the one that the link is of.
const WEEK_AFTER: &str = "2026-03-17T17:30:00Z";

impl Desk {
    /// A client who missed the session of the week before without a word, and has one more after the next.
    async fn with_a_miss(db: TestDatabase) -> Self {
        let desk = Self::open(db, Language::En).await;
        let (fixture, clinic) = (&desk.fixture, &desk.fixture.clinic);
        let before = fixture.session("2026-03-03T17:30:00Z", &[desk.member]).await;
        fixture.session(WEEK_AFTER, &[desk.member]).await;
        clinic.at("2026-03-03T18:30:00Z");
        let places =
            clinic.ask(PLACES, json!({ "id": before.to_string() })).await["node"]["participations"].clone();
        let marks = json!([{ "participationId": places[0]["id"], "status": "NO_SHOW" }]);
        let input = json!({ "sessionId": before.to_string(), "marks": marks });
        let marked = clinic.ask(MARK_ROSTER, json!({ "input": input })).await;
        assert_eq!(marked["markRoster"]["userErrors"], json!([]));
        desk
    }

    async fn forecast(&self) -> Value {
        let wanted = json!({ "enrollmentId": self.member.enrollment_id.to_string() });
        self.fixture.clinic.ask(FORECAST, wanted).await["attendanceForecast"].clone()
    }

    /// How many runs of misses are on the worklist.
    async fn runs_of_misses(&self) -> usize {
        let flags = self.fixture.clinic.ask(RISK_FLAGS, json!({ "kinds": ["CONSECUTIVE_ABSENCES"] })).await;
        flags["riskFlags"]["nodes"].as_array().unwrap().len()
    }

    /// The hourly look at absences whose sessions have begun since the reminder.
    async fn reassess(&self) -> ReassessedDue {
        reassess_due(&self.fixture.clinic.app, DUE.parse().unwrap()).await.unwrap()
    }
}

/// How likely the next session is attended, and the reasons in words.
fn told(forecast: &Value) -> (f64, Vec<&str>) {
    let reasons = forecast["reasons"].as_array().unwrap();
    let words = reasons.iter().map(|reason| reason["inWords"].as_str().unwrap());
    (forecast["nextSession"].as_f64().unwrap(), words.collect())
}

fn says(told: &(f64, Vec<&str>), reason: &str) -> bool {
    told.1.contains(&reason)
}

const CANT_COME: &str = "said that they can't come to the next session";
const COMES: &str = "confirmed the next session";

both! {
    async fn that_they_can_t_come_weighs_in_the_forecast_until_they_take_it_back(db) {
        let desk = Desk::open(db, Language::En).await;
        desk.fixture.session(WEEK_AFTER, &[desk.member]).await;
        let path = page_of(&desk.remind().await);
        let silent = desk.forecast().await;
        desk.get(&path).await;
        assert_eq!(desk.forecast().await, silent, "opening the page says nothing");

        desk.post(&path, "act=decline&reason=WORK").await;
        let declined = desk.forecast().await;
        desk.post(&path, "act=confirm").await;
        let confirmed = desk.forecast().await;
        let (silent, declined, confirmed) = (told(&silent), told(&declined), told(&confirmed));
        assert!(declined.0 < silent.0 && silent.0 < confirmed.0, "{silent:?} {declined:?} {confirmed:?}");
        assert!(!says(&silent, CANT_COME) && !says(&silent, COMES), "{silent:?}");
        assert!(says(&declined, CANT_COME) && !says(&declined, COMES), "{declined:?}");
        assert!(says(&confirmed, COMES) && !says(&confirmed, CANT_COME), "{confirmed:?}");
    }

    async fn a_second_miss_announced_by_the_page_raises_a_flag_once_its_session_has_begun(db) {
        let desk = Desk::with_a_miss(db).await;
        let path = page_of(&desk.remind().await);
        desk.post(&path, "act=decline&reason=ILLNESS").await;
        assert_eq!((desk.runs_of_misses().await, desk.reassess().await), (0, ReassessedDue::default()), "it has not begun");
        desk.fixture.clinic.at(START);
        assert_eq!(desk.reassess().await.enrollments, 1);
        assert_eq!(desk.runs_of_misses().await, 1);
    }

    async fn what_they_took_back_in_time_raises_none(db) {
        let desk = Desk::with_a_miss(db).await;
        let path = page_of(&desk.remind().await);
        desk.post(&path, "act=decline&reason=ILLNESS").await;
        desk.post(&path, "act=confirm").await;
        desk.fixture.clinic.at(START);
        assert_eq!((desk.reassess().await, desk.runs_of_misses().await), (ReassessedDue::default(), 0));
    }
}
