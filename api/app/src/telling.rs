//! One letter, said alike to the people of some organisations. Letters about the step of a case, which say something else to each side, are
//! in `cases/letters.rs`.

use std::collections::BTreeSet;

use domain::ids::{CaseId, OrganizationId, OutboxId};
use domain::notice::LegalClass;
use serde_json::Value;

use crate::act::Desk;
use crate::error::AppError;
use api_store::notices::addressees;
use api_store::notices::outbox::{self, NewLetter};

/// What is said.
pub(crate) struct Telling<'a> {
    /// Which letter, `asset.transferred`.
    pub(crate) letter: &'a str,
    /// Whether something legal hangs on it.
    pub(crate) class: LegalClass,
    /// What it is about, with the entry of the history that caused it, if it is a case.
    pub(crate) case: Option<(CaseId, u64)>,
    /// What the letter needs to know.
    pub(crate) payload: Value,
}

/// Writes it to everybody in these organisations who gets their letters today.
pub(crate) async fn tell(
    desk: &Desk<'_>,
    told: &BTreeSet<OrganizationId>,
    telling: Telling<'_>,
) -> Result<(), AppError> {
    let people = addressees::people(desk.tx, told, desk.house.local_date(desk.now)).await?;
    let letters = people.into_values().flatten().map(|to| NewLetter {
        id: OutboxId::new(desk.new_id()),
        case: telling.case,
        letter: telling.letter.to_owned(),
        class: telling.class,
        to,
        payload: telling.payload.clone(),
    });
    Ok(outbox::enqueue(desk.tx, desk.now, letters.collect()).await?)
}
