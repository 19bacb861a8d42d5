//! Checks of refusal codes: each names existing evidence, and every action with mandatory reasons
//! has codes to choose from.

use std::collections::BTreeSet;

use crate::workflow::{definition::Reasons, name::EvidenceId, rules::Rules};

use super::{Proof, Spot};

impl<R: Rules> Proof<'_, R> {
    pub(super) fn codes(&mut self) {
        let known: BTreeSet<&EvidenceId> = self.definition.evidence.iter().map(|evidence| &evidence.id).collect();
        for code in &self.definition.refusal_codes {
            for evidence in code.needs.iter().flat_map(|group| &group.any_of) {
                if !known.contains(evidence) {
                    self.fault(
                        Spot::Code(code.id.clone()),
                        format!("the code `{}` needs the unknown evidence `{evidence}`", code.id),
                    );
                }
            }
        }
        let refuses = self.definition.actions.iter().any(|action| action.reasons == Reasons::Coded);
        if refuses && self.definition.refusal_codes.is_empty() {
            self.fault(Spot::Workflow, "an action needs coded reasons, but there are no refusal codes".to_owned());
        }
    }
}
