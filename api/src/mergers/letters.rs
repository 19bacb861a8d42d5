//! Who is told of a merger, and what: names, paper and the legal day, whenever the letter is written.

use std::collections::BTreeSet;

use domain::{
    ids::{OrganizationId, OutboxId},
    notice::LegalClass,
};
use serde_json::json;

use crate::{
    act::Desk,
    failure::Failure,
    store::{
        addressees, mergers, organizations,
        outbox::{self, NewLetter},
        rows::organization_mergers::Model,
    },
};

/// Tells both organisations, with legal effect, and the regulators.
pub(super) async fn to_both_sides(desk: &Desk<'_>, letter: &str, row: &Model) -> Result<(), Failure> {
    let merger = mergers::merger(row);
    let sides = BTreeSet::from([merger.predecessor, merger.successor]);
    write(desk, letter, LegalClass::Legal, row, &sides).await?;
    let watching = organizations::regulators(desk.tx).await?.into_iter().collect();
    write(desk, letter, LegalClass::Information, row, &watching).await
}

/// Tells these organisations.
pub(super) async fn write(
    desk: &Desk<'_>,
    letter: &str,
    class: LegalClass,
    row: &Model,
    told: &BTreeSet<OrganizationId>,
) -> Result<(), Failure> {
    let merger = mergers::merger(row);
    let people = addressees::people(desk.tx, told, desk.house.local_date(desk.now)).await?;
    let names = organizations::names(desk.tx, &[merger.predecessor, merger.successor]).await?;
    let name = |id: OrganizationId| names.get(&id).map(|name| json!({"vi": name.vi, "en": name.en}));
    let payload = json!({
        "about": "merger",
        "case": {"code": merger.basis.number, "title": merger.basis.document},
        "applicant": name(merger.successor),
        "owner": name(merger.predecessor),
        "happened_on": merger.effective_on,
        "clause": domain::organisation::CLAUSE,
        "link": format!("/organizations/{}", merger.successor),
    });
    let letters = people.into_values().flatten().map(|to| NewLetter {
        id: OutboxId::new(desk.new_id()),
        case: None,
        letter: letter.to_owned(),
        class,
        to,
        payload: payload.clone(),
    });
    Ok(outbox::enqueue(desk.tx, desk.now, letters.collect()).await?)
}
