//! The notice that appointments were changed.

use askama::Template;
use fluent_bundle::{FluentArgs, FluentValue};
use jiff::Timestamp;

use super::catalogue::{Catalogue, Phrase};
use super::letter::{Letter, LetterWords};
use super::rendered::{RenderError, RenderedMail, one_line};
use super::when::{When, length};
use crate::domain::neutral::forbidden_words;
use crate::domain::notices::NoticeKind;
use crate::domain::time::Zone;

/// What a notice may tell. No field says what the appointments are for, or who else comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeMail {
    /// From whom and to whom.
    pub letter: Letter,
    /// The recipient's zone.
    pub zone: Zone,
    /// What the subject and the first sentence say.
    pub kind: NoticeKind,
    /// The changes, in the order in which they are told.
    pub entries: Vec<NoticeEntry>,
    /// The page on which the recipient answers, if there is one: of the only appointment that takes place.
    pub link: Option<String>,
}

/// The time of an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppointmentTime {
    /// When it begins.
    pub starts_at: Timestamp,
    /// How long it lasts, in minutes.
    pub minutes: u16,
}

/// One changed appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeEntry {
    /// It takes place at another time.
    Moved {
        /// The time it had.
        from: AppointmentTime,
        /// The time it has.
        to: AppointmentTime,
    },
    /// It does not take place.
    Cancelled(AppointmentTime),
    /// It takes place after all.
    Restored(AppointmentTime),
    /// There was none before.
    Added(AppointmentTime),
    /// It takes place elsewhere.
    PlaceChanged {
        /// When.
        at: AppointmentTime,
        /// The room's name; none is remote. One that says too much is left out.
        room: Option<String>,
    },
}

#[derive(Template)]
#[template(path = "notice.txt")]
struct TextPage<'a> {
    letter: &'a LetterWords,
    words: &'a Words,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct HtmlPage<'a> {
    letter: &'a LetterWords,
    words: &'a Words,
}

/// What the templates say of the changes.
struct Words {
    subject: String,
    intro: String,
    entries: Vec<Vec<Row>>,
    to_answer: String,
    link: Option<String>,
}

struct Row {
    label: String,
    value: String,
}

impl NoticeMail {
    /// An example of each kind: Tuesdays in June in Madrid, in English.
    #[must_use]
    pub fn samples(zone: &Zone) -> Vec<Self> {
        let at = |seconds| AppointmentTime { starts_at: Timestamp::constant(seconds, 0), minutes: 50 };
        let (tuesday, thursday) = (at(1_780_417_800), at(1_780_590_600));
        let moved = NoticeEntry::Moved { from: tuesday, to: thursday };
        let cancelled = NoticeEntry::Cancelled(tuesday);
        let added = NoticeEntry::Added(at(1_787_675_400));
        let elsewhere =
            |room: Option<&str>| NoticeEntry::PlaceChanged { at: tuesday, room: room.map(str::to_owned) };
        let mail = |kind, entries: &[NoticeEntry]| Self {
            letter: Letter::sample(),
            zone: zone.clone(),
            kind,
            entries: entries.to_vec(),
            link: None,
        };
        let link = "https://appointments.example.org/m/rdl_0123456789";
        let leading =
            |kind, entries: &[NoticeEntry]| Self { link: Some(link.to_owned()), ..mail(kind, entries) };
        vec![
            leading(NoticeKind::Moved, std::slice::from_ref(&moved)),
            mail(NoticeKind::Cancelled, std::slice::from_ref(&cancelled)),
            leading(NoticeKind::Restored, &[NoticeEntry::Restored(tuesday)]),
            leading(NoticeKind::Added, std::slice::from_ref(&added)),
            leading(NoticeKind::PlaceChanged, &[elsewhere(Some("Garden room"))]),
            mail(NoticeKind::PlaceChanged, &[elsewhere(Some("Group therapy 2"))]),
            mail(NoticeKind::PlaceChanged, &[elsewhere(None)]),
            leading(NoticeKind::Digest, &[cancelled.clone(), added.clone()]),
            mail(NoticeKind::Digest, &[cancelled, moved, added, elsewhere(Some("Garden room"))]),
        ]
    }

