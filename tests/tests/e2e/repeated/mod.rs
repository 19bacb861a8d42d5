//! Repeated requests with an `Idempotency-Key`: an equal request gets the first answer, every other
//! one is refused.

mod answers;
mod every_operation;
mod sent;
