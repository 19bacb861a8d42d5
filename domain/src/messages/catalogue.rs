//! The sentences of all languages, parsed once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::text::Locale;

type Groups = BTreeMap<String, BTreeMap<String, String>>;

static VI: LazyLock<Groups> = LazyLock::new(|| read(include_str!("../../messages/vi.toml")));
static EN: LazyLock<Groups> = LazyLock::new(|| read(include_str!("../../messages/en.toml")));

/// A test proves that both files parse and have every key, so no user reads a bare key.
fn read(written: &str) -> Groups {
    toml::from_str(written).unwrap_or_default()
}

/// All groups of a language.
pub(super) fn groups(locale: Locale) -> &'static Groups {
    match locale {
        Locale::Vi => &VI,
        Locale::En => &EN,
    }
}

/// The template of a sentence, with its placeholders.
pub(super) fn text(locale: Locale, group: &str, key: &'static str) -> &'static str {
    groups(locale).get(group).and_then(|group| group.get(key)).map_or(key, String::as_str)
}

/// Replaces `{name}` in a template; a placeholder without a value stays unchanged.
pub(super) fn filled(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut written = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        written.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            written.push('{');
            rest = after;
            continue;
        };
        match value(name) {
            Some(value) => written.push_str(&value),
            None => written.extend(["{", name, "}"]),
        }
        rest = behind;
    }
    written.push_str(rest);
    written
}
