//! Two records of one client, made one.

use jiff::Timestamp;

use super::client::{Client, ClientDetails};
use super::contact::Contact;
use crate::domain::ids::{ClientId, ClientMergeId, GroupId, ProgramId};
use crate::domain::occupancy::Occupancy;
use crate::domain::words::words;

/// A client with what belongs to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRecord {
    /// The client.
    pub client: Client,
    /// Guardian and windows.
    pub details: ClientDetails,
}

/// A merge that was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientMerge {
    /// Its id.
    pub id: ClientMergeId,
    /// The client whose record was kept.
    pub kept_id: ClientId,
    /// The record that is in it since.
    pub merged_id: ClientId,
    /// When.
    pub merged_at: Timestamp,
    /// The version it left the kept record at: a newer one means that somebody went on with it.
    pub kept_version: i64,
    /// When it was undone, if it was.
    pub undone_at: Option<Timestamp>,
}

/// What two records come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedRecord {
    /// The record that is kept, at its next version.
    pub record: ClientRecord,
    /// The fields it takes from the other, by their names in the API.
    pub filled: Vec<&'static str>,
    /// The fields of the other whose values are given up for its own.
    pub dropped: Vec<&'static str>,
}

words! {
    /// Why two records can't be made one as things are.
    pub enum MergeBlocker {
        /// Both have an open enrollment in the same group: end one of them first.
        BothEnrolled = "BOTH_ENROLLED",
        /// Both are expected in sessions at the same time: take one of them out first.
        DoubleBooked = "DOUBLE_BOOKED",
        /// Both wait for the same program: withdraw one of the entries first.
        BothWaiting = "BOTH_WAITING",
    }
}

/// What `kept` becomes with `other` in it. What is known of the kept record stands; what it lacks comes from the other;
/// barriers are those of both.
///
/// An address comes with the consent that was given for it. A consent alone is never taken over: it was given by
/// whoever that record spoke of.
#[must_use]
pub fn merge_records(kept: ClientRecord, other: ClientRecord) -> MergedRecord {
    let (mut filled, mut dropped) = (Vec::new(), Vec::new());
    let ClientRecord { client, details } = kept;
    let ClientRecord { client: other, details: other_details } = other;
    let (mut contact, mut address) = (client.contact.clone(), client.address);
    if contact.email.is_none() && other.contact.email.is_some() {
        filled.push("email");
        contact = other.contact.clone();
        address = other.address;
    } else if differs(&contact, &other.contact) {
        dropped.push("email");
    }
    let mut take = Take { filled: &mut filled, dropped: &mut dropped };
    let external_id = take.option("externalId", client.external_id.clone(), other.external_id);
    let location = take.option("location", client.location.clone(), other.location);
    let problem_area = take.option("problemArea", client.problem_area, other.problem_area);
    let guardian = take.option("guardian", details.guardian, other_details.guardian);
    let windows = |windows: Vec<_>| (!windows.is_empty()).then_some(windows);
    let availability =
        take.option("availability", windows(details.availability), windows(other_details.availability));
    for (field, same) in [
        ("preferredName", client.preferred_name == other.preferred_name),
        ("language", client.language == other.language),
        ("zone", client.zone == other.zone),
    ] {
        if !same {
            dropped.push(field);
        }
    }
    let mut barriers = client.barriers.clone();
    for barrier in other.barriers {
        if !barriers.contains(&barrier) {
            barriers.push(barrier);
        }
    }
    if barriers.len() > client.barriers.len() {
        filled.push("barriers");
    }
    // Whoever asked for no reminders asked as a person, whichever record it was written into.
    let reminders_stopped_at = client.reminders_stopped_at.or(other.reminders_stopped_at);
    if reminders_stopped_at != client.reminders_stopped_at {
        filled.push("remindersStoppedAt");
    }
    let client = Client {
        external_id,
        contact,
        reminders_stopped_at,
        address,
        location,
        problem_area,
        barriers,
        created_at: client.created_at.min(other.created_at),
        row_version: client.row_version + 1,
        ..client
    };
    let details = ClientDetails { guardian, availability: availability.unwrap_or_default() };
    MergedRecord { record: ClientRecord { client, details }, filled, dropped }
}

fn differs(kept: &Contact, other: &Contact) -> bool {
    other.email.is_some() && kept.email != other.email
}

struct Take<'a> {
    filled: &'a mut Vec<&'static str>,
    dropped: &'a mut Vec<&'static str>,
}

impl Take<'_> {
    fn option<T: PartialEq>(&mut self, field: &'static str, kept: Option<T>, other: Option<T>) -> Option<T> {
        match (kept, other) {
            (None, Some(other)) => {
                self.filled.push(field);
                Some(other)
            }
            (Some(kept), Some(other)) if kept != other => {
                self.dropped.push(field);
                Some(kept)
            }
            (kept, _) => kept,
        }
    }
}

/// What a client has under way.
#[derive(Debug, Clone, Default)]
pub struct UnderWay {
    /// The groups of the open enrollments.
    pub groups: Vec<GroupId>,
    /// The time taken from now on.
    pub taken: Vec<Occupancy>,
    /// The programs waited for.
    pub awaited: Vec<ProgramId>,
}

