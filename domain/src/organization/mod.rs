//! Organisations: their kind, their period of existence, and their successor after a merger or
//! dissolution.
//!
//! A printed result keeps the name of its issuer for ever; unfinished work goes to the organisation
//! responsible on the day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{area::Validity, ids::OrganizationId};

#[cfg(test)]
mod laws;
mod merger;
mod succession;

pub use merger::{Basis, CLAUSE, Known, Merger, MergerParty};
pub use succession::Succession;

/// The role of an organisation in the sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum OrganizationKind {
    /// A telecom operator: owns infrastructure and requests capacity on that of others.
    Operator,
    /// Another owner: power company, road authority, tower company.
    Owner,
    /// A People's Committee of a district or commune.
    Committee,
    /// The Department of Construction.
    Construction,
    Regulator,
    /// An agency that gives opinions.
    Agency,
    /// The operator of the server.
    Administrator,
}

impl OrganizationKind {
    /// The form in the database and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The period of existence of an organisation, and its successor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenure {
    pub validity: Validity,
    pub successor: Option<OrganizationId>,
}

/// Why no organisation is responsible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// The organisation is unknown or does not exist yet.
    #[error("organisation {0} does not exist on the day")]
    Unknown(OrganizationId),
    /// The organisation ended without a successor.
    #[error("organisation {0} has ended and nobody carries on its work")]
    NoSuccessor(OrganizationId),
    /// The successors form a circle.
    #[error("the successors of organisation {0} go in a circle")]
    Circle(OrganizationId),
}

/// The organisation that is responsible on a day: itself while it exists, else its responsible
/// successor.
///
/// # Errors
/// When no organisation is responsible; the caller must raise an alarm for such a queue.
pub fn responsible(
    organization: OrganizationId,
    day: NaiveDate,
    known: &BTreeMap<OrganizationId, Tenure>,
) -> Result<OrganizationId, SuccessionError> {
    let mut asked = BTreeSet::new();
    let mut current = organization;
    loop {
        let tenure = known.get(&current).ok_or(SuccessionError::Unknown(current))?;
        if tenure.validity.holds_on(day) {
            return Ok(current);
        }
        if tenure.validity.from().is_some_and(|from| day < from) {
            return Err(SuccessionError::Unknown(current));
        }
        if !asked.insert(current) {
            return Err(SuccessionError::Circle(organization));
        }
        current = tenure.successor.ok_or(SuccessionError::NoSuccessor(current))?;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::NaiveDate;
    use strum::VariantArray;
    use uuid::Uuid;

    use super::{OrganizationKind, SuccessionError, Tenure, responsible};
    use crate::{area::Validity, ids::OrganizationId};

    fn day(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    fn org(n: u128) -> OrganizationId {
        OrganizationId::new(Uuid::from_u128(n))
    }

    fn tenure(from: &str, to: &str, successor: Option<u128>) -> Tenure {
        Tenure { validity: Validity::new(day(from), day(to)).unwrap(), successor: successor.map(org) }
    }

    #[test]
    fn the_work_of_a_dissolved_office_goes_to_the_successor_of_the_day() {
        let known = BTreeMap::from([
            (org(1), tenure("", "2025-03-01", Some(2))),
            (org(2), tenure("2025-03-01", "2026-01-01", Some(3))),
            (org(3), tenure("2026-01-01", "", None)),
        ]);
        for (on, n) in [("2025-02-28", 1), ("2025-03-01", 2), ("2025-12-31", 2), ("2026-01-01", 3)] {
            assert_eq!(responsible(org(1), day(on).unwrap(), &known), Ok(org(n)), "{on}");
        }
        assert_eq!(responsible(org(3), day("2025-12-31").unwrap(), &known), Err(SuccessionError::Unknown(org(3))));
    }

    #[test]
    fn work_that_nobody_carries_on_is_an_alarm() {
        let known = BTreeMap::from([
            (org(1), tenure("", "2025-03-01", None)),
            (org(2), tenure("", "2025-03-01", Some(4))),
            (org(4), tenure("", "2025-03-01", Some(2))),
        ]);
        let on = day("2025-07-01").unwrap();
        assert_eq!(responsible(org(1), on, &known), Err(SuccessionError::NoSuccessor(org(1))));
        assert_eq!(responsible(org(2), on, &known), Err(SuccessionError::Circle(org(2))));
        assert_eq!(responsible(org(9), on, &known), Err(SuccessionError::Unknown(org(9))));
    }

    #[test]
    fn every_kind_is_read_as_it_is_written() {
        for kind in OrganizationKind::VARIANTS.iter().copied() {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
    }
}
