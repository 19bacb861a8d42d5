//! The columns of a register export, with values as a reader sees the asset. A value that the
//! reader may not see is empty.

use std::collections::BTreeSet;

use domain::registry::kind::{AttributeForm, KindCatalogue};
use serde_json::{Value, json};

use crate::register::lists::{self, CoOwner, Tenancy};
use crate::register::view::{AssetView, Detail, Owner, Unit};
use api_geo::write::{Field, Form};

/// An asset as its reader sees it, with the tenancies that the reader may know.
#[derive(Debug, Clone)]
pub struct Exported {
    pub view: AssetView,
    pub tenancies: Vec<Tenancy>,
}

#[derive(Debug, Clone)]
pub struct Column {
    /// The name, form and title in the file.
    pub field: Field,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    /// A property of every asset.
    Core(fn(&AssetView) -> Value),
    /// The tenants of the asset.
    Tenancies,
    /// An attribute of the asset's kind.
    Attribute { id: String, form: Form },
    /// A quantity in the capacity ledger of a unit.
    Unit { id: String, part: fn(&Unit) -> u32 },
}

impl Column {
    /// Whether the column needs the tenancies.
    #[must_use]
    pub(crate) fn needs_tenancies(&self) -> bool {
        matches!(self.what, What::Tenancies)
    }

    /// The value for an asset.
    #[must_use]
    pub fn value(&self, exported: &Exported) -> Value {
        let view = &exported.view;
        match &self.what {
            What::Core(read) => read(view),
            What::Tenancies => lists::cell(&exported.tenancies),
            What::Attribute { id, form } => {
                let value = view.detail.as_ref().and_then(|detail| detail.attributes.get(id));
                match (value, form) {
                    (None, _) => Value::Null,
                    // A number is written as a decimal, even if it was once entered without a
                    // point.
                    (Some(value), Form::Number) => value.as_f64().map_or(Value::Null, |number| json!(number)),
                    (Some(value), Form::Text | Form::Whole | Form::Flag | Form::Day) => value.clone(),
                }
            }
            What::Unit { id, part } => {
                let ledgers = view.detail.iter().flat_map(|detail| &detail.capacity);
                ledgers.into_iter().find(|unit| unit.unit == *id).map_or(Value::Null, |unit| json!(part(unit)))
            }
        }
    }
}

/// The column for the filter `free_min`.
pub(crate) const FIT: &str = "fit";

type Core = (&'static str, Form, &'static str, fn(&AssetView) -> Value);

#[rustfmt::skip]
const CORE: [Core; 21] = [
    ("id", Form::Text, "Định danh / Identity", |view| json!(view.id)),
    ("code", Form::Text, "Mã của chủ sở hữu / Code of the owner", |view| json!(view.code)),
    ("kind", Form::Text, "Loại / Kind", |view| json!(view.kind)),
    ("owner", Form::Text, "Chủ sở hữu / Owner", |view| json!(view.owner.name)),
    ("owner_percent", Form::Number, "Tỷ lệ của chủ sở hữu / Share of the owner", |view| {
        let own = owners(view).iter().find(|owner| owner.answers);
        own.map_or(Value::Null, |owner| json!(owner.share_percent))
    }),
    ("co_owners", Form::Text, "Đồng sở hữu và tỷ lệ / Co-owners and their shares", co_owners),
    ("area", Form::Text, "Mã đơn vị hành chính / Administrative unit", |view| json!(view.area.as_ref().map(|area| &area.code))),
    ("area_name", Form::Text, "Đơn vị hành chính / Administrative unit", |view| json!(view.area.as_ref().map(|area| &area.name))),
    ("lifecycle", Form::Text, "Vòng đời / Part of life", |view| json!(view.lifecycle)),
    ("shareable", Form::Flag, "Cho dùng chung / Open to sharing", |view| json!(view.shareable)),
    ("free_band", Form::Text, "Mức còn trống / Room", |view| json!(view.free_band)),
    (FIT, Form::Text, "Đủ chỗ, hay phải hỏi chủ sở hữu / Whether the quantity fits, or the owner must be asked", |view| json!(view.fit)),
    ("not_shareable_reason", Form::Text, "Lý do không dùng chung / Why it is not shared", |view| of(view, |detail| json!(detail.not_shareable_reason))),
    ("visibility", Form::Text, "Phạm vi xem / Who may see it", |view| of(view, |detail| json!(detail.visibility))),
    ("critical", Form::Flag, "Công trình trọng yếu / Critical", |view| of(view, |detail| json!(detail.critical))),
    ("address", Form::Text, "Địa chỉ / Address", |view| of(view, |detail| json!(detail.address))),
    ("source", Form::Text, "Nguồn / Source", |view| of(view, |detail| json!(detail.source))),
    ("observed_on", Form::Day, "Ngày quan sát / Observed on", |view| of(view, |detail| json!(detail.observed_on))),
    ("confidence", Form::Text, "Độ tin cậy / Confidence", |view| of(view, |detail| json!(detail.confidence))),
    ("decommission_on", Form::Day, "Ngày ngừng dùng / Decommissioned on", |view| of(view, |detail| json!(detail.decommission_on))),
    ("version", Form::Whole, "Phiên bản / Version", |view| json!(view.version)),
];

fn of(view: &AssetView, read: impl Fn(&Detail) -> Value) -> Value {
    view.detail.as_ref().map_or(Value::Null, read)
}

fn owners(view: &AssetView) -> &[Owner] {
    view.detail.as_ref().map(|detail| detail.co_owners.as_slice()).unwrap_or_default()
}

fn co_owners(view: &AssetView) -> Value {
    let others = owners(view).iter().filter(|owner| !owner.answers);
    let listed = others.map(|owner| CoOwner { name: owner.name.clone(), percent: owner.share_percent });
    let mut listed: Vec<CoOwner> = listed.collect();
    listed.sort_by(|one, other| one.name.cmp(&other.name));
    lists::cell(&listed)
}

const TENANCIES: &str = "tenancies";

type Part = (&'static str, &'static str, fn(&Unit) -> u32);

/// The quantities of a ledger; an import reads the first four back.
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

/// The columns of the wanted kinds: common columns, then attributes, then units.
pub fn all(kinds: &KindCatalogue, wanted: impl Fn(&str) -> bool) -> Vec<Column> {
    let field = |name: &str, form, title: String| Field { name: name.to_owned(), form, title };
    let mut columns: Vec<Column> = CORE
        .into_iter()
        .map(|(name, form, title, read)| Column { field: field(name, form, title.to_owned()), what: What::Core(read) })
        .collect();
    let tenancies = field(TENANCIES, Form::Text, "Bên thuê / Tenancies".to_owned());
    columns.push(Column { field: tenancies, what: What::Tenancies });
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
