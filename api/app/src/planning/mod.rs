//! What planners ask of the register: reads that join several assets to an answer, and say what was left out of it.
//!
//! What may not be seen takes no part: it is neither in an answer nor counted, and no way leads through it.

pub mod along_route;
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

/// With whose eyes a question is answered.
#[derive(Debug, Clone)]
pub struct PlanningViewer {
    /// How far they see.
    pub sight: AssetVisibility,
    /// For whom: an owner uses its own whether or not it shares it.
    pub own: BTreeSet<OrganizationId>,
    /// From where on an asset is overloaded.
    pub overload: Overload,
    /// The thresholds of the bands.
    pub rules: BandRules,
    /// Where long computations run.
    pub pool: ComputePool,
}

/// The eyes of a person who may plan.
///
/// # Errors
/// [`AppError::Forbidden`] when none of the person's roles may.
pub async fn viewer(app: &App, actor: &Actor) -> Result<PlanningViewer, AppError> {
    read_scope_for_regulators(app.store.read(), app, actor, &Permission::new(RESOURCE, "read")).await?;
    let sight = queries::sight(app, actor).await?;
    let own = sight.own().cloned().unwrap_or_default();
    let kinds = &app.policies.kinds;
    Ok(PlanningViewer { sight, own, overload: kinds.overload, rules: kinds.bands(), pool: app.compute.clone() })
}
