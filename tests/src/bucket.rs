//! A bucket in an S3 service that is not ours (s3s over its own file system), spoken to over real HTTP, or HTTPS,
//! with signed requests. It can go down and come back at the same address.

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

/// The bucket that is there.
pub const NAME: &str = "hatang-qn";
/// Where the server keeps its files in it.
pub const PREFIX: &str = "town/tệp";
const KEY_ID: &str = "hatang";
const SECRET: &str = "khóa bí mật/2023";

/// The service. It ends when this is dropped.
#[derive(Debug)]
pub struct Bucket {
    folder: tempfile::TempDir,
    address: SocketAddr,
    serving: Option<JoinHandle<()>>,
}

/// The way to a bucket over HTTPS. It ends when this is dropped.
#[derive(Debug)]
pub struct Encrypted {
    /// What to write into `s3.endpoint`.
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
    /// Opens on a free port of this machine, with one empty bucket.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(NAME)).expect("a bucket");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let serving = Some(serve(listener, folder.path(), None));
        Self { folder, address, serving }
    }

    /// The same bucket over HTTPS as well, at an address of its own.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn over_tls(&self) -> Encrypted {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let OwnCertificate { pem, acceptor } = OwnCertificate::fresh();
        let serving = serve(listener, self.folder.path(), Some(acceptor));
        Encrypted { endpoint: format!("https://localhost:{port}"), authority: pem, serving }
    }

    /// Goes down: nothing answers, and what was under way is cut off.
    pub fn close(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
        }
    }

    /// Comes back where it was.
    ///
    /// # Panics
    /// When somebody else has taken the port.
    pub async fn reopen(&mut self) {
        self.close();
        let since = std::time::Instant::now();
        let listener = loop {
            // The listener that was closed goes with its task, which is let go of in its own time.
            match TcpListener::bind(self.address).await {
                Ok(listener) => break listener,
                Err(why) => assert!(since.elapsed() < std::time::Duration::from_secs(10), "{why}"),
            }
            tokio::task::yield_now().await;
        };
        self.serving = Some(serve(listener, self.folder.path(), None));
    }

    /// What to write into the settings.
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

    /// A ground whose files stand here.
    #[must_use]
    pub fn under(&self, ground: TestDb) -> TestDb {
        self.settings().into_iter().fold(ground, |ground, (key, value)| ground.set(key, &value))
    }

    /// The folder in which the service keeps what is under our prefix.
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

/// The connections go with the task that took them.
async fn accept(listener: TcpListener, service: S3Service, tls: Option<TlsAcceptor>) {
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        let (service, tls) = (service.clone(), tls.clone());
        connections.spawn(async move {
            match tls {
                None => answer(socket, service).await,
                // A client that does not trust the certificate hangs up.
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
