//! What the clinic's own staff are written.

use askama::Template;
use fluent_bundle::{FluentArgs, FluentValue};
use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::catalogue::{Catalogue, Phrase};
use super::letter::{Letter, LetterWords};
use super::rendered::{RenderError, RenderedMail};
use super::when::{When, day_in_words, length};
use crate::domain::people::Language;
use crate::domain::staff_mails::{DeclineNotice, WeekFigures};
use crate::domain::time::Zone;

/// A mail to a member of staff. No field could hold a client's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMail {
    /// The reader's language.
    pub language: Language,
    /// The reader's zone.
    pub zone: Zone,
    /// The clinic's neutral name.
    pub clinic_name: String,
    /// What it tells.
    pub news: StaffNews,
}

/// What a mail to staff tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffNews {
    /// Somebody can't come, or comes after all.
    Declined {
        /// When the appointment begins.
        starts_at: Timestamp,
        /// How long it lasts, in minutes.
        minutes: u16,
        /// What they said.
        notice: DeclineNotice,
    },
    /// Appointments are over and not recorded: the dates of all, in order.
    Unrecorded(Vec<Date>),
    /// The week in figures.
    Digest(WeekFigures),
}

/// How many dates a nudge tells; more it only counts.
const MOST_DATES: usize = 5;

#[derive(Template)]
#[template(path = "staff.txt")]
struct TextPage<'a> {
    letter: &'a LetterWords,
    words: &'a Words,
}

#[derive(Template)]
#[template(path = "staff.html")]
struct HtmlPage<'a> {
    letter: &'a LetterWords,
    words: &'a Words,
}

/// What the templates say.
struct Words {
    subject: String,
    intro: String,
    rows: Vec<Row>,
    remark: Option<String>,
    to_look: String,
}

struct Row {
    label: String,
    value: String,
}

impl StaffMail {
    /// An example of each kind, in English.
    #[must_use]
    pub fn samples(zone: &Zone) -> Vec<Self> {
        let mail = |news| Self {
            language: Language::En,
            zone: zone.clone(),
            clinic_name: "Harbour House".to_owned(),
            news,
        };
        let declined = |notice| StaffNews::Declined {
            starts_at: Timestamp::constant(1_780_417_800, 0),
            minutes: 50,
            notice,
        };
        let days = |many: i8| (1..=many).map(|day| date(2026, 6, day)).collect();
        let figures = WeekFigures {
            held: 12,
            cancelled: 1,
            coming: 13,
            attended: 67,
            opportunities: 80,
            unrecorded: 2,
            open_flags: 5,
            unowned_flags: 1,
            open_tasks: 3,
            failed_mails: 4,
            suspended_addresses: 1,
        };
        let all = DeclineNotice::ALL.iter().map(|notice| mail(declined(*notice)));
        all.chain([
            mail(StaffNews::Unrecorded(days(1))),
            mail(StaffNews::Unrecorded(days(9))),
            mail(StaffNews::Digest(figures)),
            mail(StaffNews::Digest(WeekFigures::default())),
        ])
        .collect()
    }

    /// Puts it into words.
    ///
    /// # Errors
    /// `RenderError`, if our own catalogues, dates or templates are at fault.
    pub fn render(&self) -> Result<RenderedMail, RenderError> {
        let words = &self.words()?;
        let letter = Letter {
            preferred_name: None,
            language: self.language,
            clinic_name: self.clinic_name.clone(),
            clinic_phone: None,
            crisis_lines: None,
        };
        let letter = &letter.say(Phrase::NoticeToAsk)?;
        Ok(RenderedMail {
            text: TextPage { letter, words }.render()?,
            html: HtmlPage { letter, words }.render()?,
            subject: words.subject.clone(),
            language: self.language,
        })
    }

