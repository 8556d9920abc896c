//! The BRIGHT trial's 132 clients (PMC3230556), in eleven groups, through sixteen weeks and a clock change.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::{SignedDuration, Timestamp};
use roundel::app::reminders::DeliveryReport;
use serde_json::{Value, json};

use super::calendar::{self, CLOCK_CHANGE, MEMBERS, MINUTES, WEEKS};
use super::courses::Courses;
use super::expected::{self, Row};
use super::mails::{Mail, Post};
use crate::support::{TestClinic, both};

const ATTENDANCE_SUMMARY: &str =
    include_str!("../../../graphql/operations/attendance/attendance_summary.graphql");
const REMINDER_POLICIES: &str =
    include_str!("../../../graphql/operations/reminders/reminder_policies.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");

both! {
    async fn real_attendance_gives_the_rates_flags_and_mails_that_the_file_implies(db) {
        let Some(rows) = expected::bright() else { return };
        assert_eq!((rows.len(), rows.chunks(MEMBERS).len()), (132, 11));
        assert!(rows.iter().all(|row| row.planned == WEEKS));
        let courses = Courses::begin(db, &rows).await;
        let clinic = &courses.fixture.clinic;
        let offsets = offsets(clinic).await;
        let post = Post::open();
        replay(&courses, &rows, &offsets, &post).await;
        check_mails(&post.arrived(), rows.len(), offsets.len());
        check_rates(&courses, &rows).await;
        check_flags(&courses, &rows).await;
    }
}

both! {
    async fn a_clinic_that_starts_in_the_middle_comes_to_the_same_rates_and_flags(db) {
        const ON_PAPER: usize = 8;
        let Some(rows) = expected::bright() else { return };
        let courses = Courses::brought_in(db, &rows, ON_PAPER).await;
        let ends = (ON_PAPER..WEEKS).flat_map(|week| (0..courses.groups.len()).map(move |group| {
            (calendar::starts_at(group, week) + SignedDuration::from_mins(MINUTES), group, week)
        }));
        for (end, group, week) in ends.collect::<BTreeSet<_>>() {
            courses.fixture.clinic.clock.set(end);
            courses.mark(group, week, &rows).await;
        }
        check_rates(&courses, &rows).await;
        check_flags(&courses, &rows).await;
    }
}

/// What happens at one instant.
#[derive(Default)]
struct Moment {
    /// How many reminders fall due.
    due: u64,
    /// Which sessions end: group and week.
    ended: Vec<(usize, usize)>,
}

/// Every instant at which something happens, in order.
fn moments(rows: &[Row], offsets: &[i64]) -> BTreeMap<Timestamp, Moment> {
    let mut moments = BTreeMap::<Timestamp, Moment>::new();
    for (group, members) in rows.chunks(MEMBERS).enumerate() {
        for week in 0..WEEKS {
            let start = calendar::starts_at(group, week);
            for minutes in offsets {
                let due = start - SignedDuration::from_mins(*minutes);
                moments.entry(due).or_default().due += members.len() as u64;
            }
            let end = start + SignedDuration::from_mins(MINUTES);
            moments.entry(end).or_default().ended.push((group, week));
        }
    }
    moments
}

/// Moves the clock from one to the next: each reminder leaves when it is due, not a second before, and each roster is
/// marked when its session ends.
async fn replay(courses: &Courses, rows: &[Row], offsets: &[i64], post: &Post) {
    let clinic = &courses.fixture.clinic;
    for (at, Moment { due, ended }) in moments(rows, offsets) {
        clinic.clock.set(at - SignedDuration::from_secs(1));
        assert_eq!(post.work(clinic).await, DeliveryReport::default(), "before {at}");
        clinic.clock.set(at);
        assert_eq!(
            post.work(clinic).await,
            DeliveryReport { sent: due, ..DeliveryReport::default() },
            "at {at}"
        );
        for (group, week) in ended {
            courses.mark(group, week, rows).await;
        }
    }
}

/// The minutes before a session at which the clinic's policy reminds, at any hour.
async fn offsets(clinic: &TestClinic) -> Vec<i64> {
    let at_any_hour = r#"mutation { setReminderPolicy(input: { name: "Standard", isActive: true,
        rules: [{ minutesBefore: 2880 }, { minutesBefore: 180 }],
        quietHours: null }) { userErrors { message } } }"#;
    assert_eq!(clinic.ask(at_any_hour, json!({})).await["setReminderPolicy"]["userErrors"], json!([]));
    let answer = clinic.ask(REMINDER_POLICIES, json!({})).await;
    let policies = answer["reminderPolicies"].as_array().unwrap();
    assert_eq!(policies.len(), 1);
    let rules = policies[0]["rules"].as_array().unwrap();
    assert!(!rules.is_empty());
    rules.iter().map(|rule| rule["minutesBefore"].as_i64().unwrap()).collect()
}

