//! The tests of rule packs as one executable: `cargo test --workspace --test packs laws::` runs one
//! module.

mod broken;
mod laws;
mod shipped;
mod slips;
mod story;
