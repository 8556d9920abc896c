//! From what is known about a mail to its words.

use jiff::Timestamp;

use super::Mailer;
use super::mint_links::MailLinks;
use crate::domain::calendars::{CalendarEntry, CalendarPart, invite};
use crate::domain::ids::ParticipationId;
use crate::domain::notices::{Change, News, NoticeKind, NoticeLine, Told};
use crate::domain::people::EmailAddress;
use crate::domain::reminders::{ClaimedDelivery, Recipient, ReminderContent};
use crate::domain::staff_mails::{StaffMailContent, StaffRecipient};
use crate::mail::message::{ForCalendar, InvalidMessageId, MessageId, OutgoingMail};
use crate::mail::render::{
    AppointmentTime, Letter, NoticeEntry, NoticeMail, ReminderMail, RenderError, RenderedMail, StaffMail,
    StaffNews, WelcomeMail,
};

/// What a mail tells, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MailContent {
    /// Of a session to come.
    Reminder(ReminderContent),
    /// Of changed sessions.
    Notice(Recipient, Vec<NoticeLine>),
    /// Of somebody's first session, and whether the next ones are a week apart.
    Welcome(ReminderContent, bool),
    /// To a member of staff.
    Staff(StaffRecipient, StaffMailContent),
}

/// To which client it is; none if it is to staff.
pub(super) const fn recipient_of(content: &MailContent) -> Option<&Recipient> {
    match content {
        MailContent::Reminder(reminder) | MailContent::Welcome(reminder, _) => Some(&reminder.recipient),
        MailContent::Notice(recipient, _) => Some(recipient),
        MailContent::Staff(..) => None,
    }
}

/// To which address it is.
pub(super) const fn address_of(content: &MailContent) -> Option<&EmailAddress> {
    match content {
        MailContent::Reminder(reminder) | MailContent::Welcome(reminder, _) => {
            reminder.recipient.email.as_ref()
        }
        MailContent::Notice(recipient, _) => recipient.email.as_ref(),
        MailContent::Staff(recipient, _) => recipient.email.as_ref(),
    }
}

/// To the page of which appointment it leads, and when that begins: the one that it is of, or the only one that takes place of those
/// that it tells as changed.
pub(super) fn page_of(content: &MailContent) -> Option<(ParticipationId, Timestamp)> {
    match content {
        MailContent::Reminder(reminder) | MailContent::Welcome(reminder, _) => {
            Some((reminder.participation_id, reminder.starts_at))
        }
        MailContent::Notice(_, lines) => {
            let mut taking_place = lines.iter().filter(|line| !line.news.current.is_cancelled);
            match (taking_place.next(), taking_place.next()) {
                (Some(line), None) => Some((line.participation_id, line.news.current.starts_at)),
                (None | Some(_), _) => None,
            }
        }
        MailContent::Staff(..) => None,
    }
}

