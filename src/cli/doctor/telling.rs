//! Names in every mail that tell what appointments are for.

use super::finding::Finding;
use crate::config::MailSettings;
use crate::domain::ids::ClinicId;
use crate::domain::name::Name;
use crate::domain::neutral::telling_words;

const WHAT: &str = "telling name";

/// The clinics whose mails carry such a name: they were set up before it was refused, and their mails go out all the same.
pub(super) fn of_mail_names(telling: &[(ClinicId, Name)]) -> impl Iterator<Item = Finding> {
    telling.iter().map(|(id, name)| {
        let told = format!(
            "the mails of {id} carry {:?}, and whoever sees one learns what it is about ({}): `roundel clinic update --clinic \
             {id} --mail-name` gives them a neutral name",
            name.as_str(),
            telling_words(name.as_str()).join(", ")
        );
        Finding::warning(WHAT, told)
    })
}

/// The sender's name, which all mails of all clinics carry.
pub(super) fn of_sender_name(settings: &MailSettings) -> Option<Finding> {
    let words = telling_words(&settings.from_name);
    let told = format!(
        "mail.from_name = {:?}: whoever sees a mail learns what it is about ({}); make it a neutral one, as in \
         \"Appointments\"",
        settings.from_name,
        words.join(", ")
    );
    (!words.is_empty()).then(|| Finding::warning(WHAT, told))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::State;

    #[test]
    fn a_clinic_is_named_with_the_words_that_tell_and_the_way_out() {
        let id = ClinicId::from_uuid(uuid::Uuid::nil());
        let telling = [(id, "Harlem Group Therapy".parse().unwrap())];
        let findings: Vec<Finding> = of_mail_names(&telling).collect();
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!(finding.state, State::Warning);
        for part in ["\"Harlem Group Therapy\"", "(Group, Therapy)", &format!("--clinic {id} --mail-name")] {
            assert!(finding.told.contains(part), "{part}: {finding}");
        }
        assert_eq!(of_mail_names(&[]).count(), 0);
    }
}
