//! The brief form: previewed, accepted, declined, taken back.

use serde_json::{Value, json};

use crate::support::{BriefDesk, both, done, refused};

fn ordinals(sessions: &Value) -> Vec<i64> {
    sessions.as_array().unwrap().iter().map(|one| one["ordinal"].as_i64().unwrap()).collect()
}

fn leaving(preview: &Value) -> Vec<(i64, &str)> {
    let one = |one: &'_ Value| one["session"]["ordinal"].as_i64().unwrap();
    let all = preview["leaves"].as_array().unwrap();
    all.iter().map(|left| (one(left), left["becomes"].as_str().unwrap())).collect()
}

both! {
    async fn a_treatment_is_shortened_to_eight_and_those_attended_count(db) {
        let desk = BriefDesk::treatment(db).await;
        desk.mark("ANAAAN").await;
        let preview = desk.preview().await;
        assert_eq!((&preview["received"], &preview["missing"]), (&json!(4), &json!(0)));
        assert_eq!((&preview["formerPlannedSessions"], &preview["plannedSessions"]), (&json!(12), &json!(8)));
        assert_eq!(ordinals(&preview["kept"]), [7, 8, 9, 10]);
        assert_eq!(leaving(&preview), [(11, "CANCELLED"), (12, "CANCELLED")]);
        let mails = &preview["mails"];
        assert_eq!((&mails[0]["kind"], &mails[0]["sessionsTold"], &mails[0]["clientId"]), (
            &json!("DIGEST"), &json!(2), &json!(desk.client)
        ));
        // As the clinic's IPT-B says: the seventh of eight received begins the ending.
        let ending = &preview["phases"][2];
        assert_eq!((&ending["phase"], &ending["firstSession"]), (&json!("ENDING"), &json!(7)));
        assert_eq!((&ending["sessionId"], &ending["localStart"]), (
            &preview["kept"][2]["sessionId"], &json!("2026-04-28T18:00:00")
        ));
        assert_eq!(preview["phasesBefore"][2]["localStart"], "2026-05-12T18:00:00");
        let window = &preview["companionMeetings"][0];
        assert_eq!((&window["kind"], &window["after"]["fromOn"], &window["before"]["fromOn"]), (
            &json!("POST_EVALUATION"), &json!("2026-05-05"), &json!("2026-05-19")
        ));
        assert_eq!(
            preview["summary"],
            "Received 4 of 8. 4 to come are kept, 2 are left. The clinician decides with the client."
        );
        assert_eq!(desk.marks().await, "ANAAAN......", "nothing is written");

        let enrollment = done(desk.commit(&preview["hash"]).await, "enrollment");
        assert_eq!(enrollment["dose"], json!({ "attended": 4, "madeUp": 0, "possible": 4, "promised": 8 }));
        let decided = &enrollment["briefForm"];
        assert_eq!((&decided["state"], &decided["formerPlannedSessions"]), (&json!("ACCEPTED"), &json!(12)));
        assert_eq!(desk.marks().await, "ANAAAN....--");
        assert_eq!(desk.sessions().await[0]["sessionCount"], 10);

        assert_eq!(done(desk.commit(&preview["hash"]).await, "enrollment"), enrollment, "as the first did");
        assert_eq!(refused(&desk.look().await).0, "BRIEF_ALREADY");
    }
}
