//! Occupancies of an asset: owners see all of them, a tenant sees only its own.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::{AssetId, CaseId, OccupancyId, OrganizationId};
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::assets::bodies::Organization;
use crate::caller::Caller;
use crate::page::{Page, PageParameters};
use crate::problem::Problem;
use api_app::app::App;
use api_app::reads::{occupancies, organizations};
use api_app::register::queries;

/// Use of units of an asset by a tenant.
#[derive(Debug, Object)]
struct Occupancy {
    id: Uuid,
    unit: String,
    quantity: u32,
    /// Tenant; absent for a use found by a survey that nobody has claimed.
    tenant: Option<Organization>,
    note: Option<String>,
    /// `reserved`, `active` or `ended`.
    status: String,
    /// Case that granted the occupancy.
    case_id: Option<Uuid>,
    reserved_until: Option<DateTime<Utc>>,
    active_since: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    end_reason: Option<String>,
    created_at: DateTime<Utc>,
}

#[derive(Debug)]
pub struct Occupancies;

#[OpenApi]
impl Occupancies {
    /// List the occupancies of an asset
    ///
    /// The oldest occupancy comes first. Owners see all occupancies, a tenant sees its own.
    #[oai(path = "/assets/:asset_id/occupancies", method = "get", operation_id = "occupancy.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        asset_id: Path<Uuid>,
        page: PageParameters,
    ) -> Result<Json<Page<Occupancy>>, Problem> {
        let asset = AssetId::new(asset_id.0);
        let only = queries::tenancies(&app, &caller.0, asset).await?;
        let page = page.wanted()?;
        let after = page.position().map(OccupancyId::new);
        let read = app.store.read();
        let rows = occupancies::of_asset(read, asset, only.as_ref(), after, page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id.uuid());
        let tenants: BTreeSet<OrganizationId> = rows.iter().filter_map(|row| row.tenant).collect();
        let names = organizations::names(read, &tenants.into_iter().collect::<Vec<_>>()).await?;
        let items = rows
            .into_iter()
            .map(|row| Occupancy {
                id: row.id.uuid(),
                unit: row.unit,
                quantity: row.quantity,
                tenant: row.tenant.map(|tenant| Organization {
                    id: tenant.uuid(),
                    name: names.get(&tenant).map(|name| name.get(caller.0.locale).to_owned()).unwrap_or_default(),
                }),
                note: row.note,
                status: row.status.as_str().to_owned(),
                case_id: row.case.map(CaseId::uuid),
                reserved_until: row.reserved_until,
                active_since: row.active_since,
                ended_at: row.ended_at,
                end_reason: row.end_reason,
                created_at: row.created_at,
            })
            .collect();
        Ok(Json(Page { items, next_cursor }))
    }
}
