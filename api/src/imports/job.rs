//! The importer as background work: whichever node comes first takes the next batch.

use std::time::Duration;

use async_trait::async_trait;

use super::importer::{Ended, Importer};
use crate::background::supervisor::{Job, Ran};

/// Works on batches as they come.
pub struct Imports {
    /// What does the work.
    pub importer: Importer,
    /// The name of this node.
    pub node: String,
}

#[async_trait]
impl Job for Imports {
    fn name(&self) -> &'static str {
        "imports"
    }

    fn pause(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run_once(&self) -> Result<Ran, String> {
        match self.importer.next(&self.node).await {
            Ok(Some(Ended::Finished(batch))) => {
                tracing::info!(
                    import = %batch.id,
                    status = batch.status,
                    rows = batch.rows_read,
                    refused = batch.rows_failed,
                    "import ended"
                );
                Ok(Ran::Worked)
            }
            Ok(Some(Ended::Lost)) => Ok(Ran::Worked),
            Ok(None) => Ok(Ran::Idle),
            Err(trouble) => Err(trouble.to_string()),
        }
    }
}
