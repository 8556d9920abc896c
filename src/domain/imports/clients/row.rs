//! One record as what it says of a client.

use std::collections::HashMap;

use csv::StringRecord;

use super::column::ClientColumn as Column;
use super::waitlist_cells::{WaitlistCells, waitlist};
use super::windows::parse_windows;
use crate::domain::imports::file::{Record, RefusedCell, parse_word, parse_words, refuse_formula};
use crate::domain::patch::Patch;
use crate::domain::people::{
    AvailabilityWindow, Barrier, EmailAddress, ExternalId, Jurisdiction, Language, PreferredName, ProblemArea,
};
use crate::domain::time::Zone;

/// One record of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// What it says, or everything that is wrong with it.
    pub cells: Result<Box<ClientCells>, Vec<RefusedCell>>,
}

/// What a record says of a client. A column that the file lacks keeps what is known; an empty cell clears it, except that
/// of a consent, which then says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCells {
    /// The clinic's own number.
    pub external_id: Option<ExternalId>,
    /// What they want to be called.
    pub preferred_name: PreferredName,
    /// Their address.
    pub email: Patch<EmailAddress>,
    /// Whether they agree to be written to.
    pub email_consent: Option<bool>,
    /// The language they are written to in.
    pub language: Language,
    /// The zone they live in.
    pub zone: Zone,
    /// Where they are for telehealth.
    pub location: Patch<Jurisdiction>,
    /// What the treatment works on.
    pub problem_area: Patch<ProblemArea>,
    /// What may keep them from attending.
    pub barriers: Option<Vec<Barrier>>,
    /// The guardian of an adolescent.
    pub guardian: Patch<GuardianCells>,
    /// When they can come.
    pub availability: Option<Vec<AvailabilityWindow>>,
    /// Their wait for a program, if anything is said of it.
    pub waitlist: Option<WaitlistCells>,
}

/// What a record says of a guardian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardianCells {
    /// What they are called.
    pub preferred_name: PreferredName,
    /// Their address.
    pub email: Patch<EmailAddress>,
    /// Whether they themselves agree to be written to.
    pub email_consent: Option<bool>,
}

/// Reads the records of one file; it remembers zones, which a file repeats on every line.
pub(super) struct RowReader<'a> {
    columns: &'a [Column],
    zones: HashMap<String, Result<Zone, String>>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(columns: &'a [Column]) -> Self {
        Self { columns, zones: HashMap::new() }
    }

    pub(super) fn read(&mut self, line: u64, cells: &StringRecord) -> ClientRow {
        let read = |mut record: Record<'_, Column>| {
            let read = client(&mut record, &mut self.zones).map(Box::new);
            record.finish(read)
        };
        ClientRow { line, cells: Record::new(self.columns, cells).and_then(read) }
    }
}

/// Reads every cell, so that all that is wrong is told at once.
fn client(
    record: &mut Record<'_, Column>,
    zones: &mut HashMap<String, Result<Zone, String>>,
) -> Option<ClientCells> {
    let external_id = record.patch(Column::ExternalId, |text| {
        refuse_formula(text)
            .map_err(|error| error.to_string())?
            .parse::<ExternalId>()
            .map_err(|e| e.to_string())
    });
    let preferred_name = record.needed(Column::PreferredName, name);
    let email = record.patch(Column::Email, EmailAddress::parse);
    let email_consent = record.answer(Column::EmailConsent);
    let language = record.needed(Column::Language, |text| text.to_ascii_lowercase().parse::<Language>());
    let zone = record.needed(Column::Zone, |text| {
        let known = zones.entry(text.to_owned());
        known.or_insert_with(|| Zone::parse(text).map_err(|error| error.to_string())).clone()
    });
    let location = record.patch(Column::Location, str::parse::<Jurisdiction>);
    let problem_area = record.patch(Column::ProblemArea, parse_word::<ProblemArea>);
    let barriers = record.list(Column::Barriers, parse_words);
    let guardian = guardian(record);
    let availability = record.list(Column::Availability, parse_windows);
    let waitlist = waitlist(record);
    Some(ClientCells {
        external_id: external_id.apply(None),
        preferred_name: preferred_name?,
        email,
        email_consent,
        language: language?,
        zone: zone?,
        location,
        problem_area,
        barriers,
        guardian,
        availability,
        waitlist,
    })
}

