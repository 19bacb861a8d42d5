//! Temporal conditions. Instants and intervals become comparisons of their bounds.

use cql2::Expr;
use domain::messages::FilterProblem;
use domain::workflow::violation::FieldError;

use super::translate::{At, Reader, agreed};
use crate::ogc::temporal::{day, instant, shortened};
use api_store::filter::property::Form;
use api_store::filter::{Comparison, Filter, Scalar, Truth, Value};

/// A bound of an interval.
#[derive(Debug, Clone)]
enum Edge {
    /// Unbounded in the past.
    Always,
    Here(Scalar),
    /// Unbounded in the future.
    Forever,
}

/// An interval; for an instant both bounds are the same.
#[derive(Debug, Clone)]
struct Interval {
    begins: Edge,
    ends: Edge,
}

/// Each relation, as comparisons that all must hold; two lines are alternatives.
pub(super) fn related(
    reader: &mut Reader<'_>,
    op: &str,
    (left, right): (&Expr, &Expr),
    at: &At,
) -> Result<Filter, FieldError> {
    use Comparison::{Above, Below, Equal, NotAbove, NotBelow};
    let a = interval(reader, left, &at.argument(0))?;
    let b = interval(reader, right, &at.argument(1))?;
    let (begins, ends) = (&a.begins, &a.ends);
    let (first, last) = (&b.begins, &b.ends);
    let all = |parts: &[(&Edge, Comparison, &Edge)]| -> Result<Filter, FieldError> {
        let parts = parts.iter().map(|(one, how, two)| compared(one, *how, two, at));
        Ok(Filter::All(parts.collect::<Result<_, _>>()?))
    };
    match op {
        "t_after" => all(&[(begins, Above, last)]),
        "t_before" => all(&[(ends, Below, first)]),
        "t_contains" => all(&[(begins, Below, first), (ends, Above, last)]),
        "t_disjoint" => Ok(Filter::Any(vec![all(&[(ends, Below, first)])?, all(&[(begins, Above, last)])?])),
        "t_during" => all(&[(begins, Above, first), (ends, Below, last)]),
        "t_equals" => all(&[(begins, Equal, first), (ends, Equal, last)]),
        "t_finishedBy" => all(&[(begins, Below, first), (ends, Equal, last)]),
        "t_finishes" => all(&[(begins, Above, first), (ends, Equal, last)]),
        "t_intersects" => all(&[(begins, NotAbove, last), (ends, NotBelow, first)]),
        "t_meets" => all(&[(ends, Equal, first)]),
        "t_metBy" => all(&[(begins, Equal, last)]),
        "t_overlappedBy" => all(&[(begins, Above, first), (begins, Below, last), (ends, Above, last)]),
        "t_overlaps" => all(&[(begins, Below, first), (ends, Above, first), (ends, Below, last)]),
        "t_startedBy" => all(&[(begins, Equal, first), (ends, Above, last)]),
        "t_starts" => all(&[(begins, Equal, first), (ends, Below, last)]),
        other => Err(at.fault(FilterProblem::NoOperator { operator: shortened(other) })),
    }
}

fn compared(left: &Edge, how: Comparison, right: &Edge, at: &At) -> Result<Filter, FieldError> {
    let rank = |edge: &Edge| match edge {
        Edge::Always => -1,
        Edge::Here(_) => 0,
        Edge::Forever => 1,
    };
    let (Edge::Here(left), Edge::Here(right)) = (left, right) else {
        return Ok(Filter::Known(Truth::of(how.holds(rank(left).cmp(&rank(right))))));
    };
    let (left, right) = agreed(left.clone(), right.clone(), at)?;
    Ok(match (&left, &right) {
        (Scalar::Value(one), Scalar::Value(two)) => {
            Filter::Known(Truth::known(one.order(two).map(|order| how.holds(order))))
        }
        (Scalar::Property(..) | Scalar::Value(_) | Scalar::Folded(..), _) => Filter::Compare(left, how, right),
    })
}

fn interval(reader: &mut Reader<'_>, parsed: &Expr, at: &At) -> Result<Interval, FieldError> {
    let Expr::Interval { interval } = parsed else {
        let edge = Edge::Here(moment(reader, parsed, at)?);
        return Ok(Interval { begins: edge.clone(), ends: edge });
    };
    let [begins, ends] = interval.as_slice() else { return Err(at.fault(FilterProblem::TwoEnds)) };
    let edge = |reader: &mut Reader<'_>, parsed: &Expr, open: Edge| {
        let is_open = matches!(parsed, Expr::Literal(text) if text == "..");
        if is_open { Ok(open) } else { moment(reader, parsed, at).map(Edge::Here) }
    };
    let read = Interval { begins: edge(reader, begins, Edge::Always)?, ends: edge(reader, ends, Edge::Forever)? };
    if let (Edge::Here(begins), Edge::Here(ends)) = (&read.begins, &read.ends) {
        agreed(begins.clone(), ends.clone(), at)?;
        if let (Scalar::Value(begins), Scalar::Value(ends)) = (begins, ends)
            && begins.order(ends).is_some_and(std::cmp::Ordering::is_gt)
        {
            return Err(at.fault(FilterProblem::EndsBeforeItBegins));
        }
    }
    Ok(read)
}

fn moment(reader: &mut Reader<'_>, parsed: &Expr, at: &At) -> Result<Scalar, FieldError> {
    let mut read = reader.scalar(parsed, at)?;
    if let Scalar::Value(Value::Text(text)) = &read {
        let value = day(text).map(Value::Day).or_else(|| instant(text).map(Value::Instant));
        read =
            Scalar::Value(value.ok_or_else(|| at.fault(FilterProblem::NoDateOrTimestamp { found: shortened(text) }))?);
    }
    match read.form() {
        Form::Day | Form::Instant => Ok(read),
        Form::Text | Form::Id | Form::Number | Form::Flag => Err(at.fault(FilterProblem::NoTime)),
    }
}
