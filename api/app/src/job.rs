//! A background job, run again and again by whichever node comes first.

use std::error::Error;
use std::time::Duration;

use async_trait::async_trait;

/// What one run of a job came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobOutcome {
    /// Something was done; there may be more.
    Worked,
    /// There was nothing to do.
    Idle,
}

/// Why a run of a job failed.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It returned an error.
    #[error(transparent)]
    Failed(Box<dyn Error + Send + Sync>),
    /// It panicked.
    #[error("panicked: {0}")]
    Panicked(String),
}

impl JobError {
    /// The error that a job returned.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Failed(error.into())
    }
}

/// Work that is done again and again, by whichever node comes first.
#[async_trait]
pub trait Job: Send + Sync + 'static {
    /// Its name in logs and leases.
    fn name(&self) -> &'static str;

    /// How long to sleep when there is nothing to do and nobody rings.
    fn pause(&self) -> Duration;

    /// Do one piece of work. Safe to call on any number of nodes at once.
    ///
    /// # Errors
    /// [`JobError`], which the supervisor logs.
    async fn run_once(&self) -> Result<JobOutcome, JobError>;

    /// Give back what this job has under a lease, because the process stops; it runs no more.
    ///
    /// # Errors
    /// [`JobError`], which the supervisor logs.
    async fn release(&self) -> Result<(), JobError> {
        Ok(())
    }
}
