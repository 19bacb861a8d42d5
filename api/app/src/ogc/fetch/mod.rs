//! Brings features together: page by page, only what the reader may see, judged by what was asked for.

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

/// So many rows are looked at for one page. When fewer fit than were asked for, the page is short and the next goes on.
const LOOKED_AT: u64 = 20_000;
/// So many at once, at least and at most.
const AT_ONCE: (u64, u64) = (100, 2_000);

/// The steps that evaluating the filter of one page may take.
const MOST_STEPS: u64 = 20_000_000;
/// A filter that costs no more than this for one point is evaluated where the request is answered: a box, some
/// properties.
const EVALUATED_HERE: usize = 32;
/// With a box in it, only for features that have no more vertices than this in all.
const VERTICES_HERE: usize = 2_000;

/// Who reads, and in which language.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The server.
    pub app: &'a App,
    /// What there is to ask of each collection.
    pub schemas: &'a Schemas,
    /// The person, when somebody is logged in.
    pub actor: Option<&'a Actor>,
    /// The language of names.
    pub locale: Locale,
}

/// A page.
#[derive(Debug, Clone, Default)]
pub struct FetchedPage {
    /// Its features.
    pub features: Vec<Feature>,
    /// After which the next begins.
    pub next: Option<Uuid>,
    /// How many there are on all pages, where that is known without reading them all.
    pub matched: Option<u64>,
}

/// A part of a collection, in the order of ids.
#[derive(Debug, Default)]
struct Batch {
    features: Vec<Feature>,
    /// The last row that was read, if more may follow.
    more: Option<Uuid>,
}

/// A collection whose door stands open to a reader: what can be read of it is read through this, with the eyes of that reader.
#[derive(Debug)]
pub struct Opened<'a> {
    reader: Reader<'a>,
    collection: Collection,
    spring: FeatureSource,
}

/// Where the features of a collection come from.
#[derive(Debug)]
enum FeatureSource {
    Assets(AssetVisibility),
    Areas,
    Published(Published),
}

impl<'a> Reader<'a> {
    /// The collections that the reader may read.
    ///
    /// # Errors
    /// [`AppError`] when the database is in trouble.
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
    /// [`AppError::Unauthenticated`] for a stranger who might, once logged in; [`AppError::Forbidden`].
    pub async fn open(self, collection: Collection) -> Result<Opened<'a>, AppError> {
        let spring = match (collection, self.actor) {
            (Collection::Assets, Some(actor)) => FeatureSource::Assets(queries::sight(self.app, actor).await?),
            (Collection::Assets, None) => return Err(AppError::Unauthenticated),
            (Collection::Areas, _) => FeatureSource::Areas,
            (Collection::PlannedWorks, _) => FeatureSource::Published(Published::Works),
            (Collection::Permits, _) => FeatureSource::Published(Published::Results),
        };
        Ok(Opened { reader: self, collection, spring })
    }

    /// A box around everything there is: that of the administrative units, which says nothing of what stands in them.
    ///
    /// # Errors
    /// [`AppError`] when the database is in trouble.
    pub async fn extent(&self) -> Result<Option<Bounds>, AppError> {
        Ok(area_list::extent(self.app.store.read()).await?)
    }
}

/// What a page hangs on: when none of it has changed, the page has not.
#[must_use]
pub fn hangs_on(collection: Collection, question: &FeatureQuery) -> Changes {
    match collection {
        Collection::Assets => {
            let cells = question.filter.within().map_or_else(Range::everywhere, Range::reaching);
            let names = Changes::of_layer(Collection::Areas.id()).and(Changes::of_layer("names"));
            Changes::of_assets(cells).and(names)
        }
        // Counted as a whole, under the name that the collection has.
        Collection::Areas | Collection::PlannedWorks | Collection::Permits => Changes::of_layer(collection.id()),
    }
}

/// Whether a filter costs next to nothing for these features.
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
    /// Which it is.
    #[must_use]
    pub const fn collection(&self) -> Collection {
        self.collection
    }

    /// How far its reader sees, where that is not the same for everybody.
    #[must_use]
    pub const fn sight(&self) -> Option<&AssetVisibility> {
        match &self.spring {
            FeatureSource::Assets(sight) => Some(sight),
            FeatureSource::Areas | FeatureSource::Published(_) => None,
        }
    }

    /// A page of features.
    ///
    /// # Errors
    /// [`AppError`] when the database is in trouble.
    pub async fn items(&self, question: &FeatureQuery) -> Result<FetchedPage, AppError> {
        let (harvest, counted) = tokio::try_join!(self.page(question), self.counted(question))?;
        // Not said on later pages.
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

    /// The features of which a filter holds, and what is left of the budget. A filter that costs next to nothing is evaluated here,
    /// every other in the pool.
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
    /// [`AppError::NotFound`] when it is not there for these eyes; otherwise when the database is in trouble.
    pub async fn item(&self, id: Uuid) -> Result<Feature, AppError> {
        let found = match &self.spring {
            FeatureSource::Assets(sight) => assets::one(&self.reader, sight, id).await?,
            FeatureSource::Areas => areas::one(&self.reader, id).await?,
            FeatureSource::Published(what) => published::one(&self.reader, *what, id).await?,
        };
        found.ok_or(AppError::NotFound)
    }

    async fn batch(&self, filter: &Filter, after: Option<Uuid>, size: u64) -> Result<Batch, AppError> {
        match &self.spring {
            FeatureSource::Assets(sight) => assets::batch(&self.reader, sight, filter, after, size).await,
            FeatureSource::Areas => areas::batch(&self.reader, filter.within(), after, size).await,
            FeatureSource::Published(what) => published::batch(&self.reader, *what, filter.within(), after, size).await,
        }
    }

    /// How many there are on all pages, counted beside the first of them. Not known when only reading them all would tell: when a
    /// place was asked for, or accents do not matter, or there are very many.
    async fn counted(&self, question: &FeatureQuery) -> Result<Option<u64>, AppError> {
        match (&self.spring, question.after) {
            (FeatureSource::Assets(sight), None) => assets::count(&self.reader, sight, &question.filter).await,
            (FeatureSource::Assets(_), Some(_)) | (FeatureSource::Areas | FeatureSource::Published(_), _) => Ok(None),
        }
    }
}
