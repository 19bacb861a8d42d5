//! The tests of migrations as one executable: `cargo test --workspace --test schema public_view::`
//! runs one module.

mod case_boxes;
mod case_search;
mod clean_text;
mod drafts;
mod public_view;
mod stream_positions;
mod up_down_up;

use tokio::sync::{Mutex, MutexGuard};

/// Each test creates all tables in the one database of `DATABASE_URL` and drops them, so only one
/// test at a time uses the database.
static TURN: Mutex<()> = Mutex::const_new(());

/// The PostgreSQL database of `DATABASE_URL`, for one test; `None` when the variable is not set.
async fn postgres() -> Option<(String, MutexGuard<'static, ()>)> {
    let url = std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres"))?;
    Some((url, TURN.lock().await))
}
