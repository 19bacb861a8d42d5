//! Translates a filter to SQL over `assets`. The condition matches every asset that the filter
//! matches for the reader, and as few others as SQL can exclude. Conditions that SQL cannot decide
//! (spatial relations, accents) are left to the evaluation in `app`.
//!
//! A property that the reader may not see is null in that row, so a filter reveals nothing about
//! it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::place::Bounds;
use domain::registry::band::BandRules;
use sea_orm::sea_query::{CaseStatement, Condition, Expr, ExprTrait, Query};
use sea_orm::{DbBackend, IntoSimpleExpr};
use uuid::Uuid;

use crate::assets::ledger;
use crate::entities::{areas, assets};
use crate::filter::property::Form;
use crate::filter::{Comparison, Filter, Relation, Scalar, SpatialOperand, Truth, Value};
use crate::visibility::AssetVisibility;
use crate::{StoreResult, database::dialect};

/// Names that depend on the language of the reader.
const ASSEMBLED: [&str; 2] = ["owner", "area_name"];

/// The property with the instant of the last change.
const CHANGED: &str = "updated_at";

/// The required result of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExpectedTruth {
    True,
    /// False, and not merely unknown.
    False,
}

/// Translates filters to SQL for a reader.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Narrowing<'a> {
    pub(crate) backend: DbBackend,
    pub(crate) visibility: &'a AssetVisibility,
    pub(crate) rules: &'a BandRules,
}

impl ExpectedTruth {
    const fn contrary(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
        }
    }

    fn of(self, holds: Expr) -> Condition {
        match self {
            Self::True => Condition::all().add(holds),
            Self::False => Condition::all().add(holds.not()),
        }
    }
}

