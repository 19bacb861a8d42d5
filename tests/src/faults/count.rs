//! Compares the database with the ledger of acknowledgements: every acknowledged change exists
//! exactly once, every refused one not at all, none in part, and every message of the changes is
//! queued once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use super::acknowledgements::{Acknowledgements, Entry, Kind, Outcome};
use super::fake_smtp::FakeSmtp;
use super::test_server::CLERK;

/// The result of comparing the database with the ledger.
#[derive(Debug, Default, Clone)]
pub struct Count {
    /// The number of changes answered with 2xx.
    pub acknowledged: usize,
    /// Answered with 4xx, by the text of the answer.
    pub refusals: BTreeMap<String, usize>,
    /// Given up without an answer.
    pub unanswered: usize,
    /// Acknowledged changes that are missing.
    pub lost: Vec<String>,
    /// Stored more than once.
    pub doubled: Vec<String>,
    /// Refused changes that are stored.
    pub refused_but_there: Vec<String>,
    /// Stored in part: a case without its history, a change without its audit or messages, a ledger
    /// without its entries.
    pub torn: Vec<String>,
}

impl Count {
    /// Whether the database is consistent with the ledger.
    #[must_use]
    pub fn is_right(&self) -> bool {
        [&self.lost, &self.doubled, &self.refused_but_there, &self.torn].iter().all(|found| found.is_empty())
    }

    /// Compares the ledger with the database at `url`, and with the answers of the server at
    /// `server`.
    ///
    /// # Panics
    /// When the database or the server does not answer.
    pub async fn take(url: &str, ledger: &Acknowledgements, server: &str) -> Self {
        let entries = ledger.entries();
        let mut count = Self::in_database(url, &entries).await;
        count.hold_sessions(&entries, server).await;
        count.hold_answers(&entries, server).await;
        count
    }

