//! Two servers on copies of one database that diverged by hidden histories.

use std::collections::BTreeSet;

use api_app::background::assembly::jobs;
use api_app::background::supervisor::once;
use api_app::job::JobOutcome;
use api_app::services::Services;
use chrono::TimeDelta;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::answer::{Received, stream};
use super::bands;
use super::base::{Base, Known};
use super::histories::{History, Side, apply_step};
use super::pools::Pools;
use crate::in_process_server::{InProcessServer, Steps};
use crate::test_app::{TestApp, cast};
use crate::test_client::answered;

/// Two servers that differ in hidden data only.
#[derive(Debug)]
pub(super) struct Pair {
    a: (TestApp, Steps),
    b: (TestApp, Steps),
}

/// A call, the same in both worlds.
#[derive(Debug, Clone)]
pub(super) struct ApiCall {
    pub(super) operation: String,
    /// The token; `None` for the public.
    pub(super) token: Option<&'static str>,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Vec<u8>>,
}

impl ApiCall {
    /// The operation, with the query parameters that affect the result.
    pub(super) fn label(&self) -> String {
        let query = self.path.split_once('?').map_or("", |(_, query)| query);
        let names = query.split('&').filter_map(|part| part.split('=').next());
        let asking = ["q", "free_min", "as_of", "sort", "filter", "sortby", "datetime", "status"];
        let mut said: Vec<&str> = names.filter(|name| asking.contains(name)).collect();
        said.sort_unstable();
        if said.is_empty() { self.operation.clone() } else { format!("{}?{}", self.operation, said.join("&")) }
    }

    /// The call in a repeatable form.
    #[must_use]
    pub(super) fn shown(&self) -> String {
        let body = self.body.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        let headers: Vec<String> = self.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let who = self.token.unwrap_or("public");
        format!("{who}: {} {} {} {}", self.method, self.path, headers.join("; "), body).trim_end().to_owned()
    }
}

impl Pair {
    /// Copies the base twice and runs the histories, each in a step of its own.
    pub(super) async fn part(base: &Base, histories: &[History], seed: u64) -> Self {
        let mut worlds = Vec::new();
        for side in [Side::A, Side::B] {
            let steps = Steps::of(seed);
            let in_process = InProcessServer::open_stepped(base.test_db.copied(), base.end, steps.clone()).await;
            let test_app = TestApp::within(in_process);
            for (number, history) in (1..).zip(histories) {
                steps.begin(number);
                history.happen(&test_app, &base.known, side, seed, &steps).await;
            }
            steps.begin(500);
            api_store::database::random::seeded(steps.next_seed(), test_app.work()).await;
            test_app.clock().set(base.end + TimeDelta::days(1));
            worlds.push((test_app, steps));
        }
        let bands = [bands::of(&worlds[0].0, &base.known).await, bands::of(&worlds[1].0, &base.known).await];
        assert_eq!(bands[0], bands[1], "{histories:?} leave a band");
        let (b, a) = (worlds.pop().expect("two worlds"), worlds.pop().expect("two worlds"));
        Self { a, b }
    }

    /// Runs the decisions of others that the viewers are notified of.
    pub(super) async fn apply_step(&self, known: &Known, step: u64) {
        for (test_app, steps) in [&self.a, &self.b] {
            steps.begin(step);
            apply_step(test_app, known).await;
        }
    }

    /// The assets that only the second world has.
    pub(super) async fn hidden(&self) -> Vec<String> {
        let ids = async |test_app: &TestApp| -> BTreeSet<String> {
            let assets = test_app.list("lead@sotttt", "/assets").await;
            assets.iter().filter_map(|asset| asset["id"].as_str()).map(str::to_owned).collect()
        };
        let (one, two) = (ids(&self.a.0).await, ids(&self.b.0).await);
        two.difference(&one).cloned().collect()
    }

    /// The queryables of the map service: the properties of assets, with their types.
    pub(super) async fn queryables(&self) -> Vec<(String, String)> {
        let ask = self.a.0.client().bare(Method::GET, "/ogc/collections/assets/queryables");
        let found = answered(ask.bearer_auth("planner@mobifone")).await.expect("an answer").body;
        let properties = found["properties"].as_object().cloned().unwrap_or_default();
        let kind = |schema: &Value| {
            let format = schema["format"].as_str().filter(|format| format.starts_with("date"));
            format.or_else(|| schema["type"].as_str()).unwrap_or("geometry").to_owned()
        };
        properties.iter().map(|(name, schema)| (name.clone(), kind(schema))).collect()
    }

