//! The columns a file of clients may have.

use crate::domain::imports::CourseColumn;
use crate::domain::imports::file::FileColumn;
use crate::domain::words::words;

words! {
    /// A column of a file of clients, by the name its header has.
    pub enum ClientColumn {
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
        /// The code of the program that they wait for.
        WaitlistProgram = "waitlist_program",
        /// The site where they wait.
        WaitlistSite = "waitlist_site",
        /// Since when they wait.
        ReferredOn = "referred_on",
        /// How soon they should begin.
        WaitlistPriority = "waitlist_priority",
        /// Where their wait stands.
        WaitlistStatus = "waitlist_status",
        /// Why they were taken off the list.
        WithdrawalReason = "withdrawal_reason",
    }
}

impl FileColumn for ClientColumn {
    const KIND: &'static str = "clients";

    type Other = CourseColumn;

    const COLUMNS: &'static [Self] = Self::ALL;

    const MANDATORY: &'static [Self] = &[Self::PreferredName, Self::Language, Self::Zone];

    fn name(self) -> &'static str {
        self.word()
    }

    fn companion(self) -> Option<Self> {
        match self {
            Self::GuardianEmail | Self::GuardianEmailConsent => Some(Self::GuardianName),
            Self::WaitlistSite | Self::ReferredOn | Self::WaitlistPriority | Self::WaitlistStatus => {
                Some(Self::WaitlistProgram)
            }
            Self::WithdrawalReason => Some(Self::WaitlistStatus),
            Self::ExternalId
            | Self::PreferredName
            | Self::Email
            | Self::EmailConsent
            | Self::Language
            | Self::Zone
            | Self::Location
            | Self::ProblemArea
            | Self::Barriers
            | Self::GuardianName
            | Self::Availability
            | Self::WaitlistProgram => None,
        }
    }

    fn example(self) -> &'static str {
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
            Self::WaitlistProgram => "IPT-GROUP",
            Self::WaitlistSite | Self::WithdrawalReason => "",
            Self::ReferredOn => "2026-01-15",
            Self::WaitlistPriority => "SOON",
            Self::WaitlistStatus => "WAITING",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_may_be_written_as_people_write_it() {
        for (given, column) in [
            ("preferred_name", ClientColumn::PreferredName),
            ("Preferred name", ClientColumn::PreferredName),
            ("preferredName", ClientColumn::PreferredName),
            (" E-Mail ", ClientColumn::Email),
            ("EXTERNAL ID", ClientColumn::ExternalId),
        ] {
            assert_eq!(ClientColumn::of_header(given), Some(column), "{given}");
        }
        assert_eq!(ClientColumn::of_header("name"), None);
        assert_eq!(ClientColumn::of_header(""), None);
    }

    #[test]
    fn a_slip_finds_its_column_and_another_word_none() {
        assert_eq!(ClientColumn::like("langauge"), Some(ClientColumn::Language));
        assert_eq!(ClientColumn::like("guardian mail"), Some(ClientColumn::GuardianEmail));
        assert_eq!(ClientColumn::like("phone"), None);
    }
}
