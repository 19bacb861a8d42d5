//! A fake mail server for fault tests: plain SMTP, counts messages by Message-ID, and refuses,
//! stays silent or disconnects at any stage.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The stage of the conversation at which a fault occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Before the first line.
    Greeting,
    /// After the command EHLO arrived.
    Hello,
    /// After the command MAIL FROM arrived.
    Sender,
    /// After the command RCPT TO arrived.
    Recipient,
    /// After the command DATA arrived.
    Data,
    /// After the whole message, before the server stores it.
    Content,
    /// After the server has stored the message, before the answer.
    Taken,
}

/// The fault at the stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmtpFault {
    /// The server answers with this line.
    Says(String),
    /// The server closes the connection.
    HangsUp,
    /// The server sends nothing, and keeps the connection open.
    Silent,
}

#[derive(Debug, Default)]
struct State {
    trouble: Option<(Stage, SmtpFault)>,
    taken: Vec<String>,
    connections: usize,
}

/// The server. It closes when this value is dropped.
#[derive(Debug)]
pub struct FakeSmtp {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    listening: JoinHandle<()>,
}

impl Drop for FakeSmtp {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl FakeSmtp {
    /// Opens the server on a free port of this machine; it accepts everything.
    pub async fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let state = Arc::new(Mutex::new(State::default()));
        let listening = tokio::spawn(listen(listener, state.clone()));
        Self { address, state, listening }
    }

    /// The value of `smtp.url`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Sets the fault at a stage of every conversation.
    pub fn trouble(&self, stage: Stage, trouble: SmtpFault) {
        self.state.lock().expect("the state").trouble = Some((stage, trouble));
    }

    /// Ends the fault; the server works again.
    pub fn work(&self) {
        self.state.lock().expect("the state").trouble = None;
    }

    /// The Message-IDs of accepted messages, in order; a message accepted twice appears twice.
    #[must_use]
    pub fn taken(&self) -> Vec<String> {
        self.state.lock().expect("the state").taken.clone()
    }

    /// The number of connections so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.state.lock().expect("the state").connections
    }
}

async fn listen(listener: TcpListener, state: Arc<Mutex<State>>) {
    let mut running = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        state.lock().expect("the state").connections += 1;
        let state = state.clone();
        running.spawn(async move { drop(converse(BufReader::new(stream), &state).await) });
        while running.try_join_next().is_some() {}
    }
}

/// The result of a stage.
#[derive(PartialEq, Eq)]
enum Passed {
    Well,
    Refused,
}

/// Sends the line, or applies the fault of the stage.
async fn stage(
    stream: &mut BufReader<TcpStream>,
    state: &Mutex<State>,
    at: Stage,
    line: &str,
) -> std::io::Result<Passed> {
    let trouble = state.lock().expect("the state").trouble.clone().filter(|(stage, _)| *stage == at);
    match trouble.map(|(_, trouble)| trouble) {
        None => {
            stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await?;
            Ok(Passed::Well)
        }
        Some(SmtpFault::Says(other)) => {
            stream.get_mut().write_all(format!("{other}\r\n").as_bytes()).await?;
            Ok(Passed::Refused)
        }
        Some(SmtpFault::HangsUp) => Err(std::io::ErrorKind::ConnectionAborted.into()),
        Some(SmtpFault::Silent) => std::future::pending().await,
    }
}

async fn converse(mut stream: BufReader<TcpStream>, state: &Mutex<State>) -> std::io::Result<()> {
    stage(&mut stream, state, Stage::Greeting, "220 localhost ready").await?;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.split([' ', ':', '\r', '\n']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" | "HELO" => {
                stage(&mut stream, state, Stage::Hello, "250 localhost").await?;
            }
            "MAIL" => {
                stage(&mut stream, state, Stage::Sender, "250 ok").await?;
            }
            "RCPT" => {
                stage(&mut stream, state, Stage::Recipient, "250 ok").await?;
            }
            "DATA" => {
                if stage(&mut stream, state, Stage::Data, "354 go on").await? == Passed::Well {
                    take(&mut stream, state).await?;
                }
            }
            "QUIT" => return stream.get_mut().write_all(b"221 bye\r\n").await,
            _ => stream.get_mut().write_all(b"250 ok\r\n").await?,
        }
    }
}

async fn take(stream: &mut BufReader<TcpStream>, state: &Mutex<State>) -> std::io::Result<()> {
    let (mut id, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let text = line.trim_end_matches(['\r', '\n']);
        if text == "." {
            break;
        }
        if id.is_empty() && text.get(..11).is_some_and(|name| name.eq_ignore_ascii_case("message-id:")) {
            text.get(11..).unwrap_or_default().trim().trim_matches(['<', '>']).clone_into(&mut id);
        }
    }
    let before = state.lock().expect("the state").trouble.clone();
    if before.is_some_and(|(stage, _)| stage == Stage::Content) {
        stage(stream, state, Stage::Content, "").await?;
        return Ok(());
    }
    state.lock().expect("the state").taken.push(id);
    stage(stream, state, Stage::Taken, "250 2.0.0 taken").await?;
    Ok(())
}
