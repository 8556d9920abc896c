//! Every kind of mail, in every language, at awkward hours and with hostile names.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::catalogue::{Catalogue, Phrase, source};
use super::zone_tests::by_other_means;
use super::{
    AppointmentTime, Letter, NoticeEntry, NoticeMail, ReminderMail, RenderedMail, StaffMail, StaffNews,
    WelcomeMail,
};
use crate::domain::people::{Language, PreferredName};
use crate::domain::reminders::DeliveryKind;
use crate::domain::time::{Zone, local};
use crate::mail::lint::{Allowed, lint};

/// Instants and zones where a careless rendering goes wrong. An hour after each, clocks may have changed.
const AWKWARD: [(&str, &str); 27] = [
    // Full letters and bare ones; elsewhere full ones only.
    ("2026-06-02T16:30:00Z", "Europe/Madrid"),
    // The hour that is skipped, and the one that comes twice: both of it, and a change in between.
    ("2026-03-29T00:30:00Z", "Europe/Berlin"),
    ("2026-10-25T00:30:00Z", "Europe/Berlin"),
    ("2026-10-25T01:30:00Z", "Europe/Berlin"),
    ("2026-11-01T05:30:00Z", "America/New_York"),
    ("2026-10-25T00:30:00Z", "America/Scoresbysund"),
    // Winter time is the exception there.
    ("2026-10-25T00:30:00Z", "Europe/Dublin"),
    ("2026-01-15T12:00:00Z", "Europe/Dublin"),
    ("2026-02-15T01:30:00Z", "Africa/Casablanca"),
    // Two hours at once, and half of one.
    ("2026-10-25T00:30:00Z", "Antarctica/Troll"),
    ("2026-04-04T14:45:00Z", "Australia/Lord_Howe"),
    // Midnight is skipped.
    ("2026-04-23T21:30:00Z", "Africa/Cairo"),
    ("2026-09-06T03:30:00Z", "America/Santiago"),
    // A day is skipped; one that others have yet to begin; one that others have left.
    ("2011-12-30T09:30:00Z", "Pacific/Apia"),
    ("2026-12-31T23:30:00Z", "Pacific/Kiritimati"),
    ("2027-01-01T11:30:00Z", "Etc/GMT+12"),
    ("2028-02-29T23:30:00Z", "America/Havana"),
    // Halves and quarters of an hour.
    ("2026-06-02T16:30:00Z", "Asia/Kathmandu"),
    ("2026-06-02T16:30:00Z", "Asia/Calcutta"),
    ("2026-06-02T16:30:00Z", "Pacific/Marquesas"),
    ("2026-07-01T15:30:00Z", "Australia/Eucla"),
    ("2026-04-04T14:00:00Z", "Pacific/Chatham"),
    ("2026-03-08T05:00:00Z", "America/St_Johns"),
    // Old names, and none of a place.
    ("2026-11-01T05:30:00Z", "EST5EDT"),
    ("2026-06-02T16:30:00Z", "America/Argentina/ComodRivadavia"),
    ("2026-06-02T16:30:00Z", "Etc/GMT-14"),
    ("2026-02-20T12:00:00Z", "UTC"),
];

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

