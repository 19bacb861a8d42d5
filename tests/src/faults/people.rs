//! Simulated users: each performs change after change, and repeats each (same key, same body) until
//! it has an answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::acknowledgements::{Acknowledgements, Kind, Outcome};
use super::test_server::{ADMIN, CLERK, PASSWORD, planner};
use crate::test_client::{TestResponse, answered};

/// The pause between a failed attempt and the next attempt.
const PAUSE: Duration = Duration::from_millis(40);

/// The behaviour of users.
#[derive(Debug, Clone)]
pub struct Habits {
    /// The servers that users try in turn.
    pub addresses: Vec<String>,
    /// The time without an answer after which a user retries.
    pub timeout: Duration,
    /// The time after which a user gives up a change, unanswered.
    pub time_limit: Duration,
}

impl Habits {
    /// Users of these servers, with a timeout of 30 seconds.
    #[must_use]
    pub fn at(addresses: &[String]) -> Self {
        Self { addresses: addresses.to_vec(), timeout: Duration::from_secs(30), time_limit: Duration::from_mins(2) }
    }
}

/// A group of active users.
#[derive(Debug)]
pub struct People {
    ledger: Arc<Acknowledgements>,
    over: Arc<AtomicBool>,
    working: Vec<JoinHandle<()>>,
}

