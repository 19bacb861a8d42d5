//! Writes the register page by page into a file, in one pass and with little memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::access::Actor;
use domain::ids::{AssetId, UserId};
use domain::text::Locale;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::columns::{self, Column, Exported};
use super::ofds::Network;
use super::order::{Format, Order};
use super::tenancies;
use crate::app::App;
use crate::error::AppError;
use crate::register::view::{self, AssetReader};
use crate::register::{filters, queries};
use api_geo::write::{Entry, Losses, Plan, WriteError, Writer, create};
use api_store::visibility::AssetVisibility;
use api_store::{Cause, StoreError, assets::asset_search};

/// Assets in one page.
const PAGE: u64 = 500;
const PAGES_AHEAD: usize = 2;

/// The viewer whose visibility limits the export.
#[derive(Debug, Clone, Copy)]
pub enum ExportViewer {
    /// A person, with the visibility at the time of each page.
    Person(UserId),
    /// The server itself, from the command line.
    System,
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A retry may succeed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A retry fails in the same way.
    #[error("{0}")]
    Refused(String),
    /// The file cannot be written; a retry fails in the same way.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Another node has taken over the export.
    #[error("the lease is lost")]
    Lost,
}

impl From<AppError> for ExportError {
    fn from(failure: AppError) -> Self {
        match failure {
            AppError::Internal(why) => Self::Store(StoreError::Internal(why)),
            AppError::Again => Self::Store(StoreError::Again(Cause::new(failure))),
            AppError::Unavailable { .. } | AppError::Busy { .. } => Self::Store(StoreError::unavailable(failure)),
            AppError::Forbidden(_) => Self::Refused("you may no longer read the register".to_owned()),
            AppError::Invalid(faults) => Self::Refused(
                faults
                    .iter()
                    .map(|fault| format!("{}: {}", fault.pointer, fault.message))
                    .collect::<Vec<_>>()
                    .join("; "),
            ),
            AppError::Unauthenticated
            | AppError::BadCredentials
            | AppError::CrossSite
            | AppError::NotFound
            | AppError::Refused(_)
            | AppError::PreconditionRequired
            | AppError::Stale { .. }
            | AppError::Conflict(_)
            | AppError::TooMany { .. }
            | AppError::TooLarge { .. } => Self::Refused(failure.to_string()),
        }
    }
}

/// The result of an export.
#[derive(Debug, Clone, Copy)]
pub struct WrittenExport {
    /// Assets in the file.
    pub rows: u64,
    /// Data that the format cannot represent.
    pub losses: Losses,
}

/// Writes assets into a file. Blocks the thread.
trait Taker: Send {
    fn take(&mut self, exported: &Exported) -> Result<(), WriteError>;
    fn finish(self: Box<Self>) -> Result<Losses, WriteError>;
}

/// One row per asset.
struct Table {
    writer: Box<dyn Writer>,
    columns: Vec<Column>,
}

impl Taker for Table {
    fn take(&mut self, exported: &Exported) -> Result<(), WriteError> {
        let geometry = exported.view.geometry.geometry().clone();
        let values = self.columns.iter().map(|column| column.value(exported)).collect();
        self.writer.write(&Entry { geometry, values })
    }

    fn finish(self: Box<Self>) -> Result<Losses, WriteError> {
        self.writer.finish()
    }
}

impl Taker for Network {
    fn take(&mut self, exported: &Exported) -> Result<(), WriteError> {
        self.add(exported)
    }

    fn finish(self: Box<Self>) -> Result<Losses, WriteError> {
        Network::finish(*self)
    }
}

