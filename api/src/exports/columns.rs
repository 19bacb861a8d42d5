//! The columns of the register: what stands in each, as a reader sees the asset. What a reader does not see is empty.

use std::collections::BTreeSet;

use domain::registry::kind::{AttributeForm, KindCatalogue};
use serde_json::{Value, json};

use crate::geo::write::{Field, Form};
use crate::register::view::{Detail, Owner, Sheet, Unit};

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// As it is written.
    pub field: Field,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    /// The same of every asset.
    Core(fn(&Sheet) -> Value),
    /// An attribute of its kind.
    Attribute { id: String, form: Form },
    /// A part of the ledger of a unit.
    Unit { id: String, part: fn(&Unit) -> u32 },
}

impl Column {
    /// What stands in it.
    #[must_use]
    pub fn value(&self, sheet: &Sheet) -> Value {
        match &self.what {
            What::Core(read) => read(sheet),
            What::Attribute { id, form } => {
                let value = sheet.detail.as_ref().and_then(|detail| detail.attributes.get(id));
                match (value, form) {
                    (None, _) => Value::Null,
                    // A number is written as one, whether somebody once said it without a point.
                    (Some(value), Form::Number) => value.as_f64().map_or(Value::Null, |number| json!(number)),
                    (Some(value), Form::Text | Form::Whole | Form::Flag | Form::Day) => value.clone(),
                }
            }
            What::Unit { id, part } => {
                let ledgers = sheet.detail.iter().flat_map(|detail| &detail.capacity);
                ledgers.into_iter().find(|unit| unit.unit == *id).map_or(Value::Null, |unit| json!(part(unit)))
            }
        }
    }
}

type Core = (&'static str, Form, &'static str, fn(&Sheet) -> Value);

#[rustfmt::skip]
const CORE: [Core; 22] = [
    ("id", Form::Text, "Định danh / Identity", |sheet| json!(sheet.id)),
    ("code", Form::Text, "Mã của chủ sở hữu / Code of the owner", |sheet| json!(sheet.code)),
    ("kind", Form::Text, "Loại / Kind", |sheet| json!(sheet.kind)),
    ("owner", Form::Text, "Chủ sở hữu / Owner", |sheet| json!(sheet.owner.name)),
    ("owner_percent", Form::Number, "Tỷ lệ của chủ sở hữu / Share of the owner", |sheet| {
        let own = owners(sheet).iter().find(|owner| owner.answers);
        own.map_or(Value::Null, |owner| json!(owner.share_percent))
    }),
    ("co_owner_1", Form::Text, "Đồng sở hữu / Co-owner", |sheet| co_owner(sheet, 0)),
    ("co_owner_2", Form::Text, "Đồng sở hữu / Co-owner", |sheet| co_owner(sheet, 1)),
    ("co_owner_3", Form::Text, "Đồng sở hữu / Co-owner", |sheet| co_owner(sheet, 2)),
    ("area", Form::Text, "Mã đơn vị hành chính / Administrative unit", |sheet| json!(sheet.area.as_ref().map(|area| &area.code))),
    ("area_name", Form::Text, "Đơn vị hành chính / Administrative unit", |sheet| json!(sheet.area.as_ref().map(|area| &area.name))),
    ("lifecycle", Form::Text, "Vòng đời / Part of life", |sheet| json!(sheet.lifecycle)),
    ("shareable", Form::Flag, "Cho dùng chung / Open to sharing", |sheet| json!(sheet.shareable)),
    ("free_band", Form::Text, "Mức còn trống / Room", |sheet| json!(sheet.free_band)),
    ("not_shareable_reason", Form::Text, "Lý do không dùng chung / Why it is not shared", |sheet| of(sheet, |detail| json!(detail.not_shareable_reason))),
    ("visibility", Form::Text, "Phạm vi xem / Who may see it", |sheet| of(sheet, |detail| json!(detail.visibility))),
    ("critical", Form::Flag, "Công trình trọng yếu / Critical", |sheet| of(sheet, |detail| json!(detail.critical))),
    ("address", Form::Text, "Địa chỉ / Address", |sheet| of(sheet, |detail| json!(detail.address))),
    ("source", Form::Text, "Nguồn / Source", |sheet| of(sheet, |detail| json!(detail.source))),
    ("observed_on", Form::Day, "Ngày quan sát / Observed on", |sheet| of(sheet, |detail| json!(detail.observed_on))),
    ("confidence", Form::Text, "Độ tin cậy / Confidence", |sheet| of(sheet, |detail| json!(detail.confidence))),
    ("decommission_on", Form::Day, "Ngày ngừng dùng / Decommissioned on", |sheet| of(sheet, |detail| json!(detail.decommission_on))),
    ("version", Form::Whole, "Phiên bản / Version", |sheet| json!(sheet.version)),
];

