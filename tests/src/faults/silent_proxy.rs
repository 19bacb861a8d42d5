//! A TCP proxy between a server and its database (or mail server) that can stall, cut, refuse, pass
//! one way only, cut at a COMMIT, and redirect.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The treatment of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// The proxy passes all bytes on.
    Pass,
    /// No bytes pass, and the connection stays open.
    Silent,
    /// Only bytes to the database pass.
    OnlyThere,
    /// Only bytes from the database pass.
    OnlyBack,
    /// The connection is closed.
    Cut,
}

/// The treatment of a COMMIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtCommit {
    Pass,
    /// Cuts the connection before the database gets the COMMIT.
    CutBefore,
    /// Cuts the connection when the database has the COMMIT; its answer never arrives.
    CutAfter,
}

#[derive(Debug, Clone, Copy)]
struct State {
    target: SocketAddr,
    /// The treatment of connections numbered below the boundary, and of later ones.
    older: Flow,
    newer: Flow,
    boundary: u64,
    /// Connections numbered below are silent for ever.
    forgotten: u64,
    at_commit: AtCommit,
}

impl State {
    fn flow(&self, connection: u64) -> Flow {
        if connection < self.forgotten {
            Flow::Silent
        } else if connection < self.boundary {
            self.older
        } else {
            self.newer
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    There,
    Back,
}

/// The proxy. It closes when this value is dropped.
#[derive(Debug)]
pub struct SilentProxy {
    address: SocketAddr,
    state: watch::Sender<State>,
    connections: Arc<AtomicU64>,
    listening: JoinHandle<()>,
}

impl Drop for SilentProxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl SilentProxy {
    /// Opens the proxy on a free port of this machine; all bytes pass.
    pub async fn open(target: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let state = State {
            target,
            older: Flow::Pass,
            newer: Flow::Pass,
            boundary: 0,
            forgotten: 0,
            at_commit: AtCommit::Pass,
        };
        let (state, seen) = watch::channel(state);
        let connections = Arc::new(AtomicU64::new(0));
        let listening = tokio::spawn(listen(listener, seen, connections.clone()));
        Self { address, state, connections, listening }
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The number of connections so far.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::SeqCst)
    }

    fn change(&self, how: impl FnOnce(&mut State, u64)) {
        self.state.send_modify(|state| how(state, self.connections()));
    }

    /// Passes all bytes, including delayed ones; forgotten connections stay silent.
    pub fn pass(&self) {
        self.change(|state, _| (state.older, state.newer, state.at_commit) = (Flow::Pass, Flow::Pass, AtCommit::Pass));
    }

    /// Stalls all connections without closing them; new connections are accepted and get no data.
    pub fn silence(&self) {
        self.change(|state, _| (state.older, state.newer) = (Flow::Silent, Flow::Silent));
    }

    /// Stalls present connections for ever, like a firewall that forgot them; new connections pass.
    pub fn forget_present(&self) {
        self.change(|state, next| (state.forgotten, state.newer) = (next, Flow::Pass));
    }

    /// Passes present connections; closes new ones at once.
    pub fn close_new(&self) {
        self.change(|state, next| (state.boundary, state.older, state.newer) = (next, Flow::Pass, Flow::Cut));
    }

    /// Cuts present connections; treats new ones as given.
    pub fn cut(&self, newer: Flow) {
        self.change(|state, next| {
            (state.boundary, state.older, state.newer, state.forgotten) = (next, Flow::Cut, newer, 0);
        });
    }

    /// Treats all connections, present and new, as given.
    pub fn all(&self, flow: Flow) {
        self.change(|state, _| (state.older, state.newer) = (flow, flow));
    }

    /// Sets the treatment of a COMMIT.
    pub fn at_commit(&self, how: AtCommit) {
        self.change(|state, _| state.at_commit = how);
    }

    /// Cuts present connections; new ones go to another target.
    pub fn switch(&self, target: SocketAddr) {
        self.change(|state, _| state.target = target);
        self.cut(Flow::Pass);
    }
}

async fn listen(listener: TcpListener, seen: watch::Receiver<State>, connections: Arc<AtomicU64>) {
    let mut running = tokio::task::JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let number = connections.fetch_add(1, Ordering::SeqCst);
        running.spawn(connect(client, seen.clone(), number));
        while running.try_join_next().is_some() {}
    }
}

async fn connect(client: TcpStream, mut seen: watch::Receiver<State>, number: u64) {
    // A silent network makes no connection; to the client the connection looks open.
    let Ok(state) = seen.wait_for(|state| state.flow(number) != Flow::Silent).await.map(|state| *state) else { return };
    if state.flow(number) == Flow::Cut {
        return;
    }
    let Ok(server) = TcpStream::connect(state.target).await else { return };
    drop((client.set_nodelay(true), server.set_nodelay(true)));
    let ((client_in, client_out), (server_in, server_out)) = (client.into_split(), server.into_split());
    tokio::select! {
        () = pump(client_in, server_out, seen.clone(), number, Direction::There) => {}
        () = pump(server_in, client_out, seen, number, Direction::Back) => {}
    }
}

/// Waits until bytes may pass in this direction; false when the connection is cut.
async fn may_pass(seen: &mut watch::Receiver<State>, number: u64, direction: Direction) -> bool {
    let decided = |state: &State| match (state.flow(number), direction) {
        (Flow::Pass, _) | (Flow::OnlyThere, Direction::There) | (Flow::OnlyBack, Direction::Back) => Some(true),
        (Flow::Cut, _) => Some(false),
        (Flow::Silent, _) | (Flow::OnlyThere, Direction::Back) | (Flow::OnlyBack, Direction::There) => None,
    };
    seen.wait_for(|state| decided(state).is_some()).await.ok().and_then(|state| decided(&state)).unwrap_or(false)
}

/// Copies bytes one way until either end closes, or the connection is cut.
async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut seen: watch::Receiver<State>,
    number: u64,
    direction: Direction,
) {
    let mut buffer = vec![0; 1 << 16];
    while may_pass(&mut seen, number, direction).await {
        let read = tokio::select! {
            read = from.read(&mut buffer) => read,
            _ = seen.changed() => continue,
        };
        let Some(bytes) = read.ok().filter(|read| *read > 0).and_then(|read| buffer.get(..read)) else { return };
        if !may_pass(&mut seen, number, direction).await {
            return;
        }
        let at_commit = seen.borrow().at_commit;
        let commits = at_commit != AtCommit::Pass
            && direction == Direction::There
            && bytes.windows(6).any(|word| word.eq_ignore_ascii_case(b"COMMIT"));
        if commits && at_commit == AtCommit::CutBefore {
            return;
        }
        if to.write_all(bytes).await.is_err() || commits {
            return;
        }
    }
}
