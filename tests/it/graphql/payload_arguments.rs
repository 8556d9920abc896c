//! Arguments of the mutations that record how a course goes, beside its attendance.

use serde_json::{Value, json};

use super::goals::ADD;
use super::measure_rights::ACKNOWLEDGE;
use super::measures::PHQ9;
use crate::support::{Backend, ScheduleFixture, done};

/// The fields of a PHQ-9 that nobody else records: of a day of its own, from that month on.
fn reading(month: usize, number: usize) -> String {
    let months = month - 1 + number / 28;
    let day = format!("{}-{:02}-{:02}", 2025 + months / 12, 1 + months % 12, 1 + number % 28);
    format!(r#"takenOn: "{day}", occasion: PRE, items: [1, 1, 1, 1, 1, 1, 1, 1, 1]"#)
}

/// Records it, and gives the answer.
async fn recorded(fixture: &ScheduleFixture, month: usize, number: usize) -> Value {
    let (enrollment, taken) = (&fixture.enrollments[0]["id"], reading(month, number));
    let document = format!(
        "mutation {{ recordMeasure(input: {{ enrollmentId: {enrollment}, instrumentId: \"{PHQ9}\", {taken} }})
            {{ measure {{ id }} safetyNotice {{ id }} userErrors {{ message }} }} }}"
    );
    let answer = fixture.clinic.ask(&document, json!({})).await["recordMeasure"].clone();
    assert_eq!(answer["userErrors"], json!([]), "{answer:#}");
    answer
}

/// A new goal's id.
async fn agreed(fixture: &ScheduleFixture, words: &str) -> Value {
    let enrollment = &fixture.enrollments[0]["id"];
    let input = json!({ "enrollmentId": enrollment, "kind": "COPING", "words": words });
    done(fixture.clinic.ask(ADD, json!({ "input": input })).await["addGoal"].clone(), "goal")["id"].clone()
}

/// The id of a row that is written past the application, in that database's words and with its prefix.
fn row_id(fixture: &ScheduleFixture, prefix: &str, number: usize) -> (String, String) {
    let digits = format!("0190000000007000800000000000{number:04x}");
    let literal = match fixture.clinic.database.backend {
        Backend::Sqlite => format!("X'{digits}'"),
        Backend::Postgres => format!("'{digits}'"),
    };
    (literal, format!("{prefix}_{digits}"))
}

/// A task's id.
async fn task(fixture: &ScheduleFixture, number: usize) -> String {
    let (literal, id) = row_id(fixture, "tsk", number);
    let sql = format!(
        "INSERT INTO task (clinic_id, id, kind, client_id, created_at)
         SELECT clinic_id, {literal}, 'EMAIL_SUSPENDED', id, '2026-03-01 10:00:00+00:00' FROM client LIMIT 1"
    );
    fixture.clinic.database.execute(&sql).await;
    id
}

/// The id of a mail that failed.
async fn failed_mail(fixture: &ScheduleFixture, number: usize) -> String {
    let (literal, id) = row_id(fixture, "dlv", number);
    let sql = format!(
        "INSERT INTO reminder_delivery (clinic_id, id, kind, dedupe_key, participation_id, notice_version, message_id, state,
            why, due_at, not_after, next_attempt_at, created_at)
         SELECT clinic_id, {literal}, 'NOTICE', 'failed {number}', id, 1, '<{number}@example.org>', 'FAILED',
            'REFUSED', '2026-03-01 10:00:00+00:00', '2036-03-01 10:00:00+00:00', '2026-03-01 10:00:00+00:00',
            '2026-03-01 10:00:00+00:00' FROM participation LIMIT 1"
    );
    fixture.clinic.database.execute(&sql).await;
    id
}

/// Arguments that make such a mutation succeed, as often as they are asked for; none for another.
pub(super) async fn of_a_course(fixture: &ScheduleFixture, root: &str, number: usize) -> Option<String> {
    let name = format!("{root} {number}");
    Some(match root {
        "acknowledgeSafetyNotice" => {
            let notice = recorded(fixture, 10, number).await["safetyNotice"]["id"].clone();
            format!(r#"input: {{ noticeId: {notice}, note: "{name}" }}"#)
        }
        "reopenSafetyNotice" => {
            let notice = recorded(fixture, 12, number).await["safetyNotice"]["id"].clone();
            let seen = json!({ "noticeId": notice, "note": name });
            fixture.clinic.ask(ACKNOWLEDGE, json!({ "input": seen })).await;
            format!(r#"input: {{ noticeId: {notice}, reason: "{name}" }}"#)
        }
        "closeTask" => {
            format!(r#"input: {{ taskId: "{}", note: "{name}" }}"#, Box::pin(task(fixture, number)).await)
        }
        "resendDelivery" => {
            format!(r#"input: {{ deliveryId: "{}" }}"#, Box::pin(failed_mail(fixture, number)).await)
        }
        "addGoal" => format!(
            r#"input: {{ enrollmentId: {}, kind: COPING, words: "{name}" }}"#,
            fixture.enrollments[0]["id"]
        ),
        "changeGoal" => {
            let goal = agreed(fixture, &name).await;
            format!(
                r#"input: {{ goalId: {goal}, expectedVersion: 1, kind: COPING, words: "Other {name}", state: OPEN }}"#
            )
        }
        "rateGoal" => format!("input: {{ goalId: {}, attainment: 1 }}", agreed(fixture, &name).await),
        "correctMeasure" => {
            let measure = recorded(fixture, 6, number).await["measure"]["id"].clone();
            let taken = reading(6, number).replace(", 1]", ", 2]");
            format!("input: {{ measureId: {measure}, expectedVersion: 1, {taken} }}")
        }
        "withdrawMeasure" => {
            let measure = recorded(fixture, 8, number).await["measure"]["id"].clone();
            format!(r#"input: {{ measureId: {measure}, expectedVersion: 1, reason: "{name}" }}"#)
        }
        "recordMeasure" => format!(
            r#"input: {{ enrollmentId: {}, instrumentId: "{PHQ9}", {} }}"#,
            fixture.enrollments[0]["id"],
            reading(4, number)
        ),
        "createInstrument" => {
            format!(r#"input: {{ name: "{name}", minimum: 0, maximum: 9, higherIsWorse: true }}"#)
        }
        "setPhaseSteps" => {
            format!(r#"input: {{ programId: "{}", steps: [] }}"#, fixture.program("IPT").await)
        }
        "tickPhaseStep" => format!(
            r#"input: {{ enrollmentId: {}, code: "INVENTORY", isDone: {} }}"#,
            fixture.enrollments[0]["id"],
            number.is_multiple_of(2)
        ),
        "removeReminderPolicy" => {
            let input = format!(
                r#"{{ programId: "{}", name: "{name}", isActive: true, rules: [{{ minutesBefore: 60 }}] }}"#,
                fixture.program("IPT").await
            );
            let set =
                format!("mutation {{ setReminderPolicy(input: {input}) {{ reminderPolicy {{ id }} }} }}");
            let set = fixture.clinic.ask(&set, json!({})).await["setReminderPolicy"].clone();
            format!("input: {{ policyId: {} }}", set["reminderPolicy"]["id"])
        }
        _ => return None,
    })
}
