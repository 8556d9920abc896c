//! Arguments of the mutations that record how a course goes, beside its attendance.

use serde_json::{Value, json};

use super::goals::ADD;
use super::measure_rights::ACKNOWLEDGE;
use super::measures::PHQ9;
use crate::support::{ScheduleFixture, done};

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
        _ => return None,
    })
}