fn of(sheet: &Sheet, read: impl Fn(&Detail) -> Value) -> Value {
    sheet.detail.as_ref().map_or(Value::Null, read)
}

fn owners(sheet: &Sheet) -> &[Owner] {
    sheet.detail.as_ref().map(|detail| detail.co_owners.as_slice()).unwrap_or_default()
}

fn co_owner(sheet: &Sheet, place: usize) -> Value {
    let found = owners(sheet).iter().filter(|owner| !owner.answers).nth(place);
    found.map_or(Value::Null, |owner| json!(owner.name))
}

type Part = (&'static str, &'static str, fn(&Unit) -> u32);

/// The parts of a ledger, the first four as an import reads them back.
const PARTS: [Part; 5] = [
    ("installed", "tổng / installed", |unit| unit.installed),
    ("own_use", "tự dùng / own use", |unit| unit.own_use),
    ("blocked", "không dùng được / blocked", |unit| unit.blocked),
    ("policy_reserve", "dự phòng / kept back", |unit| unit.policy_reserve),
    ("taken", "đã cho thuê / reserved or in use by tenants", |unit| unit.reserved.saturating_add(unit.active)),
];

fn form(of: AttributeForm) -> Form {
    match of {
        AttributeForm::Number => Form::Number,
        AttributeForm::Integer => Form::Whole,
        AttributeForm::Text | AttributeForm::Choice => Form::Text,
        AttributeForm::Flag => Form::Flag,
        AttributeForm::Date => Form::Day,
    }
}

/// The columns of the kinds that are wanted: what every asset has, then their attributes, then their units.
pub fn all(kinds: &KindCatalogue, wanted: impl Fn(&str) -> bool) -> Vec<Column> {
    let field = |name: &str, form, title: String| Field { name: name.to_owned(), form, title };
    let mut columns: Vec<Column> = CORE
        .into_iter()
        .map(|(name, form, title, read)| Column { field: field(name, form, title.to_owned()), what: What::Core(read) })
        .collect();
    let kinds: Vec<_> = kinds.kinds.iter().filter(|kind| wanted(&kind.id)).collect();
    let mut known: BTreeSet<String> = columns.iter().map(|column| column.field.name.clone()).collect();
    for attribute in kinds.iter().flat_map(|kind| &kind.attributes) {
        if known.insert(attribute.id.clone()) {
            let form = form(attribute.form);
            let title = format!("{} / {}", attribute.title.vi, attribute.title.en);
            let what = What::Attribute { id: attribute.id.clone(), form };
            columns.push(Column { field: field(&attribute.id, form, title), what });
        }
    }
    for unit in kinds.iter().flat_map(|kind| &kind.units) {
        for (name, meaning, part) in PARTS {
            let column = format!("{}_{name}", unit.id);
            if known.insert(column.clone()) {
                let title = format!("{} / {}: {meaning}", unit.title.vi, unit.title.en);
                let what = What::Unit { id: unit.id.clone(), part };
                columns.push(Column { field: field(&column, Form::Whole, title), what });
            }
        }
    }
    columns
}
