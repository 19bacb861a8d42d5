//! Ownership of an asset: shares that add up to the whole, and one responsible owner.

use serde::{Deserialize, Serialize};

use crate::ids::OrganizationId;
use crate::messages::{FieldProblem, Message};

/// The sum of all shares, in hundredths of a percent.
pub const WHOLE_BASIS_POINTS: u32 = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Share {
    pub organization: OrganizationId,
    /// Hundredths of a percent.
    pub basis_points: u16,
    /// Whether this owner is responsible for the asset.
    pub answers: bool,
}

/// Why a list of shares is not an ownership.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OwnershipError {
    /// The shares do not add up to the whole.
    #[error("the shares make {} %, not 100 %", f64::from(*.0) / 100.0)]
    NotWhole(u32),
    /// No owner, or more than one, is responsible.
    #[error("exactly one owner answers for an asset, not {0}")]
    NotOneAnswers(usize),
    /// The list names an owner twice.
    #[error("an owner is named twice")]
    Twice,
}

impl From<OwnershipError> for Message {
    fn from(error: OwnershipError) -> Self {
        match error {
            OwnershipError::NotWhole(sum) => FieldProblem::SharesNotWhole { percent: f64::from(sum) / 100.0 }.into(),
            OwnershipError::NotOneAnswers(found) => FieldProblem::NotOneAnswers { found }.into(),
            OwnershipError::Twice => FieldProblem::OwnerTwice.into(),
        }
    }
}

/// Checks that shares form an ownership.
///
/// # Errors
/// The first fault.
pub fn check(shares: &[Share]) -> Result<(), OwnershipError> {
    let sum = shares.iter().map(|share| u32::from(share.basis_points)).sum();
    let answering = shares.iter().filter(|share| share.answers).count();
    let names: std::collections::BTreeSet<_> = shares.iter().map(|share| share.organization).collect();
    if names.len() != shares.len() {
        Err(OwnershipError::Twice)
    } else if answering != 1 {
        Err(OwnershipError::NotOneAnswers(answering))
    } else if sum != WHOLE_BASIS_POINTS {
        Err(OwnershipError::NotWhole(sum))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{OwnershipError, Share, check};
    use crate::ids::OrganizationId;
    use uuid::Uuid;

    fn share(of: u128, basis_points: u16, answers: bool) -> Share {
        Share { organization: OrganizationId::new(Uuid::from_u128(of)), basis_points, answers }
    }

    #[test]
    fn shares_make_a_whole_and_one_answers() {
        assert_eq!(check(&[share(1, 10_000, true)]), Ok(()));
        assert_eq!(check(&[share(1, 5_000, true), share(2, 5_000, false)]), Ok(()));
        assert_eq!(check(&[share(1, 6_700, true), share(2, 3_333, false)]), Err(OwnershipError::NotWhole(10_033)));
        assert_eq!(check(&[share(1, 5_000, true), share(2, 5_000, true)]), Err(OwnershipError::NotOneAnswers(2)));
        assert_eq!(check(&[share(1, 5_000, true), share(1, 5_000, false)]), Err(OwnershipError::Twice));
        assert_eq!(check(&[]), Err(OwnershipError::NotOneAnswers(0)));
    }
}
