//! Asset transfers: offered by one owner, approved or rejected by another.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::{AssetId, OrganizationId};
use domain::messages::FieldProblem;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use crate::caller::Caller;
use crate::page::{Page, PageParameters};
use crate::problem::Problem;
use crate::request::{CommandRequest, Key};
use api_app::app::App;
use api_app::command_pipeline::execute;
use api_app::error::AppError;
use api_app::reads::asset_transfers::{self, End, Transfer};
use api_app::register::{Offer, Settle};
use api_app::register_cases::TakeOver;

/// A transfer of assets between owners.
#[derive(Debug, Object)]
struct AssetTransfer {
    id: Uuid,
    from_organization_id: Uuid,
    to_organization_id: Uuid,
    asset_ids: Vec<Uuid>,
    /// `offered`, `accepted`, `declined` or `withdrawn`.
    status: String,
    reason: Option<String>,
    offered_at: DateTime<Utc>,
    settled_at: Option<DateTime<Utc>>,
}

impl From<Transfer> for AssetTransfer {
    fn from(transfer: Transfer) -> Self {
        Self {
            id: transfer.id,
            from_organization_id: transfer.from.uuid(),
            to_organization_id: transfer.to.uuid(),
            asset_ids: transfer.assets.into_iter().map(AssetId::uuid).collect(),
            status: transfer.status.as_str().to_owned(),
            reason: transfer.reason,
            offered_at: transfer.offered_at,
            settled_at: transfer.settled_at,
        }
    }
}

/// An offer to transfer assets.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewAssetTransfer {
    /// Assets of a single owner; at most 500.
    asset_ids: Vec<Uuid>,
    to_organization_id: Uuid,
    reason: Option<String>,
}

#[derive(Debug, ApiResponse)]
enum Offered {
    /// The new asset transfer.
    #[oai(status = 201)]
    Transfer(Json<AssetTransfer>),
}

#[derive(Debug)]
pub struct AssetTransfers;

/// Greatest number of assets in a transfer.
const MOST: usize = 500;

#[OpenApi]
impl AssetTransfers {
    /// List asset transfers
    ///
    /// Lists transfers from and to the caller's organisations. The newest comes first.
    #[oai(path = "/asset-transfers", method = "get", operation_id = "asset_transfer.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        page: PageParameters,
    ) -> Result<Json<Page<AssetTransfer>>, Problem> {
        let page = page.wanted()?;
        let before = page.position();
        let own = caller.0.organizations();
        let rows = asset_transfers::list(app.store.read(), &own, before, page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: rows.into_iter().map(AssetTransfer::from).collect(), next_cursor }))
    }

    /// Offer assets to another owner
    #[oai(path = "/asset-transfers", method = "post", operation_id = "asset_transfer.create")]
    async fn offer(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewAssetTransfer>,
    ) -> Result<Offered, Problem> {
        let own = request.actor.organizations();
        if body.0.asset_ids.len() > MOST {
            return Err(AppError::invalid("/asset_ids", FieldProblem::AtMost { most: MOST.into() }).into());
        }
        let command = Offer {
            assets: body.0.asset_ids.into_iter().map(AssetId::new).collect(),
            to: OrganizationId::new(body.0.to_organization_id),
            reason: body.0.reason,
        };
        let id = execute(&app, &request.context, command).await?.answer;
        Ok(Offered::Transfer(Json(one(&app, id, &own).await?)))
    }

    /// Approve an asset transfer
    ///
    /// The receiving owner takes over the assets.
    #[oai(path = "/asset-transfers/:transfer_id/approve", method = "post", operation_id = "asset_transfer.approve")]
    async fn approve(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        transfer_id: Path<Uuid>,
    ) -> Result<Json<AssetTransfer>, Problem> {
        let id = execute(&app, &request.context, TakeOver { transfer: transfer_id.0 }).await?.answer;
        Ok(Json(one(&app, id, &request.actor.organizations()).await?))
    }

    /// Reject an asset transfer
    ///
    /// The receiving owner declines the offer.
    #[oai(path = "/asset-transfers/:transfer_id/reject", method = "post", operation_id = "asset_transfer.reject")]
    async fn reject(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        transfer_id: Path<Uuid>,
    ) -> Result<Json<AssetTransfer>, Problem> {
        settled(&app, &request, transfer_id.0, End::Declined).await
    }

    /// Withdraw an asset transfer
    ///
    /// The offering owner withdraws the offer.
    #[oai(path = "/asset-transfers/:transfer_id/withdraw", method = "post", operation_id = "asset_transfer.withdraw")]
    async fn withdraw(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        transfer_id: Path<Uuid>,
    ) -> Result<Json<AssetTransfer>, Problem> {
        settled(&app, &request, transfer_id.0, End::Withdrawn).await
    }
}

async fn settled(
    app: &App,
    request: &CommandRequest<Key>,
    transfer: Uuid,
    end: End,
) -> Result<Json<AssetTransfer>, Problem> {
    let id = execute(app, &request.context, Settle { transfer, end }).await?.answer;
    Ok(Json(one(app, id, &request.actor.organizations()).await?))
}

async fn one(app: &App, id: Uuid, own: &BTreeSet<OrganizationId>) -> Result<AssetTransfer, AppError> {
    let found = asset_transfers::find(app.store.read(), id, own).await?;
    found.map(AssetTransfer::from).ok_or(AppError::NotFound)
}
