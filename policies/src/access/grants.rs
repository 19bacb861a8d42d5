//! Parses the lines of `grants.csv` and checks them against the names in the code, before casbin
//! reads them.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::{Role, Stance};
use domain::cases::Kind;
use strum::VariantArray;

use super::{GRANTS, Holders};
use crate::faults::{PartError, PolicyFault};

/// The resources of grants besides cases.
const RESOURCES: [&str; 23] = [
    "absence",
    "account",
    "area",
    "asset",
    "asset_kind",
    "audit",
    "calendar",
    "delegation",
    "document",
    "export",
    "import",
    "message",
    "notification",
    "organization",
    "organization_merger",
    "outbox",
    "pack",
    "planning",
    "quality_issue",
    "report",
    "subscription",
    "task",
    "user",
];

/// All resources of grants.
fn resources() -> BTreeSet<&'static str> {
    RESOURCES.into_iter().chain(Kind::VARIANTS.iter().map(|kind| kind.as_str())).collect()
}

/// The grants and groups of the file.
#[derive(Debug, Default)]
pub(super) struct Grants {
    groups: Vec<String>,
    rows: BTreeMap<String, Vec<Row>>,
}

#[derive(Debug, PartialEq)]
struct Row {
    line: String,
    who: Vec<Role>,
    stance: Stance,
    verb: String,
}

impl Grants {
    /// The resources with at least one grant.
    pub(super) fn resources(&self) -> Vec<String> {
        self.rows.keys().cloned().collect()
    }

    /// The grants on one resource, with all groups, in casbin's format.
    pub(super) fn lines_about(&self, resource: &str) -> String {
        let rows = self.rows.get(resource).into_iter().flatten().map(|row| row.line.as_str());
        self.groups.iter().map(String::as_str).chain(rows).collect::<Vec<_>>().join("\n")
    }

    /// The holders of each verb on one resource, as the lines state them.
    pub(super) fn holders(&self, resource: &str) -> BTreeMap<String, Holders> {
        let mut holders: BTreeMap<String, Holders> = BTreeMap::new();
        for Row { who, stance, verb, .. } in self.rows.get(resource).into_iter().flatten() {
            holders.entry(verb.clone()).or_default().extend(who.iter().map(|role| (*role, *stance)));
        }
        holders
    }

    /// Each stance and verb that the grants name for one resource.
    pub(super) fn named(&self, resource: &str) -> BTreeSet<(Stance, String)> {
        self.rows.get(resource).into_iter().flatten().map(|row| (row.stance, row.verb.clone())).collect()
    }
}

/// Parses the lines and appends errors to the faults.
pub(super) fn read(text: &str, found: &mut Vec<PolicyFault>) -> Grants {
    let mut grants = Grants::default();
    let mut reader =
        Reader { groups: BTreeMap::new(), things: resources(), used: BTreeSet::new(), seen: BTreeSet::new() };
    let lines = || text.lines().enumerate().map(|(at, line)| (at.saturating_add(1), cells(line)));
    for (line, cells) in lines() {
        if let ["g", role, group] = cells.as_slice() {
            match reader.group(role, group, line) {
                Ok(row) => grants.groups.push(row),
                Err(reason) => found.push(PolicyFault::new(GRANTS, line, reason)),
            }
        }
    }
    for (line, cells) in lines() {
        match cells.as_slice() {
            [] | ["g", _, _] => {}
            ["p", who, stance, resource, verb] => match reader.grant(who, stance, resource, verb) {
                Ok(row) => grants.rows.entry((*resource).to_owned()).or_default().push(row),
                Err(reason) => found.push(PolicyFault::new(GRANTS, line, reason)),
            },
            _ => found.push(PolicyFault::new(
                GRANTS,
                line,
                "a line is `p, role, stance, kind of thing, verb` or `g, role, group` or begins with #",
            )),
        }
    }
    for (group, Group { line, .. }) in &reader.groups {
        if !reader.used.contains(group) {
            found.push(PolicyFault::new(GRANTS, *line, format!("the group `{group}` is granted nothing")));
        }
    }
    grants
}

fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Vec::new();
    }
    line.split(',').map(str::trim).collect()
}

struct Group {
    /// The first line with this name.
    line: usize,
    members: Vec<Role>,
}

struct Reader {
    groups: BTreeMap<String, Group>,
    things: BTreeSet<&'static str>,
    used: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Reader {
    fn group(&mut self, role: &str, group: &str, line: usize) -> Result<String, PartError> {
        let member = role.parse::<Role>().ok().ok_or_else(|| format!("`{role}` is not a role"))?;
        if group.parse::<Role>().is_ok() {
            return Err(format!("`{group}` is a role and cannot be a group").into());
        }
        self.groups.entry(group.to_owned()).or_insert(Group { line, members: Vec::new() }).members.push(member);
        self.once(format!("g, {role}, {group}"))
    }

    fn grant(&mut self, who: &str, stance: &str, resource: &str, verb: &str) -> Result<Row, PartError> {
        let roles = match (self.groups.get(who), who.parse::<Role>().ok()) {
            (Some(group), _) => {
                self.used.insert(who.to_owned());
                group.members.clone()
            }
            (None, Some(role)) => vec![role],
            (None, None) => return Err(format!("`{who}` is neither a role nor a group").into()),
        };
        let known = stance.parse::<Stance>().ok().ok_or_else(|| format!("`{stance}` is not a stance"))?;
        if known == Stance::System {
            return Err("the system needs no grants".into());
        }
        if !self.things.contains(resource) {
            let things: Vec<&str> = self.things.iter().copied().collect();
            return Err(format!("`{resource}` is not a kind of thing; there are {}", things.join(", ")).into());
        }
        if verb.is_empty() || !verb.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            return Err(format!("`{verb}` is not a verb: use small letters and `_`").into());
        }
        let line = self.once(format!("p, {who}, {stance}, {resource}, {verb}"))?;
        Ok(Row { line, who: roles, stance: known, verb: verb.to_owned() })
    }

    fn once(&mut self, line: String) -> Result<String, PartError> {
        if self.seen.insert(line.clone()) { Ok(line) } else { Err(format!("`{line}` is written twice").into()) }
    }
}
