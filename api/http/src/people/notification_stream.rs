//! The stream of a person's notices as server-sent events. The id of an event is the position of its notice (`store/sequencer.rs`), and
//! `Last-Event-ID` goes on behind it, on any node.

use std::time::Duration;

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

use api_app::app::App;
use api_app::command_pipeline::Permission;
use api_app::error::{AppError, chain};
use api_app::mail::queries::RESOURCE;
use api_app::read_scope::read_scope;
use api_app::reads::entities::notifications::Model;
use api_app::reads::notifications::{self, Cursor};
use api_app::reads::sequencer::Sequencer;

/// How often the stream looks by itself for notices, and whether its reader may still read; the wake signal makes it faster on the node where
/// something happened.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// How often a stream on which nothing happens shows that it is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Whose notices are streamed, and by what right.
pub(crate) struct Reader {
    /// The installation.
    pub(crate) app: App,
    /// Gives notices their positions.
    pub(crate) sequencer: Sequencer,
    /// The session under which the stream was opened.
    pub(crate) token_hash: String,
    /// The person.
    pub(crate) user: UserId,
}

impl Reader {
    /// The events of this reader, behind the one with the id `last`; without it, behind every notice that was committed before the call.
    /// A new stream first tells its position, in an event without content: a client whose connection breaks before the first notice goes on
    /// from there.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when the database is in trouble.
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
        let notices = notices(self, wake_signal, cursor)
            .map(move |(position, row)| Event::message(shown(row).to_json_string()).id(position.to_string()));
        Ok(stream::iter(first).chain(notices).boxed())
    }

    /// The next notices, if the reader may still read them.
    async fn next(&self, cursor: Cursor, look: WakeReason) -> Result<Vec<(i64, Model)>, AppError> {
        let store = &self.app.store;
        self.sequencer.number_committed(store).await?;
        let rows = notifications::after(store.read(), self.user, cursor).await?;
        if look == WakeReason::Interval || !rows.is_empty() {
            self.may_still_read().await?;
        }
        Ok(rows)
    }

    /// The session is neither over nor revoked, the account is active, and a role allows it.
    async fn may_still_read(&self) -> Result<(), AppError> {
        let now = self.app.clock.now();
        let when = (now, self.app.local_date(now));
        let found = self.app.principals.behind(self.app.store.read(), &self.token_hash, when).await?;
        let actor = found.ok_or(AppError::Unauthenticated)?;
        read_scope(&self.app, &actor, &Permission::new(RESOURCE, "read")).map(drop)
    }
}

/// Why the stream looks for notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WakeReason {
    /// Something was committed on this node.
    Signal,
    /// It is time.
    Interval,
}

struct StreamState {
    reader: Reader,
    cursor: Cursor,
    wake_signal: watch::Receiver<u64>,
    looks: Interval,
}

/// Notices with their positions, as they are committed. The stream waits while the database is in trouble: nothing is passed over,
/// because the cursor moves only with what was read. It ends when the reader may read no longer.
fn notices(
    reader: Reader,
    wake_signal: watch::Receiver<u64>,
    cursor: Cursor,
) -> impl Stream<Item = (i64, Model)> + Send {
    let mut looks = interval(POLL_INTERVAL);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let begun = StreamState { reader, cursor, wake_signal, looks };
    stream::unfold(begun, |mut following| async move {
        let mut look = WakeReason::Signal;
        loop {
            following.wake_signal.mark_unchanged();
            match following.reader.next(following.cursor, look).await {
                Ok(rows) => {
                    if let Some((position, _)) = rows.last() {
                        following.cursor.after = *position;
                        return Some((stream::iter(rows), following));
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

/// What `Last-Event-ID` says.
///
/// # Errors
/// [`AppError::Invalid`] when it is no position.
pub(crate) fn position(last_event_id: &str) -> Result<i64, AppError> {
    let is_number = last_event_id.bytes().all(|byte| byte.is_ascii_digit());
    let position = last_event_id.parse().ok().filter(|_| is_number);
    position.ok_or_else(|| AppError::invalid("Last-Event-ID", FieldProblem::EventOfTheStream))
}

/// Events with ids, which in the contract are a stream of `T`: the framework's own stream sends no ids.
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
