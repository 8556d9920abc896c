//! API tokens: issued once, counting until they expire or something they rest on is withdrawn.

use std::time::Duration;

use roundel::app::Failure;
use roundel::app::staff::{
    IssueToken, IssueTokenError, IssuedToken, authenticate, issue_token, revoke_token,
};
use roundel::domain::access::{Action, Caller, Denied, InvalidExpiry, Lacking, Role, Scope};
use roundel::domain::audit::{AuditFilter, AuditOutcome};
use roundel::domain::slice::Slice;
use roundel::storage::audit_events;
use serde_json::{Value, json};

use crate::support::{TestClinic, both};

const REVOKE: &str = include_str!("../../../graphql/operations/staff/revoke_api_token.graphql");
const TOKENS: &str = include_str!("../../../graphql/operations/staff/api_tokens.graphql");

const NOW: &str = "2026-03-02T12:00:00Z";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A token for `bearer` itself, reading the schedule, for the usual ninety days.
fn command_for(bearer: &Caller) -> IssueToken {
    IssueToken {
        staff_member_id: bearer.staff_member().unwrap(),
        label: "wall display".parse().unwrap(),
        scopes: vec![Scope::AttendanceRead, Scope::ScheduleRead, Scope::AttendanceRead],
        expires_at: None,
    }
}

async fn issued(clinic: &TestClinic, bearer: &Caller) -> IssuedToken {
    issue_token(&clinic.app, bearer, command_for(bearer)).await.unwrap()
}

/// Whom `issued` lets in at present.
async fn bearer(clinic: &TestClinic, issued: &IssuedToken) -> Option<Caller> {
    authenticate(&clinic.app, issued.secret.expose()).await.unwrap()
}

