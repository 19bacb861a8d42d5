//! Proves parsed packs: the guarantees of an exhaustive `match`, and the consistency of the packs
//! with their environment and with each other.

use std::collections::BTreeMap;

use domain::{
    access::{Role, Stance},
    calendar::Calendar,
    cases::{Action, Definition, Kind},
    workflow::{
        check::{Finding, Spot, Surroundings, check},
        name::DocumentKind,
    },
};

use super::{
    date,
    read::{UnprovedPack, Workflow},
};
use crate::{access::Access, faults::PolicyFault, letters::Letters, lines::Lines};

/// The environment that packs may reference.
pub(crate) struct Around<'a> {
    pub(crate) access: &'a Access,
    pub(crate) letters: &'a Letters,
    pub(crate) calendars: &'a BTreeMap<String, Calendar>,
}

impl Surroundings for Around<'_> {
    fn has_letter(&self, letter: &str) -> bool {
        self.letters.has(letter)
    }

    fn may(&self, role: Role, stance: Stance, kind: &str, action: &str) -> bool {
        self.access.may(role, stance, kind, action)
    }
}

/// All faults of the packs; an empty list is the proof.
pub(super) fn of(packs: &[UnprovedPack], around: &Around<'_>) -> Vec<PolicyFault> {
    // A workflow that several packs inherit unchanged is one file with one proof.
    let files: BTreeMap<&str, &Workflow> = packs
        .iter()
        .flat_map(|pack| &pack.workflows)
        .map(|workflow| (workflow.file.path.as_str(), &**workflow))
        .collect();
    let mut faults: Vec<PolicyFault> =
        files.into_values().flat_map(|workflow| workflow_faults(workflow, around)).collect();
    for pack in packs {
        faults.extend(header_faults(pack, around));
        faults.extend(unknown_attachments(pack));
    }
    faults.extend(overlaps(packs));
    faults
}

fn header_faults(pack: &UnprovedPack, around: &Around<'_>) -> Vec<PolicyFault> {
    let UnprovedPack { id, header, file, .. } = pack;
    let at = |key: &str, reason: String| PolicyFault {
        file: file.path.clone(),
        line: Lines::of_key(&file.text, key),
        reason,
    };
    let mut faults = Vec::new();
    let named = format!("{}@{}", header.pack, header.version);
    if *id != *named {
        faults.push(at("pack", format!("the folder is `{id}`, but the pack calls itself `{named}`")));
    }
    match (date(header.valid_from), header.valid_to.map(date)) {
        (None, _) => faults.push(at("valid_from", "must be a day".to_owned())),
        (_, Some(None)) => faults.push(at("valid_to", "must be a day".to_owned())),
        (Some(from), Some(Some(to))) if to <= from => {
            faults.push(at("valid_to", format!("ends on {to}, before it begins on {from}")));
        }
        (Some(_), None | Some(Some(_))) => {}
    }
    if !around.calendars.contains_key(&header.calendar) {
        faults.push(at("calendar", format!("the calendar `{}` is unknown", header.calendar)));
    }
    faults
}

/// Required documents that no case of the kind can have.
fn unknown_attachments(pack: &UnprovedPack) -> Vec<PolicyFault> {
    let UnprovedPack { header, file, workflows, .. } = pack;
    let mut faults = Vec::new();
    for rule in &header.required_attachments {
        let workflow = workflows.iter().find(|workflow| workflow.definition.kind == *rule.kind.as_str());
        let known = |kind: &DocumentKind| {
            workflow.is_some_and(|workflow| workflow.definition.documents.iter().any(|document| document.id == *kind))
        };
        faults.extend(rule.documents.iter().filter(|kind| !known(kind)).map(|kind| PolicyFault {
            file: file.path.clone(),
            line: Lines::of_key(&file.text, "papers"),
            reason: format!(
                "the attachments of `{}` name the document `{kind}`, which no {} holds",
                rule.id, rule.kind
            ),
        }));
    }
    faults
}

fn workflow_faults(workflow: &Workflow, around: &Around<'_>) -> Vec<PolicyFault> {
    let Workflow { file, kind, definition } = workflow;
    let found: Vec<Finding> = strangers(definition, *kind).into_iter().chain(check(definition, around)).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let lines = Lines::read(&file.text);
    let fault = |finding: Finding| PolicyFault {
        file: file.path.clone(),
        line: lines.of(&file.text, &finding),
        reason: finding.what,
    };
    found.into_iter().map(fault).collect()
}

/// Guards and effects that belong to another kind of case.
fn strangers(definition: &Definition, kind: Kind) -> Vec<Finding> {
    let of = |place: usize, action: &Action, what: &str, name: &str| Finding {
        at: Spot::Action(place, action.id.clone()),
        what: format!("`{}` names the {what} `{name}`, which is for another kind of case", action.id),
    };
    definition
        .actions
        .iter()
        .enumerate()
        .flat_map(|(place, action)| {
            let guards = action.guards.iter().filter(|guard| !guard.is_for(kind));
            let effects = action.effects.iter().filter(|effect| !effect.is_for(kind));
            let guards: Vec<Finding> = guards.map(|guard| of(place, action, "guard", guard.as_str())).collect();
            guards.into_iter().chain(effects.map(move |effect| of(place, action, "effect", effect.as_str())))
        })
        .collect()
}

/// Two versions of one pack must not be in force on the same day.
fn overlaps(packs: &[UnprovedPack]) -> Vec<PolicyFault> {
    // The code reports a pack without a valid first day elsewhere.
    let dated = || {
        let days = |pack: &'_ UnprovedPack| Some((date(pack.header.valid_from)?, pack.header.valid_to.and_then(date)));
        packs.iter().filter_map(move |pack| days(pack).map(|(from, to)| (pack, from, to)))
    };
    dated()
        .filter_map(|(pack, from, to)| {
            let (other, ..) = dated().find(|(other, other_from, other_to)| {
                other.id < pack.id
                    && other.header.pack == pack.header.pack
                    && to.is_none_or(|end| *other_from < end)
                    && other_to.is_none_or(|end| from < end)
            })?;
            let line = Lines::of_key(&pack.file.text, "valid_from");
            Some(PolicyFault::new(&pack.file.path, line, format!("is in force on the same days as `{}`", other.id)))
        })
        .collect()
}
