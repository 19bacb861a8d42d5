//! Caches rendered feature pages. Each request compares a change version in the database, so every
//! node shows a change at the next request.

use chrono::NaiveDate;
use domain::text::Locale;
use moka::sync::Cache;

use super::reply::Reply;
use api_app::error::AppError;
use api_app::ogc::collection::Collection;
use api_app::reads::change_versions::Version;
use api_app::reads::visibility::AssetVisibility;

/// Approximate overhead of a cached page and its key, in bytes.
const OVERHEAD: usize = 500;

/// State on which a page depends: the change version and the legal day.
pub(super) type AsOf = (Version, NaiveDate);

/// The key of a cached page: the request and the visibility of its reader.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    pub(super) collection: Collection,
    /// The query string as sent.
    pub(super) query: String,
    /// Base address of the service.
    pub(super) base: String,
    /// Language of the names.
    pub(super) locale: Locale,
    /// Visibility of the reader; `None` for collections that are the same for everybody.
    pub(super) visibility: Option<AssetVisibility>,
}

/// Pages cached by this node, limited in bytes.
#[derive(Debug, Clone)]
pub(super) struct Pages(Cache<Asked, (AsOf, Reply)>);

impl Pages {
    /// An empty cache with a size limit in bytes.
    pub(super) fn new(bytes: u64) -> Self {
        let weight = |asked: &Asked, (_, reply): &(AsOf, Reply)| {
            let all = asked.query.len().saturating_add(reply.weight()).saturating_add(OVERHEAD);
            u32::try_from(all).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(bytes).weigher(weight).build())
    }

    /// Returns the cached page if it is current, otherwise renders it.
    ///
    /// # Errors
    /// The errors of the renderer.
    pub(super) async fn shown(
        &self,
        asked: Asked,
        as_of: AsOf,
        written: impl Future<Output = Result<Reply, AppError>>,
    ) -> Result<Reply, AppError> {
        if let Some((then, reply)) = self.0.get(&asked)
            && then == as_of
        {
            return Ok(reply);
        }
        let reply = written.await?.compressed()?;
        self.0.insert(asked, (as_of, reply.clone()));
        Ok(reply)
    }
}
