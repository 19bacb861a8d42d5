//! Asset kinds: attributes, units and band thresholds.

use domain::registry::band::BandThresholds;
use domain::registry::kind::{
    AssetKind, Attribute, AttributeForm, AttributeNeed, CapacityUnit, KindCatalogue, ShapeForm, UnitNature,
};
use domain::text::Locale;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use crate::caller::Caller;
use crate::problem::Problem;
use crate::request_context;
use api_app::app::App;
use api_app::command_pipeline::Permission;
use api_app::read_scope::read_scope;

/// All asset kinds of the catalogue.
#[derive(Debug, Object)]
struct AssetKindList {
    items: Vec<Kind>,
}

/// A kind of asset.
#[derive(Debug, Object)]
#[oai(rename = "AssetKind")]
struct Kind {
    id: String,
    title: String,
    /// Geometry types that the kind allows.
    shapes: Vec<Shape>,
    attributes: Vec<KindAttribute>,
    units: Vec<KindUnit>,
}

/// Type of a GeoJSON geometry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "AssetKindShape")]
enum Shape {
    Point,
    LineString,
    Polygon,
}

/// Attribute of an asset kind.
#[derive(Debug, Object)]
#[oai(rename = "AssetKindAttribute")]
struct KindAttribute {
    id: String,
    title: String,
    form: Form,
    /// Unit of measurement of a number, such as `m`.
    #[oai(skip_serializing_if_is_none)]
    measure: Option<String>,
    /// Least value of a number.
    #[oai(skip_serializing_if_is_none)]
    min: Option<f64>,
    /// Greatest value of a number, or greatest length of a text.
    #[oai(skip_serializing_if_is_none)]
    max: Option<f64>,
    /// Allowed values of a choice.
    choices: Vec<Choice>,
    required: bool,
}

/// Allowed value of an attribute.
#[derive(Debug, Object)]
#[oai(rename = "AssetKindChoice")]
struct Choice {
    id: String,
    title: String,
}

/// Data type of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "AssetKindAttributeForm", rename_all = "snake_case")]
enum Form {
    Number,
    Integer,
    Text,
    Choice,
    Flag,
    Date,
}

/// Capacity unit of an asset kind.
#[derive(Debug, Object)]
#[oai(rename = "AssetKindUnit")]
struct KindUnit {
    id: String,
    title: String,
    nature: Nature,
    /// Unit of measurement of a budget, such as `N·m`.
    #[oai(skip_serializing_if_is_none)]
    measure: Option<String>,
    /// Greatest quantity of one asset.
    max: u32,
    /// Thresholds of the bands of a slot unit; absent for a budget, whose band is `none` or
    /// `available`.
    #[oai(skip_serializing_if_is_none)]
    bands: Option<Thresholds>,
}

/// Whether a unit counts places or a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "AssetKindUnitNature", rename_all = "snake_case")]
enum Nature {
    Slot,
    Budget,
}

/// Least free quantity of each band; below `few` the band is `none`.
#[derive(Debug, Object)]
#[oai(rename = "BandThresholds")]
struct Thresholds {
    few: u32,
    some: u32,
    many: u32,
}

/// Handlers of asset kinds.
#[derive(Debug)]
pub struct AssetKinds;

#[expect(clippy::unused_async, reason = "an operation is async whether or not it waits")]
#[OpenApi]
impl AssetKinds {
    /// List asset kinds
    ///
    /// Includes the units of each kind and the thresholds of the bands that competitors see.
    #[oai(path = "/asset-kinds", method = "get", operation_id = "asset_kind.list")]
    async fn list(&self, app: Data<&App>, caller: Caller) -> Result<Json<AssetKindList>, Problem> {
        read_scope(&app, &caller.0, &Permission::new("asset_kind", "read"))?;
        let kinds = app.policies.kinds.kinds.iter();
        let locale = request_context::requested_locale().unwrap_or(caller.0.locale);
        let lens = Lens { catalogue: &app.policies.kinds, locale };
        Ok(Json(AssetKindList { items: kinds.map(|kind| lens.kind(kind)).collect() }))
    }
}

/// What kinds are shown with.
struct Lens<'a> {
    catalogue: &'a KindCatalogue,
    locale: Locale,
}

impl Lens<'_> {
    fn kind(&self, kind: &AssetKind) -> Kind {
        Kind {
            id: kind.id.clone(),
            title: kind.title.get(self.locale).to_owned(),
            shapes: kind.shapes.iter().copied().map(Shape::from).collect(),
            attributes: kind.attributes.iter().map(|known| self.attribute(known)).collect(),
            units: kind.units.iter().map(|known| unit(known, self.locale)).collect(),
        }
    }

    fn attribute(&self, known: &Attribute) -> KindAttribute {
        KindAttribute {
            id: known.id.clone(),
            title: known.title.get(self.locale).to_owned(),
            form: match known.form {
                AttributeForm::Number => Form::Number,
                AttributeForm::Integer => Form::Integer,
                AttributeForm::Text => Form::Text,
                AttributeForm::Choice => Form::Choice,
                AttributeForm::Flag => Form::Flag,
                AttributeForm::Date => Form::Date,
            },
            measure: known.measure.clone(),
            min: known.min,
            max: known.max,
            choices: known.choices.iter().map(|id| self.choice(id)).collect(),
            required: known.need == AttributeNeed::Required,
        }
    }

    fn choice(&self, id: &str) -> Choice {
        let title = self.catalogue.choices.get(id).map_or(id, |title| title.get(self.locale));
        Choice { id: id.to_owned(), title: title.to_owned() }
    }
}

fn unit(known: &CapacityUnit, locale: Locale) -> KindUnit {
    KindUnit {
        id: known.id.clone(),
        title: known.title.get(locale).to_owned(),
        nature: match known.nature {
            UnitNature::Slot => Nature::Slot,
            UnitNature::Budget => Nature::Budget,
        },
        measure: known.measure.clone(),
        max: known.max,
        bands: known.bands.map(|BandThresholds { few, some, many }| Thresholds { few, some, many }),
    }
}

impl From<ShapeForm> for Shape {
    fn from(shape: ShapeForm) -> Self {
        match shape {
            ShapeForm::Point => Self::Point,
            ShapeForm::LineString => Self::LineString,
            ShapeForm::Polygon => Self::Polygon,
        }
    }
}
