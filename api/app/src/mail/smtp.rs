//! Sends a message over SMTP, one command at a time, with a small pool of connections.
//!
//! The stage of the conversation decides the meaning of an answer: before RCPT TO the server speaks
//! about itself, from RCPT TO on about the message. `lettre`'s own transport does not report the
//! stage, so this client issues each command itself.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use lettre::Message;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use tokio::time::{Instant, timeout, timeout_at};

use super::stage::{Problem, Stage, verdict};
use super::transport::DeliveryError;

/// A connection is closed after this idle time.
const IDLE: Duration = Duration::from_mins(1);
/// The time limit for an answer to QUIT or RSET; nothing depends on the answer.
const COURTESY: Duration = Duration::from_secs(1);

/// How a connection is encrypted.
pub(super) enum Encryption {
    None,
    /// With STARTTLS where the server offers it.
    Opportunistic(TlsParameters),
    /// With STARTTLS, or no message is sent.
    Required(TlsParameters),
    /// From the first byte on.
    Implicit(TlsParameters),
}

/// A mail server and the connections to it.
pub(super) struct SmtpClient {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
    pub(super) credentials: Option<Credentials>,
    /// The name that EHLO gives.
    pub(super) hello_name: ClientId,
    /// The time limit of one command; a whole message may take twice as long.
    pub(super) timeout: Duration,
    /// The number of idle connections to keep.
    pub(super) max_idle: usize,
    pub(super) idle: Mutex<Vec<IdleConnection>>,
}

/// A connection that waits for its next message.
pub(super) struct IdleConnection {
    connection: AsyncSmtpConnection,
    since: Instant,
}

