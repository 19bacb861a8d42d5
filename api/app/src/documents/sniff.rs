//! Detects the kind of a file from its first bytes, not from the name that the client gave.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

/// The number of bytes from the start that are enough for detection.
pub const HEAD_BYTES: usize = 4096;

/// The kinds of file that a case can contain. A setting selects those that this server accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum FileKind {
    Pdf,
    Png,
    Jpeg,
    /// JSON, which includes `GeoJSON`.
    Json,
    Dwg,
    /// A drawing in the text exchange format.
    Dxf,
    Docx,
    Xlsx,
    /// A signed container or a set of drawings.
    Zip,
}

impl FileKind {
    /// The media type of responses with such a file.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Json => "application/json",
            Self::Dwg => "image/vnd.dwg",
            Self::Dxf => "image/vnd.dxf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Zip => "application/zip",
        }
    }

    /// The kind with a media type.
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.media_type() == media_type)
    }

    /// The name in the settings file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The kind of a file that begins with `head`; `None` when unknown.
#[must_use]
pub fn sniff(head: &[u8]) -> Option<FileKind> {
    let known = infer::get(head).map(|found| found.mime_type());
    known.and_then(FileKind::of_media_type).or_else(|| text_kind(head))
}

/// Text formats have no magic number: JSON starts with a brace, DXF starts with a group code and a
/// section.
fn text_kind(head: &[u8]) -> Option<FileKind> {
    let text = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
    if text.contains(&0) {
        return None;
    }
    let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let first = words.next()?;
    match first.first()? {
        b'{' | b'[' => Some(FileKind::Json),
        b'0' if first == b"0" && words.next() == Some(b"SECTION") => Some(FileKind::Dxf),
        b'9' if first == b"999" && text.windows(7).any(|window| window == b"SECTION") => Some(FileKind::Dxf),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], kind: Option<FileKind>) {
        assert_eq!(sniff(head), kind, "{:?}", String::from_utf8_lossy(head));
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        check(b"%PDF-1.7\n%\xe2\xe3", Some(FileKind::Pdf));
        check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some(FileKind::Png));
        check(b"\xff\xd8\xff\xe0\0\x10JFIF", Some(FileKind::Jpeg));
        check(b"AC1032\0\0\0\0", Some(FileKind::Dwg));
        check(b"PK\x03\x04\x14\0\0\0\x08\0abc", Some(FileKind::Zip));
        check("\u{feff} {\"type\":\"FeatureCollection\"".as_bytes(), Some(FileKind::Json));
        check(b"[1, 2]", Some(FileKind::Json));
        check(b"  0\r\nSECTION\r\n  2\r\nHEADER", Some(FileKind::Dxf));
        check(b"999\nLibreCAD\n0\nSECTION\n2", Some(FileKind::Dxf));
    }

    #[test]
    fn what_we_do_not_know_is_nothing() {
        for head in [
            b"MZ\x90\0\x03".as_slice(),
            b"\x7fELF\x02\x01",
            b"<html><script>",
            b"#!/bin/sh\n",
            b"",
            b"   ",
            b"0\nHELLO",
            b"{\0\0",
        ] {
            check(head, None);
        }
    }

    #[test]
    fn settings_and_media_types_name_every_kind_once() {
        let words: std::collections::BTreeSet<_> = FileKind::VARIANTS.iter().map(|kind| kind.as_str()).collect();
        let types: std::collections::BTreeSet<_> = FileKind::VARIANTS.iter().map(|kind| kind.media_type()).collect();
        assert_eq!((words.len(), types.len()), (FileKind::VARIANTS.len(), FileKind::VARIANTS.len()));
    }
}
