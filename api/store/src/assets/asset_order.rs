//! Orders of the asset list, and positions in them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::registry::band::BandRules;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, FromQueryResult, IntoSimpleExpr, Order, QueryResult};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantNames};
use uuid::Uuid;

use crate::assets::ledger;
use crate::entities::{assets, organizations};
use crate::visibility::AssetVisibility;

/// The order of the list. Equal assets follow each other by id.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, EnumString, IntoStaticStr, VariantNames,
)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The order of registration.
    #[default]
    #[strum(serialize = "id")]
    Id,
    #[strum(serialize = "-id")]
    IdLast,
    #[strum(serialize = "code")]
    Code,
    #[strum(serialize = "-code")]
    CodeLast,
    /// The time of the last change.
    #[strum(serialize = "updated_at")]
    ChangedFirst,
    #[strum(serialize = "-updated_at")]
    ChangedLast,
    /// The Vietnamese name of the owner that answers, accents ignored.
    #[strum(serialize = "owner")]
    Owner,
    #[strum(serialize = "-owner")]
    OwnerLast,
    /// The band of free capacity, which every reader sees; assets without one come last.
    #[strum(serialize = "free_band")]
    LeastFree,
    #[strum(serialize = "-free_band")]
    MostFree,
    /// The distance from the point of the search.
    #[strum(serialize = "distance")]
    Nearest,
    #[strum(serialize = "-distance")]
    Farthest,
}

/// The key of an asset in an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Key {
    /// The order compares nothing else than ids.
    Id,
    Text(String),
    Instant(DateTime<Utc>),
    Metres(f64),
}

/// A position in the list: the order, the sort key, and the id to break ties. Opaque to clients.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    pub(super) sort: Sort,
    pub(super) key: Key,
    pub(super) id: Uuid,
}

/// A part of the visible assets with one column for the time of the last change. A reader of the
/// minimum of an asset must not learn of other changes of the asset, neither from the order nor
/// from a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All visible assets: change times do not matter, or every asset is disclosed in full.
    Whole,
    /// The assets disclosed in full.
    InFull,
    /// The assets disclosed only as the minimum.
    Minimum,
}

/// A row with its key in the order of the list.
#[derive(Debug)]
pub(super) struct FoundAsset {
    pub(super) row: assets::Model,
    /// The key that only the database knows: a name or a band.
    text: Option<String>,
}

/// The column of [`FoundAsset::text`].
const SORT_KEY: &str = "sort_key";

impl FromQueryResult for FoundAsset {
    fn from_query_result(found: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        let row = assets::Model::from_query_result(found, prefix)?;
        Ok(Self { row, text: found.try_get(prefix, SORT_KEY)? })
    }
}

impl Cursor {
    #[must_use]
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Decodes a cursor from a client; `None` if invalid.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let cursor: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        cursor.sort.takes(&cursor.key).then_some(cursor)
    }

    /// The order to which the cursor belongs.
    #[must_use]
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// The condition for the rows that follow the position.
    pub(super) fn filter(&self, part: Part, rules: &BandRules) -> Condition {
        use assets::Column::Id;
        let follows = if self.sort.is_descending() { Id.lt(self.id) } else { Id.gt(self.id) };
        let Some(key) = self.sort.key(part, rules) else {
            return Condition::all().add(follows);
        };
        let (beyond, same) = match &self.key {
            Key::Text(text) => (self.sort.beyond(&key, text.clone()), key.eq(text.clone())),
            Key::Instant(at) => (self.sort.beyond(&key, *at), key.eq(*at)),
            // `takes` admits neither beside a key of the database.
            Key::Id | Key::Metres(_) => return Condition::all().add(follows),
        };
        Condition::any().add(beyond).add(Condition::all().add(same).add(follows))
    }
}

impl Sort {
    pub(super) fn is_descending(self) -> bool {
        match self {
            Self::Id | Self::Code | Self::ChangedFirst | Self::Owner | Self::LeastFree | Self::Nearest => false,
            Self::IdLast | Self::CodeLast | Self::ChangedLast | Self::OwnerLast | Self::MostFree | Self::Farthest => {
                true
            }
        }
    }

    fn direction(self) -> Order {
        if self.is_descending() { Order::Desc } else { Order::Asc }
    }

    /// The condition for keys that follow a value.
    fn beyond(self, key: &SimpleExpr, value: impl Into<SimpleExpr>) -> SimpleExpr {
        if self.is_descending() { key.clone().lt(value) } else { key.clone().gt(value) }
    }

    /// Whether the database cannot order by it: SQLite measures no distances.
    #[must_use]
    pub fn is_measured(self) -> bool {
        matches!(self, Self::Nearest | Self::Farthest)
    }

