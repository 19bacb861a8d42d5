//! A client of server-sent events: parses the blocks of a stream and tracks the id of the last
//! event, as browsers do.

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;

use crate::test_client::TestClient;

/// An open stream of notices.
#[derive(Debug)]
pub struct Events {
    response: Response,
    received: Vec<u8>,
    last_id: Option<String>,
}

/// An event with content.
#[derive(Debug, Clone)]
pub struct Event {
    /// The id, empty when the event has none.
    pub id: String,
    /// The name of its kind, empty for notices.
    pub name: String,
    pub data: Value,
}

impl Event {
    /// The id of the notice in the event.
    ///
    /// # Panics
    /// When the event contains no notice id.
    #[must_use]
    pub fn notice(&self) -> &str {
        self.data.get("id").and_then(Value::as_str).expect("the id of a notice")
    }

    /// The id as a stream position.
    ///
    /// # Panics
    /// When the id is not a number.
    #[must_use]
    pub fn position(&self) -> i64 {
        self.id.parse().expect("a position")
    }
}

impl Events {
    /// Opens a person's stream of notices, after the event with this id.
    ///
    /// # Panics
    /// When the server does not open it.
    pub async fn open(client: &TestClient, who: &str, last_event_id: Option<&str>) -> Self {
        Self::of(client.ask(Method::GET, "/notifications/stream").bearer_auth(who), last_event_id).await
    }

    /// Opens the stream of a request.
    ///
    /// # Panics
    /// When the server does not open it.
    pub async fn of(ask: RequestBuilder, last_event_id: Option<&str>) -> Self {
        let ask = last_event_id.into_iter().fold(ask, |ask, id| ask.header("Last-Event-ID", id));
        let response = ask.send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        assert_eq!(kind, Some("text/event-stream"));
        Self { response, received: Vec::new(), last_id: last_event_id.map(str::to_owned) }
    }

    /// A header of the response.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name).and_then(|value| value.to_str().ok())
    }

    /// The `Last-Event-ID` that continues after all received events.
    #[must_use]
    pub fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }

    /// The next event with content; `None` when the stream has ended.
    ///
    /// # Panics
    /// When the connection breaks, or an event is not JSON.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            let block = self.block().await?;
            let mut data = String::new();
            let mut id = String::new();
            let mut name = String::new();
            for line in block.lines() {
                if let Some(value) = line.strip_prefix("id: ") {
                    value.clone_into(&mut id);
                    self.last_id = Some(value.to_owned());
                } else if let Some(value) = line.strip_prefix("event: ") {
                    value.clone_into(&mut name);
                } else if let Some(value) = line.strip_prefix("data: ") {
                    data.push_str(value);
                }
            }
            if !data.is_empty() {
                return Some(Event { id, name, data: serde_json::from_str(&data).expect("JSON") });
            }
        }
    }

    /// Reads until the stream has sent its first id.
    ///
    /// # Panics
    /// When the stream ends before.
    pub async fn first_id(&mut self) -> String {
        let block = self.block().await.expect("an id");
        let id = block.lines().find_map(|line| line.strip_prefix("id: ")).expect("an id").to_owned();
        self.last_id = Some(id.clone());
        id
    }

    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.received.windows(2).position(|pair| pair == b"\n\n") {
                let rest = self.received.split_off(end + 2);
                let block = std::mem::replace(&mut self.received, rest);
                return Some(String::from_utf8(block).expect("UTF-8"));
            }
            let chunk = self.response.chunk().await.expect("an orderly stream")?;
            self.received.extend_from_slice(&chunk);
        }
    }
}
