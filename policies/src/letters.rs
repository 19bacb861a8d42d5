//! Letters: a template for each event and language; the first line is the subject.

use std::collections::BTreeSet;

use domain::text::Locale;
use minijinja::{Environment, UndefinedBehavior, syntax::SyntaxConfig};
use serde::Serialize;

use crate::{faults::{Fault, Faults, unless}, source::Source};

/// All letters, in every language.
#[derive(Debug, Clone)]
pub struct Letters {
    environment: Environment<'static>,
    names: BTreeSet<String>,
}

/// A letter, written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rendered {
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub body: String,
}

/// A letter that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the letter `{letter}` cannot be written: {why}")]
pub struct Unwritten {
    letter: String,
    why: String,
}

/// Reads all letters; each must be there in every language.
///
/// # Errors
/// Every fault.
pub fn load(source: &Source) -> Result<Letters, Faults> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().unwrap_or_default());
    let mut faults = Vec::new();
    let mut names: Option<BTreeSet<String>> = None;
    for locale in Locale::ALL {
        let folder = format!("letters/{}", locale.as_str());
        let mut here = BTreeSet::new();
        for name in source.files(&folder)? {
            let Some(letter) = name.strip_suffix(".txt") else { continue };
            let file = source.file(&format!("{folder}/{name}"))?;
            if let Err(error) = environment.add_template_owned(key(letter, locale), file.text) {
                faults.push(Fault { file: file.path, line: error.line().unwrap_or(1), reason: error.to_string() });
            }
            here.insert(letter.to_owned());
        }
        if let Some(known) = &names {
            for letter in known.symmetric_difference(&here) {
                faults.push(Fault::new(&folder, 0, format!("the letter `{letter}` is not there in every language")));
            }
        }
        names = Some(here);
    }
    unless(faults, Letters { environment, names: names.unwrap_or_default() })
}

fn key(letter: &str, locale: Locale) -> String {
    format!("{}/{letter}", locale.as_str())
}

impl Letters {
    /// Whether there is such a letter.
    #[must_use]
    pub fn has(&self, letter: &str) -> bool {
        // What begins with `_` is a part of letters, not a letter.
        !letter.starts_with('_') && self.names.contains(letter)
    }

    /// The names of all letters.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).filter(|name| !name.starts_with('_'))
    }

    /// Writes a letter.
    ///
    /// # Errors
    /// [`Unwritten`] when there is no such letter, or it wants something that it was not given.
    pub fn render<C: Serialize>(&self, letter: &str, locale: Locale, context: C) -> Result<Rendered, Unwritten> {
        let unwritten = |why: minijinja::Error| Unwritten { letter: letter.to_owned(), why: format!("{why:#}") };
        let template = self.environment.get_template(&key(letter, locale)).map_err(unwritten)?;
        let text = template.render(minijinja::value::Serde(context)).map_err(unwritten)?;
        let (subject, body) = text.split_once('\n').unwrap_or((text.as_str(), ""));
        let subject = subject.trim_start_matches("Subject:").trim().to_owned();
        Ok(Rendered { subject, body: body.trim().to_owned() + "\n" })
    }
}
