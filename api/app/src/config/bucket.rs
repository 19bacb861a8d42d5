//! The bucket of an S3 service in the settings.

use object_store::path::Path;

/// A bucket with a key prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    /// The prefix of all object keys.
    pub prefix: Path,
}

impl Bucket {
    /// Parses `s3://bucket/prefix`; `None` for anything else.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let (name, prefix) = {
            let rest = url.strip_prefix("s3://")?;
            rest.split_once('/').unwrap_or((rest, ""))
        };
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        let named = (3..=63).contains(&name.len()) && name.chars().all(fits);
        named.then_some(())?;
        Some(Self { name: name.to_owned(), prefix: Path::parse(prefix).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::Bucket;

    #[test]
    fn a_bucket_is_named_by_its_address() {
        let read = |url| Bucket::parse(url).map(|bucket| (bucket.name, bucket.prefix.to_string()));
        let named = |name: &str, prefix: &str| Some((name.to_owned(), prefix.to_owned()));
        assert_eq!(read("s3://hatang"), named("hatang", ""));
        assert_eq!(read("s3://hatang-qn/tệp/2026/"), named("hatang-qn", "tệp/2026"));
        for wrong in
            ["", "hatang", "s3://", "s3://Hatang", "s3://ha", "https://hatang", "s3://hatang/a//b", "s3://hatang/../x"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
