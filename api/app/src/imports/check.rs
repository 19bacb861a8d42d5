//! Reads one row through its mapping: the result is a proposal, or all faults of the row at once.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::messages::FieldProblem;
use domain::registry::asset::{Confidence, Lifecycle, Visibility};
use serde_json::{Map, Value};
use strum::VariantArray;

use super::catalogue::Catalogue;
use super::cell::{Cell, number, shown, whole, yes_or_no};
use super::fault::{Finding, RowFault};
use super::listed;
use super::mapping::{AssetMapping, CapacityMapping, Mapping, OccupancyMapping, OwnersMapping};
use super::place::{Misfit, in_short, shape};
use super::proposal::{AssetProposal, Installed, OccupancyProposal, Proposal, Shares};
use super::shares::{hundredths, shares};
use api_geo::limits::Limits;
use api_geo::row::{Cells, Row};

/// The result for one row.
pub struct Checked {
    /// The proposal; `None` when the row is refused.
    pub proposal: Option<Proposal>,
    pub findings: Vec<Finding>,
}

/// Reads rows through one mapping.
pub struct Checker<'a> {
    mapping: &'a Mapping,
    catalogue: &'a dyn Catalogue,
    limits: Limits,
}

/// Collects the faults of a row; a failed part leaves a gap, and the next part is still read.
#[derive(Default)]
struct Faults(Vec<Misfit>);

impl Faults {
    fn take<T>(&mut self, part: Result<T, Misfit>) -> Option<T> {
        part.map_err(|misfit| self.0.push(misfit)).ok()
    }

    fn at<T>(&mut self, cell: &Cell, part: Result<T, RowFault>) -> Option<T> {
        self.take(part.map_err(|fault| (cell.label(), fault)))
    }

    /// The converted value of a cell; `None` when the row has no value.
    fn read<T>(
        &mut self,
        cell: Option<&Cell>,
        cells: &Cells,
        turn: impl Fn(&Value) -> Result<T, RowFault>,
    ) -> Option<T> {
        let cell = cell?;
        let value = self.at(cell, cell.read(cells))??;
        self.at(cell, turn(&value))
    }
}

impl<'a> Checker<'a> {
    #[must_use]
    pub fn new(mapping: &'a Mapping, catalogue: &'a dyn Catalogue, limits: Limits) -> Self {
        Self { mapping, catalogue, limits }
    }

    #[must_use]
    pub fn check(&self, row: &Row) -> Checked {
        let mut faults = Faults::default();
        let read = match &row.cells {
            Err(unreadable) => {
                faults.0.push((None, RowFault::Unreadable(unreadable.clone())));
                None
            }
            Ok(cells) => self.proposal(cells, &mut faults),
        };
        let findings: Vec<Finding> = faults
            .0
            .into_iter()
            .map(|(field, fault)| Finding { row: row.number, field, fault, raw: row.raw.clone() })
            .collect();
        let refused = findings.iter().any(|finding| finding.fault.weight() == super::fault::Weight::Refused);
        let proposal = read.filter(|_| !refused).map(|(asset, occupancies)| Proposal {
            row: row.number,
            raw: row.raw.clone(),
            asset,
            occupancies,
        });
        Checked { proposal, findings }
    }

    fn proposal(&self, cells: &Cells, faults: &mut Faults) -> Option<(AssetProposal, Vec<OccupancyProposal>)> {
        // Reads all parts before it gives up, so that one pass names every fault of the row.
        let shares = match &self.mapping.owners {
            Some(owners) => owned(owners, cells, faults),
            None => Some(Shares { answering: 10_000, co_owners: Vec::new() }),
        };
        let mut occupancies: Vec<_> =
            self.mapping.occupancies.iter().filter_map(|mapping| occupied(mapping, cells, faults)).collect();
        if let Some(cell) = &self.mapping.tenancies {
            let field = cell.label();
            let read = |value: &Value| listed::tenancies(value, field.as_ref());
            let (found, places) = faults.read(Some(cell), cells, read).unwrap_or_default();
            occupancies.extend(found);
            if places > 0 {
                faults.0.push((field, RowFault::HeldForRequests { places }));
            }
        }
        let asset = self.asset(&self.mapping.asset, cells, shares, faults)?;
        Some((asset, occupancies))
    }

