//! Parses the query parameters of the feature endpoints.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use domain::messages::{FieldProblem, FilterProblem};
use domain::workflow::violation::FieldError;
use strum::VariantArray;
use uuid::Uuid;

use super::collection::Collection;
use super::cql::{self, Language};
use super::geometry::boxed;
use super::schema::Schema;
use super::temporal::{TemporalFilter, day, instant};
use crate::compute_pool::ComputePool;
use crate::error::AppError;
use api_geo::crs::Crs;
use api_store::filter::property::{Form, Property};
use api_store::filter::{Comparison, Filter, Relation, Scalar, Value};

/// The default number of features on a page.
pub const USUAL: u64 = 100;
/// The largest number of features on a page; larger requests get this many.
pub const MOST: u64 = 10_000;

/// The longest value of a parameter besides the filter, which has a bound of its own.
const LONGEST_VALUE: usize = 1_000;

/// The parameters of a page of features, besides its properties.
pub const OF_ITEMS: [&str; 10] =
    ["bbox", "bbox-crs", "datetime", "limit", "cursor", "crs", "f", "filter", "filter-lang", "filter-crs"];
/// The parameters of one feature.
pub const OF_ITEM: [&str; 2] = ["crs", "f"];
/// The parameters of all other endpoints.
pub const OF_PAGE: [&str; 1] = ["f"];

/// The parameters of a request, each at most once.
#[derive(Debug, Clone, Default)]
pub struct Parameters(BTreeMap<String, String>);

/// A query for the features of a collection.
#[derive(Debug, Clone)]
pub struct FeatureQuery {
    pub filter: Arc<Filter>,
    pub limit: u64,
    /// The feature after which the page begins.
    pub after: Option<Uuid>,
    /// The coordinate system of the response.
    pub crs: Crs,
}

impl Parameters {
    /// Parses a query string.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when a parameter is repeated, or is not in `known`.
    pub fn read(query: &str, known: impl Fn(&str) -> bool) -> Result<Self, AppError> {
        let mut read = BTreeMap::new();
        let mut faults = Vec::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if !known(&name) {
                faults.push(FieldError::new(super::temporal::shortened(&name), FieldProblem::UnknownParameter));
            } else if value.len() > LONGEST_VALUE && name != "filter" {
                faults.push(FieldError::new(name, FieldProblem::TooManyBytes { most: LONGEST_VALUE.into() }));
            } else if value.contains('\0') {
                faults.push(FieldError::new(name, FieldProblem::NullCharacter));
            } else if read.insert(name.to_string(), value.into_owned()).is_some() {
                faults.push(FieldError::new(name, FieldProblem::SaidTwice));
            }
        }
        if faults.is_empty() { Ok(Self(read)) } else { Err(AppError::Invalid(faults)) }
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The coordinate system that a parameter names; the register's own when the parameter is
    /// absent.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when the service does not support the system.
    pub fn crs(&self, name: &str) -> Result<Crs, AppError> {
        let Some(said) = self.get(name) else { return Ok(Crs::default()) };
        Crs::parse(said).ok_or_else(|| {
            let allowed = Crs::VARIANTS.iter().map(|crs| crs.uri().to_owned()).collect();
            AppError::invalid(name, FieldProblem::UnknownValue { allowed })
        })
    }

    /// The query string with one parameter replaced or removed.
    #[must_use]
    pub fn with(&self, name: &str, value: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.0.iter().filter(|(known, _)| *known != name));
        if let Some(value) = value {
            query.append_pair(name, value);
        }
        query.finish()
    }
}

impl FeatureQuery {
    /// Parses a query for a collection on a legal day.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with each invalid parameter; the errors of parsing a filter.
    pub async fn read(
        parameters: &Parameters,
        (schema, pool): (&Arc<Schema>, &ComputePool),
        today: NaiveDate,
        legal_day: impl Fn(DateTime<Utc>) -> NaiveDate + Send + Sync,
    ) -> Result<Self, AppError> {
        let mut parts = Vec::new();
        let mut faults = Vec::new();
        let mut fetch = |read: Result<Option<Filter>, AppError>| match read {
            Ok(part) => {
                parts.extend(part);
                Ok(())
            }
            Err(AppError::Invalid(more)) => {
                faults.extend(more);
                Ok(())
            }
            Err(other) => Err(other),
        };
        fetch(bbox(parameters))?;
        fetch(datetime(parameters, schema.collection, today, &legal_day))?;
        for property in schema.all() {
            fetch(named(parameters, property))?;
        }
        fetch(filtered(parameters, schema, pool).await)?;
        let limit = limit(parameters).map_err(|fault| faults.push(fault)).unwrap_or(USUAL);
        let after = cursor(parameters).map_err(|fault| faults.push(fault)).unwrap_or(None);
        let crs = match parameters.crs("crs") {
            Ok(crs) => crs,
            Err(AppError::Invalid(more)) => {
                faults.extend(more);
                Crs::default()
            }
            Err(other) => return Err(other),
        };
        if faults.is_empty() {
            Ok(Self { filter: Arc::new(Filter::All(parts)), limit, after, crs })
        } else {
            Err(AppError::Invalid(faults))
        }
    }
}

