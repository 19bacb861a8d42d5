//! A limit on the work of one request, counted in steps, so that every machine refuses the same
//! requests.

use crate::messages::{FieldProblem, Message};

/// The remaining work of a computation. A step is about one comparison of two boxes or edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepBudget {
    left: u64,
}

/// A computation needs more steps than its budget has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("takes more steps than are spent on one question")]
pub struct BudgetExceeded;

impl From<BudgetExceeded> for Message {
    fn from(_: BudgetExceeded) -> Self {
        FieldProblem::TooManySteps.into()
    }
}

impl StepBudget {
    #[must_use]
    pub const fn of(steps: u64) -> Self {
        Self { left: steps }
    }

    /// A budget without a limit, for geometry from the register.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self { left: u64::MAX }
    }

    /// The number of remaining steps.
    #[must_use]
    pub const fn left(self) -> u64 {
        self.left
    }

    /// Counts steps against the budget.
    ///
    /// # Errors
    /// When fewer steps remain.
    pub fn spend(&mut self, steps: usize) -> Result<(), BudgetExceeded> {
        if self.left == u64::MAX {
            return Ok(());
        }
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(steps).ok_or(BudgetExceeded)?;
        Ok(())
    }
}
