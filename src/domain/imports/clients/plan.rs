//! The plan: what each row does, given what the clinic has.

use std::collections::HashMap;

use jiff::Timestamp;

use super::column::ClientColumn as Column;
use super::import::ImportCounts;
use super::known::{KnownClients, email_key};
use super::known_waitlist::KnownWaitlist;
use super::plan_entry::{plan_entry, plan_first_entry};
use super::plan_row::{ChangedClient, DuplicateOf, NewClient, PlannedRow, RowEffect, RowOutcome};
use super::row::{ClientCells, ClientRow, GuardianCells};
use crate::domain::ids::ClientId;
use crate::domain::imports::file::RefusedCell;
use crate::domain::patch::Patch;
use crate::domain::people::{
    ClientDetails, ClientEdit, ClientRecord, ConsentWithoutAddress, Contact, EmailAddress, ExternalId,
    Guardian, GuardianDraft,
};
use crate::domain::words::words;

words! {
    /// What becomes of rows that seem to repeat somebody.
    #[derive(Default)]
    pub enum Duplicates {
        /// They are left out.
        #[default]
        Skip = "SKIP",
        /// They are recorded all the same.
        Create = "CREATE",
    }
}

/// What an import does, row by row in the order of the file: a dry run shows it, a real run carries it out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportPlan {
    /// Every row.
    pub rows: Vec<PlannedRow>,
    /// How many rows have which effect.
    pub counts: ImportCounts,
}

/// Plans an import at `now`, the date of consents that the file states anew.
///
/// A row of an external id that the clinic knows is that client. Any other with an address that a client of the clinic
/// has, or an earlier row, is a likely duplicate.
#[must_use]
pub fn plan_import(
    rows: &[ClientRow],
    known: &KnownClients,
    duplicates: Duplicates,
    now: Timestamp,
) -> ImportPlan {
    let mut planner = Planner { known, duplicates, now, lines: HashMap::new(), addresses: HashMap::new() };
    let mut plan = ImportPlan::default();
    for row in rows {
        let planned = planner.plan(row);
        let ImportCounts { created, updated, unchanged, likely_duplicates, refused } = &mut plan.counts;
        *match planned.outcome.effect() {
            RowEffect::Create => created,
            RowEffect::Update => updated,
            RowEffect::Unchanged => unchanged,
            RowEffect::LikelyDuplicate => likely_duplicates,
            RowEffect::Refused => refused,
        } += 1;
        plan.rows.push(planned);
    }
    plan
}

struct Planner<'a> {
    known: &'a KnownClients,
    duplicates: Duplicates,
    now: Timestamp,
    /// The line of each external id so far.
    lines: HashMap<ExternalId, u64>,
    /// The line and the folded name of each address so far.
    addresses: HashMap<String, (u64, String)>,
}

impl Planner<'_> {
    fn plan(&mut self, row: &ClientRow) -> PlannedRow {
        let ClientRow { line, cells } = row;
        let (external_id, outcome) = match cells {
            Ok(cells) => (cells.external_id.clone(), self.outcome(*line, cells)),
            Err(refused) => (None, RowOutcome::Refused(refused.clone())),
        };
        PlannedRow { line: *line, external_id, outcome }
    }

    fn outcome(&mut self, line: u64, cells: &ClientCells) -> RowOutcome {
        if let Some(external_id) = &cells.external_id {
            if let Some(first) = self.lines.get(external_id) {
                let reason = format!("stands on line {first} too: one row for each client");
                let refused = RefusedCell::new(Column::ExternalId, external_id.as_str(), reason);
                return RowOutcome::Refused(vec![refused]);
            }
            self.lines.insert(external_id.clone(), line);
        }
        let known = cells.external_id.as_ref().and_then(|id| self.known.of_external_id(id));
        let repeated = self.repeated(line, cells);
        match (known, repeated) {
            (Some(known), _) => changed(known, &self.known.waitlist, cells, self.now),
            (None, Some((of, same_name))) if self.duplicates == Duplicates::Skip => {
                RowOutcome::LikelyDuplicate { of, same_name }
            }
            (None, _) => created(&self.known.waitlist, cells, self.now),
        }
    }

    /// Whom the row seems to repeat; its own address counts for the rows after it.
    fn repeated(&mut self, line: u64, cells: &ClientCells) -> Option<(DuplicateOf, bool)> {
        let Patch::Set(email) = &cells.email else { return None };
        let name = cells.preferred_name.folded();
        let in_clinic = self.known.holder(email).map(|(id, known)| (DuplicateOf::Client(id), known == name));
        let earlier = self.addresses.get(&email_key(email));
        let in_file = earlier.map(|(line, known)| (DuplicateOf::Line(*line), *known == name));
        self.addresses.entry(email_key(email)).or_insert((line, name));
        in_clinic.or(in_file)
    }
}

