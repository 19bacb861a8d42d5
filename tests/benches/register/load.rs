//! One import in a separate process, so that its memory can be measured.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use api_app::imports::import_file_store::ImportFileStore;
use api_app::imports::importer::{Ended, Importer};
use api_app::imports::mapping::Mapping;
use api_store::Store;
use api_store::assets::imports::batches::{NewBatch, create};
use api_store::database::clock::{Clock, SystemClock};
use api_store::entities::status::{ImportMode, ImportStatus};
use domain::ids::{ImportId, OrganizationId};
use serde::{Deserialize, Serialize};

use crate::hardware::{peak_rss_kib, rss_kib};
use crate::synthetic;

/// The figures of an import.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Loaded {
    pub(crate) rows: i64,
    pub(crate) assets: i64,
    pub(crate) refused: i64,
    pub(crate) seconds: f64,
    /// Resident memory after a tenth of the rows.
    pub(crate) rss_tenth_kib: u64,
    /// The greatest resident memory of the process.
    pub(crate) rss_peak_kib: u64,
}

/// Imports a file for an owner, as the command line does it.
pub(crate) async fn import(database: &str, file: &Path, owner: OrganizationId, folder: &Path) -> Loaded {
    let store = Store::connect(database).await.unwrap();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let importer = Importer {
        store: store.clone(),
        clock: Arc::clone(&clock),
        import_files: ImportFileStore::of(api_app::files::in_folder(&folder.join("imports")).unwrap()),
        catalogue: Arc::new(policies::kinds::load(&policies::source::Source::BuiltIn).unwrap()),
        scratch: Arc::new(api_app::scratch::Scratch::within(folder)),
        leases: api_app::lease::ActiveLeases::default(),
        office: None,
    };
    let mapping: Mapping = toml::from_str(synthetic::MAPPING).unwrap();
    let id = ImportId::new(clock.new_id());
    let opened = tokio::fs::File::open(file).await.unwrap();
    let kept =
        importer.import_files.put(&id.to_string(), tokio_util::io::ReaderStream::new(opened), u64::MAX).await.unwrap();
    let batch = NewBatch {
        id,
        organization: owner,
        by: None,
        format: mapping.format_name(),
        mapping: serde_json::to_value(&mapping).unwrap(),
        mode: ImportMode::Commit,
        file_key: kept.key,
        file_name: None,
        bytes: kept.bytes,
        at: clock.now(),
    };
    let tx = store.begin().await.unwrap();
    create(&tx, batch).await.unwrap();
    store.commit(tx).await.unwrap();

    let tenth = AtomicU64::new(0);
    let total = i64::try_from(kept.bytes).unwrap();
    let begun = Instant::now();
    let ended = importer
        .this(id, "bench", &|batch| {
            if batch.bytes_read * 10 >= total && tenth.load(Ordering::Relaxed) == 0 {
                tenth.store(rss_kib(), Ordering::Relaxed);
            }
            if batch.rows_read % 100_000 == 0 {
                eprintln!("  {} rows, {} MiB", batch.rows_read, rss_kib() / 1024);
            }
        })
        .await
        .unwrap();
    let Ended::Finished(batch) = ended else { panic!("the lease was lost") };
    assert_eq!((batch.status, batch.last_error.as_deref()), (ImportStatus::Done, None));
    store.close().await.unwrap();
    Loaded {
        rows: batch.rows_read,
        assets: batch.assets_created,
        refused: batch.rows_failed,
        seconds: begun.elapsed().as_secs_f64(),
        rss_tenth_kib: tenth.load(Ordering::Relaxed),
        rss_peak_kib: peak_rss_kib(),
    }
}
