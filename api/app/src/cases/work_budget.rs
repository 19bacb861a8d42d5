//! The bound on what one decision can bring about by itself in its transaction.

use std::sync::Arc;

use crate::error::AppError;

/// Decisions that can follow from one another. The longest chain that the rules make today has
/// three links: a dispute is decided, a request is filed again, the room is reserved by the action
/// of the system on it. A pack can make a chain by its effects, so the bound leaves room for a few
/// more links, and ends a pack whose actions trigger each other for ever.
pub(super) const MOST_IN_A_CHAIN: u32 = 8;

/// Decisions that one decision can bring about in all. Moved room is the widest cause: a request
/// names at most 3,000 assets (`SharingRequestDraft.elements` of the contract), and each promoted
/// case takes at least one unit that was freed. More than this would hold the write lock for
/// minutes.
pub(super) const MOST_IN_ALL: u32 = 10_000;

/// A decision, and the decisions that it follows from.
#[derive(Debug)]
pub(super) struct Cause {
    what: String,
    links: u32,
    before: Option<Arc<Cause>>,
}

impl Cause {
    /// The cause of everything: the command of a caller.
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
    /// One more decision that follows from another.
    ///
    /// # Errors
    /// [`AppError::Internal`] with the chain for the log, when it is one link too long or one
    /// decision too many.
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