impl Narrowing<'_> {
    /// The SQL condition that is necessary for the required result; `None` if SQL cannot decide.
    pub(crate) fn may(&self, filter: &Filter, wanted: ExpectedTruth) -> StoreResult<Option<Condition>> {
        Ok(match (filter, wanted) {
            (Filter::Known(truth), wanted) => {
                let fits = matches!(
                    (truth, wanted),
                    (Truth::True, ExpectedTruth::True) | (Truth::False, ExpectedTruth::False)
                );
                if fits { None } else { Some(Condition::all().add(never())) }
            }
            (Filter::All(parts), ExpectedTruth::True) | (Filter::Any(parts), ExpectedTruth::False) => {
                let mut each = Condition::all();
                for part in parts {
                    if let Some(narrow) = self.may(part, wanted)? {
                        each = each.add(narrow);
                    }
                }
                (!each.is_empty()).then_some(each)
            }
            (Filter::Any(parts), ExpectedTruth::True) | (Filter::All(parts), ExpectedTruth::False) => {
                let mut one = Condition::any();
                for part in parts {
                    let Some(narrow) = self.may(part, wanted)? else { return Ok(None) };
                    one = one.add(narrow);
                }
                Some(if one.is_empty() { Condition::all().add(never()) } else { one })
            }
            (Filter::Not(part), wanted) => self.may(part, wanted.contrary())?,
            (Filter::Compare(left, how, right), wanted) => self.compared(left, *how, right).map(|holds| match wanted {
                ExpectedTruth::True => wanted.of(holds).add_option(self.changed_by_index(left, *how, right)),
                ExpectedTruth::False => wanted.of(holds),
            }),
            (Filter::Like(text, pattern), wanted) => {
                self.column(text).map(|text| wanted.of(dialect::is_like(self.backend, text, pattern)))
            }
            (Filter::Missing(name), wanted) => {
                let absent = self.named(name).map(|(column, _)| column.is_null());
                absent.map(|absent| wanted.of(absent))
            }
            (Filter::Lies(Relation::Disjoint, _), ExpectedTruth::True) => None,
            (Filter::Lies(Relation::Disjoint, place), ExpectedTruth::False)
            | (Filter::Lies(_, place), ExpectedTruth::True) => self.beside(place),
            (Filter::Lies(..) | Filter::Near(..), ExpectedTruth::False) => None,
            (Filter::Near(place, metres), ExpectedTruth::True) => Some(self.in_box(place.bounds().grown(*metres))),
        })
    }

    /// Whether SQL decides the whole filter.
    pub(crate) fn is_exact(&self, filter: &Filter) -> bool {
        match filter {
            Filter::Known(_) => true,
            Filter::All(parts) | Filter::Any(parts) => parts.iter().all(|part| self.is_exact(part)),
            Filter::Not(part) => self.is_exact(part),
            Filter::Compare(left, how, right) => self.compared(left, *how, right).is_some(),
            Filter::Like(text, _) => self.column(text).is_some(),
            Filter::Missing(name) => self.named(name).is_some(),
            Filter::Lies(..) | Filter::Near(..) => false,
        }
    }

    fn beside(&self, place: &SpatialOperand) -> Option<Condition> {
        match place {
            SpatialOperand::Own => None,
            SpatialOperand::Drawn(_, bounds) => Some(self.in_box(*bounds)),
        }
    }

    fn in_box(&self, bounds: Bounds) -> Condition {
        Condition::all().add(dialect::in_box(self.backend, bounds))
    }

    fn compared(&self, left: &Scalar, how: Comparison, right: &Scalar) -> Option<Expr> {
        if left.form() == Form::Id || right.form() == Form::Id {
            return self.same_id(left, how, right);
        }
        let (mut one, mut two) = (self.column(left)?, self.column(right)?);
        if left.form() == Form::Text && !matches!(how, Comparison::Equal | Comparison::Unequal) {
            one = dialect::by_characters(self.backend, one);
            two = dialect::by_characters(self.backend, two);
        }
        Some(holds(one, how, two))
    }

    /// A necessary condition of a comparison of the change instant with a value, in a form that an
    /// index serves. The asset decides which of its two instants the reader sees, and that
    /// expression has no index; but one of the two instants matches whenever the visible one does.
    /// `None` for other comparisons, and if a single column is compared anyway.
    fn changed_by_index(&self, left: &Scalar, how: Comparison, right: &Scalar) -> Option<Expr> {
        use assets::Column;
        let ((Scalar::Property(name, _), Scalar::Value(Value::Instant(_)))
        | (Scalar::Value(Value::Instant(_)), Scalar::Property(name, _))) = (left, right)
        else {
            return None;
        };
        if name != CHANGED || how == Comparison::Unequal || self.visibility.own().is_none_or(BTreeSet::is_empty) {
            return None;
        }
        let side = |scalar: &Scalar, column: Column| match scalar {
            Scalar::Property(..) => Some(own(column)),
            Scalar::Value(_) | Scalar::Folded(..) => self.column(scalar),
        };
        let fits = |column: Column| Some(holds(side(left, column)?, how, side(right, column)?));
        Some(fits(Column::UpdatedAt)?.or(fits(Column::PublicUpdatedAt)?))
    }

    /// Equality of ids, for values in the canonical form of an id; SQL decides no other comparison
    /// of ids.
    fn same_id(&self, left: &Scalar, how: Comparison, right: &Scalar) -> Option<Expr> {
        let ((Scalar::Property(name, _), Scalar::Value(Value::Text(said)))
        | (Scalar::Value(Value::Text(said)), Scalar::Property(name, _))) = (left, right)
        else {
            return None;
        };
        let id = Uuid::try_parse(said).ok().filter(|id| id.to_string() == *said)?;
        let (column, Form::Id) = self.named(name)? else { return None };
        match how {
            Comparison::Equal => Some(column.eq(id)),
            Comparison::Unequal => Some(column.ne(id)),
            Comparison::Below | Comparison::NotAbove | Comparison::Above | Comparison::NotBelow => None,
        }
    }

    fn column(&self, scalar: &Scalar) -> Option<Expr> {
        match scalar {
            Scalar::Property(name, form) => {
                self.named(name).map(|(column, _)| column).or_else(|| self.attribute(name, *form))
            }
            Scalar::Value(Value::Text(text)) => Some(Expr::value(text.clone())),
            Scalar::Value(Value::Number(number)) => Some(Expr::value(*number)),
            Scalar::Value(Value::Flag(flag)) => Some(Expr::value(*flag)),
            Scalar::Value(Value::Day(day)) => Some(Expr::value(*day)),
            Scalar::Value(Value::Instant(at)) => Some(Expr::value::<DateTime<Utc>>(*at)),
            Scalar::Folded(..) => None,
        }
    }

    /// The column of a property as this reader sees it; `None` if SQL has no single expression for
    /// it.
    fn named(&self, name: &str) -> Option<(Expr, Form)> {
        use assets::Column;
        let of_all = match name {
            "code" => Some((own(Column::Code), Form::Text)),
            "kind" => Some((own(Column::Kind), Form::Text)),
            "lifecycle" => Some((own(Column::Lifecycle), Form::Text)),
            "shareable" => Some((own(Column::Shareable), Form::Flag)),
            CHANGED => Some((self.updated_at(), Form::Instant)),
            "owner_id" => Some((own(Column::OwnerId), Form::Id)),
            "area" => Some((area_code(), Form::Text)),
            "free_band" => Some((ledger::band(self.rules), Form::Text)),
            _ => None,
        };
        of_all.or_else(|| hidden(name).map(|(column, form)| (self.only_in_full(column), form)))
    }

    /// An attribute of the kind of an asset.
    fn attribute(&self, name: &str, form: Form) -> Option<Expr> {
        let column = match form {
            _ if ASSEMBLED.contains(&name) => None,
            Form::Number => Some(dialect::number_of(self.backend, name)),
            Form::Text => Some(dialect::text_of(self.backend, name)),
            Form::Id | Form::Flag | Form::Day | Form::Instant => None,
        };
        column.map(|column| self.only_in_full(column))
    }

    /// When an asset changed, as visible to this reader.
    fn updated_at(&self) -> Expr {
        use assets::Column;
        match self.visibility.in_full() {
            None => own(Column::UpdatedAt),
            Some(_) if self.visibility.own().is_some_and(BTreeSet::is_empty) => own(Column::PublicUpdatedAt),
            Some(concerned) => CaseStatement::new()
                .case(concerned, own(Column::UpdatedAt))
                .finally(own(Column::PublicUpdatedAt))
                .into(),
        }
    }

    fn only_in_full(&self, column: Expr) -> Expr {
        match self.visibility.in_full() {
            None => column,
            Some(concerned) => CaseStatement::new().case(concerned, column).into(),
        }
    }
}

