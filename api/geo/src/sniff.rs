//! Detects the format of a file from its first bytes: file names are less reliable than contents.

use super::input::Format;

/// The format of a file with these first bytes; `None` when the format is not supported.
#[must_use]
pub fn sniff(head: &[u8]) -> Option<Format> {
    let text = head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(head).trim_ascii_start();
    if head.starts_with(b"SQLite format 3\0") {
        Some(Format::Geopackage)
    } else if head.starts_with(b"fgb") && head.get(4..7) == Some(b"fgb") {
        Some(Format::Flatgeobuf)
    } else if head.starts_with(b"PK\x03\x04") {
        archive(head)
    } else if text.starts_with(b"\x1E") {
        Some(Format::GeojsonSeq)
    } else if text.starts_with(b"{") {
        Some(json(text))
    } else if text.starts_with(b"<") {
        holds(text, b"<kml").then_some(Format::Kml)
    } else {
        (!head.contains(&0) && !text.is_empty()).then_some(Format::Csv)
    }
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

/// The name of the first file of an archive indicates its format.
fn archive(head: &[u8]) -> Option<Format> {
    let length = head.get(26..28).and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_le_bytes);
    let name = head.get(30..30_usize.saturating_add(length.into())).unwrap_or_default();
    // Whether an office document is a workbook, the workbook reader decides.
    let office: [&[u8]; 5] = [b"[Content_Types]", b"_rels/", b"docProps/", b"customXml/", b"xl/"];
    if office.iter().any(|part| name.starts_with(part)) {
        Some(Format::Xlsx)
    } else if name.starts_with(b"mimetype") {
        None
    } else if holds(name, b".kml") {
        Some(Format::Kml)
    } else {
        Some(Format::Shapefile)
    }
}

/// A collection and a line of features both begin with a brace: the first member that only one of
/// them has decides.
fn json(text: &[u8]) -> Format {
    let (mut depth, mut at) = (0_u32, 0_usize);
    let mut word: Option<&[u8]> = None;
    while let Some(byte) = text.get(at) {
        at = at.saturating_add(1);
        match byte {
            b'{' | b'[' => depth = depth.saturating_add(1),
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let rest = text.get(at..).unwrap_or_default();
                let end = rest.iter().position(|byte| *byte == b'"').unwrap_or(rest.len());
                let found = rest.get(..end).unwrap_or_default();
                at = at.saturating_add(end).saturating_add(1);
                if depth == 1 {
                    match (word, found) {
                        (Some(b"type"), b"Feature") | (_, b"geometry" | b"properties") => return Format::GeojsonSeq,
                        (Some(b"type"), _) | (_, b"features") => return Format::Geojson,
                        _ => word = Some(found),
                    }
                }
            }
            _ => {}
        }
    }
    Format::Geojson
}

#[cfg(test)]
mod tests {
    use super::sniff;
    use crate::input::Format;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let known: [(&[u8], Option<Format>); 13] = [
            (b"SQLite format 3\0....", Some(Format::Geopackage)),
            (b"fgb\x03fgb\x00", Some(Format::Flatgeobuf)),
            (b"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<kml>", Some(Format::Kml)),
            (b"<html>", None),
            (b"PK\x03\x04......................\x13\0\0\0[Content_Types].xml", Some(Format::Xlsx)),
            (b"\x1E{\"type\":\"Feature\"}", Some(Format::GeojsonSeq)),
            (b"{\"type\": \"Feature\", \"geometry\": null}\n{", Some(Format::GeojsonSeq)),
            (b"{\"geometry\": null, \"type\": \"Feature\"}\n{", Some(Format::GeojsonSeq)),
            (b"{\"features\": [{\"type\": \"Feature\"}], \"type\": \"FeatureCollection\"}", Some(Format::Geojson)),
            (b"{\"type\":\"FeatureCollection\",\"features\":[", Some(Format::Geojson)),
            (b"m\xC3\xA3,t\xC3\xAAn\n1,2\n", Some(Format::Csv)),
            (b"\x89PNG\0", None),
            (b"", None),
        ];
        for (head, format) in known {
            assert_eq!(sniff(head), format, "{}", String::from_utf8_lossy(head));
        }
    }
}
