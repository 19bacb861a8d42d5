//! `hatang`: the server and its tools, one binary.

use std::process::ExitCode;

/// Answers consist of many small allocations: see `docs/adr/0024-the-allocator.md`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    api_server::cli::run().await
}
