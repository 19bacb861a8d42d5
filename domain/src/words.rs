//! Titles of the words of closed lists: which lists there are, and how a word of one is called in a
//! language. The titles are data in `words/vi.toml` and `words/en.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::text::Locale;

/// The titles of words, by list and word.
pub type WordTitles = BTreeMap<String, BTreeMap<String, String>>;

static VI: LazyLock<WordTitles> = LazyLock::new(|| read(include_str!("../words/vi.toml")));
static EN: LazyLock<WordTitles> = LazyLock::new(|| read(include_str!("../words/en.toml")));

/// A test proves that both files parse and have the same words.
fn read(written: &str) -> WordTitles {
    toml::from_str(written).unwrap_or_default()
}

/// All titles in a language.
#[must_use]
pub fn titles(locale: Locale) -> &'static WordTitles {
    match locale {
        Locale::Vi => &VI,
        Locale::En => &EN,
    }
}

#[cfg(test)]
mod tests {
    use super::{WordTitles, titles};
    use crate::text::{Locale, nfc};

    #[test]
    fn every_word_has_a_title_in_every_language() {
        let names = |titles: &WordTitles| -> Vec<(String, String)> {
            let words =
                titles.iter().flat_map(|(list, words)| words.keys().map(move |word| (list.clone(), word.clone())));
            words.collect()
        };
        let (vi, en) = (titles(Locale::Vi), titles(Locale::En));
        assert!(names(vi).len() > 400, "the titles were not found");
        assert_eq!(names(vi), names(en));
        for title in [vi, en].into_iter().flat_map(|titles| titles.values().flat_map(|words| words.values())) {
            assert!(!title.trim().is_empty() && *title == nfc(title), "{title}");
        }
    }
}
