//! The rules replayed over real attendance, where the files are at hand.
//!
//! `ROUNDEL_VALIDATION_DATA` names the folder; where it is unset, the output says that the replay was left out.

use std::path::Path;

use super::samples::Sample;
use super::{FlagChange, RiskKind, StoredFlag, assess, reconcile};
use crate::domain::attendance::samples::ledger_until;

/// One client's course: sessions planned, and one character per held session, `1` attended and `0` not.
struct Course {
    planned: u32,
    observed: usize,
    marks: String,
}

fn read(path: &Path) -> Vec<Course> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<_> = line.split(',').map(str::trim).collect();
            let [_client, planned, observed, marks] = fields[..] else { panic!("unexpected line {line}") };
            Course {
                planned: planned.parse().unwrap(),
                observed: observed.parse().unwrap(),
                marks: marks.to_owned(),
            }
        })
        .collect()
}

/// The kinds that are counted by hand, and those that are told.
const COUNTED: [RiskKind; 3] =
    [RiskKind::ConsecutiveAbsences, RiskKind::EarlyAbsence, RiskKind::LowAttendance];
const TOLD: [RiskKind; 3] =
    [RiskKind::NoReturnForecast, RiskKind::DoseUnreachable, RiskKind::BriefFormCandidate];

/// The flags that are raised when a course is marked week by week.
fn raised_week_by_week(course: &Course) -> Vec<RiskKind> {
    let letters: String = course.marks.chars().map(|mark| if mark == '1' { 'A' } else { 'N' }).collect();
    let sessions = letters.len().max(course.planned as usize);
    let mut flags: Vec<StoredFlag> = Vec::new();
    for weeks in 1..=letters.len() {
        let so_far = format!("{}{}", &letters[..weeks], ".".repeat(sessions - weeks));
        let sample =
            Sample::of(ledger_until(&so_far, u32::try_from(weeks).unwrap())).promised(course.planned);
        for change in reconcile(&flags, &assess(&sample.course())) {
            let state = change.new_state();
            match change {
                FlagChange::Raise(episode) | FlagChange::RaiseCleared(episode) => flags.push(StoredFlag {
                    kind: episode.kind,
                    trigger: episode.trigger,
                    state: state.unwrap(),
                    closed_by_person: false,
                    outcome: None,
                    evidence: episode.evidence,
                }),
                FlagChange::Update(episode) | FlagChange::Clear(episode) | FlagChange::Reopen(episode) => {
                    let same =
                        |flag: &&mut StoredFlag| (flag.kind, flag.trigger) == (episode.kind, episode.trigger);
                    let flag = flags.iter_mut().find(same).unwrap();
                    flag.state = state.unwrap_or(flag.state);
                    flag.evidence = episode.evidence;
                }
                withdrawn @ FlagChange::Withdraw { .. } => {
                    panic!("marked week by week, nothing is corrected: {withdrawn:?}")
                }
            }
        }
    }
    flags.into_iter().map(|flag| flag.kind).collect()
}

/// How many of the kinds counted there should be, from the characters alone.
fn expected(course: &Course) -> [usize; 3] {
    let runs_of_two = course.marks.split('1').filter(|zeros| zeros.len() >= 2).count();
    let first_three = course.marks.get(..3).unwrap_or(&course.marks);
    let early = first_three.split('1').filter(|zeros| !zeros.is_empty()).count();
    let is_low = |held: usize| course.marks[..held].matches('1').count() * 2 < held;
    let begins = |held: &usize| is_low(*held) && (*held == 6 || !is_low(held - 1));
    [runs_of_two, early, (6..=course.marks.len()).filter(begins).count()]
}

/// How many of the kinds told were raised.
fn replay(courses: &[Course]) -> [usize; 3] {
    let count = |kinds: [RiskKind; 3], raised: &[RiskKind]| {
        kinds.map(|kind| raised.iter().filter(|one| **one == kind).count())
    };
    courses.iter().fold([0; 3], |sum, course| {
        let raised = raised_week_by_week(course);
        assert_eq!(count(COUNTED, &raised), expected(course), "{}", course.marks);
        let told = count(TOLD, &raised);
        std::array::from_fn(|kind| sum[kind] + told[kind])
    })
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the folder with the data is not part of the project")]
fn flags_raised_on_real_attendance_are_those_counted_by_hand() {
    let Ok(folder) = std::env::var("ROUNDEL_VALIDATION_DATA") else {
        println!("left out: ROUNDEL_VALIDATION_DATA is unset, so no real attendance was replayed");
        return;
    };
    let bright = read(&Path::new(&folder).join("bright_group_sessions.csv"));
    let complete: Vec<_> = bright.into_iter().filter(|course| course.observed == 16).collect();
    assert_eq!(complete.len(), 122, "the validation set of the BRIGHT trial");
    let visits = read(&Path::new(&folder).join("ctn0027_weekly_visits.csv"));
    assert_eq!(visits.len(), 1113);
    for (set, courses) in [("BRIGHT", complete), ("CTN-0027", visits)] {
        let [no_return, dose, brief] = replay(&courses);
        println!(
            "{set}: {} clients, ever raised {no_return} forecasts of no return, {dose} doses out of reach, \
             {brief} reviews of the brief form",
            courses.len()
        );
    }
}
