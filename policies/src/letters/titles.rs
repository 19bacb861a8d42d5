//! Titles of letters: what a letter is about, without its case.

use std::collections::{BTreeMap, BTreeSet};

use domain::text::Localized;

use crate::{faults::PolicyFault, source::Source};

/// The file with the titles.
const PATH: &str = "letters/titles.toml";

/// Loads the titles; every letter must have one, and nothing else.
pub(super) fn load(
    source: &Source,
    templates: &BTreeSet<String>,
) -> Result<(BTreeMap<String, Localized>, Vec<PolicyFault>), PolicyFault> {
    let file = source.file(PATH)?;
    let titles: BTreeMap<String, Localized> =
        toml::from_str(&file.text).map_err(|error| PolicyFault::toml(PATH, &file.text, &error))?;
    let untitled = templates.iter().filter(|template| !titles.contains_key(*template));
    let unknown = titles.keys().filter(|template| !templates.contains(*template));
    let faults = untitled
        .map(|template| PolicyFault::new(PATH, 0, format!("the letter `{template}` has no title")))
        .chain(unknown.map(|template| PolicyFault::new(PATH, 0, format!("there is no letter `{template}`"))))
        .collect();
    Ok((titles, faults))
}
