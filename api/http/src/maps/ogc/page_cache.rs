//! Pages of features that were shown, kept for as long as nothing on them has changed: that is asked of the database at each request,
//! so a change shows at the next one on every node.

use chrono::NaiveDate;
use domain::text::Locale;
use moka::sync::Cache;

use super::reply::Reply;
use api_app::error::AppError;
use api_app::ogc::collection::Collection;
use api_app::reads::change_versions::Version;
use api_app::reads::visibility::AssetVisibility;

/// What a page with its question takes besides their letters, roughly.
const OVERHEAD: usize = 500;

/// How things stood when a page was written: how often what is on it had changed, and the legal day.
pub(super) type AsOf = (Version, NaiveDate);

/// What was asked for, and by what eyes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    /// Of which collection.
    pub(super) collection: Collection,
    /// The query, letter by letter.
    pub(super) query: String,
    /// Where the service is.
    pub(super) base: String,
    /// The language of names.
    pub(super) locale: Locale,
    /// How far the reader sees; `None` where everybody sees the same.
    pub(super) visibility: Option<AssetVisibility>,
}

/// What was shown on this node, up to a number of bytes.
#[derive(Debug, Clone)]
pub(super) struct Pages(Cache<Asked, (AsOf, Reply)>);

impl Pages {
    /// None yet, up to so many bytes.
    pub(super) fn new(bytes: u64) -> Self {
        let weight = |asked: &Asked, (_, reply): &(AsOf, Reply)| {
            let all = asked.query.len().saturating_add(reply.weight()).saturating_add(OVERHEAD);
            u32::try_from(all).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(bytes).weigher(weight).build())
    }

    /// The page, if it is kept and still true; otherwise as it is written now.
    ///
    /// # Errors
    /// What writing it fails with.
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
        let reply = written.await?.pressed()?;
        self.0.insert(asked, (as_of, reply.clone()));
        Ok(reply)
    }
}
