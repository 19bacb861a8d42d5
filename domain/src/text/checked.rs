//! The rules for text from outside: from a person, a file or a program.
//!
//! Such a text is in normal form C, has at least one visible character and a limited length, and
//! contains nothing that is invisible to readers or invalid in a database: no control characters
//! (line breaks and tabs only in long texts), no characters that change the text direction, no
//! noncharacters.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc};

/// Whether a text may have several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// One line: no line breaks, no tabs.
    One,
    /// Line breaks and tabs are allowed.
    Many,
}

/// The default limit for a text of one line, in characters; longer texts may have several lines.
pub const LONGEST_LINE: usize = 500;

/// Why a text is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// A control character, including U+0000.
    #[error("has the control character U+{:04X}", u32::from(*.0))]
    Control(char),
    /// A line break or tab in a text of one line.
    #[error("has a line break or tab (U+{:04X}), and must be one line", u32::from(*.0))]
    LineBreak(char),
    /// A character that changes the direction of the following text (Unicode UAX 9, 2.1 to 2.4).
    #[error("has U+{:04X}, which turns the direction of the text", u32::from(*.0))]
    Direction(char),
    /// A code point that is not a character (Unicode 23.7).
    #[error("has U+{:04X}, which is no character", u32::from(*.0))]
    Noncharacter(char),
    /// The text has no visible character.
    #[error("has no visible character")]
    Invisible,
    #[error("must have at most {most} characters")]
    TooLong {
        /// The greatest length, in characters of normal form C.
        most: usize,
    },
}

/// A text of one line from outside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SingleLineText(String);

impl SingleLineText {
    /// The text in normal form C, with at most `most` characters.
    ///
    /// # Errors
    /// The first rule that the text breaks.
    pub fn new(text: &str, most: usize) -> Result<Self, TextError> {
        checked(text, Lines::One, most).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// The text in normal form C, with at most `most` characters.
///
/// # Errors
/// The first rule that the text breaks.
pub fn checked(text: &str, lines: Lines, most: usize) -> Result<String, TextError> {
    characters(text, lines)?;
    let text: String = text.nfc().take(most.saturating_add(1)).collect();
    if text.chars().count() > most {
        return Err(TextError::TooLong { most });
    }
    if !has_visible(&text) {
        return Err(TextError::Invisible);
    }
    Ok(text)
}

/// Checks that every character of a text is allowed.
///
/// # Errors
/// The rule that the first forbidden character breaks.
pub fn characters(text: &str, lines: Lines) -> Result<(), TextError> {
    text.chars().find_map(|character| refused(character, lines)).map_or(Ok(()), Err)
}

/// Reports whether a text has any visible character.
#[must_use]
pub(crate) fn has_visible(text: &str) -> bool {
    text.chars().any(|character| {
        !(character.is_whitespace()
            || character.is_control()
            || is_combining_mark(character)
            || is_ignorable(character))
    })
}

/// The text without forbidden characters, in normal form C; `None` when nothing changes. Line
/// breaks and tabs stay, because the function does not know whether a stored text may have several
/// lines.
#[must_use]
pub fn cleaned(text: &str) -> Option<String> {
    let clean = characters(text, Lines::Many).is_ok();
    if clean && is_nfc(text) {
        return None;
    }
    Some(text.chars().filter(|character| refused(*character, Lines::Many).is_none()).nfc().collect())
}

/// The text without forbidden characters, other characters unchanged; `None` when nothing changes.
#[must_use]
pub fn stripped(text: &str) -> Option<String> {
    let clean = characters(text, Lines::Many).is_ok();
    (!clean).then(|| text.chars().filter(|character| refused(*character, Lines::Many).is_none()).collect())
}

/// The text with U+FFFD in place of every forbidden character, to display a refused text.
#[must_use]
pub fn marked(text: &str) -> String {
    text.chars()
        .map(|character| if refused(character, Lines::Many).is_some() { '\u{fffd}' } else { character })
        .collect()
}

fn refused(character: char, lines: Lines) -> Option<TextError> {
    match character {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => match lines {
            Lines::One => Some(TextError::LineBreak(character)),
            Lines::Many => None,
        },
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(TextError::Direction(character)),
        _ if character.is_control() => Some(TextError::Control(character)),
        _ if is_noncharacter(character) => Some(TextError::Noncharacter(character)),
        _ => None,
    }
}

fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xfdd0..=0xfdef) || code & 0xfffe == 0xfffe
}

