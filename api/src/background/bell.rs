//! The bell that wakes the background work when something was committed, so that nobody waits for the next look at the clock.
//!
//! It only saves time: work that was not rung for is found by looking, because the queue is in the database and not in the bell.

use std::sync::Arc;

use tokio::sync::watch;

/// Rung after a commit. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bell {
    strokes: Arc<watch::Sender<u64>>,
}

impl Default for Bell {
    fn default() -> Self {
        Self { strokes: Arc::new(watch::Sender::new(0)) }
    }
}

impl Bell {
    /// Wake everybody who listens; those who are busy hear it when they are done.
    pub fn ring(&self) {
        self.strokes.send_modify(|strokes| *strokes = strokes.wrapping_add(1));
    }

    pub(crate) fn listen(&self) -> watch::Receiver<u64> {
        self.strokes.subscribe()
    }
}
