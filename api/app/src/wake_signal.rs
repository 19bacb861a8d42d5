//! Wakes the background work after a commit, so that no job waits for its next poll.
//!
//! The signal only saves time: the queue is in the database, and a job that misses the signal finds
//! its work by polling.

use std::sync::Arc;

use tokio::sync::watch;

/// Sent after a commit. Cheap to clone.
#[derive(Debug, Clone)]
pub struct WakeSignal {
    sent: Arc<watch::Sender<u64>>,
}

impl Default for WakeSignal {
    fn default() -> Self {
        Self { sent: Arc::new(watch::Sender::new(0)) }
    }
}

impl WakeSignal {
    /// Wakes all listeners; a busy listener sees the signal when it is done.
    pub fn send(&self) {
        self.sent.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// A receiver that changes with each signal.
    #[must_use]
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.sent.subscribe()
    }
}
