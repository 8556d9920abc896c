//! Instruments of measurement.

use async_graphql::{ID, Object, SimpleObject};

use crate::domain::measures as domain;
use crate::graphql::ids::id;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// An instrument that every clinic has.
    PublishedInstrument = domain::Published {
        /// The depression module of the Patient Health Questionnaire: nine items.
        Phq9,
        /// The scale of generalized anxiety: seven items.
        Gad7,
    }
}

/// A part of an instrument's range that has a name.
#[derive(SimpleObject)]
pub(crate) struct MeasureBand {
    /// The least total that lies in it, in points; it reaches to the next band.
    from: i32,
    /// What it is called.
    name: String,
}

/// A questionnaire by which a client is measured: a published one, or the clinic's own.
pub(crate) struct Instrument(pub(crate) domain::Instrument);

/// A questionnaire by which a client is measured: a published one, or the clinic's own.
#[Object]
impl Instrument {
    /// The instrument's id (`ins_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id())
    }

    /// What it is called.
    async fn name(&self) -> &str {
        self.0.name()
    }

    /// Which of those that every clinic has; null for the clinic's own.
    async fn published(&self) -> Option<PublishedInstrument> {
        match self.0 {
            domain::Instrument::Published(published) => Some(published.into()),
            domain::Instrument::Own(_) => None,
        }
    }

    /// How many items it has; null if only its total is recorded.
    async fn item_count(&self) -> Option<usize> {
        self.0.scale().items.map(|items| items.count)
    }

    /// The greatest answer to an item, from 0, in points; null if only its total is recorded.
    async fn most_of_an_item(&self) -> Option<u8> {
        self.0.scale().items.map(|items| items.most)
    }

    /// The least total, in points.
    async fn minimum(&self) -> i32 {
        self.0.scale().minimum
    }

    /// The greatest total, in points.
    async fn maximum(&self) -> i32 {
        self.0.scale().maximum
    }

    /// Whether a higher total is worse.
    async fn higher_is_worse(&self) -> bool {
        self.0.scale().higher_is_worse
    }

    /// Its bands, from the least total up.
    async fn bands(&self) -> Vec<MeasureBand> {
        let bands = self.0.scale().bands.into_iter();
        bands.map(|domain::Band { from, name }| MeasureBand { from, name }).collect()
    }

    /// By how many points at least two readings differ if the change is no chance of measuring; null if nobody said.
    async fn reliable_change(&self) -> Option<i32> {
        self.0.scale().reliable_change
    }

    /// By how many points two readings differ if a client notices; null if nobody said.
    async fn important_difference(&self) -> Option<i32> {
        self.0.scale().important_difference
    }

    /// Totals below this, in points, are a remission; null if that is not defined.
    async fn remission_below(&self) -> Option<i32> {
        self.0.scale().remission_below
    }
}
