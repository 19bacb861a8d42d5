//! Titles of letters: what a letter is about, without its case.

use std::collections::{BTreeMap, BTreeSet};

use domain::text::Localized;

use crate::{faults::PolicyFault, source::Source};

/// The file with the titles.
const PATH: &str = "letters/titles.toml";

/// Loads the titles; every letter must have one, and nothing else.
pub(super) fn load(
    source: &Source,
    letters: &BTreeSet<String>,
) -> Result<(BTreeMap<String, Localized>, Vec<PolicyFault>), PolicyFault> {
    let file = source.file(PATH)?;
    let titles: BTreeMap<String, Localized> =
        toml::from_str(&file.text).map_err(|error| PolicyFault::toml(PATH, &file.text, &error))?;
    let untitled = letters.iter().filter(|letter| !titles.contains_key(*letter));
    let unknown = titles.keys().filter(|letter| !letters.contains(*letter));
    let faults = untitled
        .map(|letter| PolicyFault::new(PATH, 0, format!("the letter `{letter}` has no title")))
        .chain(unknown.map(|letter| PolicyFault::new(PATH, 0, format!("there is no letter `{letter}`"))))
        .collect();
    Ok((titles, faults))
}