fn created(list: &KnownWaitlist, cells: &ClientCells, now: Timestamp) -> RowOutcome {
    let ClientCells {
        external_id,
        preferred_name,
        email,
        email_consent,
        language,
        zone,
        location,
        problem_area,
        barriers,
        guardian,
        availability,
        waitlist,
    } = cells.clone();
    let waitlist = match plan_first_entry(list, waitlist.as_ref()) {
        Ok(planned) => planned,
        Err(refused) => return RowOutcome::Refused(vec![refused]),
    };
    let contact = match Contact::default().edited(email, email_consent, now) {
        Ok(contact) => contact,
        Err(ConsentWithoutAddress) => return without_address(Column::EmailConsent),
    };
    let guardian = match guardian {
        Patch::Keep | Patch::Clear => None,
        Patch::Set(stated) => match settled(stated, None, now) {
            Ok(guardian) => Some(guardian),
            Err(ConsentWithoutAddress) => return without_address(Column::GuardianEmailConsent),
        },
    };
    RowOutcome::Create(Box::new(NewClient {
        external_id,
        preferred_name,
        contact,
        language,
        zone,
        location: location.apply(None),
        problem_area: problem_area.apply(None),
        barriers: barriers.unwrap_or_default(),
        details: ClientDetails { guardian, availability: availability.unwrap_or_default() },
        waitlist,
    }))
}

fn changed(known: &ClientRecord, list: &KnownWaitlist, cells: &ClientCells, now: Timestamp) -> RowOutcome {
    let ClientRecord { client, details: ClientDetails { guardian, availability } } = known;
    let edit = edit(known, cells);
    let guardian = match settle_guardian(guardian.as_ref(), &cells.guardian, now) {
        Ok(changed) => changed,
        Err(ConsentWithoutAddress) => return without_address(Column::GuardianEmailConsent),
    };
    let availability = cells.availability.clone().filter(|windows| windows != availability);
    let mut fields = edit.fields();
    fields.extend(guardian.as_ref().map(|_| "guardian"));
    fields.extend(availability.as_ref().map(|_| "availability"));
    let waitlist = match plan_entry(list, client.id, cells.waitlist.as_ref()) {
        Ok(planned) => planned,
        Err(refused) => return RowOutcome::Refused(vec![refused]),
    };
    // The client's own record has no new version where only the wait changes.
    let edited = if fields.is_empty() { Ok(client.clone()) } else { edit.apply(client.clone(), now) };
    fields.extend(waitlist.as_ref().map(|_| "waitlist"));
    if fields.is_empty() {
        return RowOutcome::Unchanged(client.id);
    }
    match edited {
        Ok(client) => RowOutcome::Update(Box::new(ChangedClient {
            before: known.clone(),
            client,
            guardian,
            availability,
            waitlist,
            fields,
        })),
        Err(ConsentWithoutAddress) => without_address(Column::EmailConsent),
    }
}

