//! Random bytes for ids and for readable codes.
//!
//! A test that compares two servers byte for byte runs a request under [`seeded`]: both servers
//! then draw the same bytes. Passwords, session tokens and salts use another source.

use std::sync::{Mutex, PoisonError};

use rand::{RngCore, SeedableRng, rngs::StdRng};

tokio::task_local! {
    /// The generator of a task with a seed.
    static SEEDED: Mutex<StdRng>;
}

/// Random bytes: from the generator of this task if it has one, else from the machine.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = SEEDED.try_with(|generator| {
        generator.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
    });
    if filled.is_err() {
        rand::rng().fill_bytes(&mut bytes);
    }
    bytes
}

/// Runs `work` with a generator of this seed. Tasks that `work` spawns do not have the generator.
pub async fn seeded<F: Future>(seed: u64, work: F) -> F::Output {
    SEEDED.scope(Mutex::new(StdRng::seed_from_u64(seed)), work).await
}
