//! The documents that works require: a pack lists them by the kind of works, and a check compares
//! the list with the documents on file.

use serde::{Deserialize, Serialize};

use super::{
    content::Works,
    route::{Dossier, Resolved, Way},
};
use crate::{
    cases::{gap::Gap, site::WorkKind},
    text::Localized,
    workflow::{decide::OnFile, definition::Document, limit::Verified, name::DocumentKind},
};

/// A rule of a pack. The first matching rule decides.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    pub id: String,
    pub title: Localized,
    /// The kind of case to which the rule applies.
    pub kind: Way,
    /// The works to which the rule applies; an empty field matches everything.
    #[serde(default)]
    pub when: Built,
    pub documents: Vec<DocumentKind>,
    /// The reference in the law.
    pub clause: String,
    /// Whether somebody has verified the reference in the law.
    pub verified: Verified,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Built {
    /// The dossier that the route of the works requires.
    pub dossier: Vec<Dossier>,
    pub work: Vec<WorkKind>,
    /// The kinds of planned assets, as named in the register.
    pub asset_kind: Vec<String>,
}

/// The rule for works of this kind on this route; `None` when no rule of the pack matches.
#[must_use]
pub fn demanded<'a>(rules: &'a [Demand], works: &Works, route: &Resolved) -> Option<&'a Demand> {
    fn admits<T: PartialEq>(wanted: &[T], said: Option<&T>) -> bool {
        wanted.is_empty() || said.is_some_and(|said| wanted.contains(said))
    }
    rules.iter().find(|rule| {
        rule.kind == route.to
            && admits(&rule.when.dossier, Some(&route.dossier))
            && admits(&rule.when.work, works.work.as_ref())
            && admits(&rule.when.asset_kind, Some(&works.asset_kind))
    })
}

impl Demand {
    /// The documents that are not on file, with the names from the pack.
    #[must_use]
    pub fn gaps(&self, known: &[Document], on_file: &OnFile) -> Vec<Gap> {
        let missing = self.documents.iter().filter(|kind| !on_file.kinds.contains(*kind));
        let named = missing.map(|kind| {
            let title = known.iter().find(|document| document.id == *kind).map(|document| document.title.vi.clone());
            Gap {
                item: title.unwrap_or_else(|| kind.to_string()),
                reason: format!("{}: {}", self.title.vi, self.clause),
            }
        });
        named.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cases::construction::When;

    fn rule(id: &str, dossier: &[Dossier], asset_kind: &[&str], documents: &[&str]) -> Demand {
        Demand {
            id: id.to_owned(),
            title: Localized { vi: "Cột".to_owned(), en: "Masts".to_owned() },
            kind: Way::CommencementNotice,
            when: Built {
                dossier: dossier.to_vec(),
                work: Vec::new(),
                asset_kind: asset_kind.iter().map(|kind| (*kind).to_owned()).collect(),
            },
            documents: documents.iter().map(|kind| DocumentKind::new(kind).unwrap()).collect(),
            clause: "Đ57".to_owned(),
            verified: Verified::No,
        }
    }

    fn route(dossier: Dossier) -> Resolved {
        Resolved {
            rule: "exempt".to_owned(),
            to: Way::CommencementNotice,
            dossier,
            competence: "commencement".to_owned(),
            clause: "Đ43".to_owned(),
            inputs: When::default(),
        }
    }

    #[test]
    fn the_first_rule_that_fits_names_what_is_missing() {
        let rules = [
            rule("mast", &[Dossier::Full], &["tower"], &["drawings", "land_paper"]),
            rule("rest", &[Dossier::Full], &[], &["drawings"]),
        ];
        let works = |kind: &str| Works { asset_kind: kind.to_owned(), ..Works::default() };
        let of = |kind: &str, dossier| demanded(&rules, &works(kind), &route(dossier)).map(|rule| rule.id.as_str());
        assert_eq!(of("tower", Dossier::Full), Some("mast"));
        assert_eq!(of("pole", Dossier::Full), Some("rest"));
        assert_eq!(of("tower", Dossier::NoticeOnly), None, "a bare notice brings nothing");
        let on_file = OnFile { kinds: BTreeSet::from([DocumentKind::new("drawings").unwrap()]), ..OnFile::default() };
        let gaps: Vec<String> = rules.iter().flat_map(|rule| rule.gaps(&[], &on_file)).map(|gap| gap.item).collect();
        assert_eq!(gaps, ["land_paper"]);
    }
}