    fn asset(
        &self,
        mapping: &AssetMapping,
        cells: &Cells,
        shares: Option<Shares>,
        faults: &mut Faults,
    ) -> Option<AssetProposal> {
        let must = |cell: &Cell, value: Option<Value>| value.ok_or((cell.label(), RowFault::Missing));
        let code = faults.at(&mapping.code, mapping.code.read(cells));
        let code = code.and_then(|value| faults.take(must(&mapping.code, value))).map(|value| shown(&value));
        let shape = faults.take(shape(self.mapping, cells, &self.limits));
        let kind = faults.at(&mapping.kind, mapping.kind.read(cells));
        let kind = kind.and_then(|value| faults.take(must(&mapping.kind, value))).map(|value| shown(&value))?;
        let kind = faults.at(&mapping.kind, self.catalogue.known(&kind).map(|()| kind))?;
        if let Some(shape) = &shape {
            let fits = self.catalogue.shape(&kind, shape);
            faults.take(fits.map_err(|fault| (Some("geometry".to_owned()), fault)));
        }
        let attributes = self.attributes(&kind, &self.attribute_cells(&kind), cells, faults);
        let capacity = self.capacity(&kind, &self.capacity_cells(&kind), cells, faults);
        let word = |value: &Value| Ok(shown(value));
        let lifecycle = faults
            .read(mapping.lifecycle.as_ref(), cells, |value| one_of(value, Lifecycle::VARIANTS, Lifecycle::as_str))
            .unwrap_or(Lifecycle::InService);
        let visibility = faults
            .read(mapping.visibility.as_ref(), cells, |value| one_of(value, Visibility::VARIANTS, Visibility::as_str))
            .unwrap_or(Visibility::Operators);
        let critical = faults.read(mapping.critical.as_ref(), cells, yes_or_no).unwrap_or(false);
        let shareable = faults.read(mapping.shareable.as_ref(), cells, yes_or_no).unwrap_or(true);
        let not_shareable_reason = faults.read(mapping.not_shareable_reason.as_ref(), cells, word);
        let address = faults.read(mapping.address.as_ref(), cells, word);
        let observed_on = faults.read(mapping.observed_on.as_ref(), cells, day);
        let source = faults.read(mapping.source.as_ref(), cells, word);
        let confidence = faults
            .read(mapping.confidence.as_ref(), cells, |value| one_of(value, Confidence::VARIANTS, Confidence::as_str));
        Some(AssetProposal {
            code: code?,
            kind,
            shape: shape?,
            lifecycle,
            visibility,
            critical,
            shareable,
            not_shareable_reason,
            address,
            observed_on,
            source,
            confidence,
            attributes,
            capacity,
            shares: shares?,
            said: self.said(cells),
        })
    }

    /// The cells for the attributes of a kind: those in the mapping, and with `by_name` also
    /// columns with the names of attributes.
    fn attribute_cells(&self, kind: &str) -> BTreeMap<String, Cell> {
        let mut cells = self.mapping.asset.attributes.clone();
        if self.mapping.asset.by_name {
            for name in self.catalogue.attributes(kind) {
                cells.entry(name).or_insert_with_key(|name| Cell::column(name));
            }
        }
        cells
    }

    /// The same for the units of a kind.
    fn capacity_cells(&self, kind: &str) -> BTreeMap<String, CapacityMapping> {
        let mut cells = self.mapping.asset.capacity.clone();
        if self.mapping.asset.by_name {
            for unit in self.catalogue.units(kind) {
                cells.entry(unit).or_insert_with_key(|unit| CapacityMapping::by_name(unit));
            }
        }
        cells
    }