/// The edit that makes the client what the row says, touching only what differs.
fn edit(known: &ClientRecord, cells: &ClientCells) -> ClientEdit {
    let ClientRecord { client, details: _ } = known;
    let ClientCells {
        external_id: _,
        preferred_name,
        email,
        email_consent,
        language,
        zone,
        location,
        problem_area,
        barriers,
        guardian: _,
        availability: _,
        waitlist: _,
    } = cells.clone();
    ClientEdit {
        preferred_name: Some(preferred_name).filter(|name| *name != client.preferred_name),
        email: differing(email, client.contact.email.as_ref()),
        email_consent: email_consent.filter(|yes| *yes != client.contact.email_consent_at.is_some()),
        language: Some(language).filter(|language| *language != client.language),
        zone: Some(zone).filter(|zone| *zone != client.zone),
        location: differing(location, client.location.as_ref()),
        problem_area: differing(problem_area, client.problem_area.as_ref()),
        barriers: barriers.filter(|barriers| *barriers != client.barriers),
        calendar_parts: None,
        reminders_stopped: None,
        external_id: Patch::Keep,
    }
}

fn differing<T: PartialEq>(stated: Patch<T>, known: Option<&T>) -> Patch<T> {
    let is_so = match &stated {
        Patch::Keep => true,
        Patch::Clear => known.is_none(),
        Patch::Set(value) => known == Some(value),
    };
    if is_so { Patch::Keep } else { stated }
}

/// The guardian afterwards, if that changes.
fn settle_guardian(
    known: Option<&Guardian>,
    stated: &Patch<GuardianCells>,
    now: Timestamp,
) -> Result<Option<Option<Guardian>>, ConsentWithoutAddress> {
    let after = match stated.clone() {
        Patch::Keep => return Ok(None),
        Patch::Clear => None,
        Patch::Set(cells) => Some(settled(cells, known, now)?),
    };
    Ok(Some(after).filter(|after| after.as_ref() != known))
}

/// What the row leaves out of a guardian stays, and a consent only with the address it was given for.
fn settled(
    cells: GuardianCells,
    known: Option<&Guardian>,
    now: Timestamp,
) -> Result<Guardian, ConsentWithoutAddress> {
    let GuardianCells { preferred_name, email, email_consent } = cells;
    let before: Option<&EmailAddress> = known.and_then(|known| known.contact.email.as_ref());
    let email = email.apply(before.cloned());
    let consented = known.is_some_and(|known| known.contact.mailable() == email.as_ref() && email.is_some());
    let draft = GuardianDraft { preferred_name, email, email_consent: email_consent.unwrap_or(consented) };
    draft.settle(known, now)
}

fn without_address(column: Column) -> RowOutcome {
    RowOutcome::Refused(vec![RefusedCell::new(column, "yes", ConsentWithoutAddress)])
}

