//! The properties of each collection.

use std::sync::Arc;

use domain::registry::asset::{Confidence, Lifecycle, Visibility};
use domain::registry::band::Band;
use domain::registry::kind::KindCatalogue;
use strum::VariantArray;

use super::collection::Collection;
use api_store::filter::property::{Form, Property};

/// The name of a feature's location in a filter.
pub const GEOMETRY: &str = "geometry";

/// The properties of the features of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    pub collection: Collection,
    /// The properties of every feature.
    pub properties: Vec<Property>,
    /// The properties of some features, by their kind.
    pub attributes: Vec<Property>,
}

/// The schemas of all collections, built once.
#[derive(Debug, Clone)]
pub struct Schemas {
    assets: Arc<Schema>,
    areas: Arc<Schema>,
    planned_works: Arc<Schema>,
    permits: Arc<Schema>,
}

impl Schemas {
    /// Builds the schemas for the kinds of a province.
    #[must_use]
    pub fn new(kinds: &KindCatalogue) -> Self {
        let of = |collection| Arc::new(Schema::of(collection, kinds));
        Self {
            assets: of(Collection::Assets),
            areas: of(Collection::Areas),
            planned_works: of(Collection::PlannedWorks),
            permits: of(Collection::Permits),
        }
    }

    #[must_use]
    pub const fn of(&self, collection: Collection) -> &Arc<Schema> {
        match collection {
            Collection::Assets => &self.assets,
            Collection::Areas => &self.areas,
            Collection::PlannedWorks => &self.planned_works,
            Collection::Permits => &self.permits,
        }
    }
}

impl Schema {
    /// Builds the schema of a collection for the kinds of a province.
    #[must_use]
    pub fn of(collection: Collection, kinds: &KindCatalogue) -> Self {
        let (properties, attributes) = match collection {
            Collection::Assets => {
                let own = assets(kinds);
                let attributes = attributes(kinds, &own);
                (own, attributes)
            }
            Collection::Areas => (areas(), Vec::new()),
            Collection::PlannedWorks => (works(), Vec::new()),
            Collection::Permits => (permits(), Vec::new()),
        };
        Self { collection, properties, attributes }
    }

    /// All properties that a query can name.
    pub fn all(&self) -> impl Iterator<Item = &Property> {
        self.properties.iter().chain(&self.attributes)
    }

    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.all().find(|property| property.name == name)
    }
}

fn assets(kinds: &KindCatalogue) -> Vec<Property> {
    use Form::{Day, Flag, Id, Instant, Text};
    vec![
        Property::new("code", Text, ("Mã", "Code")),
        Property::new("kind", Text, ("Loại", "Kind")).among(kinds.kinds.iter().map(|kind| kind.id.as_str())),
        Property::new("owner_id", Id, ("Mã chủ sở hữu", "Owner's id")),
        Property::new("owner", Text, ("Chủ sở hữu", "Owner")),
        Property::new("area", Text, ("Mã đơn vị hành chính", "Code of the unit")),
        Property::new("area_name", Text, ("Đơn vị hành chính", "Administrative unit")),
        Property::new("lifecycle", Text, ("Vòng đời", "Part of life"))
            .among(Lifecycle::VARIANTS.iter().map(|life| life.as_str())),
        Property::new("shareable", Flag, ("Cho dùng chung", "Open to sharing")),
        Property::new("free_band", Text, ("Mức còn trống", "Free room"))
            .among(Band::VARIANTS.iter().map(|band| band.as_str())),
        Property::new("updated_at", Instant, ("Thay đổi lần cuối", "Last changed")),
        Property::new("address", Text, ("Địa chỉ", "Address")),
        Property::new("source", Text, ("Nguồn", "Source")),
        Property::new("observed_on", Day, ("Ngày khảo sát", "Observed on")),
        Property::new("confidence", Text, ("Độ tin cậy", "Confidence"))
            .among(Confidence::VARIANTS.iter().map(|class| class.as_str())),
        Property::new("visibility", Text, ("Phạm vi hiển thị", "Visibility"))
            .among(Visibility::VARIANTS.iter().map(|circle| circle.as_str())),
        Property::new("critical", Flag, ("Hạ tầng trọng yếu", "Critical")),
        Property::new("not_shareable_reason", Text, ("Lý do không dùng chung", "Why it is not shared")),
        Property::new("decommission_on", Day, ("Ngày ngừng khai thác", "Decommissioned on")),
    ]
}

