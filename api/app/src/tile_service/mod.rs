//! The atlas: what the map shows to whom. It reads through `store`, draws with `tiles`, and keeps what it drew.
//!
//! A tile that is kept is shown again only as long as nothing has changed on it: that is asked of the database each time, in the
//! query that finds out who looks, so a change shows at the next request on every node. What is asked for stays in the server; the
//! `ETag` is made of the bytes, so that it changes only with what this reader sees, and tells nobody of changes to what is hidden
//! from them.

mod areas;
mod assets;
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
use layer::Layer;

/// Who looks at a layer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TileViewer {
    /// Everybody sees the same.
    Everybody,
    /// Those who see so far.
    Seeing(AssetVisibility),
}

/// How things stood when a tile was drawn: how often what is on it had changed, and the legal day.
type AsOf = (Version, NaiveDate);

/// What was drawn on this node, up to a number of bytes.
#[derive(Debug, Clone)]
pub struct TileCache(Cache<(Layer, Address, TileViewer), (AsOf, Arc<EncodedTile>)>);

impl TileCache {
    /// An empty one that grows to so many bytes.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        let weight = |_: &(Layer, Address, TileViewer), (_, sheet): &(AsOf, Arc<EncodedTile>)| sheet.weight();
        Self(Cache::builder().max_capacity(bytes).weigher(weight).build())
    }

    /// A tile as these eyes see it now, when what is on it has changed so often.
    ///
    /// # Errors
    /// [`AppError::Unauthenticated`] for eyes that see nothing of the layer; or when the database fails.
    pub async fn tile(
        &self,
        app: &App,
        layer: Layer,
        tile: Address,
        (viewer, version): (TileViewer, Version),
    ) -> Result<Arc<EncodedTile>, AppError> {
        let today = app.local_date(app.clock.now());
        let as_of = (version, today);
        let key = (layer, tile, viewer);
        if let Some((then, sheet)) = self.0.get(&key)
            && then == as_of
        {
            return Ok(sheet);
        }
        let layers = layers(app, tile, today, &key).await?;
        let sheet = Arc::new(pressed(layers).await?);
        self.0.insert(key, (as_of, Arc::clone(&sheet)));
        Ok(sheet)
    }
}

async fn layers(
    app: &App,
    tile: Address,
    today: NaiveDate,
    (layer, _, viewer): &(Layer, Address, TileViewer),
) -> Result<Vec<mvt::Layer>, AppError> {
    let published = match (layer, viewer) {
        (Layer::Assets, TileViewer::Seeing(sight)) => return assets::draw(app, tile, sight).await,
        // Nobody sees assets without having said who they are.
        (Layer::Assets, TileViewer::Everybody) => return Err(AppError::Unauthenticated),
        (Layer::Areas, _) => return areas::draw(app, tile, today).await,
        (Layer::PlannedWorks, _) => Published::Works,
        (Layer::Permits, _) => Published::Results,
    };
    let features = published::draw(app, tile, published).await?;
    Ok(vec![mvt::Layer { name: layer.as_str(), features }])
}

/// A tile with so many features is written and pressed at once: that takes less than the way to another thread.
const FEW: usize = 500;

async fn pressed(layers: Vec<mvt::Layer>) -> Result<EncodedTile, AppError> {
    let press =
        |layers| EncodedTile::press(&mvt::write(layers).map_err(AppError::internal)?).map_err(AppError::internal);
    if layers.iter().map(|layer| layer.features.len()).sum::<usize>() <= FEW {
        return press(layers);
    }
    tokio::task::spawn_blocking(move || press(layers)).await.map_err(AppError::internal)?
}

/// What of a layer changes a tile.
#[must_use]
pub fn changes(layer: Layer, tile: Address) -> Changes {
    match layer {
        Layer::Assets => Changes::of_assets(Range::changing(tile)),
        Layer::Areas | Layer::PlannedWorks | Layer::Permits => Changes::of_layer(layer.as_str()),
    }
}
