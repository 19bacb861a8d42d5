//! The trait of background jobs. Any node may run a job, and each job runs repeatedly.

use std::error::Error;
use std::time::Duration;

use async_trait::async_trait;

/// The outcome of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobOutcome {
    /// The run did some work; more may remain.
    Worked,
    Idle,
}

#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error(transparent)]
    Failed(Box<dyn Error + Send + Sync>),
    #[error("panicked: {0}")]
    Panicked(String),
}

impl JobError {
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Failed(error.into())
    }
}

/// A background job that runs repeatedly, on any node.
#[async_trait]
pub trait Job: Send + Sync + 'static {
    /// The name in logs and leases.
    fn name(&self) -> &'static str;

    /// The sleep after an idle run, unless the wake signal arrives earlier.
    fn pause(&self) -> Duration;

    /// Does one piece of work. Any number of nodes may call it at once.
    async fn run_once(&self) -> Result<JobOutcome, JobError>;

    /// Releases the leases of this job before the process stops. The job does not run again.
    async fn release(&self) -> Result<(), JobError> {
        Ok(())
    }
}
