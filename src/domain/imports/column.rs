//! The columns a file of clients may have.

use strsim::jaro_winkler;

use crate::domain::words::words;

words! {
    /// A column of a file of clients, by the name its header has.
    pub enum Column {
        /// The clinic's own number; by it a client is known again.
        ExternalId = "external_id",
        /// What they want to be called.
        PreferredName = "preferred_name",
        /// Their address.
        Email = "email",
        /// Whether they agree to be written to.
        EmailConsent = "email_consent",
        /// The language they are written to in.
        Language = "language",
        /// The zone they live in.
        Zone = "zone",
        /// Where they are for telehealth.
        Location = "location",
        /// What the treatment works on.
        ProblemArea = "problem_area",
        /// What may keep them from attending.
        Barriers = "barriers",
        /// What the guardian of an adolescent is called.
        GuardianName = "guardian_name",
        /// The guardian's address.
        GuardianEmail = "guardian_email",
        /// Whether the guardian agrees to be written to.
        GuardianEmailConsent = "guardian_email_consent",
        /// When they can come, in their own zone.
        Availability = "availability",
    }
}

impl Column {
    /// The columns no file can do without: what every client has.
    pub const MANDATORY: [Self; 3] = [Self::PreferredName, Self::Language, Self::Zone];

    /// What the column's cell holds in the file that is shown as an example.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::ExternalId => "A-1017",
            Self::PreferredName => "Ana Ruiz",
            Self::Email => "ana@example.org",
            Self::EmailConsent => "yes",
            Self::Language => "es",
            Self::Zone => "America/New_York",
            Self::Location => "US-NY",
            Self::ProblemArea => "ROLE_TRANSITION",
            Self::Barriers => "TRANSPORT|WORK",
            Self::GuardianName => "Bea Ruiz",
            Self::GuardianEmail => "bea@example.org",
            Self::GuardianEmailConsent => "no",
            Self::Availability => "Mon 18:00-20:00; Sat 09:00-12:00",
        }
    }

    /// The column of a header's cell. Case and the signs between words don't matter: `Preferred name`, `E-Mail`.
    pub(super) fn of_header(given: &str) -> Option<Self> {
        let wanted = letters(given);
        Self::ALL.iter().copied().find(|column| letters(column.word()) == wanted)
    }

    /// The column that a header's cell may have meant.
    pub(super) fn like(given: &str) -> Option<Self> {
        // 0.8 lets two slips in a short word through and keeps unrelated words out.
        const ALIKE: f64 = 0.8;
        let wanted = letters(given);
        let likeness = |column: &Self| jaro_winkler(&wanted, &letters(column.word()));
        let best = Self::ALL.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        best.filter(|column| likeness(column) >= ALIKE)
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_may_be_written_as_people_write_it() {
        for (given, column) in [
            ("preferred_name", Column::PreferredName),
            ("Preferred name", Column::PreferredName),
            ("preferredName", Column::PreferredName),
            (" E-Mail ", Column::Email),
            ("EXTERNAL ID", Column::ExternalId),
        ] {
            assert_eq!(Column::of_header(given), Some(column), "{given}");
        }
        assert_eq!(Column::of_header("name"), None);
        assert_eq!(Column::of_header(""), None);
    }

    #[test]
    fn a_slip_finds_its_column_and_another_word_none() {
        assert_eq!(Column::like("langauge"), Some(Column::Language));
        assert_eq!(Column::like("guardian mail"), Some(Column::GuardianEmail));
        assert_eq!(Column::like("phone"), None);
    }
}
