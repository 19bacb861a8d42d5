//! A real server process: the product's own `main`, on a port of its own, which a test can end with
//! `SIGKILL` at any time.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::test_client::TestClient;

/// A server that lays out the demo plays some 140 cases first, beside other tests.
const TIME_LIMIT: Duration = Duration::from_mins(5);

/// The configuration of a server process; it can start repeatedly, always at the same address.
#[derive(Debug, Clone)]
pub struct Plan {
    data: PathBuf,
    port: u16,
    settings: Vec<(String, String)>,
    environment: Vec<(String, String)>,
    log: PathBuf,
}

/// The liveness page and the readiness page.
const ALIVE: &str = "healthz";
const READY: &str = "readyz";

impl Plan {
    /// A plan for this database, with a folder for all other data.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn new(url: &str, data: &Path) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let (settings, environment, log) = (Vec::new(), Vec::new(), data.join("node.log"));
        Self { data: data.to_owned(), port, settings, environment, log }
            .set("database.url", url)
            .set("log.level", "warn")
            .set("server.listen", &format!("127.0.0.1:{port}"))
    }

    /// Adds a setting, for example `smtp.url`.
    #[must_use]
    pub fn set(mut self, key: &str, value: &str) -> Self {
        let name = format!("HATANG__{}", key.to_uppercase().replace('.', "__"));
        self.settings.push((name, value.to_owned()));
        self
    }

    /// Adds an environment variable, for example `LD_PRELOAD`.
    #[must_use]
    pub fn with_environment(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Writes the log to this file instead of the data folder.
    #[must_use]
    pub fn log_to(mut self, file: &Path) -> Self {
        file.clone_into(&mut self.log);
        self
    }

    /// The server's future address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts the server and waits until it is ready.
    ///
    /// # Panics
    /// When the process does not start.
    pub async fn start(&self) -> Node {
        self.start_with(&[]).await
    }

    /// Like [`Plan::start`], with these arguments after `serve`.
    ///
    /// # Panics
    /// When the process does not start.
    pub async fn start_with(&self, arguments: &[&str]) -> Node {
        let mut node = self.launch_with(arguments);
        node.wait().await;
        node
    }

    /// Starts the server and waits until it answers, whether it reports itself ready or not.
    ///
    /// # Panics
    /// When the process does not start.
    pub async fn start_unready(&self) -> Node {
        let mut node = self.launch();
        node.wait_for(ALIVE).await;
        node
    }

    /// Starts the server without waiting.
    ///
    /// # Panics
    /// When the process cannot start.
    #[must_use]
    pub fn launch(&self) -> Node {
        self.launch_with(&[])
    }

    fn launch_with(&self, arguments: &[&str]) -> Node {
        let errors = File::options().create(true).append(true).open(&self.log).expect("a log");
        let mut command = self.command();
        command.envs(self.environment.iter().cloned());
        let child = command.arg("serve").args(arguments).stdout(Stdio::null()).stderr(errors).spawn();
        Node { child: child.expect("hatang"), address: self.address(), log: self.log.clone() }
    }

    /// Like [`Plan::start`], through another program (`unshare …`; empty: directly) and with
    /// another destination for the log.
    ///
    /// # Panics
    /// When the process does not start.
    pub async fn start_by(&self, starter: &[&str], log: impl Into<Stdio>) -> Node {
        let mut command = match starter {
            [] => self.command(),
            [starter, arguments @ ..] => {
                let mut command = self.prepared(starter.as_ref());
                command.args(arguments).arg(program());
                command
            }
        };
        let child = command.arg("serve").stdout(Stdio::null()).stderr(log).spawn().expect("hatang");
        let mut node = Node { child, address: self.address(), log: self.data.join("node.log") };
        node.wait().await;
        node
    }

    /// The folder for all data besides the database.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Runs a `hatang` command beside the server, to its end.
    ///
    /// # Panics
    /// When the process cannot start.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().expect("hatang")
    }

    /// Starts a `hatang` command beside the server; the caller ends the process.
    ///
    /// # Panics
    /// When the process cannot start.
    #[must_use]
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        self.command().args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("hatang")
    }

    /// A `hatang` command that the test starts itself.
    #[must_use]
    pub fn command(&self) -> Command {
        self.prepared(&program())
    }

    fn prepared(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HATANG_")) {
            command.env_remove(name);
        }
        // The working directory avoids a developer's own `hatang.toml`.
        command.current_dir(&self.data).env("HATANG__DATA__DIR", &self.data).envs(self.settings.iter().cloned());
        command
    }
}

/// Cargo puts the programs of this package beside the folder of its tests. `HATANG_BIN` names
/// another program, for comparisons by `make load`.
fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("HATANG_BIN") {
        return PathBuf::from(named);
    }
    let program = folder_of_programs().join("hatang-under-test");
    assert!(program.exists(), "{} is missing: cargo test --workspace builds it", program.display());
    program
}

/// The folder of the programs of this package; its tests are in a folder below.
pub(crate) fn folder_of_programs() -> PathBuf {
    let own = std::env::current_exe().expect("this program");
    let folder = own.parent().expect("its folder");
    let above = folder.parent().filter(|_| folder.ends_with("deps"));
    above.unwrap_or(folder).to_owned()
}

/// A running server. It ends when this value is dropped.
#[derive(Debug)]
pub struct Node {
    child: Child,
    address: String,
    log: PathBuf,
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Node {
    /// A client of the server.
    #[must_use]
    pub fn client(&self) -> TestClient {
        TestClient::of(&self.address)
    }

    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends the process with `SIGKILL`, in the middle of its work.
    pub fn kill(self) {
        drop(self);
    }

    /// The id of the process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends `SIGTERM` and waits for the end of the process; whether it ended cleanly.
    ///
    /// # Panics
    /// When the signal cannot be sent.
    pub fn stop(&mut self) -> bool {
        let reported = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill");
        reported.success() && self.child.wait().expect("the process").success()
    }

    /// Whether the process is alive.
    ///
    /// # Panics
    /// When the operating system does not report the state.
    pub fn lives(&mut self) -> bool {
        self.child.try_wait().expect("the process").is_none()
    }

    /// The log so far.
    #[must_use]
    pub fn said(&self) -> String {
        let written = self.log.metadata().is_ok_and(|data| data.is_file());
        if written { std::fs::read_to_string(&self.log).unwrap_or_default() } else { String::new() }
    }

    /// Waits until the server is ready.
    ///
    /// # Panics
    /// When the process ends, or takes too long.
    pub async fn wait(&mut self) {
        self.wait_for(READY).await;
    }

    async fn wait_for(&mut self, page: &str) {
        let address = format!("{}/{page}", self.address);
        let since = std::time::Instant::now();
        loop {
            assert!(self.lives(), "the server ended:\n{}", self.said());
            assert!(since.elapsed() < TIME_LIMIT, "the server does not get ready:\n{}", self.said());
            if reqwest::get(&address).await.is_ok_and(|answer| answer.status().is_success()) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
