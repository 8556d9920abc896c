//! What a course in the brief form is counted in: the sessions that were received.

use serde_json::{Value, json};

use crate::support::{BriefDesk, both, done};

const ATTRITION: &str = include_str!("../../../graphql/operations/dashboards/enrollment_attrition.graphql");
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const OFFERED: &str = include_str!("../../../graphql/operations/dashboards/offered_against_attended.graphql");
const PHASE: &str = include_str!("../../../graphql/operations/phases/phase_of_enrollment.graphql");

impl BriefDesk {
    /// The phase of the course, and by how many sessions.
    async fn phase(&self) -> (Value, Value) {
        let answer = self.fixture.clinic.ask(PHASE, json!({ "enrollmentId": self.enrollment })).await;
        let phase = &answer["node"]["phase"];
        (phase["phase"].clone(), phase["sessionsHeld"].clone())
    }

    /// The seventh and the eighth session are attended.
    async fn attend_two_more(&self) {
        for session in &self.sessions().await[6..8] {
            self.at_the_end_of(session);
            self.mark_session(session, "ATTENDED").await;
        }
    }
}

both! {
    async fn an_acceptance_taken_back_leaves_its_suggestion_to_be_answered(db) {
        let desk = BriefDesk::group(db, 1).await;
        desk.mark("ANAN").await;
        desk.accept().await;
        assert_eq!(desk.suggestions().await[0]["outcome"], "BRIEF_FORM_ACCEPTED");
        done(desk.undo().await, "enrollment");
        let flags = desk.suggestions().await;
        assert_eq!((flags.len(), &flags[0]["state"], &flags[0]["outcome"]), (1, &json!("OPEN"), &Value::Null));
    }

    async fn the_phases_after_acceptance_are_those_of_the_preview(db) {
        let desk = BriefDesk::treatment(db).await;
        desk.mark("ANAAAN").await;
        let preview = desk.preview().await;
        let [middle, ending] = [1, 2].map(|span: usize| preview["phases"][span].clone());
        assert_eq!((&middle["firstSession"], &ending["firstSession"]), (&json!(3), &json!(7)));
        done(desk.commit(&preview["hash"]).await, "enrollment");
        // Six were held, of which four were received.
        assert_eq!(desk.phase().await, (json!("MIDDLE"), json!(4)));
        desk.attend_two_more().await;
        assert_eq!(desk.phase().await, (json!("ENDING"), json!(6)));
        assert_eq!(desk.sessions().await[8]["id"], ending["sessionId"], "it is the next one");
        done(desk.undo().await, "enrollment");
        assert_eq!(desk.phase().await.1, json!(8), "held, once it is the whole course again");
    }

    async fn a_course_is_complete_by_what_was_received_of_eight_and_was_promised_more_at_the_outset(db) {
        let desk = BriefDesk::group(db, 1).await;
        desk.mark("ANAAAN").await;
        let enrollment = desk.accept().await;
        desk.attend_two_more().await;
        let clinic = &desk.fixture.clinic;
        let input = json!({ "enrollmentId": desk.enrollment, "rowVersion": enrollment["rowVersion"],
            "completed": true, "agreed": true });
        done(clinic.ask(END, json!({ "input": input })).await["endEnrollment"].clone(), "enrollment");

        let attrition = clinic.ask(ATTRITION, json!({})).await["enrollments"]["nodes"][0]["attrition"].clone();
        assert_eq!(attrition["didNotComplete"], true, "eight were held, and six received: {attrition:#}");
        let words = attrition["inWords"].as_str().unwrap();
        assert!(words.ends_with("The course is over with 6 of the brief form's 8 received."), "{words}");
        let over = clinic.ask(OFFERED, json!({})).await["offeredAgainstAttended"]["coursesOver"]["total"].clone();
        let over = &over["coursesOver"];
        assert_eq!((&over["promised"], &over["received"]), (&enrollment["briefForm"]["formerPlannedSessions"], &json!(6)));
    }
}
