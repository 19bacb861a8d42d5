//! Sends messages to an SMTP server, or to a folder of `.eml` files where no server is configured.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use url::Url;
use uuid::Uuid;

use super::folder::Folder;
use super::smtp::{Encryption, SmtpClient};
use super::stage::error_and_causes;

/// The settings of the SMTP connection.
#[derive(Debug)]
pub struct Smtp<'a> {
    /// `smtps://user:password@host:465`, `smtp://user:password@host:587?tls=required` (STARTTLS),
    /// or `smtp://host:25`.
    pub url: &'a SecretString,
    /// Certificate authorities to trust besides the machine's own, in PEM.
    pub ca_file: Option<&'a Path>,
    /// How many connections are kept.
    pub connections: u32,
    /// How long the server may keep us waiting.
    pub timeout: Duration,
}

/// An error in the mail settings, for the author of the settings; it never contains the password.
#[derive(Debug, Error)]
pub enum MailError {
    #[error("smtp.url is not a mail server's address (smtps://… or smtp://…?tls=required): {0}")]
    Url(String),
    /// The password would be sent unencrypted.
    #[error("smtp.url has a password but no encryption; add ?tls=required, or use smtps://")]
    BarePassword,
    /// The file of certificate authorities cannot be used.
    #[error("smtp.ca_file {path}: {why}")]
    Authorities {
        path: String,
        /// The error of reading or parsing.
        why: String,
    },
}

/// The cause of a failed delivery.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum DeliveryError {
    /// A permanent refusal of this recipient or this message.
    #[error("{0}")]
    ForGood(String),
    /// The server may accept the message later.
    #[error("{0}")]
    ForNow(String),
    /// The server as a whole failed; the message is not the cause.
    #[error("{0}")]
    ServerFailed(String),
    /// The message was sent whole and no answer came: perhaps it was delivered.
    #[error("{0}")]
    Unanswered(String),
}

/// The way in which messages are delivered.
#[derive(Debug)]
pub enum MailTransport {
    Smtp(SmtpTransport),
    Folder(Folder),
}

/// A mail server with its connections.
#[derive(Debug)]
pub struct SmtpTransport(SmtpClient);

