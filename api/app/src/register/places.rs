//! Finds administrative units and streets by name. Streets come from the addresses of assets that
//! the reader sees in full: an address is no minimum information.

use std::collections::BTreeMap;

use domain::access::Actor;
use domain::messages::FieldProblem;
use domain::place::Bounds;
use domain::text::{Locale, fold, search_words};

use super::filters::{LONGEST_SEARCH, too_many_words};
use super::queries;
use super::view::{self, AssetReader, AssetView};
use crate::app::App;
use crate::command_pipeline::Permission;
use crate::error::AppError;
use crate::read_scope::read_scope;
use api_store::areas::area_list::{self, AreaFilter};
use api_store::assets::asset_search::{self, AssetQuery, Sort};
use api_store::entities::areas;

/// The largest number of places of a kind.
const MOST: usize = 8;
/// The largest number of assets whose addresses are read.
const MOST_ASSETS: u64 = 200;

/// A kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// An administrative unit in force today.
    Area,
    Street,
}

/// A place that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedPlace {
    pub kind: PlaceKind,
    pub name: String,
    /// The unit of a street.
    pub area: Option<String>,
    pub bounds: Bounds,
}

/// The places whose names have these words: units first, then streets. A street number counts
/// for nothing; after a comma the words may also be those of the unit.
///
/// # Errors
/// [`AppError::Invalid`] when the search is too long.
pub async fn find(app: &App, reader: &Actor, q: &str, locale: Locale) -> Result<Vec<NamedPlace>, AppError> {
    if q.chars().count() > LONGEST_SEARCH {
        return Err(AppError::invalid("q", FieldProblem::TooManyCharacters { most: LONGEST_SEARCH.into() }));
    }
    if let Some(wrong) = too_many_words(q) {
        return Err(AppError::invalid("q", wrong));
    }
    let mut found = units(app, reader, q, locale).await?;
    match streets(app, reader, q, locale).await {
        Ok(streets) => found.extend(streets),
        // Who may read no asset finds no street.
        Err(AppError::Forbidden(_)) => {}
        Err(failure) => return Err(failure),
    }
    Ok(found)
}

async fn units(app: &App, reader: &Actor, q: &str, locale: Locale) -> Result<Vec<NamedPlace>, AppError> {
    read_scope(app, reader, &Permission::new("area", "read"))?;
    if search_words(q).is_empty() {
        return Ok(Vec::new());
    }
    let wanted = AreaFilter {
        on: Some(app.local_date(app.clock.now())),
        q: Some(q.trim().to_owned()),
        limit: u64::try_from(MOST).unwrap_or(u64::MAX),
        ..AreaFilter::default()
    };
    let rows = area_list::list(app.store.read(), &wanted).await?;
    Ok(rows.into_iter().filter_map(|row| unit(row, locale)).collect())
}

fn unit(row: areas::Model, locale: Locale) -> Option<NamedPlace> {
    let bounds = Bounds::new(row.min_lon?, row.min_lat?, row.max_lon?, row.max_lat?)?;
    let name = match locale {
        Locale::Vi => row.name_vi,
        Locale::En => row.name_en,
    };
    Some(NamedPlace { kind: PlaceKind::Area, name, area: None, bounds })
}

async fn streets(app: &App, reader: &Actor, q: &str, locale: Locale) -> Result<Vec<NamedPlace>, AppError> {
    let visibility = queries::visibility(app, reader).await?;
    let street = without_number(q.split(',').next().unwrap_or_default());
    let (own, wanted) = (search_words(&street), search_words(&without_number(q)));
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let read = app.store.read();
    let query = AssetQuery { text: Some(street), sort: Sort::Id, limit: MOST_ASSETS, ..AssetQuery::default() };
    let page = asset_search::page(read, &query, &visibility).await?;
    let lens = AssetReader { visibility: &visibility, locale, kinds: &app.policies.kinds, free_min: None };
    let mut found: BTreeMap<(String, Option<String>), Bounds> = BTreeMap::new();
    for view in view::views(read, page.items, lens).await? {
        let Some(name) = name_of_street(&view) else { continue };
        let area = view.area.map(|area| area.name);
        let text = format!("{name} {}", area.as_deref().unwrap_or_default());
        if has_words(&name, &own) && has_words(&text, &wanted) {
            let around = view.geometry.bounds();
            found.entry((name, area)).and_modify(|bounds| *bounds = bounds.with(&around)).or_insert(around);
        }
    }
    let place = |((name, area), bounds)| NamedPlace { kind: PlaceKind::Street, name, area, bounds };
    Ok(found.into_iter().map(place).take(MOST).collect())
}

fn name_of_street(view: &AssetView) -> Option<String> {
    let address = view.detail.as_ref()?.address.as_deref()?;
    Some(without_number(address)).filter(|name| !name.is_empty())
}

/// An address without a number in front.
fn without_number(text: &str) -> String {
    let is_number = |word: &&str| fold(word) == "so" || word.chars().any(|character| character.is_ascii_digit());
    let words: Vec<&str> = text.split_whitespace().skip_while(is_number).collect();
    words.join(" ")
}

fn has_words(text: &str, wanted: &[String]) -> bool {
    let words = search_words(text);
    wanted.iter().all(|wanted| words.iter().any(|word| word.starts_with(wanted.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_no_part_of_a_street() {
        for address in ["số 12 Trần Hưng Đạo, Hạ Long", "12 Trần Hưng Đạo, Hạ Long", "Số 12/3B Trần Hưng Đạo, Hạ Long"]
        {
            assert_eq!(without_number(address), "Trần Hưng Đạo, Hạ Long", "{address}");
        }
        assert_eq!(without_number("đường 30 Tháng 4"), "đường 30 Tháng 4");
        assert!(has_words("Trần Hưng Đạo Phường Hồng Gai", &search_words("tran hung hong gai")));
        assert!(!has_words("Trần Hưng Đạo", &search_words("bai chay")));
    }
}
