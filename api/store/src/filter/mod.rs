//! The internal filter language over features. Every external form (a box, a day, a name and value,
//! CQL2) is translated to this one.

use std::cmp::Ordering;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::place::Bounds;
use geo::{CoordsIter, Geometry};

pub mod property;

use property::Form;

/// The result of a condition in three-valued logic: an unknown value is neither true nor false, and
/// its negation is unknown too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown,
}

/// The geometric work of a condition, in ascending order. The work grows with the vertices of the
/// features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceWork {
    Nothing,
    /// Whether a feature meets a box.
    Boxes,
    /// Another relation, or a distance.
    Relations,
}

/// The number of vertices of two boxes: a box across the antimeridian is split in two.
const VERTICES_OF_BOXES: usize = 10;

#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// The same result for every feature.
    Known(Truth),
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Compare(Scalar, Comparison, Scalar),
    /// A match of a text with a pattern.
    Like(Scalar, Pattern),
    /// A property without a value.
    Missing(String),
    /// The spatial relation of the feature to a geometry.
    Lies(Relation, SpatialOperand),
    /// Within this distance of a shape, in metres.
    Near(domain::place::Shape, f64),
}

impl Filter {
    /// The approximate number of steps of an evaluation for one point. For other features
    /// [`Filter::place_work`] counts too.
    #[must_use]
    pub fn cost(&self) -> usize {
        let sum = |parts: &[Self]| parts.iter().map(Self::cost).fold(1, usize::saturating_add);
        match self {
            Self::Known(_) | Self::Missing(_) | Self::Compare(..) => 1,
            Self::All(parts) | Self::Any(parts) => sum(parts),
            Self::Not(part) => part.cost().saturating_add(1),
            Self::Like(_, Pattern(pieces)) => pieces.len().saturating_add(1),
            Self::Lies(_, SpatialOperand::Own) => 8,
            Self::Lies(_, SpatialOperand::Drawn(drawn, _)) => drawn.coords_count().saturating_add(8),
            Self::Near(place, _) => place.geometry().coords_count().saturating_add(8),
        }
    }

    /// The most geometric work of any part of the filter.
    #[must_use]
    pub fn place_work(&self) -> PlaceWork {
        match self {
            Self::Known(_) | Self::Missing(_) | Self::Compare(..) | Self::Like(..) => PlaceWork::Nothing,
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().map(Self::place_work).max().unwrap_or(PlaceWork::Nothing)
            }
            Self::Not(part) => part.place_work(),
            Self::Lies(Relation::Intersects | Relation::Disjoint, SpatialOperand::Drawn(drawn, _))
                if drawn.coords_count() <= VERTICES_OF_BOXES =>
            {
                PlaceWork::Boxes
            }
            Self::Lies(..) | Self::Near(..) => PlaceWork::Relations,
        }
    }

    /// A box that every matching feature touches; `None` if there is no such bound.
    #[must_use]
    pub fn within(&self) -> Option<Bounds> {
        match self {
            Self::All(parts) => parts.iter().find_map(Self::within),
            Self::Lies(Relation::Disjoint, _) | Self::Lies(_, SpatialOperand::Own) => None,
            Self::Lies(_, SpatialOperand::Drawn(_, bounds)) => Some(*bounds),
            Self::Near(place, metres) => Some(place.bounds().grown(*metres)),
            Self::Known(_) | Self::Any(_) | Self::Not(_) | Self::Compare(..) | Self::Like(..) | Self::Missing(_) => {
                None
            }
        }
    }
}

/// A value, or the property that holds it.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    Property(String, Form),
    Value(Value),
    /// A text with case or accents ignored.
    Folded(Folding, Box<Scalar>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text or an id.
    Text(String),
    Number(f64),
    Flag(bool),
    Day(NaiveDate),
    Instant(DateTime<Utc>),
}

/// The difference between texts to ignore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folding {
    Case,
    Accents,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Unequal,
    Below,
    NotAbove,
    Above,
    NotBelow,
}

