//! A request that was refused is filed anew by the house in its applicant's name: the data of the old one, nothing that was decided on
//! it, under the law of the day. So a grant can be ordered although a closed case stays closed.

use domain::{
    cases::{Case, Draft},
    ids::CaseId,
    workflow::{doer::Signature, event::Opening},
};
use serde_json::{Map, Value};

use super::{
    draft::{self, Fresh},
    facts::Look,
    law, prompt,
};
use crate::{act::Desk, failure::Failure};
use api_store::{
    cases::{self, Sight},
    succession,
};

/// Files it, and takes the action of the system that says what becomes of it.
///
/// # Errors
/// The refusal of that action, when there is no room; [`Failure`] when the law of the day knows no such procedure, or the database is in
/// trouble.
pub(super) async fn file(
    desk: &Desk<'_>,
    refused: CaseId,
    action: &str,
    data: Map<String, Value>,
) -> Result<(), Failure> {
    let before = cases::find(desk.tx, refused, Sight::House).await?.ok_or(Failure::NotFound)?.case;
    let asked = Draft::from(&before.papers);
    let fresh = Fresh::of(desk, asked.kind(), law::family(&before.pack))?;
    let phase = fresh.phase;
    // Nothing new is filed in the name of one whose work another carries on by now.
    let today = succession::on(desk.tx, desk.house.local_date(desk.now)).await?;
    let opening = Opening {
        id: CaseId::new(desk.new_id()),
        code: draft::next_code(desk, Some(&before), &fresh).await?,
        kind: fresh.kind,
        pack: fresh.pack,
        state: fresh.state,
        applicant: today.acting_for(before.applicant),
        previous: Some(refused),
        papers: asked.papers(),
        at: desk.now,
    };
    let case = Case::opened(opening.clone());
    draft::enter(desk, &case, phase, opening, &Signature::System).await?;
    prompt::prompt(desk, case.id, action, data, Look::Filing).await
}
