//! What is asked of features, in our own few words. Everything that comes in (a box, a day, a name and value, CQL2) becomes this.

use std::cmp::Ordering;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::place::Bounds;
use geo::{CoordsIter, Geometry};

pub mod property;

use property::Form;

/// What a condition comes to: what is not known is neither true nor false, and so is its contrary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not.
    False,
    /// It cannot be said.
    Unknown,
}

/// The work with places that evaluating a condition takes, least first. It grows with the vertices of the features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceWork {
    /// None.
    Nothing,
    /// Whether a feature meets a box.
    Boxes,
    /// Another relation, or a distance.
    Relations,
}

/// Two boxes have so many vertices: one that passes the antimeridian is cut in two.
const VERTICES_OF_BOXES: usize = 10;

/// A condition on a feature.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Whatever the feature.
    Known(Truth),
    /// Each of these.
    All(Vec<Filter>),
    /// One of these.
    Any(Vec<Filter>),
    /// The contrary.
    Not(Box<Filter>),
    /// Two values compared.
    Compare(Scalar, Comparison, Scalar),
    /// A text that is written like a pattern.
    Like(Scalar, Pattern),
    /// A property that is not there.
    Missing(String),
    /// How the feature lies to a place.
    Lies(Relation, Place),
    /// Not farther from a place than so many metres.
    Near(domain::place::Shape, f64),
}

impl Filter {
    /// About how many steps it takes to evaluate it for one point. What it takes for other features depends on
    /// [`Filter::place_work`], too.
    #[must_use]
    pub fn cost(&self) -> usize {
        let sum = |parts: &[Self]| parts.iter().map(Self::cost).fold(1, usize::saturating_add);
        match self {
            Self::Known(_) | Self::Missing(_) | Self::Compare(..) => 1,
            Self::All(parts) | Self::Any(parts) => sum(parts),
            Self::Not(part) => part.cost().saturating_add(1),
            Self::Like(_, Pattern(pieces)) => pieces.len().saturating_add(1),
            Self::Lies(_, Place::Own) => 8,
            Self::Lies(_, Place::Drawn(drawn, _)) => drawn.coords_count().saturating_add(8),
            Self::Near(place, _) => place.geometry().coords_count().saturating_add(8),
        }
    }

    /// The most work with places that any of its conditions takes.
    #[must_use]
    pub fn place_work(&self) -> PlaceWork {
        match self {
            Self::Known(_) | Self::Missing(_) | Self::Compare(..) | Self::Like(..) => PlaceWork::Nothing,
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().map(Self::place_work).max().unwrap_or(PlaceWork::Nothing)
            }
            Self::Not(part) => part.place_work(),
            Self::Lies(Relation::Intersects | Relation::Disjoint, Place::Drawn(drawn, _))
                if drawn.coords_count() <= VERTICES_OF_BOXES =>
            {
                PlaceWork::Boxes
            }
            Self::Lies(..) | Self::Near(..) => PlaceWork::Relations,
        }
    }

    /// A box that whatever fits lies in or touches; `None` when it may be anywhere.
    #[must_use]
    pub fn within(&self) -> Option<Bounds> {
        match self {
            Self::All(parts) => parts.iter().find_map(Self::within),
            Self::Lies(Relation::Disjoint, _) | Self::Lies(_, Place::Own) => None,
            Self::Lies(_, Place::Drawn(_, bounds)) => Some(*bounds),
            Self::Near(place, metres) => Some(place.bounds().grown(*metres)),
            Self::Known(_) | Self::Any(_) | Self::Not(_) | Self::Compare(..) | Self::Like(..) | Self::Missing(_) => {
                None
            }
        }
    }
}

/// A value, or where it is found.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// A property of the feature.
    Property(String, Form),
    /// A value that was said.
    Value(Value),
    /// A text of which something does not matter.
    Folded(Folding, Box<Scalar>),
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words, and ids.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A legal day.
    Day(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
}

/// What of a text does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folding {
    /// Capitals.
    Case,
    /// Accents.
    Accents,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    Unequal,
    /// `<`
    Below,
    /// `<=`
    NotAbove,
    /// `>`
    Above,
    /// `>=`
    NotBelow,
}

/// How two places lie to each other (Simple Features).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// They are the same ground.
    Equals,
    /// They have something in common.
    Intersects,
    /// They have nothing in common.
    Disjoint,
    /// Only their edges meet.
    Touches,
    /// The feature lies in the place.
    Within,
    /// The place lies in the feature.
    Contains,
    /// Of one dimension, and they share a part.
    Overlaps,
    /// One passes through the other.
    Crosses,
}

/// The other place.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// That of the feature itself.
    Own,
    /// One that was drawn, in longitude and latitude, with its box.
    Drawn(Arc<Geometry<f64>>, Bounds),
}

/// A pattern of `LIKE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(pub Vec<Piece>);

/// A piece of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// This character.
    Letter(char),
    /// Any one.
    One,
    /// Any number of them.
    Some,
}

impl Truth {
    /// Of a plain answer.
    #[must_use]
    pub const fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    /// Of an answer that may be missing.
    #[must_use]
    pub fn known(answer: Option<bool>) -> Self {
        answer.map_or(Self::Unknown, Self::of)
    }

    /// The contrary.
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
    /// A property.
    #[must_use]
    pub fn property(name: &str, form: Form) -> Self {
        Self::Property(name.to_owned(), form)
    }

    /// What it holds.
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
    /// What it is.
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

    /// In which order two values of one form stand: texts by their letters' numbers.
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
    /// Whether it holds of two values in this order.
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
    /// The same, said of the other place.
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
    /// Reads a pattern: `%` any number of characters, `_` one, `\` takes the next as it is. `None` when it ends in `\`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            pieces.push(match letter {
                '%' => Piece::Some,
                '_' => Piece::One,
                '\\' => Piece::Letter(letters.next()?),
                other => Piece::Letter(other),
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
        let pieces = [Piece::Letter('%'), Piece::Some, Piece::One, Piece::Letter('ạ')];
        assert_eq!(Pattern::read("\\%%_ạ"), Some(Pattern(pieces.to_vec())));
        assert_eq!(Pattern::read("a\\"), None);
    }
}
