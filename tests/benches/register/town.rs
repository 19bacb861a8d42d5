//! A house with two offices and two people who are logged in, served on this machine without its background work.

use std::path::Path;
use std::sync::Arc;

use api::clock::MovableClock;
use api::config::Config;
use api::house::House;
use api::people::login::token_hash;
use api::server::{Rooms, app};
use api::store::users::{self, NewUser};
use api::store::{Store, organizations, sessions};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::access::{Role, Seat};
use domain::ids::{OrganizationId, UserId};
use domain::organisation::OrganizationKind;
use domain::text::Locale;
use poem::listener::{Acceptor, Listener, TcpListener};
use uuid::Uuid;

use crate::bare::Ear;

/// The owner of the poles.
pub(crate) fn power() -> OrganizationId {
    OrganizationId::new(Uuid::from_u128(2))
}

fn vnpt() -> OrganizationId {
    OrganizationId::new(Uuid::from_u128(1))
}

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2023-10-02T02:00:00Z").unwrap().to_utc()
}

/// Offices and people into an empty database. The token of a person is the name.
pub(crate) async fn settle(url: &str) {
    let store = Store::connect(url).await.unwrap();
    store.migrate().await.unwrap();
    let (now, today) = (now(), NaiveDate::from_ymd_opt(2023, 1, 1).unwrap());
    let tx = store.begin().await.unwrap();
    let offices = [
        (vnpt(), OrganizationKind::Operator, "VNPT Quảng Ninh"),
        (power(), OrganizationKind::Owner, "Điện lực Quảng Ninh"),
    ];
    for (office, kind, name) in offices {
        let written =
            organizations::Written { name_vi: name.to_owned(), name_en: None, email: None, locale: Locale::Vi };
        organizations::insert(&tx, office, kind, &written, today, now).await.unwrap();
    }
    let people = [("planner", vnpt(), Role::OperatorPlanner), ("clerk", power(), Role::OwnerClerk)];
    for (place, (name, organization, role)) in (1_u128..).zip(people) {
        let id = UserId::new(Uuid::from_u128(1_000 + place));
        let new = NewUser {
            id,
            email: format!("{name}@example.com"),
            name: name.to_owned(),
            locale: Locale::Vi,
            password_hash: String::new(),
        };
        users::insert(&tx, new, now).await.unwrap();
        users::seat(&tx, id, &[Seat { organization, role }], today, now).await.unwrap();
        let span = (now, now + TimeDelta::days(1_000));
        sessions::open(&tx, Uuid::from_u128(2_000 + place), id.uuid(), &token_hash(name), span).await.unwrap();
    }
    store.commit(tx).await.unwrap();
    store.close().await.unwrap();
}

/// A running house.
pub(crate) struct Town {
    pub(crate) base: String,
    pub(crate) client: reqwest::Client,
    pub(crate) ear: Ear,
    /// The same database without the ear.
    pub(crate) bare: Store,
    stop: tokio::sync::oneshot::Sender<()>,
    served: tokio::task::JoinHandle<()>,
    house: House,
}

impl Town {
    pub(crate) async fn open(url: &str, folder: &Path) -> Self {
        let data = folder.join("data");
        let config = Config::with(&[("data.dir", data.to_str().unwrap()), ("database.url", url)]).unwrap();
        let mut house = House::open(config, Arc::new(MovableClock::at(now()))).await.unwrap();
        let (ear, bare) = (Ear::default(), house.store.clone());
        house.store = ear.on(house.store.clone());
        let rooms = Rooms::open(&house).unwrap();
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = acceptor.local_addr().first().and_then(|address| address.as_socket_addr()).copied().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let routes = app(&house, &rooms);
        let served = tokio::spawn(async move {
            let wait = async move { stopped.await.unwrap_or_default() };
            poem::Server::new_with_acceptor(acceptor).run_with_graceful_shutdown(routes, wait, None).await.unwrap();
        });
        let base = format!("http://{address}/api/v1");
        Self { base, client: reqwest::Client::new(), ear, bare, stop, served, house }
    }

    pub(crate) async fn close(self) {
        drop(self.client);
        self.stop.send(()).unwrap();
        self.served.await.unwrap();
        self.bare.close().await.unwrap();
        self.house.store.close().await.unwrap();
    }

    /// A request in a person's name; gives back the body.
    pub(crate) async fn get(&self, who: &str, path: &str) -> String {
        let answer = self.client.get(format!("{}{path}", self.base)).bearer_auth(who).send().await.unwrap();
        let (status, body) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }

    /// A change in a person's name; gives back the body.
    pub(crate) async fn post(&self, who: &str, path: &str, version: Option<i64>, body: &serde_json::Value) -> String {
        let ask = self.client.post(format!("{}{path}", self.base)).bearer_auth(who).json(body);
        let ask = version.into_iter().fold(ask, |ask, version| ask.header("If-Match", format!("\"{version}\"")));
        let answer = ask.send().await.unwrap();
        let (status, body) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }
}
