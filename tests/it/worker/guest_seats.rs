//! Who is mailed of a guest seat that is given back.

use roundel::app::attendance::{CorrectMark, correct_mark};
use roundel::app::makeups::{GiveBackGuestSeat, give_back_guest_seat};
use roundel::domain::attendance::{MarkInput, StoredStatus};
use roundel::domain::ids::{ParticipationId, SessionId};
use roundel::domain::people::Language;
use roundel::storage::participations::load_participations_of_sessions;

use crate::support::{ReminderFixture, both};

/// The first place in a session.
async fn place_in(fixture: &ReminderFixture, session: SessionId) -> ParticipationId {
    let clinic_id = fixture.clinic.created.clinic.id;
    let reader = fixture.clinic.database.db.reader();
    load_participations_of_sessions(reader, clinic_id, &[session]).await.unwrap()[0].id
}

both! {
    async fn the_guest_is_told_that_the_appointment_is_off_and_nobody_else_anything(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let guest = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        let member = fixture.member("Yan", Language::En, "Europe/Berlin").await;
        let missed = fixture.session("2026-03-10T17:30:00Z", &[guest]).await;
        let session = fixture.session("2026-03-12T17:30:00Z", &[guest]).await;
        fixture.session("2026-03-13T17:30:00Z", &[member]).await;
        let (of_missed, of_guest) = (place_in(&fixture, missed).await, place_in(&fixture, session).await);
        let becomes_a_guest = "UPDATE participation SET makes_up_for = $2 WHERE clinic_id = $1 AND id = $3";
        fixture.execute(becomes_a_guest, &[of_missed.uuid().into(), of_guest.uuid().into()]).await;
        let command = GiveBackGuestSeat { participation_id: of_guest };
        give_back_guest_seat(&fixture.clinic.app, &fixture.clinic.admin, command).await.unwrap();
        assert_eq!(fixture.tell().await, 1);
        assert_eq!(fixture.subjects(), ["Appointment cancelled"]);
        assert_eq!(fixture.tell().await, 0, "and no second one");
        // Expected again by a corrected mark, they hear of that too.
        let mark = MarkInput::bare(StoredStatus::Unrecorded);
        let correction = CorrectMark { participation_id: of_guest, expected_version: 1, mark, note: None };
        correct_mark(&fixture.clinic.app, &fixture.clinic.admin, correction).await.unwrap();
        assert_eq!(fixture.tell().await, 1);
    }
}
