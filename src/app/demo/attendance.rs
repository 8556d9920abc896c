//! The weeks of marks: each session is marked by who led it, a little after its end.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::cast::{GROUPS, Happened, Person, TREATMENTS, happened};
use super::clinic::Setting;
use super::error::FillDemoError;
use super::filling::Filling;
use crate::app::attendance::{CorrectMark, MarkRoster, correct_mark, mark_roster};
use crate::app::series::{list_sessions, load_participants};
use crate::domain::attendance::{AbsenceReason, MarkInput, Participation, StoredStatus};
use crate::domain::ids::{ParticipationId, SessionId};
use crate::domain::series::{ScheduleFilter, Session};
use crate::domain::slice::Slice;

/// How long after a session's end its roster is marked.
const MARKED_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// More sessions than the demo has.
const ALL: u64 = 1_000;

/// A past session with its place in its series' past.
struct Past {
    session: Session,
    index: usize,
    count: usize,
}

/// Goes on to `until` and marks on the way every session that is over by then and is not marked.
pub(super) async fn record_until(
    filling: &Filling,
    setting: &Setting,
    until: Timestamp,
) -> Result<(), FillDemoError> {
    let past = past_sessions(filling, setting).await?;
    let ids: Vec<SessionId> = past.iter().map(|one| one.session.id).collect();
    let mut rosters: HashMap<SessionId, Vec<(Participation, &Person)>> = HashMap::new();
    for (place, client) in load_participants(&filling.app, &setting.coordinator, &ids).await? {
        let person = cast().find(|person| person.name == client.preferred_name.as_str());
        rosters.entry(place.session_id).or_default().extend(person.map(|person| (place, person)));
    }
    let from = filling.app.now();
    for one in past {
        let marked_at = one.session.ends_at + MARKED_AFTER;
        if marked_at > from && marked_at <= until {
            filling.go_on_to(marked_at);
            mark(filling, setting, &one, rosters.remove(&one.session.id).unwrap_or_default()).await?;
        }
    }
    filling.go_on_to(until);
    Ok(())
}

fn cast() -> impl Iterator<Item = &'static Person> {
    GROUPS.iter().flat_map(|group| group.members).chain(TREATMENTS.iter().map(|one| &one.client))
}

/// Every session that is over by the story's end and took place, in the order of their starts.
async fn past_sessions(filling: &Filling, setting: &Setting) -> Result<Vec<Past>, FillDemoError> {
    let begun = ScheduleFilter { until: Some(filling.present), ..ScheduleFilter::default() };
    let slice = Slice { after: None, limit: ALL };
    let begun = list_sessions(&filling.app, &setting.coordinator, &begun, slice).await?;
    let over =
        |session: &Session| !session.is_cancelled() && session.ends_at + MARKED_AFTER <= filling.present;
    let mut past: Vec<Past> = Vec::new();
    let mut counts = HashMap::new();
    for session in begun.into_iter().map(|one| one.session).filter(over) {
        let count = counts.entry(session.series_id).or_insert(0);
        past.push(Past { session, index: *count, count: 0 });
        *count += 1;
    }
    for one in &mut past {
        one.count = counts.get(&one.session.series_id).copied().unwrap_or_default();
    }
    Ok(past)
}

async fn mark(
    filling: &Filling,
    setting: &Setting,
    past: &Past,
    roster: Vec<(Participation, &Person)>,
) -> Result<(), FillDemoError> {
    let therapist = setting.as_therapist(past.session.therapist_id);
    let mut marks = Vec::new();
    let mut in_error = Vec::new();
    for (place, person) in roster {
        let what = happened(person.marks, past.index, past.count);
        marks.extend(input(what, &past.session).map(|input| (place.id, input)));
        if what == Happened::MarkedInError {
            in_error.push(place.id);
        }
    }
    if marks.is_empty() {
        return Ok(());
    }
    let command = MarkRoster { session_id: past.session.id, marks, everyone_else: None };
    let marked = mark_roster(&filling.app, &therapist, command)
        .await
        .map_err(FillDemoError::at("marking a roster"))?;
    for place in marked.iter().map(|marked| &marked.entry.participation) {
        if in_error.contains(&place.id) {
            correct(filling, setting, place.id, place.current.version).await?;
        }
    }
    Ok(())
}

/// Somebody was there after all: the coordinator corrects it a little later.
async fn correct(
    filling: &Filling,
    setting: &Setting,
    participation_id: ParticipationId,
    expected_version: u32,
) -> Result<(), FillDemoError> {
    filling.go_on();
    let mark = MarkInput {
        minutes_attended: Some(60),
        arrived_late: true,
        ..MarkInput::bare(StoredStatus::AttendedPartially)
    };
    let note = "Was there from half past on; overlooked when the roster was marked."
        .parse()
        .map_err(FillDemoError::at("writing a note"))?;
    let command = CorrectMark { participation_id, expected_version, mark, note: Some(note) };
    correct_mark(&filling.app, &setting.coordinator, command)
        .await
        .map_err(FillDemoError::at("correcting a mark"))?;
    Ok(())
}

/// The mark that says what happened; none if nobody recorded it.
fn input(what: Happened, session: &Session) -> Option<MarkInput> {
    let cancelled = |hours: i64, reason| MarkInput {
        reason: Some(reason),
        notice_given_at: Some(session.starts_at - SignedDuration::from_hours(hours)),
        ..MarkInput::bare(StoredStatus::CancelledByClient)
    };
    Some(match what {
        Happened::Attended => MarkInput::bare(StoredStatus::Attended),
        Happened::CameLate => MarkInput { arrived_late: true, ..MarkInput::bare(StoredStatus::Attended) },
        Happened::LeftEarly => {
            MarkInput { minutes_attended: Some(30), ..MarkInput::bare(StoredStatus::AttendedPartially) }
        }
        Happened::Missed | Happened::MarkedInError => MarkInput::bare(StoredStatus::NoShow),
        Happened::Cancelled => cancelled(50, AbsenceReason::Work),
        Happened::CancelledLate => cancelled(3, AbsenceReason::Childcare),
        Happened::Excused => {
            MarkInput { reason: Some(AbsenceReason::Travel), ..MarkInput::bare(StoredStatus::Excused) }
        }
        Happened::NotRecorded => return None,
    })
}
