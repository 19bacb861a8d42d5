//! What is to be built where: the part that siting applications and construction cases share.

use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// How densely a place is settled; laws and distances differ by it.
    Settlement {
        /// A town.
        Urban = "urban",
        /// The country.
        Rural = "rural",
    }
}

words! {
    /// What kind of works it is, as the law on construction tells them apart.
    WorkKind {
        /// Masts, poles, ducts, manholes, cabinets.
        TelecomPassive = "telecom_passive",
        /// A cable or line along an approved route.
        Line = "line",
        /// A building, with or without telecom equipment.
        Building = "building",
    }
}

words! {
    /// The class of the works under the construction law.
    Class {
        /// Special.
        Special = "special",
        /// I.
        I = "I",
        /// II.
        II = "II",
        /// III.
        III = "III",
        /// IV.
        IV = "IV",
    }
}

/// Why what stands near does not do, asset by asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingAnswer {
    /// The asset that could be shared.
    pub asset_id: crate::ids::AssetId,
    /// The applicant's sharing request for it.
    pub sharing_case_id: Option<crate::ids::CaseId>,
    /// Why it does not do.
    pub justification: Option<String>,
}