    fn takes(self, key: &Key) -> bool {
        match self {
            Self::Id | Self::IdLast => matches!(key, Key::Id),
            Self::Code | Self::CodeLast | Self::Owner | Self::OwnerLast | Self::LeastFree | Self::MostFree => {
                matches!(key, Key::Text(_))
            }
            Self::ChangedFirst | Self::ChangedLast => matches!(key, Key::Instant(_)),
            Self::Nearest | Self::Farthest => matches!(key, Key::Metres(_)),
        }
    }

    /// The sort key in the database; `None` for the id alone.
    pub(super) fn key(self, part: Part, rules: &BandRules) -> Option<SimpleExpr> {
        match self {
            Self::Id | Self::IdLast | Self::Nearest | Self::Farthest => None,
            Self::Code | Self::CodeLast => Some(assets::Column::Code.into_simple_expr()),
            Self::ChangedFirst | Self::ChangedLast => Some(part.changed_at().into_simple_expr()),
            Self::Owner | Self::OwnerLast | Self::LeastFree | Self::MostFree => self.computed(rules),
        }
    }

    /// The key that only the database knows.
    fn computed(self, rules: &BandRules) -> Option<SimpleExpr> {
        match self {
            Self::Owner | Self::OwnerLast => Some(Expr::SubQuery(None, Box::new(name_of_owner().into()))),
            // The digit after all ranks, and the text before them.
            Self::LeastFree => Some(ledger::band_rank(rules).if_null("9")),
            Self::MostFree => Some(ledger::band_rank(rules).if_null("")),
            Self::Id
            | Self::IdLast
            | Self::Code
            | Self::CodeLast
            | Self::ChangedFirst
            | Self::ChangedLast
            | Self::Nearest
            | Self::Farthest => None,
        }
    }

    /// The position of a row.
    pub(super) fn position(self, found: &FoundAsset, part: Part) -> Cursor {
        let FoundAsset { row, text } = found;
        let key = match self {
            Self::Id | Self::IdLast | Self::Nearest | Self::Farthest => Key::Id,
            Self::Code | Self::CodeLast => Key::Text(row.code.clone()),
            Self::ChangedFirst | Self::ChangedLast => Key::Instant(part.changed_at_of(row)),
            Self::Owner | Self::OwnerLast | Self::LeastFree | Self::MostFree => {
                Key::Text(text.clone().unwrap_or_default())
            }
        };
        Cursor { sort: self, key, id: row.id }
    }

    /// Orders a selection, and adds the column of the computed key.
    pub(super) fn apply(
        self,
        select: sea_orm::Select<assets::Entity>,
        part: Part,
        rules: &BandRules,
    ) -> sea_orm::Select<assets::Entity> {
        use sea_orm::{QueryOrder, QuerySelect};
        let nothing = || Expr::cust("CAST(NULL AS text)");
        let select = select.column_as(self.computed(rules).unwrap_or_else(nothing), SORT_KEY);
        let select = match self.key(part, rules) {
            None => select,
            Some(key) => select.order_by(key, self.direction()),
        };
        select.order_by(assets::Column::Id, self.direction())
    }
}

fn name_of_owner() -> SelectStatement {
    use organizations::{Column, Entity};
    Query::select()
        .column((Entity, Column::NameFolded))
        .from(Entity)
        .and_where(Expr::col((Entity, Column::Id)).equals((assets::Entity, assets::Column::OwnerId)))
        .take()
}

impl Part {
    /// The parts that make up a reader's list.
    pub(super) fn of(sort: Sort, visibility: &AssetVisibility) -> &'static [Self] {
        match (sort, visibility.own()) {
            (Sort::ChangedFirst | Sort::ChangedLast, Some(own)) if own.is_empty() => &[Self::Minimum],
            (Sort::ChangedFirst | Sort::ChangedLast, Some(_)) => &[Self::InFull, Self::Minimum],
            (
                Sort::ChangedFirst
                | Sort::ChangedLast
                | Sort::Id
                | Sort::IdLast
                | Sort::Code
                | Sort::CodeLast
                | Sort::Owner
                | Sort::OwnerLast
                | Sort::LeastFree
                | Sort::MostFree
                | Sort::Nearest
                | Sort::Farthest,
                _,
            ) => &[Self::Whole],
        }
    }

    fn changed_at(self) -> assets::Column {
        match self {
            Self::Whole | Self::InFull => assets::Column::UpdatedAt,
            Self::Minimum => assets::Column::PublicUpdatedAt,
        }
    }

    pub(super) fn changed_at_of(self, row: &assets::Model) -> DateTime<Utc> {
        match self {
            Self::Whole | Self::InFull => row.updated_at,
            Self::Minimum => row.public_updated_at,
        }
    }

    pub(super) fn filter(self, visibility: &AssetVisibility) -> Condition {
        match (self, visibility.in_full()) {
            (Self::Whole, _) | (Self::InFull | Self::Minimum, None) => Condition::all(),
            (Self::InFull, Some(in_full)) => in_full,
            (Self::Minimum, Some(in_full)) => in_full.not(),
        }
    }
}
