//! Writes lines to the log or the terminal on its own thread. A reader that does not read never
//! blocks a request, and a full disk or a closed pipe never fails one: the writer drops lines that
//! it cannot write, counts them, and reports them once a write succeeds again.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// The capacity of the queue, in bytes.
const WAITING: usize = 4 << 20;
/// The size of one write, in bytes, unless a single line is longer.
const BATCH: usize = 64 << 10;

/// Lines lost since the start of the process.
static LOST: AtomicU64 = AtomicU64::new(0);

/// The number of log lines lost since the start of this process.
#[must_use]
pub fn lost() -> u64 {
    LOST.load(Ordering::Relaxed)
}

/// A queue of lines and the thread that writes them. Cheap to clone; the thread lives as long as
/// the process.
#[derive(Debug, Clone)]
pub struct LogWriter(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    filled: Condvar,
    emptied: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    lines: VecDeque<Vec<u8>>,
    bytes: usize,
    /// Whether the thread is writing.
    writing: bool,
    /// Lost lines that are not yet reported.
    lost: u64,
}

impl LogWriter {
    /// Starts the thread, which calls `report` with the number of lost lines once a write succeeds
    /// again.
    ///
    /// # Errors
    /// When the operating system cannot start a thread.
    pub fn start(target: impl Write + Send + 'static, report: fn(u64)) -> io::Result<Self> {
        let writer = Self(Arc::default());
        let shared = Arc::clone(&writer.0);
        std::thread::Builder::new().name("log".to_owned()).spawn(move || shared.write(target, report))?;
        Ok(writer)
    }

    /// Queues a line, which ends with a line feed. The line is lost when the queue is full.
    pub fn push(&self, line: Vec<u8>) {
        let mut queue = self.0.lock();
        if queue.bytes.saturating_add(line.len()) > WAITING {
            queue.lose(1);
            return;
        }
        queue.bytes = queue.bytes.saturating_add(line.len());
        queue.lines.push_back(line);
        self.0.filled.notify_one();
    }

    /// Waits until every queued line is written, at most for the given time.
    pub fn flush(&self, time_limit: Duration) {
        let is_busy = |queue: &mut Queue| queue.writing || !queue.lines.is_empty();
        let waited = self.0.emptied.wait_timeout_while(self.0.lock(), time_limit, is_busy);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

impl Queue {
    fn lose(&mut self, lines: u64) {
        self.lost = self.lost.saturating_add(lines);
        LOST.fetch_add(lines, Ordering::Relaxed);
    }

    /// Takes the first lines that fit into a batch.
    fn batch(&mut self) -> Vec<u8> {
        let mut batch = self.lines.pop_front().unwrap_or_default();
        while let Some(line) = self.lines.pop_front_if(|line| batch.len().saturating_add(line.len()) <= BATCH) {
            batch.extend(line);
        }
        self.bytes = self.bytes.saturating_sub(batch.len());
        batch
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, mut target: impl Write, report: fn(u64)) {
        let mut torn = false;
        loop {
            let waited = self.filled.wait_while(self.lock(), |queue| queue.lines.is_empty());
            let mut queue = waited.unwrap_or_else(PoisonError::into_inner);
            let batch = queue.batch();
            queue.writing = true;
            drop(queue);
            let rest = write_batch(&mut target, &batch, torn);
            // A partly written line ends before the next one starts.
            torn = match rest {
                Some(rest) if rest.len() == batch.len() => torn,
                Some(rest) => !batch.strip_suffix(rest).is_some_and(|written| written.ends_with(b"\n")),
                None => false,
            };
            let lines = |bytes: &[u8]| bytes.split_inclusive(|byte| *byte == b'\n').count();
            let mut queue = self.lock();
            queue.writing = false;
            let mut reported = 0;
            match rest {
                Some(rest) => queue.lose(u64::try_from(lines(rest)).unwrap_or(u64::MAX)),
                None => reported = std::mem::take(&mut queue.lost),
            }
            if queue.lines.is_empty() {
                self.emptied.notify_all();
            }
            drop(queue);
            if reported > 0 {
                report(reported);
            }
        }
    }
}

/// Writes a batch. Returns the part that could not be written.
fn write_batch<'a>(target: &mut impl Write, batch: &'a [u8], torn: bool) -> Option<&'a [u8]> {
    if torn && target.write_all(b"\n").is_err() {
        return Some(batch);
    }
    let mut rest = batch;
    while !rest.is_empty() {
        match target.write(rest) {
            Ok(0) => return Some(rest),
            Ok(written) => rest = rest.get(written..).unwrap_or_default(),
            Err(why) if why.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Some(rest),
        }
    }
    // A terminal keeps unflushed bytes; a flush error is no reason to write them again.
    target.flush().unwrap_or_default();
    None
}

/// Each log event is one line.
impl Write for &LogWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.push(line.to_vec());
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogWriter {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use super::LogWriter;

    /// A disk with limited space, in bytes.
    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<(Vec<u8>, usize)>>);

    impl Disk {
        fn grow(&self, by: usize) {
            self.0.lock().unwrap().1 += by;
        }

        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().0.clone()).unwrap()
        }
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut disk = self.0.lock().unwrap();
            let fits = bytes.len().min(disk.1);
            if fits == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            disk.0.extend(&bytes[..fits]);
            disk.1 -= fits;
            Ok(fits)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    static REPORTED: AtomicU64 = AtomicU64::new(0);

    #[test]
    fn lines_beyond_the_buffer_are_counted_and_reported() {
        let disk = Disk::default();
        let report = |lines: u64| {
            REPORTED.fetch_add(lines, Ordering::SeqCst);
        };
        let log = LogWriter::start(disk.clone(), report).unwrap();
        let write = |line: &str| {
            log.push(line.as_bytes().to_vec());
            log.flush(Duration::from_mins(1));
        };
        disk.grow(8);
        write("first\n");
        write("second\n");
        write("third\n");
        assert_eq!((disk.text().as_str(), REPORTED.load(Ordering::SeqCst)), ("first\nse", 0));
        disk.grow(100);
        write("fourth\n");
        // The report follows the empty queue: another line comes after it.
        write("fifth\n");
        assert_eq!(disk.text(), "first\nse\nfourth\nfifth\n");
        assert_eq!(REPORTED.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn a_reader_that_does_not_read_stops_nobody() {
        let (reader, writer) = io::pipe().unwrap();
        let log = LogWriter::start(writer, |_| {}).unwrap();
        let before = super::lost();
        for _ in 0..3 * super::WAITING / 1_000 {
            log.push(vec![b'\n'; 1_000]);
        }
        log.flush(Duration::from_millis(1));
        assert!(super::lost() > before);
        drop(reader);
    }
}