fn bbox(parameters: &Parameters) -> Result<Option<Filter>, AppError> {
    let crs = parameters.crs("bbox-crs")?;
    let Some(said) = parameters.get("bbox") else { return Ok(None) };
    let numbers: Result<Vec<f64>, _> = said.split(',').map(|number| number.trim().parse::<f64>()).collect();
    let numbers = numbers.map_err(|_no_number| AppError::invalid("bbox", FilterProblem::NumbersWithCommas))?;
    let place = boxed(&numbers, crs).map_err(|why| AppError::invalid("bbox", why))?;
    Ok(Some(Filter::Lies(Relation::Intersects, place)))
}

/// The default `datetime` of administrative units is the current legal day, because the units of
/// different days overlap.
fn datetime(
    parameters: &Parameters,
    collection: Collection,
    today: NaiveDate,
    legal_day: super::temporal::LegalDay<'_>,
) -> Result<Option<Filter>, AppError> {
    match parameters.get("datetime") {
        Some(said) => {
            let when = TemporalFilter::read(said, legal_day).map_err(|why| AppError::invalid("datetime", why))?;
            Ok(Some(collection.within(&when)))
        }
        None if collection == Collection::Areas => Ok(Some(collection.within(&TemporalFilter::day(today)))),
        None => Ok(None),
    }
}

/// A condition on a property by its name: `kind=pole`.
fn named(parameters: &Parameters, property: &Property) -> Result<Option<Filter>, AppError> {
    let name = property.name.as_str();
    let Some(said) = parameters.get(name) else { return Ok(None) };
    let value = match property.form {
        Form::Text | Form::Id => Some(Value::Text(domain::text::nfc(said))),
        Form::Number => said.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Number),
        Form::Flag => said.parse().ok().map(Value::Flag),
        Form::Day => day(said).map(Value::Day),
        Form::Instant => instant(said).map(Value::Instant),
    };
    let value =
        value.ok_or_else(|| AppError::invalid(name, FieldProblem::WrongType { expected: property.form.expected() }))?;
    let own = Scalar::Property(property.name.clone(), property.form);
    Ok(Some(Filter::Compare(own, Comparison::Equal, Scalar::Value(value))))
}

async fn filtered(
    parameters: &Parameters,
    schema: &Arc<Schema>,
    pool: &ComputePool,
) -> Result<Option<Filter>, AppError> {
    let crs = parameters.crs("filter-crs")?;
    let language = match parameters.get("filter-lang") {
        None => Language::default(),
        Some(name) => name
            .parse::<Language>()
            .ok()
            .ok_or_else(|| AppError::invalid("filter-lang", FieldProblem::one_of(&["cql2-text", "cql2-json"])))?,
    };
    let Some(said) = parameters.get("filter") else { return Ok(None) };
    cql::read(pool, said, language, schema, crs).await.map(Some)
}

fn limit(parameters: &Parameters) -> Result<u64, FieldError> {
    let Some(said) = parameters.get("limit") else { return Ok(USUAL) };
    let wrong = || FieldError::new("limit", FieldProblem::WholeBetween { least: 1.into(), most: MOST.into() });
    let digits = !said.is_empty() && said.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return Err(wrong());
    }
    match said.parse::<u64>().unwrap_or(MOST) {
        0 => Err(wrong()),
        asked => Ok(asked.min(MOST)),
    }
}

fn cursor(parameters: &Parameters) -> Result<Option<Uuid>, FieldError> {
    let Some(said) = parameters.get("cursor") else { return Ok(None) };
    let place = URL_SAFE_NO_PAD.decode(said).ok().and_then(|bytes| Uuid::from_slice(&bytes).ok());
    place.map(Some).ok_or_else(|| FieldError::new("cursor", FieldProblem::CursorFromLink))
}

/// The cursor that continues a list after an id.
#[must_use]
pub fn cursor_after(id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(id.as_bytes())
}