/// The clients that a plan changes or finds unchanged, for who looks for one.
impl RowOutcome {
    /// The client of the clinic that the row stands for, or seems to repeat.
    #[must_use]
    pub fn client_id(&self) -> Option<ClientId> {
        match self {
            Self::Update(changed) => Some(changed.client.id),
            Self::Unchanged(id) | Self::LikelyDuplicate { of: DuplicateOf::Client(id), .. } => Some(*id),
            Self::Create(_) | Self::LikelyDuplicate { of: DuplicateOf::Line(_), .. } | Self::Refused(_) => {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::domain::imports::read_clients;

    const HEADER: &str = "external_id,preferred_name,language,zone,email,email_consent,guardian_name,guardian_email,\
                          guardian_email_consent";
    const ANA: &str = "A-1,Ana,es,Europe/Madrid,ana@example.org,yes,Bea,bea@example.org,yes";
    const NOON: Timestamp = Timestamp::UNIX_EPOCH;

    fn rows(header: &str, rows: &[&str]) -> Vec<ClientRow> {
        read_clients(format!("{header}\n{}\n", rows.join("\n")).as_bytes()).unwrap()
    }

    /// The clinic once Ana's row has been brought in at noon.
    fn clinic() -> KnownClients {
        let plan = plan_import(&rows(HEADER, &[ANA]), &KnownClients::default(), Duplicates::Skip, NOON);
        let RowOutcome::Create(new) = plan.rows.into_iter().next().unwrap().outcome else { panic!() };
        let (client, details) = new.into_client(ClientId::from_uuid(uuid::Uuid::nil()), NOON);
        let mut known = KnownClients::default();
        known.add_holder(&client);
        known.add(ClientRecord { client, details });
        known
    }

    fn later(header: &str, row: &str) -> RowOutcome {
        let now = NOON + SignedDuration::from_hours(1);
        plan_import(&rows(header, &[row]), &clinic(), Duplicates::Skip, now).rows.remove(0).outcome
    }

    #[track_caller]
    fn update(header: &str, row: &str) -> ChangedClient {
        match later(header, row) {
            RowOutcome::Update(changed) => *changed,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_said_again_changes_nothing_and_consents_keep_their_date() {
        assert!(matches!(later(HEADER, ANA), RowOutcome::Unchanged(_)));
        let moved = update(HEADER, &ANA.replace("ana@example.org", "anna@example.com"));
        assert_eq!((moved.fields.as_slice(), moved.client.row_version), (["email"].as_slice(), 2));
        assert_eq!(moved.client.contact.email_consent_at, Some(NOON));
        // Another address is another guardian's, who has to agree anew.
        let other = update(HEADER, &ANA.replace("bea@example.org,yes", "cal@example.org,"));
        assert_eq!(other.fields, ["guardian"]);
        assert_eq!(other.guardian.unwrap().unwrap().contact.email_consent_at, None);
    }

    #[test]
    fn a_file_that_speaks_of_less_leaves_the_rest_alone() {
        let short = "external_id,preferred_name,language,zone";
        assert!(matches!(later(short, "A-1,Ana,es,Europe/Madrid"), RowOutcome::Unchanged(_)));
        let named = update(&format!("{short},guardian_name"), "A-1,Ana,es,Europe/Madrid,Beatriz");
        let guardian = named.guardian.unwrap().unwrap();
        assert_eq!(guardian.contact.email_consent_at, Some(NOON), "the address and its consent stay");
        let gone = update(&format!("{short},guardian_name"), "A-1,Ana,es,Europe/Madrid,");
        assert_eq!(gone.guardian, Some(None));
    }

    #[test]
    fn a_consent_needs_an_address_here_or_in_the_clinic() {
        let header = "external_id,preferred_name,language,zone,email_consent";
        assert!(matches!(later(header, "A-1,Ana,es,Europe/Madrid,yes"), RowOutcome::Unchanged(_)));
        for row in ["A-2,Bo,en,UTC,yes", ",Bo,en,UTC,yes"] {
            let RowOutcome::Refused(refused) = later(header, row) else { panic!("{row}") };
            assert_eq!(refused[0].to_string(), "email_consent `yes`: consent to e-mail needs an address");
        }
    }

    #[test]
    fn the_same_plan_has_the_same_hash_whenever_it_is_made_and_another_file_another() {
        use crate::domain::ids::ImportId;
        let id = ImportId::from_uuid(uuid::Uuid::nil());
        let hash = |row: &str, hours: i64, skip: bool| {
            let now = NOON + SignedDuration::from_hours(hours);
            let plan = plan_import(&rows(HEADER, &[row]), &clinic(), Duplicates::Skip, now);
            plan.hash(id, Duplicates::Skip, skip)
        };
        let changed = ANA.replace("es,", "en,");
        assert_eq!(hash(&changed, 1, false), hash(&changed, 2, false));
        assert_ne!(hash(&changed, 1, false), hash(&changed, 1, true));
        assert_ne!(hash(&changed, 1, false), hash(ANA, 1, false));
    }
}
