//! The responses to a viewer, and the differences between two responses.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::RequestBuilder;
use serde_json::Value;

/// A response with all its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Received {
    pub(super) status: u16,
    /// The headers except `Date`, which comes from the machine's clock.
    pub(super) headers: BTreeMap<String, Vec<u8>>,
    pub(super) body: Vec<u8>,
}

impl Received {
    /// Sends a request and receives the complete response.
    pub(super) async fn from(ask: RequestBuilder) -> reqwest::Result<Self> {
        let answer = ask.send().await?;
        let status = answer.status().as_u16();
        let mut headers: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for (name, value) in answer.headers() {
            if name != "date" {
                let all = headers.entry(name.as_str().to_owned()).or_default();
                all.extend_from_slice(value.as_bytes());
                all.push(b';');
            }
        }
        Ok(Self { status, headers, body: answer.bytes().await?.to_vec() })
    }

    /// Replaces the server's folder by a fixed word: the receipt of a message written to a file
    /// names the folder, which is a setting.
    #[must_use]
    pub(super) fn without(mut self, folder: &std::path::Path) -> Self {
        let folder = folder.to_string_lossy().into_owned();
        if let Ok(text) = std::str::from_utf8(&self.body)
            && text.contains(&folder)
        {
            self.body = text.replace(&folder, "FOLDER").into_bytes();
        }
        self
    }

    /// Whether the response is successful; "not modified" counts.
    #[must_use]
    pub(super) fn is_good(&self) -> bool {
        (200..=304).contains(&self.status)
    }

    /// A header, as text.
    #[must_use]
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?;
        Some(String::from_utf8_lossy(value).trim_end_matches(';').to_owned())
    }

    /// The body, where it is JSON.
    #[must_use]
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Renumbers event ids in order of arrival. Event ids are positions that the database's clock
    /// gives to unnumbered events when a stream is read (`store/sequencer.rs`): like `Date`, they
    /// differ between any two servers.
    #[must_use]
    pub(super) fn with_numbered_events(mut self) -> Self {
        let text = String::from_utf8_lossy(&self.body).into_owned();
        let mut ids: Vec<&str> = Vec::new();
        let lines = text.lines().map(|line| {
            let Some(id) = line.strip_prefix("id:") else { return format!("{line}\n") };
            let place = ids.iter().position(|known| *known == id).unwrap_or_else(|| {
                ids.push(id);
                ids.len() - 1
            });
            format!("id: {place}\n")
        });
        self.body = lines.collect::<String>().into_bytes();
        self
    }

    /// The places where two responses differ, without item numbers, and the values at each.
    #[must_use]
    pub(super) fn differences(&self, other: &Self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        if self.status != other.status {
            found.push(("status".to_owned(), format!("{} | {}", self.status, other.status)));
        }
        let names: BTreeSet<&String> = self.headers.keys().chain(other.headers.keys()).collect();
        for name in names {
            let (one, two) = (self.header(name), other.header(name));
            if one != two {
                found.push((format!("header {name}"), format!("{one:?} | {two:?}")));
            }
        }
        if self.body != other.body {
            let (one, two) = (self.json(), other.json());
            if one.is_null() || two.is_null() || one == two {
                found.push(("body".to_owned(), excerpt(&self.body, &other.body)));
            } else {
                compare("", &one, &two, &mut found);
            }
        }
        found
    }
}

fn compare(at: &str, one: &Value, two: &Value, found: &mut Vec<(String, String)>) {
    match (one, two) {
        (Value::Object(a), Value::Object(b)) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for name in names {
                let at = format!("{at}/{name}");
                compare(&at, a.get(name).unwrap_or(&Value::Null), b.get(name).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() {
                found.push((format!("{at}#"), format!("{} items | {} items", a.len(), b.len())));
            }
            let at = format!("{at}/*");
            for (one, two) in a.iter().zip(b) {
                compare(&at, one, two, found);
            }
        }
        _ if one == two => {}
        _ => found.push((at.to_owned(), format!("{} | {}", short(&one.to_string()), short(&two.to_string())))),
    }
}

fn short(text: &str) -> String {
    text.chars().take(160).collect()
}

/// The texts around the first byte that differs.
fn excerpt(one: &[u8], two: &[u8]) -> String {
    let same = one.iter().zip(two).take_while(|(a, b)| a == b).count();
    let around = |bytes: &[u8]| {
        let from = same.saturating_sub(40);
        let to = bytes.len().min(same + 80);
        String::from_utf8_lossy(bytes.get(from..to).unwrap_or_default()).into_owned()
    };
    format!("{} bytes | {} bytes; at byte {same}: {:?} | {:?}", one.len(), two.len(), around(one), around(two))
}

/// The blocks of an event stream, up to the one with a given id; only the first one without an id.
///
/// # Errors
/// When the server does not answer, or breaks the stream.
pub(super) async fn stream(ask: RequestBuilder, until: Option<&str>) -> reqwest::Result<Received> {
    let mut answer = ask.send().await?;
    let mut received = Received { status: answer.status().as_u16(), headers: BTreeMap::new(), body: Vec::new() };
    if received.status != 200 {
        received.body = answer.bytes().await?.to_vec();
        return Ok(received);
    }
    let end = until.map_or_else(|| "\n\n".to_owned(), |id| format!("id: {id}\n"));
    while let Some(chunk) = answer.chunk().await? {
        received.body.extend_from_slice(&chunk);
        let text = String::from_utf8_lossy(&received.body).replace("id:", "id: ").replace("id:  ", "id: ");
        if text.contains(&end) && text.ends_with("\n\n") {
            break;
        }
    }
    Ok(received)
}