/// Each client was reminded of each session as often as the policy says, of the right time, and of nobody else.
fn check_mails(mails: &[Mail], clients: usize, offsets: usize) {
    let ids: HashSet<&str> = mails.iter().map(|mail| mail.message_id.as_str()).collect();
    assert_eq!((mails.len(), ids.len()), (clients * WEEKS * offsets, mails.len()));
    let mut told: Vec<_> =
        mails.iter().map(|mail| (mail.to.clone(), mail.date.clone(), mail.time.clone())).collect();
    let mut expected = Vec::new();
    for row in 0..clients {
        for week in 0..WEEKS {
            let (date, time) = calendar::told(row, week);
            expected.extend(vec![(calendar::address(row), date, time); offsets]);
        }
    }
    told.sort_unstable();
    expected.sort_unstable();
    assert_eq!(told.iter().zip(&expected).find(|(told, expected)| told != expected), None);
    for row in 0..clients {
        let (name, address) = (calendar::name(row), calendar::address(row));
        for mail in mails.iter().filter(|mail| mail.to == address) {
            assert!(mail.message.contains(&name), "{}", mail.message);
            assert!(speaks_only_of(&mail.message, "Kim ", &name), "{}", mail.message);
            assert!(speaks_only_of(&mail.message, "kim-", &address), "{}", mail.message);
        }
    }
    let before = calendar::local_start(0, 0).date();
    let after = calendar::local_start(0, WEEKS - 1).date();
    assert!(before < CLOCK_CHANGE && CLOCK_CHANGE < after, "the clocks change while the series run");
}

/// Whether everything in `text` that begins as all names (or addresses) do goes on as this one.
fn speaks_only_of(text: &str, beginning: &str, whole: &str) -> bool {
    text.match_indices(beginning).all(|(at, _)| text[at..].starts_with(whole))
}

/// Every group's and every enrollment's rate, and the clinic's.
async fn check_rates(courses: &Courses, rows: &[Row]) {
    let clinic = &courses.fixture.clinic;
    let rate = async |of: Value| clinic.ask(ATTENDANCE_SUMMARY, of).await["attendanceSummary"].clone();
    assert_eq!(rate(json!({})).await, expected::rate(rows));
    for (course, members) in courses.groups.iter().zip(rows.chunks(MEMBERS)) {
        assert_eq!(rate(json!({ "groupId": course.id })).await, expected::rate(members), "{}", course.id);
        for (enrollment, row) in course.enrollments.iter().zip(members) {
            let expected = expected::rate(std::slice::from_ref(row));
            assert_eq!(rate(json!({ "enrollmentId": enrollment })).await, expected, "{row:?}");
        }
    }
}

/// The flags ever raised, whatever became of them.
async fn check_flags(courses: &Courses, rows: &[Row]) {
    let enrollments: Vec<&String> = courses.groups.iter().flat_map(|course| &course.enrollments).collect();
    let raised: BTreeSet<(usize, String)> = every_flag(&courses.fixture.clinic)
        .await
        .iter()
        .filter(|flag| expected::KINDS.contains(&flag["kind"].as_str().unwrap()))
        .map(|flag| {
            assert_ne!(flag["state"], "WITHDRAWN", "no mark was corrected: {flag:#}");
            let row = enrollments.iter().position(|id| flag["enrollmentId"] == id.as_str()).unwrap();
            (row, flag["kind"].as_str().unwrap().to_owned())
        })
        .collect();
    let expected = expected::flags(rows);
    assert!(!expected.is_empty());
    assert_eq!(raised.symmetric_difference(&expected).collect::<Vec<_>>(), Vec::<&(usize, String)>::new());
}

async fn every_flag(clinic: &TestClinic) -> Vec<Value> {
    let states = ["OPEN", "ACKNOWLEDGED", "CONTACTED", "RESOLVED", "WITHDRAWN"];
    let (mut flags, mut after) = (Vec::new(), Value::Null);
    loop {
        let answer = clinic.ask(RISK_FLAGS, json!({ "states": states, "first": 100, "after": after })).await;
        let page = &answer["riskFlags"];
        flags.extend(page["nodes"].as_array().unwrap().iter().cloned());
        if page["pageInfo"]["hasNextPage"] == false {
            return flags;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}
