//! The metrics for `/metrics`.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};

use crate::log_writer;

/// The metrics of the process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram>,
    commands: Family<CommandLabels, Counter>,
    messages_waiting: Gauge,
    messages_dead: Gauge,
    messages_oldest_seconds: Gauge,
    documents_damaged: Counter,
    log_lines_lost: Counter,
    connections_open: Gauge,
    connections_ended: Family<ReasonLabels, Counter>,
    connections_refused: Family<ReasonLabels, Counter>,
    accept_errors: Counter,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ReasonLabels {
    reason: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteLabels {
    method: String,
    route: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CommandLabels {
    resource: String,
    verb: String,
    outcome: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let requests = Family::<RequestLabels, Counter>::default();
        let durations = Family::<RouteLabels, Histogram>::new_with_constructor(|| {
            Histogram::new(exponential_buckets(0.001, 2.0, 14))
        });
        let commands = Family::<CommandLabels, Counter>::default();
        let messages_waiting = Gauge::default();
        let messages_dead = Gauge::default();
        let messages_oldest_seconds = Gauge::default();
        let documents_damaged = Counter::default();
        let log_lines_lost = Counter::default();
        let connections_open = Gauge::default();
        let connections_ended = Family::<ReasonLabels, Counter>::default();
        let connections_refused = Family::<ReasonLabels, Counter>::default();
        let accept_errors = Counter::default();
        let mut registry = Registry::with_prefix("hatang");
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_seconds", "How long requests took", durations.clone());
        registry.register("commands", "Executed commands, by outcome", commands.clone());
        registry.register("messages_waiting", "Messages not yet delivered", messages_waiting.clone());
        registry.register("messages_dead", "Messages given up", messages_dead.clone());
        let help = "Age of the oldest message not yet delivered";
        registry.register("messages_oldest_seconds", help, messages_oldest_seconds.clone());
        let damaged = "Requests for a stored file that was missing or did not have its hash";
        registry.register("documents_damaged", damaged, documents_damaged.clone());
        registry.register("log_lines_lost", "Lines of the log that could not be written", log_lines_lost.clone());
        registry.register("connections_open", "Connections with clients", connections_open.clone());
        registry.register("connections_ended", "Connections that ended, by why", connections_ended.clone());
        let help = "Connections that were refused, by the bound that they exceeded";
        registry.register("connections_refused", help, connections_refused.clone());
        let help = "Times that no connection could be accepted, for want of file descriptors or memory";
        registry.register("accept_errors", help, accept_errors.clone());
        Self {
            registry: Arc::new(registry),
            requests,
            durations,
            commands,
            messages_waiting,
            messages_dead,
            messages_oldest_seconds,
            documents_damaged,
            log_lines_lost,
            connections_open,
            connections_ended,
            connections_refused,
            accept_errors,
        }
    }
}

impl Metrics {
    pub fn answered(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let (method, route) = (method.to_owned(), route.to_owned());
        self.durations.get_or_create(&RouteLabels { method: method.clone(), route: route.clone() }).observe(seconds);
        self.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    }

    /// Counts an executed command by its outcome.
    pub fn executed(&self, resource: &str, verb: &str, outcome: &'static str) {
        let labels = CommandLabels { resource: resource.to_owned(), verb: verb.to_owned(), outcome };
        self.commands.get_or_create(&labels).inc();
    }

    /// Sets the number of waiting messages, the number of abandoned messages, and the age of the
    /// oldest waiting message in seconds.
    pub fn messages(&self, waiting: i64, dead: i64, oldest_seconds: i64) {
        self.messages_oldest_seconds.set(oldest_seconds);
        self.messages_waiting.set(waiting);
        self.messages_dead.set(dead);
    }

    /// Counts a request for a stored file that is missing or does not match its hash.
    pub fn damaged(&self) {
        self.documents_damaged.inc();
    }

    pub fn connection_opened(&self) {
        self.connections_open.inc();
    }

    pub fn connection_closed(&self) {
        self.connections_open.dec();
    }

    pub fn connection_ended(&self, reason: &'static str) {
        self.connections_ended.get_or_create(&ReasonLabels { reason }).inc();
    }

    /// Counts a connection beyond a limit: the total, or that of one address.
    pub fn connection_refused(&self, reason: &'static str) {
        self.connections_refused.get_or_create(&ReasonLabels { reason }).inc();
    }

    /// Counts an error of the listener, not of a single connection.
    pub fn accept_failed(&self) {
        self.accept_errors.inc();
    }

    /// All metrics in the Prometheus text format.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.log_lines_lost.inner().store(log_writer::lost(), Ordering::Relaxed);
        // Writing to a string cannot fail.
        encode(&mut text, &self.registry).unwrap_or_default();
        text
    }
}
