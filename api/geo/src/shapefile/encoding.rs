//! The text encoding of a table: from its `.cpg`, from the mapping, or from the mark in its header.

use domain::messages::MappingProblem;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1258};

/// The encoding of the texts of a table.
#[derive(Debug, Clone, Copy)]
pub struct Texts(&'static Encoding);

impl Texts {
    /// The encoding with this label: `UTF-8`, `65001`, `windows-1258`, `1258`, `ANSI 1258`,
    /// `ISO-8859-1` …
    ///
    /// # Errors
    /// A sentence with the reason.
    pub fn labelled(label: &str) -> Result<Self, MappingProblem> {
        let folded = label.trim().to_ascii_lowercase();
        if folded.starts_with("tcvn") || folded.starts_with(".vn") || folded == "abc" {
            return Err(MappingProblem::FontNoEncoding { label: label.to_owned() });
        }
        let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
        let named = Encoding::for_label(folded.as_bytes()).or_else(|| match digits.as_str() {
            "65001" => Some(UTF_8),
            "88591" => Some(WINDOWS_1252),
            _ => Encoding::for_label(format!("windows-{digits}").as_bytes()),
        });
        named.map(Self).ok_or_else(|| MappingProblem::NoEncoding { label: label.to_owned() })
    }

    /// The encoding that the header of a table marks; UTF-8 for an unknown mark.
    #[must_use]
    pub fn marked(mark: u8) -> Self {
        Self(match mark {
            0x03 | 0x57 | 0x58 | 0x59 => WINDOWS_1252,
            0x7D..=0x7F => WINDOWS_1258,
            0xC8 => WINDOWS_1250,
            0xC9 => WINDOWS_1251,
            _ => UTF_8,
        })
    }

    /// Decodes and composes a text; `None` when the bytes are invalid in this encoding.
    /// Windows-1258 writes tones after their letters.
    #[must_use]
    pub fn read(self, bytes: &[u8]) -> Option<String> {
        let text = self.0.decode_without_bom_handling_and_without_replacement(bytes)?;
        Some(domain::text::nfc(&text))
    }
}

#[cfg(test)]
mod tests {
    use domain::messages::Message;

    use super::Texts;

    #[test]
    fn vietnamese_of_windows_is_composed() {
        // C ô t + dot below, as windows-1258 writes it.
        let texts = Texts::labelled("ANSI 1258").unwrap();
        assert_eq!(texts.read(b"C\xF4\xF2t \xF0i\xEA\xF2n").as_deref(), Some("Cột điện"));
        assert_eq!(Texts::labelled("UTF-8").unwrap().read(b"\xFF"), None);
        for label in ["65001", "cp1258", "windows-1258", "1252", "88591", "ISO-8859-1"] {
            assert!(Texts::labelled(label).is_ok(), "{label}");
        }
        let font = Message::from(Texts::labelled("TCVN3").unwrap_err());
        assert!(font.to_string().contains("Unicode"), "{font}");
        assert!(Texts::labelled("klingon").is_err());
    }
}
