//! A bounded thread pool for the computations of requests: geometry, filters, paths through ducts.
//!
//! The threads that answer requests compute nothing, so a long computation does not delay a health
//! check. The number of threads bounds the running computations, and the queue bounds the waiting
//! ones. A further computation is refused with 503, and so is one that waited too long for its
//! turn. Threads start on demand and end after a while without work.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::error::AppError;

/// Stack for the deepest filter that the parser accepts.
const STACK_BYTES: usize = 64 * 1024 * 1024;
/// A thread ends after this time without work.
const IDLE: Duration = Duration::from_secs(10);
/// A computation that waited this long for a thread does not start: its caller may hold a
/// transaction open.
const LONGEST_WAIT: Duration = Duration::from_secs(3);
/// When a refused client may try again.
const RETRY_AFTER: Duration = Duration::from_secs(2);

type Job = Box<dyn FnOnce() + Send>;

/// Threads for long computations, with a bounded queue. Cheap to clone.
#[derive(Clone)]
pub struct ComputePool {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    threads: usize,
    queue: usize,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Job>,
    threads: usize,
    idle: usize,
}

impl fmt::Debug for ComputePool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ComputePool")
            .field("threads", &self.shared.threads)
            .field("queue", &self.shared.queue)
            .finish_non_exhaustive()
    }
}

impl ComputePool {
    /// A pool with at most `threads` threads and at most `queue` waiting jobs.
    #[must_use]
    pub fn new(threads: usize, queue: usize) -> Self {
        let (state, wake) = (Mutex::default(), Condvar::new());
        Self { shared: Arc::new(Shared { state, wake, threads: threads.max(1), queue }) }
    }

    /// Half of the processors, at least one.
    #[must_use]
    pub(crate) fn usual_threads() -> usize {
        thread::available_parallelism().map_or(1, |processors| processors.get().div_ceil(2))
    }

    /// Runs a computation on a thread of the pool. The pool skips a computation whose caller no
    /// longer waits.
    ///
    /// # Errors
    /// [`AppError::Busy`] when the queue is full, or the computation waited too long in the queue;
    /// [`AppError::Internal`] when the computation panics.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
        self.run_unless_late(LONGEST_WAIT, work).await
    }

    /// As [`ComputePool::run`], with another longest wait.
    async fn run_unless_late<T: Send + 'static>(
        &self,
        longest_wait: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let (sender, receiver) = oneshot::channel();
        let submitted = Instant::now();
        self.submit(Box::new(move || {
            if !sender.is_closed() {
                let result = (submitted.elapsed() < longest_wait).then(work);
                // The caller may stop waiting at any moment.
                let _gone = sender.send(result);
            }
        }))?;
        let result = receiver.await.map_err(|_panicked| AppError::internal("a computation ended without a result"))?;
        result.ok_or(AppError::Busy { retry_after: RETRY_AFTER })
    }

    fn submit(&self, job: Job) -> Result<(), AppError> {
        let mut state = self.shared.lock();
        if state.idle <= state.waiting.len() && state.threads < self.shared.threads {
            match start(&self.shared) {
                Ok(()) => state.threads = state.threads.saturating_add(1),
                Err(why) if state.threads == 0 => {
                    tracing::error!(%why, "no thread can be started");
                    return Err(AppError::Busy { retry_after: RETRY_AFTER });
                }
                Err(_others_work) => {}
            }
        }
        if state.waiting.len() >= self.shared.queue {
            return Err(AppError::Busy { retry_after: RETRY_AFTER });
        }
        state.waiting.push_back(job);
        drop(state);
        self.shared.wake.notify_one();
        Ok(())
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job; `None` after a while without jobs. The thread is then no longer counted.
    fn next(&self) -> Option<Job> {
        let mut state = self.lock();
        if let Some(job) = state.waiting.pop_front() {
            return Some(job);
        }
        state.idle = state.idle.saturating_add(1);
        let waited = self.wake.wait_timeout_while(state, IDLE, |state| state.waiting.is_empty());
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.idle = state.idle.saturating_sub(1);
        let job = state.waiting.pop_front();
        if job.is_none() {
            state.threads = state.threads.saturating_sub(1);
        }
        job
    }
}

fn start(shared: &Arc<Shared>) -> std::io::Result<()> {
    let shared = Arc::clone(shared);
    let work = move || {
        while let Some(job) = shared.next() {
            // The caller learns of a panic from the missing result.
            let _panicked = catch_unwind(AssertUnwindSafe(job));
        }
    };
    thread::Builder::new().name("compute".to_owned()).stack_size(STACK_BYTES).spawn(work).map(drop)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};
    use std::time::Duration;

    use tokio::task::JoinHandle;

    use super::ComputePool;
    use crate::error::AppError;

    /// Starts a computation that lasts until the sender releases it.
    async fn occupied(pool: &ComputePool) -> (Sender<()>, JoinHandle<Result<(), AppError>>) {
        let (release, held) = channel::<()>();
        let (begun, begins) = tokio::sync::oneshot::channel();
        let pool = pool.clone();
        let first = tokio::spawn(async move {
            let work = move || {
                begun.send(()).unwrap();
                held.recv().unwrap();
            };
            pool.run(work).await
        });
        begins.await.unwrap();
        (release, first)
    }

    #[tokio::test]
    async fn a_full_queue_refuses_and_a_panic_is_an_error_of_one_request() {
        let pool = ComputePool::new(1, 1);
        let (release, first) = occupied(&pool).await;
        let mut second = Box::pin(pool.run(|| 2));
        assert!(futures_util::poll!(second.as_mut()).is_pending());
        assert!(matches!(pool.run(|| 3).await, Err(AppError::Busy { .. })));
        release.send(()).unwrap();
        first.await.unwrap().unwrap();
        assert_eq!(second.await.unwrap(), 2);
        let panicked = pool.run(|| assert!(std::hint::black_box(false), "on purpose")).await;
        assert!(matches!(panicked, Err(AppError::Internal(_))));
        assert_eq!(pool.run(|| 4).await.unwrap(), 4);
    }

    #[tokio::test]
    async fn what_waited_too_long_is_refused_and_not_begun() {
        let pool = ComputePool::new(1, 2);
        let (release, first) = occupied(&pool).await;
        let (ran, late) = channel();
        let mut second = Box::pin(pool.run_unless_late(Duration::ZERO, move || ran.send(())));
        let mut third = Box::pin(pool.run(|| 3));
        assert!(futures_util::poll!(second.as_mut()).is_pending());
        assert!(futures_util::poll!(third.as_mut()).is_pending());
        release.send(()).unwrap();
        first.await.unwrap().unwrap();
        assert!(matches!(second.await, Err(AppError::Busy { .. })));
        assert_eq!(third.await.unwrap(), 3);
        assert!(late.try_recv().is_err(), "it was begun");
    }
}
