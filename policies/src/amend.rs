//! Workflows that amend another: the file contains only the differences, the rest is the earlier
//! law.
//!
//! A file that begins with `amends = "<pack>@<date>"` changes the file of the same name in that
//! pack. Parts with the same `id` change key by key, parts with a new `id` are added, and `drop`
//! removes parts. Actions that share an `id` are replaced together. A pack may also inherit whole
//! kinds unchanged with `inherits` in its `pack.toml`.

use toml::{Table, Value};

use crate::{
    faults::{PartError, PolicyFault},
    source::{File, Source},
};

/// The parts of a workflow that are lists of entries with an `id`.
const PARTS: [&str; 7] = ["state", "action", "limit", "referral", "refusal_code", "evidence", "document"];

/// The most amendments in a chain.
const DEEPEST: usize = 8;

/// The file of a workflow merged with everything it amends, as one text, so that a fault can name a
/// line.
///
/// # Errors
/// When the file, or the amended file, is missing or is not TOML.
pub(crate) fn whole(source: &Source, folder: &str, name: &str) -> Result<File, PolicyFault> {
    let path = format!("packs/{folder}/{name}");
    let file = source.file(&path)?;
    // Most files amend nothing; files without the word need no second parse.
    if !file.text.contains("amends") {
        return Ok(file);
    }
    let table = parsed(&file)?;
    if !table.contains_key("amends") {
        return Ok(file);
    }
    let merged = layered(source, &file, table, name, 0)?;
    let text = toml::to_string_pretty(&merged).map_err(|why| PolicyFault::new(&path, 0, why.to_string()))?;
    Ok(File { path: format!("{path} (as amended)"), text })
}

/// The file as a TOML table.
fn parsed(file: &File) -> Result<Table, PolicyFault> {
    toml::from_str(&file.text).map_err(|error| PolicyFault::toml(&file.path, &file.text, &error))
}

/// The table with the chain of files that it amends merged beneath it.
fn layered(source: &Source, file: &File, mut table: Table, name: &str, depth: usize) -> Result<Table, PolicyFault> {
    let Some(amended) = table.remove("amends") else { return Ok(table) };
    let fault = |why: String| PolicyFault::new(&file.path, 1, why);
    let below = amended.as_str().ok_or_else(|| fault("`amends` must name a pack".to_owned()))?;
    if depth >= DEEPEST {
        return Err(fault(format!("amends more than {DEEPEST} packs on top of each other")));
    }
    let base = source.file(&format!("packs/{below}/{name}"))?;
    let base_table = parsed(&base)?;
    let base_table = layered(source, &base, base_table, name, depth.saturating_add(1))?;
    laid_over(base_table, table).map_err(|why| fault(why.into()))
}

/// Applies one amendment to the workflow that it amends.
fn laid_over(mut base: Table, amendment: Table) -> Result<Table, PartError> {
    for (key, value) in amendment {
        match (key.as_str(), value) {
            ("drop", Value::Table(dropped)) => {
                for (part, ids) in dropped {
                    take_out(&mut base, &part, &ids)?;
                }
            }
            ("drop", _) => return Err("`drop` must be a table of lists of ids".into()),
            (part, Value::Array(entries)) if PARTS.contains(&part) => {
                let place = base.entry(key.clone()).or_insert_with(|| Value::Array(Vec::new()));
                match place.as_array_mut() {
                    Some(list) => change(list, entries),
                    None => return Err(format!("`{key}` must be a list").into()),
                }
            }
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
    Ok(base)
}

/// Removes entries of a part by their ids. An unknown id is an error.
fn take_out(base: &mut Table, part: &str, ids: &Value) -> Result<(), PartError> {
    let wanted: Vec<&str> = ids.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let Some(list) = base.get_mut(part).and_then(Value::as_array_mut) else {
        return Err(format!("`drop` names `{part}`, of which there are none").into());
    };
    for id in wanted {
        let before = list.len();
        list.retain(|entry| id_of(entry) != Some(id));
        if list.len() == before {
            return Err(format!("`drop` names the unknown {part} `{id}`").into());
        }
    }
    Ok(())
}

/// Merges the entries of an amendment into a list. An id that occurs once on both sides changes key
/// by key; for any other id the new entries replace the old ones.
fn change(list: &mut Vec<Value>, entries: Vec<Value>) {
    let named = |list: &[Value], id: &str| list.iter().filter(|entry| id_of(entry) == Some(id)).count();
    let alone: Vec<bool> = entries
        .iter()
        .map(|entry| id_of(entry).is_some_and(|id| named(list, id) == 1 && named(&entries, id) == 1))
        .collect();
    let replaced: Vec<String> = entries
        .iter()
        .zip(&alone)
        .filter(|(_, alone)| !**alone)
        .filter_map(|(entry, _)| id_of(entry).map(str::to_owned))
        .collect();
    list.retain(|old| !id_of(old).is_some_and(|id| replaced.iter().any(|gone| gone == id)));
    for (entry, alone) in entries.into_iter().zip(alone) {
        let old = list.iter_mut().find(|old| alone && id_of(old) == id_of(&entry)).and_then(Value::as_table_mut);
        match (old, entry) {
            (Some(old), Value::Table(new)) => old.extend(new),
            (Some(_) | None, entry) => list.push(entry),
        }
    }
}

fn id_of(entry: &Value) -> Option<&str> {
    entry.get("id").and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::laid_over;

    fn table(text: &str) -> Table {
        toml::from_str(text).unwrap()
    }

    const BASE: &str = r#"
        kind = "x"
        [[limit]]
        id = "a"
        amount = 20
        unit = "calendar_days"
        [[limit]]
        id = "b"
        amount = 1
        [[action]]
        id = "go"
        from = ["p"]
        [[action]]
        id = "go"
        from = ["q"]
    "#;

    #[test]
    fn a_part_with_a_known_name_is_changed_key_by_key() {
        let merged = laid_over(table(BASE), table("[[limit]]\nid = \"a\"\namount = 10")).unwrap();
        assert_eq!(merged["limit"][0]["amount"].as_integer(), Some(10));
        assert_eq!(merged["limit"][0]["unit"].as_str(), Some("calendar_days"));
        assert_eq!(merged["limit"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn parts_that_share_a_name_are_replaced_together() {
        let one = laid_over(table(BASE), table("[[action]]\nid = \"go\"\nfrom = [\"r\"]")).unwrap();
        assert_eq!(one["action"].as_array().unwrap().len(), 1);
        let two = "[[action]]\nid = \"go\"\nfrom = [\"r\"]\n[[action]]\nid = \"go\"\nfrom = [\"s\"]";
        let two = laid_over(table(BASE), table(two)).unwrap();
        let from: Vec<&str> =
            two["action"].as_array().unwrap().iter().map(|action| action["from"][0].as_str().unwrap()).collect();
        assert_eq!(from, ["r", "s"]);
    }

    #[test]
    fn new_parts_are_added_and_dropped_ones_are_gone() {
        let merged = laid_over(table(BASE), table("drop = { limit = [\"b\"] }\n[[limit]]\nid = \"c\"")).unwrap();
        let ids: Vec<&str> =
            merged["limit"].as_array().unwrap().iter().map(|limit| limit["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["a", "c"]);
        let slip = laid_over(table(BASE), table("drop = { limit = [\"z\"] }")).unwrap_err();
        assert_eq!(slip.to_string(), "`drop` names the unknown limit `z`");
    }
}
