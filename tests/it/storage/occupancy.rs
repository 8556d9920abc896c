//! Who and what is taken when: the database refuses by itself.

use std::future::ready;

use roundel::domain::ids::{ClinicId, RowId, SessionId};
use roundel::domain::occupancy::{Holder, Occupancy};
use roundel::storage::occupancy::{delete_occupancy_of_sessions, insert_occupancy};
use roundel::storage::{Constraint, StorageError, write};

use crate::support::{Backend, ScheduleFixture, both};

/// A fixture's sessions, whose own times are free again.
struct Free {
    fixture: ScheduleFixture,
    clinic_id: ClinicId,
    sessions: Vec<SessionId>,
}

impl Free {
    async fn new(db: crate::support::TestDatabase) -> Self {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let listed = fixture.sessions().await;
        let sessions: Vec<SessionId> =
            listed.iter().map(|one| one["id"].as_str().unwrap().parse().unwrap()).collect();
        let (clinic_id, ids) = (fixture.clinic.admin.clinic_id, &sessions);
        let freed: Result<(), StorageError> = write(
            &fixture.clinic.database.db,
            |error| error,
            |_| ready(true),
            |tx| async move {
                for id in ids {
                    delete_occupancy_of_sessions(&tx, clinic_id, &[*id]).await?;
                }
                Ok(())
            },
        )
        .await;
        freed.unwrap();
        Self { fixture, clinic_id, sessions }
    }

    async fn take(
        &self,
        session: usize,
        holder: Holder,
        from: &str,
        until: &str,
    ) -> Result<(), StorageError> {
        let app = &self.fixture.clinic.app;
        let (session_id, id) = (self.sessions[session], RowId::mint(app.now(), app.entropy()));
        let (starts_at, ends_at) = (from.parse().unwrap(), until.parse().unwrap());
        let taken = &[Occupancy { id, session_id, holder, starts_at, ends_at }];
        let clinic_id = self.clinic_id;
        write(
            &self.fixture.clinic.database.db,
            |error| error,
            |_| ready(true),
            |tx| async move { insert_occupancy(&tx, clinic_id, taken).await },
        )
        .await
    }

    fn holders(&self) -> [Holder; 3] {
        [
            Holder::Therapist(self.fixture.therapist.parse().unwrap()),
            Holder::Room(self.fixture.room.parse().unwrap()),
            Holder::Client(self.fixture.clients[0].parse().unwrap()),
        ]
    }
}

both! {
    async fn an_overlap_is_refused_for_each_kind_of_holder_and_touching_is_none(db) {
        let free = Free::new(db).await;
        for holder in free.holders() {
            free.take(0, holder, "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z").await.unwrap();
            for (from, until) in [
                ("2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z"),
                ("2026-07-01T10:59:59.999Z", "2026-07-01T12:00:00Z"),
                ("2026-07-01T09:00:00Z", "2026-07-01T10:00:00.001Z"),
                ("2026-07-01T10:20:00Z", "2026-07-01T10:40:00Z"),
                ("2026-06-30T23:00:00Z", "2026-07-01T23:00:00Z"),
            ] {
                let outcome = free.take(1, holder, from, until).await;
                assert!(
                    matches!(outcome, Err(StorageError::Constraint(Constraint::OccupancyOverlap))),
                    "{outcome:?}"
                );
            }
            free.take(2, holder, "2026-07-01T09:00:00Z", "2026-07-01T10:00:00Z").await.unwrap();
            free.take(3, holder, "2026-07-01T11:00:00Z", "2026-07-01T12:00:00Z").await.unwrap();
        }
    }

    async fn more_than_a_day_and_less_than_nothing_are_refused(db) {
        let free = Free::new(db).await;
        let room = free.holders()[1];
        for until in ["2026-07-02T10:00:01Z", "2026-07-01T10:00:00Z", "2026-07-01T09:00:00Z"] {
            let outcome = free.take(0, room, "2026-07-01T10:00:00Z", until).await;
            assert!(matches!(outcome, Err(StorageError::Constraint(Constraint::Other))), "{outcome:?}");
        }
        free.take(0, room, "2026-07-01T10:00:00Z", "2026-07-02T10:00:00Z").await.unwrap();
        let outcome = free.take(1, room, "2026-07-02T09:59:59Z", "2026-07-02T11:00:00Z").await;
        assert!(
            matches!(outcome, Err(StorageError::Constraint(Constraint::OccupancyOverlap))),
            "{outcome:?}"
        );
    }

    async fn an_update_is_held_to_the_same_rules(db) {
        let free = Free::new(db).await;
        let room = free.holders()[1];
        free.take(0, room, "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z").await.unwrap();
        free.take(1, room, "2026-07-01T12:00:00Z", "2026-07-01T13:00:00Z").await.unwrap();
        let database = &free.fixture.clinic.database;
        let instant = |text: &str| match database.backend {
            Backend::Sqlite => format!("'{text}+00:00'"),
            Backend::Postgres => format!("timestamptz '{text}Z'"),
        };
        let (noon, ten) = (instant("2026-07-01T12:00:00"), instant("2026-07-01T10:30:00"));
        let overlap = format!("UPDATE occupancy SET starts_at = {ten} WHERE starts_at = {noon}");
        assert!(database.try_execute(&overlap).await.unwrap_err().contains("occupancy_overlap"));
        let long = format!(
            "UPDATE occupancy SET ends_at = {} WHERE starts_at = {noon}",
            instant("2026-07-02T12:00:01")
        );
        assert!(database.try_execute(&long).await.unwrap_err().contains("occupancy_bounded"));
        let fine = format!(
            "UPDATE occupancy SET ends_at = {} WHERE starts_at = {noon}",
            instant("2026-07-01T14:00:00")
        );
        database.try_execute(&fine).await.unwrap();
    }
}
