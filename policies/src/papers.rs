//! The papers that are handed out: templates, one file each, with the sheet that they share.

use std::collections::BTreeMap;

use domain::text::nfc;

use crate::{
    faults::{Fault, Faults, unless},
    source::Source,
};

/// Reads the templates, by file name.
///
/// # Errors
/// Every file that is not in normal form.
pub(crate) fn load(source: &Source) -> Result<BTreeMap<String, String>, Faults> {
    let mut papers = BTreeMap::new();
    let mut faults = Vec::new();
    for name in source.files("papers")?.into_iter().filter(|name| name.to_ascii_lowercase().ends_with(".typ")) {
        let file = source.file(&format!("papers/{name}"))?;
        if nfc(&file.text) != file.text {
            faults.push(Fault::new(&file.path, 0, "is not in Unicode normal form C"));
        }
        papers.insert(name, file.text);
    }
    unless(faults, papers)
}
