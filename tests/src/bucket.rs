//! A bucket in a third-party S3 service (s3s over its own file system), reached over real HTTP, or
//! HTTPS, with signed requests. The service can stop and restart at the same address.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::certificate::OwnCertificate;
use crate::test_db::TestDb;

/// The name of the existing bucket.
pub const NAME: &str = "hatang-qn";
/// The prefix of the server's files in the bucket.
pub const PREFIX: &str = "town/tệp";
const KEY_ID: &str = "hatang";
const SECRET: &str = "khóa bí mật/2023";

/// The service. It ends when this value is dropped.
#[derive(Debug)]
pub struct Bucket {
    folder: tempfile::TempDir,
    address: SocketAddr,
    serving: Option<JoinHandle<()>>,
}

/// HTTPS access to a bucket. It ends when this value is dropped.
#[derive(Debug)]
pub struct Encrypted {
    /// The value of `s3.endpoint`.
    pub endpoint: String,
    /// The certificate to trust, in PEM.
    pub authority: String,
    serving: JoinHandle<()>,
}

impl Drop for Encrypted {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.close();
    }
}

impl Bucket {
    /// Starts the service on a free port of this machine, with one empty bucket.
    ///
    /// # Panics
    /// When the server does not open.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(NAME)).expect("a bucket");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let serving = Some(serve(listener, folder.path(), None));
        Self { folder, address, serving }
    }

    /// Serves the same bucket over HTTPS as well, at an address of its own.
    ///
    /// # Panics
    /// When the server does not open.
    pub async fn over_tls(&self) -> Encrypted {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let OwnCertificate { pem, acceptor } = OwnCertificate::fresh();
        let serving = serve(listener, self.folder.path(), Some(acceptor));
        Encrypted { endpoint: format!("https://localhost:{port}"), authority: pem, serving }
    }

    /// Stops the service: nothing answers, and open requests are cut off.
    pub fn close(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
        }
    }

    /// Restarts the service at the same address.
    ///
    /// # Panics
    /// When another process has taken the port.
    pub async fn reopen(&mut self) {
        self.close();
        let since = std::time::Instant::now();
        let listener = loop {
            // The closed listener disappears with its task, which may take a moment to end.
            match TcpListener::bind(self.address).await {
                Ok(listener) => break listener,
                Err(why) => assert!(since.elapsed() < std::time::Duration::from_secs(10), "{why}"),
            }
            tokio::task::yield_now().await;
        };
        self.serving = Some(serve(listener, self.folder.path(), None));
    }

    /// The settings for the server.
    #[must_use]
    pub fn settings(&self) -> [(&'static str, String); 5] {
        [
            ("storage.url", format!("s3://{NAME}/{PREFIX}")),
            ("s3.endpoint", format!("http://{}", self.address)),
            ("s3.key_id", KEY_ID.to_owned()),
            ("s3.secret", SECRET.to_owned()),
            ("s3.timeout_seconds", "5".to_owned()),
        ]
    }

    /// A [`TestDb`] whose files are in this bucket.
    #[must_use]
    pub fn under(&self, test_db: TestDb) -> TestDb {
        self.settings().into_iter().fold(test_db, |test_db, (key, value)| test_db.set(key, &value))
    }

    /// The folder in which the service stores the objects below [`PREFIX`].
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join(NAME).join(PREFIX)
    }
}

fn serve(listener: TcpListener, folder: &Path, tls: Option<TlsAcceptor>) -> JoinHandle<()> {
    let service = {
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder).expect("a file system"));
        builder.set_auth(SimpleAuth::from_single(KEY_ID, SECRET));
        builder.build()
    };
    tokio::spawn(accept(listener, service, tls))
}

/// Accepts connections; they end with this task.
async fn accept(listener: TcpListener, service: S3Service, tls: Option<TlsAcceptor>) {
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        let (service, tls) = (service.clone(), tls.clone());
        connections.spawn(async move {
            match tls {
                None => answer(socket, service).await,
                // A client that does not trust the certificate closes the connection.
                Some(tls) => {
                    if let Ok(socket) = tls.accept(socket).await {
                        answer(socket, service).await;
                    }
                }
            }
        });
    }
}

async fn answer(socket: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, service: S3Service) {
    let http = Builder::new(TokioExecutor::new());
    drop(http.serve_connection(TokioIo::new(socket), service).await);
}
