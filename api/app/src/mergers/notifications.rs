//! The notifications about a merger: names, document and legal day, independent of the time of
//! writing.

use std::collections::BTreeSet;

use domain::{ids::OrganizationId, notice::LegalClass};
use serde_json::json;

use crate::{
    command_pipeline::CommandContext,
    error::AppError,
    notify::{Notification, notify},
};
use api_store::{
    entities::organization_mergers::Model,
    people::{mergers, organizations},
};

/// Notifies both organisations, with legal effect, and the regulators.
pub(super) async fn to_both_sides(context: &CommandContext<'_>, template: &str, row: &Model) -> Result<(), AppError> {
    let merger = mergers::merger(row);
    let sides = BTreeSet::from([merger.predecessor, merger.successor]);
    write(context, template, LegalClass::Legal, row, &sides).await?;
    let watching = organizations::regulators(context.tx).await?.into_iter().collect();
    write(context, template, LegalClass::Information, row, &watching).await
}

/// Notifies the given organisations.
pub(super) async fn write(
    context: &CommandContext<'_>,
    template: &str,
    class: LegalClass,
    row: &Model,
    recipients: &BTreeSet<OrganizationId>,
) -> Result<(), AppError> {
    let merger = mergers::merger(row);
    let names = organizations::names(context.tx, &[merger.predecessor, merger.successor]).await?;
    let payload = json!({
        "about": "merger",
        "case": {"code": merger.basis.number, "title": merger.basis.document},
        "applicant": names.get(&merger.successor),
        "owner": names.get(&merger.predecessor),
        "happened_on": merger.effective_on,
        "clause": domain::organization::CLAUSE,
        "link": format!("/organizations/{}", merger.successor),
    });
    notify(context, recipients, Notification { template, class, case: None, payload }).await
}
