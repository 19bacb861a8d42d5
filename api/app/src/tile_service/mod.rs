//! Serves map tiles: reads through `store`, encodes with `tiles`, and caches the encoded tiles.
//!
//! A cached tile is reused only while nothing on it has changed. Each request asks the database, in
//! the query that identifies the viewer, so a change shows at the next request on every node. The
//! change counters stay inside the server; the `ETag` derives from the bytes, so it changes only
//! with the content that this reader sees, and reveals no changes to hidden data.

mod areas;
mod assets;
pub mod cases;
pub mod encoded_tile;
pub mod layer;
mod published;
mod tile_geometry;

pub use api_tiles::address::{Address, DEEPEST, TileAddressError};

use std::sync::Arc;

use chrono::NaiveDate;
use moka::sync::Cache;

use crate::app::App;
use crate::error::AppError;
use api_store::cases::published::Published;
use api_store::change_versions::{Changes, Version};
use api_store::visibility::AssetVisibility;
use api_tiles::grid::Range;
use api_tiles::mvt;

use encoded_tile::EncodedTile;
use layer::CachedLayer;

/// The viewer of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TileViewer {
    /// All viewers see the same.
    Everybody,
    /// Viewers with this visibility.
    Seeing(AssetVisibility),
}

/// The state for which a tile was encoded: the version of its data, and the legal day.
type AsOf = (Version, NaiveDate);

/// The tiles cached on this node, up to a number of bytes.
#[derive(Debug, Clone)]
pub struct TileCache(Cache<(CachedLayer, Address, TileViewer), (AsOf, Arc<EncodedTile>)>);

impl TileCache {
    /// An empty cache with a capacity in bytes.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        let weight = |_: &(CachedLayer, Address, TileViewer), (_, tile): &(AsOf, Arc<EncodedTile>)| tile.weight();
        Self(Cache::builder().max_capacity(bytes).weigher(weight).build())
    }

    /// The current tile for a viewer, for the given version of its data.
    ///
    /// # Errors
    /// [`AppError::Unauthenticated`] for viewers who see nothing of the layer.
    pub async fn tile(
        &self,
        app: &App,
        layer: CachedLayer,
        tile: Address,
        (viewer, version): (TileViewer, Version),
    ) -> Result<Arc<EncodedTile>, AppError> {
        let today = app.local_date(app.clock.now());
        let as_of = (version, today);
        let key = (layer, tile, viewer);
        if let Some((then, tile)) = self.0.get(&key)
            && then == as_of
        {
            return Ok(tile);
        }
        let layers = layers(app, tile, today, &key).await?;
        let tile = Arc::new(compressed(layers).await?);
        self.0.insert(key, (as_of, Arc::clone(&tile)));
        Ok(tile)
    }
}

async fn layers(
    app: &App,
    tile: Address,
    today: NaiveDate,
    (layer, _, viewer): &(CachedLayer, Address, TileViewer),
) -> Result<Vec<mvt::Layer>, AppError> {
    let published = match (layer, viewer) {
        (CachedLayer::Assets, TileViewer::Seeing(visibility)) => return assets::draw(app, tile, visibility).await,
        // Only authenticated viewers see assets.
        (CachedLayer::Assets, TileViewer::Everybody) => return Err(AppError::Unauthenticated),
        (CachedLayer::Areas, _) => return areas::draw(app, tile, today).await,
        (CachedLayer::PlannedWorks, _) => Published::Works,
        (CachedLayer::Permits, _) => Published::Results,
    };
    let features = published::draw(app, tile, published).await?;
    Ok(vec![mvt::Layer { name: layer.layer().as_str(), features }])
}

/// Tiles with at most this many features are encoded in the current task: that takes less time than
/// a switch to another thread.
const FEW: usize = 500;

async fn compressed(layers: Vec<mvt::Layer>) -> Result<EncodedTile, AppError> {
    let compress =
        |layers| EncodedTile::compress(&mvt::write(layers).map_err(AppError::internal)?).map_err(AppError::internal);
    if layers.iter().map(|layer| layer.features.len()).sum::<usize>() <= FEW {
        return compress(layers);
    }
    tokio::task::spawn_blocking(move || compress(layers)).await.map_err(AppError::internal)?
}

/// The changes of a layer that change a tile.
#[must_use]
pub fn changes(layer: CachedLayer, tile: Address) -> Changes {
    match layer {
        CachedLayer::Assets => Changes::of_assets(Range::changing(tile)),
        CachedLayer::Areas | CachedLayer::PlannedWorks | CachedLayer::Permits => {
            Changes::of_layer(layer.layer().as_str())
        }
    }
}
