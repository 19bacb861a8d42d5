//! A third-party mail server (aiosmtpd, with STARTTLS and login): its messages were really sent,
//! and any mail reader can parse them.
//!
//! [`crate::fake_smtp`] is the other mail server: inside this process, faster, and able to stop and
//! restart.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use mail_parser::{Message, MessageParser};
use serde::Deserialize;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/smtp/receiver.py");
/// The login that the server accepts.
pub const USER: &str = "hatang";
const PASSWORD: &str = "m%t khẩu/2023";

/// A message as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMessage {
    /// The recipients on the envelope.
    pub to: Vec<String>,
    /// The subject after decoding.
    pub subject: String,
    /// The plain text, decoded.
    pub text: String,
    /// The HTML body after decoding.
    pub html: String,
    /// The `Message-ID` of the letter.
    pub id: String,
    /// The login of the sending client.
    pub login: String,
}

/// The server. It ends when this value is dropped, and also when this process is killed.
#[derive(Debug)]
pub struct Receiver {
    folder: tempfile::TempDir,
    port: u16,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    child: Child,
}

#[derive(Deserialize)]
struct Opened {
    port: u16,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        drop(self.orders.take());
        drop(self.child.wait());
    }
}

impl Receiver {
    /// Opens the server on a free port of this machine.
    ///
    /// # Panics
    /// When aiosmtpd is missing; `make test` installs it.
    #[must_use]
    pub fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder for letters");
        // Debian's own Python is the only one with Debian's packages.
        let mut child = Command::new("/usr/bin/python3")
            .arg(SCRIPT)
            .arg(folder.path())
            .args([USER, PASSWORD])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("/usr/bin/python3");
        let orders = child.stdin.take();
        let mut answers = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        answers.read_line(&mut line).expect("its first line");
        let opened: Opened = serde_json::from_str(&line).expect(
            "the mail server did not start (see above); `make test` installs what it needs (Debian: python3-aiosmtpd openssl)",
        );
        Self { folder, port: opened.port, orders, answers, child }
    }

    /// The value of `smtp.url`.
    #[must_use]
    pub fn url(&self) -> String {
        let password = crate::percent_encoded(PASSWORD);
        format!("smtp://{USER}:{password}@localhost:{}?tls=required", self.port)
    }

    /// The file with the certificate to trust.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// Refuses the next message with this line; several calls queue up.
    pub fn refuse(&mut self, line: &str) {
        self.order(&format!("refuse {line}"));
    }

    /// Cuts the connection of the next message before any answer.
    pub fn cut(&mut self) {
        self.order("drop");
    }

    fn order(&mut self, order: &str) {
        let orders = self.orders.as_mut().expect("a running server");
        writeln!(orders, "{order}").expect("a running server");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("its answer");
        assert_eq!(answer.trim(), "ok");
    }

    /// The messages that have arrived so far, oldest first.
    ///
    /// # Panics
    /// When a message cannot be parsed.
    #[must_use]
    pub fn messages(&self) -> Vec<ReceivedMessage> {
        let folder = self.folder.path().join("maildir").join("new");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .expect("the maildir")
            .map(|entry| {
                let entry = entry.expect("a letter");
                let arrived = entry.metadata().and_then(|data| data.modified()).expect("its time");
                (arrived, entry.path())
            })
            .collect();
        files.sort();
        files.iter().map(|(_, file)| read(&std::fs::read(file).expect("a letter"))).collect()
    }
}

/// Parses a message into its parts.
pub(crate) fn read(raw: &[u8]) -> ReceivedMessage {
    let message = MessageParser::default().parse(raw).expect("a letter that can be read");
    let to = message.header_values("X-Envelope-To").filter_map(|value| value.as_text()).map(str::to_owned).collect();
    ReceivedMessage {
        to,
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.body_text(0).unwrap_or_default().into_owned(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
        id: message.message_id().unwrap_or_default().to_owned(),
        login: header(&message, "X-Login"),
    }
}

fn header(message: &Message<'_>, name: &str) -> String {
    message.header(name).and_then(|value| value.as_text()).unwrap_or_default().to_owned()
}
