//! What a clean-up campaign holds.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::measure::{Measure, Moment};
use crate::{
    ids::{AssetId, OccupancyId, OrganizationId},
    messages::FieldProblem,
    place::Shape,
    workflow::violation::FieldErrors,
};

/// All papers of a campaign. Who claimed what stands in the register and not here: competitors read these papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Where, and what for.
    pub campaign: Campaign,
    /// What stands beside the streets; known from the day it is opened.
    #[serde(default)]
    pub assets: Vec<Listed>,
    /// Whether there was more beside the streets than one campaign holds.
    #[serde(default)]
    pub cut_off: bool,
    /// What hangs there and was nobody's.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Why some assets were not surveyed.
    pub left_out: Option<String>,
    /// The street before.
    pub before: Option<Measure>,
    /// The street after.
    pub after: Option<Measure>,
    /// Who has reported its own work as done.
    #[serde(default)]
    pub tidied_by: Vec<OrganizationId>,
}

/// Where, and what for; the draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Campaign {
    /// A line that says what it is.
    pub title: String,
    /// What is to be better afterwards.
    pub purpose: String,
    /// The streets.
    pub streets: Vec<Street>,
    /// How far beside a street things belong to it, in metres.
    pub within_m: Option<u32>,
    /// Whom to ask.
    pub contact: String,
}

/// A street, or a part of a town.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Street {
    /// What people call it.
    pub name: String,
    /// Its line, or the area.
    pub place: Option<Shape>,
}

/// An asset of the campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The asset.
    pub asset_id: AssetId,
    /// The owner's code for it.
    pub code: String,
    /// Who answers for it.
    pub owner_id: OrganizationId,
    /// When it was surveyed in this campaign.
    pub surveyed_on: Option<NaiveDate>,
}

/// Something that hangs there and was nobody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its number in the campaign, which its tag bears.
    pub number: u32,
    /// On which asset.
    pub asset_id: AssetId,
    /// The occupancy in the register.
    pub occupancy_id: OccupancyId,
    /// The unit.
    pub unit: String,
    /// How much.
    pub quantity: u32,
    /// What became of it.
    pub status: ItemStatus,
}

/// What became of something that was nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ItemStatus {
    /// A survey has found it.
    Found,
    /// It bears a tag and waits to be claimed.
    Tagged,
    /// Somebody claimed it.
    Claimed,
    /// Nobody claimed it in time.
    Unclaimed,
    /// It is proposed to take it down.
    Proposed,
    /// It may be taken down.
    Authorised,
    /// It was taken down.
    Removed,
}

/// A change of the papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// What stands beside the streets was listed.
    Listed {
        /// The assets.
        assets: Vec<Listed>,
        /// What was known to hang there and be nobody's.
        items: Vec<Item>,
        /// Whether there is more.
        cut_off: bool,
    },
    /// An asset was surveyed.
    Surveyed {
        /// Which.
        asset_id: AssetId,
        /// When.
        on: NaiveDate,
        /// What was found.
        items: Vec<Item>,
    },
    /// Some assets are left out.
    LeftOut {
        /// Why.
        reason: String,
    },
    /// The street was measured.
    Measured {
        /// When in the campaign.
        moment: Moment,
        /// What was seen.
        measure: Measure,
    },
    /// Some of the things that were nobody's are now in another state.
    Marked {
        /// Which.
        numbers: Vec<u32>,
        /// In which.
        status: ItemStatus,
    },
    /// An operator has done its work.
    Tidied {
        /// Which.
        organization: OrganizationId,
    },
}

impl Content {
    /// The papers of a fresh draft.
    #[must_use]
    pub fn new(campaign: Campaign) -> Self {
        Self {
            campaign,
            assets: Vec::new(),
            cut_off: false,
            items: Vec::new(),
            left_out: None,
            before: None,
            after: None,
            tidied_by: Vec::new(),
        }
    }

    /// The things in one of these states, by their numbers.
    #[must_use]
    pub fn numbers(&self, wanted: &[ItemStatus]) -> Vec<u32> {
        self.items.iter().filter(|item| wanted.contains(&item.status)).map(|item| item.number).collect()
    }

    /// One of them.
    #[must_use]
    pub fn item(&self, number: u32) -> Option<&Item> {
        self.items.iter().find(|item| item.number == number)
    }

    pub(in crate::cases) fn write(&mut self, entry: &Entry) {
        match entry.clone() {
            Entry::Listed { assets, items, cut_off } => {
                self.assets = assets;
                self.items = items;
                self.cut_off = cut_off;
            }
            Entry::Surveyed { asset_id, on, items } => {
                for listed in self.assets.iter_mut().filter(|listed| listed.asset_id == asset_id) {
                    listed.surveyed_on = Some(on);
                }
                self.items.extend(items);
            }
            Entry::LeftOut { reason } => self.left_out = Some(reason),
            Entry::Measured { moment: Moment::Before, measure } => self.before = Some(measure),
            Entry::Measured { moment: Moment::After, measure } => self.after = Some(measure),
            Entry::Marked { numbers, status } => {
                for item in self.items.iter_mut().filter(|item| numbers.contains(&item.number)) {
                    item.status = status;
                }
            }
            Entry::Tidied { organization } => {
                if !self.tidied_by.contains(&organization) {
                    self.tidied_by.push(organization);
                }
            }
        }
    }
}

impl Campaign {
    /// What is wrong with a draft.
    #[must_use]
    pub fn faults(&self) -> FieldErrors {
        FieldErrors::of_title(&self.title)
    }

    /// What a campaign still lacks before it can be opened.
    #[must_use]
    pub fn lacks(&self) -> FieldErrors {
        let named = |street: &Street| !street.name.trim().is_empty() && street.place.is_some();
        FieldErrors::default()
            .unless_said(&self.purpose, "/purpose", FieldProblem::SayWhatIsBetter)
            .unless(!self.streets.is_empty(), "/streets", FieldProblem::NameTheStreets)
            .unless(self.streets.iter().all(named), "/streets", FieldProblem::DescribeTheStreets)
            .unless(self.within_m.is_some(), "/within_m", FieldProblem::SayHowFar)
            .unless_said(&self.contact, "/contact", FieldProblem::SayWhomToAsk)
    }
}
