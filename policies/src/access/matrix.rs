//! Renders the grants as tables: one for each resource and stance, with a row per verb and a column
//! per role.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::{Role, Stance};
use strum::VariantArray;

use super::Holders;

const HEAD: &str = "\
Who may do what, as access/grants.csv comes to. Written by `make bless`; do not edit.
One table for each kind of thing and each way in which a person's organisation can stand to it. A role without a column, a stance
without a table and a verb without a line may do nothing.
";

pub(super) fn drawn(granted: &BTreeMap<String, BTreeMap<String, Holders>>) -> String {
    let mut text = HEAD.to_owned();
    for (resource, verbs) in granted {
        text.extend(["\n\n=== ", resource, " ===\n"]);
        for stance in Stance::VARIANTS {
            if let Some(table) = table(*stance, verbs) {
                text.extend(["\n", resource, ", as ", stance.as_str(), "\n", &table]);
            }
        }
    }
    text
}

fn table(stance: Stance, verbs: &BTreeMap<String, Holders>) -> Option<String> {
    let may = |holders: &Holders, role: Role| holders.contains(&(role, stance));
    let roles: Vec<Role> =
        Role::VARIANTS.iter().copied().filter(|role| verbs.values().any(|holders| may(holders, *role))).collect();
    if roles.is_empty() {
        return None;
    }
    let lines: BTreeSet<&String> = verbs
        .iter()
        .filter(|(_, holders)| roles.iter().any(|role| may(holders, *role)))
        .map(|(verb, _)| verb)
        .collect();
    let widest = lines.iter().map(|verb| verb.len()).max().unwrap_or_default();
    let head: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    let mut text = format!("  {:widest$}  {}\n", "", head.join("  "));
    for verb in lines {
        let ticks: Vec<String> = roles
            .iter()
            .map(|role| {
                let able = verbs.get(verb).is_some_and(|holders| may(holders, *role));
                format!("{:^width$}", if able { "✓" } else { "·" }, width = role.as_str().len())
            })
            .collect();
        text.push_str(format!("  {verb:widest$}  {}", ticks.join("  ")).trim_end());
        text.push('\n');
    }
    Some(text)
}
