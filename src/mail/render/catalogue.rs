//! The words of each language, one embedded Fluent file per language.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use super::rendered::RenderError;
use crate::domain::people::Language;

/// One language's phrases.
pub(super) struct Catalogue {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

macro_rules! phrases {
    ($($name:ident = $key:literal,)*) => {
        /// Everything the mails say, by its key in the catalogues.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Phrase { $($name,)* }

        impl Phrase {
            /// Every phrase. For tests only, so that the compiler reports a phrase that no mail says.
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its key.
            pub(super) const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

phrases! {
    ConfirmIntro = "confirm-intro",
    ConfirmSubject = "confirm-subject",
    ConfirmToAnswer = "confirm-to-answer",
    ConfirmToCall = "confirm-to-call",
    DeclinedEarly = "declined-early",
    DeclinedIntro = "declined-intro",
    DeclinedLate = "declined-late",
    DeclinedSubject = "declined-subject",
    DigestAttended = "digest-attended",
    DigestCancelled = "digest-cancelled",
    DigestComing = "digest-coming",
    DigestFailedMails = "digest-failed-mails",
    DigestFlags = "digest-flags",
    DigestHeld = "digest-held",
    DigestIntro = "digest-intro",
    DigestNothingCounts = "digest-nothing-counts",
    DigestOfAll = "digest-of-all",
    DigestSubject = "digest-subject",
    DigestSuspended = "digest-suspended",
    DigestTasks = "digest-tasks",
    DigestUnowned = "digest-unowned",
    DigestUnrecorded = "digest-unrecorded",
    Greeting = "greeting",
    GreetingNamed = "greeting-named",
    HelpNow = "help-now",
    LabelAdded = "label-added",
    LabelAppointment = "label-appointment",
    LabelBefore = "label-before",
    LabelCancelled = "label-cancelled",
    LabelDate = "label-date",
    LabelLength = "label-length",
    LabelNewPlace = "label-new-place",
    LabelNow = "label-now",
    LabelRestored = "label-restored",
    LabelTime = "label-time",
    Length = "length",
    NoticeIntroAdded = "notice-intro-added",
    NoticeIntroCancelled = "notice-intro-cancelled",
    NoticeIntroDigest = "notice-intro-digest",
    NoticeIntroMoved = "notice-intro-moved",
    NoticeIntroPlace = "notice-intro-place",
    NoticeIntroRestored = "notice-intro-restored",
    NoticeSubjectAdded = "notice-subject-added",
    NoticeSubjectCancelled = "notice-subject-cancelled",
    NoticeSubjectDigest = "notice-subject-digest",
    NoticeSubjectMoved = "notice-subject-moved",
    NoticeSubjectPlace = "notice-subject-place",
    NoticeSubjectRestored = "notice-subject-restored",
    NoticeTime = "notice-time",
    NoticeToAnswer = "notice-to-answer",
    NoticeToAsk = "notice-to-ask",
    NudgeDays = "nudge-days",
    NudgeIntro = "nudge-intro",
    NudgeMore = "nudge-more",
    NudgeSubject = "nudge-subject",
    PlaceOnRequest = "place-on-request",
    PlaceRemote = "place-remote",
    ReminderIntro = "reminder-intro",
    ReminderSubject = "reminder-subject",
    ReminderToAnswer = "reminder-to-answer",
    ReminderToChange = "reminder-to-change",
    SentAutomatically = "sent-automatically",
    StaffToLook = "staff-to-look",
    TakenBackIntro = "taken-back-intro",
    TakenBackSubject = "taken-back-subject",
    TimeInZone = "time-in-zone",
    WelcomeIntro = "welcome-intro",
    WelcomeOthers = "welcome-others",
    WelcomeSubject = "welcome-subject",
    WelcomeToAsk = "welcome-to-ask",
    WelcomeWeekly = "welcome-weekly",
}

/// The catalogue file of a language.
pub(super) const fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../templates/en.ftl"),
        Language::Es => include_str!("../templates/es.ftl"),
    }
}

static ENGLISH: LazyLock<Option<Catalogue>> = LazyLock::new(|| Catalogue::read(Language::En));
static SPANISH: LazyLock<Option<Catalogue>> = LazyLock::new(|| Catalogue::read(Language::Es));

impl Catalogue {
    /// The catalogue of a language, read once.
    ///
    /// # Errors
    /// `RenderError::Catalogue`, which a test rules out for the embedded files.
    pub(super) fn of(language: Language) -> Result<&'static Self, RenderError> {
        let read = match language {
            Language::En => &ENGLISH,
            Language::Es => &SPANISH,
        };
        read.as_ref().ok_or(RenderError::Catalogue(language))
    }

    fn read(language: Language) -> Option<Self> {
        Self::of_text(language, source(language))
    }

    /// The catalogue of a file with that text; none if it is none.
    fn of_text(language: Language, text: &str) -> Option<Self> {
        let resource = FluentResource::try_new(text.to_owned()).ok()?;
        let identifier: LanguageIdentifier = language.word().parse().ok()?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // The marks around what is filled in are bidirectional controls: neither language needs them.
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).ok()?;
        Some(Self { language, bundle })
    }

