//! A PostgreSQL with a synchronous standby: a commit is confirmed when both have it on disk.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

const KEEPER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/faults/replicas.sh");

/// The pair. It ends when this value is dropped, and also when this process is killed.
#[derive(Debug)]
pub struct Replicas {
    primary: u16,
    standby: u16,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    keeper: Child,
    _folder: tempfile::TempDir,
}

impl Drop for Replicas {
    fn drop(&mut self) {
        drop(self.orders.take());
        drop(self.keeper.wait());
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

impl Replicas {
    /// Starts both servers and waits until the standby is synchronous.
    ///
    /// # Panics
    /// When a server does not start.
    #[must_use]
    pub fn start() -> Self {
        let holder = tempfile::tempdir().expect("a folder");
        // PostgreSQL's own user must be able to access the folder in it.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(holder.path(), open).expect("a folder for others");
        let folder = holder.path().join("replicas");
        std::fs::create_dir(&folder).expect("a folder");
        let (primary, standby) = (free_port(), free_port());
        let mut keeper = Command::new("sh")
            .arg(KEEPER)
            .arg(&folder)
            .args([primary.to_string(), standby.to_string()])
            .arg(crate::postgres::programs_folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("sh");
        let orders = keeper.stdin.take();
        let answers = BufReader::new(keeper.stdout.take().expect("its output"));
        let mut pair = Self { primary, standby, orders, answers, keeper, _folder: holder };
        pair.hear();
        pair
    }

    fn hear(&mut self) {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("its answer");
        assert_eq!(line.trim(), "ok", "the pair does not start");
    }

    fn order(&mut self, order: &str) {
        writeln!(self.orders.as_mut().expect("a running pair"), "{order}").expect("a running pair");
        self.hear();
    }

    pub fn kill_primary(&mut self) {
        self.order("kill");
    }

    /// Promotes the standby; it accepts changes on return.
    pub fn promote_standby(&mut self) {
        self.order("promote");
    }

    #[must_use]
    pub fn primary(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.primary))
    }

    #[must_use]
    pub fn standby(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.standby))
    }
}