/// Each kind at an instant; with letters that say all, and with bare ones if `is_bare_too`. A new kind is added here.
fn mails_of(
    kind: DeliveryKind,
    language: Language,
    at: Timestamp,
    zone: &Zone,
    is_bare_too: bool,
) -> Vec<RenderedMail> {
    let full = Letter { language, ..Letter::sample() };
    let bare = Letter { preferred_name: None, clinic_phone: None, crisis_lines: None, ..full.clone() };
    let letters = if is_bare_too { vec![full, bare] } else { vec![full] };
    match kind {
        DeliveryKind::Reminder => letters.iter().flat_map(|letter| reminders(letter, at, zone)).collect(),
        DeliveryKind::Notice => letters
            .iter()
            .flat_map(|letter| {
                NoticeMail::samples(zone).into_iter().map(move |sample| {
                    let entries = sample.entries.iter().map(|entry| told_at(entry, at)).collect();
                    NoticeMail { letter: letter.clone(), entries, ..sample }.render().unwrap()
                })
            })
            .collect(),
        DeliveryKind::Welcome => letters
            .iter()
            .flat_map(|letter| {
                [true, false].map(|is_weekly| {
                    let mail = WelcomeMail {
                        letter: letter.clone(),
                        starts_at: at,
                        is_weekly,
                        ..WelcomeMail::sample(zone.clone())
                    };
                    mail.render().unwrap()
                })
            })
            .collect(),
        DeliveryKind::ClientDeclined | DeliveryKind::UnrecordedNudge | DeliveryKind::StaffDigest => {
            StaffMail::samples(zone)
                .into_iter()
                .filter(|sample| kind_of(&sample.news) == kind)
                .map(|sample| {
                    let news = match sample.news {
                        StaffNews::Declined { minutes, notice, starts_at: _ } => {
                            StaffNews::Declined { starts_at: at, minutes, notice }
                        }
                        StaffNews::Unrecorded(days) => {
                            StaffNews::Unrecorded(days_until(at, zone, days.len()))
                        }
                        same @ StaffNews::Digest(_) => same,
                    };
                    StaffMail { language, news, ..sample }.render().unwrap()
                })
                .collect()
        }
    }
}

/// The change of an appointment at that instant; one that is moved begins an hour later.
fn told_at(entry: &NoticeEntry, at: Timestamp) -> NoticeEntry {
    let begins = |starts_at, time: &AppointmentTime| AppointmentTime { starts_at, minutes: time.minutes };
    match entry {
        NoticeEntry::Moved { from, to } => {
            NoticeEntry::Moved { from: begins(at, from), to: begins(at + SignedDuration::from_hours(1), to) }
        }
        NoticeEntry::Cancelled(time) => NoticeEntry::Cancelled(begins(at, time)),
        NoticeEntry::Restored(time) => NoticeEntry::Restored(begins(at, time)),
        NoticeEntry::Added(time) => NoticeEntry::Added(begins(at, time)),
        NoticeEntry::PlaceChanged { at: time, room } => {
            NoticeEntry::PlaceChanged { at: begins(at, time), room: room.clone() }
        }
    }
}

/// So many days in a row, in order, the last of which it is there at that instant.
fn days_until(at: Timestamp, zone: &Zone, count: usize) -> Vec<Date> {
    let last = local(at, zone).date();
    let mut days: Vec<Date> =
        std::iter::successors(Some(last), |day| day.yesterday().ok()).take(count).collect();
    days.reverse();
    days
}

fn reminders(letter: &Letter, starts_at: Timestamp, zone: &Zone) -> Vec<RenderedMail> {
    let reminder = ReminderMail { letter: letter.clone(), starts_at, ..ReminderMail::sample(zone.clone()) };
    let question = ReminderMail { asks_to_confirm: true, ..reminder.clone() };
    let by_phone = ReminderMail { link: None, ..question.clone() };
    [question, by_phone, reminder].iter().map(|mail| mail.render().unwrap()).collect()
}

const fn kind_of(news: &StaffNews) -> DeliveryKind {
    match news {
        StaffNews::Declined { .. } => DeliveryKind::ClientDeclined,
        StaffNews::Unrecorded(_) => DeliveryKind::UnrecordedNudge,
        StaffNews::Digest(_) => DeliveryKind::StaffDigest,
    }
}

/// What a mail says of an instant, by another library: the date, and for most the hour with the zone's name.
fn told_by_other_means(kind: DeliveryKind, language: Language, at: Timestamp, zone: &Zone) -> Vec<String> {
    let (date, clock) = by_other_means(at, zone, language);
    match kind {
        DeliveryKind::Reminder
        | DeliveryKind::Notice
        | DeliveryKind::Welcome
        | DeliveryKind::ClientDeclined => vec![date, format!("{clock} ({}, ", zone.name())],
        DeliveryKind::UnrecordedNudge => vec![date],
        DeliveryKind::StaffDigest => Vec::new(),
    }
}

