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

impl Layer {
    /// The name in paths and tiles.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether all viewers see the layer, and see the same.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Assets => false,
            Self::Areas | Self::PlannedWorks | Self::Permits => true,
        }
    }

    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Assets => "Passive infrastructure as its reader may see it",
            Self::Areas => "Administrative units in force today",
            Self::PlannedWorks => "Works that are planned or under way",
            Self::Permits => "Permits and siting approvals that are published",
        }
    }

    #[must_use]
    pub const fn contents(self) -> &'static [Content] {
        match self {
            Self::Assets => &[ASSETS, LINES],
            Self::Areas => &[AREAS, LABELS],
            Self::PlannedWorks => &[PLANNED_WORKS],
            Self::Permits => &[PERMITS],
        }
    }
}

const KIND: (&str, &str) = ("kind", "which kind it is, a word of the register");
const COUNT: (&str, &str) = ("count", "how many are drawn as this one; absent when it stands for itself");

const ASSETS: Content = Content {
    name: "assets",
    description: "counted by kind and place below zoom 14, one by one from there on",
    from_zoom: 0,
    to_zoom: DEEPEST,
    fields: &[
        KIND,
        COUNT,
        ("id", "the identity of the asset"),
        ("code", "the owner's code"),
        ("owner", "the identity of the organisation that answers for it"),
        ("lifecycle", "where in its life it is"),
        ("shareable", "whether it is open to sharing"),
        ("free_band", "roughly how much room it has: none, few, some or many"),
    ],
};

const LINES: Content = Content {
    name: "lines",
    description: "the courses of lines, simplified, where a tile has few of them; they are counted in `assets` as well",
    from_zoom: 0,
    to_zoom: ONE_BY_ONE - 1,
    fields: &[KIND, ("id", "the identity of the asset")],
};

const AREAS: Content = Content {
    name: "areas",
    description: "boundaries",
    from_zoom: 0,
    to_zoom: DEEPEST,
    fields: &[
        ("code", "the official code"),
        ("name", "what it is called"),
        ("level", "its place in the ladder of administration"),
    ],
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
    description: "where will be dug",
    from_zoom: 0,
    to_zoom: DEEPEST,
    fields: &[
        KIND,
        COUNT,
        ("code", "the code of the notice"),
        ("title", "what it is about"),
        ("organization", "who will dig"),
        ("state", "where the notice stands"),
        ("starts_on", "the first day"),
    ],
};

const PERMITS: Content = Content {
    name: "permits",
    description: "what may be built where",
    from_zoom: 0,
    to_zoom: DEEPEST,
    fields: &[
        KIND,
        COUNT,
        ("number", "the number of the permit"),
        ("title", "what it is for"),
        ("organization", "whose it is"),
        ("state", "where it stands"),
        ("issued_on", "the day it was issued"),
    ],
};
