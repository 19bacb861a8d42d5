//! Parses lists of owners and tenants in one cell, in the notation of the register's export
//! ([`crate::register::lists`]). The lists are untrusted input.

use chrono::Datelike;
use domain::decode::decode;
use domain::messages::{FieldProblem, ImportProblem};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::cell::shown;
use super::fault::RowFault;
use super::proposal::{OccupancyProposal, Shares};
use super::shares::{WHOLE, hundredths};
use crate::register::lists::{CoOwner, Status, Tenancy};

/// The most items in one list.
const MOST: usize = 1_000;
/// The most characters of a name, a unit or a note.
const LONGEST: usize = 2_000;

/// The co-owners with their shares; the answering owner has the rest.
///
/// # Errors
/// When the value is not such a list, or the shares exceed the whole.
pub(super) fn shares(value: &Value) -> Result<Shares, RowFault> {
    let listed: Vec<CoOwner> = list(value)?;
    let owners = listed.len().saturating_add(1);
    let mut answering = WHOLE;
    let mut co_owners = Vec::with_capacity(listed.len());
    for CoOwner { name, percent } in listed {
        let does_not_fit = || RowFault::Shares { percent, owners };
        let name = valid_code(name)?;
        let share = hundredths(percent).filter(|share| *share > 0).ok_or_else(does_not_fit)?;
        // A share must remain for the answering owner.
        answering = answering.checked_sub(share).filter(|left| *left > 0).ok_or_else(does_not_fit)?;
        co_owners.push((name, share));
    }
    Ok(Shares { answering, co_owners })
}

/// The tenants of an asset, each proposal with one unit, and the number of places that are only
/// reserved for requests: those belong to their cases.
///
/// # Errors
/// When the value is not such a list.
pub(super) fn tenancies(value: &Value, field: Option<&String>) -> Result<(Vec<OccupancyProposal>, usize), RowFault> {
    let listed: Vec<Tenancy> = list(value)?;
    let all = listed.len();
    let in_use = listed.into_iter().filter(|tenancy| tenancy.status == Status::Active);
    let proposals = in_use.map(|tenancy| proposal(tenancy, field)).collect::<Result<Vec<_>, _>>()?;
    let held = all.saturating_sub(proposals.len());
    Ok((proposals, held))
}

fn proposal(tenancy: Tenancy, field: Option<&String>) -> Result<OccupancyProposal, RowFault> {
    let Tenancy { tenant, unit, quantity, since, note, status: _, organization: _ } = tenancy;
    if let Some(since) = since.filter(|since| !(1800..=2200).contains(&since.year())) {
        return Err(RowFault::NotADate { found: since.to_string(), pattern: "yyyy-mm-ddThh:mm:ssZ".to_owned() });
    }
    let unit = valid_code(unit)?;
    // A tenant without a quantity is reported when the importer assigns capacity.
    let units = (quantity > 0).then_some((unit, i64::from(quantity)));
    Ok(OccupancyProposal {
        tenant: tenant.map(valid_code).transpose()?,
        tenant_field: field.cloned(),
        reference: None,
        starts_on: None,
        since,
        units: units.into_iter().collect(),
        details: Map::new(),
        note: note.map(valid_code).transpose()?,
    })
}

/// A list, as JSON in a text or nested in a feature.
fn list<T: DeserializeOwned>(value: &Value) -> Result<Vec<T>, RowFault> {
    let written: Value;
    let value = match value {
        Value::String(text) => {
            let not_json = |error: serde_json::Error| RowFault::List {
                why: Box::new(FieldProblem::NotJson { line: error.line(), column: error.column() }.into()),
            };
            written = serde_json::from_str(text).map_err(not_json)?;
            &written
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value,
    };
    let listed: Vec<T> = decode(value, "").map_err(|fault| RowFault::List {
        why: Box::new(ImportProblem::ListPart { place: fault.pointer, why: fault.message }.into()),
    })?;
    if listed.len() > MOST {
        return Err(RowFault::List {
            why: Box::new(ImportProblem::ListTooLong { found: listed.len(), most: MOST }.into()),
        });
    }
    Ok(listed)
}

/// A text that the register can store.
fn valid_code(text: String) -> Result<String, RowFault> {
    if text.trim().is_empty() || text.contains('\0') || text.chars().nth(LONGEST).is_some() {
        let found: String = shown(&Value::String(text)).chars().filter(|c| *c != '\0').take(80).collect();
        return Err(RowFault::List { why: Box::new(ImportProblem::ListText { found }.into()) });
    }
    Ok(text)
}