/// What stands against making two clients one.
#[must_use]
pub fn merge_blockers(kept: &UnderWay, other: &UnderWay) -> Vec<MergeBlocker> {
    let both_enrolled = kept.groups.iter().any(|group| other.groups.contains(group));
    let at_once =
        |one: &Occupancy| other.taken.iter().any(|other| other.overlaps(one.starts_at, one.ends_at));
    let double_booked = kept.taken.iter().any(at_once);
    let both_waiting = kept.awaited.iter().any(|program| other.awaited.contains(program));
    let found = [
        (both_enrolled, MergeBlocker::BothEnrolled),
        (double_booked, MergeBlocker::DoubleBooked),
        (both_waiting, MergeBlocker::BothWaiting),
    ];
    found.into_iter().filter(|(stands, _)| *stands).map(|(_, blocker)| blocker).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{RowId, SessionId};
    use crate::domain::occupancy::Holder;
    use crate::domain::people::{AddressStanding, Barrier, EmailAddress, Guardian, Language, PreferredName};
    use crate::domain::time::Zone;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3600).unwrap()
    }

    fn record(name: &str) -> ClientRecord {
        let client = Client {
            id: ClientId::from_uuid(Uuid::nil()),
            external_id: None,
            preferred_name: PreferredName::parse(name).unwrap(),
            contact: Contact { email: None, email_consent_at: None },
            language: Language::En,
            zone: Zone::parse("Europe/Berlin").unwrap(),
            location: None,
            problem_area: None,
            barriers: vec![Barrier::Work],
            calendar_parts: false,
            reminders_stopped_at: None,
            address: AddressStanding::default(),
            created_at: at(2),
            row_version: 4,
        };
        ClientRecord { client, details: ClientDetails::default() }
    }

    fn contact(address: &str, consent: Option<Timestamp>) -> Contact {
        Contact { email: Some(EmailAddress::parse(address).unwrap()), email_consent_at: consent }
    }

    #[test]
    fn what_the_kept_record_lacks_comes_from_the_other_and_its_own_stands() {
        let mut kept = record("Ana");
        kept.client.external_id = Some("A-1".parse().unwrap());
        let mut other = record("Anna");
        other.client.external_id = Some("A-2".parse().unwrap());
        other.client.contact = contact("ana@example.org", Some(at(5)));
        other.client.barriers = vec![Barrier::Cost, Barrier::Work];
        other.client.created_at = at(1);
        let guardian =
            Guardian { preferred_name: PreferredName::parse("Bea").unwrap(), contact: Contact::default() };
        other.details.guardian = Some(guardian.clone());
        let MergedRecord { record: merged, filled, dropped } = merge_records(kept.clone(), other.clone());
        assert_eq!(filled, ["email", "guardian", "barriers"]);
        assert_eq!(dropped, ["externalId", "preferredName"]);
        assert_eq!(merged.client.preferred_name, kept.client.preferred_name);
        assert_eq!(merged.client.external_id, kept.client.external_id);
        assert_eq!(merged.client.contact, other.client.contact);
        assert_eq!(merged.client.barriers, [Barrier::Work, Barrier::Cost]);
        assert_eq!((merged.client.created_at, merged.client.row_version), (at(1), 5));
        assert_eq!(merged.details.guardian, Some(guardian));
    }

    #[test]
    fn a_consent_comes_with_its_address_and_never_alone() {
        let mut kept = record("Ana");
        kept.client.contact = contact("ana@example.org", None);
        let mut other = record("Ana");
        for (address, dropped) in [("ana@example.org", vec![]), ("other@example.org", vec!["email"])] {
            other.client.contact = contact(address, Some(at(5)));
            let merged = merge_records(kept.clone(), other.clone());
            assert_eq!(merged.record.client.contact, kept.client.contact);
            assert_eq!(merged.dropped, dropped);
        }
    }

    #[test]
    fn one_group_or_program_twice_and_two_sessions_at_once_stand_against_it() {
        let group = |n| GroupId::from_uuid(Uuid::from_u128(n));
        let taken = |from, until| Occupancy {
            id: RowId::from_uuid(Uuid::nil()),
            session_id: SessionId::from_uuid(Uuid::nil()),
            holder: Holder::Client(ClientId::from_uuid(Uuid::nil())),
            starts_at: at(from),
            ends_at: at(until),
        };
        let program = |n| ProgramId::from_uuid(Uuid::from_u128(n));
        let one = UnderWay { groups: vec![group(1)], taken: vec![taken(1, 2)], awaited: vec![program(1)] };
        let other = UnderWay { groups: vec![group(2)], taken: vec![taken(2, 3)], awaited: vec![program(2)] };
        assert_eq!(merge_blockers(&one, &other), []);
        let enrolled = UnderWay { groups: vec![group(2), group(1)], ..other.clone() };
        assert_eq!(merge_blockers(&one, &enrolled), [MergeBlocker::BothEnrolled]);
        let booked = UnderWay { taken: vec![taken(0, 2)], ..other.clone() };
        assert_eq!(merge_blockers(&one, &booked), [MergeBlocker::DoubleBooked]);
        let waiting = UnderWay { awaited: vec![program(1)], ..other };
        assert_eq!(merge_blockers(&one, &waiting), [MergeBlocker::BothWaiting]);
    }
}
