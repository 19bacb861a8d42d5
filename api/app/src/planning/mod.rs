//! Queries of planners: reads that combine several assets into one answer, and count the excluded
//! ones.
//!
//! Assets outside the viewer's visibility take no part: no answer contains or counts them, and no
//! path leads through them.

pub mod along_route;
pub mod construction_route;
pub mod duct_path;
pub mod supports;
pub mod towers;
pub mod works;

use std::collections::BTreeSet;

use domain::access::Actor;
use domain::ids::OrganizationId;
use domain::registry::band::BandRules;
use domain::registry::capacity::Overload;

use crate::app::App;
use crate::command_pipeline::Permission;
use crate::compute_pool::ComputePool;
use crate::error::AppError;
use crate::read_scope::read_scope_for_regulators;
use crate::register::queries;
use api_store::visibility::AssetVisibility;

/// The name of the resource in grants.
pub const RESOURCE: &str = "planning";

/// The viewer of a planning query.
#[derive(Debug, Clone)]
pub struct PlanningViewer {
    pub visibility: AssetVisibility,
    /// The viewer's organisations: an owner uses its own assets whether or not it shares them.
    pub own: BTreeSet<OrganizationId>,
    /// The threshold from which an asset is overloaded.
    pub overload: Overload,
    /// The thresholds of the bands.
    pub rules: BandRules,
    /// The pool for long computations.
    pub pool: ComputePool,
}

/// The viewer of a person who may plan.
///
/// # Errors
/// [`AppError::Forbidden`] when none of the person's roles may plan.
pub async fn viewer(app: &App, actor: &Actor) -> Result<PlanningViewer, AppError> {
    read_scope_for_regulators(app.store.read(), app, actor, &Permission::new(RESOURCE, "read")).await?;
    let visibility = queries::visibility(app, actor).await?;
    let own = visibility.own().cloned().unwrap_or_default();
    let kinds = &app.policies.kinds;
    Ok(PlanningViewer { visibility, own, overload: kinds.overload, rules: kinds.bands(), pool: app.compute.clone() })
}
