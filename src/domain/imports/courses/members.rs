//! The people of a course: since when, until when, and their place in each session.

use std::collections::HashMap;

use jiff::{Timestamp, ToSpan};

use super::column::CourseColumn as Column;
use super::course::{MemberEnd, NewMember, NewSession};
use super::gather::Refusals;
use super::known::KnownForCourses;
use super::placed::Placed;
use super::row::EndedCells;
use crate::domain::attendance::Mark;
use crate::domain::ids::{ClientId, WaitlistEntryId};
use crate::domain::series::SessionCount;
use crate::domain::time::{Zone, local, resolve};

/// One client in the rows of a course.
pub(super) struct Person {
    client_id: ClientId,
    /// Their marks, by the start of the session.
    marks: HashMap<Timestamp, Mark>,
    pub(super) ended: Option<EndedCells>,
    waited: Option<WaitlistEntryId>,
    zone: Zone,
}

/// Everybody in the order of the file.
pub(super) fn members(
    refusals: &mut Refusals,
    rows: &[Placed<'_>],
    sessions: &[NewSession],
    known: &KnownForCourses,
    now: Timestamp,
) -> Vec<Person> {
    let mut order: Vec<ClientId> = Vec::new();
    let mut by_client: HashMap<ClientId, Vec<&Placed<'_>>> = HashMap::new();
    for row in rows {
        let own = by_client.entry(row.client_id).or_default();
        if own.is_empty() {
            order.push(row.client_id);
        }
        own.push(row);
    }
    let mut people = Vec::new();
    for client_id in order {
        let own = by_client.remove(&client_id).unwrap_or_default();
        people.extend(person(refusals, client_id, &own, sessions, known, now));
    }
    people
}

fn person(
    refusals: &mut Refusals,
    client_id: ClientId,
    rows: &[&Placed<'_>],
    sessions: &[NewSession],
    known: &KnownForCourses,
    now: Timestamp,
) -> Option<Person> {
    let [first, ..] = rows else { return None };
    let number = first.cells.client.as_str();
    let mut lines: HashMap<Timestamp, u64> = HashMap::new();
    let mut marks = HashMap::new();
    for row in rows {
        let starts_at = row.planned.starts_at;
        if let Some(earlier) = lines.get(&starts_at) {
            let reason = format!("stands on line {earlier} for the same session too");
            refusals.add(row.line, Column::Client, number, reason);
        }
        lines.insert(starts_at, row.line);
        marks.insert(starts_at, row.mark);
    }
    let said = rows.iter().map(|row| (row.line, row.cells.ended));
    let ended = refusals.agreed(
        Column::EndedOn,
        said,
        |ended| *ended,
        |ended: &EndedCells| format!("{} {}", ended.on, ended.ending),
    );
    if let Some(EndedCells { on, .. }) = ended {
        if on > local(now, &first.zone).date() {
            refusals.add(first.line, Column::EndedOn, on, "lies ahead: end the enrollment when it is over");
        }
        for row in rows.iter().filter(|row| row.planned.starts_at > end_of(on, &first.zone, now)) {
            let reason = format!("the client has a row of {} after it", row.cells.local_start);
            refusals.add(row.line, Column::EndedOn, on, reason);
        }
    }
    // Who has left a course may wait for another.
    let waited = known.waiting.get(&(client_id, first.program.id)).copied().filter(|_| ended.is_none());
    let is_in_file = |session: &&NewSession| marks.contains_key(&session.planned.starts_at);
    sessions.iter().find(is_in_file)?;
    Some(Person { client_id, marks, ended, waited, zone: first.zone.clone() })
}

impl Person {
    /// Their place in the course with these sessions, of which the first `in_file` are the file's. They are expected
    /// from their first row on, until they left: what no row speaks of is unrecorded.
    pub(super) fn into_member(
        self,
        sessions: &[NewSession],
        in_file: usize,
        total: SessionCount,
        now: Timestamp,
    ) -> NewMember {
        let Self { client_id, marks, ended, waited, zone } = self;
        let begins =
            sessions.iter().position(|session| marks.contains_key(&session.planned.starts_at)).unwrap_or(0);
        let before = sessions.iter().take(begins).filter(|session| session.cancelled_by.is_none()).count();
        let left = i64::from(total.get()) - i64::try_from(before).unwrap_or_default();
        let ended = ended.map(|EndedCells { on, ending, agreed }| MemberEnd {
            at: end_of(on, &zone, now),
            ending,
            agreed,
        });
        let is_expected = |(index, session): &(usize, &NewSession)| match &ended {
            None => true,
            Some(ended) => *index < in_file && session.planned.starts_at <= ended.at,
        };
        let places = sessions.iter().enumerate().skip(begins).filter(is_expected);
        let places = places.map(|(index, session)| {
            (index, marks.get(&session.planned.starts_at).copied().unwrap_or(Mark::UNRECORDED))
        });
        let enrolled_at = sessions.get(begins).map_or(now, |session| session.planned.starts_at.min(now));
        NewMember {
            client_id,
            planned_sessions: left.max(1),
            enrolled_at,
            places: places.collect(),
            ended,
            waited,
        }
    }
}

/// The end of a date in the zone; now, if that is still to come.
fn end_of(date: jiff::civil::Date, zone: &Zone, now: Timestamp) -> Timestamp {
    let midnight = date.checked_add(1.day()).ok().map(|next| next.to_datetime(jiff::civil::Time::midnight()));
    let ends = midnight.and_then(|midnight| resolve(midnight, zone).ok()).map_or(now, |end| end.starts_at);
    ends.min(now)
}
