//! Which part of a file somebody asks for (RFC 9110, 14): one range of bytes, or the whole.

use std::ops::Range;

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Only these bytes.
    Bytes(Range<u64>),
    /// What was asked for lies outside.
    Outside,
}

/// Reads a `Range` header for a file of `length` bytes. What is not understood, and lists of ranges, mean the whole, as the RFC allows.
#[must_use]
pub fn part(header: Option<&str>, length: u64) -> Part {
    let asked = header.and_then(|header| header.trim().strip_prefix("bytes="));
    let Some((first, last)) = asked.filter(|asked| !asked.contains(',')).and_then(|asked| asked.split_once('-')) else {
        return Part::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Ok(first), Err(_)) if last.is_empty() => first..length,
        (Err(_), Ok(suffix)) if first.is_empty() => length.saturating_sub(suffix)..length,
        (Ok(_) | Err(_), Ok(_) | Err(_)) => return Part::Whole,
    };
    if range.start >= range.end { Part::Outside } else { Part::Bytes(range) }
}

/// Whether an `If-Range` header still means this content; without one the range stands.
#[must_use]
pub fn still_means(if_range: Option<&str>, etag: &str) -> bool {
    if_range.is_none_or(|asked| asked.trim() == etag)
}

/// Whether an `If-None-Match` header already knows this content.
#[must_use]
pub fn is_known(if_none_match: Option<&str>, etag: &str) -> bool {
    if_none_match.is_some_and(|known| {
        known.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        for (header, expected) in [
            ("bytes=0-9", Part::Bytes(0..10)),
            ("bytes=90-", Part::Bytes(90..100)),
            ("bytes=-5", Part::Bytes(95..100)),
            ("bytes=-500", Part::Bytes(0..100)),
            ("bytes=50-5000", Part::Bytes(50..100)),
            ("bytes=100-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=9-3", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=-", Part::Whole),
        ] {
            assert_eq!(part(Some(header), 100), expected, "{header}");
        }
        assert_eq!(part(None, 100), Part::Whole);
    }

    #[test]
    fn tags_are_compared() {
        assert!(is_known(Some("\"a\", W/\"b\""), "\"b\""));
        assert!(!is_known(Some("\"a\""), "\"b\"") && !is_known(None, "\"b\""));
        assert!(
            still_means(None, "\"b\"") && still_means(Some("\"b\""), "\"b\"") && !still_means(Some("\"a\""), "\"b\"")
        );
    }
}
