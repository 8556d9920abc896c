//! A clinic's own courses, as the evaluation of the forecast reads them.

use std::collections::HashMap;

use super::courses::each_course;
use crate::app::{App, Failure};
use crate::domain::ids::{ClientId, ClinicId};
use crate::domain::risk::evaluation::AttendanceHistory;

/// The attendance of all the clinic's courses, those cut short and those that go on among them. A client is told from another by
/// a number, nothing else.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn load_histories(app: &App, clinic_id: ClinicId) -> Result<Vec<AttendanceHistory>, Failure> {
    let mut histories: Vec<AttendanceHistory> = Vec::new();
    let mut numbers: HashMap<ClientId, usize> = HashMap::new();
    each_course(app, clinic_id, app.now(), |enrollment, course| {
        let next = numbers.len() + 1;
        let number = *numbers.entry(enrollment.client_id).or_insert(next);
        histories.push(AttendanceHistory::of(number, course, enrollment));
    })
    .await?;
    Ok(histories)
}
