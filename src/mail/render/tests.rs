//! Every kind of mail, in every language, at awkward hours and with hostile names.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::catalogue::{Catalogue, Phrase, source};
use super::{Letter, NoticeMail, ReminderMail, RenderedMail, StaffMail, StaffNews, WelcomeMail};
use crate::domain::people::{Language, PreferredName};
use crate::domain::reminders::DeliveryKind;
use crate::domain::time::Zone;
use crate::mail::lint::{Allowed, lint};

/// Instants and zones where a careless rendering goes wrong.
const AWKWARD: [(&str, &str); 12] = [
    ("2026-06-02T16:30:00Z", "Europe/Madrid"),
    ("2026-03-29T01:00:00Z", "Europe/Berlin"),
    ("2026-10-25T00:30:00Z", "Europe/Berlin"),
    ("2026-10-25T01:30:00Z", "Europe/Berlin"),
    ("2026-11-01T05:30:00Z", "America/New_York"),
    ("2026-06-02T16:30:00Z", "Asia/Kathmandu"),
    ("2026-06-02T16:30:00Z", "Asia/Calcutta"),
    ("2026-01-05T10:30:00Z", "Pacific/Chatham"),
    ("2026-04-04T15:15:00Z", "Australia/Lord_Howe"),
    ("2026-12-31T23:30:00Z", "Pacific/Kiritimati"),
    ("2028-02-29T23:30:00Z", "America/Havana"),
    ("2026-02-20T12:00:00Z", "UTC"),
];

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

/// Each kind of mail at each awkward hour in each language.
fn every_mail() -> Vec<RenderedMail> {
    let mut mails = Vec::new();
    for language in Language::ALL {
        for (at, name) in AWKWARD {
            let (at, zone) = (at.parse().unwrap(), zone(name));
            for kind in DeliveryKind::ALL {
                let of_kind = mails_of(*kind, language, at, &zone);
                assert!(!of_kind.is_empty(), "{kind}");
                mails.extend(of_kind);
            }
        }
    }
    mails
}

/// A new kind is added here.
fn mails_of(kind: DeliveryKind, language: Language, at: Timestamp, zone: &Zone) -> Vec<RenderedMail> {
    let full = Letter { language, ..Letter::sample() };
    let bare = Letter { preferred_name: None, clinic_phone: None, crisis_lines: None, ..full.clone() };
    let letters = [full, bare];
    match kind {
        DeliveryKind::Reminder => letters.iter().flat_map(|letter| reminders(letter, at, zone)).collect(),
        DeliveryKind::Notice => letters
            .iter()
            .flat_map(|letter| {
                let each = NoticeMail::samples(zone).into_iter();
                each.map(move |notice| NoticeMail { letter: letter.clone(), ..notice }.render().unwrap())
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
                        same @ (StaffNews::Unrecorded(_) | StaffNews::Digest(_)) => same,
                    };
                    StaffMail { language, news, ..sample }.render().unwrap()
                })
                .collect()
        }
    }
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

#[test]
fn every_mail_is_neutral_and_complete() {
    for kind in DeliveryKind::ALL {
        // To staff, every client is somebody else.
        let others: &[&str] = if kind.is_to_staff() { &["Zoë", "Quetzal"] } else { &["Quetzal"] };
        let allowed = Allowed {
            link_base: Some("https://appointments.example.org").filter(|_| !kind.is_to_staff()),
            others,
            ..Allowed::default()
        };
        for language in Language::ALL {
            for (at, name) in AWKWARD {
                for mail in mails_of(*kind, language, at.parse().unwrap(), &zone(name)) {
                    assert_eq!(lint(&mail, &allowed), [], "{kind}\n{}\n{}", mail.text, mail.html);
                }
            }
        }
    }
}

#[test]
fn no_mail_has_a_gap_or_another_language() {
    for mail in every_mail() {
        for words in [&mail.subject, &mail.text, &mail.html] {
            assert!(!words.contains("{{") && !words.contains("{ $") && !words.trim().is_empty(), "{words}");
        }
        assert!(mail.html.contains(&format!("<html lang=\"{}\">", mail.language)));
    }
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
