//! Whatever is marked and corrected through the API, flags and rates are those of the ledger in memory.

use roundel::app::ambient::SeededEntropy;
use roundel::domain::attendance::{AttendanceStatus as S, Ledger, LedgerEntry, Occasion, Rsvp};
use roundel::domain::ids::ParticipationId;
use roundel::domain::randomness::Entropy;
use roundel::domain::risk::{
    Background, Course as KnownCourse, Episode, Evidence, RiskFlag, RiskModel, RiskState, assess,
};
use roundel::storage::risk_flags::load_flags_of_enrollments;
use serde_json::json;

use crate::support::{Course, TestClinic, both};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const CORRECT_MARK: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const SUMMARY: &str = include_str!("../../../graphql/operations/attendance/attendance_summary.graphql");
const WEEKS: usize = 8;
const STEPS: usize = 60;

/// A mark in memory: its letter, and how many marks came before and with it.
#[derive(Clone, Copy)]
struct Marked {
    letter: char,
    version: u32,
}

/// One random number below `bound`.
fn draw(chance: &SeededEntropy, bound: usize) -> usize {
    let mut bytes = [0; 4];
    chance.fill(&mut bytes);
    usize::try_from(u32::from_be_bytes(bytes)).unwrap() % bound
}

fn entry(course: &Course, week: usize, letter: char) -> LedgerEntry {
    let (status, reason_given) = match letter {
        '.' => (S::Unrecorded, false),
        'A' => (S::Attended, false),
        'P' => (S::AttendedPartially, false),
        'N' => (S::NoShow, false),
        'R' => (S::NoShow, true),
        'L' => (S::LateCancelled, false),
        'C' => (S::CancelledByClient, false),
        'E' => (S::Excused, false),
        other => panic!("no mark is written `{other}`"),
    };
    LedgerEntry {
        participation_id: course.place(week, 0).parse::<ParticipationId>().unwrap(),
        session_id: course.sessions[week].id,
        starts_at: course.sessions[week].starts_at,
        occasion: Occasion::Regular,
        status,
        reason_given,
        rsvp: Rsvp::NoResponse,
    }
}

/// A flag by kind and trigger; with its evidence while it stands. One that is over keeps what was seen when it was.
type Shape = (String, ParticipationId, Option<Evidence>);

/// The flags that the marks of the ledger alone ask for.
fn expected(ledger: &Ledger) -> Vec<Shape> {
    let known = Background { promised: 16, ..Background::default() };
    let found = assess(&KnownCourse::new(ledger, &known, &RiskModel::PRIOR));
    let found = found.into_iter().filter(|one| one.kind.is_of_marks_alone());
    let shape = |one: Episode| (one.kind.to_string(), one.trigger, one.is_active.then_some(one.evidence));
    in_order(found.map(shape))
}

/// The flags of the marks alone that are kept and not withdrawn.
async fn stored(clinic: &TestClinic, course: &Course) -> Vec<Shape> {
    let reader = clinic.database.db.reader();
    let clinic_id = clinic.admin.clinic_id;
    let flags = load_flags_of_enrollments(reader, clinic_id, &course.enrollments).await.unwrap();
    let shape = |one: RiskFlag| {
        let stands = one.state == RiskState::Open;
        (one.kind.to_string(), one.trigger, stands.then_some(one.evidence))
    };
    in_order(
        flags
            .into_iter()
            .filter(|flag| flag.state != RiskState::Withdrawn && flag.kind.is_of_marks_alone())
            .map(shape),
    )
}

fn in_order(shapes: impl Iterator<Item = Shape>) -> Vec<Shape> {
    let mut shapes: Vec<_> = shapes.collect();
    shapes.sort_by_key(|(kind, trigger, _)| (kind.clone(), *trigger));
    shapes
}

/// Marks the week for the first time, or corrects what stands; one time in two in the order of the weeks.
async fn step(clinic: &TestClinic, course: &Course, chance: &SeededEntropy, marks: &mut [Marked]) {
    let unmarked = marks.iter().position(|mark| mark.version == 0);
    let week = match unmarked {
        Some(week) if draw(chance, 2) == 0 => week,
        _ => draw(chance, WEEKS),
    };
    let current = marks[week];
    let letters = if current.letter == '.' { "AANRLCEP" } else { ".AANRLCEP" };
    let letter = letters.chars().nth(draw(chance, letters.len())).unwrap();
    let errors = if current.letter == '.' {
        let answer = clinic.ask(MARK_ROSTER, course.roster(week, &letter.to_string())).await;
        answer["markRoster"]["userErrors"].clone()
    } else {
        let correction = course.correction(week, 0, current.version, letter);
        clinic.ask(CORRECT_MARK, correction).await["correctMark"]["userErrors"].clone()
    };
    assert_eq!(errors, json!([]));
    let version = if letter == current.letter { current.version } else { current.version + 1 };
    marks[week] = Marked { letter, version };
}

both! {
    async fn flags_and_rates_are_those_of_the_ledger_after_every_step(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let course = clinic.course("Tuesdays", 1, WEEKS).await;
        clinic.at_the_end_of(&course, WEEKS - 1);
        let chance = SeededEntropy::new(20_261_123);
        let mut marks = [Marked { letter: '.', version: 0 }; WEEKS];
        for _ in 0..STEPS {
            step(&clinic, &course, &chance, &mut marks).await;
            let written: String = marks.iter().map(|mark| mark.letter).collect();
            let entries = marks.iter().enumerate().map(|(week, mark)| entry(&course, week, mark.letter));
            let ledger = Ledger::new(entries.collect(), clinic.app.now());
            assert_eq!(stored(&clinic, &course).await, expected(&ledger), "{written}");
            let rate = clinic.ask(SUMMARY, json!({ "enrollmentId": course.enrollments[0].to_string() })).await;
            let rate = &rate["attendanceSummary"];
            let counts = ["numerator", "denominator", "unrecorded"].map(|name| rate[name].as_u64().unwrap());
            let in_memory = ledger.rate();
            assert_eq!(
                counts,
                [in_memory.attended, in_memory.opportunities, in_memory.unrecorded].map(u64::from),
                "{written}"
            );
        }
    }
}
