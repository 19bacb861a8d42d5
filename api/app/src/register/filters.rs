//! The words of a search for assets, read and checked: what a list, an export and a command line filter by.

use domain::ids::OrganizationId;
use domain::messages::FieldProblem;
use domain::place::{Bounds, Shape};
use domain::registry::asset::Lifecycle;
use domain::registry::kind::KindCatalogue;
use domain::workflow::violation::FieldError;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::AppError;
use api_store::assets::asset_rows::words;
use api_store::assets::asset_search::{AssetQuery, FreeMin};
use api_store::{Connection, areas::area_map};

/// The farthest that `within_m` and a route's buffer reach.
pub const FARTHEST_METRES: f64 = 50_000.0;

/// The longest search, in characters.
pub(crate) const LONGEST_SEARCH: usize = 200;
/// The most words that a search looks for.
const MOST_WORDS: usize = 8;
/// The most items of a parameter that is a list.
const MOST_ITEMS: usize = 50;

/// The rule that a search breaks when it has too many words.
#[must_use]
pub fn too_many_words(q: &str) -> Option<FieldProblem> {
    (words(q).len() > MOST_WORDS).then(|| FieldProblem::TooManyWords { most: MOST_WORDS.into() })
}

/// As they came.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// Four degrees: west, south, east, north.
    pub bbox: Option<String>,
    /// Two degrees: longitude, latitude.
    pub near: Option<String>,
    /// Metres from `near`, along the ground.
    pub within_m: Option<f64>,
    /// One or several kinds, separated by commas.
    pub kind: Option<String>,
    /// The owner who answers.
    pub owner: Option<Uuid>,
    /// The official code of an administrative unit; what lies in its parts lies in it.
    pub area: Option<String>,
    /// One or several parts of life, separated by commas.
    pub lifecycle: Option<String>,
    /// Open to sharing or not.
    pub shareable: Option<bool>,
    /// At least so many places free, or perhaps free where the viewer sees only the band.
    pub free_min: Option<u32>,
    /// Words of the code or the kind and, of assets that the reader sees in full, of the address, the source or the attributes; accents
    /// do not matter.
    pub q: Option<String>,
}

/// Reads them; every fault is told at once, with those that were found before.
///
/// # Errors
/// [`AppError::Invalid`] with the parameters that cannot be read.
pub async fn query(
    read: &impl Connection,
    kinds: &KindCatalogue,
    words: &Words,
    mut faults: Vec<FieldError>,
) -> Result<AssetQuery, AppError> {
    let mut fault = |parameter: &str, problem: FieldProblem| faults.push(FieldError::new(parameter, problem));
    let bounds = words.bbox.as_deref().map(bounds);
    if bounds == Some(None) {
        fault("bbox", FieldProblem::BoundingBox);
    }
    let near = match (words.near.as_deref().map(position), words.within_m) {
        (Some(None), _) => {
            fault("near", FieldProblem::Position);
            None
        }
        (Some(Some(_)), None) => {
            fault("within_m", FieldProblem::RequiredWithNear);
            None
        }
        (Some(Some(_)), Some(metres)) if !(metres > 0.0 && metres <= FARTHEST_METRES) => {
            fault("within_m", FieldProblem::MoreThanZero { most: FARTHEST_METRES.into() });
            None
        }
        (Some(Some(shape)), Some(metres)) => Some((shape, metres)),
        (None, Some(_)) => {
            fault("near", FieldProblem::RequiredWithWithin);
            None
        }
        (None, None) => None,
    };
    for (name, said) in [("kind", &words.kind), ("lifecycle", &words.lifecycle)] {
        if list(said.as_deref()).count() > MOST_ITEMS {
            fault(name, FieldProblem::TooManyItems { most: MOST_ITEMS.into() });
        }
    }
    if let Some(q) = &words.q {
        if q.chars().count() > LONGEST_SEARCH {
            fault("q", FieldProblem::TooManyCharacters { most: LONGEST_SEARCH.into() });
        }
        if let Some(wrong) = too_many_words(q) {
            fault("q", wrong);
        }
    }
    let lifecycles: Vec<Option<Lifecycle>> =
        list(words.lifecycle.as_deref()).map(|word| word.parse::<Lifecycle>().ok()).collect();
    if lifecycles.contains(&None) {
        fault("lifecycle", FieldProblem::LifecycleWords);
    }
    let areas = match &words.area {
        None => None,
        Some(code) => Some(area_map::with_parts(read, code).await?),
    };
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    Ok(AssetQuery {
        bounds: bounds.flatten(),
        near,
        kinds: list(words.kind.as_deref()).map(str::to_owned).collect(),
        owner: words.owner.map(OrganizationId::new),
        areas,
        lifecycles: lifecycles.into_iter().flatten().collect(),
        shareable: words.shareable,
        free_min: words.free_min.map(|quantity| FreeMin { quantity, rules: kinds.bands() }),
        text: words.q.clone(),
        ..AssetQuery::default()
    })
}

fn list(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty())
}

fn numbers<const N: usize>(text: &str) -> Option<[f64; N]> {
    let numbers: Vec<f64> = text.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

fn bounds(text: &str) -> Option<Bounds> {
    let [west, south, east, north] = numbers(text)?;
    Bounds::new(west, south, east, north)
}

fn position(text: &str) -> Option<Shape> {
    let [longitude, latitude] = numbers(text)?;
    Shape::point(longitude, latitude).ok()
}

#[cfg(test)]
mod tests {
    use super::{bounds, position};

    #[test]
    fn boxes_and_positions_are_read_or_refused() {
        assert!(bounds("107.0,20.9,107.2,21.0").is_some());
        for wrong in ["", "1,2,3", "107.2,20.9,107.0,21.0", "a,b,c,d", "0,0,NaN,1", "-200,0,0,1", "0,0,1,inf"] {
            assert!(bounds(wrong).is_none(), "{wrong}");
        }
        assert!(position("107.08, 20.95").is_some());
        assert!(position("20.95").is_none());
    }
}
