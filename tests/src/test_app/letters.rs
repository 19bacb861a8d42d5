//! The letters of the town: what the mailer has sent, to whom, with which effect, in which words.

use std::collections::{BTreeMap, BTreeSet};

use api_store::notices::outbox;
use reqwest::Method;
use serde::Deserialize;
use uuid::Uuid;

use super::{TestApp, cast};

/// A letter as the book of the mailer has it.
#[derive(Debug, Clone, Deserialize)]
pub struct Letter {
    /// Its id.
    pub id: Uuid,
    /// Which, `sharing.offered`.
    pub letter: String,
    /// `legal` or `information`.
    pub legal_class: String,
    /// `sent`, when it is.
    pub status: String,
    /// The office it went to.
    pub organization_id: Option<Uuid>,
    /// The address it went to.
    pub address: String,
    /// The line that says what it is about.
    pub subject: Option<String>,
    /// Its words.
    pub text: Option<String>,
}

impl TestApp {
    /// All letters about a case, each of them sent.
    ///
    /// # Panics
    /// When one is not.
    pub async fn letters(&self, case: &str) -> Vec<Letter> {
        self.sent(&format!("/outbox?case={case}")).await
    }

    /// All letters there are, each of them sent.
    pub async fn all_letters(&self) -> Vec<Letter> {
        self.sent("/outbox").await
    }

    async fn sent(&self, path: &str) -> Vec<Letter> {
        self.work().await;
        let book = self.list(cast::ADMIN, path).await;
        let mut letters: Vec<Letter> =
            book.into_iter().map(|row| serde_json::from_value(row).expect("a letter")).collect();
        // The administrator sees where a letter stands, and not what it says.
        for letter in &mut letters {
            assert_eq!((&letter.subject, &letter.text), (&None, &None), "{letter:?}");
            let row = outbox::find(self.app().store.read(), letter.id).await.expect("a database").expect("the letter");
            let said = |face: &str| row.rendered.as_ref()?.get(face)?.as_str().map(str::to_owned);
            (letter.subject, letter.text) = (said("subject"), said("text"));
        }
        for letter in &letters {
            assert_eq!(letter.status, "sent", "{letter:?}");
        }
        self.opened(&letters).await;
        letters
    }

    /// Every letter has a link, and there is a page behind it.
    async fn opened(&self, letters: &[Letter]) {
        let pages: BTreeSet<&str> = letters.iter().map(|letter| link(letter).expect("a link")).collect();
        for page in pages {
            let answer = self.ask_outside(Method::GET, page).send().await.expect("an answer");
            assert!(answer.status().is_success(), "{page}: {}", answer.status());
        }
    }

    /// The offices that got this letter about a case, with its effect.
    pub async fn told(&self, case: &str, letter: &str) -> BTreeMap<u128, String> {
        told(&self.letters(case).await, letter)
    }
}

/// Where a letter leads, as a path of the server.
fn link(letter: &Letter) -> Option<&str> {
    let (_, address) = letter.text.as_deref()?.rsplit_once("http://")?;
    let address = address.split_whitespace().next()?;
    address.find('/').and_then(|start| address.get(start..))
}

/// The offices that got one of these letters, with its effect; each of their people got it once.
///
/// # Panics
/// When somebody got it twice or not at all.
#[must_use]
pub fn told(letters: &[Letter], name: &str) -> BTreeMap<u128, String> {
    let mut offices = BTreeMap::new();
    let mut addresses = BTreeSet::new();
    let mut readers: BTreeMap<u128, usize> = BTreeMap::new();
    for letter in letters.iter().filter(|letter| letter.letter == name) {
        let office = letter.organization_id.expect("an office").as_u128();
        assert!(addresses.insert((office, letter.address.clone())), "{name} went twice to {}", letter.address);
        *readers.entry(office).or_default() += 1;
        offices.insert(office, letter.legal_class.clone());
    }
    for (office, count) in readers {
        assert_eq!(count, cast::readers(office), "{name} for everybody in office {office}");
    }
    offices
}
