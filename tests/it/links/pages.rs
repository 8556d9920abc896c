//! No page says more than a mail may, whatever has become of the appointment.

use axum::http::StatusCode;
use roundel::domain::people::Language;
use roundel::mail::lint::{Allowed, lint_page};

use super::desk::{Desk, page_of, stop_of};
use crate::support::{TestDatabase, both};

/// What each page says in English and in Spanish, in the order of [`every_page`].
const SAID: [[&str; 2]; 13] = [
    ["Are you coming?", "¿Vendrá?"],
    ["You have told us that you are coming", "Nos ha dicho que vendrá"],
    ["that you can’t come", "que no puede venir"],
    ["We send you no reminders", "No le enviamos recordatorios"],
    ["We remind you of your appointments", "Le recordamos sus citas"],
    ["We remind you of your appointments", "Le recordamos sus citas"],
    ["We send you no reminders", "No le enviamos recordatorios"],
    ["You are not expected", "No le esperamos"],
    ["has begun", "ya ha comenzado"],
    ["was changed after", "cambió después"],
    ["does not take place", "se ha cancelado"],
    ["This link is not valid", "Este enlace no es válido"],
    ["This can’t be done at the moment", "Inténtelo más tarde"],
];

/// Every page that there is for a client.
async fn every_page(desk: &Desk) -> Vec<String> {
    let fixture = &desk.fixture;
    fixture.execute("UPDATE clinic SET crisis_lines = 'Call 988' WHERE id = $1", &[]).await;
    let mail = desk.remind().await;
    let (path, stop) = (page_of(&mail), stop_of(&mail));
    let mut pages = vec![desk.get(&path).await];
    for form in ["act=confirm", "act=decline&reason=ILLNESS", "act=stop", "act=start"] {
        pages.push(desk.post(&path, form).await);
    }
    pages.push(desk.get(&stop).await);
    pages.push(desk.post(&stop, "List-Unsubscribe=One-Click").await);
    desk.post(&path, "act=confirm").await;
    for (changed, back) in [
        (
            "UPDATE participation SET attendance = 'NOT_EXPECTED' WHERE clinic_id = $1",
            "UPDATE participation SET attendance = 'UNRECORDED' WHERE clinic_id = $1",
        ),
        (
            "UPDATE session SET status = 'HELD' WHERE clinic_id = $1",
            "UPDATE session SET status = 'PLANNED' WHERE clinic_id = $1",
        ),
    ] {
        fixture.execute(changed, &[]).await;
        pages.push(desk.get(&path).await);
        fixture.execute(back, &[]).await;
    }
    fixture.move_session(desk.session, "2026-03-12T19:00:00").await;
    pages.push(desk.get(&path).await);
    fixture.cancel_session(desk.session, false).await;
    pages.push(desk.get(&path).await);
    assert!(pages.iter().all(|page| page.status == StatusCode::OK), "{pages:?}");
    let unknown = desk.get("/m/rdl_nothing").await;
    let too_long = desk.post(&path, &"x".repeat(5000)).await;
    assert_eq!((unknown.status, too_long.status), (StatusCode::NOT_FOUND, StatusCode::BAD_REQUEST));
    pages.extend([unknown, too_long]);
    pages.into_iter().map(|page| page.body).collect()
}

async fn are_neutral(db: TestDatabase, language: Language, column: usize) {
    let desk = Desk::open(db, language).await;
    let pages = every_page(&desk).await;
    assert_eq!(pages.len(), SAID.len());
    // Not even the client's own name: the page may be open on a screen that others see.
    let allowed = Allowed { others: &["Zoë", "Tuesdays"], ..Allowed::default() };
    for (page, said) in pages.iter().zip(SAID) {
        assert!(page.contains(said[column]), "{}\n{page}", said[column]);
        assert_eq!(lint_page(page, &allowed), [], "{page}");
    }
}

both! {
    async fn every_page_in_english_is_as_neutral_as_a_mail(db) {
        are_neutral(db, Language::En, 0).await;
    }

    async fn every_page_in_spanish_is_as_neutral_as_a_mail(db) {
        are_neutral(db, Language::Es, 1).await;
    }
}
