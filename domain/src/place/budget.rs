//! A bound on the work of one question, counted in steps, so that every machine refuses the same.

use crate::messages::{FieldProblem, Message};

/// What a computation may still do. A step is about one comparison of two boxes or edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepBudget {
    left: u64,
}

/// A computation took more steps than its budget has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("takes more steps than are spent on one question")]
pub struct BudgetExceeded;

impl From<BudgetExceeded> for Message {
    fn from(_: BudgetExceeded) -> Self {
        FieldProblem::TooManySteps.into()
    }
}

impl StepBudget {
    /// A budget of so many steps.
    #[must_use]
    pub const fn of(steps: u64) -> Self {
        Self { left: steps }
    }

    /// A budget without an end, for geometry that the register itself holds.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self { left: u64::MAX }
    }

    /// How many steps are left.
    #[must_use]
    pub const fn left(self) -> u64 {
        self.left
    }

    /// Counts steps against the budget.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn spend(&mut self, steps: usize) -> Result<(), BudgetExceeded> {
        if self.left == u64::MAX {
            return Ok(());
        }
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(steps).ok_or(BudgetExceeded)?;
        Ok(())
    }
}
