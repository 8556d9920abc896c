//! Sessions offered against sessions attended: the number that IPT-B came from, by program.

use super::cell::{Cell, Partition};
use super::cell_of::CellOf;
use super::period::Period;
use super::table::{OF_A_RATE, Table, Value, of_a_rate};
use crate::domain::attendance::AttendanceRate;
use crate::domain::ids::ClientId;

/// How much of what was offered was attended, by program.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferedAgainstAttended {
    /// The dates.
    pub period: Period,
    /// Sessions of the period that took place while clients were expected, and how many of them were attended.
    pub attendance: Partition<AttendanceRate>,
    /// Courses that began in the period and are over: what was promised, and what of it was received.
    pub courses_over: Partition<CoursesOver>,
}

/// A course that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CourseOver {
    /// Sessions promised at the outset.
    pub promised: u32,
    /// Sessions received, make-ups among them.
    pub received: u32,
}

/// Courses that are over, together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CoursesOver {
    /// How many.
    pub courses: u32,
    /// Sessions promised in all of them.
    pub promised: u32,
    /// Sessions received in all of them.
    pub received: u32,
}

impl CoursesOver {
    /// Those courses by program.
    #[must_use]
    pub fn by_program(courses: impl IntoIterator<Item = (CellOf, ClientId, CourseOver)>) -> Partition<Self> {
        Partition::gather(courses, |all: &mut Self, one: &CourseOver| {
            all.courses += 1;
            all.promised = all.promised.saturating_add(one.promised);
            all.received = all.received.saturating_add(one.received);
        })
    }

    /// Sessions promised in a course, on average; nothing without a course.
    #[must_use]
    pub fn promised_per_course(&self) -> Option<f64> {
        self.per_course(self.promised)
    }

    /// Sessions received in a course, on average; nothing without a course.
    #[must_use]
    pub fn received_per_course(&self) -> Option<f64> {
        self.per_course(self.received)
    }

    fn per_course(&self, sessions: u32) -> Option<f64> {
        (self.courses > 0).then(|| f64::from(sessions) / f64::from(self.courses))
    }
}

const HEADER: [&str; 13] = [
    "program_id",
    "program",
    OF_A_RATE[0],
    OF_A_RATE[1],
    OF_A_RATE[2],
    OF_A_RATE[3],
    OF_A_RATE[4],
    OF_A_RATE[5],
    "people_of_courses_over",
    "courses_over",
    "promised_per_course",
    "received_per_course",
    "courses_over_suppressed",
];

impl OfferedAgainstAttended {
    /// Withholds what is about too few people.
    pub fn suppress(&mut self) {
        self.attendance.suppress();
        self.courses_over.suppress();
    }

    /// A row for each program, then one for all.
    #[must_use]
    pub fn table(&self) -> Table {
        let (no_rate, no_course) =
            (Cell::new(0, AttendanceRate::default()), Cell::new(0, CoursesOver::default()));
        let programs = self.attendance.of_both(&self.courses_over);
        let mut rows: Vec<Vec<Value>> = programs
            .into_iter()
            .map(|of| {
                let rate = self.attendance.cell(of).unwrap_or(&no_rate);
                let over = self.courses_over.cell(of).unwrap_or(&no_course);
                row(of.key(), of.name(), rate, over)
            })
            .collect();
        rows.push(row(
            String::new(),
            "All programs".to_owned(),
            &self.attendance.total,
            &self.courses_over.total,
        ));
        Table { header: &HEADER, rows }
    }
}

fn row(id: String, name: String, rate: &Cell<AttendanceRate>, over: &Cell<CoursesOver>) -> Vec<Value> {
    let mut row = vec![id.into(), name.into()];
    row.extend(of_a_rate(rate));
    let figures = over.figures();
    row.extend([
        over.people().into(),
        figures.map(|over| over.courses).into(),
        figures.and_then(CoursesOver::promised_per_course).into(),
        figures.and_then(CoursesOver::received_per_course).into(),
        over.is_suppressed().into(),
    ]);
    row
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::ProgramId;

    #[test]
    fn courses_that_are_over_are_averaged_and_none_is_no_average() {
        let program = CellOf::Program { id: ProgramId::from_uuid(Uuid::nil()), name: "IPT".to_owned() };
        let client = |n| ClientId::from_uuid(Uuid::from_u128(n));
        let over = CoursesOver::by_program([
            (program.clone(), client(1), CourseOver { promised: 16, received: 5 }),
            (program, client(2), CourseOver { promised: 16, received: 10 }),
        ]);
        let total = over.total.figures().unwrap();
        assert_eq!((total.promised_per_course(), total.received_per_course()), (Some(16.0), Some(7.5)));
        assert_eq!(CoursesOver::default().received_per_course(), None);
    }
}
