//! What every use case is given: the database, the present, chance.

use std::sync::Arc;

use tokio::sync::Semaphore;

use jiff::{SignedDuration, Timestamp};

use crate::app::accounts::Hashing;
use crate::app::calendars::CalendarSettings;
use crate::app::changes::ChangeFeed;
use crate::app::jobs::KnownJob;
use crate::app::reminders::{MailPreviews, draw_message_id};
use crate::app::{Failure, RacePatience};
use crate::domain::randomness::Entropy;
use crate::domain::time::Clock;
use crate::storage::{self, Database, Transaction};

/// The application: cheap to clone, shared by every request and job.
#[derive(Clone)]
pub struct App {
    pub(crate) db: Database,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    patience: RacePatience,
    hashing: Hashing,
    changes: ChangeFeed,
    calendars: Arc<CalendarSettings>,
    imports_under_way: Arc<Semaphore>,
    notice_debounce: SignedDuration,
    known_jobs: Arc<[KnownJob]>,
    message_id_host: Arc<str>,
    mail_previews: Arc<MailPreviews>,
}

/// One, and one that waits for it.
const MOST_IMPORTS: usize = 2;

impl App {
    /// Three minutes: long enough to see a slip and to undo it.
    pub const NOTICE_DEBOUNCE: SignedDuration = SignedDuration::from_mins(3);

    pub(super) fn imports_under_way(&self) -> Arc<Semaphore> {
        Arc::clone(&self.imports_under_way)
    }

    /// Puts the application together.
    #[must_use]
    pub fn new(db: Database, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let patience = RacePatience::of_the_host(RacePatience::DEFAULT_BOUND);
        Self {
            db,
            clock,
            entropy,
            patience,
            hashing: Hashing::new(),
            changes: ChangeFeed::default(),
            calendars: Arc::default(),
            imports_under_way: Arc::new(Semaphore::new(MOST_IMPORTS)),
            notice_debounce: Self::NOTICE_DEBOUNCE,
            known_jobs: Arc::default(),
            message_id_host: "roundel.invalid".into(),
            mail_previews: Arc::default(),
        }
    }

    /// The same application, that waits so long after a change before clients are told of it.
    #[must_use]
    pub fn with_notice_debounce(mut self, debounce: SignedDuration) -> Self {
        self.notice_debounce = debounce;
        self
    }

    /// How long a change can be undone before clients are told of it.
    pub(in crate::app) const fn notice_debounce(&self) -> SignedDuration {
        self.notice_debounce
    }

    /// The same application, that tells of these jobs of the worker.
    #[must_use]
    pub fn with_jobs(mut self, jobs: Vec<KnownJob>) -> Self {
        self.known_jobs = jobs.into();
        self
    }

    /// The worker's jobs, as this process is configured.
    pub(in crate::app) fn known_jobs(&self) -> &[KnownJob] {
        &self.known_jobs
    }

    /// The same application, whose own mails have Message-IDs of that host: those that are put into the outbox with the change
    /// they tell of.
    #[must_use]
    pub fn with_message_ids(mut self, host: &str) -> Self {
        self.message_id_host = host.into();
        self
    }

    /// The same application, whose previews of mails are of a worker with those settings.
    #[must_use]
    pub fn with_mail_previews(mut self, settings: MailPreviews) -> Self {
        self.mail_previews = Arc::new(settings);
        self
    }

    /// How the worker sends mails, as far as their previews tell.
    pub(in crate::app) fn mail_previews(&self) -> &MailPreviews {
        &self.mail_previews
    }

    /// Draws a new Message-ID.
    pub(in crate::app) fn draw_message_id(&self) -> String {
        draw_message_id(self.entropy.as_ref(), &self.message_id_host)
    }

    /// The same application, whose changes go on for as long as `patience` says when others are in their way.
    #[must_use]
    pub fn with_patience(mut self, patience: RacePatience) -> Self {
        self.patience = patience;
        self
    }

    /// The same application, whose calendars are published as `settings` say.
    #[must_use]
    pub fn with_calendars(mut self, settings: CalendarSettings) -> Self {
        self.calendars = Arc::new(settings);
        self
    }

    /// How calendars are published.
    pub(in crate::app) fn calendars(&self) -> &CalendarSettings {
        &self.calendars
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Chance.
    #[must_use]
    pub fn entropy(&self) -> &dyn Entropy {
        self.entropy.as_ref()
    }

    /// The places for hashing passwords.
    pub(in crate::app) const fn hashing(&self) -> &Hashing {
        &self.hashing
    }

    /// The change feed of this process: what was committed, for whoever watches.
    #[must_use]
    pub fn changes(&self) -> &ChangeFeed {
        &self.changes
    }

    /// Runs `work` in one write transaction (see [`storage::write`]); failures of the database become the use
    /// case's `Failure`: `Busy` if others were faster until patience ended, `Unavailable` if it is away, `Internal`
    /// otherwise.
    pub(crate) async fn write<T, E, F, Work>(&self, work: F) -> Result<T, E>
    where
        E: From<Failure>,
        F: FnMut(Transaction) -> Work,
        Work: Future<Output = Result<T, E>>,
    {
        let races = self.patience.begin();
        let again = |lost| races.again(lost, self.entropy());
        let outcome = storage::write(&self.db, |error| Failure::from(error).into(), again, work).await;
        if outcome.is_ok() {
            self.changes.wake();
        }
        outcome
    }

    /// Whether the database answers: what a readiness check asks.
    pub async fn is_ready(&self) -> bool {
        self.db.ping().await.is_ok()
    }

    /// How many connections to the database are in use, and how many idle.
    #[must_use]
    pub fn connections(&self) -> (u32, u32) {
        storage::health::connections(&self.db)
    }

    /// How many statements ran so far; tests compare it before and after a request.
    #[must_use]
    pub fn statement_count(&self) -> u64 {
        self.db.statement_count()
    }
}