impl fmt::Debug for SmtpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpClient").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl SmtpClient {
    /// Sends a message. Returns the server's answer to it.
    ///
    /// # Errors
    /// [`DeliveryError`], by the stage and the answer.
    pub(super) async fn send(&self, message: &Message) -> Result<String, DeliveryError> {
        let start = Instant::now();
        let deadline = start.checked_add(self.timeout.saturating_mul(2)).unwrap_or(start);
        // lettre panics over some answers to EHLO, for example a line of blanks.
        let opened = AssertUnwindSafe(self.connection(deadline)).catch_unwind().await;
        let mut connection = opened.unwrap_or_else(|_panic| Err(verdict(Stage::Connect, &Problem::Unreadable)))?;
        let result = self.transaction(&mut connection, message, deadline).await;
        match &result {
            Ok(_receipt) => self.keep(connection).await,
            Err(DeliveryError::ForGood(_) | DeliveryError::ForNow(_)) => {
                // The server works and has answered; the next message begins with a clean
                // transaction.
                if matches!(timeout(COURTESY, connection.command(Rset)).await, Ok(Ok(_))) {
                    self.keep(connection).await;
                }
            }
            Err(DeliveryError::ServerFailed(_) | DeliveryError::Unanswered(_)) => leave(connection).await,
        }
        result
    }

    /// Closes all idle connections.
    pub(super) async fn close(&self) {
        let all = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for idle in all {
            leave(idle.connection).await;
        }
    }

    /// Closes the connections that have been idle for a minute.
    pub(super) async fn close_idle(&self) {
        let old: Vec<_> = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.extract_if(.., |idle| idle.since.elapsed() > IDLE).collect()
        };
        for idle in old {
            leave(idle.connection).await;
        }
    }

    /// An idle connection that still answers, or a new connection.
    async fn connection(&self, deadline: Instant) -> Result<AsyncSmtpConnection, DeliveryError> {
        while let Some(mut connection) = self.next_idle() {
            if timeout_at(self.until(deadline), connection.test_connected()).await.unwrap_or(false) {
                return Ok(connection);
            }
        }
        self.open(deadline).await
    }

    fn next_idle(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|idle| idle.since.elapsed() <= IDLE);
        idle.pop().map(|idle| idle.connection)
    }

    async fn open(&self, deadline: Instant) -> Result<AsyncSmtpConnection, DeliveryError> {
        let implicit = match &self.encryption {
            Encryption::Implicit(tls) => Some(tls.clone()),
            Encryption::None | Encryption::Opportunistic(_) | Encryption::Required(_) => None,
        };
        let server = (self.host.as_str(), self.port);
        let opening = AsyncSmtpConnection::connect_tokio1(server, Some(self.timeout), &self.hello_name, implicit, None);
        let mut connection = self.step(Stage::Connect, deadline, opening).await?;
        match &self.encryption {
            Encryption::Required(tls) => {
                self.step(Stage::StartTls, deadline, connection.starttls(tls.clone(), &self.hello_name)).await?;
            }
            Encryption::Opportunistic(tls) if connection.can_starttls() => {
                self.step(Stage::StartTls, deadline, connection.starttls(tls.clone(), &self.hello_name)).await?;
            }
            Encryption::None | Encryption::Opportunistic(_) | Encryption::Implicit(_) => {}
        }
        if let Some(credentials) = &self.credentials {
            let login = self.step(Stage::Auth, deadline, connection.auth(DEFAULT_MECHANISMS, credentials)).await;
            if let Err(refused) = login {
                leave(connection).await;
                return Err(refused);
            }
        }
        Ok(connection)
    }

    async fn transaction(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Message,
        deadline: Instant,
    ) -> Result<String, DeliveryError> {
        let (envelope, bytes) = (message.envelope(), message.formatted());
        let mut parameters = Vec::new();
        if !envelope.to().iter().chain(envelope.from()).all(|address| address.to_string().is_ascii()) {
            needs(connection, Extension::SmtpUtfEight)?;
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !bytes.is_ascii() {
            needs(connection, Extension::EightBitMime)?;
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        // If only this message needs a parameter, a refusal of MAIL FROM is about this message.
        let stage = if parameters.is_empty() { Stage::MailFrom } else { Stage::MailFromWithParameters };
        let mail = connection.command(Mail::new(envelope.from().cloned(), parameters));
        done(stage, &self.step(stage, deadline, mail).await?)?;
        for recipient in envelope.to() {
            let rcpt = connection.command(Rcpt::new(recipient.clone(), Vec::new()));
            done(Stage::RcptTo, &self.step(Stage::RcptTo, deadline, rcpt).await?)?;
        }
        let go_ahead = self.step(Stage::Data, deadline, connection.command(Data)).await?;
        answered(Stage::Data, &go_ahead, Severity::PositiveIntermediate)?;
        let taken = self.step(Stage::EndOfData, deadline, connection.message(&bytes)).await?;
        done(Stage::EndOfData, &taken)?;
        Ok(taken.message().collect::<Vec<_>>().join(" "))
    }

    /// Runs one step of the conversation within its time limit.
    async fn step<T>(
        &self,
        stage: Stage,
        deadline: Instant,
        work: impl Future<Output = Result<T, SmtpError>>,
    ) -> Result<T, DeliveryError> {
        match timeout_at(self.until(deadline), work).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(verdict(stage, &Problem::from(&error))),
            Err(_late) => Err(verdict(stage, &Problem::Silence)),
        }
    }

    fn until(&self, deadline: Instant) -> Instant {
        Instant::now().checked_add(self.timeout).map_or(deadline, |until| until.min(deadline))
    }

    async fn keep(&self, connection: AsyncSmtpConnection) {
        let too_many = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < self.max_idle {
                idle.push(IdleConnection { connection, since: Instant::now() });
                None
            } else {
                Some(connection)
            }
        };
        if let Some(connection) = too_many {
            leave(connection).await;
        }
    }
}

/// Sends QUIT, if the server listens.
async fn leave(mut connection: AsyncSmtpConnection) {
    drop(timeout(COURTESY, connection.quit()).await);
}

fn needs(connection: &AsyncSmtpConnection, extension: Extension) -> Result<(), DeliveryError> {
    if connection.server_info().supports_feature(extension) {
        Ok(())
    } else {
        Err(DeliveryError::ForNow(format!(
            "the message needs the extension {extension}, which the server does not have"
        )))
    }
}

fn done(stage: Stage, response: &Response) -> Result<(), DeliveryError> {
    answered(stage, response, Severity::PositiveCompletion)
}

/// Rejects a positive answer of the wrong kind: it is no answer to this command.
fn answered(stage: Stage, response: &Response, wanted: Severity) -> Result<(), DeliveryError> {
    if response.code().severity == wanted { Ok(()) } else { Err(verdict(stage, &Problem::Unreadable)) }
}
