//! A TCP forwarder between a server and its database whose target can change, like a virtual
//! address that moves from one machine to another.

use std::net::Ipv4Addr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A local port that forwards to another port. It closes when this value is dropped.
#[derive(Debug)]
pub struct Switch {
    port: u16,
    target: watch::Sender<u16>,
    forwarding: JoinHandle<()>,
}

impl Drop for Switch {
    fn drop(&mut self) {
        self.forwarding.abort();
    }
}

impl Switch {
    /// A forwarder to a port of this machine.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn to(target: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let (target, watched) = watch::channel(target);
        Self { port, target, forwarding: tokio::spawn(forward(listener, watched)) }
    }

    /// The port to connect to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Cuts all connections; new connections go to another port.
    pub fn turn(&self, target: u16) {
        self.target.send_replace(target);
    }
}

async fn forward(listener: TcpListener, target: watch::Receiver<u16>) {
    while let Ok((mut near, _)) = listener.accept().await {
        let mut target = target.clone();
        tokio::spawn(async move {
            let port = *target.borrow_and_update();
            // No process listens on the target: the connection is closed at once.
            let Ok(mut far) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await else { return };
            tokio::select! {
                _ = copy_bidirectional(&mut near, &mut far) => {}
                _ = target.changed() => {}
            }
        });
    }
}
