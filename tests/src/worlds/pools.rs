//! Ids and names for calls: those that a viewer has seen, and those of others.

use std::collections::BTreeMap;

use serde_json::Value;

use super::chance::Chance;

/// An object, with its parent when the path names that too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thing {
    /// The id of the parent.
    pub(super) within: Option<String>,
    pub(super) id: String,
}

/// The known objects, by the name of the parameter that takes them.
#[derive(Debug, Default)]
pub(super) struct Pools {
    seen: BTreeMap<(&'static str, String), Vec<Thing>>,
    others: BTreeMap<String, Vec<Thing>>,
}

/// The lists that supply values: operation, parameter, and the field that has the value.
pub(super) const LISTS: [(&str, &str, &str); 26] = [
    ("absence.list", "absence_id", "id"),
    ("area.list", "area_id", "id"),
    ("asset.list", "asset_id", "id"),
    ("asset_correction.list", "correction_id", "id"),
    ("asset_transfer.list", "transfer_id", "id"),
    ("calendar.list", "calendar", "id"),
    ("calendar_change.list", "change_id", "id"),
    ("case_action.list", "action", "action"),
    ("case.list", "case_id", "id"),
    ("delegation.list", "delegation_id", "id"),
    ("document.list", "document_id", "id"),
    ("export.list", "export_id", "id"),
    ("import.list", "import_id", "id"),
    ("import_mapping.list", "name", "name"),
    ("notification.list", "notification_id", "id"),
    ("organization.list", "organization_id", "id"),
    ("organization_merger.list", "merger_id", "id"),
    ("outbox_message.list", "message_id", "id"),
    ("pack.list", "pack", "id"),
    ("issued_document.list", "document_kind", "kind"),
    ("public_permit.list", "number", "slug"),
    ("public_decision.list", "code", "code"),
    ("quality_issue.list", "issue_id", "id"),
    ("subscription.list", "subscription_id", "id"),
    ("task.list", "task_id", "id"),
    ("user.list", "user_id", "id"),
];

/// The most objects of one pool; newer ones replace older ones.
const MOST: usize = 60;

impl Pools {
    /// Adds the items of a list that a viewer read; `None` as viewer means others.
    pub(super) fn harvest(
        &mut self,
        viewer: Option<&'static str>,
        operation: &str,
        within: Option<&str>,
        body: &Value,
    ) {
        let Some((_, name, field)) = LISTS.into_iter().find(|(list, ..)| *list == operation) else { return };
        for item in body["items"].as_array().into_iter().flatten() {
            let Some(id) = item[field].as_str() else { continue };
            let thing = Thing { within: within.map(str::to_owned), id: id.to_owned() };
            self.add(viewer, name, thing.clone());
            if let (true, Some(kind)) = (name == "case_id", item["kind"].as_str()) {
                self.add(viewer, &format!("case_id of {}", kind.trim_end_matches('s')), thing);
                if let Some(code) = item["code"].as_str() {
                    self.add(Some("public"), "code", Thing { within: None, id: code.to_owned() });
                }
            }
        }
    }

    fn add(&mut self, viewer: Option<&'static str>, name: &str, thing: Thing) {
        let pool = match viewer {
            Some(viewer) => self.seen.entry((viewer, name.to_owned())).or_default(),
            None => self.others.entry(name.to_owned()).or_default(),
        };
        if !pool.contains(&thing) {
            pool.push(thing);
        }
        if pool.len() > MOST {
            pool.remove(0);
        }
    }

    /// Whether the viewer has seen any object for a parameter.
    pub(super) fn has(&self, viewer: &'static str, name: &str) -> bool {
        self.seen.contains_key(&(viewer, name.to_owned()))
    }

    /// An object that the viewer has seen (7 of 10), one of others, or an unknown one.
    pub(super) fn one(&self, chance: &mut Chance, viewer: &'static str, name: &str) -> Thing {
        let seen = self.seen.get(&(viewer, name.to_owned())).map(Vec::as_slice).unwrap_or_default();
        let others = self.others.get(name).map(Vec::as_slice).unwrap_or_default();
        let dice = chance.below(100);
        let found = if dice < 75 && !seen.is_empty() {
            chance.one(seen)
        } else if dice < 92 {
            chance.one(others)
        } else {
            None
        };
        found.cloned().unwrap_or_else(|| Thing { within: None, id: chance.unknown_id() })
    }
}