    fn words(&self) -> Result<Words, RenderError> {
        let catalogue = Catalogue::of(self.language)?;
        let (subject, intro, rows, remark) = match &self.news {
            StaffNews::Declined { starts_at, minutes, notice } => {
                let (subject, intro, remark) = match notice {
                    DeclineNotice::Early => {
                        (Phrase::DeclinedSubject, Phrase::DeclinedIntro, Some(Phrase::DeclinedEarly))
                    }
                    DeclineNotice::Late => {
                        (Phrase::DeclinedSubject, Phrase::DeclinedIntro, Some(Phrase::DeclinedLate))
                    }
                    DeclineNotice::TakenBack => (Phrase::TakenBackSubject, Phrase::TakenBackIntro, None),
                };
                let remark = remark.map(|phrase| catalogue.say(phrase)).transpose()?;
                (subject, catalogue.say(intro)?, self.time(catalogue, *starts_at, *minutes)?, remark)
            }
            StaffNews::Unrecorded(days) => {
                let intro = say_count(catalogue, Phrase::NudgeIntro, days.len())?;
                (Phrase::NudgeSubject, intro, vec![self.days(catalogue, days)?], None)
            }
            StaffNews::Digest(figures) => (
                Phrase::DigestSubject,
                catalogue.say(Phrase::DigestIntro)?,
                digest(catalogue, figures)?,
                None,
            ),
        };
        Ok(Words {
            subject: catalogue.say(subject)?,
            intro,
            rows,
            remark,
            to_look: catalogue.say(Phrase::StaffToLook)?,
        })
    }

    fn time(&self, catalogue: &Catalogue, at: Timestamp, minutes: u16) -> Result<Vec<Row>, RenderError> {
        let When { date, time } = When::tell(at, &self.zone, self.language)?;
        Ok(vec![
            Row { label: catalogue.say(Phrase::LabelDate)?, value: date },
            Row { label: catalogue.say(Phrase::LabelTime)?, value: time },
            Row { label: catalogue.say(Phrase::LabelLength)?, value: length(minutes, self.language)? },
        ])
    }

    /// The latest dates, each once, and how many appointments are older.
    fn days(&self, catalogue: &Catalogue, days: &[Date]) -> Result<Row, RenderError> {
        let mut dates = days.to_vec();
        dates.dedup();
        let told = dates.split_off(dates.len().saturating_sub(MOST_DATES));
        let older = days.iter().filter(|day| dates.contains(day)).count();
        let mut words = Vec::new();
        for day in told {
            words.push(day_in_words(day, self.language)?);
        }
        if older > 0 {
            words.push(say_count(catalogue, Phrase::NudgeMore, older)?);
        }
        Ok(Row { label: catalogue.say(Phrase::NudgeDays)?, value: words.join("; ") })
    }
}

fn say_count(catalogue: &Catalogue, phrase: Phrase, count: usize) -> Result<String, RenderError> {
    let mut args = FluentArgs::new();
    args.set("count", FluentValue::from(count));
    catalogue.say_with(phrase, &args)
}

fn digest(catalogue: &Catalogue, figures: &WeekFigures) -> Result<Vec<Row>, RenderError> {
    let WeekFigures {
        held,
        cancelled,
        coming,
        attended,
        opportunities,
        unrecorded,
        open_flags,
        unowned_flags,
        open_tasks,
        failed_mails,
        suspended_addresses,
    } = figures;
    let rate = match figures.percent_attended() {
        None => catalogue.say(Phrase::DigestNothingCounts)?,
        Some(percent) => {
            let mut args = FluentArgs::new();
            args.set("part", FluentValue::from(attended.to_string()));
            args.set("whole", FluentValue::from(opportunities.to_string()));
            args.set("percent", FluentValue::from(percent.to_string()));
            catalogue.say_with(Phrase::DigestOfAll, &args)?
        }
    };
    let count = |label, value: &u32| Ok::<_, RenderError>((catalogue.say(label)?, value.to_string()));
    let rows = [
        count(Phrase::DigestHeld, held)?,
        count(Phrase::DigestCancelled, cancelled)?,
        (catalogue.say(Phrase::DigestAttended)?, rate),
        count(Phrase::DigestComing, coming)?,
        count(Phrase::DigestUnrecorded, unrecorded)?,
        count(Phrase::DigestFlags, open_flags)?,
        count(Phrase::DigestUnowned, unowned_flags)?,
        count(Phrase::DigestTasks, open_tasks)?,
        count(Phrase::DigestFailedMails, failed_mails)?,
        count(Phrase::DigestSuspended, suspended_addresses)?,
    ];
    Ok(rows.into_iter().map(|(label, value)| Row { label, value }).collect())
}
