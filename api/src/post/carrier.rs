//! Who carries a letter away: an SMTP server, or a folder of `.eml` files where there is none.

use std::path::Path;
use std::time::Duration;

use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransport, Error as SmtpError};
use lettre::{AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use url::Url;
use uuid::Uuid;

use super::folder::Folder;

/// How to reach the SMTP server.
#[derive(Debug)]
pub struct Smtp<'a> {
    /// `smtps://user:password@host:465`, `smtp://user:password@host:587?tls=required` (STARTTLS), or `smtp://host:25`.
    pub url: &'a SecretString,
    /// Certificate authorities to trust besides the machine's own, in PEM.
    pub authorities: Option<&'a Path>,
    /// How many connections are kept.
    pub connections: u32,
    /// How long the server may keep us waiting.
    pub patience: Duration,
}

/// Why no carrier could be hired: a sentence for the one who wrote the settings, without the password.
#[derive(Debug, Error)]
pub enum NoCarrier {
    /// Not a URL of this kind.
    #[error("smtp.url is not a mail server's address (smtps://… or smtp://…?tls=required): {0}")]
    Url(String),
    /// A password would travel in the clear.
    #[error("smtp.url has a password but no encryption; add ?tls=required, or use smtps://")]
    BarePassword,
    /// The file of certificate authorities cannot be used.
    #[error("smtp.authorities {path}: {why}")]
    Authorities {
        /// The file.
        path: String,
        /// What is wrong.
        why: String,
    },
}

/// Why a letter was not taken.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Undelivered {
    /// The server will never take it (5xx about this letter or this address).
    #[error("{0}")]
    ForGood(String),
    /// It may be taken later.
    #[error("{0}")]
    ForNow(String),
}

/// The one who takes letters away.
#[derive(Debug)]
pub enum Carrier {
    /// A mail server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// A folder on this machine.
    Folder(Folder),
}

impl Carrier {
    /// A pooled connection to a mail server. Nothing is dialled before the first letter.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub fn smtp(settings: &Smtp<'_>) -> Result<Self, NoCarrier> {
        let text = settings.url.expose_secret();
        // The parser's own error repeats nothing of the text.
        let url = Url::parse(text).map_err(|error| NoCarrier::Url(error.to_string()))?;
        let host = url.host_str().ok_or_else(|| NoCarrier::Url("no host".to_owned()))?.to_owned();
        let asked = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(text)
            .map_err(|error| NoCarrier::Url(error.to_string()))?
            .timeout(Some(settings.patience))
            .pool_config(PoolConfig::new().max_size(settings.connections).idle_timeout(Duration::from_mins(1)));
        let encryption: Option<fn(TlsParameters) -> Tls> = match (url.scheme(), asked.as_deref()) {
            ("smtps", _) => Some(Tls::Wrapper),
            (_, Some("required")) => Some(Tls::Required),
            (_, Some("opportunistic")) => Some(Tls::Opportunistic),
            (_, Some(_) | None) => None,
        };
        let strict = encryption.is_some() && asked.as_deref() != Some("opportunistic");
        if url.password().is_some() && !strict && !is_this_machine(&host) {
            return Err(NoCarrier::BarePassword);
        }
        if let (Some(encryption), Some(path)) = (encryption, settings.authorities) {
            builder = builder.tls(encryption(trusting(&host, path)?));
        }
        Ok(Self::Smtp(builder.build()))
    }

    /// Hand the letter over. Returns what the server answered.
    ///
    /// # Errors
    /// When it was not taken, for now or for good.
    pub async fn carry(&self, letter: Uuid, message: &Message) -> Result<String, Undelivered> {
        match self {
            Self::Smtp(server) => match server.send(message.clone()).await {
                Ok(answer) => Ok(answer.message().collect::<Vec<_>>().join(" ")),
                Err(error) => Err(judge(&error)),
            },
            Self::Folder(folder) => folder.keep(letter, message.formatted()).await,
        }
    }

    /// Say goodbye to the server's connections.
    pub async fn close(&self) {
        match self {
            Self::Smtp(server) => server.shutdown().await,
            Self::Folder(_) => {}
        }
    }
}

/// A refused login or a missing certificate is our trouble, not the letter's: those wait until somebody has mended it.
fn judge(error: &SmtpError) -> Undelivered {
    let said = error_and_causes(error);
    let ours = error.status().is_some_and(|code| matches!(u16::from(code), 530 | 534 | 535 | 538));
    if error.is_permanent() && !ours { Undelivered::ForGood(said) } else { Undelivered::ForNow(said) }
}

fn error_and_causes(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_said = inner.to_string();
        if !said.contains(&inner_said) {
            said = format!("{said}: {inner_said}");
        }
        cause = inner.source();
    }
    said
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn trusting(host: &str, path: &Path) -> Result<TlsParameters, NoCarrier> {
    let wrong = |why: String| NoCarrier::Authorities { path: path.display().to_string(), why };
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

    fn hire(url: &str) -> Result<Carrier, NoCarrier> {
        let url = SecretString::from(url);
        Carrier::smtp(&Smtp { url: &url, authorities: None, connections: 2, patience: Duration::from_secs(1) })
    }

    #[tokio::test]
    async fn a_password_never_travels_bare() {
        assert!(matches!(hire("smtp://me:secret@mail.example:25"), Err(NoCarrier::BarePassword)));
        assert!(matches!(hire("smtp://me:secret@mail.example:587?tls=opportunistic"), Err(NoCarrier::BarePassword)));
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

    #[tokio::test]
    async fn nobody_at_home_is_for_now() {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let carrier = hire(&format!("smtp://{closed}")).unwrap();
        let message = Message::builder()
            .from("a@b.example".parse().unwrap())
            .to("c@d.example".parse().unwrap())
            .body("x".to_owned())
            .unwrap();
        assert!(matches!(carrier.carry(Uuid::nil(), &message).await, Err(Undelivered::ForNow(_))));
    }
}
