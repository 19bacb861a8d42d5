//! The content of a clean-up campaign.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

use super::measure::{Measure, Moment};
use crate::{
    ids::{AssetId, OccupancyId, OrganizationId},
    messages::FieldProblem,
    place::Shape,
    workflow::violation::FieldErrors,
};

/// The content of a campaign. The register, not the content, records who claimed what: competitors
/// read the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub campaign: Campaign,
    /// The assets along the streets; known from the opening day.
    #[serde(default)]
    pub assets: Vec<Listed>,
    /// Whether more assets exist along the streets than one campaign holds.
    #[serde(default)]
    pub cut_off: bool,
    /// Attachments of unknown owners.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Why the survey omits some assets.
    pub left_out: Option<String>,
    /// The measurement before the work.
    pub before: Option<Measure>,
    /// The measurement after the work.
    pub after: Option<Measure>,
    /// The organisations that have reported their own work as complete.
    #[serde(default)]
    pub tidied_by: Vec<OrganizationId>,
}

/// The draft: streets and purpose.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Campaign {
    pub title: String,
    /// The improvement that the campaign intends.
    pub purpose: String,
    pub streets: Vec<Street>,
    /// The distance in metres from a street within which assets belong to the campaign.
    pub within_m: Option<u32>,
    /// The contact for questions.
    pub contact: String,
}

/// A street, or a part of a settlement.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Street {
    pub name: String,
    /// A line or an area.
    pub place: Option<Shape>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub asset_id: AssetId,
    /// The owner's code for the asset.
    pub code: String,
    /// The owner that answers for it.
    pub owner_id: OrganizationId,
    pub surveyed_on: Option<NaiveDate>,
}

/// An attachment of an unknown owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The number in the campaign, printed on the tag.
    pub number: u32,
    pub asset_id: AssetId,
    pub occupancy_id: OccupancyId,
    pub unit: String,
    /// The amount in units.
    pub quantity: u32,
    pub status: ItemStatus,
}

/// The progress of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ItemStatus {
    Found,
    /// Has a tag and waits for a claim.
    Tagged,
    Claimed,
    /// Nobody claimed the item before the deadline.
    Unclaimed,
    /// A removal has been proposed.
    Proposed,
    /// The removal has been authorised.
    Authorised,
    Removed,
}

/// A change of the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Entry {
    /// The system lists the assets along the streets.
    Listed {
        assets: Vec<Listed>,
        /// Attachments already recorded without an owner.
        items: Vec<Item>,
        /// Whether more assets exist than the list holds.
        cut_off: bool,
    },
    Surveyed {
        asset_id: AssetId,
        on: NaiveDate,
        items: Vec<Item>,
    },
    LeftOut {
        reason: String,
    },
    Measured {
        /// Before or after the work.
        moment: Moment,
        measure: Measure,
    },
    Marked {
        numbers: Vec<u32>,
        status: ItemStatus,
    },
    /// An operator has completed its work.
    Tidied {
        organization: OrganizationId,
    },
}

impl Content {
    /// The content of a new draft.
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

    /// The numbers of the items in one of these states.
    #[must_use]
    pub fn numbers(&self, wanted: &[ItemStatus]) -> Vec<u32> {
        self.items.iter().filter(|item| wanted.contains(&item.status)).map(|item| item.number).collect()
    }

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
    /// The data that a campaign lacks before it can open.
    #[must_use]
    pub fn lacks(&self) -> FieldErrors {
        let named = |street: &Street| !street.name.trim().is_empty() && street.place.is_some();
        FieldErrors::of_title(&self.title)
            .unless_said(&self.purpose, "/purpose", FieldProblem::SayWhatIsBetter)
            .unless(!self.streets.is_empty(), "/streets", FieldProblem::NameTheStreets)
            .unless(self.streets.iter().all(named), "/streets", FieldProblem::DescribeTheStreets)
            .unless(self.within_m.is_some(), "/within_m", FieldProblem::SayHowFar)
            .unless_said(&self.contact, "/contact", FieldProblem::SayWhomToAsk)
    }
}