/// Characters without a visible glyph (`Default_Ignorable_Code_Point`, fillers).
fn is_ignorable(character: char) -> bool {
    matches!(
        u32::from(character),
        0xad | 0x034f
            | 0x061c
            | 0x115f..=0x1160
            | 0x17b4..=0x17b5
            | 0x180b..=0x180f
            | 0x200b..=0x200f
            | 0x202a..=0x202e
            | 0x2060..=0x206f
            | 0x2800
            | 0x3164
            | 0xfe00..=0xfe0f
            | 0xfeff
            | 0xffa0
            | 0xfff0..=0xfffb
            | 0x1_bca0..=0x1_bca3
            | 0x1_d173..=0x1_d17a
            | 0xe_0000..=0xe_0fff
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts with many characters that are forbidden, invisible or not in normal form.
    fn text() -> impl Strategy<Value = String> {
        let odd = "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{fdd0}\u{ffff}\u{200b}\u{200d}\u{feff}\u{301}\u{323}ae đ]";
        let odd = proptest::string::string_regex(odd).unwrap();
        proptest::collection::vec(prop_oneof![odd, any::<char>().prop_map(String::from)], 0..20)
            .prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in text()) {
            let once = cleaned(&text).unwrap_or_else(|| text.clone());
            prop_assert_eq!(cleaned(&once), None, "{:?}", once);
            prop_assert_eq!(stripped(&once), None);
            let plain = stripped(&text).unwrap_or_else(|| text.clone());
            prop_assert_eq!(super::super::nfc(&plain), once);
        }

        #[test]
        fn an_accepted_text_is_accepted_again_as_it_is(text in text()) {
            for most in [3, 1_000] {
                if let Ok(accepted) = checked(&text, Lines::Many, most) {
                    prop_assert_eq!(cleaned(&accepted), None);
                    prop_assert!(has_visible(&accepted));
                    prop_assert!(accepted.chars().count() <= most);
                    prop_assert_eq!(checked(&accepted, Lines::Many, most), Ok(accepted.clone()));
                }
                if let Ok(accepted) = SingleLineText::new(&text, most) {
                    prop_assert!(!accepted.as_str().contains(['\n', '\r', '\t']));
                    prop_assert_eq!(SingleLineText::new(accepted.as_str(), most), Ok(accepted.clone()));
                }
            }
        }
    }

    #[test]
    fn each_rule_is_named() {
        let line = |text: &str| SingleLineText::new(text, 10).map(SingleLineText::into_string);
        assert_eq!(line("Ha\u{323} Long"), Ok("Hạ Long".to_owned()));
        assert_eq!(line("a\0b"), Err(TextError::Control('\0')));
        assert_eq!(line("a\u{85}b"), Err(TextError::Control('\u{85}')));
        assert_eq!(line("a\nb"), Err(TextError::LineBreak('\n')));
        assert_eq!(checked("a\r\n\tb", Lines::Many, 10), Ok("a\r\n\tb".to_owned()));
        assert_eq!(line("a\u{202e}b"), Err(TextError::Direction('\u{202e}')));
        assert_eq!(line("a\u{2066}b"), Err(TextError::Direction('\u{2066}')));
        assert_eq!(line("a\u{fffe}"), Err(TextError::Noncharacter('\u{fffe}')));
        for invisible in ["", "   ", "\u{200b}\u{feff}", "\u{3164}", "\u{301}"] {
            assert_eq!(line(invisible), Err(TextError::Invisible), "{invisible:?}");
        }
        assert_eq!(line("12345678901"), Err(TextError::TooLong { most: 10 }));
        // Eleven code points become ten characters after composition.
        assert_eq!(line("123456789e\u{301}"), Ok("123456789é".to_owned()));
    }

    #[test]
    fn what_joins_visible_characters_is_accepted() {
        for good in ["👨\u{200d}👩\u{200d}👧", "نا\u{200c}مه", "Cột số 5\u{fe0f}"] {
            assert_eq!(checked(good, Lines::Many, 20).as_deref(), Ok(good));
        }
    }
}