    /// Puts the notice into words.
    ///
    /// # Errors
    /// `RenderError`, if our own catalogues, dates or templates are at fault.
    pub fn render(&self) -> Result<RenderedMail, RenderError> {
        let words = &self.words()?;
        let letter = &self.letter.say(Phrase::NoticeToAsk)?;
        Ok(RenderedMail {
            text: TextPage { letter, words }.render()?,
            html: HtmlPage { letter, words }.render()?,
            subject: words.subject.clone(),
            language: self.letter.language,
        })
    }

    fn words(&self) -> Result<Words, RenderError> {
        let catalogue = Catalogue::of(self.letter.language)?;
        let (subject, intro) = match self.kind {
            NoticeKind::Moved => (Phrase::NoticeSubjectMoved, Phrase::NoticeIntroMoved),
            NoticeKind::Cancelled => (Phrase::NoticeSubjectCancelled, Phrase::NoticeIntroCancelled),
            NoticeKind::Restored => (Phrase::NoticeSubjectRestored, Phrase::NoticeIntroRestored),
            NoticeKind::Added => (Phrase::NoticeSubjectAdded, Phrase::NoticeIntroAdded),
            NoticeKind::PlaceChanged => (Phrase::NoticeSubjectPlace, Phrase::NoticeIntroPlace),
            NoticeKind::Digest => (Phrase::NoticeSubjectDigest, Phrase::NoticeIntroDigest),
        };
        Ok(Words {
            subject: catalogue.say(subject)?,
            intro: catalogue.say(intro)?,
            entries: self
                .entries
                .iter()
                .map(|entry| self.rows(catalogue, entry))
                .collect::<Result<_, _>>()?,
            to_answer: catalogue.say(Phrase::NoticeToAnswer)?,
            link: self.link.clone(),
        })
    }

    /// Each change stands for itself: what it is called, and when.
    fn rows(&self, catalogue: &Catalogue, entry: &NoticeEntry) -> Result<Vec<Row>, RenderError> {
        let row = |label, value: Result<String, RenderError>| {
            Ok::<_, RenderError>(Row { label: catalogue.say(label)?, value: value? })
        };
        Ok(match entry {
            NoticeEntry::Moved { from, to } => {
                vec![
                    row(Phrase::LabelBefore, self.time(catalogue, from))?,
                    row(Phrase::LabelNow, self.time(catalogue, to))?,
                ]
            }
            NoticeEntry::Cancelled(at) => vec![row(Phrase::LabelCancelled, self.time(catalogue, at))?],
            NoticeEntry::Restored(at) => vec![row(Phrase::LabelRestored, self.time(catalogue, at))?],
            NoticeEntry::Added(at) => vec![row(Phrase::LabelAdded, self.time(catalogue, at))?],
            NoticeEntry::PlaceChanged { at, room } => vec![
                row(Phrase::LabelAppointment, self.time(catalogue, at))?,
                row(Phrase::LabelNewPlace, place(catalogue, room.as_deref()))?,
            ],
        })
    }

    fn time(&self, catalogue: &Catalogue, at: &AppointmentTime) -> Result<String, RenderError> {
        let AppointmentTime { starts_at, minutes } = at;
        let language = self.letter.language;
        let When { date, time } = When::tell(*starts_at, &self.zone, language)?;
        let mut args = FluentArgs::new();
        args.set("date", FluentValue::from(date));
        args.set("time", FluentValue::from(time));
        args.set("length", FluentValue::from(length(*minutes, language)?));
        catalogue.say_with(Phrase::NoticeTime, &args)
    }
}

/// Clinics name rooms for themselves: a name that says what the appointment is for stays with them.
fn place(catalogue: &Catalogue, room: Option<&str>) -> Result<String, RenderError> {
    match room {
        None => catalogue.say(Phrase::PlaceRemote),
        Some(name) if forbidden_words(name).is_empty() => Ok(one_line(name)),
        Some(_) => catalogue.say(Phrase::PlaceOnRequest),
    }
}
