//! A fake mail server: speaks real SMTP with STARTTLS and login over a socket, stores the accepted
//! messages, and refuses on demand, at any stage of the conversation.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::certificate::OwnCertificate;

/// The login that the server accepts.
pub const USER: &str = "hatang";
/// The password for the login, with characters that must be escaped in a URL.
pub const PASSWORD: &str = "m%t khẩu/2023";

/// A message as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// The sender on the envelope.
    pub from: String,
    /// The recipients on the envelope.
    pub to: Vec<String>,
    /// The message, as sent.
    pub message: String,
    /// The login of the client.
    pub login: Option<String>,
    /// Whether the connection was encrypted.
    pub encrypted: bool,
    /// The number of the connection, from 1.
    pub connection: usize,
}

/// The stages of a conversation, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The first line, before the client sends anything.
    Greeting,
    /// EHLO before the connection is encrypted.
    Ehlo,
    StartTls,
    /// EHLO after the connection is encrypted.
    EncryptedEhlo,
    Auth,
    Mail,
    Rcpt,
    Data,
    EndOfData,
}

impl Stage {
    pub const ALL: [Self; 9] = [
        Self::Greeting,
        Self::Ehlo,
        Self::StartTls,
        Self::EncryptedEhlo,
        Self::Auth,
        Self::Mail,
        Self::Rcpt,
        Self::Data,
        Self::EndOfData,
    ];
}

/// The server's reply at a stage instead of its usual answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Sends this line and continues.
    Line(String),
    /// Closes the connection. After the final dot the server stores the message first: only its
    /// answer is lost.
    Close,
    /// Sends nothing until the client disconnects. After the final dot the server stores the
    /// message first.
    Silence,
}

impl Reply {
    /// A line, `550 5.1.1 no such user`.
    #[must_use]
    pub fn line(line: &str) -> Self {
        Self::Line(line.to_owned())
    }
}

#[derive(Debug, Default)]
struct MailLog {
    arrived: Vec<Arrived>,
    refusals: VecDeque<String>,
    replies: BTreeMap<Stage, Reply>,
    recipients: BTreeMap<String, Reply>,
    connections: usize,
}

/// The server. It closes when this value is dropped.
#[derive(Debug)]
pub struct FakeMailServer {
    address: SocketAddr,
    authority: String,
    log: Arc<Mutex<MailLog>>,
    listening: JoinHandle<()>,
}

impl Drop for FakeMailServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl FakeMailServer {
    /// Opens the server on a free port of this machine.
    pub async fn open() -> Self {
        Self::open_at(SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// Opens the server on a given port, to replace a closed server.
    pub async fn open_at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let OwnCertificate { pem, acceptor } = OwnCertificate::fresh();
        let log = Arc::new(Mutex::new(MailLog::default()));
        let listening = tokio::spawn(listen(listener, acceptor, log.clone()));
        Self { address, authority: pem, log, listening }
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The value of `smtp.url`.
    #[must_use]
    pub fn url(&self) -> String {
        let password = crate::percent_encoded(PASSWORD);
        format!("smtp://{USER}:{password}@localhost:{}?tls=required", self.address.port())
    }

    /// The certificate to trust, in PEM.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Refuses the next message with this line; several calls queue up.
    pub fn refuse(&self, line: &str) {
        self.log.lock().expect("the log").refusals.push_back(line.to_owned());
    }

    /// Sets the reply at a stage, on every connection.
    pub fn reply(&self, stage: Stage, reply: Reply) {
        self.log.lock().expect("the log").replies.insert(stage, reply);
    }

    /// Sets the reply at RCPT TO for one recipient.
    pub fn reply_to_recipient(&self, address: &str, reply: Reply) {
        self.log.lock().expect("the log").recipients.insert(address.to_owned(), reply);
    }

    /// Restores the usual answers at every stage.
    pub fn recover(&self) {
        let mut log = self.log.lock().expect("the log");
        log.replies.clear();
        log.recipients.clear();
    }

    /// The number of connections opened so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.log.lock().expect("the log").connections
    }

    /// The messages that have arrived so far.
    #[must_use]
    pub fn arrived(&self) -> Vec<Arrived> {
        self.log.lock().expect("the log").arrived.clone()
    }
}

async fn listen(listener: TcpListener, acceptor: TlsAcceptor, log: Arc<Mutex<MailLog>>) {
    let mut talks = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let connection = {
            let mut log = log.lock().expect("the log");
            log.connections += 1;
            log.connections
        };
        // A client that disconnects in the middle is no error of this server.
        let (acceptor, log) = (acceptor.clone(), log.clone());
        talks.spawn(async move { drop(open_talk(stream, acceptor, log, connection).await) });
    }
}

async fn open_talk(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    log: Arc<Mutex<MailLog>>,
    connection: usize,
) -> std::io::Result<()> {
    let mut open = Session::new(BufReader::new(stream), false, connection, log.clone());
    match open.instead(Stage::Greeting).await? {
        Turn::Usual => open.say("220 localhost ready").await?,
        Turn::Answered => {}
        Turn::Over => return Ok(()),
    }
    if open.go_on().await? == End::StartTls {
        let encrypted = acceptor.accept(open.stream.into_inner()).await?;
        Session::new(BufReader::new(encrypted), true, connection, log).go_on().await?;
    }
    Ok(())
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Quit,
    StartTls,
}

