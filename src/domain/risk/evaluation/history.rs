//! One course of one client, as a file of attendance tells it.

use crate::domain::enrollments::Enrollment;
use crate::domain::risk::Course;

/// One course of one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceHistory {
    /// Who it is, as the file says; only to tell clients apart.
    pub client: String,
    /// Sessions of the whole course.
    pub planned: u32,
    /// Whether each session held was attended, in their order.
    pub marks: Vec<bool>,
    /// Whether the course is known to go on: what is missing of it is then still to come. A file tells of courses that are over.
    pub goes_on: bool,
}

impl AttendanceHistory {
    /// The history of a clinic's course, which may have been cut short or go on; its client is told from others by a number.
    #[must_use]
    pub fn of(number: usize, course: &Course<'_>, enrollment: &Enrollment) -> Self {
        let marks = course.opportunities().iter().map(|entry| entry.effect().is_attended()).collect();
        Self {
            client: number.to_string(),
            planned: course.length_if(enrollment.is_cut_short()),
            marks,
            goes_on: enrollment.ended_at.is_none(),
        }
    }

    /// Whether every planned session was held: of a course cut short nobody knows who would have come again, of one that goes on
    /// nobody knows yet.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.marks.len() == self.planned as usize
    }
}
