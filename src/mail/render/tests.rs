//! Every kind of mail, in every language, at awkward hours and with hostile names.

use std::collections::BTreeSet;

use super::catalogue::{Catalogue, Phrase, source};
use super::{Letter, NoticeMail, ReminderMail, RenderedMail, StaffMail, StaffNews, WelcomeMail};
use crate::domain::people::{Language, PreferredName};
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

/// Each kind of mail at each awkward hour in each language: a new kind is added here.
fn every_mail() -> Vec<RenderedMail> {
    let mut mails = Vec::new();
    for language in Language::ALL {
        for (at, name) in AWKWARD {
            let full = Letter { language, ..Letter::sample() };
            let bare =
                Letter { preferred_name: None, clinic_phone: None, crisis_lines: None, ..full.clone() };
            for letter in [full, bare] {
                let starts_at = at.parse().unwrap();
                let reminder =
                    ReminderMail { letter: letter.clone(), starts_at, ..ReminderMail::sample(zone(name)) };
                let question = ReminderMail { asks_to_confirm: true, ..reminder.clone() };
                mails.push(question.render().unwrap());
                mails.push(ReminderMail { link: None, ..question }.render().unwrap());
                mails.push(reminder.render().unwrap());
                for is_weekly in [true, false] {
                    let welcome = WelcomeMail {
                        letter: letter.clone(),
                        starts_at,
                        is_weekly,
                        ..WelcomeMail::sample(zone(name))
                    };
                    mails.push(welcome.render().unwrap());
                }
                for notice in NoticeMail::samples(&zone(name)) {
                    mails.push(NoticeMail { letter: letter.clone(), ..notice }.render().unwrap());
                }
            }
            for sample in StaffMail::samples(&zone(name)) {
                for link in [sample.link.clone(), None] {
                    let news = match &sample.news {
                        StaffNews::Declined { minutes, notice, starts_at: _ } => StaffNews::Declined {
                            starts_at: at.parse().unwrap(),
                            minutes: *minutes,
                            notice: *notice,
                        },
                        same @ (StaffNews::Unrecorded(_) | StaffNews::Digest(_)) => same.clone(),
                    };
                    mails.push(StaffMail { language, link, news, ..sample.clone() }.render().unwrap());
                }
            }
        }
    }
    mails
}

#[test]
fn every_mail_is_neutral_and_complete() {
    for mail in every_mail() {
        let allowed = Allowed {
            link_base: Some("https://appointments.example.org"),
            links: &["https://appointments.example.org"],
            ..Allowed::default()
        };
        assert_eq!(lint(&mail, &allowed), [], "{}\n{}", mail.text, mail.html);
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