fn guardian(record: &mut Record<'_, Column>) -> Patch<GuardianCells> {
    let preferred_name = record.patch(Column::GuardianName, name);
    let email = record.patch(Column::GuardianEmail, EmailAddress::parse);
    let email_consent = record.answer(Column::GuardianEmailConsent);
    match preferred_name {
        Patch::Keep => Patch::Keep,
        Patch::Set(preferred_name) => Patch::Set(GuardianCells { preferred_name, email, email_consent }),
        Patch::Clear => {
            if matches!(email, Patch::Set(_)) || email_consent == Some(true) {
                record.refuse(Column::GuardianName, "must not be empty where more is said of a guardian");
            }
            Patch::Clear
        }
    }
}

fn name(text: &str) -> Result<PreferredName, String> {
    let text = refuse_formula(text).map_err(|error| error.to_string())?;
    PreferredName::parse(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::imports::read_clients;

    fn row(header: &str, cells: &str) -> Result<Box<ClientCells>, Vec<RefusedCell>> {
        let text = format!("preferred_name,language,zone{header}\n{cells}\n");
        read_clients(text.as_bytes()).unwrap().remove(0).cells
    }

    fn refusals(header: &str, cells: &str) -> Vec<String> {
        row(header, cells).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_missing_column_keeps_and_an_empty_cell_clears() {
        let short = row("", "Ana,ES,europe/madrid").unwrap();
        assert_eq!((short.zone.name(), short.language), ("Europe/Madrid", Language::Es));
        assert_eq!((&short.email, &short.barriers), (&Patch::Keep, &None));
        let empty = row(",email,barriers,guardian_name,email_consent", "Ana,es,UTC,,,,").unwrap();
        assert_eq!((&empty.email, &empty.barriers), (&Patch::Clear, &Some(Vec::new())));
        assert_eq!((&empty.guardian, empty.email_consent), (&Patch::Clear, None));
    }

    #[test]
    fn every_bad_cell_of_a_row_is_told_with_its_value_and_why() {
        let header = ",external_id,email,email_consent,location,problem_area,barriers,guardian_name,\
                      guardian_email,guardian_email_consent,availability";
        let cells = ",fr,Europe/Berln,=1+1,ana@,perhaps,Mars,grief?,weather,@SUM(A1),bea,x,Mon 8";
        let said = refusals(header, cells);
        for (place, reason) in [
            ("preferred_name ``", "must not be empty"),
            ("language `fr`", "expected en or es"),
            ("zone `Europe/Berln`", "did you mean Europe/Berlin"),
            ("external_id `=1+1`", "formula"),
            ("email `ana@`", "not a domain"),
            ("email_consent `perhaps`", "yes or no"),
            ("location `Mars`", "ISO 3166"),
            ("problem_area `grief?`", "GRIEF, ROLE_DISPUTE"),
            ("barriers `weather`", "TRANSPORT, CHILDCARE"),
            ("guardian_name `@SUM(A1)`", "formula"),
            ("guardian_email `bea`", "exactly one @"),
            ("guardian_email_consent `x`", "yes or no"),
            ("availability `Mon 8`", "Mon 18:00-20:00"),
        ] {
            let one = said
                .iter()
                .find(|line| line.starts_with(place))
                .unwrap_or_else(|| panic!("{place}: {said:?}"));
            assert!(one.contains(reason), "{one}");
        }
        assert_eq!(said.len(), 13);
    }

    #[test]
    fn too_few_and_too_many_cells_are_told_with_what_the_header_has() {
        assert_eq!(refusals("", "Ana,es")[0].split(';').next(), Some("2 cells: the header has 3"));
        assert_eq!(refusals("", "Ruiz, Ana,es,UTC")[0].split(';').next(), Some("4 cells: the header has 3"));
    }

    #[test]
    fn what_is_said_of_a_guardian_needs_their_name() {
        let said = refusals(",guardian_name,guardian_email", "Ana,es,UTC,,bea@example.org");
        assert_eq!(said, ["guardian_name ``: must not be empty where more is said of a guardian"]);
    }
}