    /// Says a phrase.
    ///
    /// # Errors
    /// `RenderError::Phrase` if it is missing or wants something it is not given.
    pub(super) fn say(&self, phrase: Phrase) -> Result<String, RenderError> {
        self.say_with(phrase, &FluentArgs::new())
    }

    /// Says a phrase with something filled in. What is filled in is never read as a phrase itself.
    ///
    /// # Errors
    /// As `say`.
    pub(super) fn say_with(&self, phrase: Phrase, args: &FluentArgs<'_>) -> Result<String, RenderError> {
        let key = phrase.key();
        let cannot = RenderError::Phrase { key, language: self.language };
        let pattern = self.bundle.get_message(key).and_then(|message| message.value()).ok_or(cannot)?;
        let mut faults = Vec::new();
        let said = self.bundle.format_pattern(pattern, Some(args), &mut faults).into_owned();
        if faults.is_empty() { Ok(said) } else { Err(cannot) }
    }
}

#[cfg(test)]
mod tests {
    use fluent_bundle::FluentValue;

    use super::*;

    /// The catalogue that there is, with these lines in place of the greetings.
    fn with_greetings(lines: &str) -> Option<Catalogue> {
        let others = source(Language::En).lines().filter(|line| !line.starts_with("greeting"));
        let text = others.chain(lines.lines()).collect::<Vec<_>>().join("\n");
        Catalogue::of_text(Language::En, &text)
    }

    #[test]
    fn an_unknown_variable_or_a_missing_phrase_fails_whatever_says_it_and_nothing_else() {
        let catalogue = with_greetings("greeting = Hello { $nobody },").unwrap();
        let cannot = |key| Err::<String, _>(RenderError::Phrase { key, language: Language::En });
        assert_eq!(catalogue.say(Phrase::Greeting), cannot("greeting"), "nobody fills that in");
        let mut args = FluentArgs::new();
        args.set("name", FluentValue::from("Zoë"));
        assert_eq!(
            catalogue.say_with(Phrase::GreetingNamed, &args),
            cannot("greeting-named"),
            "it is missing"
        );
        assert_eq!(catalogue.say(Phrase::ReminderSubject), Ok("Appointment reminder".to_owned()));
        for phrase in Phrase::ALL {
            let is_whole = catalogue.bundle.has_message(phrase.key());
            assert_eq!(is_whole, *phrase != Phrase::GreetingNamed, "{}", phrase.key());
        }
    }

    #[test]
    fn what_wants_more_than_it_is_given_is_not_said_in_part() {
        let catalogue =
            with_greetings("greeting = Hello,\ngreeting-named = Hello { $name } of { $group }").unwrap();
        let mut args = FluentArgs::new();
        args.set("name", FluentValue::from("Zoë"));
        assert!(catalogue.say_with(Phrase::GreetingNamed, &args).is_err());
        assert_eq!(catalogue.say(Phrase::Greeting), Ok("Hello,".to_owned()));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_no_catalogue() {
        assert!(with_greetings("greeting = { $name").is_none());
        assert!(Catalogue::of_text(Language::Es, "greeting = Hola:").is_some());
    }
}
