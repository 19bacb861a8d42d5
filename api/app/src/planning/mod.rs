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

use crate::act::Permission;
use crate::ask::ask_in_office;
use crate::compute_pool::ComputePool;
use crate::error::AppError;
use crate::house::House;
use crate::register::reading;
use api_store::sight::Sight;

/// The name of the resource in grants.
pub const RESOURCE: &str = "planning";

/// With whose eyes a question is answered.
#[derive(Debug, Clone)]
pub struct Eyes {
    /// How far they see.
    pub sight: Sight,
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
pub async fn eyes(house: &House, actor: &Actor) -> Result<Eyes, AppError> {
    ask_in_office(house.store.read(), house, actor, &Permission::new(RESOURCE, "read")).await?;
    let sight = reading::sight(house, actor).await?;
    let own = sight.own().cloned().unwrap_or_default();
    let kinds = &house.policies.kinds;
    Ok(Eyes { sight, own, overload: kinds.overload, rules: kinds.bands(), pool: house.compute.clone() })
}
