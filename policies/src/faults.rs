//! What is wrong with a policy file, where, and why: `file:line: reason`, so that whoever wrote it can mend it.

use std::fmt;

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, relative to the folder of the policies.
    pub file: String,
    /// The line, counted from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// What is wrong with a part of a file, before it is known which part: the caller makes it a
/// [`Fault`] with a place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct PartError(String);

impl From<String> for PartError {
    fn from(reason: String) -> Self {
        Self(reason)
    }
}

impl From<&str> for PartError {
    fn from(reason: &str) -> Self {
        Self(reason.to_owned())
    }
}

impl From<PartError> for String {
    fn from(error: PartError) -> Self {
        error.0
    }
}

/// All faults that were found; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct PolicyFaults(pub Vec<Fault>);

impl Fault {
    /// A fault on a line.
    #[must_use]
    pub fn new(file: &str, line: usize, reason: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, reason: reason.into() }
    }
}

impl Fault {
    /// A fault that the TOML reader found in a file.
    #[must_use]
    pub(crate) fn toml(path: &str, text: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        let reason = error.message().trim();
        // The reader knows a field is missing; the author must know what that means.
        let reason = if reason == "missing field `on_expiry`" {
            "a limit has no expiry rule: say what happens `on_expiry`".to_owned()
        } else {
            reason.to_owned()
        };
        Self { file: path.to_owned(), line, reason }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.reason)
        } else {
            write!(f, "{}:{}: {}", self.file, self.line, self.reason)
        }
    }
}

impl fmt::Display for PolicyFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, fault) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl From<Fault> for PolicyFaults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

/// The value when nothing is wrong, else the faults in the order of files and lines.
pub(crate) fn unless<T>(mut found: Vec<Fault>, value: T) -> Result<T, PolicyFaults> {
    if found.is_empty() {
        return Ok(value);
    }
    found.sort();
    found.dedup();
    Err(PolicyFaults(found))
}

/// The line, counted from 1, on which a byte of a text lies.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|one| *one == b'\n').count().saturating_add(1)
}