    /// The raw values of the asset and its owners, without tenants: tenants differ from row to row.
    fn said(&self, cells: &Cells) -> BTreeMap<String, String> {
        let mut said: BTreeMap<String, String> = self
            .mapping
            .cells()
            .into_iter()
            .filter(|(place, _)| !place.starts_with("occupancies."))
            .filter_map(|(_, cell)| Some((cell.label()?, cell.said(cells))))
            .collect();
        if let Cells::Feature { geometry: Some(Ok(geometry)), .. } = cells {
            said.insert("geometry".to_owned(), in_short(geometry));
        }
        said
    }

    fn attributes(
        &self,
        kind: &str,
        mapping: &BTreeMap<String, Cell>,
        cells: &Cells,
        faults: &mut Faults,
    ) -> Map<String, Value> {
        let mut attributes = Map::new();
        for (name, cell) in mapping {
            let typed = faults.read(Some(cell), cells, |value| self.catalogue.attribute(kind, name, value));
            if let Some(value) = typed {
                attributes.insert(name.clone(), value);
            }
        }
        for absent in self.catalogue.absent(kind, &attributes) {
            let label = mapping.get(&absent).and_then(Cell::label).unwrap_or(absent);
            // A fault of the value was already reported.
            if !faults.0.iter().any(|(field, _)| field.as_ref() == Some(&label)) {
                faults.0.push((Some(label), RowFault::Missing));
            }
        }
        attributes
    }

    fn capacity(
        &self,
        kind: &str,
        mapping: &BTreeMap<String, CapacityMapping>,
        cells: &Cells,
        faults: &mut Faults,
    ) -> BTreeMap<String, Installed> {
        let mut capacity = BTreeMap::new();
        for (unit, parts) in mapping {
            let known = self.catalogue.unit(kind, unit);
            if faults.at(&parts.installed, known).is_none() {
                continue;
            }
            let Some(installed) = faults.read(Some(&parts.installed), cells, amount) else { continue };
            let found = Installed {
                installed,
                own_use: faults.read(parts.own_use.as_ref(), cells, amount).unwrap_or(0),
                blocked: faults.read(parts.blocked.as_ref(), cells, amount).unwrap_or(0),
                policy_reserve: faults.read(parts.policy_reserve.as_ref(), cells, amount).unwrap_or(0),
            };
            if let Some(most) = self.catalogue.most(kind, unit).filter(|most| installed > *most) {
                let why = Box::new(FieldProblem::AtMost { most: most.into() }.into());
                let fault = RowFault::Attribute { name: unit.clone(), why, found: installed.to_string() };
                faults.0.push((parts.installed.label(), fault));
            }
            if found.taken() > installed {
                let fault = RowFault::OverInstalled { unit: unit.clone(), installed, taken: found.taken() };
                faults.0.push((parts.installed.label(), fault));
            }
            capacity.insert(unit.clone(), found);
        }
        capacity
    }
}

fn owned(mapping: &OwnersMapping, cells: &Cells, faults: &mut Faults) -> Option<Shares> {
    let text = |value: &Value| Ok(shown(value));
    match faults.read(Some(&mapping.answering), cells, text) {
        Some(found) if mapping.answering_names.contains(&found) => {}
        Some(found) => faults.0.push((mapping.answering.label(), RowFault::OwnerDiffers { found })),
        None => faults.0.push((mapping.answering.label(), RowFault::Missing)),
    }
    if let Some(listed) = faults.read(mapping.shares.as_ref(), cells, listed::shares) {
        return shared(mapping, listed, cells, faults);
    }
    let mut co_owners = Vec::new();
    for cell in &mapping.co_owners {
        let Some(name) = faults.read(Some(cell), cells, text) else { continue };
        if co_owners.contains(&name) || mapping.answering_names.contains(&name) {
            faults.0.push((cell.label(), RowFault::RepeatedOwner { name }));
        } else {
            co_owners.push(name);
        }
    }
    let percent = faults.read(mapping.answering_percent.as_ref(), cells, number);
    let owners = co_owners.len().saturating_add(1);
    let field = mapping.answering_percent.as_ref().and_then(Cell::label);
    let (shares, rounded) = faults.take(shares(percent, co_owners).map_err(|fault| (field.clone(), fault)))?;
    if rounded {
        faults.0.push((field, RowFault::ShareRounded { owners }));
    }
    Some(shares)
}

