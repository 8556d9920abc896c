//! Whether anybody sees to a flag: an owner who can act no more is none, as giving it to them again would say.

use roundel::domain::access::Role;
use serde_json::{Value, json};

use crate::support::{BriefDesk, MakeupFixture, TestClinic, both, done, refused};

const ASSIGN: &str = include_str!("../../../graphql/operations/risk/assign_risk_flag.graphql");
const CHANGE_ROLE: &str = include_str!("../../../graphql/operations/staff/change_staff_role.graphql");
const COMMIT_EDIT: &str = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
const DISABLE: &str = include_str!("../../../graphql/operations/staff/disable_staff_member.graphql");
const ENABLE: &str = include_str!("../../../graphql/operations/staff/enable_staff_member.graphql");
const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");

async fn ids(clinic: &TestClinic, variables: Value) -> Vec<Value> {
    let flags = clinic.ask(RISK_FLAGS, variables).await["riskFlags"]["nodes"].clone();
    flags.as_array().unwrap().iter().map(|flag| flag["id"].clone()).collect()
}

async fn assign(clinic: &TestClinic, flag: &Value, staff: &Value) -> Value {
    let input = json!({ "flagId": flag, "staffMemberId": staff });
    clinic.ask(ASSIGN, json!({ "input": input })).await["assignRiskFlag"].clone()
}

/// The flag is listed as unowned exactly if giving it to its owner is refused. Who owns it is kept either way.
async fn assert_seen_to(clinic: &TestClinic, flag: &Value, owner: &Value, is_seen_to: bool) {
    let unowned = ids(clinic, json!({ "unowned": true })).await;
    assert_eq!(unowned.contains(flag), !is_seen_to, "{unowned:?}");
    let owned = ids(clinic, json!({ "ownerId": owner })).await;
    assert_eq!(owned, std::slice::from_ref(flag));
    let again = assign(clinic, flag, owner).await;
    if is_seen_to {
        done(again, "flag");
    } else {
        assert_eq!(refused(&again), ("OWNER_CANNOT_ACT", &json!("staffMemberId")));
    }
}

/// Has the session led by somebody else.
async fn lead(desk: &BriefDesk, session: &Value, therapist: &str) {
    let clinic = &desk.fixture.clinic;
    let input = json!({ "seriesId": session["seriesId"], "scope": "THIS_SESSION", "sessionId": session["id"],
        "therapistId": therapist });
    let preview = clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await["previewSeriesEdit"].clone();
    let hash = done(preview, "preview")["hash"].clone();
    let committed = clinic.ask(COMMIT_EDIT, json!({ "input": input, "planHash": hash })).await;
    done(committed["commitSeriesEdit"].clone(), "committed");
}

async fn change_role(clinic: &TestClinic, staff: &Value, role: &str) {
    let input = json!({ "staffMemberId": staff, "role": role });
    done(clinic.ask(CHANGE_ROLE, json!({ "input": input })).await["changeStaffRole"].clone(), "staffMember");
}

both! {
    async fn a_flag_is_unowned_while_its_owner_can_not_act(db) {
        let desk = BriefDesk::group(db, 1).await;
        desk.mark("AANN").await;
        let clinic = &desk.fixture.clinic;
        let flag = ids(clinic, json!({ "kinds": ["CONSECUTIVE_ABSENCES"] })).await.remove(0);
        assert!(ids(clinic, json!({ "unowned": true })).await.contains(&flag), "nobody was given it");

        let cora = json!(clinic.staff("Cora", Role::Coordinator).await.staff_member().unwrap().to_string());
        done(assign(clinic, &flag, &cora).await, "flag");
        assert_seen_to(clinic, &flag, &cora, true).await;
        let input = json!({ "input": { "staffMemberId": cora } });
        done(clinic.ask(DISABLE, input.clone()).await["disableStaffMember"].clone(), "staffMember");
        assert_seen_to(clinic, &flag, &cora, false).await;
        done(clinic.ask(ENABLE, input).await["enableStaffMember"].clone(), "staffMember");
        assert_seen_to(clinic, &flag, &cora, true).await;
        for (role, is_seen_to) in [("VIEWER", false), ("ADMIN", true), ("THERAPIST", false), ("COORDINATOR", true)] {
            change_role(clinic, &cora, role).await;
            assert_seen_to(clinic, &flag, &cora, is_seen_to).await;
        }
    }

    async fn a_therapist_sees_to_flags_as_long_as_they_lead_a_session_of_the_course(db) {
        let desk = BriefDesk::group(db, 1).await;
        desk.mark("AANN").await;
        let clinic = &desk.fixture.clinic;
        let flag = ids(clinic, json!({ "kinds": ["CONSECUTIVE_ABSENCES"] })).await.remove(0);
        let leader = json!(desk.fixture.therapist);
        done(assign(clinic, &flag, &leader).await, "flag");
        assert_seen_to(clinic, &flag, &leader, true).await;

        let stand_in = desk.fixture.add_therapist("Sam").await;
        lead(&desk, &desk.sessions().await[6], &stand_in).await;
        let stand_in = json!(stand_in);
        done(assign(clinic, &flag, &stand_in).await, "flag");
        assert_seen_to(clinic, &flag, &stand_in, true).await;
        lead(&desk, &desk.sessions().await[6], &desk.fixture.therapist).await;
        assert_seen_to(clinic, &flag, &stand_in, false).await;
    }

    async fn who_leads_a_guests_session_alone_sees_to_none_of_the_guests_flags(db) {
        let desk = MakeupFixture::open(db, 1).await;
        let (_, sessions) = desk.sister(json!({})).await;
        done(desk.take_seat(&desk.missed[0]["id"], &sessions[0]["id"]).await, "session");
        let clinic = &desk.fixture.clinic;
        let flag = ids(clinic, json!({ "kinds": ["EARLY_ABSENCE"] })).await.remove(0);
        let host = &sessions[0]["therapist"]["id"];
        let answer = assign(clinic, &flag, host).await;
        assert_eq!(refused(&answer), ("OWNER_CANNOT_ACT", &json!("staffMemberId")));
        let message = answer["userErrors"][0]["message"].as_str().unwrap();
        assert!(message.contains("leads no session of the course"), "{message}");
        done(assign(clinic, &flag, &json!(desk.fixture.therapist)).await, "flag");

        // Written past the rule, it is as unowned as the rule would have it.
        clinic.database.execute(
            "UPDATE risk_flag SET owner_id = (SELECT session.therapist_id FROM session \
                INNER JOIN participation ON participation.session_id = session.id \
                WHERE participation.makes_up_for IS NOT NULL)",
        ).await;
        let owned = ids(clinic, json!({ "ownerId": host })).await;
        assert!(owned.contains(&flag), "{owned:?}");
        assert_eq!(ids(clinic, json!({ "unowned": true })).await, owned);
    }
}
