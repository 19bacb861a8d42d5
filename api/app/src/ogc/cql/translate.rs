//! Translates the library's syntax tree into [`Filter`].

use cql2::Expr;
use domain::messages::{FieldProblem, FilterProblem, Message};
use domain::workflow::violation::FieldError;

use super::{place, time};
use crate::ogc::evaluate::folded;
use crate::ogc::schema::{GEOMETRY, Schema};
use crate::ogc::temporal::{day, instant, shortened};
use api_geo::crs::Crs;
use api_store::filter::property::Form;
use api_store::filter::{Comparison, Filter, Folding, Pattern, Scalar, Truth, Value};

/// The greatest depth of nested conditions.
const DEEPEST: usize = 40;
/// The largest number of nodes.
const MOST: usize = 1_000;
/// The largest number of spatial conditions.
pub(super) const MOST_PLACES: usize = 10;
/// The largest number of vertices of all literal geometries.
pub(super) const MOST_VERTICES: usize = 1_000;
/// The largest number of points, lines and polygons of one geometry.
pub(super) const MOST_PARTS: usize = 100;

/// Translates a whole filter.
///
/// # Errors
/// The first error, with its position.
pub(super) fn filter(parsed: &Expr, schema: &Schema, crs: Crs) -> Result<Filter, FieldError> {
    let mut reader = Reader { schema, crs, left: MOST, places: MOST_PLACES, vertices: MOST_VERTICES };
    reader.condition(parsed, &At::top())
}

/// A position in a filter.
#[derive(Debug, Clone)]
pub(super) struct At {
    path: String,
    depth: usize,
}

impl At {
    fn top() -> Self {
        Self { path: "filter".to_owned(), depth: 0 }
    }

    pub(super) fn argument(&self, place: usize) -> Self {
        Self { path: format!("{}/args/{place}", self.path), depth: self.depth.saturating_add(1) }
    }

    pub(super) fn fault(&self, message: impl Into<Message>) -> FieldError {
        FieldError::new(self.path.clone(), message)
    }
}

/// Translates for one collection, and counts against the limits.
pub(super) struct Reader<'a> {
    pub(super) schema: &'a Schema,
    pub(super) crs: Crs,
    left: usize,
    /// The remaining number of spatial conditions.
    pub(super) places: usize,
    /// The remaining number of literal vertices.
    pub(super) vertices: usize,
}

