//! Limits the automatic consequences of one decision in its transaction.

use std::sync::Arc;

use crate::error::AppError;

/// The longest chain of decisions that follow from one another. The longest chain of today's rules
/// has three links: a dispute is decided, a request is filed again, and a system action reserves
/// the capacity. A pack can create a chain by its effects, so the limit permits a few more links,
/// and stops a pack whose actions trigger each other forever.
pub(super) const MOST_IN_A_CHAIN: u32 = 8;

/// The most decisions that can follow from one decision in total. Moved capacity is the widest
/// cause: a request names at most 3,000 assets (`SharingRequestDraft.elements` of the contract),
/// and each promoted case takes at least one freed unit. A larger limit would hold the write lock
/// for minutes.
pub(super) const MOST_IN_ALL: u32 = 10_000;

/// A decision, and the chain of decisions that caused it.
#[derive(Debug)]
pub(super) struct Cause {
    what: String,
    links: u32,
    before: Option<Arc<Cause>>,
}

impl Cause {
    /// The first cause: the command of a caller.
    pub(super) fn root(what: String) -> Arc<Self> {
        Arc::new(Self { what, links: 0, before: None })
    }

    /// The whole chain, the first cause first.
    fn chain(&self) -> String {
        let mut names = vec![self.what.as_str()];
        let mut before = self.before.as_deref();
        while let Some(cause) = before {
            names.push(&cause.what);
            before = cause.before.as_deref();
        }
        names.reverse();
        names.join(" -> ")
    }
}

/// Counts the decisions that follow from one command.
#[derive(Debug, Default)]
pub(super) struct WorkBudget {
    spent: u32,
}

impl WorkBudget {
    /// Counts one more consequence.
    ///
    /// # Errors
    /// [`AppError::Internal`], with the chain for the log, when the chain is too long or the
    /// decisions are too many.
    pub(super) fn follow(&mut self, cause: &Arc<Cause>, what: String) -> Result<Arc<Cause>, AppError> {
        let link = Cause { what, links: cause.links.saturating_add(1), before: Some(Arc::clone(cause)) };
        self.spent = self.spent.saturating_add(1);
        if link.links > MOST_IN_A_CHAIN {
            return Err(AppError::internal(format!(
                "more than {MOST_IN_A_CHAIN} decisions follow from one another: {}",
                link.chain()
            )));
        }
        if self.spent > MOST_IN_ALL {
            return Err(AppError::internal(format!(
                "more than {MOST_IN_ALL} decisions follow from one command; the last: {}",
                link.chain()
            )));
        }
        Ok(Arc::new(link))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_followed_to_the_bound_and_no_further() {
        let (mut budget, mut cause) = (WorkBudget::default(), Cause::root("decide D-1".to_owned()));
        for link in 1..=MOST_IN_A_CHAIN {
            cause = budget.follow(&cause, format!("step {link}")).unwrap();
        }
        let refused = budget.follow(&cause, "one too many".to_owned()).unwrap_err().to_string();
        assert!(refused.contains("decide D-1 -> step 1 -> step 2"), "{refused}");
        assert!(refused.ends_with("step 8 -> one too many"), "{refused}");
    }

    #[test]
    fn what_follows_from_one_command_is_counted_whatever_its_chain() {
        let (mut budget, root) = (WorkBudget::default(), Cause::root("withdraw SR-1".to_owned()));
        for number in 0..MOST_IN_ALL {
            budget.follow(&root, format!("promote SR-{number}")).unwrap();
        }
        let refused = budget.follow(&root, "promote SR-X".to_owned()).unwrap_err().to_string();
        assert!(refused.ends_with("withdraw SR-1 -> promote SR-X"), "{refused}");
    }
}
