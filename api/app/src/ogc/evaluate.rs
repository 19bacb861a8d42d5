//! Decides whether a feature matches a filter. This evaluation is final: it repeats the conditions
//! that a database has applied, so that both databases give the same answer.

use domain::place::{BudgetExceeded, StepBudget};
use domain::text::without_accents;
use serde_json::Value as Json;

use super::feature::Feature;
use super::geometry::{is_near, lies};
use super::schema::GEOMETRY;
use super::temporal::{day, instant};
use api_store::filter::property::Form;
use api_store::filter::{Filter, Folding, Pattern, Piece, Scalar, Truth, Value};

/// Whether a condition holds for a feature, by the properties that the reader may see.
///
/// # Errors
/// When the budget is exceeded.
pub fn evaluate(filter: &Filter, feature: &Feature, budget: &mut StepBudget) -> Result<Truth, BudgetExceeded> {
    budget.spend(1)?;
    Ok(match filter {
        Filter::Known(truth) => *truth,
        Filter::All(parts) => all(parts, feature, Truth::False, budget)?,
        Filter::Any(parts) => all(parts, feature, Truth::True, budget)?,
        Filter::Not(part) => evaluate(part, feature, budget)?.contrary(),
        Filter::Compare(left, how, right) => {
            let order = value(left, feature).zip(value(right, feature)).and_then(|(left, right)| left.order(&right));
            Truth::known(order.map(|order| how.holds(order)))
        }
        Filter::Like(text, pattern) => match value(text, feature) {
            Some(Value::Text(text)) => {
                budget.spend(text.len().saturating_mul(pattern.0.len()) / 16)?;
                Truth::of(is_like(&text, pattern))
            }
            Some(Value::Number(_) | Value::Flag(_) | Value::Day(_) | Value::Instant(_)) | None => Truth::Unknown,
        },
        Filter::Missing(name) if name == GEOMETRY => Truth::of(feature.shape.is_none()),
        Filter::Missing(name) => Truth::of(feature.properties.get(name).is_none_or(Json::is_null)),
        Filter::Lies(relation, place) => {
            let lies = feature.shape.as_ref().map(|own| lies(own, *relation, place, budget)).transpose()?;
            Truth::known(lies)
        }
        Filter::Near(place, metres) => {
            let near = feature.shape.as_ref().map(|own| is_near(own, place, *metres, budget)).transpose()?;
            Truth::known(near)
        }
    })
}

/// Combines parts: one part with the truth `settles` decides; otherwise one unknown part makes the
/// result unknown.
fn all(parts: &[Filter], feature: &Feature, settles: Truth, budget: &mut StepBudget) -> Result<Truth, BudgetExceeded> {
    let mut so_far = settles.contrary();
    for part in parts {
        let truth = evaluate(part, feature, budget)?;
        if truth == settles {
            return Ok(settles);
        }
        if truth == Truth::Unknown {
            so_far = Truth::Unknown;
        }
    }
    Ok(so_far)
}

/// The value of a scalar for a feature.
#[must_use]
pub fn value(scalar: &Scalar, feature: &Feature) -> Option<Value> {
    match scalar {
        Scalar::Value(value) => Some(value.clone()),
        Scalar::Property(name, form) => read(feature.properties.get(name)?, *form),
        Scalar::Folded(folding, inner) => match value(inner, feature)? {
            Value::Text(text) => Some(Value::Text(folded(&text, *folding))),
            Value::Number(_) | Value::Flag(_) | Value::Day(_) | Value::Instant(_) => None,
        },
    }
}

fn read(json: &Json, form: Form) -> Option<Value> {
    match form {
        Form::Text | Form::Id => json.as_str().map(|text| Value::Text(text.to_owned())),
        Form::Number => json.as_f64().map(Value::Number),
        Form::Flag => json.as_bool().map(Value::Flag),
        Form::Day => json.as_str().and_then(day).map(Value::Day),
        Form::Instant => json.as_str().and_then(instant).map(Value::Instant),
    }
}