impl Reader<'_> {
    /// Counts one more node.
    pub(super) fn count(&mut self, at: &At) -> Result<(), FieldError> {
        if at.depth > DEEPEST {
            return Err(at.fault(FilterProblem::DeeperThan { most: DEEPEST }));
        }
        self.left = self.left.checked_sub(1).ok_or_else(|| at.fault(FilterProblem::TooManyPieces { most: MOST }))?;
        Ok(())
    }

    fn condition(&mut self, parsed: &Expr, at: &At) -> Result<Filter, FieldError> {
        self.count(at)?;
        match parsed {
            Expr::Bool(holds) => Ok(Filter::Known(Truth::of(*holds))),
            Expr::Operation { op, args } => self.operation(op, args, at),
            Expr::Property { .. } => {
                let flag = self.scalar(parsed, at)?;
                if flag.form() == Form::Flag {
                    Ok(Filter::Compare(flag, Comparison::Equal, Scalar::Value(Value::Flag(true))))
                } else {
                    Err(at.fault(FilterProblem::NoCondition))
                }
            }
            Expr::Interval { .. }
            | Expr::Timestamp { .. }
            | Expr::Date { .. }
            | Expr::BBox { .. }
            | Expr::Float(_)
            | Expr::Literal(_)
            | Expr::Array(_)
            | Expr::Geometry(_)
            | Expr::Null => Err(at.fault(FilterProblem::NoCondition)),
        }
    }

    fn operation(&mut self, op: &str, args: &[Box<Expr>], at: &At) -> Result<Filter, FieldError> {
        if let Some(how) = comparison(op) {
            let [left, right] = exactly(args, op, at)?;
            return self.compared(left, how, right, at);
        }
        if let Some(relation) = place::relation(op) {
            let [left, right] = exactly(args, op, at)?;
            return self.lies(relation, left, right, at);
        }
        match op {
            "and" => Ok(Filter::All(self.conditions(args, at)?)),
            "or" => Ok(Filter::Any(self.conditions(args, at)?)),
            "not" => {
                let [only] = exactly(args, op, at)?;
                Ok(Filter::Not(Box::new(self.condition(only, &at.argument(0))?)))
            }
            "like" => {
                let [text, pattern] = exactly(args, op, at)?;
                self.like(text, pattern, at)
            }
            "between" => {
                let [value, low, high] = exactly(args, op, at)?;
                let above = self.compared(value, Comparison::NotBelow, low, at)?;
                Ok(Filter::All(vec![above, self.compared(value, Comparison::NotAbove, high, at)?]))
            }
            "in" => {
                let [value, list] = exactly(args, op, at)?;
                let Expr::Array(list) = list else { return Err(at.argument(1).fault(FilterProblem::NoList)) };
                let each = list.iter().map(|one| self.compared(value, Comparison::Equal, one, at));
                Ok(Filter::Any(each.collect::<Result<_, _>>()?))
            }
            "isNull" => {
                let [only] = exactly(args, op, at)?;
                self.missing(only, &at.argument(0))
            }
            near if near.eq_ignore_ascii_case("s_dwithin") => {
                let [left, right, metres] = exactly(args, op, at)?;
                self.near(left, right, metres, at)
            }
            temporal if temporal.starts_with("t_") => {
                let [left, right] = exactly(args, op, at)?;
                time::related(self, temporal, (left, right), at)
            }
            other => Err(at.fault(FilterProblem::NoOperator { operator: shortened(other) })),
        }
    }

    fn conditions(&mut self, args: &[Box<Expr>], at: &At) -> Result<Vec<Filter>, FieldError> {
        if args.is_empty() {
            return Err(at.fault(FilterProblem::JoinsNothing));
        }
        args.iter().enumerate().map(|(place, part)| self.condition(part, &at.argument(place))).collect()
    }

    fn compared(&mut self, left: &Expr, how: Comparison, right: &Expr, at: &At) -> Result<Filter, FieldError> {
        let (left, right) = (self.scalar(left, &at.argument(0))?, self.scalar(right, &at.argument(1))?);
        let (left, right) = agreed(left, right, at)?;
        if left.form() == Form::Flag && !matches!(how, Comparison::Equal | Comparison::Unequal) {
            return Err(at.fault(FilterProblem::NoOrder));
        }
        Ok(match (&left, &right) {
            (Scalar::Value(one), Scalar::Value(two)) => {
                Filter::Known(Truth::known(one.order(two).map(|order| how.holds(order))))
            }
            (Scalar::Property(..) | Scalar::Value(_) | Scalar::Folded(..), _) => Filter::Compare(left, how, right),
        })
    }

    fn like(&mut self, text: &Expr, pattern: &Expr, at: &At) -> Result<Filter, FieldError> {
        let text = self.scalar(text, &at.argument(0))?;
        if !matches!(text.form(), Form::Text) {
            return Err(at.argument(0).fault(FilterProblem::NoText));
        }
        let at_pattern = at.argument(1);
        let Scalar::Value(Value::Text(pattern)) = self.scalar(pattern, &at_pattern)? else {
            return Err(at_pattern.fault(FilterProblem::PatternInQuotes));
        };
        let pattern = Pattern::read(&pattern).ok_or_else(|| at_pattern.fault(FilterProblem::EndsInBackslash))?;
        Ok(Filter::Like(text, pattern))
    }

    fn missing(&mut self, what: &Expr, at: &At) -> Result<Filter, FieldError> {
        if let Expr::Property { property } = what
            && property == GEOMETRY
        {
            return Ok(Filter::Missing(property.clone()));
        }
        if matches!(what, Expr::Null) {
            return Ok(Filter::Known(Truth::True));
        }
        match self.scalar(what, at)? {
            Scalar::Property(name, _) => Ok(Filter::Missing(name)),
            Scalar::Value(_) => Ok(Filter::Known(Truth::False)),
            Scalar::Folded(..) => Err(at.fault(FilterProblem::PropertyNeeded)),
        }
    }

    /// A value, or the property that supplies it.
    pub(super) fn scalar(&mut self, parsed: &Expr, at: &At) -> Result<Scalar, FieldError> {
        self.count(at)?;
        match parsed {
            Expr::Property { property } => match self.schema.property(property) {
                Some(known) => Ok(Scalar::Property(known.name.clone(), known.form)),
                None if property == GEOMETRY => Err(at.fault(FilterProblem::PlaceNotCompared)),
                None => {
                    let property = shortened(property);
                    Err(at.fault(FilterProblem::NoProperty { property }))
                }
            },
            Expr::Literal(text) => Ok(Scalar::Value(Value::Text(sound(text, at)?))),
            Expr::Float(number) if number.is_finite() => Ok(Scalar::Value(Value::Number(*number))),
            Expr::Float(_) => Err(at.fault(FilterProblem::NoNumber)),
            Expr::Bool(flag) => Ok(Scalar::Value(Value::Flag(*flag))),
            Expr::Date { date } => Ok(Scalar::Value(Value::Day(dated(date, at)?))),
            Expr::Timestamp { timestamp } => Ok(Scalar::Value(Value::Instant(timed(timestamp, at)?))),
            Expr::Operation { op, args } if op == "casei" => self.folded(Folding::Case, args, at),
            Expr::Operation { op, args } if op == "accenti" => self.folded(Folding::Accents, args, at),
            Expr::Operation { op, .. } => Err(at.fault(FilterProblem::NoComparableValue { operator: shortened(op) })),
            Expr::Interval { .. } => Err(at.fault(FilterProblem::IntervalNotCompared)),
            Expr::Null => Err(at.fault(FilterProblem::NothingEqualsNull)),
            Expr::BBox { .. } | Expr::Array(_) | Expr::Geometry(_) => Err(at.fault(FilterProblem::NoSingleValue)),
        }
    }

    fn folded(&mut self, folding: Folding, args: &[Box<Expr>], at: &At) -> Result<Scalar, FieldError> {
        let [inner] = exactly(args, "casei and accenti", at)?;
        let inner = self.scalar(inner, &at.argument(0))?;
        if let Scalar::Value(Value::Text(text)) = &inner {
            return Ok(Scalar::Value(Value::Text(folded(text, folding))));
        }
        if inner.form() == Form::Text {
            Ok(Scalar::Folded(folding, Box::new(inner)))
        } else {
            Err(at.argument(0).fault(FilterProblem::NoText))
        }
    }
}

