//! The story's clock: it stands in the past and is moved up to the present.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::ambient::{ManualClock, SeededEntropy};
use crate::domain::time::{Zone, local};

/// Any number will do; another one gives other ids.
const SEED: u64 = 16;

/// The application at a moment of the story.
pub(super) struct Filling {
    /// The application, as use cases take it.
    pub(super) app: App,
    /// The present that the story ends at.
    pub(super) present: Timestamp,
    clock: Arc<ManualClock>,
}

impl Filling {
    /// The same database, so many days before the present.
    pub(super) fn begin(real: &App, days_ago: i64) -> Self {
        let present = real.now();
        let clock = Arc::new(ManualClock::new(present - days(days_ago)));
        let app = App::new(real.db.clone(), clock.clone(), Arc::new(SeededEntropy::new(SEED)));
        Self { app, present, clock }
    }

    /// So many days before the present.
    pub(super) fn days_ago(&self, count: i64) -> Timestamp {
        self.present - days(count)
    }

    /// The calendar's day in `zone`, so many days before the present.
    pub(super) fn date_days_ago(&self, count: i64, zone: &Zone) -> Date {
        local(self.days_ago(count), zone).date()
    }

    /// Goes on to `moment`; never back, and never past the present.
    pub(super) fn go_on_to(&self, moment: Timestamp) {
        self.clock.set(moment.min(self.present).max(self.app.now()));
    }

    /// A moment later, so that what follows is told to be later.
    pub(super) fn go_on(&self) {
        self.clock.advance(Duration::from_secs(20));
    }
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}
