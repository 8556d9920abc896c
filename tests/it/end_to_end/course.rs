//! A group with its members and its weekly series, made over the API.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::api::Api;
use super::operations::{
    AddStaffMember, CreateClient, CreateGroup, CreateSeries, EnrollClient, PreviewSeries, Programs, Sessions,
    SetReminderPolicy, Sites, add_staff_member, create_client, create_group, create_series, enroll_client,
    mark_roster, preview_series, programs, sessions, set_reminder_policy, sites,
};

/// What a payload holds, of a mutation that was not refused.
macro_rules! done {
    ($payload:expr, $field:ident) => {{
        let payload = $payload;
        assert!(payload.user_errors.is_empty(), "{:#?}", payload.user_errors);
        payload.$field.unwrap()
    }};
}
pub(super) use done;

pub(super) const GROUP_NAME: &str = "Harbour circle";

/// Minutes before a session at which its reminder is due: the first session's is due as soon as it is made.
pub(super) const FIVE_DAYS: i64 = 5 * 24 * 60;

pub(super) type Session = sessions::SessionsSessionsNodes;

/// Reminds every client so long before each session, in minutes.
pub(super) async fn remind(api: &Api, minutes: i64) {
    let input = set_reminder_policy::SetReminderPolicyInput {
        program_id: None,
        name: "Early".to_owned(),
        is_active: true,
        client_id: None,
        rules: vec![set_reminder_policy::ReminderRuleInput {
            minutes_before: Some(minutes),
            days_before: None,
            at: None,
            when: set_reminder_policy::ReminderRuleWhen::EACH_SESSION,
            asks_to_confirm: false,
        }],
        stops_when_confirmed: None,
        // Null: the tests run at any hour.
        quiet_hours: None,
    };
    let payload = api.ask::<SetReminderPolicy>(set_reminder_policy::Variables { input }).await;
    let policy = done!(payload.set_reminder_policy, reminder_policy);
    assert_eq!(policy.rules[0].minutes_before, Some(minutes));
}

/// Records a client; with an address, who agrees to mails.
pub(super) async fn client(api: &Api, name: &str, zone: &str, email: Option<&str>) -> String {
    let input = create_client::CreateClientInput {
        availability: Vec::new(),
        barriers: Vec::new(),
        email: email.map(str::to_owned),
        email_consent: email.is_some(),
        external_id: None,
        guardian: None,
        idempotency_key: None,
        language: create_client::Language::en,
        location: None,
        preferred_name: name.to_owned(),
        problem_area: None,
        zone: zone.to_owned(),
    };
    let payload = api.ask::<CreateClient>(create_client::Variables { input }).await;
    done!(payload.create_client, client).id
}

/// Makes a group of the weekly program with these members.
pub(super) async fn group(api: &Api, members: &[&str]) -> String {
    let all_programs = programs::Variables { first: None, after: None };
    let programs = api.ask::<Programs>(all_programs).await.programs.nodes;
    let program = programs.into_iter().find(|program| program.code == "IPT-GROUP").unwrap();
    let all_sites = sites::Variables { first: None, after: None };
    let site = api.ask::<Sites>(all_sites).await.sites.nodes.remove(0);
    let input = create_group::CreateGroupInput {
        admission: create_group::Admission::OPEN,
        idempotency_key: None,
        max_size: None,
        guest_seats: None,
        min_size: None,
        name: GROUP_NAME.to_owned(),
        program_id: program.id,
        site_id: site.id,
        viable_size: None,
    };
    let payload = api.ask::<CreateGroup>(create_group::Variables { input }).await;
    let group = done!(payload.create_group, group).id;
    for member in members {
        let input =
            enroll_client::EnrollClientInput { group_id: group.clone(), client_id: (*member).to_owned() };
        let payload = api.ask::<EnrollClient>(enroll_client::Variables { input }).await;
        done!(payload.enroll_client, enrollment);
    }
    group
}

async fn therapist(api: &Api) -> String {
    let input = add_staff_member::AddStaffMemberInput {
        display_name: "Tess".to_owned(),
        email: None,
        idempotency_key: None,
        language: None,
        role: add_staff_member::Role::THERAPIST,
        zone: "America/New_York".to_owned(),
    };
    let payload = api.ask::<AddStaffMember>(add_staff_member::Variables { input }).await;
    done!(payload.add_staff_member, staff_member).id
}

/// The generated client has an input type for each document.
macro_rules! weekly {
    ($module:ident, $group:expr, $therapist:expr, $from:expr) => {
        $module::SeriesInput {
            client_ids: Vec::new(),
            counting: $module::CountingMode::HOLD_SESSIONS,
            enrollment_id: None,
            group_id: Some($group.to_owned()),
            ignore_closures: false,
            local_start: "18:00:00".to_owned(),
            minutes: Some(90),
            participant_zones: vec!["Asia/Kolkata".to_owned()],
            planned_count: 12,
            meeting_link: None,
            room_id: None,
            site_id: None,
            skipped_on: Vec::new(),
            start_on: $from.to_string(),
            therapist_id: Some($therapist.clone()),
            weekday: $module::Weekday::Other($from.strftime("%A").to_string().to_uppercase()),
            zone: "America/New_York".to_owned(),
        }
    };
}

/// Previews twelve weeks at 18:00 in New York from that date on, and makes what was shown.
pub(super) async fn schedule(api: &Api, group: &str, from: Date) {
    let therapist = therapist(api).await;
    let input = weekly!(preview_series, group, therapist, from);
    let payload = api.ask::<PreviewSeries>(preview_series::Variables { input }).await;
    let preview = done!(payload.preview_series, preview);
    assert_eq!(preview.sessions.len(), 12);
    assert!(preview.conflicts.is_empty(), "{:?}", preview.conflicts);
    assert!(preview.participants.iter().any(|one| one.zone == "Asia/Kolkata"), "{preview:?}");

    let input = weekly!(create_series, group, therapist, from);
    let variables = create_series::Variables { input, plan_hash: preview.hash };
    let series = done!(api.ask::<CreateSeries>(variables).await.create_series, series);
    assert_eq!(series.planned_count, 12);
}

/// A group's sessions, first one first.
pub(super) async fn sessions_of(api: &Api, group: &str) -> Vec<Session> {
    let variables = sessions::Variables {
        first: Some(100),
        after: None,
        from: None,
        until: None,
        group_id: Some(group.to_owned()),
        enrollment_id: None,
        therapist_id: None,
    };
    api.ask::<Sessions>(variables).await.sessions.nodes
}

/// A roster's mark: somebody said a minute ago that they are travelling.
#[expect(clippy::disallowed_methods, reason = "another process is asked: its clock is the real one")]
pub(super) fn announced_absence(session: &str, participation: &str) -> mark_roster::Variables {
    let mark = mark_roster::MarkInput {
        arrived_late: false,
        minutes_attended: None,
        notice_given_at: Some((Timestamp::now() - SignedDuration::from_mins(1)).to_string()),
        participation_id: participation.to_owned(),
        reason: Some(mark_roster::AbsenceReason::TRAVEL),
        status: mark_roster::MarkStatus::CANCELLED_BY_CLIENT,
    };
    let (session_id, marks) = (session.to_owned(), vec![mark]);
    let input = mark_roster::MarkRosterInput { session_id, marks, mark_everyone_else: None };
    mark_roster::Variables { input }
}
