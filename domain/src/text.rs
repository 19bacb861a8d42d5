//! Text handling for Vietnamese: one normal form, folding for search, two languages.

pub mod checked;
pub mod json;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The text in normal form C, so that equal appearance means equal text.
#[must_use]
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// The text for search comparison: lower case, no accents, `đ` (and its look-alike `ð`) as `d`,
/// single spaces.
#[must_use]
pub fn fold(text: &str) -> String {
    let bare: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, 'đ' | 'ð') { 'd' } else { c })
        .collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The folded words of a text: letters and digits only, because both databases split such words
/// alike.
#[must_use]
pub fn search_words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The folded words of several texts, each with a space before it, so that the beginnings of words
/// can be found.
#[must_use]
pub fn search_text<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().flat_map(search_words).fold(String::new(), |mut text, word| {
        text.push(' ');
        text.push_str(&word);
        text
    })
}

/// The text without accents, `đ` (and its look-alike `ð`) as `d`; capitals and spaces stay.
#[must_use]
pub fn without_accents(text: &str) -> String {
    let plain = |c: char| match c {
        'đ' | 'ð' => 'd',
        'Đ' | 'Ð' => 'D',
        other => other,
    };
    text.nfd().filter(|c| !is_combining_mark(*c)).map(plain).nfc().collect()
}

/// A text in the two languages of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localized {
    pub vi: String,
    pub en: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Locale {
    #[default]
    Vi,
    En,
}

impl Locale {
    /// The form in the database and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Localized {
    /// The same text in both languages: a code, or a name without translation.
    #[must_use]
    pub fn same(text: &str) -> Self {
        Self { vi: text.to_owned(), en: text.to_owned() }
    }

    /// The text in one language.
    #[must_use]
    pub fn get(&self, locale: Locale) -> &str {
        match locale {
            Locale::Vi => &self.vi,
            Locale::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, nfc, search_text, without_accents};

    #[test]
    fn accents_and_look_alikes_fold_away() {
        assert_eq!(fold("Đường  Trần Hưng Đạo"), "duong tran hung dao");
        assert_eq!(fold("Ðông Triều"), "dong trieu");
        assert_eq!(fold("  HÒN GAI "), "hon gai");
        assert_eq!(without_accents("Đường  HÒN Gai"), "Duong  HON Gai");
    }

    #[test]
    fn every_word_of_a_search_text_follows_a_space() {
        assert_eq!(search_text(["SR-2023-000001", "Đường Lê Lợi (đoạn 2)", ""]), " sr 2023 000001 duong le loi doan 2");
    }

    #[test]
    fn decomposed_and_composed_text_are_one() {
        assert_eq!(nfc("Ha\u{323} Long"), nfc("Hạ Long"));
    }
}
