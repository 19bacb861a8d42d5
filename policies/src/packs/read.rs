//! Parses packs: TOML into typed values, with inherited and amended parts merged. This module does
//! not check the content.

use std::{collections::BTreeMap, rc::Rc};

use domain::{
    cases::{Definition, Kind},
    workflow::name::PackId,
};

use super::{Header, Pack};
use crate::{
    amend,
    faults::PolicyFault,
    lines::Lines,
    source::{File, Source},
};

/// A parsed pack without proof.
pub(super) struct UnprovedPack {
    /// The id in the folder name.
    pub(super) id: PackId,
    /// The content of `pack.toml`.
    pub(super) header: Header,
    /// The content of `pack.toml`.
    pub(super) file: File,
    /// The workflows that could be parsed; packs that inherit a workflow share it.
    pub(super) workflows: Vec<Rc<Workflow>>,
}

/// The parsed workflow of a kind of case without proof.
pub(super) struct Workflow {
    /// The file, merged with the files it amends.
    pub(super) file: File,
    pub(super) kind: Kind,
    pub(super) definition: Definition,
}

impl UnprovedPack {
    /// The pack under its id. Only [`super::built_in`] and [`super::prove`] call this function.
    pub(super) fn into_pack(self) -> (PackId, Pack) {
        let Self { id, header, file: _, workflows } = self;
        let by_kind = |workflow: &Rc<Workflow>| (workflow.definition.kind.clone(), workflow.definition.clone());
        let text = |workflow: &Rc<Workflow>| (workflow.definition.kind.clone(), workflow.file.text.clone());
        let texts = workflows.iter().map(text).collect();
        let workflows = workflows.iter().map(by_kind).collect();
        (id.clone(), Pack { id, header, workflows, texts })
    }
}

/// Parses all packs of a source as far as possible, with the faults of the rest.
pub(super) fn all(source: &Source) -> Result<(Vec<UnprovedPack>, Vec<PolicyFault>), PolicyFault> {
    let mut reader = Reader { source, headers: BTreeMap::new(), workflows: BTreeMap::new() };
    let (mut packs, mut faults) = (Vec::new(), Vec::new());
    for folder in source.folders("packs")? {
        match reader.pack(&folder, &mut faults) {
            Ok(pack) => packs.push(pack),
            Err(fault) => faults.push(fault),
        }
    }
    Ok((packs, faults))
}

/// Parses every file once, however many packs inherit it.
struct Reader<'a> {
    source: &'a Source,
    headers: BTreeMap<String, (File, Header)>,
    workflows: BTreeMap<(String, String), Rc<Workflow>>,
}

impl Reader<'_> {
    /// A pack; the faults of its workflows are appended.
    fn pack(&mut self, folder: &str, faults: &mut Vec<PolicyFault>) -> Result<UnprovedPack, PolicyFault> {
        let (file, header) = self.header(folder)?;
        let mut workflows = Vec::new();
        for (name, from) in self.written_in(folder)? {
            match self.workflow(from, name) {
                Ok(workflow) => workflows.push(workflow),
                Err(fault) => faults.push(fault),
            }
        }
        let id = PackId::new(folder).map_err(|bad| PolicyFault::new(&format!("packs/{folder}"), 0, bad.to_string()))?;
        Ok(UnprovedPack { id, header, file, workflows })
    }

    fn header(&mut self, folder: &str) -> Result<(File, Header), PolicyFault> {
        if let Some(known) = self.headers.get(folder) {
            return Ok(known.clone());
        }
        let file = self.source.file(&format!("packs/{folder}/pack.toml"))?;
        let header: Header =
            toml::from_str(&file.text).map_err(|error| PolicyFault::toml(&file.path, &file.text, &error))?;
        self.headers.insert(folder.to_owned(), (file.clone(), header.clone()));
        Ok((file, header))
    }

    /// The workflow files of a pack by name, each with the pack that defines it: the pack's own,
    /// and inherited ones.
    fn written_in(&mut self, folder: &str) -> Result<BTreeMap<String, String>, PolicyFault> {
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        let mut chain = vec![folder.to_owned()];
        while let Some(here) = chain.last().cloned() {
            for name in self.source.files(&format!("packs/{here}"))? {
                if name != "pack.toml" && name.to_ascii_lowercase().ends_with(".toml") {
                    found.entry(name).or_insert_with(|| here.clone());
                }
            }
            let (file, header) = self.header(&here)?;
            match header.inherits {
                None => break,
                Some(next) if chain.contains(&next) => {
                    let line = Lines::of_key(&file.text, "inherits");
                    return Err(PolicyFault::new(
                        &file.path,
                        line,
                        format!("takes over from `{next}`, which takes over from it"),
                    ));
                }
                Some(next) => chain.push(next),
            }
        }
        Ok(found)
    }

    fn workflow(&mut self, from: String, name: String) -> Result<Rc<Workflow>, PolicyFault> {
        let key = (from, name);
        if let Some(known) = self.workflows.get(&key) {
            return Ok(Rc::clone(known));
        }
        let file = amend::whole(self.source, &key.0, &key.1)?;
        let definition: Definition =
            toml::from_str(&file.text).map_err(|error| PolicyFault::toml(&file.path, &file.text, &error))?;
        let kind = definition.kind.as_str().parse::<Kind>().ok().ok_or_else(|| {
            let line = Lines::of_key(&file.text, "kind");
            PolicyFault::new(&file.path, line, format!("there is no kind of case `{}`", definition.kind))
        })?;
        let workflow = Rc::new(Workflow { file, kind, definition });
        self.workflows.insert(key, Rc::clone(&workflow));
        Ok(workflow)
    }
}