impl People {
    /// Starts this number of users.
    #[must_use]
    pub fn begin(ledger: &Arc<Acknowledgements>, habits: &Habits, count: usize) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let working = (0..count)
            .map(|number| {
                let person = Person { over: over.clone(), ..Person::new(ledger, habits, number) };
                tokio::spawn(async move {
                    while !person.goes_home() {
                        person.day().await;
                    }
                })
            })
            .collect();
        Self { ledger: ledger.clone(), over, working }
    }

    /// Waits until `more` further changes are acknowledged, or the time is over; returns their
    /// number.
    pub async fn until(&self, more: usize, at_most: Duration) -> usize {
        let (before, since) = (self.ledger.acknowledged(), Instant::now());
        loop {
            let now = self.ledger.acknowledged() - before;
            if now >= more || since.elapsed() > at_most {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Each user finishes the current change and stops.
    ///
    /// # Panics
    /// When a person's task failed.
    pub async fn stop(self) {
        self.over.store(true, Ordering::Relaxed);
        for person in self.working {
            person.await.expect("somebody's work");
        }
    }
}

/// One user, who acts for an operator, for the owner and for the administration.
#[derive(Debug)]
pub struct Person {
    ledger: Arc<Acknowledgements>,
    habits: Habits,
    client: Client,
    planner: String,
    number: usize,
    turn: AtomicUsize,
    over: Arc<AtomicBool>,
}

/// A change in the form of a request.
#[derive(Debug, Clone)]
pub struct Change {
    pub kind: Kind,
    /// The token of the caller.
    pub who: String,
    pub method: Method,
    /// The path; `{mark}` is replaced.
    pub path: String,
    /// The body; `{mark}` is replaced. Null means no body.
    pub body: Value,
    /// The value for the `If-Match` header.
    pub version: Option<String>,
}

impl Change {
    fn new(kind: Kind, who: &str, path: &str, body: Value) -> Self {
        Self { kind, who: who.to_owned(), method: Method::POST, path: path.to_owned(), body, version: None }
    }
}

impl Person {
    /// A user of the operator with this number.
    ///
    /// # Panics
    /// When there is no HTTP client.
    #[must_use]
    pub fn new(ledger: &Arc<Acknowledgements>, habits: &Habits, number: usize) -> Self {
        let client = Client::builder().timeout(habits.timeout).build().expect("a client");
        Self {
            ledger: ledger.clone(),
            habits: habits.clone(),
            client,
            planner: planner(number),
            number,
            turn: AtomicUsize::new(number),
            over: Arc::default(),
        }
    }

    /// Whether the user starts no further changes.
    fn goes_home(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn address(&self) -> &str {
        let turn = self.turn.load(Ordering::Relaxed) % self.habits.addresses.len();
        self.habits.addresses.get(turn).expect("an address")
    }

    /// Repeats a request until a final answer arrives: neither 5xx, nor 429, nor a timeout.
    async fn persist(&self, place: usize, request: impl Fn(&Client, &str) -> RequestBuilder) -> Option<TestResponse> {
        let since = Instant::now();
        while since.elapsed() < self.habits.time_limit {
            let (address, began) = (self.address(), Instant::now());
            let got = answered(request(&self.client, address)).await;
            let result = match &got {
                Ok(answer) => answer.status.as_str().to_owned(),
                Err(error) if error.is_timeout() => "timeout".to_owned(),
                Err(error) if error.is_connect() => "no connection".to_owned(),
                Err(_) => "hung up".to_owned(),
            };
            self.ledger.attempted(place, address, &result, began.elapsed());
            match got {
                Ok(answer) if !answer.status.is_server_error() && answer.status != StatusCode::TOO_MANY_REQUESTS => {
                    return Some(answer);
                }
                Ok(_) | Err(_) => {}
            }
            self.turn.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(PAUSE).await;
        }
        None
    }

    /// Performs a change; returns its answer when it was acknowledged.
    pub async fn change(&self, change: &Change) -> Option<TestResponse> {
        if self.goes_home() {
            return None;
        }
        let (place, mark) = self.ledger.begin(change.kind);
        let path = change.path.replace("{mark}", &mark);
        let body: Value = serde_json::from_str(&change.body.to_string().replace("{mark}", &mark)).expect("JSON");
        let answer = self
            .persist(place, |client, address| {
                let ask = client.request(change.method.clone(), format!("{address}/api/v1{path}"));
                let ask = ask.bearer_auth(&change.who);
                let ask = if change.method == Method::POST { ask.header("Idempotency-Key", &mark) } else { ask };
                let ask = change.version.iter().fold(ask, |ask, version| ask.header("If-Match", version));
                match (change.kind, &body) {
                    (Kind::Document, _) => ask
                        .header("Content-Type", "application/octet-stream")
                        .body(format!("%PDF-1.7 a document with the mark {mark}")),
                    (_, Value::Null) => ask,
                    (_, body) => ask.json(body),
                }
            })
            .await?;
        self.noted(place, &mark, change, answer).await
    }

    /// Records the answer of a change.
    async fn noted(&self, place: usize, mark: &str, change: &Change, answer: TestResponse) -> Option<TestResponse> {
        if answer.status.is_success() {
            self.ledger.answered(place, Outcome::Acknowledged, answer.text("/id"));
            return Some(answer);
        }
        // A repeated PATCH has no key: the first attempt may have caused the version conflict.
        if change.method == Method::PATCH && answer.status == StatusCode::PRECONDITION_FAILED {
            let now = self.read_for_certain(&change.who, &change.path).await?;
            if now.body.to_string().contains(mark) {
                self.ledger.answered(place, Outcome::Acknowledged, now.text("/id"));
                return Some(now);
            }
        }
        let said = format!("{:?} {} {}", change.kind, answer.status, answer.body);
        self.ledger.answered(place, Outcome::Refused(said), "");
        None
    }

    /// Reads a resource, with retries; a stopping user does not read.
    pub async fn read(&self, who: &str, path: &str) -> Option<TestResponse> {
        if self.goes_home() { None } else { self.read_for_certain(who, path).await }
    }

    async fn read_for_certain(&self, who: &str, path: &str) -> Option<TestResponse> {
        let since = Instant::now();
        while since.elapsed() < self.habits.time_limit {
            let ask = self.client.get(format!("{}/api/v1{path}", self.address())).bearer_auth(who);
            match answered(ask).await {
                Ok(answer) if !answer.status.is_server_error() => return Some(answer),
                Ok(_) | Err(_) => {}
            }
            self.turn.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(PAUSE).await;
        }
        None
    }

    /// Logs in and out again; every second session stays open.
    pub async fn log_in(&self) {
        if self.goes_home() {
            return;
        }
        let (place, _) = self.ledger.begin(Kind::Login);
        let body = json!({"email": format!("{}@hatang.example", self.planner), "password": PASSWORD});
        let login = |client: &Client, address: &str| client.post(format!("{address}/api/v1/auth/login")).json(&body);
        let Some(answer) = self.persist(place, login).await else { return };
        if !answer.status.is_success() {
            self.ledger.answered(place, Outcome::Refused(format!("login {} {}", answer.status, answer.body)), "");
            return;
        }
        let token = answer.text("/access_token").to_owned();
        self.ledger.answered(place, Outcome::Acknowledged, &token);
        if place % 2 == 0 {
            return;
        }
        let (place, _) = self.ledger.begin(Kind::Logout);
        let logout =
            |client: &Client, address: &str| client.post(format!("{address}/api/v1/auth/logout")).bearer_auth(&token);
        let Some(answer) = self.persist(place, logout).await else { return };
        // A repeated logout is unauthorised: the first one succeeded.
        if answer.status.is_success() || answer.status == StatusCode::UNAUTHORIZED {
            self.ledger.answered(place, Outcome::Acknowledged, &token);
        } else {
            self.ledger.answered(place, Outcome::Refused(format!("logout {} {}", answer.status, answer.body)), "");
        }
    }

    /// Registers an asset of the owner with capacity for two; returns its id.
    pub async fn asset(&self) -> Option<String> {
        let east = 107.0 + f64::from(u32::try_from(self.ledger.entries().len() % 900).unwrap_or_default()) * 0.000_3;
        let body = json!({
            "code": "{mark}", "kind": "pole", "geometry": {"type": "Point", "coordinates": [east, 20.95]},
            "address": "Trần Hưng Đạo", "capacity": [{"unit": crate::fixtures::POSITION, "installed": 2}],
        });
        Some(self.change(&Change::new(Kind::Asset, CLERK, "/assets", body)).await?.text("/id").to_owned())
    }

    pub async fn edit_asset(&self, asset: &str) -> Option<TestResponse> {
        let path = format!("/assets/{asset}");
        let version = self.read(CLERK, &path).await?.header("etag").to_owned();
        let body = json!({"address": "{mark}", "reason": "đo lại"});
        let change = Change {
            method: Method::PATCH,
            version: Some(version),
            ..Change::new(Kind::AssetEdit, CLERK, &path, body)
        };
        self.change(&change).await
    }

    /// Drafts a request for a position on an asset; returns its id.
    pub async fn draft(&self, asset: &str) -> Option<String> {
        let unit = json!({"unit": crate::fixtures::POSITION, "quantity": 1});
        let body = json!({"title": "{mark}", "purpose": "FTTH", "elements": [{"asset_id": asset, "units": [unit]}]});
        let change = Change::new(Kind::Draft, &self.planner, "/sharing-requests", body);
        Some(self.change(&change).await?.text("/id").to_owned())
    }

    /// Performs an action on a case in its current version.
    pub async fn perform(&self, who: &str, case: &str, action: &str) -> Option<TestResponse> {
        let version = self.read(who, &format!("/cases/{case}")).await?.header("etag").to_owned();
        let body = json!({"data": {}, "comment": "{mark}"});
        let path = format!("/cases/{case}/actions/{action}");
        self.change(&Change { version: Some(version), ..Change::new(Kind::Action, who, &path, body) }).await
    }

    /// [`Person::perform`] as the operator's planner.
    pub async fn act_as_planner(&self, case: &str, action: &str) -> Option<TestResponse> {
        self.perform(&self.planner, case, action).await
    }

    /// Writes a message in a case.
    pub async fn message(&self, case: &str) -> Option<TestResponse> {
        let body = json!({"body": "{mark}", "audience": "parties"});
        self.change(&Change::new(Kind::Message, &self.planner, &format!("/cases/{case}/messages"), body)).await
    }

    /// Uploads a document to a case.
    pub async fn document(&self, case: &str) -> Option<TestResponse> {
        let path = format!("/cases/{case}/documents?kind=as_built&name={{mark}}.pdf");
        self.change(&Change::new(Kind::Document, &self.planner, &path, Value::Null)).await
    }

    /// Marks the newest unread notification as read.
    pub async fn mark_read(&self) -> Option<TestResponse> {
        let unread = self.read(&self.planner, "/notifications?unread=true&limit=1").await?;
        let id = unread.body.pointer("/items/0/id").and_then(Value::as_str)?.to_owned();
        let change = Change::new(Kind::Read, &self.planner, &format!("/notifications/{id}/read"), Value::Null);
        self.change(&change).await
    }

    /// Adds an organisation; returns its id.
    pub async fn organization(&self) -> Option<String> {
        let body = json!({"name_vi": "{mark}", "name_en": "Agency", "kind": "agency"});
        Some(self.change(&Change::new(Kind::Organization, ADMIN, "/organizations", body)).await?.text("/id").to_owned())
    }

    pub async fn edit_organization(&self, id: &str) -> Option<TestResponse> {
        let path = format!("/organizations/{id}");
        let version = self.read(ADMIN, &path).await?.header("etag").to_owned();
        let change = Change::new(Kind::OrganizationEdit, ADMIN, &path, json!({"name_en": "{mark}"}));
        self.change(&Change { method: Method::PATCH, version: Some(version), ..change }).await
    }

    /// Subscribes to events in an area.
    pub async fn subscribe(&self) -> Option<TestResponse> {
        let ring = json!([[107.0, 20.9], [107.1, 20.9], [107.1, 21.0], [107.0, 20.9]]);
        let body = json!({"title": "{mark}", "place": {"type": "Polygon", "coordinates": [ring]}});
        self.change(&Change::new(Kind::Subscription, &self.planner, "/subscriptions", body)).await
    }

    /// Performs a change of every kind, in the order of a working day. A refusal ends the work on
    /// its case.
    pub async fn day(&self) {
        self.log_in().await;
        self.case().await;
        if let Some(id) = self.organization().await {
            self.edit_organization(&id).await;
        }
        self.subscribe().await;
        for _ in 0..self.number % 3 {
            self.case().await;
        }
    }

    /// Runs a case from its asset to its end.
    pub async fn case(&self) -> Option<()> {
        let asset = self.asset().await?;
        self.edit_asset(&asset).await?;
        let case = self.draft(&asset).await?;
        self.document(&case).await;
        self.act_as_planner(&case, "submit").await?;
        self.message(&case).await;
        self.perform(CLERK, &case, "confirm_complete").await?;
        self.mark_read().await;
        self.act_as_planner(&case, "withdraw").await?;
        Some(())
    }
}