    /// Compares changes with a database alone, without sessions.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn in_database(url: &str, entries: &[Entry]) -> Self {
        let database = Database::connect(url).await.expect("the database");
        let mut there: BTreeMap<Kind, BTreeMap<String, usize>> = BTreeMap::new();
        for kind in Kind::ALL {
            let Some(query) = query(kind, database.get_database_backend()) else { continue };
            let found = there.entry(kind).or_default();
            for text in texts(&database, query).await {
                for mark in marks(&text, kind) {
                    *found.entry(mark).or_default() += 1;
                }
            }
        }
        let mut count = Self::default();
        for entry in entries {
            count.hold(entry, there.get(&entry.kind));
        }
        for (kind, table) in [
            (Kind::Asset, "assets"),
            (Kind::Draft, "cases"),
            (Kind::Message, "messages"),
            (Kind::Document, "documents"),
            (Kind::Organization, "organizations"),
            (Kind::Subscription, "subscriptions"),
        ] {
            let id = hexadecimal_id(database.get_database_backend());
            let ids: BTreeSet<_> = texts(&database, format!("SELECT {id} FROM {table}")).await.into_iter().collect();
            count.hold_ids(entries.iter().filter(|entry| entry.kind == kind), &ids);
        }
        count.hold_together(&database).await;
        database.close().await.expect("the connection");
        count
    }

    fn hold(&mut self, entry: &Entry, there: Option<&BTreeMap<String, usize>>) {
        let name = format!("{:?} {} after {} attempts", entry.kind, entry.mark, entry.attempts);
        let searched = if entry.kind == Kind::Read { entry.subject.replace('-', "") } else { entry.mark.clone() };
        let times = there.map(|there| there.get(&searched).copied().unwrap_or_default());
        match &entry.outcome {
            Outcome::Acknowledged => self.acknowledged += 1,
            Outcome::Refused(said) => {
                let head: Vec<_> = said.split(' ').take(5).collect();
                *self.refusals.entry(head.join(" ")).or_default() += 1;
            }
            Outcome::Unanswered => self.unanswered += 1,
        }
        match (&entry.outcome, times) {
            (Outcome::Acknowledged, Some(0)) => self.lost.push(name),
            (_, Some(2..)) if entry.kind != Kind::Read => self.doubled.push(name),
            (Outcome::Refused(said), Some(1..)) => self.refused_but_there.push(format!("{name}: {said}")),
            (Outcome::Acknowledged | Outcome::Refused(_) | Outcome::Unanswered, _) => {}
        }
    }

    /// Checks that related rows exist together.
    async fn hold_together(&mut self, database: &DatabaseConnection) {
        for line in texts(database, TORN_CASES.to_owned()).await {
            self.torn.push(format!("a case and its history, audit and letters: {line}"));
        }
        for line in texts(database, TORN_LEDGERS.to_owned()).await {
            self.torn.push(format!("a ledger and its entries: {line}"));
        }
    }

    /// Checks that the token of an acknowledged login works, and that of an acknowledged logout
    /// does not.
    async fn hold_sessions(&mut self, entries: &[Entry], server: &str) {
        let client = Client::new();
        let of = |kind: Kind| {
            let made = entries.iter().filter(move |entry| entry.kind == kind);
            made.filter(|entry| !entry.subject.is_empty())
        };
        // A session with a requested logout, answered or not, may be over.
        let maybe_over: Vec<usize> =
            entries.iter().enumerate().filter(|(_, entry)| entry.kind == Kind::Logout).map(|(at, _)| at).collect();
        let ended: Vec<&str> = of(Kind::Logout).map(|entry| entry.subject.as_str()).collect();
        let unanswered_ends = maybe_over.len() - ended.len();
        let mut dead = Vec::new();
        for login in of(Kind::Login).filter(|login| !ended.contains(&login.subject.as_str())) {
            if me(&client, server, &login.subject).await != StatusCode::OK {
                dead.push(format!("{:?} {}: its token is not known", login.kind, login.mark));
            }
        }
        if dead.len() > unanswered_ends {
            self.lost.extend(dead);
        }
        for logout in of(Kind::Logout) {
            if me(&client, server, &logout.subject).await == StatusCode::OK {
                self.lost.push(format!("{:?} {}: its token still works", logout.kind, logout.mark));
            }
        }
    }

    /// Checks that an acknowledged object has the id of the answer; another object with the same
    /// content does not count.
    fn hold_ids<'a>(&mut self, entries: impl Iterator<Item = &'a Entry>, ids: &BTreeSet<String>) {
        let reported = entries.filter(|entry| entry.outcome == Outcome::Acknowledged && !entry.subject.is_empty());
        for entry in reported.filter(|entry| !ids.contains(&entry.subject.replace('-', ""))) {
            let name = format!("{:?} {} after {} attempts", entry.kind, entry.mark, entry.attempts);
            if !self.lost.contains(&name) {
                self.lost.push(format!("{name}: under another id"));
            }
        }
    }

    /// Checks that the API returns each acknowledged asset.
    async fn hold_answers(&mut self, entries: &[Entry], server: &str) {
        let client = Client::new();
        let made = entries.iter().filter(|entry| entry.outcome == Outcome::Acknowledged && entry.kind == Kind::Asset);
        let mut unread = 0;
        for entry in made {
            let path = format!("{server}/api/v1/assets/{}", entry.subject);
            let status = client.get(path).bearer_auth(CLERK).send().await.expect("the server").status();
            unread += usize::from(status != StatusCode::OK);
        }
        let missing = self.lost.iter().filter(|name| name.starts_with("Asset ")).count();
        if unread > missing {
            self.lost.push(format!("{unread} acknowledged assets cannot be read by GET, of which {missing} are lost"));
        }
    }
}

async fn me(client: &Client, server: &str, token: &str) -> StatusCode {
    let answer = client.get(format!("{server}/api/v1/me")).bearer_auth(token).send().await;
    answer.expect("the server").status()
}

/// The id of a row, as 32 digits.
fn hexadecimal_id(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Postgres { "replace(CAST(id AS TEXT), '-', '')" } else { "lower(hex(id))" }
}

/// The query that finds the marks of a kind.
fn query(kind: Kind, backend: DbBackend) -> Option<String> {
    let read = hexadecimal_id(backend);
    let query = match kind {
        Kind::Asset => "SELECT code FROM assets WHERE deleted_at IS NULL".to_owned(),
        Kind::AssetEdit => "SELECT CAST(snapshot AS TEXT) FROM asset_versions".to_owned(),
        Kind::Draft => "SELECT title FROM cases".to_owned(),
        Kind::Action => "SELECT comment FROM case_history WHERE comment IS NOT NULL".to_owned(),
        Kind::Message => "SELECT body FROM messages".to_owned(),
        Kind::Document => "SELECT name FROM documents".to_owned(),
        Kind::Read => format!("SELECT {read} FROM notifications WHERE read_at IS NOT NULL"),
        Kind::Organization => "SELECT name_vi FROM organizations".to_owned(),
        Kind::OrganizationEdit => "SELECT name_en FROM organizations".to_owned(),
        Kind::Subscription => "SELECT title FROM subscriptions WHERE title IS NOT NULL".to_owned(),
        Kind::Login | Kind::Logout => return None,
    };
    Some(query)
}

