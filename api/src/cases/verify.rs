//! Proves that every case is what its trail says: the hash chain holds, and replaying the events gives the case that is stored.

use domain::{
    cases::{Case, Event},
    ids::CaseId,
    workflow::history::{Entry, verify},
};

use crate::{
    failure::Failure,
    house::House,
    store::{
        case_history,
        cases::{self, Sight},
    },
};

/// What is wrong with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The case.
    pub code: String,
    /// What, as a sentence.
    pub what: String,
}

/// What the proof saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// How many cases were looked at.
    pub cases: u64,
    /// How many entries of their trails.
    pub entries: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Looks at every case; `progress` is told after each.
///
/// # Errors
/// [`Failure`] when the database is in trouble.
pub async fn all(house: &House, mut progress: impl FnMut(&Proof) + Send) -> Result<Proof, Failure> {
    let mut proof = Proof::default();
    let mut after: Option<CaseId> = None;
    loop {
        let ids = cases::ids_after(house.store.read(), after, 500).await?;
        let Some(last) = ids.last().copied() else { return Ok(proof) };
        for id in ids {
            one(house, id, &mut proof).await?;
            progress(&proof);
        }
        after = Some(last);
    }
}

async fn one(house: &House, id: CaseId, proof: &mut Proof) -> Result<(), Failure> {
    let db = house.store.read();
    let Some(kept) = cases::find(db, id, Sight::House).await? else { return Ok(()) };
    let rows = case_history::of_case(db, id).await?;
    proof.cases = proof.cases.saturating_add(1);
    proof.entries = proof.entries.saturating_add(u64::try_from(rows.len()).unwrap_or(u64::MAX));
    let mut fault = |what: String| proof.findings.push(Finding { code: kept.case.code.clone(), what });

    let entries: Vec<(Entry, String, String)> = rows
        .iter()
        .map(|row| {
            let entry = Entry {
                case: id,
                seq: u64::try_from(row.seq).unwrap_or(0),
                at: row.at,
                legal_at: row.legal_at,
                events: row.events.clone(),
            };
            (entry, row.prev_hash.clone(), row.hash.clone())
        })
        .collect();
    let trail = entries.iter().map(|(entry, previous, own)| {
        (entry, Some(previous.as_str()).filter(|previous| !previous.is_empty()), own.as_str())
    });
    if let Err(broken) = verify(trail) {
        fault(broken.to_string());
    }
    let events: Result<Vec<Vec<Event>>, _> = rows.into_iter().map(|row| serde_json::from_value(row.events)).collect();
    match events.map(Case::replayed) {
        Err(unreadable) => fault(format!("an event cannot be read: {unreadable}")),
        Ok(Err(unreadable)) => fault(unreadable.to_string()),
        Ok(Ok(replayed)) if replayed != kept.case => fault("the events do not give the case that is stored".to_owned()),
        Ok(Ok(_)) => {}
    }
    Ok(())
}
