//! A clinic's own courses, as the evaluation of the forecast reads them.

use super::courses::each_course;
use crate::app::{App, Failure};
use crate::domain::ids::ClinicId;
use crate::domain::risk::evaluation::AttendanceHistory;

/// The attendance of all the clinic's courses: of one that has not had all its sessions, as of one cut short. A client is told
/// from another by a number, nothing else.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn load_histories(app: &App, clinic_id: ClinicId) -> Result<Vec<AttendanceHistory>, Failure> {
    let mut histories: Vec<AttendanceHistory> = Vec::new();
    each_course(app, clinic_id, app.now(), |_, course| {
        let number = histories.len() + 1;
        histories.push(AttendanceHistory::of(number, course));
    })
    .await?;
    Ok(histories)
}