fn holds(one: Expr, how: Comparison, two: Expr) -> Expr {
    match how {
        Comparison::Equal => one.eq(two),
        Comparison::Unequal => one.ne(two),
        Comparison::Below => one.lt(two),
        Comparison::NotAbove => one.lte(two),
        Comparison::Above => one.gt(two),
        Comparison::NotBelow => one.gte(two),
    }
}

/// A property for readers with full disclosure.
fn hidden(name: &str) -> Option<(Expr, Form)> {
    use assets::Column;
    Some(match name {
        "address" => (own(Column::Address), Form::Text),
        "source" => (own(Column::Source), Form::Text),
        "observed_on" => (own(Column::ObservedOn), Form::Day),
        "confidence" => (own(Column::Confidence), Form::Text),
        "visibility" => (own(Column::Visibility), Form::Text),
        "critical" => (own(Column::Critical), Form::Flag),
        "not_shareable_reason" => (own(Column::NotShareableReason), Form::Text),
        "decommission_on" => (own(Column::DecommissionOn), Form::Day),
        _ => return None,
    })
}

fn own(column: assets::Column) -> Expr {
    column.into_simple_expr()
}

fn area_code() -> Expr {
    let code = Query::select()
        .column((areas::Entity, areas::Column::Code))
        .from(areas::Entity)
        .and_where(areas::Column::Id.into_simple_expr().equals((assets::Entity, assets::Column::AreaId)))
        .to_owned();
    Expr::SubQuery(None, Box::new(code.into()))
}

fn never() -> Expr {
    Expr::value(1).eq(0)
}
