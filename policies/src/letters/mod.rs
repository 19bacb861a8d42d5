//! Letters: one file for each event and language. The first line is the subject, the rest the body;
//! the frame of the language surrounds it.
//!
//! Files are plain text. The HTML version is derived from the text, so both always have the same
//! content.

mod formats;
mod html;
mod titles;

use std::collections::{BTreeMap, BTreeSet};

use domain::text::{Locale, Localized, nfc};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use serde_json::{Map, Value, json};
use strum::VariantArray;

use crate::{
    faults::{PolicyFault, PolicyFaults, unless},
    source::{File, Source},
};

/// The file that surrounds every letter of its language.
const FRAME: &str = "frame";

/// All letters, in every language.
#[derive(Debug, Clone)]
pub struct Letters {
    environment: Environment<'static>,
    names: BTreeSet<String>,
    titles: BTreeMap<String, Localized>,
}

/// A letter with its values filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rendered {
    /// The subject, on one line.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The same text as HTML.
    pub html: String,
}

/// A letter that cannot be rendered.
#[derive(Debug, thiserror::Error)]
#[error("the letter `{letter}` cannot be written: {why}")]
pub struct LetterError {
    letter: String,
    why: String,
}

/// Loads all letters; each must exist in every language.
pub fn load(source: &Source) -> Result<Letters, PolicyFaults> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_name| AutoEscape::None);
    formats::add_to(&mut environment);
    let mut faults = Vec::new();
    let mut by_language = Vec::new();
    for locale in Locale::VARIANTS.iter().copied() {
        let mut here = BTreeSet::new();
        let folder = folder(locale);
        for name in source.files(&folder)? {
            let Some(letter) = name.strip_suffix(".txt") else { continue };
            let file = source.file(&format!("{folder}/{name}"))?;
            faults.extend(add(&mut environment, letter, locale, &file));
            here.insert(letter.to_owned());
        }
        by_language.push((locale, here));
    }
    let names: BTreeSet<String> = by_language.iter().flat_map(|(_, names)| names.iter().cloned()).collect();
    for (locale, here) in &by_language {
        for letter in names.difference(here) {
            let file = format!("{}/{letter}.txt", folder(*locale));
            faults.push(PolicyFault::new(&file, 0, "is not there: every letter is written in every language"));
        }
    }
    let letters = names.iter().filter(|name| *name != FRAME).cloned().collect();
    let (titles, untitled) = titles::load(source, &letters)?;
    faults.extend(untitled);
    unless(faults, Letters { environment, names, titles })
}

fn add(environment: &mut Environment<'static>, letter: &str, locale: Locale, file: &File) -> Option<PolicyFault> {
    if nfc(&file.text) != file.text {
        return Some(PolicyFault::new(&file.path, 0, "is not in Unicode normal form C"));
    }
    let is_letter = letter != FRAME;
    if is_letter && !file.text.starts_with("Subject: ") {
        return Some(PolicyFault::new(
            &file.path,
            1,
            "the first line must be `Subject: ` and what the letter is about",
        ));
    }
    let added = environment.add_template_owned(key(letter, locale), file.text.clone());
    added.err().map(|error| PolicyFault::new(&file.path, error.line().unwrap_or(1), error.to_string()))
}

fn folder(locale: Locale) -> String {
    format!("letters/{}", locale.as_str())
}

fn key(letter: &str, locale: Locale) -> String {
    format!("{}/{letter}", locale.as_str())
}

impl Letters {
    #[must_use]
    pub fn has(&self, letter: &str) -> bool {
        letter != FRAME && self.names.contains(letter)
    }

    /// The names of all letters.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).filter(|name| *name != FRAME)
    }

    /// The titles of the letters, by name.
    #[must_use]
    pub fn titles(&self) -> &BTreeMap<String, Localized> {
        &self.titles
    }

    /// Renders a letter. The context may contain: `about` (`merger` or `account` when the letter
    /// concerns neither case nor asset), `case`, `applicant`, `owner`, `action`, `actor`,
    /// `comment`, `clause`, `data`, `reasons`, `gaps`, `offer`, `happened_on`, `due_on`,
    /// `due_clause`, `authority`, `kind`, `what`, `dossier`, `opinions`, `recounted`, `link`,
    /// `base_url`. A letter that uses any other name, or data that its event does not have, is an
    /// error.
    ///
    /// # Errors
    /// [`LetterError`] when the letter does not exist, or uses a missing value.
    pub fn render<C: Serialize>(&self, letter: &str, locale: Locale, context: C) -> Result<Rendered, LetterError> {
        let unwritten = |why: String| LetterError { letter: letter.to_owned(), why };
        if !self.has(letter) {
            return Err(unwritten("there is no such letter".to_owned()));
        }
        let mut context = completed(serde_json::to_value(context).map_err(|why| unwritten(why.to_string()))?);
        let written = self.fill(letter, locale, &context).map_err(|why| unwritten(format!("{why:#}")))?;
        let (subject, body) = written.split_once('\n').unwrap_or((written.as_str(), ""));
        context.insert("body".to_owned(), json!(body.trim()));
        let framed = self.fill(FRAME, locale, &context).map_err(|why| unwritten(format!("{why:#}")))?;
        let text = tidied(&framed);
        Ok(Rendered {
            subject: one_line(subject.strip_prefix("Subject:").unwrap_or(subject)),
            html: html::of(&text, locale),
            text,
        })
    }

    fn fill(&self, name: &str, locale: Locale, context: &Map<String, Value>) -> Result<String, minijinja::Error> {
        self.environment.get_template(&key(name, locale))?.render(minijinja::value::Serde(context))
    }
}

/// Fills the context with empty values for all names that a letter may use, so that one letter
/// serves several events.
fn completed(context: Value) -> Map<String, Value> {
    let mut known = Map::new();
    for key in [
        "about",
        "action",
        "actor",
        "comment",
        "clause",
        "offer",
        "happened_on",
        "due_on",
        "due_clause",
        "authority",
        "kind",
        "dossier",
        "opinions",
        "what",
    ] {
        known.insert(key.to_owned(), Value::Null);
    }
    for key in ["reasons", "gaps", "opinions", "recounted"] {
        known.insert(key.to_owned(), json!([]));
    }
    known.insert("data".to_owned(), json!({}));
    known.insert("base_url".to_owned(), json!(""));
    known.insert("applicant".to_owned(), json!({"vi": "bên yêu cầu", "en": "the applicant"}));
    known.insert("owner".to_owned(), json!({"vi": "chủ sở hữu", "en": "the owner"}));
    let office = json!({"vi": "cơ quan có thẩm quyền", "en": "the competent office"});
    known.insert("is_dossier".to_owned(), json!(context.get("authority").is_some_and(|given| !given.is_null())));
    known.insert(
        "dossier".to_owned(),
        json!({"code": null, "result": null, "apologies": [], "redirected_to": {"name": office}}),
    );
    known.insert("authority".to_owned(), office);
    known.insert("kind".to_owned(), json!({"vi": "hồ sơ", "en": "a case"}));
    if let Value::Object(given) = context {
        known.extend(given.into_iter().filter(|(_, value)| !value.is_null()));
    }
    known
}

/// Removes trailing blanks and repeated empty lines; ends with one line feed.
fn tidied(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = 0_usize;
    for line in text.trim().lines().map(str::trim_end) {
        empty = if line.is_empty() { empty.saturating_add(1) } else { 0 };
        if empty < 2 {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
