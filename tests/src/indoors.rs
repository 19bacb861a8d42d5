//! A house served in this process, at a port of its own, with its clock in our hands.

use std::sync::Arc;

use api::clock::MovableClock;
use api::house::House;
use api::server::serve_on;
use chrono::{DateTime, Utc};
use poem::listener::{Acceptor, Listener, TcpListener};
use tokio::sync::oneshot;

use crate::door::Door;
use crate::ground::Ground;

/// A house that serves until it is dropped.
#[derive(Debug)]
pub struct Indoors {
    /// The house.
    pub house: House,
    /// Its clock.
    pub clock: Arc<MovableClock>,
    address: String,
    // In this order: the house closes before its ground goes.
    _stop: oneshot::Sender<()>,
    ground: Ground,
}

/// A Monday morning in the plan's time.
///
/// # Panics
/// Never.
#[must_use]
pub fn monday() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2023-10-02T02:00:00Z").expect("an instant").to_utc()
}

impl Indoors {
    /// Opens a house on the ground, on a Monday morning.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn open(ground: Ground) -> Self {
        Self::open_at(ground, monday()).await
    }

    /// Opens a house on the ground, at an instant.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn open_at(ground: Ground, instant: DateTime<Utc>) -> Self {
        let clock = Arc::new(MovableClock::at(instant));
        let house = ground.house(clock.clone()).await;
        let (stop, address) = served(house.clone()).await;
        Self { house, clock, address, _stop: stop, ground }
    }

    /// The door of one more node of the house, which serves until the other of the two is dropped.
    pub async fn second_door(&self) -> (Door, oneshot::Sender<()>) {
        let (stop, address) = served(self.ground.house(self.clock.clone()).await).await;
        (Door::of(&address), stop)
    }

    /// What it stands on.
    #[must_use]
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// Its door.
    #[must_use]
    pub fn door(&self) -> Door {
        Door::of(&self.address)
    }
}

/// Serves a house until what is returned is dropped; at this address.
async fn served(house: House) -> (oneshot::Sender<()>, String) {
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.expect("a free port");
    let local = acceptor.local_addr();
    let port = local.first().and_then(|address| address.as_socket_addr()).expect("its address").port();
    let (stop, stopped) = oneshot::channel::<()>();
    let served = serve_on(house, acceptor, async move { stopped.await.unwrap_or_default() });
    tokio::spawn(async move { served.await.expect("an orderly end") });
    (stop, format!("http://127.0.0.1:{port}"))
}
