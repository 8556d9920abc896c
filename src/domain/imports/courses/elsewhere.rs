//! Clients whom the file puts into a course of a program while they are in another course of it.

use std::collections::HashMap;

use super::known::KnownForCourses;
use super::plan::{CourseOutcome, CoursePlan};
use super::row::CourseRow;
use crate::domain::ids::ClientId;

impl CoursePlan {
    /// The plan with what each new course says of clients who are in another course of the same program: of the clinic,
    /// or an earlier one of the file. It may be meant: `enrollClient` takes them too.
    #[must_use]
    pub fn with_elsewhere(mut self, rows: &[CourseRow], known: &KnownForCourses) -> Self {
        let readable = rows.iter().filter_map(|row| Some((row.line, row.cells.as_ref().ok()?)));
        let client_of: HashMap<u64, ClientId> = readable
            .filter_map(|(line, cells)| Some((line, known.clients.get(&cells.client).copied()?)))
            .collect();
        let mut enrolled = known.enrolled.clone();
        for course in &mut self.courses {
            let CourseOutcome::Create(new) = &course.outcome else { continue };
            for member in new.members.iter().filter(|member| member.ended.is_none()) {
                if !enrolled.insert((member.client_id, new.program_id)) {
                    let is_theirs = |line: &&u64| client_of.get(*line) == Some(&member.client_id);
                    course.elsewhere.extend(course.lines.iter().find(is_theirs));
                }
            }
        }
        self
    }
}