/// The attributes of kinds; a query cannot name an attribute whose form differs between kinds.
fn attributes(kinds: &KindCatalogue, own: &[Property]) -> Vec<Property> {
    let mut found: Vec<Property> = Vec::new();
    let mut torn: Vec<String> = Vec::new();
    for attribute in kinds.kinds.iter().flat_map(|kind| &kind.attributes) {
        let form = Form::from(attribute.form);
        if own.iter().any(|property| property.name == attribute.id) {
            continue;
        }
        match found.iter().find(|known| known.name == attribute.id) {
            Some(known) if known.form != form => torn.push(attribute.id.clone()),
            Some(_) => {}
            None => found.push(Property {
                name: attribute.id.clone(),
                title: attribute.title.clone(),
                form,
                choices: Vec::new(),
            }),
        }
    }
    found.retain(|property| !torn.contains(&property.name));
    found
}

fn areas() -> Vec<Property> {
    use Form::{Day, Id, Text};
    vec![
        Property::new("code", Text, ("Mã", "Code")),
        Property::new("name", Text, ("Tên", "Name")),
        Property::new("name_en", Text, ("Tên tiếng Anh", "English name")),
        Property::new("level", Text, ("Cấp", "Level")),
        Property::new("parent_id", Id, ("Thuộc", "Part of")),
        Property::new("valid_from", Day, ("Hiệu lực từ", "Valid from")),
        Property::new("valid_to", Day, ("Hết hiệu lực từ", "Valid until the day before")),
        Property::new("source", Text, ("Nguồn", "Source")),
    ]
}

fn works() -> Vec<Property> {
    use Form::{Day, Number, Text};
    vec![
        Property::new("code", Text, ("Mã", "Code")),
        Property::new("title", Text, ("Tên", "Title")),
        Property::new("initiator", Text, ("Chủ đầu tư", "Who digs")),
        Property::new("description", Text, ("Mô tả", "Description")),
        Property::new("address", Text, ("Địa chỉ", "Address")),
        Property::new("starts_on", Day, ("Ngày bắt đầu", "Starts on")),
        Property::new("ends_on", Day, ("Ngày kết thúc", "Ends on")),
        Property::new("duration_days", Number, ("Số ngày", "Days")),
        Property::new("contact", Text, ("Liên hệ", "Contact")),
        Property::new("state", Text, ("Trạng thái", "State")),
        Property::new("state_title", Text, ("Tên trạng thái", "State in words")),
        Property::new("join_until", Day, ("Hạn đăng ký dùng chung", "Others may join until")),
    ]
}

fn permits() -> Vec<Property> {
    use Form::{Day, Number, Text};
    vec![
        Property::new("number", Text, ("Số", "Number")),
        Property::new("kind", Text, ("Loại", "Kind")),
        Property::new("title", Text, ("Tên", "Title")),
        Property::new("holder", Text, ("Chủ giấy phép", "Holder")),
        Property::new("issuer", Text, ("Cơ quan cấp", "Issuer")),
        Property::new("issued_on", Day, ("Ngày cấp", "Issued on")),
        Property::new("valid_until", Day, ("Hiệu lực đến", "Valid until")),
        Property::new("conditions", Text, ("Điều kiện", "Conditions")),
        Property::new("address", Text, ("Địa chỉ", "Address")),
        Property::new("height_m", Number, ("Chiều cao", "Height")),
        Property::new("state", Text, ("Trạng thái", "State")),
        Property::new("state_title", Text, ("Tên trạng thái", "State in words")),
    ]
}
