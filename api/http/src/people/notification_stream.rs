//! Stream of a person's notifications as server-sent events. The id of an event is the position of
//! its notification (`store/sequencer.rs`); `Last-Event-ID` resumes after it, on any node.

use std::time::Duration;

use domain::access::Actor;
use domain::ids::UserId;
use domain::messages::FieldProblem;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use poem::web::sse::{Event, SSE};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::payload::EventStream;
use poem_openapi::registry::{MetaResponses, Registry};
use poem_openapi::types::{ToJSON, Type};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::people::watched::Watched;
use api_app::app::App;
use api_app::command_pipeline::Permission;
use api_app::error::{AppError, chain};
use api_app::mail::queries::RESOURCE;
use api_app::read_scope::read_scope;
use api_app::reads::entities::notifications::Model;
use api_app::reads::notifications::{self, Cursor};
use api_app::reads::sequencer::Sequencer;

/// Interval for polling notifications and checking the reader's permission. The wake signal
/// triggers a poll earlier on the node where a change was committed.
/// An ended session ends its streams within 5 seconds.
const POLL_INTERVAL: Duration = Duration::from_secs(4);
/// Interval of keep-alive comments.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Reader of a notification stream.
pub(crate) struct Reader {
    pub(crate) app: App,
    /// Assigns positions to notifications.
    pub(crate) sequencer: Sequencer,
    /// Hash of the session token.
    pub(crate) token_hash: String,
    pub(crate) user: UserId,
    /// What the page shows.
    pub(crate) watched: Watched,
}

/// A row that a poll found.
enum StreamItem {
    /// A notification with its position.
    Notification(i64, Model),
    /// A change of a watched case or task.
    Change(Event),
}

impl Reader {
    /// Events after the id `last`, or after all notifications committed before the call. A new
    /// stream first sends its position in an event without content, so that a client can resume
    /// from there when its connection breaks early.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when the database fails.
    pub(crate) async fn events<T: ToJSON>(
        self,
        last: Option<i64>,
        shown: impl Fn(Model) -> T + Send + 'static,
    ) -> Result<BoxStream<'static, Event>, AppError> {
        let wake_signal = self.app.wake_signal.listen();
        let store = &self.app.store;
        self.sequencer.number_committed(store).await?;
        let cursor = Cursor::starting(last, notifications::highest_position(store.read(), self.user).await?);
        let first = last.is_none().then(|| Event::message("").id(cursor.after.to_string()));
        let notices = notices(self, wake_signal, cursor).map(move |found| match found {
            StreamItem::Notification(position, row) => {
                Event::message(shown(row).to_json_string()).id(position.to_string())
            }
            StreamItem::Change(event) => event,
        });
        Ok(stream::iter(first).chain(notices).boxed())
    }

    /// The next notifications and changes, if the reader may still read them.
    async fn next(&mut self, cursor: Cursor, look: WakeReason) -> Result<Vec<StreamItem>, AppError> {
        let store = &self.app.store;
        self.sequencer.number_committed(store).await?;
        let rows = notifications::after(store.read(), self.user, cursor).await?;
        let changes = if self.watched.is_empty() {
            if look == WakeReason::Interval || !rows.is_empty() {
                self.may_still_read().await?;
            }
            Vec::new()
        } else {
            let reader = self.may_still_read().await?;
            self.watched.changes(&self.app, &reader).await?
        };
        let notices = rows.into_iter().map(|(position, row)| StreamItem::Notification(position, row));
        Ok(notices.chain(changes.into_iter().map(StreamItem::Change)).collect())
    }

    /// Checks that the session is valid, the account is active and a role permits reading.
    async fn may_still_read(&self) -> Result<Actor, AppError> {
        let now = self.app.clock.now();
        let when = (now, self.app.local_date(now));
        let found = self.app.principals.behind(self.app.store.read(), &self.token_hash, when).await?;
        let actor = found.ok_or(AppError::Unauthenticated)?;
        read_scope(&self.app, &actor, &Permission::new(RESOURCE, "read"))?;
        Ok(actor)
    }
}

/// Reason of a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WakeReason {
    /// A change was committed on this node.
    Signal,
    /// The poll interval elapsed.
    Interval,
}

struct StreamState {
    reader: Reader,
    cursor: Cursor,
    wake_signal: watch::Receiver<u64>,
    looks: Interval,
}

/// Notifications in commit order, and the changes of what the reader watches. The stream waits
/// while the database fails; no notification is skipped, because the cursor advances only past rows
/// that were read. The stream ends when the reader loses permission.
fn notices(reader: Reader, wake_signal: watch::Receiver<u64>, cursor: Cursor) -> impl Stream<Item = StreamItem> + Send {
    let mut looks = interval(POLL_INTERVAL);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let begun = StreamState { reader, cursor, wake_signal, looks };
    stream::unfold(begun, |mut following| async move {
        let mut look = WakeReason::Signal;
        loop {
            following.wake_signal.mark_unchanged();
            match following.reader.next(following.cursor, look).await {
                Ok(found) => {
                    let positions = found.iter().filter_map(|found| match found {
                        StreamItem::Notification(position, _) => Some(*position),
                        StreamItem::Change(_) => None,
                    });
                    if let Some(position) = positions.max() {
                        following.cursor.after = position;
                    }
                    if !found.is_empty() {
                        return Some((stream::iter(found), following));
                    }
                }
                Err(AppError::Unavailable { .. } | AppError::Busy { .. } | AppError::Again) => {}
                Err(why) => {
                    tracing::info!(error = chain(&why), "a stream of notices ends");
                    return None;
                }
            }
            look = tokio::select! {
                _ = following.wake_signal.changed() => WakeReason::Signal,
                _ = following.looks.tick() => WakeReason::Interval,
            };
        }
    })
    .flatten()
}

/// Parses `Last-Event-ID`.
///
/// # Errors
/// [`AppError::Invalid`] when it is not a position.
pub(crate) fn position(last_event_id: &str) -> Result<i64, AppError> {
    let is_number = last_event_id.bytes().all(|byte| byte.is_ascii_digit());
    let position = last_event_id.parse().ok().filter(|_| is_number);
    position.ok_or_else(|| AppError::invalid("Last-Event-ID", FieldProblem::EventOfTheStream))
}

/// Server-sent events with ids; the contract describes them as a stream of `T`. The framework's own
/// event stream has no ids.
pub(crate) struct Events<T> {
    events: BoxStream<'static, Event>,
    content: std::marker::PhantomData<fn() -> T>,
}

impl<T> Events<T> {
    pub(crate) fn of(events: BoxStream<'static, Event>) -> Self {
        Self { events, content: std::marker::PhantomData }
    }
}

impl<T: Send> IntoResponse for Events<T> {
    fn into_response(self) -> Response {
        SSE::new(self.events).keep_alive(KEEP_ALIVE).into_response()
    }
}

impl<T: Type + ToJSON + 'static> ApiResponse for Events<T> {
    fn meta() -> MetaResponses {
        EventStream::<BoxStream<'static, T>>::meta()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}