/// The spatial relation of two geometries (Simple Features).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The geometries cover the same points.
    Equals,
    /// The geometries share a point.
    Intersects,
    /// The geometries share no point.
    Disjoint,
    /// Only the boundaries meet.
    Touches,
    /// The feature is inside the geometry.
    Within,
    /// The geometry is inside the feature.
    Contains,
    /// Both have the same dimension and share a part.
    Overlaps,
    /// One passes through the other.
    Crosses,
}

/// The second operand of a relation.
#[derive(Debug, Clone, PartialEq)]
pub enum SpatialOperand {
    /// The feature's own geometry.
    Own,
    /// A geometry from the request, in longitude and latitude, with its box.
    Drawn(Arc<Geometry<f64>>, Bounds),
}

/// A pattern of `LIKE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(pub Vec<Piece>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    Character(char),
    /// Exactly one character of any kind.
    One,
    /// Any number of characters.
    Some,
}

impl Truth {
    #[must_use]
    pub const fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    /// Converts an answer that may be missing.
    #[must_use]
    pub fn known(answer: Option<bool>) -> Self {
        answer.map_or(Self::Unknown, Self::of)
    }

    #[must_use]
    pub const fn contrary(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl Scalar {
    #[must_use]
    pub fn property(name: &str, form: Form) -> Self {
        Self::Property(name.to_owned(), form)
    }

    #[must_use]
    pub const fn form(&self) -> Form {
        match self {
            Self::Property(_, form) => *form,
            Self::Value(value) => value.form(),
            Self::Folded(..) => Form::Text,
        }
    }
}

impl Value {
    #[must_use]
    pub const fn form(&self) -> Form {
        match self {
            Self::Text(_) => Form::Text,
            Self::Number(_) => Form::Number,
            Self::Flag(_) => Form::Flag,
            Self::Day(_) => Form::Day,
            Self::Instant(_) => Form::Instant,
        }
    }

    /// The order of two values of one form; texts are ordered by code point.
    #[must_use]
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(one), Self::Text(two)) => Some(one.cmp(two)),
            (Self::Number(one), Self::Number(two)) => one.partial_cmp(two),
            (Self::Flag(one), Self::Flag(two)) => Some(one.cmp(two)),
            (Self::Day(one), Self::Day(two)) => Some(one.cmp(two)),
            (Self::Instant(one), Self::Instant(two)) => Some(one.cmp(two)),
            (Self::Text(_) | Self::Number(_) | Self::Flag(_) | Self::Day(_) | Self::Instant(_), _) => None,
        }
    }
}

impl Comparison {
    /// Whether the comparison holds for two values in this order.
    #[must_use]
    pub const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Below => order.is_lt(),
            Self::NotAbove => order.is_le(),
            Self::Above => order.is_gt(),
            Self::NotBelow => order.is_ge(),
        }
    }
}

impl Relation {
    /// The same relation with swapped operands.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Within => Self::Contains,
            Self::Contains => Self::Within,
            Self::Equals | Self::Intersects | Self::Disjoint | Self::Touches | Self::Overlaps | Self::Crosses => self,
        }
    }
}

impl Pattern {
    /// Parses a pattern: `%` is any number of characters, `_` is one, `\` escapes the next. `None`
    /// if it ends in `\`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            pieces.push(match character {
                '%' => Piece::Some,
                '_' => Piece::One,
                '\\' => Piece::Character(characters.next()?),
                other => Piece::Character(other),
            });
        }
        Some(Self(pieces))
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Piece};

    #[test]
    fn a_pattern_is_read_with_what_is_escaped() {
        let pieces = [Piece::Character('%'), Piece::Some, Piece::One, Piece::Character('ạ')];
        assert_eq!(Pattern::read("\\%%_ạ"), Some(Pattern(pieces.to_vec())));
        assert_eq!(Pattern::read("a\\"), None);
    }
}