/// Why no mail can be made. Holds nothing of its content.
#[derive(Debug, thiserror::Error)]
pub(super) enum ComposeError {
    /// There is no address; the check before sending answers that earlier.
    #[error("no address")]
    NoAddress,
    /// There is nothing to tell; the check before sending answers that earlier.
    #[error("nothing to tell")]
    NothingToTell,
    /// A session's length is none that a mail can tell.
    #[error("a session of {0} minutes")]
    Minutes(i64),
    /// The stored Message-ID is none.
    #[error("Message-ID: {0}")]
    MessageId(#[from] InvalidMessageId),
    /// The words can't be found.
    #[error("{0}")]
    Render(#[from] RenderError),
}

/// How many files a mail brings at most: as many as the longest series has sessions.
const MOST_FILES: usize = 60;

/// Writes the mail, in the client's language and zone, with its appointments for a calendar if they asked for that.
/// The same facts and date give the same mail.
pub(super) fn compose(
    mailer: &Mailer,
    delivery: &ClaimedDelivery,
    content: &MailContent,
    links: Option<&MailLinks>,
    dated_at: Timestamp,
) -> Result<OutgoingMail, ComposeError> {
    let appointment = links.and_then(|links| links.appointment.clone());
    let rendered = words(content, appointment)?;
    let to = address_of(content).cloned().ok_or(ComposeError::NoAddress)?;
    let message_id = MessageId::parse(&delivery.message_id)?;
    Ok(OutgoingMail {
        envelope_from: mailer.envelope_from(&message_id),
        message_id,
        calendar: for_calendar(content, |entry| invite(entry, &mailer.from.address, &to, dated_at)),
        to,
        // The greeting says it already; a header is read by more eyes.
        to_name: None,
        from: mailer.from.clone(),
        reply_to: None,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        language: rendered.language,
        headers: links.map(MailLinks::headers).unwrap_or_default(),
    })
}

/// The words of a mail to its reader; with that link to the page of its appointment, if it leads to one.
pub(super) fn words(
    content: &MailContent,
    appointment: Option<String>,
) -> Result<RenderedMail, ComposeError> {
    Ok(match content {
        MailContent::Reminder(reminder) => {
            let ReminderContent {
                participation_id: _,
                recipient,
                asks_to_confirm,
                starts_at,
                minutes,
                calendar: _,
            } = reminder;
            let mail = ReminderMail {
                letter: letter(recipient),
                starts_at: *starts_at,
                zone: recipient.zone.clone(),
                minutes: *minutes,
                asks_to_confirm: *asks_to_confirm,
                link: appointment,
            };
            mail.render()?
        }
        MailContent::Notice(recipient, lines) => {
            notice(recipient, lines, appointment.filter(|_| page_of(content).is_some()))?
        }
        MailContent::Welcome(reminder, is_weekly) => welcome(reminder, *is_weekly, appointment)?,
        MailContent::Staff(recipient, news) => staff(recipient, news)?,
    })
}

/// What the mail brings for a calendar, each entry as `part` writes it. A part is about one appointment, so a notice of
/// several changes has a file for each that there is an entry of, the soonest first.
fn for_calendar(content: &MailContent, part: impl Fn(&CalendarEntry) -> CalendarPart) -> ForCalendar {
    let alone = |entry: Option<&CalendarEntry>| {
        entry.map_or(ForCalendar::Nothing, |entry| ForCalendar::Alternative(part(entry)))
    };
    match content {
        MailContent::Reminder(reminder) | MailContent::Welcome(reminder, _) => {
            alone(reminder.calendar.as_ref())
        }
        MailContent::Staff(..) => ForCalendar::Nothing,
        MailContent::Notice(_, lines) => match lines.as_slice() {
            [line] => alone(entry_of(line)),
            lines => {
                ForCalendar::Files(lines.iter().filter_map(entry_of).take(MOST_FILES).map(&part).collect())
            }
        },
    }
}

/// A change's entry in its reader's calendar, if they asked for it: none of a session that takes place, to whoever said
/// that they don't come.
fn entry_of(line: &NoticeLine) -> Option<&CalendarEntry> {
    line.calendar.as_ref().filter(|entry| entry.is_cancelled == line.news.current.is_cancelled)
}

fn welcome(
    first: &ReminderContent,
    is_weekly: bool,
    link: Option<String>,
) -> Result<RenderedMail, ComposeError> {
    let ReminderContent {
        participation_id: _,
        recipient,
        starts_at,
        minutes,
        asks_to_confirm: _,
        calendar: _,
    } = first;
    let mail = WelcomeMail {
        letter: letter(recipient),
        starts_at: *starts_at,
        zone: recipient.zone.clone(),
        minutes: *minutes,
        is_weekly,
        link,
    };
    Ok(mail.render()?)
}

fn staff(recipient: &StaffRecipient, news: &StaffMailContent) -> Result<RenderedMail, ComposeError> {
    let StaffRecipient { email: _, language, zone, clinic_name } = recipient;
    let news = match news {
        StaffMailContent::ClientDeclined { starts_at, minutes, notice } => {
            StaffNews::Declined { starts_at: *starts_at, minutes: *minutes, notice: *notice }
        }
        StaffMailContent::Unrecorded(days) => StaffNews::Unrecorded(days.clone()),
        StaffMailContent::Digest(figures) => StaffNews::Digest(*figures),
    };
    let mail =
        StaffMail { language: *language, zone: zone.clone(), clinic_name: clinic_name.to_string(), news };
    Ok(mail.render()?)
}

fn letter(recipient: &Recipient) -> Letter {
    let Recipient {
        client_id: _,
        email: _,
        preferred_name,
        language,
        zone: _,
        clinic_name,
        clinic_phone,
        crisis_lines,
    } = recipient;
    Letter {
        preferred_name: Some(preferred_name.clone()),
        language: *language,
        clinic_name: clinic_name.to_string(),
        clinic_phone: clinic_phone.as_ref().map(ToString::to_string),
        crisis_lines: crisis_lines.as_ref().map(ToString::to_string),
    }
}

fn notice(
    recipient: &Recipient,
    lines: &[NoticeLine],
    link: Option<String>,
) -> Result<RenderedMail, ComposeError> {
    let news: Vec<News> = lines.iter().map(|line| line.news).collect();
    let mail = NoticeMail {
        letter: letter(recipient),
        zone: recipient.zone.clone(),
        kind: NoticeKind::of(&news).ok_or(ComposeError::NothingToTell)?,
        entries: lines.iter().map(entry).collect::<Result<_, _>>()?,
        link,
    };
    Ok(mail.render()?)
}

fn entry(line: &NoticeLine) -> Result<NoticeEntry, ComposeError> {
    let NoticeLine { participation_id: _, news, place: _, is_given_back: _, room, calendar: _, welcome: _ } =
        line;
    let now = time(&news.current)?;
    let before = || news.told.as_ref().map_or(Ok(now), time);
    Ok(match news.change().ok_or(ComposeError::NothingToTell)? {
        Change::Moved => NoticeEntry::Moved { from: before()?, to: now },
        Change::Cancelled => NoticeEntry::Cancelled(before()?),
        Change::Restored => NoticeEntry::Restored(now),
        Change::Added => NoticeEntry::Added(now),
        Change::PlaceChanged => {
            NoticeEntry::PlaceChanged { at: now, room: room.as_ref().map(ToString::to_string) }
        }
    })
}

fn time(told: &Told) -> Result<AppointmentTime, ComposeError> {
    let minutes = told.minutes();
    let minutes = minutes.try_into().map_err(|_| ComposeError::Minutes(minutes))?;
    Ok(AppointmentTime { starts_at: told.starts_at, minutes })
}
