//! What a preview and its commit must agree on.

use super::course::{KnownCourse, NewCourse};
use super::plan::{CourseOutcome, CoursePlan, PlannedCourse};
use crate::domain::command_text::CommandText;
use crate::domain::ids::ImportId;
use crate::domain::series::{PlanHash, plan_hash};

impl CoursePlan {
    /// The hash of the plan of an upload, whose file never changes: it covers the option, each course's effect, sessions
    /// and people, and each refused row; the clock only as far as it decides which sessions are to come.
    #[must_use]
    pub fn hash(&self, id: ImportId, skip_bad_rows: bool) -> PlanHash {
        let command = CommandText::new("commitCourseImport")
            .field("import", id)
            .field("skip_bad_rows", skip_bad_rows)
            .list("courses", self.courses.iter().map(course_text))
            .list("refused", self.refused.iter().map(|row| row.line));
        plan_hash(&command, &[])
    }
}

fn course_text(course: &PlannedCourse) -> String {
    let PlannedCourse { name: _, line, lines: _, outcome } = course;
    let effect = outcome.effect();
    match outcome {
        CourseOutcome::Refused => format!("{line} {effect}"),
        CourseOutcome::LikelyDuplicate(KnownCourse::Group(id)) => format!("{line} {effect} {id}"),
        CourseOutcome::LikelyDuplicate(KnownCourse::Treatment(id)) => format!("{line} {effect} {id}"),
        CourseOutcome::Create(course) => {
            let NewCourse {
                group: _,
                program_id,
                site_id,
                therapist_id,
                room_id: _,
                rule: _,
                sessions,
                members,
            } = course.as_ref();
            let starts: Vec<_> =
                sessions.iter().map(|session| session.planned.starts_at.to_string()).collect();
            let people: Vec<_> = members
                .iter()
                .map(|member| format!("{}:{}", member.client_id, member.places.len()))
                .collect();
            let marks = course.marks();
            format!(
                "{line} {effect} {program_id} {site_id} {therapist_id} {marks} {} {}",
                starts.join(","),
                people.join(",")
            )
        }
    }
}