both! {
    async fn a_token_makes_its_bearer_the_caller_in_one_statement(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let token = issued(&clinic, &clinic.admin).await;
        let before = clinic.app.statement_count();
        let scopes = vec![Scope::ScheduleRead, Scope::AttendanceRead];
        let expected = Caller { scopes, ..clinic.admin.clone() };
        assert_eq!(bearer(&clinic, &token).await, Some(expected));
        assert_eq!(clinic.app.statement_count() - before, 1);
    }

    async fn a_token_counts_until_the_instant_it_expires(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let token = issued(&clinic, &clinic.admin).await;
        assert_eq!(token.token.expires_at.to_string(), "2026-05-31T12:00:00Z");
        clinic.at("2026-05-31T11:59:59.999Z");
        assert!(bearer(&clinic, &token).await.is_some());
        clinic.at("2026-05-31T12:00:00Z");
        assert_eq!(bearer(&clinic, &token).await, None);
    }

    async fn nobody_is_let_in_by_a_revoked_token_and_others_still_are(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let (token, other) = (issued(&clinic, &clinic.admin).await, issued(&clinic, &clinic.admin).await);
        assert!(bearer(&clinic, &token).await.is_some());
        revoke_token(&clinic.app, &clinic.admin, token.token.id).await.unwrap();
        assert_eq!(bearer(&clinic, &token).await, None);
        assert!(bearer(&clinic, &other).await.is_some());
    }

    async fn a_token_revoked_again_says_since_when_and_is_recorded_once(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let token = issued(&clinic, &clinic.admin).await.token;
        for now in [NOW, "2026-03-03T12:00:00Z"] {
            clinic.at(now);
            let input = json!({ "input": { "tokenId": token.id.to_string() } });
            let answer = clinic.ask(REVOKE, input).await["revokeApiToken"].clone();
            assert_eq!(answer["apiToken"], json!({ "id": token.id.to_string(), "revokedAt": NOW }));
            assert_eq!(answer["userErrors"], json!([]));
        }
        let reader = clinic.database.db.reader();
        let slice = Slice { after: None, limit: 20 };
        let subject = token.id.to_string();
        let events = audit_events::list_audit_events(reader, clinic.admin.clinic_id, &AuditFilter { subject: Some(subject.clone()), ..AuditFilter::default() }, slice).await.unwrap();
        let mut operations: Vec<_> = events.iter().map(|event| event.operation.as_str()).collect();
        operations.sort_unstable(); // Both happened at one instant.
        assert_eq!(operations, ["issueToken", "revokeApiToken"]);
    }

    async fn another_clinics_token_is_as_good_as_none_and_stays_in_force(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let neighbour = clinic.neighbour().await;
        let token = issued(&clinic, &neighbour).await;
        let across = revoke_token(&clinic.app, &clinic.admin, token.token.id).await;
        assert!(matches!(across, Err(Failure::NotFound)), "{across:?}");
        assert!(bearer(&clinic, &token).await.is_some());
        let listed = clinic.ask(TOKENS, json!({})).await;
        assert_eq!(listed["apiTokens"]["nodes"], json!([]));
    }

    async fn tokens_are_listed_in_pages_of_one_member_or_all_without_the_secret(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let viewer = clinic.staff("Vera", Role::Viewer).await;
        let first = issued(&clinic, &clinic.admin).await;
        let second = issue_token(&clinic.app, &clinic.admin, command_for(&viewer)).await.unwrap();
        let vera = viewer.staff_member().unwrap().to_string();
        let hers = clinic.ask(TOKENS, json!({ "staffMemberId": vera })).await["apiTokens"]["nodes"].clone();
        let expected = json!([{ "id": second.token.id.to_string(), "staffMemberId": vera, "label": "wall display",
            "scopes": ["schedule:read", "attendance:read"], "createdAt": NOW, "expiresAt": "2026-05-31T12:00:00Z",
            "revokedAt": null }]);
        assert_eq!(hers, expected);
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        for has_next in [true, false] {
            let page = clinic.ask(TOKENS, json!({ "first": 1, "after": after })).await["apiTokens"].clone();
            assert_eq!(page["pageInfo"]["hasNextPage"], json!(has_next));
            seen.push(page["nodes"][0]["id"].as_str().unwrap().to_owned());
            after = page["pageInfo"]["endCursor"].clone();
        }
        seen.sort_unstable();
        let mut both_ids = [first.token.id.to_string(), second.token.id.to_string()];
        both_ids.sort_unstable();
        assert_eq!(seen, both_ids);
    }

    async fn nobody_is_let_in_whose_membership_is_disabled(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let token = issued(&clinic, &clinic.admin).await;
        clinic.database.execute("UPDATE staff_member SET disabled_at = (SELECT created_at FROM account)").await;
        assert_eq!(bearer(&clinic, &token).await, None);
        let refused = issue_token(&clinic.app, &clinic.admin, command_for(&clinic.admin)).await;
        assert!(matches!(refused, Err(IssueTokenError::MemberDisabled)), "{refused:?}");
    }

    async fn nobody_is_let_in_whose_login_is_disabled(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let token = issued(&clinic, &clinic.admin).await;
        clinic.database.execute("UPDATE account SET disabled_at = created_at").await;
        assert_eq!(bearer(&clinic, &token).await, None);
    }

    async fn a_member_without_a_login_can_bear_a_token(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let viewer = clinic.staff("Vera", Role::Viewer).await;
        let token = issue_token(&clinic.app, &clinic.admin, command_for(&viewer)).await.unwrap();
        let found = bearer(&clinic, &token).await.unwrap();
        assert_eq!((found.actor, found.role), (viewer.actor, Role::Viewer));
    }

    async fn what_was_never_issued_lets_nobody_in(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let secret = issued(&clinic, &clinic.admin).await.secret.expose().to_owned();
        let unknown = format!("rdl_{}", "A".repeat(43));
        for presented in ["", "rdl_", "Bearer", unknown.as_str(), &secret[..46], &secret.to_uppercase()] {
            assert_eq!(authenticate(&clinic.app, presented).await.unwrap(), None, "{presented}");
        }
    }

    async fn a_token_reaches_the_clinic_of_its_bearer_and_no_other(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let neighbour = clinic.neighbour().await;
        let token = issued(&clinic, &neighbour).await;
        assert_eq!(bearer(&clinic, &token).await.unwrap().clinic_id, neighbour.clinic_id);

        let across = issue_token(&clinic.app, &clinic.admin, command_for(&neighbour)).await;
        assert!(matches!(across, Err(IssueTokenError::Failure(Failure::NotFound))), "{across:?}");
    }

    async fn a_token_is_limited_in_time_and_never_stronger_than_its_issuer(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let in_days = |days: u32| Some(clinic.app.now() + DAY * days);
        for (expires_at, why) in [(in_days(0), InvalidExpiry::NotInFuture), (in_days(367), InvalidExpiry::TooFarAhead)] {
            let command = IssueToken { expires_at, ..command_for(&clinic.admin) };
            let refused = issue_token(&clinic.app, &clinic.admin, command).await;
            assert!(matches!(refused, Err(IssueTokenError::Expiry(reason)) if reason == why), "{refused:?}");
        }
        let command = IssueToken { scopes: Vec::new(), ..command_for(&clinic.admin) };
        let refused = issue_token(&clinic.app, &clinic.admin, command).await;
        assert!(matches!(refused, Err(IssueTokenError::NoScopes)), "{refused:?}");

        let limited = Caller { scopes: vec![Scope::ClinicWrite], ..clinic.admin.clone() };
        let refused = issue_token(&clinic.app, &limited, command_for(&limited)).await;
        assert!(matches!(refused, Err(IssueTokenError::BeyondOwnScopes)), "{refused:?}");
    }

    async fn only_who_manages_the_clinic_issues_tokens_and_the_refusal_is_recorded(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let therapist = clinic.staff("Tom", Role::Therapist).await;
        let refused = issue_token(&clinic.app, &therapist, command_for(&therapist)).await;
        let lacking = Lacking::Right(Role::Therapist, Action::ManageClinic);
        let denied = Denied { action: Action::ManageClinic, lacking };
        assert!(matches!(refused, Err(IssueTokenError::Failure(Failure::Denied(why))) if why == denied));

        let reader = clinic.database.db.reader();
        let slice = Slice { after: None, limit: 20 };
        let events = audit_events::list_audit_events(reader, therapist.clinic_id, &AuditFilter::default(), slice).await.unwrap();
        let refused: Vec<_> = events.iter().filter(|event| event.outcome == AuditOutcome::Refused).collect();
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].actor, therapist.actor.into());
    }

    async fn the_secret_is_neither_stored_nor_recorded(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let token = issued(&clinic, &clinic.admin).await;
        let secret = token.secret.expose();
        let reader = clinic.database.db.reader();
        let slice = Slice { after: None, limit: 20 };
        let subject = token.token.id.to_string();
        let events = audit_events::list_audit_events(reader, clinic.admin.clinic_id, &AuditFilter { subject: Some(subject.clone()), ..AuditFilter::default() }, slice).await.unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].operation, "issueToken");
        assert!(!format!("{events:?}").contains(secret));
        assert!(!format!("{token:?}").contains(secret));
        if let Some(file) = clinic.database.url.sqlite_file() {
            for name in [file.to_owned(), file.with_extension("db-wal")] {
                let bytes = std::fs::read(name).unwrap();
                assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()));
            }
        }
    }
}
