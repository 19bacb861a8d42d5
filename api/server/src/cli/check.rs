//! `hatang check`: verifies policy files before their installation, and reports what they would
//! change. Without a path it verifies the installed policies, built-in ones included.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use policies::{
    Policies,
    compare::{Change, Of},
    packs::Pack,
    source::Source,
};

use super::{complain, say};
use api_app::{app::source, config::Config};

/// Verify policy files before they are installed, and report what they change.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// A pack's folder (`…/packs/vn-qn@2023-09-07`), a folder of packs, or a whole folder of
    /// policies; the installed policies if absent.
    paths: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(self, config: &Config) -> ExitCode {
        let installed = Policies::load(&source(config)).ok();
        if self.paths.is_empty() {
            return one(&source(config), installed.as_ref(), "the installed policies");
        }
        let mut code = ExitCode::SUCCESS;
        for path in self.paths.iter().flat_map(|path| packs_in(path)) {
            let candidate = Source::Candidate(path.clone());
            let candidate = if path.join("packs").is_dir() { Source::Folder(path.clone()) } else { candidate };
            if one(&candidate, installed.as_ref(), &path.display().to_string()) == ExitCode::FAILURE {
                code = ExitCode::FAILURE;
            }
        }
        code
    }
}

/// Expands a folder of packs to its packs.
fn packs_in(path: &Path) -> Vec<PathBuf> {
    let inside = std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut packs: Vec<PathBuf> = inside.filter(|folder| folder.join("pack.toml").is_file()).collect();
    packs.sort();
    if packs.is_empty() { vec![path.to_owned()] } else { packs }
}

fn one(source: &Source, installed: Option<&Policies>, name: &str) -> ExitCode {
    match Policies::prove(source) {
        Err(faults) => {
            complain(&format!("{name} is refused:\n{faults}"));
            ExitCode::FAILURE
        }
        Ok(policies) => {
            for pack in policies.packs.values() {
                summary(pack, installed);
            }
            say(&format!("{name}: {} pack(s) proved", policies.packs.len()));
            ExitCode::SUCCESS
        }
    }
}

fn summary(pack: &Pack, installed: Option<&Policies>) {
    for (kind, workflow) in &pack.workflows {
        let reached = domain::workflow::reachable_states::explore(workflow);
        say(&format!(
            "{} {kind}: {} states, {} actions, {} limits; {} states explored, none stuck",
            pack.id,
            workflow.states.len(),
            workflow.actions.len(),
            workflow.limits.len(),
            reached.states.len(),
        ));
        let before = installed.and_then(|policies| policies.predecessor(pack)).and_then(|old| old.workflows.get(kind));
        if let Some(before) = before {
            for part in policies::compare::compare(before, workflow) {
                for change in &part.changes {
                    say(&format!("  {}: {}", place(&part.of), sentence(change)));
                }
            }
        }
    }
}

fn place(of: &Of) -> String {
    match of {
        Of::Workflow => "workflow".to_owned(),
        Of::State(state) => format!("state `{state}`"),
    }
}

fn sentence(change: &Change) -> String {
    let about = &change.about;
    match (&change.was, &change.now) {
        (None, Some(now)) => format!("{about} is new: {now}"),
        (Some(was), None) => format!("{about} is gone; it was {was}"),
        (Some(was), Some(now)) => format!("{about} was {was} and is {now}"),
        (None, None) => about.clone(),
    }
}
