//! What can be taken: the published instruments, and a clinic's own.

use uuid::Uuid;

use super::scale::{Band, Items, Scale};
use crate::domain::ids::InstrumentId;
use crate::domain::name::Name;
use crate::domain::words::words;

words! {
    /// A published instrument that every clinic has.
    pub enum Published {
        /// The depression module of the Patient Health Questionnaire.
        Phq9 = "PHQ9",
        /// The scale of generalized anxiety.
        Gad7 = "GAD7",
    }
}

/// An instrument that a clinic defined: its total is entered as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnInstrument {
    /// Its id.
    pub id: InstrumentId,
    /// What it is called; unique in the clinic.
    pub name: Name,
    /// How it counts.
    pub scale: Scale,
}

/// An instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instrument {
    /// One that every clinic has.
    Published(Published),
    /// A clinic's own.
    Own(OwnInstrument),
}

/// Kroenke, Spitzer, Williams 2001 (J Gen Intern Med 16:606): nine items of 0 to 3.
const PHQ9_ITEMS: Items = Items { count: 9, most: 3 };
/// Kroenke, Spitzer, Williams 2001: cut-offs at 5, 10, 15 and 20.
const PHQ9_BANDS: [(i32, &str); 5] =
    [(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "moderately severe"), (20, "severe")];
/// Gyani et al. 2013 (Behav Res Ther 51:597), as the NHS's talking therapies count it: 6 points.
const PHQ9_RELIABLE_CHANGE: i32 = 6;
/// Löwe et al. 2004 (Med Care 42:1194): the minimal important difference of an individual is 5 points.
const PHQ9_IMPORTANT_DIFFERENCE: i32 = 5;
/// Kroenke, Spitzer, Williams 2001; Löwe et al. 2004: below 5 is a remission.
const PHQ9_REMISSION_BELOW: i32 = 5;

/// Spitzer et al. 2006 (Arch Intern Med 166:1092): seven items of 0 to 3.
const GAD7_ITEMS: Items = Items { count: 7, most: 3 };
/// Spitzer et al. 2006: cut-offs at 5, 10 and 15.
const GAD7_BANDS: [(i32, &str); 4] = [(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe")];
/// Gyani et al. 2013: 4 points.
const GAD7_RELIABLE_CHANGE: i32 = 4;
/// Toussaint et al. 2020 (J Affect Disord 265:395): 4 points.
const GAD7_IMPORTANT_DIFFERENCE: i32 = 4;

impl Published {
    /// The id under which every clinic knows it: that of no stored row.
    #[must_use]
    pub const fn id(self) -> InstrumentId {
        InstrumentId::from_uuid(Uuid::from_u128(match self {
            Self::Phq9 => 9,
            Self::Gad7 => 7,
        }))
    }

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phq9 => "PHQ-9",
            Self::Gad7 => "GAD-7",
        }
    }

    /// How it counts.
    #[must_use]
    pub fn scale(self) -> Scale {
        let (items, bands, reliable_change, important_difference, remission_below) = match self {
            Self::Phq9 => (
                PHQ9_ITEMS,
                &PHQ9_BANDS[..],
                PHQ9_RELIABLE_CHANGE,
                PHQ9_IMPORTANT_DIFFERENCE,
                Some(PHQ9_REMISSION_BELOW),
            ),
            Self::Gad7 => {
                (GAD7_ITEMS, &GAD7_BANDS[..], GAD7_RELIABLE_CHANGE, GAD7_IMPORTANT_DIFFERENCE, None)
            }
        };
        Scale {
            items: Some(items),
            minimum: 0,
            maximum: i32::try_from(items.count).unwrap_or(0) * i32::from(items.most),
            higher_is_worse: true,
            bands: bands.iter().map(|(from, name)| Band { from: *from, name: (*name).to_owned() }).collect(),
            reliable_change: Some(reliable_change),
            important_difference: Some(important_difference),
            remission_below,
            has_response: true,
        }
    }
}

impl Instrument {
    /// The published instrument of that id, if it is one's.
    #[must_use]
    pub fn published(id: InstrumentId) -> Option<Self> {
        Published::ALL.iter().find(|one| one.id() == id).copied().map(Self::Published)
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> InstrumentId {
        match self {
            Self::Published(published) => published.id(),
            Self::Own(own) => own.id,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Published(published) => published.name(),
            Self::Own(own) => own.name.as_str(),
        }
    }

    /// How it counts.
    #[must_use]
    pub fn scale(&self) -> Scale {
        match self {
            Self::Published(published) => published.scale(),
            Self::Own(own) => own.scale.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_scales_are_as_published() {
        let phq9 = Published::Phq9.scale();
        assert_eq!((phq9.minimum, phq9.maximum, phq9.check()), (0, 27, Ok(())));
        let name = |total| phq9.band_of(total).map_or("", |band| band.name.as_str());
        assert_eq!(
            [4, 5, 10, 15, 19, 20].map(name),
            ["minimal", "mild", "moderate", "moderately severe", "moderately severe", "severe"]
        );
        let gad7 = Published::Gad7.scale();
        assert_eq!((gad7.minimum, gad7.maximum, gad7.check()), (0, 21, Ok(())));
        assert_eq!(gad7.band_of(15).map(|band| band.name.as_str()), Some("severe"));
    }

    #[test]
    fn each_is_found_by_its_own_id() {
        for published in Published::ALL {
            assert_eq!(Instrument::published(published.id()), Some(Instrument::Published(*published)));
        }
        assert_eq!(Instrument::published(InstrumentId::from_uuid(Uuid::from_u128(1))), None);
    }
}
