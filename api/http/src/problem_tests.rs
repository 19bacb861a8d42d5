//! An internal error is hidden from the client and logged once, with its causes, in the span of the
//! request.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use domain::messages::Conflict;
use poem::endpoint::make;
use poem::{Endpoint, EndpointExt, Request};
use uuid::Uuid;

use super::early;
use crate::middleware::with_context::WithRequestContext;
use api_app::error::AppError;
use api_app::reads::StoreError;

#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The response body and the log lines of an error.
async fn answered(error: impl Fn() -> AppError + Send + Sync) -> (String, Vec<String>) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let _captured = tracing::subscriber::set_default(subscriber);
    let failing = make(|_| {
        let error = early(error());
        async move { Err::<(), _>(error) }
    });
    let endpoint = failing.with(WithRequestContext { new_id: Uuid::nil });
    let request = Request::builder().header("x-request-id", "of-the-test").header("accept-language", "en").finish();
    let answer = endpoint.call(request).await.unwrap();
    let body = answer.into_body().into_string().await.unwrap();
    let written = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    (body, written.lines().map(str::to_owned).collect())
}

fn is_reported_once(log: &[String], chain: &str) -> bool {
    log.len() == 1 && log.iter().all(|line| line.contains("id=\"of-the-test\"") && line.contains(chain))
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_for_the_log_alone() {
    let error = || {
        let cause = "many".parse::<u16>().unwrap_err();
        AppError::from(StoreError::undecodable("share", cause))
    };
    let (body, log) = answered(error).await;
    assert!(is_reported_once(&log, "internal: stored share cannot be read: invalid digit found in string"), "{log:?}");
    assert!(body.contains("of-the-test") && body.contains("Internal server error"), "{body}");
    assert!(!body.contains("share") && !body.contains("digit"), "{body}");
}

#[tokio::test]
async fn a_database_that_is_gone_is_for_the_log_alone() {
    let (body, log) = answered(|| AppError::from(StoreError::unavailable("connection refused"))).await;
    assert!(is_reported_once(&log, "not available now: the database is not available: connection refused"), "{log:?}");
    assert!(body.contains("Temporarily unavailable") && !body.contains("database"), "{body}");
}

#[tokio::test]
async fn a_refusal_is_no_error_of_the_server() {
    let (_, log) = answered(|| AppError::Conflict(Conflict::ThereAlready.into())).await;
    assert_eq!(log, Vec::<String>::new());
}