/// Receives the progress: written assets and their total. Returns `false` to stop the export.
pub type Watcher<'w> = &'w (dyn Fn(u64, u64) -> futures_util::future::BoxFuture<'w, Result<bool, StoreError>> + Sync);

/// Writes a file.
///
/// # Errors
/// [`ExportError`]; discard the incomplete file.
pub async fn write(
    app: &App,
    order: &Order,
    viewer: ExportViewer,
    path: &Path,
    watcher: Watcher<'_>,
) -> Result<WrittenExport, ExportError> {
    let read = app.store.read();
    let mut query = filters::query(read, &app.policies.kinds, &order.filter, Vec::new()).await?;
    query.limit = PAGE;
    let (visibility, locale) = look(app, viewer).await?;
    let there = asset_search::overview(read, &query, &visibility).await?;
    let total = there.values().copied().fold(0, u64::saturating_add);
    let columns = columns_of(app, order, &there);
    let asks_for_tenancies = order.format == Format::Ofds || columns.iter().any(Column::needs_tenancies);
    let (hand, writing) =
        start(order.clone(), columns, path.to_owned(), app.scratch.folder().map_err(WriteError::from)?);
    let mut rows: u64 = 0;
    loop {
        // Permissions can end while a long file is written.
        let (visibility, _) = look(app, viewer).await?;
        let page = asset_search::page(read, &query, &visibility).await?;
        let lens = AssetReader {
            visibility: &visibility,
            locale,
            kinds: &app.policies.kinds,
            free_min: order.filter.free_min,
        };
        let mut known = if asks_for_tenancies {
            tenancies::visible(read, &page.items, &visibility, locale).await?
        } else {
            BTreeMap::new()
        };
        let views = view::views(read, page.items, lens).await?;
        rows = rows.saturating_add(u64::try_from(views.len()).unwrap_or_default());
        let exported = views.into_iter().map(|view| {
            let tenancies = known.remove(&AssetId::new(view.id)).unwrap_or_default();
            Exported { view, tenancies }
        });
        if hand.send(exported.collect()).await.is_err() {
            // The writer has stopped; its error is returned below.
            break;
        }
        if !watcher(rows, total.max(rows)).await? {
            return Err(ExportError::Lost);
        }
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    drop(hand);
    let losses = writing.await.map_err(StoreError::internal)??;
    Ok(WrittenExport { rows, losses })
}

/// The current visibility of the viewer, and the language.
async fn look(app: &App, viewer: ExportViewer) -> Result<(AssetVisibility, Locale), ExportError> {
    let ExportViewer::Person(user) = viewer else { return Ok((AssetVisibility::Everything, Locale::default())) };
    let today = app.local_date(app.clock.now());
    let actor: Option<Actor> = app.principals.person(app.store.read(), user, today).await?;
    let actor = actor.ok_or_else(|| ExportError::Refused("the person who asked is here no longer".to_owned()))?;
    Ok((queries::visibility(app, &actor).await?, actor.locale))
}

fn columns_of(app: &App, order: &Order, there: &BTreeMap<String, u64>) -> Vec<Column> {
    if order.columns.is_empty() {
        let required_permission = order.filter.free_min.is_some();
        let mut columns = columns::all(&app.policies.kinds, |kind| there.contains_key(kind));
        columns.retain(|column| required_permission || column.field.name != columns::FIT);
        return columns;
    }
    let known = columns::all(&app.policies.kinds, |_| true);
    let named = order.columns.iter().filter_map(|name| known.iter().find(|column| column.field.name == *name));
    named.cloned().collect()
}

/// Starts the writer thread.
fn start(
    order: Order,
    columns: Vec<Column>,
    path: PathBuf,
    scratch: PathBuf,
) -> (mpsc::Sender<Vec<Exported>>, JoinHandle<Result<Losses, WriteError>>) {
    let (hand, mut handed) = mpsc::channel::<Vec<Exported>>(PAGES_AHEAD);
    let writing = tokio::task::spawn_blocking(move || {
        let mut taker: Box<dyn Taker> = match order.format {
            Format::Table(target) => {
                let plan = Plan {
                    target,
                    crs: order.crs(),
                    place: order.place,
                    layer: "assets".to_owned(),
                    fields: columns.iter().map(|column| column.field.clone()).collect(),
                    scratch,
                };
                Box::new(Table { writer: create(&path, plan)?, columns })
            }
            Format::Ofds => Box::new(Network::create(&path, &scratch)?),
        };
        while let Some(page) = handed.blocking_recv() {
            for exported in &page {
                taker.take(exported)?;
            }
        }
        taker.finish()
    });
    (hand, writing)
}
