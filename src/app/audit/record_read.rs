//! The row of one answer that held clients' records.

use std::collections::BTreeSet;

use crate::app::{App, Failure, records};
use crate::domain::access::{Caller, Reach};
use crate::domain::audit::About;
use crate::domain::ids::{EnrollmentId, ParticipationId};
use crate::storage::{enrollments, participations};

/// What of clients an answer held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadRecords {
    /// The clients, and the sessions whose rosters, marks or reminders it held.
    pub about: About,
    /// Enrollments, as it named them; whose they are is looked up.
    pub enrollments: BTreeSet<EnrollmentId>,
    /// Participations, as it named them; whose they are, and of which session, is looked up.
    pub participations: BTreeSet<ParticipationId>,
}

impl ReadRecords {
    /// Whether the answer held nothing of any client.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { about, enrollments, participations } = self;
        about.clients.is_empty() && enrollments.is_empty() && participations.is_empty()
    }
}

/// Records, in one row, that `caller` was given those records; nothing if there are none. `operation` names what was
/// asked for. Whoever gives an answer waits for this first: none leaves without its row.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn record_read(
    app: &App,
    caller: &Caller,
    operation: &str,
    read: &ReadRecords,
) -> Result<(), Failure> {
    if read.is_empty() {
        return Ok(());
    }
    let (clinic_id, now) = (caller.clinic_id, app.now());
    app.write(|tx| async move {
        let ReadRecords { about, enrollments, participations } = read;
        let mut about: About = about.clone();
        if !enrollments.is_empty() {
            let ids: Vec<EnrollmentId> = enrollments.iter().copied().collect();
            let found = enrollments::load_enrollments(&tx, Reach::clinic(clinic_id), &ids)
                .await
                .map_err(Failure::from)?;
            about.clients.extend(found.iter().map(|enrollment| enrollment.client_id));
        }
        if !participations.is_empty() {
            let ids: Vec<ParticipationId> = participations.iter().copied().collect();
            let places = participations::load_places(&tx, clinic_id, &ids).await.map_err(Failure::from)?;
            for (client, session) in places {
                about.clients.insert(client);
                about.sessions.insert(session);
            }
        }
        records::read(&tx, app, caller, now, operation.to_owned(), about).await.map_err(Failure::from)
    })
    .await
}
