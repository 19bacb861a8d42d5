//! One PostgreSQL cluster: a folder, a port, and a keeper process that removes both when this
//! process is gone.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use api_store::database::clock::{Clock, SystemClock};

const KEEPER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/postgres/keeper.sh");
const TIME_LIMIT: Duration = Duration::from_mins(1);

/// A running PostgreSQL. It ends when this value is dropped, and also when this process is killed:
/// its keeper then reads the end of its input.
#[derive(Debug)]
pub(super) struct Cluster {
    port: u16,
    folder: PathBuf,
    keeper: Child,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        drop(self.keeper.wait());
    }
}

impl Cluster {
    pub(super) fn start() -> Self {
        Self::start_with(None)
    }

    /// A standby of another cluster, which does not wait for the standby.
    pub(super) fn standby_of(primary: &Self) -> Self {
        Self::start_with(Some(primary.port))
    }

    fn start_with(primary: Option<u16>) -> Self {
        let bin = bin();
        let folder = std::env::temp_dir().join(format!("hatang-postgres-{}", SystemClock.new_id().simple()));
        std::fs::create_dir(&folder).expect("a folder for PostgreSQL");
        let port = free_port();
        let keeper = Command::new("sh")
            .arg(KEEPER)
            .arg(&folder)
            .arg(port.to_string())
            .arg(&bin)
            .args(primary.map(|port| port.to_string()))
            .stdin(Stdio::piped())
            // A reader of the tests' output must not wait for the keeper as well.
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Own process group, so that Ctrl-C ends the tests and leaves the clean-up to the
            // keeper.
            .process_group(0)
            .spawn()
            .expect("sh");
        let mut cluster = Self { port, folder, keeper };
        cluster.wait(&bin);
        cluster
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Ends the server with `SIGKILL`; its unsent data is lost to all others.
    pub(super) fn kill(&self) {
        let file = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).expect("a running server");
        let pid = file.lines().next().expect("its number").trim();
        let done = Command::new("kill").args(["-9", pid]).status().expect("kill");
        assert!(done.success(), "process {pid}");
    }

    /// `postgres://…` without the name of a database.
    pub(super) fn base(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}", self.port)
    }

    fn wait(&mut self, bin: &Path) {
        let since = Instant::now();
        let ready = || {
            let asked = Command::new(bin.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()])
                .status();
            asked.is_ok_and(|status| status.success())
        };
        while !ready() {
            let ended = self.keeper.try_wait().expect("the keeper");
            assert!(
                ended.is_none() && since.elapsed() < TIME_LIMIT,
                "PostgreSQL did not start:\n{}",
                logs(&self.folder)
            );
            std::thread::park_timeout(Duration::from_millis(50));
        }
    }
}

fn logs(folder: &Path) -> String {
    ["initdb.log", "postgres.log"].map(|log| std::fs::read_to_string(folder.join(log)).unwrap_or_default()).concat()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// The path of a PostgreSQL program.
pub(super) fn tool(name: &str) -> PathBuf {
    bin().join(name)
}

/// Whether this machine has a PostgreSQL.
pub(super) fn is_installed() -> bool {
    programs().is_some()
}

fn programs() -> Option<PathBuf> {
    let debian = PathBuf::from("/usr/lib/postgresql/15/bin");
    if debian.join("initdb").exists() {
        return Some(debian);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
}

fn bin() -> PathBuf {
    programs().expect(
        "PostgreSQL is not installed; `make test` installs it (Debian: postgresql-15 postgresql-15-postgis-3), \
         or name a server: DATABASE_URL=postgres://…",
    )
}