/// A text without the differences that a folding ignores.
#[must_use]
pub fn folded(text: &str, folding: Folding) -> String {
    match folding {
        Folding::Case => text.to_lowercase(),
        Folding::Accents => without_accents(text),
    }
}

/// Whether a text matches a pattern; the time is proportional to the product of the lengths at
/// most.
#[must_use]
pub fn is_like(text: &str, Pattern(pieces): &Pattern) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let (mut at, mut piece) = (0, 0);
    let mut resume: Option<(usize, usize)> = None;
    while let Some(character) = characters.get(at) {
        match pieces.get(piece) {
            Some(Piece::Some) => {
                piece += 1;
                resume = Some((at, piece));
                continue;
            }
            Some(Piece::One) => {}
            Some(Piece::Character(wanted)) if wanted == character => {}
            Some(Piece::Character(_)) | None => {
                let Some((from, after)) = resume else { return false };
                resume = Some((from + 1, after));
                (at, piece) = (from + 1, after);
                continue;
            }
        }
        at += 1;
        piece += 1;
    }
    pieces.get(piece..).unwrap_or_default().iter().all(|piece| *piece == Piece::Some)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use domain::place::StepBudget;

    use super::{evaluate, is_like};
    use crate::ogc::feature::Feature;
    use api_store::filter::property::Form;
    use api_store::filter::{Comparison, Filter, Pattern, Scalar, Truth, Value};

    fn feature() -> Feature {
        let known = [("kind", json!("pole")), ("height_m", json!(8.5)), ("address", json!(null))];
        Feature { id: uuid::Uuid::nil(), shape: None, properties: known.into_iter().collect() }
    }

    fn compared(name: &str, form: Form, value: Value) -> Filter {
        Filter::Compare(Scalar::property(name, form), Comparison::Equal, Scalar::Value(value))
    }

    fn truth(filter: &Filter, feature: &Feature) -> Truth {
        evaluate(filter, feature, &mut StepBudget::unlimited()).unwrap()
    }

    #[test]
    fn what_is_not_known_is_neither_true_nor_false() {
        let feature = feature();
        let hidden = compared("address", Form::Text, Value::Text("x".to_owned()));
        assert_eq!(truth(&hidden, &feature), Truth::Unknown);
        assert_eq!(truth(&Filter::Not(Box::new(hidden.clone())), &feature), Truth::Unknown);
        let pole = compared("kind", Form::Text, Value::Text("pole".to_owned()));
        assert_eq!(truth(&Filter::Any(vec![hidden.clone(), pole.clone()]), &feature), Truth::True);
        assert_eq!(truth(&Filter::All(vec![hidden.clone(), pole]), &feature), Truth::Unknown);
        assert_eq!(truth(&Filter::All(vec![hidden, Filter::Known(Truth::False)]), &feature), Truth::False);
        assert_eq!(truth(&Filter::Missing("address".to_owned()), &feature), Truth::True);
        assert_eq!(truth(&compared("height_m", Form::Number, Value::Number(8.5)), &feature), Truth::True);
    }

    #[test]
    fn texts_are_like_patterns() {
        for (text, pattern, alike) in [
            ("Trần Hưng Đạo", "Trần%", true),
            ("Trần Hưng Đạo", "%Đ_o", true),
            ("Trần Hưng Đạo", "trần%", false),
            ("abc", "a%b%c%", true),
            ("abcbd", "a%bd", true),
            ("", "%", true),
            ("", "_", false),
            ("50%", "50\\%", true),
            ("aaaaaaaaaaaaaaaaaaaaaaaa", "%a%a%a%a%a%a%a%a%b", false),
        ] {
            assert_eq!(is_like(text, &Pattern::read(pattern).unwrap()), alike, "{text} like {pattern}");
        }
    }
}