impl MailTransport {
    /// Creates a connection pool to a mail server. The first message opens the first connection.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub fn smtp(settings: &Smtp<'_>) -> Result<Self, MailError> {
        // The parser's own error repeats nothing of the text.
        let url = Url::parse(settings.url.expose_secret()).map_err(|error| MailError::Url(error.to_string()))?;
        let host = url.host_str().ok_or_else(|| MailError::Url("no host".to_owned()))?.trim_matches(['[', ']']);
        let asked = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        let tls = || tls(host, settings.ca_file);
        let (port, encryption) = match (url.scheme(), asked.as_deref()) {
            ("smtps", _) => (465, Encryption::Implicit(tls()?)),
            ("smtp", None) => (25, Encryption::None),
            ("smtp", Some("required")) => (587, Encryption::Required(tls()?)),
            ("smtp", Some("opportunistic")) => (587, Encryption::Opportunistic(tls()?)),
            (_, Some(_) | None) => {
                let why = "the scheme must be smtp or smtps, and tls either required or opportunistic";
                return Err(MailError::Url(why.to_owned()));
            }
        };
        let bare = matches!(encryption, Encryption::None | Encryption::Opportunistic(_));
        if url.password().is_some() && bare && !is_this_host(host) {
            return Err(MailError::BarePassword);
        }
        let hello_name = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        Ok(Self::Smtp(SmtpTransport(SmtpClient {
            host: host.to_owned(),
            port: url.port().unwrap_or(port),
            encryption,
            credentials: credentials(&url)?,
            hello_name,
            timeout: settings.timeout,
            max_idle: usize::try_from(settings.connections).unwrap_or(usize::MAX),
            idle: Mutex::default(),
        })))
    }

    /// Delivers a message. Returns the server's answer.
    ///
    /// # Errors
    /// When the message was not accepted.
    pub async fn send(&self, message_id: Uuid, message: &Message) -> Result<String, DeliveryError> {
        match self {
            Self::Smtp(SmtpTransport(server)) => server.send(message).await,
            Self::Folder(folder) => folder.keep(message_id, message.formatted()).await,
        }
    }

    /// Closes the connections to the server.
    pub async fn close(&self) {
        match self {
            Self::Smtp(SmtpTransport(server)) => server.close().await,
            Self::Folder(_) => {}
        }
    }

    /// Closes the connections that have been idle for a minute.
    pub(crate) async fn close_idle(&self) {
        match self {
            Self::Smtp(SmtpTransport(server)) => server.close_idle().await,
            Self::Folder(_) => {}
        }
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, MailError> {
    let decoded = |text: &str| {
        percent_decoded(text).ok_or_else(|| MailError::Url("the user or the password is not UTF-8".to_owned()))
    };
    url.password().map(|password| Ok(Credentials::new(decoded(url.username())?, decoded(password)?))).transpose()
}

/// Decodes percent escapes; `None` when the bytes are not UTF-8. A percent sign that begins no
/// escape is kept.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| after.split_at_checked(2)).flatten().and_then(|(digits, after)| {
            let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
            Some((u8::from_str_radix(digits, 16).ok()?, after))
        });
        let (byte, after) = escaped.unwrap_or((*first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

fn is_this_host(host: &str) -> bool {
    host == "localhost"
        || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn tls(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, MailError> {
    let Some(path) = ca_file else {
        return TlsParameters::new(host.to_owned()).map_err(|error| MailError::Url(error_and_causes(&error)));
    };
    let wrong = |why: String| MailError::Authorities { path: path.display().to_string(), why };
    let pem = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let authority = Certificate::from_pem(&pem).map_err(|error| wrong(error_and_causes(&error)))?;
    TlsParameters::builder(host.to_owned())
        .add_root_certificate(authority)
        .build()
        .map_err(|error| wrong(error_and_causes(&error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hire(url: &str) -> Result<MailTransport, MailError> {
        let url = SecretString::from(url);
        MailTransport::smtp(&Smtp { url: &url, ca_file: None, connections: 2, timeout: Duration::from_secs(1) })
    }

    #[tokio::test]
    async fn a_password_never_travels_bare() {
        assert!(matches!(hire("smtp://me:secret@mail.example:25"), Err(MailError::BarePassword)));
        assert!(matches!(hire("smtp://me:secret@mail.example:587?tls=opportunistic"), Err(MailError::BarePassword)));
        assert!(hire("smtp://me:secret@mail.example:587?tls=required").is_ok());
        assert!(hire("smtps://me:secret@mail.example").is_ok());
        assert!(hire("smtp://me:secret@127.0.0.1:2525").is_ok());
        assert!(hire("smtp://mail.example").is_ok());
    }

    #[tokio::test]
    async fn a_wrong_address_is_said_without_the_password() {
        for url in ["http://me:secret@mail.example", "smtp://me:secret@mail.example?tls=maybe", "me:secret"] {
            let said = hire(url).unwrap_err().to_string();
            assert!(!said.contains("secret"), "{said}");
        }
    }

    #[test]
    fn escapes_of_a_url_are_read() {
        assert_eq!(percent_decoded("m%25t%20kh%E1%BA%A9u/%").as_deref(), Some("m%t khẩu/%"));
        assert_eq!(percent_decoded("%+1%4").as_deref(), Some("%+1%4"));
        assert_eq!(percent_decoded("%FF"), None);
    }

    #[tokio::test]
    async fn nobody_at_home_is_the_servers_failure() {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let transport = hire(&format!("smtp://{closed}")).unwrap();
        let message = Message::builder()
            .from("a@b.example".parse().unwrap())
            .to("c@d.example".parse().unwrap())
            .body("x".to_owned())
            .unwrap();
        assert!(matches!(transport.send(Uuid::nil(), &message).await, Err(DeliveryError::ServerFailed(_))));
    }
}
