//! Faults of policy files, as `file:line: reason`, so that the author can correct the file.

use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyFault {
    /// The path relative to the folder of the policies.
    pub file: String,
    /// The line, counted from 1; 0 for the file as a whole.
    pub line: usize,
    pub reason: String,
}

/// The fault of a part of a file, before the part is known: the caller turns the error into a
/// [`PolicyFault`] with a place.
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

/// All faults; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct PolicyFaults(pub Vec<PolicyFault>);

impl PolicyFault {
    #[must_use]
    pub fn new(file: &str, line: usize, reason: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, reason: reason.into() }
    }
}

impl PolicyFault {
    /// A TOML error as a fault.
    #[must_use]
    pub(crate) fn toml(path: &str, text: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        let reason = error.message().trim();
        // The TOML error names the missing field; the author needs its meaning.
        let reason = if reason == "missing field `on_expiry`" {
            "a limit has no expiry rule: say what happens `on_expiry`".to_owned()
        } else {
            reason.to_owned()
        };
        Self { file: path.to_owned(), line, reason }
    }
}

impl fmt::Display for PolicyFault {
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

impl From<PolicyFault> for PolicyFaults {
    fn from(fault: PolicyFault) -> Self {
        Self(vec![fault])
    }
}

/// The value when no fault exists, else the faults sorted by file and line.
pub(crate) fn unless<T>(mut found: Vec<PolicyFault>, value: T) -> Result<T, PolicyFaults> {
    if found.is_empty() {
        return Ok(value);
    }
    found.sort();
    found.dedup();
    Err(PolicyFaults(found))
}

/// The line of a byte position, counted from 1.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|one| *one == b'\n').count().saturating_add(1)
}
