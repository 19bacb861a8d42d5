//! Fetches features page by page: only those that the reader may see and that match the query.

mod areas;
mod assets;
mod published;

use std::sync::Arc;

use domain::access::Actor;
use domain::place::{Bounds, BudgetExceeded, StepBudget};
use domain::text::Locale;
use geo::CoordsIter;
use strum::VariantArray;
use uuid::Uuid;

use super::collection::Collection;
use super::evaluate::evaluate;
use super::feature::Feature;
use super::query_params::FeatureQuery;
use super::schema::Schemas;
use crate::app::App;
use crate::error::AppError;
use crate::register::queries;
use api_store::areas::area_list;
use api_store::cases::published::Published;
use api_store::change_versions::Changes;
use api_store::filter::{Filter, PlaceWork, Truth};
use api_store::visibility::AssetVisibility;
use api_tiles::grid::Range;

/// The most rows examined for one page. When too few match, the page is short and the next page
/// continues.
const LOOKED_AT: u64 = 20_000;
/// The smallest and the largest batch of rows.
const AT_ONCE: (u64, u64) = (100, 2_000);

/// The steps that evaluating the filter of one page may take.
const MOST_STEPS: u64 = 20_000_000;
/// A filter that costs no more than this for one point is evaluated in the request's own task: a
/// box, some properties.
const EVALUATED_HERE: usize = 32;
/// With a box in the filter, only features with no more vertices than this in total are evaluated
/// there.
const VERTICES_HERE: usize = 2_000;

/// The caller and the language.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    pub app: &'a App,
    /// The queryable properties of each collection.
    pub schemas: &'a Schemas,
    /// The person, when somebody is logged in.
    pub actor: Option<&'a Actor>,
    pub locale: Locale,
}

#[derive(Debug, Clone, Default)]
pub struct FetchedPage {
    pub features: Vec<Feature>,
    /// The feature after which the next page begins.
    pub next: Option<Uuid>,
    /// The number of features on all pages, where it is known without reading them all.
    pub matched: Option<u64>,
}

/// A part of a collection, in the order of ids.
#[derive(Debug, Default)]
struct Batch {
    features: Vec<Feature>,
    /// The last row that was read, if more may follow.
    more: Option<Uuid>,
}

/// A collection that the reader may read; all reads of the collection go through it, limited to the
/// reader's visibility.
#[derive(Debug)]
pub struct Opened<'a> {
    reader: Reader<'a>,
    collection: Collection,
    spring: FeatureSource,
}

/// The source of a collection's features.
#[derive(Debug)]
enum FeatureSource {
    Assets(AssetVisibility),
    Areas,
    Published(Published),
}

impl<'a> Reader<'a> {
    /// The collections that the reader may read.
    pub async fn collections(&self) -> Result<Vec<Collection>, AppError> {
        let mut open = Vec::new();
        for collection in Collection::VARIANTS.iter().copied() {
            match self.open(collection).await {
                Ok(_) => open.push(collection),
                Err(AppError::Unauthenticated | AppError::Forbidden(_)) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(open)
    }

    /// Opens a collection, if the reader may read it.
    ///
    /// # Errors
    /// [`AppError::Unauthenticated`] for an anonymous caller who might read it after a login;
    /// [`AppError::Forbidden`].
    pub async fn open(self, collection: Collection) -> Result<Opened<'a>, AppError> {
        let spring = match (collection, self.actor) {
            (Collection::Assets, Some(actor)) => FeatureSource::Assets(queries::visibility(self.app, actor).await?),
            (Collection::Assets, None) => return Err(AppError::Unauthenticated),
            (Collection::Areas, _) => FeatureSource::Areas,
            (Collection::PlannedWorks, _) => FeatureSource::Published(Published::Works),
            (Collection::Permits, _) => FeatureSource::Published(Published::Results),
        };
        Ok(Opened { reader: self, collection, spring })
    }

    /// The bounding box of all data: that of the administrative units, which reveals nothing of the
    /// assets in them.
    pub async fn extent(&self) -> Result<Option<Bounds>, AppError> {
        Ok(area_list::extent(self.app.store.read()).await?)
    }
}

/// The data that a page depends on: while that data is unchanged, the page is unchanged.
#[must_use]
pub fn hangs_on(collection: Collection, question: &FeatureQuery) -> Changes {
    match collection {
        Collection::Assets => {
            let cells = question.filter.within().map_or_else(Range::everywhere, Range::reaching);
            let names = Changes::of_layer(Collection::Areas.id()).and(Changes::of_layer("names"));
            Changes::of_assets(cells).and(names)
        }
        // Changes of the whole layer are counted, under the name of the collection.
        Collection::Areas | Collection::PlannedWorks | Collection::Permits => Changes::of_layer(collection.id()),
    }
}

/// Whether evaluating a filter for these features is cheap.
fn is_evaluated_here(filter: &Filter, features: &[Feature]) -> bool {
    let vertices = || {
        let shapes = features.iter().filter_map(|feature| feature.shape.as_ref());
        shapes.map(|shape| shape.geometry().coords_count()).fold(0, usize::saturating_add)
    };
    filter.cost() <= EVALUATED_HERE
        && match filter.place_work() {
            PlaceWork::Nothing => true,
            PlaceWork::Boxes => vertices() <= VERTICES_HERE,
            PlaceWork::Relations => false,
        }
}

impl Opened<'_> {
    #[must_use]
    pub const fn collection(&self) -> Collection {
        self.collection
    }

