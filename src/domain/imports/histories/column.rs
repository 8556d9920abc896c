//! The columns of a file of attendance.

use crate::domain::imports::CourseColumn;
use crate::domain::imports::file::FileColumn;
use crate::domain::words::words;

words! {
    /// A column of a file of attendance, by the name its header has.
    pub enum HistoryColumn {
        /// Whose course it is; any text that tells clients apart.
        Client = "client",
        /// Sessions of the whole course.
        Planned = "planned",
        /// Sessions that were held.
        Observed = "observed",
        /// A character for each session held: 1 attended, 0 not.
        Marks = "marks",
    }
}

impl FileColumn for HistoryColumn {
    const KIND: &'static str = "attendance";

    type Other = CourseColumn;

    const COLUMNS: &'static [Self] = Self::ALL;

    const MANDATORY: &'static [Self] = Self::ALL;

    fn name(self) -> &'static str {
        self.word()
    }

    fn companion(self) -> Option<Self> {
        None
    }

    fn example(self) -> &'static str {
        match self {
            Self::Client => "17",
            Self::Planned | Self::Observed => "8",
            Self::Marks => "11011101",
        }
    }
}
