//! The column mappings that ship with the server, by name. The importer interprets them.

const SHIPPED: [(&str, &str); 4] = [
    ("hatang-export", include_str!("../mappings/hatang-export.toml")),
    ("seattle-pole-attachments", include_str!("../mappings/seattle-pole-attachments.toml")),
    ("ofds-nodes", include_str!("../mappings/ofds-nodes.toml")),
    ("ofds-spans", include_str!("../mappings/ofds-spans.toml")),
];

/// The TOML text of a shipped mapping.
#[must_use]
pub fn shipped(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The names of all mappings.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}
