//! Runs the same generated calls in both worlds.

use std::collections::{BTreeSet, VecDeque};

use reqwest::Method;

use super::answer::Received;
use super::base::{Base, Known};
use super::calls::{self, bare, is_pooled, kind_of, next_page};
use super::chance::Chance;
use super::contract::{Contract, Operation, ParameterPlace};
use super::generators::{self, Generator};
use super::histories::History;
use super::pair::{ApiCall, Pair};
use super::pools::Pools;
use super::probes;
use super::report::Report;
use super::values::Values;
use super::viewers::Viewer;

/// The parameters of a run through two worlds.
#[derive(Debug, Clone)]
pub struct RunParameters {
    /// The histories that make the worlds diverge.
    pub histories: Vec<History>,
    /// Determines every random choice.
    pub seed: u64,
    /// The smallest number of calls.
    pub calls: usize,
}

impl RunParameters {
    fn histories(&self) -> String {
        self.histories.iter().map(|history| history.as_str()).collect::<Vec<_>>().join("+")
    }
}

#[derive(Debug)]
struct Runner<'a> {
    parameters: &'a RunParameters,
    base: &'a Base,
    contract: &'a Contract,
    pair: Pair,
    pools: Pools,
    chance: Chance,
    viewers: Vec<Viewer>,
    report: Report,
    step: u64,
    forbidden: BTreeSet<(String, &'static str)>,
    /// Calls that follow from answers: next pages, conditional reads, created objects.
    following: VecDeque<(Viewer, ApiCall)>,
    /// Whether a change was answered differently; later differences are consequences, so both
    /// worlds are built again.
    parted: bool,
    known: Known,
    queryables: Vec<(String, String)>,
}

/// Builds both worlds, makes the calls, and reports.
///
/// # Panics
/// When an operation has no generator, or a server does not answer.
pub async fn run_worlds(base: &Base, contract: &Contract, parameters: &RunParameters) -> Report {
    let missing: Vec<&str> = contract
        .operations
        .iter()
        .map(|operation| operation.id.as_str())
        .filter(|operation| generators::of(operation).is_none())
        .collect();
    assert!(missing.is_empty(), "operations without a generator (tests/src/worlds/generators.rs): {missing:?}");
    let pair = Pair::part(base, &parameters.histories, parameters.seed).await;
    let known = Known { hidden: pair.hidden().await, ..base.known.clone() };
    let queryables = pair.queryables().await;
    let mut pools = Pools::default();
    pair.others(&mut pools).await;
    let viewers = Viewer::ALL.into_iter();
    let viewers = viewers.filter(|viewer| parameters.histories.iter().all(|history| history.is_hidden_from(viewer)));
    let mut runner = Runner {
        parameters,
        base,
        contract,
        pair,
        pools,
        chance: Chance::of(parameters.seed),
        viewers: viewers.collect(),
        report: Report::default(),
        step: 1000,
        forbidden: BTreeSet::new(),
        following: VecDeque::new(),
        parted: false,
        known,
        queryables,
    };
    runner.lists().await;
    runner.apply_step().await;
    runner.probes().await;
    runner.all_once().await;
    runner.by_weight(parameters.calls).await;
    let Runner { pair, mut report, .. } = runner;
    pair.close().await;
    shrink(base, parameters, &mut report).await;
    report
}

/// Repeats the first call of each difference in worlds with only one of the histories.
async fn shrink(base: &Base, parameters: &RunParameters, report: &mut Report) {
    if report.faults.is_empty() || parameters.histories.len() < 2 {
        return;
    }
    for history in &parameters.histories {
        let pair = Pair::part(base, &[*history], parameters.seed).await;
        for (step, fault) in (1000..).zip(report.faults.values_mut()) {
            let Some(call) = &fault.first else { continue };
            let (one, two) = pair.ask(call, step).await;
            if !one.differences(&two).is_empty() {
                fault.alone_with.insert(history.as_str());
            }
        }
        pair.close().await;
    }
}

