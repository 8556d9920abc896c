//! From the referral to the first session.

use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const REFERRALS: &str =
    include_str!("../../../graphql/operations/dashboards/referral_to_first_session.graphql");

both! {
    async fn waits_end_with_the_first_session_attended_and_who_has_none_is_counted_apart(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let clinic = &fixture.clinic;
        let [quick, late, listed, gone] = ["Ana", "Bea", "Cid", "Dee"];
        let mut clients = Vec::new();
        for (name, referred) in
            [(quick, "2026-02-24"), (late, "2026-02-20"), (listed, "2026-02-01"), (gone, "2026-02-02")]
        {
            let client = fixture.add_client(name, "UTC").await;
            let entry = done(fixture.add_waiting(&client, json!({ "referredOn": referred })).await, "entry");
            clients.push((client, entry));
        }
        let withdrawn = json!({ "status": "WITHDRAWN", "withdrawalReason": "CLIENT_DECLINED" });
        done(fixture.set_status(&clients[3].1, withdrawn).await, "entry");
        for (client, _) in &clients[..2] {
            done(fixture.enroll(&fixture.group, client).await, "enrollment");
        }
        fixture.commit(&fixture.series()).await;
        let read = async || {
            let found = clinic.ask(REFERRALS, json!({ "filter": { "from": "2026-02-01" } })).await;
            let found = found["referralToFirstSession"].clone();
            (found["began"]["total"]["days"].clone(), found["notBegun"]["total"]["notBegun"].clone())
        };
        assert_eq!(read().await.1, json!({ "waiting": 3, "over": 1 }), "nobody has attended yet");
        // Tuesdays from the 3rd: Ana comes at once, after 7 days; Bea a week later, after 18.
        let sessions = fixture.sessions().await;
        for (at, marks) in [("2026-03-04T12:00:00Z", ["ATTENDED", "NO_SHOW"]), ("2026-03-11T12:00:00Z", ["ATTENDED"; 2])] {
            clinic.at(at);
            let session = sessions.iter().rfind(|one| one["startsAt"].as_str().unwrap() < at).unwrap();
            let marks: Vec<Value> = session["participations"].as_array().unwrap().iter().zip(marks)
                .map(|(place, status)| json!({ "participationId": place["id"], "status": status }))
                .collect();
            let input = json!({ "sessionId": session["id"], "marks": marks });
            done(clinic.ask(MARK_ROSTER, json!({ "input": input })).await["markRoster"].clone(), "participations");
        }
        let days = json!({ "waits": 2, "firstQuartile": 9.75, "median": 12.5, "thirdQuartile": 15.25 });
        assert_eq!(read().await, (days, json!({ "waiting": 1, "over": 1 })));
        let outside = clinic.ask(REFERRALS, json!({ "filter": { "from": "2026-02-25" } })).await;
        assert_eq!(outside["referralToFirstSession"]["began"]["total"]["days"]["median"], Value::Null);
    }
}
