//! One course of one client, as a file of attendance tells it.

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
    /// Whether every planned session was held: of a course cut short nobody knows who would have come again.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.marks.len() == self.planned as usize
    }
}
