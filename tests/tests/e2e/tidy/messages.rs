//! Texts for people are data: Rust code contains no sentences, and every message is used.

use std::collections::BTreeSet;

use super::tree::{Source, sources};

/// Product code that may contain Vietnamese: paths or prefixes of paths, with the reason.
#[rustfmt::skip]
const VIETNAMESE: [(&str, &str); 16] = [
    ("api/server/src/cli/user.rs", "the name of the first organisation, which is data"),
    ("api/app/src/demo/", "the content of the demo"),
    ("api/diagram/src/workflow.rs", "labels of the drawing"),
    ("api/app/src/exports/columns.rs", "headings of columns"),
    ("api/http/src/maps/ogc/", "names of links of the map service"),
    ("api/app/src/imports/cell.rs", "words for yes and no in files of others"),
    ("api/app/src/imports/suggest.rs", "the name of a province"),
    ("api/app/src/ogc/", "titles of collections, properties and pages of the map service"),
    ("api/app/src/issued_documents/content.rs", "a letter that file names write without its bar"),
    ("api/app/src/register/correction/", "titles of tasks and a source, stored with what they are of"),
    ("api/app/src/register_cases/survey.rs", "titles of tasks, stored with the task"),
    ("api/store/src/notices/undelivered.rs", "the title of a task, stored with the task"),
    ("domain/src/cases/", "the letters of document numbers"),
    ("domain/src/organization/merger.rs", "the clause of a law"),
    ("domain/src/text.rs", "the letters that folding replaces"),
    ("policies/src/letters/", "what a letter says of those it knows, and the currency"),
];

/// Vietnamese letters that English lacks, except those with one plain accent.
const CHARACTERS: &str =
    "ăâđêôơưÂÊÔĂĐƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ";

/// The lines of product code that contain Vietnamese, without comments.
fn vietnamese(file: &Source) -> Vec<usize> {
    let product = file.text.lines().take_while(|line| !line.contains("#[cfg(test)]"));
    let spoken = product.enumerate().filter(|(_, line)| {
        let code = line.split("// ").next().unwrap_or_default();
        !line.trim_start().starts_with("//") && code.contains(|character| CHARACTERS.contains(character))
    });
    spoken.map(|(at, _)| at + 1).collect()
}

#[test]
fn no_sentence_in_vietnamese_stands_in_rust() {
    let mut unused: BTreeSet<&str> = VIETNAMESE.iter().map(|(place, _)| *place).collect();
    let mut wrong = Vec::new();
    for file in sources().into_iter().filter(|file| !file.is_test() && !file.path.starts_with("migrations/")) {
        let lines = vietnamese(&file);
        if lines.is_empty() {
            continue;
        }
        match VIETNAMESE.iter().find(|(place, _)| file.path.starts_with(place)) {
            Some((place, _)) => drop(unused.remove(place)),
            None => wrong.push(format!("{}: lines {lines:?}", file.path)),
        }
    }
    assert!(wrong.is_empty(), "write these into domain/messages: {wrong:#?}");
    assert!(unused.is_empty(), "these need no exception any more: {unused:#?}");
}

#[test]
fn every_message_is_said_by_somebody() {
    let all: Vec<Source> = sources().into_iter().filter(|file| !file.is_test()).collect();
    let (lists, others): (Vec<&Source>, Vec<&Source>) =
        all.iter().partition(|file| file.path.starts_with("domain/src/messages/"));
    let mut silent = Vec::new();
    let mut found = 0;
    for list in &lists {
        let mut group = "";
        for line in list.text.lines().map(str::trim) {
            if let Some((_, name)) = line.strip_prefix('"').and_then(|rest| rest.split_once("\" ")) {
                group = name.trim_end_matches(" {");
            } else if line.ends_with("\",") && line.contains(" = \"") && !group.is_empty() {
                let variant = line.split([' ', '{']).next().unwrap_or_default();
                let said = format!("{group}::{variant}");
                found += 1;
                let own = list.code.contains(&format!("Self::{variant}"));
                if !own && !others.iter().any(|file| file.names(&said)) {
                    silent.push(said);
                }
            }
        }
    }
    assert!(found > 300, "the lists of messages were not found");
    assert!(silent.is_empty(), "nothing says these: {silent:#?}");
}
