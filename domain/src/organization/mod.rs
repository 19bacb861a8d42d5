//! Organisations: what they are, since when, and who carries on their work when they are merged or dissolved.
//!
//! A printed result keeps the name of its issuer for ever; what is still to be done goes to the one responsible on the day.

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

/// What an organisation is in the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum OrganizationKind {
    /// A telecom operator: owns infrastructure and asks for room on that of others.
    Operator,
    /// Another owner: power company, road authority, tower company.
    Owner,
    /// A People's Committee of a district or commune.
    Committee,
    /// The Department of Construction.
    Construction,
    /// The telecom regulator.
    Regulator,
    /// An agency that is asked for opinions.
    Agency,
    /// Who runs the server.
    Administrator,
}

impl OrganizationKind {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// When an organisation exists, and who carries on after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenure {
    /// While it exists.
    pub validity: Validity,
    /// Who carries on.
    pub successor: Option<OrganizationId>,
}

/// Why nobody is responsible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// It is not known, or not yet there.
    #[error("organisation {0} does not exist on the day")]
    Unknown(OrganizationId),
    /// It ended and named nobody.
    #[error("organisation {0} has ended and nobody carries on its work")]
    NoSuccessor(OrganizationId),
    /// Successors go in a circle.
    #[error("the successors of organisation {0} go in a circle")]
    Circle(OrganizationId),
}

/// Who does the work of an organisation on a day: itself while it exists, else the successor who does.
///
/// # Errors
/// When nobody does; such a queue is an alarm, not a silence.
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
