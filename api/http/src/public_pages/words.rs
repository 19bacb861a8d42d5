//! The texts of the pages, one file a language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::text::Locale;

/// Texts by their key.
type Words = BTreeMap<String, String>;

static VI: LazyLock<Words> = LazyLock::new(|| parsed(include_str!("words/vi.toml")));
static EN: LazyLock<Words> = LazyLock::new(|| parsed(include_str!("words/en.toml")));

/// All texts in a language.
pub(super) fn of(locale: Locale) -> &'static Words {
    match locale {
        Locale::Vi => &VI,
        Locale::En => &EN,
    }
}

fn parsed(text: &str) -> Words {
    toml::from_str(text).unwrap_or_else(|why| {
        tracing::error!(%why, "the texts of the public pages cannot be read");
        Words::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_the_pages_is_in_both_languages() {
        let keys = |locale| of(locale).keys().cloned().collect::<Vec<_>>();
        assert!(keys(Locale::Vi).len() > 30);
        assert_eq!(keys(Locale::Vi), keys(Locale::En));
        for page in [
            include_str!("base.html"),
            include_str!("home.html"),
            include_str!("look_up.html"),
            include_str!("case.html"),
            include_str!("verify.html"),
            include_str!("permit.html"),
            include_str!("failed.html"),
        ] {
            for used in page.split("w.").skip(1) {
                let key: String = used.chars().take_while(|one| one.is_ascii_lowercase() || *one == '_').collect();
                assert!(of(Locale::Vi).contains_key(&key), "w.{key}");
            }
        }
    }
}
