//! Bands of free capacity and the fit of a quantity, as the contract defines them.

use domain::registry::band;
use poem_openapi::{Enum, Object};

/// Band of the slot unit with the most free capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "FreeBand", rename_all = "snake_case")]
pub(crate) enum Band {
    None,
    Few,
    Some,
    Many,
}

/// Free-capacity band of a unit.
#[derive(Debug, Object)]
pub(crate) struct AssetUnitBand {
    unit: String,
    band: UnitBand,
}

/// Free capacity of a unit: `none`, `few`, `some` or `many` of a slot unit; `none` or `available`
/// of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum UnitBand {
    None,
    Few,
    Some,
    Many,
    Available,
}

/// Whether a quantity fits: `fits`, or `ask_owner` when the reader sees only a band whose range
/// includes smaller numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum Fit {
    Fits,
    AskOwner,
}

impl Fit {
    /// Converts a fit for a response. Assets that do not fit are not part of a response.
    pub(crate) fn from_answer(fit: band::Fit) -> Option<Self> {
        match fit {
            band::Fit::Fits => Some(Self::Fits),
            band::Fit::AskOwner => Some(Self::AskOwner),
            band::Fit::DoesNotFit => None,
        }
    }
}

impl From<(String, band::UnitBand)> for AssetUnitBand {
    fn from((unit, band): (String, band::UnitBand)) -> Self {
        Self { unit, band: band.into() }
    }
}

impl From<band::Band> for Band {
    fn from(band: band::Band) -> Self {
        match band {
            band::Band::None => Self::None,
            band::Band::Few => Self::Few,
            band::Band::Some => Self::Some,
            band::Band::Many => Self::Many,
        }
    }
}

impl From<band::UnitBand> for UnitBand {
    fn from(known: band::UnitBand) -> Self {
        match known {
            band::UnitBand::Slot { band: band::Band::None, .. } | band::UnitBand::Budget(band::BudgetBand::None) => {
                Self::None
            }
            band::UnitBand::Slot { band: band::Band::Few, .. } => Self::Few,
            band::UnitBand::Slot { band: band::Band::Some, .. } => Self::Some,
            band::UnitBand::Slot { band: band::Band::Many, .. } => Self::Many,
            band::UnitBand::Budget(band::BudgetBand::Available) => Self::Available,
        }
    }
}