/// Two scalars of one form; a text is parsed in the form of the other scalar.
pub(super) fn agreed(left: Scalar, right: Scalar, at: &At) -> Result<(Scalar, Scalar), FieldError> {
    let (left, right) = (read_as(left, right.form(), &at.argument(0))?, right);
    let right = read_as(right, left.form(), &at.argument(1))?;
    let plain = |form: Form| if form == Form::Id { Form::Text } else { form };
    let (one, two) = (plain(left.form()), plain(right.form()));
    if one == two {
        Ok((left, right))
    } else {
        let (left, right) = (left.form().expected(), right.form().expected());
        Err(at.fault(FilterProblem::NotComparable { left, right }))
    }
}

fn read_as(scalar: Scalar, wanted: Form, at: &At) -> Result<Scalar, FieldError> {
    let Scalar::Value(Value::Text(text)) = &scalar else { return Ok(scalar) };
    let read = match wanted {
        Form::Day => day(text).map(Value::Day),
        Form::Instant => instant(text).map(Value::Instant),
        Form::Text | Form::Id | Form::Number | Form::Flag => return Ok(scalar),
    };
    read.map(Scalar::Value)
        .ok_or_else(|| at.fault(FilterProblem::IsNot { found: shortened(text), expected: wanted.expected() }))
}

/// The day of `DATE('…')`.
fn dated(literal: &Expr, at: &At) -> Result<chrono::NaiveDate, FieldError> {
    let Expr::Literal(text) = literal else { return Err(at.fault(FilterProblem::DateInQuotes)) };
    day(text).ok_or_else(|| at.fault(FilterProblem::NoDate { found: shortened(text) }))
}

/// The instant of `TIMESTAMP('…')`.
fn timed(literal: &Expr, at: &At) -> Result<chrono::DateTime<chrono::Utc>, FieldError> {
    let Expr::Literal(text) = literal else { return Err(at.fault(FilterProblem::TimestampInQuotes)) };
    instant(text).ok_or_else(|| at.fault(FilterProblem::NoTimestamp { found: shortened(text) }))
}

/// A text that every database can store.
fn sound(text: &str, at: &At) -> Result<String, FieldError> {
    if text.contains('\0') { Err(at.fault(FieldProblem::NullCharacter)) } else { Ok(domain::text::nfc(text)) }
}

pub(super) fn exactly<'a, const N: usize>(
    args: &'a [Box<Expr>],
    op: &str,
    at: &At,
) -> Result<[&'a Expr; N], FieldError> {
    let plain: Vec<&Expr> = args.iter().map(AsRef::as_ref).collect();
    plain.try_into().map_err(|_others| at.fault(FilterProblem::TakesArguments { operator: shortened(op), count: N }))
}

fn comparison(op: &str) -> Option<Comparison> {
    match op {
        "=" => Some(Comparison::Equal),
        "<>" => Some(Comparison::Unequal),
        "<" => Some(Comparison::Below),
        "<=" => Some(Comparison::NotAbove),
        ">" => Some(Comparison::Above),
        ">=" => Some(Comparison::NotBelow),
        _ => None,
    }
}
