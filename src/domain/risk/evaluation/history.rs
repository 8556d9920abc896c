//! One course of one client, as a file of attendance tells it.

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
}

impl AttendanceHistory {
    /// The history of a clinic's course, which may have been cut short; its client is told from others by a number.
    #[must_use]
    pub fn of(number: usize, course: &Course<'_>, cut_short: bool) -> Self {
        let marks = course.opportunities().iter().map(|entry| entry.effect().is_attended()).collect();
        Self { client: number.to_string(), planned: course.length_if(cut_short), marks }
    }

    /// Whether every planned session was held: of a course cut short nobody knows who would have come again.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.marks.len() == self.planned as usize
    }
}