#[test]
fn every_mail_is_neutral_complete_and_right_at_awkward_hours() {
    for kind in DeliveryKind::ALL {
        // To staff, every client is somebody else.
        let others: &[&str] = if kind.is_to_staff() { &["Zoë", "Quetzal"] } else { &["Quetzal"] };
        let allowed = Allowed {
            link_base: Some("https://appointments.example.org").filter(|_| !kind.is_to_staff()),
            others,
            ..Allowed::default()
        };
        for language in Language::ALL {
            for (index, (at, name)) in AWKWARD.into_iter().enumerate() {
                let (at, zone) = (at.parse().unwrap(), zone(name));
                let told = told_by_other_means(*kind, language, at, &zone);
                let mails = mails_of(*kind, language, at, &zone, index == 0);
                assert!(!mails.is_empty(), "{kind}");
                for mail in mails {
                    assert_eq!(lint(&mail, &allowed), [], "{kind}\n{}\n{}", mail.text, mail.html);
                    assert_eq!(mail.language, language);
                    has_no_gap(&mail);
                    for told in &told {
                        assert!(mail.text.contains(told), "{kind} {at} {name}: {told}\n{}", mail.text);
                    }
                }
            }
        }
    }
}

/// Nothing is left to fill in, and it says which language it is in.
fn has_no_gap(mail: &RenderedMail) {
    for words in [&mail.subject, &mail.text, &mail.html] {
        assert!(!words.contains("{{") && !words.contains("{ $") && !words.trim().is_empty(), "{words}");
    }
    assert!(mail.html.contains(&format!("<html lang=\"{}\">", mail.language)));
}

