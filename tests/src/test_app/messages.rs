//! The messages of the outbox: recipients, legal effect and text.

use std::collections::{BTreeMap, BTreeSet};

use api_store::notices::outbox;
use reqwest::Method;
use serde::Deserialize;
use uuid::Uuid;

use super::{TestApp, cast};

/// A message as the outbox lists it.
#[derive(Debug, Clone, Deserialize)]
pub struct ReceivedMessage {
    pub id: Uuid,
    /// The template, for example `sharing.offered`.
    pub template: String,
    /// The class: `legal` or `information`.
    pub legal_class: String,
    /// The status, `sent` after delivery.
    pub status: String,
    /// The organisation that receives the letter.
    pub organization_id: Option<Uuid>,
    /// The address that receives the letter.
    pub address: String,
    pub subject: Option<String>,
    pub text: Option<String>,
}

impl TestApp {
    /// All messages about a case; all must be sent.
    ///
    /// # Panics
    /// When a message is not sent.
    pub async fn messages(&self, case: &str) -> Vec<ReceivedMessage> {
        self.sent(&format!("/outbox?case={case}")).await
    }

    /// All messages; all must be sent.
    pub async fn all_messages(&self) -> Vec<ReceivedMessage> {
        self.sent("/outbox").await
    }

    async fn sent(&self, path: &str) -> Vec<ReceivedMessage> {
        self.work().await;
        let book = self.list(cast::ADMIN, path).await;
        let mut messages: Vec<ReceivedMessage> =
            book.into_iter().map(|row| serde_json::from_value(row).expect("a letter")).collect();
        // The administrator sees the status of a message, and not its content.
        for message in &mut messages {
            assert_eq!((&message.subject, &message.text), (&None, &None), "{message:?}");
            let row = outbox::find(self.app().store.read(), message.id).await.expect("a database").expect("the letter");
            let said = |face: &str| row.rendered.as_ref()?.get(face)?.as_str().map(str::to_owned);
            (message.subject, message.text) = (said("subject"), said("text"));
        }
        for message in &messages {
            assert_eq!(message.status, "sent", "{message:?}");
        }
        self.opened(&messages).await;
        messages
    }

    /// Checks that every message has a link, and that the page behind it opens.
    async fn opened(&self, messages: &[ReceivedMessage]) {
        let pages: BTreeSet<&str> = messages.iter().map(|message| link(message).expect("a link")).collect();
        for page in pages {
            let answer = self.ask_outside(Method::GET, page).send().await.expect("an answer");
            assert!(answer.status().is_success(), "{page}: {}", answer.status());
        }
    }

    /// The organisations that got this message about a case, with its effect.
    pub async fn notified(&self, case: &str, message: &str) -> BTreeMap<u128, String> {
        notified(&self.messages(case).await, message)
    }
}

/// The link of a message, as a path of the server.
fn link(message: &ReceivedMessage) -> Option<&str> {
    let (_, address) = message.text.as_deref()?.rsplit_once("http://")?;
    let address = address.split_whitespace().next()?;
    address.find('/').and_then(|start| address.get(start..))
}

/// The organisations that got one of these messages, with its effect; each of their people got it
/// once.
///
/// # Panics
/// When a person got the message twice or not at all.
#[must_use]
pub fn notified(messages: &[ReceivedMessage], name: &str) -> BTreeMap<u128, String> {
    let mut offices = BTreeMap::new();
    let mut addresses = BTreeSet::new();
    let mut readers: BTreeMap<u128, usize> = BTreeMap::new();
    for message in messages.iter().filter(|message| message.template == name) {
        let office = message.organization_id.expect("an office").as_u128();
        assert!(addresses.insert((office, message.address.clone())), "{name} went twice to {}", message.address);
        *readers.entry(office).or_default() += 1;
        offices.insert(office, message.legal_class.clone());
    }
    for (office, count) in readers {
        assert_eq!(count, cast::readers(office), "{name} for everybody in office {office}");
    }
    offices
}