    pub(super) async fn close(self) {
        self.a.0.close().await;
        self.b.0.close().await;
    }

    /// Adds the objects of others in the second world, including hidden ones, to the pools.
    pub(super) async fn others(&self, pools: &mut Pools) {
        let lists = [
            ("asset.list", "/assets"),
            ("case.list", "/cases"),
            ("document.list", "/cases/{}/documents"),
            ("task.list", "/tasks"),
            ("quality_issue.list", "/quality/issues?status=any"),
            ("import.list", "/imports"),
            ("export.list", "/exports"),
            ("notification.list", "/notifications"),
            ("organization.list", "/organizations"),
            ("user.list", "/users"),
            ("outbox_message.list", "/outbox"),
            ("area.list", "/areas?level=commune"),
            ("pack.list", "/packs"),
            ("calendar.list", "/calendars"),
            ("asset_correction.list", "/asset-corrections"),
        ];
        for who in ["clerk@power", "planner@viettel", "lead@sotttt", cast::ADMIN] {
            for (operation, path) in lists {
                if let Some((before, after)) = path.split_once("{}") {
                    let cases = self.b.0.read(who, "/cases").await.body;
                    for case in cases["items"].as_array().into_iter().flatten().filter_map(|case| case["id"].as_str()) {
                        let body = self.b.0.read(who, &format!("{before}{case}{after}")).await.body;
                        pools.harvest(None, operation, Some(case), &body);
                    }
                    continue;
                }
                pools.harvest(None, operation, None, &self.b.0.read(who, path).await.body);
            }
        }
    }

    /// Makes a call in both worlds.
    ///
    /// # Panics
    /// When a server does not answer.
    pub(super) async fn ask(&self, call: &ApiCall, step: u64) -> (Received, Received) {
        let one = async |(test_app, steps): &(TestApp, Steps)| {
            steps.begin(step);
            let ask = || request(test_app, call, step);
            if call.operation != "notification.stream" {
                return Received::from(ask()).await.expect("an answer").without(test_app.test_db().path());
            }
            let mut all = stream(ask(), None).await.expect("an answer");
            let text = String::from_utf8_lossy(&all.body).into_owned();
            let id = text.lines().find_map(|line| line.strip_prefix("id:")).map(|id| id.trim().to_owned());
            if let Some(id) = id.filter(|id| id != "0") {
                let rest = stream(ask().header("Last-Event-ID", "0"), Some(&id)).await.expect("an answer");
                all.body.extend(rest.body);
            }
            all.with_numbered_events()
        };
        tokio::join!(one(&self.a), one(&self.b))
    }

    /// Runs the jobs that only viewers requested: exports and imports.
    ///
    /// # Panics
    /// When a job fails.
    pub(super) async fn work(&self, step: u64) {
        for (test_app, steps) in [&self.a, &self.b] {
            steps.begin(step);
            let services = Services::open(test_app.app()).expect("the folders");
            let ours = BTreeSet::from(["exports", "imports"]);
            for job in jobs(test_app.app(), &services).expect("the jobs").iter().filter(|job| ours.contains(job.name()))
            {
                let work = async { while once(job.as_ref()).await.expect("a job") == JobOutcome::Worked {} };
                api_store::database::random::seeded(steps.next_seed(), work).await;
            }
        }
    }
}

/// The host name of calls in both worlds, whatever their ports.
const HOST: &str = "register.example";

fn request(test_app: &TestApp, call: &ApiCall, step: u64) -> RequestBuilder {
    let mut ask = test_app.client().bare(call.method.clone(), &call.path);
    ask = ask.header("Host", HOST).header("X-Request-Id", format!("step-{step}"));
    ask = call.token.into_iter().fold(ask, RequestBuilder::bearer_auth);
    for (name, value) in &call.headers {
        ask = ask.header(name, value);
    }
    match &call.body {
        Some(body) => ask.body(body.clone()),
        None => ask,
    }
}