#[test]
fn a_reminder_reads_like_this_in_english() {
    let mail = ReminderMail::sample(zone("Europe/Madrid")).render().unwrap();
    assert_eq!(mail.subject, "Appointment reminder");
    insta::assert_snapshot!(mail.text, @r"
    Hello Zoë,

    This is a reminder of your appointment.

    Date: Tuesday, June 2, 2026
    Time: 18:30 (Europe/Madrid, Central European Summer Time)
    Length: 50 minutes

    Please tell us on this page whether you are coming. There you can also stop these reminders:
    https://appointments.example.org/m/rdl_0123456789

    To change it, or if you have a question, please call +34 555 01 02 03.

    Harbour House

    If you need help right away:
    024 (24 h)
    112

    This message was sent automatically.
    ");
}

#[test]
fn a_reminder_reads_like_this_in_spanish() {
    let spanish = ReminderMail {
        letter: Letter {
            language: Language::Es,
            preferred_name: None,
            clinic_phone: None,
            crisis_lines: None,
            ..Letter::sample()
        },
        minutes: 1,
        link: None,
        ..ReminderMail::sample(zone("America/Bogota"))
    };
    let mail = spanish.render().unwrap();
    assert_eq!(mail.subject, "Recordatorio de cita");
    insta::assert_snapshot!(mail.text, @r"
    Hola:

    Le recordamos su cita.

    Fecha: martes, 2 de junio de 2026
    Hora: 11:30 (America/Bogota, hora estándar de Colombia)
    Duración: 1 minuto

    Harbour House

    Este mensaje se ha enviado automáticamente.
    ");
}

#[test]
fn the_question_whether_one_comes_reads_like_this() {
    let mail = ReminderMail::confirmation_sample(zone("Europe/Madrid")).render().unwrap();
    assert_eq!(mail.subject, "Please confirm your appointment");
    let asked = "You have an appointment. Please tell us whether you are coming.";
    assert!(mail.text.contains(asked) && mail.html.contains(asked), "{}", mail.text);
    assert!(mail.text.contains("You can answer on this page."), "{}", mail.text);
    let by_phone = ReminderMail { link: None, ..ReminderMail::confirmation_sample(zone("Europe/Madrid")) };
    let mail = by_phone.render().unwrap();
    let call = "To tell us, to change it, or if you have a question, please call +34 555 01 02 03.";
    assert!(mail.text.contains(asked) && mail.text.contains(call), "{}", mail.text);
    assert!(mail.html.contains(call) && !mail.text.contains("page"), "{}", mail.text);
}

#[test]
fn nothing_is_asked_that_there_is_no_way_to_answer() {
    let letter = Letter { clinic_phone: None, ..Letter::sample() };
    let plain = ReminderMail { letter, link: None, ..ReminderMail::sample(zone("Europe/Madrid")) };
    let asked = ReminderMail { asks_to_confirm: true, ..plain.clone() }.render().unwrap();
    assert_eq!(asked, plain.render().unwrap());
    assert_eq!(asked.subject, "Appointment reminder");
}

/// The samples' texts from the first sentence to the last appointment, under their subjects.
fn samples_in(language: Language) -> String {
    let letter = Letter { language, clinic_phone: None, crisis_lines: None, ..Letter::sample() };
    let told = NoticeMail::samples(&zone("Europe/Madrid")).into_iter().map(|notice| {
        let mail = NoticeMail { letter: letter.clone(), ..notice }.render().unwrap();
        let own: Vec<&str> = mail.text.split("\n\n").skip(1).collect();
        format!("[{}]\n{}", mail.subject, own[..own.len() - 2].join("\n\n"))
    });
    told.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn notices_read_like_this_in_english() {
    insta::assert_snapshot!(samples_in(Language::En));
}

#[test]
fn notices_read_like_this_in_spanish() {
    insta::assert_snapshot!(samples_in(Language::Es));
}

#[test]
fn a_notice_leads_to_a_page_where_there_is_one() {
    for notice in NoticeMail::samples(&zone("Europe/Madrid")) {
        for (language, asks) in
            [(Language::En, "whether you are coming:"), (Language::Es, "si vendrá, por favor:")]
        {
            let letter = Letter { language, ..Letter::sample() };
            let mail = NoticeMail { letter, ..notice.clone() }.render().unwrap();
            let Some(link) = &notice.link else {
                assert!(!mail.text.contains("https://") && !mail.html.contains("<a "), "{}", mail.text);
                assert!(!mail.text.contains(asks), "{}", mail.text);
                continue;
            };
            assert!(mail.text.contains(&format!("{asks}\n{link}\n")), "{}", mail.text);
            assert!(mail.html.contains(&format!("{asks}<br><a href=\"{link}\">{link}</a>")), "{}", mail.html);
        }
    }
}

#[test]
fn a_room_s_name_that_says_too_much_stays_with_the_clinic() {
    for mail in NoticeMail::samples(&zone("Europe/Madrid")).iter().map(|notice| notice.render().unwrap()) {
        assert!(!mail.text.contains("therapy") && !mail.html.contains("therapy"), "{}", mail.text);
    }
}

#[test]
fn a_hostile_name_or_clinic_stays_text() {
    for name in
        ["<script>alert(1)</script>", "{{ words.subject }}", "{ $phone }", "& \"quoted\" 'x'", "{% if %}"]
    {
        for language in Language::ALL {
            let mut reminder = ReminderMail::sample(zone("Europe/Madrid"));
            reminder.letter.language = language;
            reminder.letter.preferred_name = Some(PreferredName::parse(name).unwrap());
            reminder.letter.clinic_name = format!("{name}\r\nBcc: eve\u{202e}");
            reminder.letter.crisis_lines = Some(format!("{name}\n\u{2066}{name}"));
            let mail = reminder.render().unwrap();
            assert!(mail.text.contains(name), "{}", mail.text);
            assert!(!mail.text.contains("\nBcc") && !mail.text.contains('\u{202e}'));
            assert!(!mail.html.contains("<script") && !mail.html.contains("\"quoted\""), "{}", mail.html);
            assert_eq!(mail.html.matches("<p>").count(), 6, "{}", mail.html);
        }
    }
}

#[test]
fn the_catalogues_have_every_phrase_and_no_other() {
    let wanted: BTreeSet<&str> = Phrase::ALL.iter().map(|phrase| phrase.key()).collect();
    for language in Language::ALL {
        assert!(Catalogue::of(language).is_ok(), "{language}");
        let there: BTreeSet<&str> = source(language)
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .map(|line| line.split(" = ").next().unwrap())
            .collect();
        assert_eq!(there, wanted, "{language}");
    }
}