/// Checks listed shares against the owner and its own share.
fn shared(mapping: &OwnersMapping, listed: Shares, cells: &Cells, faults: &mut Faults) -> Option<Shares> {
    let field = mapping.shares.as_ref().and_then(Cell::label);
    let twice = listed.co_owners.iter().enumerate().find(|(place, (name, _))| {
        let before = listed.co_owners.iter().take(*place);
        mapping.answering_names.contains(name) || before.into_iter().any(|(known, _)| known == name)
    });
    let owners = listed.co_owners.len().saturating_add(1);
    if let Some((_, (name, _))) = twice {
        faults.0.push((field, RowFault::RepeatedOwner { name: name.clone() }));
        return None;
    }
    match faults.read(mapping.answering_percent.as_ref(), cells, number) {
        Some(percent) if hundredths(percent) != Some(listed.answering) => {
            faults.0.push((field, RowFault::Shares { percent, owners }));
            None
        }
        Some(_) | None => Some(listed),
    }
}

fn occupied(mapping: &OccupancyMapping, cells: &Cells, faults: &mut Faults) -> Option<OccupancyProposal> {
    let text = |value: &Value| Ok(shown(value));
    let tenant = faults.read(Some(&mapping.tenant), cells, text)?;
    let mut units = BTreeMap::new();
    for (unit, cell) in &mapping.units {
        if let Some(asked) = faults.read(Some(cell), cells, amount).filter(|asked| *asked > 0) {
            units.insert(unit.clone(), asked);
        }
    }
    let mut details = Map::new();
    for (name, cell) in &mapping.details {
        if let Some(value) = faults.read(Some(cell), cells, |value| Ok(value.clone())) {
            details.insert(name.clone(), value);
        }
    }
    Some(OccupancyProposal {
        tenant: Some(tenant),
        tenant_field: mapping.tenant.label(),
        reference: faults.read(mapping.reference.as_ref(), cells, text),
        starts_on: faults.read(mapping.starts_on.as_ref(), cells, day),
        since: None,
        units,
        details,
        note: None,
    })
}

/// A word of the register.
fn one_of<T: Copy>(value: &Value, known: &[T], word: impl Fn(T) -> &'static str) -> Result<T, RowFault> {
    let found = shown(value);
    let words = || known.iter().map(|one| word(*one)).collect::<Vec<_>>().join(", ");
    known.iter().copied().find(|one| word(*one) == found).ok_or_else(|| RowFault::UnknownWord { known: words(), found })
}

fn amount(value: &Value) -> Result<i64, RowFault> {
    let found = whole(value)?;
    if found < 0 {
        return Err(RowFault::Negative { found });
    }
    // A ledger counts in 32 bits.
    u32::try_from(found).map(i64::from).map_err(|_too_large| RowFault::NotAWholeNumber { found: found.to_string() })
}

/// A date, already converted by the cell's pattern or in ISO 8601.
fn day(value: &Value) -> Result<NaiveDate, RowFault> {
    let found = shown(value);
    NaiveDate::parse_from_str(&found, "%Y-%m-%d")
        .map_err(|_not_a_date| RowFault::NotADate { found, pattern: "yyyy-mm-dd".to_owned() })
}