impl Runner<'_> {
    /// Every viewer reads the lists, which supply the ids of later calls.
    async fn lists(&mut self) {
        for viewer in self.viewers.clone() {
            for (list, ..) in super::pools::LISTS {
                let Some(operation) = self.contract.named(list) else { continue };
                let is_public = operation.path.contains("/public/");
                if is_public != viewer.login.is_none() || operation.path.contains('{') {
                    continue;
                }
                let path = operation.path.clone();
                self.make(viewer, bare(operation, path, viewer)).await;
            }
        }
    }

    /// Makes the fixed queries, each as a competitor, an applicant and an administrator.
    async fn probes(&mut self) {
        let unknown = self.chance.unknown_id();
        let asking = ["planner@mobifone", "planner@vnpt", "admin@hatang"];
        let asking = self.viewers.clone().into_iter().filter(|viewer| asking.contains(&viewer.as_str()));
        for viewer in asking {
            for (operation, path, body) in probes::all(&self.known, &unknown) {
                if !self.is_asked(operation, viewer) {
                    continue;
                }
                let Some(operation) = self.contract.named(operation) else { continue };
                let mut call = bare(operation, path, viewer);
                if let Some(body) = body {
                    call.headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
                    call.body = Some(body.to_string().into_bytes());
                }
                self.part_again().await;
                self.make(viewer, call).await;
            }
        }
    }

    /// Whether to make a call as a viewer: after one refusal for its role, the viewer does not call
    /// the operation again.
    fn is_asked(&self, operation: &str, viewer: Viewer) -> bool {
        !self.forbidden.contains(&(operation.to_owned(), viewer.as_str()))
    }

    /// Builds both worlds again when a change was answered differently.
    async fn part_again(&mut self) {
        if self.parted {
            let pair = Pair::part(self.base, &self.parameters.histories, self.parameters.seed).await;
            std::mem::replace(&mut self.pair, pair).close().await;
            self.parted = false;
        }
    }

    async fn all_once(&mut self) {
        for operation in &self.contract.operations {
            let generator = generators::of(&operation.id).expect("a generator");
            for _ in 0..2 {
                let Some(viewer) = self.viewer(operation) else { continue };
                self.call(viewer, operation, generator).await;
            }
        }
    }

    /// Runs the decisions of others that the viewers are notified of.
    async fn apply_step(&mut self) {
        self.step += 1;
        self.pair.apply_step(&self.known, self.step).await;
    }

    async fn by_weight(&mut self, calls: usize) {
        let weighted: Vec<&Generator> = generators::GENERATORS
            .iter()
            .flat_map(|generator| std::iter::repeat_n(generator, generator.weight))
            .collect();
        while self.report.total().calls < calls {
            self.part_again().await;
            if let Some((viewer, call)) = self.following.pop_front() {
                self.make(viewer, call).await;
                continue;
            }
            let Some(generator) = self.chance.one(&weighted).copied() else { return };
            let Some(operation) = self.contract.named(generator.operation) else { continue };
            if let Some(viewer) = self.viewer(operation) {
                self.call(viewer, operation, generator).await;
            }
        }
    }

    /// A viewer who is not known to be refused; sometimes also a refused one.
    fn viewer(&mut self, operation: &Operation) -> Option<Viewer> {
        for _ in 0..8 {
            let viewer = self.chance.one(&self.viewers).copied()?;
            let is_forbidden = self.forbidden.contains(&(operation.id.clone(), viewer.as_str()));
            let of = match operation.path.rsplit('/').find_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
                Some("case_id") if !operation.path.contains("/cases/") => format!("case_id of {}", kind_of(operation)),
                Some(name) => name.to_owned(),
                None => String::new(),
            };
            let has_some = of.is_empty() || !is_pooled(&of) || self.pools.has(viewer.as_str(), &of);
            if (!is_forbidden && has_some) || self.chance.percent(10) {
                return Some(viewer);
            }
        }
        self.chance.one(&self.viewers).copied()
    }

    async fn call(&mut self, viewer: Viewer, operation: &Operation, generator: &Generator) {
        let mut values = Values {
            chance: &mut self.chance,
            known: &self.known,
            queryables: &self.queryables,
            pools: &self.pools,
            contract: self.contract,
            viewer: viewer.as_str(),
        };
        let mut call = calls::generate(&mut values, viewer, operation, generator);
        if operation.parameters.iter().any(|one| one.place == ParameterPlace::Header && one.name == "If-Match") {
            let version = self.version(viewer, operation, &call).await;
            call.headers.push(("If-Match".to_owned(), version));
        }
        self.make(viewer, call).await;
    }

    /// The version of the object of a change, read in both worlds.
    async fn version(&mut self, viewer: Viewer, operation: &Operation, call: &ApiCall) -> String {
        let Some(reading) = self.contract.reading(&operation.path) else { return "\"1\"".to_owned() };
        let depth = reading.path.split('/').count();
        let path: Vec<&str> = call.path.split(['?']).next().unwrap_or_default().split('/').take(depth).collect();
        let seen = self.make(viewer, bare(reading, path.join("/"), viewer)).await;
        seen.header("etag").unwrap_or_else(|| "\"1\"".to_owned())
    }

    /// Makes a call in both worlds, compares the answers, and adds their content to the pools.
    async fn make(&mut self, viewer: Viewer, call: ApiCall) -> Received {
        self.step += 1;
        let (one, two) = self.pair.ask(&call, self.step).await;
        self.report.count(&call.operation, one.is_good());
        trace(&call, &one);
        let differences = one.differences(&two);
        if !differences.is_empty() {
            let shown = format!("seed {} step {}", self.parameters.seed, self.step);
            let histories = self.parameters.histories();
            self.report.differs((&call.label(), &histories), viewer.as_str(), (&shown, &call), differences);
        }
        if call.method != Method::GET && (one.status < 300) != (two.status < 300) {
            self.parted = true;
        }
        if one.status == 403 || one.status == 401 {
            self.forbidden.insert((call.operation.clone(), viewer.as_str()));
        }
        self.follow(viewer, &call, &one).await;
        one
    }

    async fn follow(&mut self, viewer: Viewer, call: &ApiCall, answer: &Received) {
        let body = answer.json();
        let within = call.path.split('/').nth(4).map(|part| part.split('?').next().unwrap_or(part));
        self.pools.harvest(Some(viewer.as_str()), &call.operation, within, &body);
        if self.following.len() > 40 {
            return;
        }
        if let Some(next) = next_page(&call.path, &body)
            && self.chance.percent(60)
        {
            self.following.push_back((viewer, ApiCall { path: next, ..call.clone() }));
        }
        let has_condition = call.headers.iter().any(|(name, _)| name == "If-None-Match");
        if let Some(etag) = answer.header("etag")
            && call.method == Method::GET
            && !has_condition
            && self.chance.percent(20)
        {
            let mut again = call.clone();
            again.headers.push(("If-None-Match".to_owned(), etag));
            self.following.push_back((viewer, again));
        }
        if call.operation == "export.create" && answer.is_good() {
            self.step += 1;
            self.pair.work(self.step).await;
            let path = format!("/api/v1/exports/{}", body["id"].as_str().unwrap_or_default());
            for (operation, path) in [("export.get", path.clone()), ("export.get_file", format!("{path}/file"))] {
                let Some(operation) = self.contract.named(operation) else { continue };
                self.following.push_back((viewer, bare(operation, path, viewer)));
            }
        }
    }
}

/// Prints a call when `WORLDS_TRACE` is set.
#[expect(clippy::print_stderr, reason = "it is asked for")]
fn trace(call: &ApiCall, answer: &Received) {
    if std::env::var_os("WORLDS_TRACE").is_some() {
        let body: String = String::from_utf8_lossy(&answer.body).chars().take(300).collect();
        eprintln!("{} {} {body}", answer.status, call.shown());
    }
}
