//! Reads a filter on the assets in the way the map service does.

use std::sync::{Arc, LazyLock};

use api_app::compute_pool::ComputePool;
use api_geo::crs::Crs;
use api_app::ogc::collection::Collection;
use api_app::ogc::cql::{Language, read};
use api_app::ogc::schema::Schema;
use policies::source::Source;

static SCHEMA: LazyLock<Arc<Schema>> = LazyLock::new(|| {
    let kinds = policies::kinds::load(&Source::BuiltIn).expect("the shipped kinds are good");
    Arc::new(Schema::of(Collection::Assets, &kinds))
});

static POOL: LazyLock<ComputePool> = LazyLock::new(|| ComputePool::new(1, 1));

static RUNTIME: LazyLock<tokio::runtime::Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_current_thread().build().expect("a runtime"));

/// Reads a filter. A panic of the library on its own thread is an error answer in the product, and
/// a finding here.
pub fn filter(bytes: &[u8], language: Language) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _answer = RUNTIME.block_on(read(&POOL, text, language, &SCHEMA, Crs::Crs84));
}