    /// The reader's visibility, where it differs between readers.
    #[must_use]
    pub const fn visibility(&self) -> Option<&AssetVisibility> {
        match &self.spring {
            FeatureSource::Assets(visibility) => Some(visibility),
            FeatureSource::Areas | FeatureSource::Published(_) => None,
        }
    }

    pub async fn items(&self, question: &FeatureQuery) -> Result<FetchedPage, AppError> {
        let (harvest, counted) = tokio::try_join!(self.page(question), self.counted(question))?;
        // Later pages do not give the total.
        let matched = match (question.after, harvest.next) {
            (None, None) => u64::try_from(harvest.features.len()).ok(),
            (None, Some(_)) => counted,
            (Some(_), _) => None,
        };
        Ok(FetchedPage { matched, ..harvest })
    }

    async fn page(&self, question: &FeatureQuery) -> Result<FetchedPage, AppError> {
        let wanted = usize::try_from(question.limit).unwrap_or(usize::MAX);
        let mut found: Vec<Feature> = Vec::new();
        let (mut after, mut looked_at) = (question.after, 0_u64);
        let mut budget = StepBudget::of(MOST_STEPS);
        let unread = loop {
            let missing = u64::try_from(wanted.saturating_sub(found.len())).unwrap_or(u64::MAX).saturating_add(1);
            let size = missing.clamp(AT_ONCE.0, AT_ONCE.1);
            let batch = self.batch(&question.filter, after, size).await?;
            let (fitting, left) = self.fitting(&question.filter, batch.features, budget).await?;
            budget = left;
            found.extend(fitting);
            looked_at = looked_at.saturating_add(size);
            after = batch.more;
            if after.is_none() || found.len() > wanted || looked_at >= LOOKED_AT {
                break after;
            }
        };
        let next = if found.len() > wanted {
            found.truncate(wanted);
            found.last().map(|last| last.id)
        } else {
            unread
        };
        Ok(FetchedPage { features: found, next, matched: None })
    }

    /// The features that match a filter, and the remaining budget. A cheap filter is evaluated
    /// here, every other one in the pool.
    async fn fitting(
        &self,
        filter: &Arc<Filter>,
        features: Vec<Feature>,
        mut budget: StepBudget,
    ) -> Result<(Vec<Feature>, StepBudget), AppError> {
        let evaluate = |filter: &Filter, features: Vec<Feature>, budget: &mut StepBudget| {
            let mut found = Vec::new();
            for feature in features {
                if evaluate(filter, &feature, budget)? == Truth::True {
                    found.push(feature);
                }
            }
            Ok(found)
        };
        let found: Result<Vec<Feature>, BudgetExceeded> = if is_evaluated_here(filter, &features) {
            evaluate(filter, features, &mut budget)
        } else {
            let filter = Arc::clone(filter);
            let work = move || evaluate(&filter, features, &mut budget).map(|found| (found, budget));
            let done = self.reader.app.compute.run(work).await?;
            return done.map_err(|why| AppError::invalid("filter", why));
        };
        Ok((found.map_err(|why| AppError::invalid("filter", why))?, budget))
    }

    /// One feature.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the feature does not exist for this reader.
    pub async fn item(&self, id: Uuid) -> Result<Feature, AppError> {
        let found = match &self.spring {
            FeatureSource::Assets(visibility) => assets::one(&self.reader, visibility, id).await?,
            FeatureSource::Areas => areas::one(&self.reader, id).await?,
            FeatureSource::Published(what) => published::one(&self.reader, *what, id).await?,
        };
        found.ok_or(AppError::NotFound)
    }

    async fn batch(&self, filter: &Filter, after: Option<Uuid>, size: u64) -> Result<Batch, AppError> {
        match &self.spring {
            FeatureSource::Assets(visibility) => assets::batch(&self.reader, visibility, filter, after, size).await,
            FeatureSource::Areas => areas::batch(&self.reader, filter.within(), after, size).await,
            FeatureSource::Published(what) => published::batch(&self.reader, *what, filter.within(), after, size).await,
        }
    }

    /// The number of features on all pages, counted concurrently with the first page. `None` when
    /// only reading all features would tell: with a spatial condition, with accent-insensitive
    /// comparison, or with very many features.
    async fn counted(&self, question: &FeatureQuery) -> Result<Option<u64>, AppError> {
        match (&self.spring, question.after) {
            (FeatureSource::Assets(visibility), None) => {
                assets::count(&self.reader, visibility, &question.filter).await
            }
            (FeatureSource::Assets(_), Some(_)) | (FeatureSource::Areas | FeatureSource::Published(_), _) => Ok(None),
        }
    }
}