/// The marks in a text; the text itself where ids are the marks.
fn marks(text: &str, kind: Kind) -> Vec<String> {
    if kind == Kind::Read {
        return vec![text.to_owned()];
    }
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| word.len() == 10 && word.starts_with("mk") && word.ends_with('z')).map(str::to_owned).collect()
}

/// The first column of a query's result.
async fn texts(database: &DatabaseConnection, query: String) -> Vec<String> {
    let statement = Statement::from_string(database.get_database_backend(), query);
    let rows = database.query_all_raw(statement).await.expect("the query");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

/// Cases whose version, history, audit and messages are inconsistent: one history entry per
/// version, one audit row per action of a person, two messages for each of the three actions that
/// write messages.
const TORN_CASES: &str = "
SELECT c.code || ' version ' || c.version || ', ' || c.steps || ' steps, ' || c.audited || ' audited, ' || c.written || ' letters'
FROM (
  SELECT COALESCE(cases.code, cases.title) AS code, cases.version,
    (SELECT count(*) FROM case_history h WHERE h.case_id = cases.id) AS steps,
    (SELECT count(*) FROM case_history h WHERE h.case_id = cases.id AND h.actor_name <> 'hatang') AS by_people,
    (SELECT count(*) FROM audit a WHERE a.resource_id = cases.id AND a.user_id IS NOT NULL) AS audited,
    (SELECT count(*) FROM case_history h WHERE h.case_id = cases.id
       AND h.action IN ('submit', 'confirm_complete', 'withdraw')) AS telling,
    (SELECT count(*) FROM outbox o WHERE o.case_id = cases.id) AS written
  FROM cases
) c
WHERE c.steps <> c.version OR c.by_people <> c.audited OR c.written <> 2 * c.telling";

/// Ledgers that differ from their entries or from the holdings.
const TORN_LEDGERS: &str = "
SELECT l.unit || ' reserved ' || l.reserved || ', entries ' || l.entered || ', held ' || l.held
FROM (
  SELECT c.unit, c.reserved,
    (SELECT COALESCE(sum(e.reserved_delta), 0) FROM capacity_entries e
       WHERE e.asset_id = c.asset_id AND e.unit = c.unit) AS entered,
    (SELECT COALESCE(sum(o.quantity), 0) FROM occupancies o
       WHERE o.asset_id = c.asset_id AND o.unit = c.unit AND o.status = 'reserved') AS held
  FROM asset_capacity c
) l
WHERE l.reserved <> l.entered OR l.reserved <> l.held";

/// The delivery of messages.
#[derive(Debug, Default, Clone)]
pub struct MailCount {
    /// Queued, and not sent yet.
    pub waiting: usize,
    /// Letters that were given up.
    pub dead: usize,
    /// Sent according to the database, and not arrived; or arrived, and missing in the database.
    pub lost: Vec<String>,
    /// Arrived more than once.
    pub twice: usize,
    pub arrived: usize,
}

impl MailCount {
    /// Waits until every message is sent, or the time is over; returns the count.
    pub async fn settle(url: &str, smtp: &FakeSmtp, at_most: Duration) -> Self {
        let since = Instant::now();
        loop {
            let messages = Self::count(url, &smtp.taken()).await;
            if messages.waiting == 0 || since.elapsed() > at_most {
                return messages;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Compares the arrived messages with those of the database.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn count(url: &str, taken: &[String]) -> Self {
        let database = Database::connect(url).await.expect("the database");
        let id = hexadecimal_id(database.get_database_backend());
        let rows = texts(&database, format!("SELECT status || ' ' || {id} FROM outbox")).await;
        database.close().await.expect("the connection");
        let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
        for message in taken {
            let id = message.split('@').next().unwrap_or_default().replace('-', "");
            *arrived.entry(id).or_default() += 1;
        }
        let mut messages = Self {
            twice: arrived.values().filter(|times| **times > 1).count(),
            arrived: arrived.len(),
            ..Self::default()
        };
        for row in rows {
            let (status, id) = row.split_once(' ').unwrap_or_default();
            match (status, arrived.remove(id)) {
                ("sent", Some(_)) => {}
                ("sent", None) => messages.lost.push(format!("{id} is called sent and never arrived")),
                ("dead", _) => messages.dead += 1,
                (_, _) => messages.waiting += 1,
            }
        }
        messages.lost.extend(arrived.into_keys().map(|id| format!("{id} arrived and was never committed")));
        messages
    }
}
