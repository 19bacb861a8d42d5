//! The layers of the map, and the content of their tiles.

use strum::{EnumString, IntoStaticStr, VariantArray};

use api_tiles::address::DEEPEST;

/// A layer of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Layer {
    /// The assets of the register.
    Assets,
    /// Administrative units in force today.
    Areas,
    /// The published planned works.
    PlannedWorks,
    /// Published permits and siting approvals.
    Permits,
    /// The cases of a reader.
    Cases,
}

/// A layer whose tiles are cached: a counter tells when they change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CachedLayer {
    Assets,
    Areas,
    PlannedWorks,
    Permits,
}

impl CachedLayer {
    /// The layer of the map.
    #[must_use]
    pub const fn layer(self) -> Layer {
        match self {
            Self::Assets => Layer::Assets,
            Self::Areas => Layer::Areas,
            Self::PlannedWorks => Layer::PlannedWorks,
            Self::Permits => Layer::Permits,
        }
    }
}

/// The content of a vector layer in a tile.
#[derive(Debug, Clone, Copy)]
pub struct Content {
    pub name: &'static str,
    pub description: &'static str,
    /// The first zoom level.
    pub from_zoom: u8,
    /// The last zoom level.
    pub to_zoom: u8,
    /// The names and types of the features' fields.
    pub fields: &'static [(&'static str, &'static str)],
}

/// From this zoom level on, assets are single features; below they are counted.
pub(crate) const ONE_BY_ONE: u8 = 14;

/// The first zoom level with cases: a province fills the screen.
pub(crate) const CASES_FROM: u8 = 8;

impl Layer {
    /// The name in paths and tiles.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The layer as a cached one, unless each reader sees other features of it.
    #[must_use]
    pub const fn cached(self) -> Option<CachedLayer> {
        match self {
            Self::Assets => Some(CachedLayer::Assets),
            Self::Areas => Some(CachedLayer::Areas),
            Self::PlannedWorks => Some(CachedLayer::PlannedWorks),
            Self::Permits => Some(CachedLayer::Permits),
            Self::Cases => None,
        }
    }

    /// Whether all viewers see the layer, and see the same.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Assets | Self::Cases => false,
            Self::Areas | Self::PlannedWorks | Self::Permits => true,
        }
    }

    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Assets => "Passive infrastructure as its reader may see it",
            Self::Areas => "Administrative units in force today",
            Self::PlannedWorks => "Published works that are planned or in progress",
            Self::Permits => "Published permits and siting approvals",
            Self::Cases => "Cases as their reader may see them",
        }
    }

    #[must_use]
    pub const fn contents(self) -> &'static [Content] {
        match self {
            Self::Assets => &[ASSETS, LINES],
            Self::Areas => &[AREAS, LABELS],
            Self::PlannedWorks => &[PLANNED_WORKS],
            Self::Permits => &[PERMITS],
            Self::Cases => &[CASES],
        }
    }
}

const KIND: (&str, &str) = ("kind", "asset kind or kind of case");
const COUNT: (&str, &str) = ("count", "number of features that this one stands for; absent for a single feature");

const ASSETS: Content = Content {
    name: "assets",
    description: "counts by kind and place below zoom 14, single assets from there on",
    from_zoom: 0,
    to_zoom: DEEPEST,
    fields: &[
        KIND,
        COUNT,
        ("id", "identifier of the asset"),
        ("code", "code of the owner"),
        ("owner", "identifier of the owner that answers requests"),
        ("lifecycle", "lifecycle state"),
        ("shareable", "whether it is open to sharing"),
        ("free_band", "band of the free capacity: none, few, some or many"),
    ],
};

const LINES: Content = Content {
    name: "lines",
    description: "simplified geometry of line assets, in tiles with few of them; `assets` counts them as well",
    from_zoom: 0,
    to_zoom: ONE_BY_ONE - 1,
    fields: &[KIND, ("id", "identifier of the asset")],
};

const AREAS: Content = Content {
    name: "areas",
    description: "boundaries",
    from_zoom: 0,
    to_zoom: DEEPEST,
    fields: &[("code", "official code"), ("name", "name in Vietnamese"), ("level", "administrative level")],
};

const LABELS: Content = Content {
    name: "labels",
    description: "one point for the name of each unit, inside its largest part",
    from_zoom: 0,
    to_zoom: DEEPEST,
    fields: AREAS.fields,
};

const PLANNED_WORKS: Content = Content {
    name: "planned-works",
    description: "places of planned works",
    from_zoom: 0,
    to_zoom: DEEPEST,
    fields: &[
        KIND,
        COUNT,
        ("code", "code of the case"),
        ("title", "title"),
        ("organization", "organisation that carries out the works"),
        ("state", "state of the case"),
        ("starts_on", "first day of the works"),
    ],
};

const PERMITS: Content = Content {
    name: "permits",
    description: "places of permits",
    from_zoom: 0,
    to_zoom: DEEPEST,
    fields: &[
        KIND,
        COUNT,
        ("number", "number of the permit"),
        ("title", "title"),
        ("organization", "holder"),
        ("state", "state of the case"),
        ("issued_on", "day of issue"),
    ],
};

const CASES: Content = Content {
    name: "cases",
    description: "places of cases; a sharing request is the line through its assets",
    from_zoom: CASES_FROM,
    to_zoom: DEEPEST,
    fields: &[
        KIND,
        COUNT,
        ("id", "identifier of the case"),
        ("code", "code of the case; absent for a draft"),
        ("title", "title"),
        ("phase", "phase: draft, open, in_force or closed"),
        ("state", "state of the case"),
        ("overdue", "whether a time limit has expired unanswered"),
        ("mine", "whether an organisation of the reader is the applicant"),
    ],
};
