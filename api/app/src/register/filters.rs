//! Parses and checks the asset filters of lists, exports and the command line.

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

/// The largest value of `within_m` and of a route's buffer.
pub const FARTHEST_METRES: f64 = 50_000.0;

/// The longest search, in characters.
pub(crate) const LONGEST_SEARCH: usize = 200;
/// The largest number of words in a search.
const MOST_WORDS: usize = 8;
/// The largest number of items of a list parameter.
const MOST_ITEMS: usize = 50;

/// The violation of a search with too many words.
#[must_use]
pub fn too_many_words(q: &str) -> Option<FieldProblem> {
    (words(q).len() > MOST_WORDS).then(|| FieldProblem::TooManyWords { most: MOST_WORDS.into() })
}

/// The parameters of a search before they are parsed.
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
    /// The owner that answers for the asset.
    pub owner: Option<Uuid>,
    /// The official code of an administrative unit; assets in its parts count as assets in the
    /// unit.
    pub area: Option<String>,
    /// One or several lifecycle states, separated by commas.
    pub lifecycle: Option<String>,
    /// Whether the asset is open to sharing.
    pub shareable: Option<bool>,
    /// The smallest free quantity; where the viewer sees only the band, the quantity may be free.
    pub free_min: Option<u32>,
    /// Words of the code or the kind and, for assets that the reader sees in full, of the address,
    /// the source or the attributes; accents do not matter.
    pub q: Option<String>,
}

/// Parses the parameters; the result contains all violations, including those found earlier.
///
/// # Errors
/// [`AppError::Invalid`] with the invalid parameters.
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
    if list(words.kind.as_deref()).any(|kind| kinds.kind(kind).is_none()) {
        let known: Vec<&str> = kinds.kinds.iter().map(|kind| kind.id.as_str()).collect();
        fault("kind", FieldProblem::one_of(&known));
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
        rules: kinds.bands(),
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
