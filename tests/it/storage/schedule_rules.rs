//! What the schema keeps of the schedule, whoever writes.

use crate::support::{Backend, ScheduleFixture, TestDatabase, both};

/// The refusals of these statements, each on its own; all must be refused.
async fn refusals(database: &TestDatabase, statements: &[&str]) -> Vec<String> {
    let mut messages = Vec::new();
    for sql in statements {
        messages.push(database.try_execute(sql).await.expect_err(sql));
    }
    messages
}

both! {
    async fn a_series_can_not_name_another_clinics_records(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        fixture.clinic.neighbour().await;
        let database = &fixture.clinic.database;
        // The neighbour's clinic gets a room of its own, then our series, session and enrollment point at it.
        let other = "(SELECT id FROM clinic WHERE name = 'Southside')";
        let room = "SELECT id FROM room WHERE name = 'Theirs'";
        let fresh = match database.backend {
            Backend::Sqlite => "randomblob(16)",
            Backend::Postgres => "gen_random_uuid()",
        };
        database
            .execute(&format!(
                "INSERT INTO room (clinic_id, id, site_id, name, capacity)
             SELECT clinic_id, {fresh}, id, 'Theirs', 4 FROM site WHERE clinic_id = {other}"
            ))
            .await;
        let statements = [
            format!("UPDATE session_series SET room_id = ({room})"),
            format!("UPDATE session SET room_id = ({room})"),
            format!("UPDATE session_series SET site_id = (SELECT id FROM site WHERE clinic_id = {other})"),
            format!(
                "UPDATE session SET therapist_id = (SELECT id FROM staff_member WHERE clinic_id = {other})"
            ),
            format!(
                "UPDATE therapy_group SET program_id = (SELECT id FROM treatment_program WHERE clinic_id = {other} LIMIT 1)"
            ),
        ];
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        for message in refusals(database, &statements).await {
            assert!(message.to_lowercase().contains("foreign key"), "{message}");
        }
    }

    async fn a_word_that_is_none_is_refused(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let messages = refusals(
            &fixture.clinic.database,
            &[
                "UPDATE therapy_group SET status = 'PAUSED'",
                "UPDATE therapy_group SET admission = 'open'",
                "UPDATE enrollment SET status = 'DROPPED_OUT'",
                "UPDATE enrollment SET status = 'COMPLETED'",
                "UPDATE session SET kind = 'LECTURE'",
                "UPDATE session SET status = 'DONE'",
                "UPDATE session SET status = 'CANCELLED'",
                "UPDATE session SET clock_change = ''",
                "UPDATE session_series SET weekday = 'Tuesday'",
                "UPDATE session_series SET counting = 'WEEKS'",
                "UPDATE session_series SET planned_count = 61",
                "UPDATE session_series SET enrollment_id = (SELECT id FROM enrollment)",
                "UPDATE participation SET attendance = 'PRESENT'",
                "UPDATE participation SET rsvp = 'MAYBE'",
                "UPDATE occupancy SET holder_kind = 'CAR'",
                "UPDATE therapy_group SET enrolled_count = 13",
                "UPDATE therapy_group SET enrolled_count = -1",
            ],
        )
        .await;
        for message in messages {
            assert!(message.to_lowercase().contains("check constraint"), "{message}");
        }
    }
}
