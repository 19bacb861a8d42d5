//! The templates of issued documents, one file each, with their common stylesheet, and the texts,
//! one file per language.

use std::collections::{BTreeMap, BTreeSet};

use domain::text::{Locale, nfc};
use strum::VariantArray;

use crate::{
    faults::{PolicyFault, PolicyFaults, unless},
    source::Source,
};

/// The file with the texts of a language.
#[must_use]
pub fn words(locale: Locale) -> String {
    format!("words.{}.toml", locale.as_str())
}

/// Loads the templates and the texts, by file name.
///
/// # Errors
/// Every file that is not in normal form, and every text that exists in only one language.
pub(crate) fn load(source: &Source) -> Result<BTreeMap<String, String>, PolicyFaults> {
    let mut document_templates = BTreeMap::new();
    let mut faults = Vec::new();
    for name in source.files("papers")? {
        let is_ours = [".typ", ".toml"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
        if !is_ours {
            continue;
        }
        let file = source.file(&format!("papers/{name}"))?;
        if nfc(&file.text) != file.text {
            faults.push(PolicyFault::new(&file.path, 0, "is not in Unicode normal form C"));
        }
        document_templates.insert(name, file.text);
    }
    if !document_templates.is_empty() {
        faults.extend(differing(&document_templates)?);
    }
    unless(faults, document_templates)
}

/// The texts that exist in only one language, or differ in their placeholders.
fn differing(document_templates: &BTreeMap<String, String>) -> Result<Vec<PolicyFault>, PolicyFault> {
    let first = said(document_templates, Locale::default())?;
    let mut faults = Vec::new();
    for locale in Locale::VARIANTS.iter().copied() {
        let here = said(document_templates, locale)?;
        let keys: BTreeSet<&String> = first.keys().chain(here.keys()).collect();
        for key in keys {
            let reason = match (first.get(key), here.get(key)) {
                (Some(one), Some(other)) if one == other => continue,
                (Some(_), Some(_)) => format!("`{key}` has other {{braces}} than in the other language"),
                (Some(_), None) | (None, _) => format!("`{key}` is not said in every language"),
            };
            faults.push(PolicyFault::new(&format!("papers/{}", words(locale)), 0, reason));
        }
    }
    Ok(faults)
}

/// Each text of a language by its key, with its placeholders.
fn said(
    document_templates: &BTreeMap<String, String>,
    locale: Locale,
) -> Result<BTreeMap<String, BTreeSet<String>>, PolicyFault> {
    let (name, mut found) = (words(locale), BTreeMap::new());
    let path = format!("papers/{name}");
    let text = document_templates.get(&name).ok_or_else(|| PolicyFault::new(&path, 0, "is missing"))?;
    let table: toml::Table = toml::from_str(text).map_err(|error| PolicyFault::toml(&path, text, &error))?;
    gather("", &toml::Value::Table(table), &mut found);
    Ok(found)
}

fn gather(key: &str, value: &toml::Value, found: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table {
                let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                gather(&key, value, found);
            }
        }
        toml::Value::Array(list) => {
            found.insert(format!("{key} ({} entries)", list.len()), BTreeSet::new());
        }
        toml::Value::String(text) => {
            let put_in = text.split('{').skip(1).filter_map(|piece| piece.split_once('}'));
            found.insert(key.to_owned(), put_in.map(|(name, _)| name.to_owned()).collect());
        }
        toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) | toml::Value::Datetime(_) => {
            found.insert(key.to_owned(), BTreeSet::new());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(vi: &str, en: &str) -> Vec<String> {
        let document_templates =
            BTreeMap::from([("words.vi.toml".to_owned(), vi.to_owned()), ("words.en.toml".to_owned(), en.to_owned())]);
        differing(&document_templates).unwrap().into_iter().map(|fault| fault.reason).collect()
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert!(load(&Source::BuiltIn).is_ok());
        let vi = "[permit]\nopening = \"Cấp cho {applicant}\"\n";
        assert!(of(vi, "[permit]\nopening = \"{applicant} may\"\n").is_empty());
        assert_eq!(
            of(vi, "[permit]\nopening = \"{owner} may\"\n"),
            ["`permit.opening` has other {braces} than in the other language"]
        );
        assert_eq!(of(vi, ""), ["`permit.opening` is not said in every language"]);
    }
}
