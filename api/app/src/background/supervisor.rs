//! Runs the background jobs until the server stops.
//!
//! Each job has its own loop: run once, repeat at once while there is work, otherwise sleep until
//! the wake signal or the end of the pause. A job that fails or panics is logged and repeated after
//! its pause; the failure never affects other jobs or the server.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::error::chain;
use crate::job::{Job, JobError, JobOutcome};
use crate::wake_signal::WakeSignal;

/// Returns the reason why no job may run on this node now, as a sentence for the log.
pub type Obstacle = Arc<dyn Fn() -> Option<String> + Send + Sync>;

/// The longest time for a job to release its leases.
const RELEASE_WITHIN: Duration = Duration::from_secs(2);
/// The interval of checks by a node that may run no jobs.
const OBSTACLE_PAUSE: Duration = Duration::from_secs(1);

pub struct Supervisor {
    jobs: Vec<Arc<dyn Job>>,
    running: JoinSet<()>,
    closing: CancellationToken,
}

impl Supervisor {
    /// Starts a loop for each job. The loop checks `obstacle` before each run.
    #[must_use]
    pub fn start(jobs: Vec<Arc<dyn Job>>, wake_signal: &WakeSignal, obstacle: &Obstacle) -> Self {
        let closing = CancellationToken::new();
        let mut running = JoinSet::new();
        for job in &jobs {
            let job = Arc::clone(job);
            running.spawn(keep_going(job, wake_signal.listen(), closing.clone(), Arc::clone(obstacle)));
        }
        Self { jobs, running, closing }
    }

    /// Lets every job finish its current run. A run that takes longer than `patience` is aborted,
    /// and its lease is released, so that another node need not wait for the lease to expire.
    pub async fn stop(mut self, time_limit: Duration) {
        self.closing.cancel();
        let all_home = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(time_limit, all_home).await.is_err() {
            tracing::warn!("background work did not finish in time; another node will take it over");
            self.running.shutdown().await;
        }
        for job in &self.jobs {
            match tokio::time::timeout(RELEASE_WITHIN, job.release()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::warn!(job = job.name(), error = chain(&error), "leases are not given back; they run out");
                }
                Err(_late) => tracing::warn!(job = job.name(), "leases are not given back in time; they run out"),
            }
        }
    }
}

async fn keep_going(
    job: Arc<dyn Job>,
    mut strokes: watch::Receiver<u64>,
    closing: CancellationToken,
    obstacle: Obstacle,
) {
    let mut is_logged = false;
    while !closing.is_cancelled() {
        if let Some(why) = obstacle() {
            if !is_logged {
                tracing::error!(job = job.name(), why, "background job does not run");
            }
            is_logged = true;
            tokio::select! {
                () = closing.cancelled() => {}
                () = tokio::time::sleep(OBSTACLE_PAUSE) => {}
            }
            continue;
        }
        is_logged = false;
        strokes.mark_unchanged();
        match once(job.as_ref()).await {
            Ok(JobOutcome::Worked) => {}
            Ok(JobOutcome::Idle) => {
                tokio::select! {
                    () = closing.cancelled() => {}
                    () = tokio::time::sleep(job.pause()) => {}
                    _ = strokes.changed() => {}
                }
            }
            Err(error) => {
                tracing::error!(job = job.name(), error = chain(&error), "background job failed");
                tokio::select! {
                    () = closing.cancelled() => {}
                    () = tokio::time::sleep(job.pause()) => {}
                }
            }
        }
    }
}

/// One run; a panic counts as a failure.
///
/// # Errors
/// [`JobError`]: the error of the job, or its panic message.
#[tracing::instrument(name = "job", skip_all, fields(job = job.name()))]
pub async fn once(job: &dyn Job) -> Result<JobOutcome, JobError> {
    match AssertUnwindSafe(job.run_once()).catch_unwind().await {
        Ok(result) => result,
        Err(panic) => Err(JobError::Panicked(last_words(panic.as_ref()).to_owned())),
    }
}

fn last_words(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a word")
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    struct Counting {
        left: AtomicU32,
        done: Arc<AtomicU32>,
        stumbles: AtomicU32,
        pause: Duration,
    }

    #[async_trait]
    impl Job for Counting {
        fn name(&self) -> &'static str {
            "counting"
        }

        fn pause(&self) -> Duration {
            self.pause
        }

        async fn run_once(&self) -> Result<JobOutcome, JobError> {
            let stumbles = self.stumbles.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
            assert!(stumbles.is_err(), "stumbled");
            if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err() {
                return Ok(JobOutcome::Idle);
            }
            self.done.fetch_add(1, Ordering::SeqCst);
            Ok(JobOutcome::Worked)
        }
    }

    fn counting(left: u32, stumbles: u32, pause: Duration) -> (Arc<Counting>, Arc<AtomicU32>) {
        let done = Arc::new(AtomicU32::new(0));
        (Arc::new(Counting { left: left.into(), done: done.clone(), stumbles: stumbles.into(), pause }), done)
    }

    /// An obstacle that never occurs.
    fn nothing() -> Obstacle {
        Arc::new(|| None)
    }

    async fn until(done: &AtomicU32, count: u32) {
        let wait = async {
            while done.load(Ordering::SeqCst) < count {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(5), wait).await.expect("the job does not get on");
    }

    #[tokio::test]
    async fn work_is_done_without_pause_while_there_is_any() {
        let (job, done) = counting(100, 0, Duration::from_hours(1));
        let app = Supervisor::start(vec![job], &WakeSignal::default(), &nothing());
        until(&done, 100).await;
        app.stop(Duration::from_secs(1)).await;
    }

    #[tokio::test]
    async fn the_wake_signal_wakes_a_sleeper() {
        let (job, done) = counting(0, 0, Duration::from_hours(1));
        let wake_signal = WakeSignal::default();
        let app = Supervisor::start(vec![job.clone()], &wake_signal, &nothing());
        tokio::time::sleep(Duration::from_millis(20)).await;
        job.left.store(1, Ordering::SeqCst);
        wake_signal.send();
        until(&done, 1).await;
        app.stop(Duration::from_secs(1)).await;
    }

    #[tokio::test]
    async fn who_was_not_rung_for_is_found_by_looking() {
        let (job, done) = counting(0, 0, Duration::from_millis(5));
        let app = Supervisor::start(vec![job.clone()], &WakeSignal::default(), &nothing());
        job.left.store(1, Ordering::SeqCst);
        until(&done, 1).await;
        app.stop(Duration::from_secs(1)).await;
    }

    #[tokio::test]
    async fn nothing_runs_while_something_is_in_the_way() {
        let (job, done) = counting(3, 0, Duration::from_hours(1));
        let may_run = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let asked = may_run.clone();
        let obstacle: Obstacle = Arc::new(move || (!asked.load(Ordering::SeqCst)).then(|| "a wrong clock".to_owned()));
        let running = Supervisor::start(vec![job], &WakeSignal::default(), &obstacle);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(done.load(Ordering::SeqCst), 0);
        may_run.store(true, Ordering::SeqCst);
        until(&done, 3).await;
        running.stop(Duration::from_secs(1)).await;
    }

    #[tokio::test]
    async fn a_panic_is_a_failure_and_not_the_end() {
        let (job, done) = counting(3, 2, Duration::from_millis(1));
        let said = once(job.as_ref()).await.unwrap_err();
        assert_eq!(said.to_string(), "panicked: stumbled");
        let app = Supervisor::start(vec![job], &WakeSignal::default(), &nothing());
        until(&done, 3).await;
        app.stop(Duration::from_secs(1)).await;
    }
}