/// The result of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// The stage gets its usual answer.
    Usual,
    /// The stage has been answered.
    Answered,
    /// The conversation is over.
    Over,
}

struct Session<S> {
    stream: BufReader<S>,
    encrypted: bool,
    connection: usize,
    login: Option<String>,
    from: String,
    to: Vec<String>,
    log: Arc<Mutex<MailLog>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    fn new(stream: BufReader<S>, encrypted: bool, connection: usize, log: Arc<Mutex<MailLog>>) -> Self {
        Self { stream, encrypted, connection, login: None, from: String::new(), to: Vec::new(), log }
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await
    }

    async fn hear(&mut self) -> std::io::Result<Option<String>> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).await?;
        Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// Sends the configured reply for a stage.
    async fn instead(&mut self, stage: Stage) -> std::io::Result<Turn> {
        let reply = self.log.lock().expect("the log").replies.get(&stage).cloned();
        self.do_instead(reply).await
    }

    async fn do_instead(&mut self, reply: Option<Reply>) -> std::io::Result<Turn> {
        match reply {
            None => Ok(Turn::Usual),
            Some(Reply::Line(line)) => self.say(&line).await.map(|()| Turn::Answered),
            Some(Reply::Close) => Ok(Turn::Over),
            Some(Reply::Silence) => self.stream.read_to_end(&mut Vec::new()).await.map(|_| Turn::Over),
        }
    }

    async fn go_on(&mut self) -> std::io::Result<End> {
        while let Some(line) = self.hear().await? {
            let (verb, rest) = line.split_once([' ', ':']).unwrap_or((&line, ""));
            let verb = verb.to_ascii_uppercase();
            let turn = match verb.as_str() {
                "EHLO" | "HELO" if self.encrypted => self.instead(Stage::EncryptedEhlo).await?,
                "EHLO" | "HELO" => self.instead(Stage::Ehlo).await?,
                "STARTTLS" => self.instead(Stage::StartTls).await?,
                "AUTH" => self.instead(Stage::Auth).await?,
                "MAIL" => self.instead(Stage::Mail).await?,
                "RCPT" => match self.instead(Stage::Rcpt).await? {
                    Turn::Usual => {
                        let reply = self.log.lock().expect("the log").recipients.get(&envelope_address(rest)).cloned();
                        self.do_instead(reply).await?
                    }
                    turn @ (Turn::Answered | Turn::Over) => turn,
                },
                "DATA" => self.instead(Stage::Data).await?,
                _ => Turn::Usual,
            };
            match turn {
                Turn::Usual => {}
                Turn::Answered => continue,
                Turn::Over => return Ok(End::Quit),
            }
            match verb.as_str() {
                "EHLO" | "HELO" if self.encrypted => {
                    self.say("250-localhost\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN").await?;
                }
                "EHLO" | "HELO" => self.say("250-localhost\r\n250-8BITMIME\r\n250 STARTTLS").await?,
                "STARTTLS" if !self.encrypted => {
                    self.say("220 go ahead").await?;
                    return Ok(End::StartTls);
                }
                "AUTH" => self.log_in(rest).await?,
                "MAIL" if self.login.is_none() => self.say("530 5.7.0 log in first").await?,
                "MAIL" => {
                    self.from = envelope_address(rest);
                    self.to.clear();
                    self.say("250 ok").await?;
                }
                "RCPT" => {
                    self.to.push(envelope_address(rest));
                    self.say("250 ok").await?;
                }
                "DATA" => {
                    if self.take().await? == Turn::Over {
                        return Ok(End::Quit);
                    }
                }
                "NOOP" | "RSET" => self.say("250 ok").await?,
                "QUIT" => {
                    self.say("221 bye").await?;
                    return Ok(End::Quit);
                }
                _ => self.say("502 what?").await?,
            }
        }
        Ok(End::Quit)
    }

    async fn log_in(&mut self, how: &str) -> std::io::Result<()> {
        let sent = how.strip_prefix("PLAIN ").and_then(|secret| STANDARD.decode(secret).ok()).unwrap_or_default();
        if sent == format!("\0{USER}\0{PASSWORD}").as_bytes() {
            self.login = Some(USER.to_owned());
            self.say("235 welcome").await
        } else {
            self.say("535 5.7.8 no such login").await
        }
    }

    async fn take(&mut self) -> std::io::Result<Turn> {
        self.say("354 go on").await?;
        let mut message = String::new();
        while let Some(line) = self.hear().await? {
            if line != "." {
                message.push_str(line.strip_prefix('.').unwrap_or(&line));
                message.push_str("\r\n");
                continue;
            }
            let instead = {
                let mut log = self.log.lock().expect("the log");
                let once = log.refusals.pop_front().map(Reply::Line);
                once.or_else(|| log.replies.get(&Stage::EndOfData).cloned())
            };
            if !matches!(instead, Some(Reply::Line(_))) {
                let arrived = Arrived {
                    from: self.from.clone(),
                    to: self.to.clone(),
                    message,
                    login: self.login.clone(),
                    encrypted: self.encrypted,
                    connection: self.connection,
                };
                self.log.lock().expect("the log").arrived.push(arrived);
            }
            let turn = self.do_instead(instead).await?;
            if turn == Turn::Usual {
                self.say("250 2.0.0 taken").await?;
            }
            return Ok(turn);
        }
        Ok(Turn::Over)
    }
}

fn envelope_address(rest: &str) -> String {
    rest.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}
