//! What a preview and its commit must agree on.

use super::course::{KnownCourse, MemberEnd, NewCourse, NewGroup, NewMember, NewSession};
use super::plan::{CourseOutcome, CoursePlan, PlannedCourse};
use crate::domain::command_text::CommandText;
use crate::domain::groups::GroupSizes;
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
    let PlannedCourse { name: _, line, lines: _, clients: _, elsewhere: _, outcome } = course;
    let effect = outcome.effect();
    match outcome {
        CourseOutcome::Refused => format!("{line} {effect}"),
        CourseOutcome::LikelyDuplicate(KnownCourse::Group(id)) => format!("{line} {effect} {id}"),
        CourseOutcome::LikelyDuplicate(KnownCourse::Treatment(id)) => format!("{line} {effect} {id}"),
        CourseOutcome::Create(course) => format!("{line} {effect} {}", new_course(course)),
    }
}

/// All that is recorded of a course, but the marks themselves: they are the file's.
fn new_course(course: &NewCourse) -> String {
    let NewCourse { group, program_id, site_id, therapist_id, room_id, rule, sessions, members } = course;
    let group = group.as_ref().map(|NewGroup { name, admission, sizes }| {
        let GroupSizes { least, viable, most } = sizes;
        format!("{name} {admission} {least}-{viable}-{most}")
    });
    let sessions: Vec<String> = sessions.iter().map(session).collect();
    let members: Vec<String> = members.iter().map(member).collect();
    let rule = format!("{:?}", CommandText::new("rule").rule(rule));
    format!(
        "{program_id} {site_id} {therapist_id} {room_id:?} {group:?} {rule} {} {} {}",
        sessions.join(","),
        members.join(","),
        course.marks()
    )
}

fn session(session: &NewSession) -> String {
    let NewSession { planned, therapist_id, room_id, cancelled_by } = session;
    format!("{} {} {therapist_id} {room_id:?} {cancelled_by:?}", planned.starts_at, planned.ends_at)
}

/// Since when depends on the clock where nothing has begun: it is left out.
fn member(member: &NewMember) -> String {
    let NewMember { client_id, planned_sessions, enrolled_at: _, ended, waited, places } = member;
    let ended = ended.map(|MemberEnd { at, ending, agreed }| format!("{at} {ending} {agreed:?}"));
    let waited = waited.map(|entry| entry.to_string());
    format!("{client_id} {planned_sessions} {} {ended:?} {waited:?}", places.len())
}
