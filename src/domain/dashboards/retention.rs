//! Retention by ordinal: how many are still attending at the first, second, third … session offered to them.

use std::collections::BTreeSet;

use super::cell::Cell;
use super::period::Period;
use super::share::Share;
use super::table::{Table, Value};
use crate::domain::attendance::Ledger;
use crate::domain::enrollments::{Enrollment, EnrollmentStatus};
use crate::domain::ids::ClientId;

/// Retention of the courses that began in the period.
///
/// At the opportunity with the ordinal n, *at risk* are the courses of which it is known whether they still attend: those
/// that had n opportunities or more, and those that ended early before it though n or more sessions were planned. Not at
/// risk (censored) are courses that run and have had fewer, that were completed with fewer, and that go on in another
/// group. *Still attending* are those at risk that attended the nth opportunity or a later one. Of courses that run, the
/// last ordinals read low until somebody who was away comes again.
#[derive(Debug, Clone, PartialEq)]
pub struct Retention {
    /// On which dates the courses began.
    pub period: Period,
    /// How many courses there are, and of how many people.
    pub courses: Cell<u32>,
    /// For each ordinal from 1, those still attending of those at risk, as far as anybody got.
    pub ordinals: Vec<Cell<Share>>,
}

/// A course as far as retention depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetainedCourse {
    client_id: ClientId,
    opportunities: usize,
    /// The ordinal of the last opportunity attended, 0 if none was.
    last_attended: usize,
    /// How many sessions were planned, if it ended early: until there, it is known not to attend.
    lost_until: usize,
}

impl RetainedCourse {
    /// The course of an enrollment with its ledger.
    #[must_use]
    pub fn of(enrollment: &Enrollment, ledger: &Ledger) -> Self {
        let attended: Vec<bool> = ledger.opportunities().map(|entry| entry.effect().is_attended()).collect();
        let ended_early = enrollment.status == EnrollmentStatus::EndedEarly;
        Self {
            client_id: enrollment.client_id,
            opportunities: attended.len(),
            last_attended: attended.iter().rposition(|attended| *attended).map_or(0, |last| last + 1),
            lost_until: usize::try_from(enrollment.planned_sessions)
                .ok()
                .filter(|_| ended_early)
                .unwrap_or(0),
        }
    }

    const fn is_at_risk(&self, ordinal: usize) -> bool {
        ordinal <= self.opportunities || ordinal <= self.lost_until
    }
}

impl Retention {
    /// That of those courses.
    #[must_use]
    pub fn of(period: Period, courses: &[RetainedCourse]) -> Self {
        let longest = courses.iter().map(|course| course.opportunities).max().unwrap_or(0);
        let ordinals = (1..=longest).map(|ordinal| {
            let at_risk = courses.iter().filter(|course| course.is_at_risk(ordinal));
            let mut share = Share::default();
            let mut people = BTreeSet::new();
            for course in at_risk {
                people.insert(course.client_id);
                share.add(course.last_attended >= ordinal);
            }
            Cell::new(count(people.len()), share)
        });
        let people: BTreeSet<ClientId> = courses.iter().map(|course| course.client_id).collect();
        Self {
            period,
            courses: Cell::new(count(people.len()), count(courses.len())),
            ordinals: ordinals.collect(),
        }
    }

    /// Withholds the ordinals with too few people at risk. They are the last ones, and no sum of the others.
    pub fn suppress(&mut self) {
        self.courses.suppress_if_small();
        for cell in &mut self.ordinals {
            cell.suppress_if_small();
        }
    }

    /// A row for each ordinal.
    #[must_use]
    pub fn table(&self) -> Table {
        const HEADER: [&str; 6] = ["ordinal", "people", "at_risk", "still_attending", "share", "suppressed"];
        let row = |(ordinal, cell): (u32, &Cell<Share>)| {
            let share = cell.figures();
            vec![
                Value::Whole(ordinal),
                cell.people().into(),
                share.map(|share| share.of).into(),
                share.map(|share| share.count).into(),
                share.and_then(Share::ratio).into(),
                cell.is_suppressed().into(),
            ]
        };
        Table { header: &HEADER, rows: (1..).zip(&self.ordinals).map(row).collect() }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::domain::attendance::samples::ledger;
    use crate::domain::ids::{EnrollmentId, ProgramId, SiteId};
    use EnrollmentStatus::{Completed, EndedEarly, Enrolled, Transferred};

    fn course(client: u128, marks: &str, status: EnrollmentStatus) -> RetainedCourse {
        let enrollment = Enrollment {
            id: EnrollmentId::from_uuid(Uuid::nil()),
            client_id: ClientId::from_uuid(Uuid::from_u128(client)),
            program_id: ProgramId::from_uuid(Uuid::nil()),
            site_id: SiteId::from_uuid(Uuid::nil()),
            group_id: None,
            status,
            planned_sessions: 5,
            former_planned_sessions: None,
            enrolled_at: Timestamp::UNIX_EPOCH,
            ended_at: None,
            ending_agreed: None,
            row_version: 1,
        };
        RetainedCourse::of(&enrollment, &ledger(marks))
    }

    fn retention(courses: &[RetainedCourse]) -> Vec<(u32, u32)> {
        let day = date(2026, 3, 2);
        let retention = Retention::of(Period::back_from(day, None, None).unwrap(), courses);
        let shares = retention.ordinals.iter().map(|cell| *cell.figures().unwrap());
        shares.map(|share| (share.count, share.of)).collect()
    }

    /// Five planned sessions each. Ana attended all; Bea missed the third and came again; Cid left after two misses; Dee runs
    /// and has had three; Eli completed after four; Fay went to another group after one.
    #[test]
    fn a_worked_example() {
        let courses = [
            course(1, "AAAAA", Completed),
            course(2, "AANAA", Completed),
            course(3, "ANN", EndedEarly),
            course(4, "AA.EA", Enrolled),
            course(5, "AAAA", Completed),
            course(6, "A", Transferred),
        ];
        // At 1 all six are at risk. At 2 Fay is not, and Cid, who never came again, does not attend any more. At 4 Dee is
        // censored; at 5 Eli too, and Cid would have had a fourth and a fifth.
        assert_eq!(retention(&courses), [(6, 6), (4, 5), (4, 5), (3, 4), (2, 3)]);
    }

    #[test]
    fn nobody_is_no_ordinal_and_who_never_came_is_at_risk_from_the_first() {
        assert_eq!(retention(&[]), []);
        assert_eq!(retention(&[course(1, "", EndedEarly)]), [], "nothing was held");
        assert_eq!(retention(&[course(1, "", EndedEarly), course(2, "A", Enrolled)]), [(1, 2)]);
    }
}
